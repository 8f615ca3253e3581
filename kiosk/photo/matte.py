"""Which part of each pixel is the person: a rough mask made exact by closed-form matting."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.geometry import Point
from kiosk.photo.areas import Area, grown, strongest, touching
from kiosk.photo.finished import PlateFit
from kiosk.photo.hanging import hanging_hair
from kiosk.photo.outline import outline
from kiosk.photo.person import Alpha
from kiosk.photo.plate import LEAST_KNOWN, Known, Wall, known_alpha, plainness, shown_through, unmixed
from kiosk.photo.settle import settled
from kiosk.photo.solve import conjugate_gradients

LEAST_BAND_PX = 4.0
"""No side of the band is narrower, px: a small photo's edges are as soft in px as a large one's."""
SOME_PERSON, SURE_PERSON = 0.1, 0.9
"""Mask confidences between which a pixel may be hair with the wall between it."""
DEEP = 0.08
"""So many face widths inside the mask's edge (0.5) no wall shows through hair."""
FACE_HALF = 0.4
"""No wall shows within so many face widths of the chin's column."""
HAIR_BELOW = 0.1
"""So many face widths below the chin hair may have gaps; further down a gap may be a pale collar."""
LOCK_UNLIKE = 40.0
"""A doubtful pixel outside the outline further down is a lock of hair, not wall, from this difference
on, levels of 255, to the wall around it."""
LOCK_AROUND = 0.15
_COARSE = 8
LOCK_RIM = 0.01
"""The wall's colour is its mean over so many face widths, on a picture so small that they are about 8 px;
a lock's rim is left open so wide."""
INWARDS = 0.022
OUTWARDS = 0.038
"""Width of the band left to the matting inside and outside the outline, in face widths.

The outline is right to a few pixels; wider bands let the matting mistake a wall for a shirt (the mean
error grew from 3.4 to 5.6 ‰ between bands of 6 + 6 and 15 + 30 px on faces 220–250 px wide), narrower
ones cut wisps of hair off, which lie outside.
"""
LEVEL = 0.05
"""Alpha is stretched so that below this it is 0 and above 1 − this it is 1.

Closed-form matting leaves a veil of some hundredths over the whole uncertain band; without it the mean
error on the composites fell from 3.3 to 3.0 ‰, and no ghost of the band's rim stays in the photo. A
stretch by 0.1 on the person's side would take another hundredth off, at the cost of every evenly soft edge.
"""
NOISE = 1e-6
"""Variance of a colour, of 1, that closed-form matting takes for noise (the library's own is 1e-7).

Mean error on the composites: 3.04, 2.98, 3.13 and 3.51 ‰ with 1e-7, 1e-6, 1e-5 and 1e-4.
"""
PULL = 0.002
"""Weight of what the known background says of a pixel against the matting's own equations.

Band error of the composites with their empty rooms 41.2, 41.7 and 43.3 ‰ with 0.002, 0.008 and 0.03: the
colours beside a wisp are not quite its own, which the unmixing afterwards knows better.
"""
VEIL = 0.02
"""As :data:`LEVEL`, after alpha was unmixed with the known wall: what noise leaves."""
_MARGIN_PX = 3
_KEPT_BYTES = 31 << 20
_EXACT = 3e-6
"""The residual at which solving stops: in photos of 25 people no alpha is off the exact solution's by more
than 0.003; with 1e-5 it is 0.004 (with the matting library's factor 0.021)."""


def trimap(bgr: Picture, person: Alpha, inside: Area, face_width_px: float, chin: Point) -> Alpha:
    """Return 1 where the person is certain, 0 where the background is, 0.5 in the band between.

    The band follows the outline ``inside``: clothes end there, and the segmenter's doubt about pale
    ones says nothing. Hair is another matter, for its wisps stand off and the wall shows through: above
    and about the chin all that the segmenter doubts is left to the matting, except the face; further
    down only what hangs on the person and does not look like the wall.
    """
    inwards = max(LEAST_BAND_PX, INWARDS * face_width_px)
    outwards = max(LEAST_BAND_PX, OUTWARDS * face_width_px)
    known = np.full(person.shape, 0.5, np.float32)
    known[~grown(~inside, inwards)] = 1.0
    known[~grown(inside, outwards)] = 0.0
    hanging = touching(person > SOME_PERSON, inside)
    gaps = grown(person < SURE_PERSON, inwards) & grown(person < 0.5, DEEP * face_width_px) & inside
    gaps[:, np.abs(np.arange(person.shape[1]) - chin.x) < FACE_HALF * face_width_px] = False
    hair = (grown(hanging, outwards) & ~inside) | gaps
    hair[max(0, int(chin.y + HAIR_BELOW * face_width_px)) :] = False
    unlike = _unlike(bgr, known == 0, LOCK_AROUND * face_width_px)
    locks = grown(hanging & ~inside & unlike, LOCK_RIM * face_width_px)
    known[hair | locks] = 0.5
    return known


@dataclass(frozen=True, eq=False)
class Matte:
    """``alpha``, and what became of the empty booth's picture (None without one)."""

    alpha: Alpha
    plate: PlateFit | None


def alpha_matte(
    bgr: Picture,
    person: Alpha,
    face_width_px: float,
    chin: Point,
    plate: Picture | None = None,
    face: Area | None = None,
) -> Matte:
    """Estimate the alpha matte by closed-form matting (:mod:`kiosk.photo.laplacian`).

    Parameters
    ----------
    bgr
        The picture.
    person
        The mask at the picture's size.
    face_width_px
        Cheek to cheek, px of the picture; the uncertain band grows with it.
    chin
        The chin's lowest point, px of the picture.
    plate
        The same pixels of the empty booth, see :mod:`kiosk.photo.plate`.
    face
        Where the face mesh lies: certainly the person, a rim of it excepted.

    Raises
    ------
    KioskError
        ``photo-person-unclear`` when the mask shows no certain person or no certain background.
    """
    person = np.where(hanging_hair(bgr, person, face_width_px, chin), np.float32(1), person)
    inside = outline(bgr, person, face_width_px, chin)
    known = trimap(bgr, person, inside, face_width_px, chin)
    made = settled(known, bgr, person, inside, face_width_px, chin, plate, face)
    part = _around(made.known == 0.5)
    alpha = made.known.copy()
    wall = None if made.wall is None else Wall(made.wall.colour[part], made.wall.spread[part])
    known, told = made.known[part], None
    if wall is not None and made.fit is PlateFit.USED and known.size:
        told = known_alpha(bgr[part], wall.colour, known == 1, face_width_px)
        covered = np.zeros(known.shape, bool) if face is None else face[part]
        known = np.where(shown_through(told, known, covered, face_width_px), np.float32(0.5), known)
    alpha[part] = _solved(bgr[part], known, wall, told)
    return Matte(alpha, made.fit)


def _around(area: Area) -> tuple[slice, slice]:
    """Return the rows and columns that hold ``area`` and a little more; the rest need not be solved."""
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    if rows.size == 0:
        return slice(0, 0), slice(0, 0)
    return (
        slice(max(0, int(rows[0]) - _MARGIN_PX), int(rows[-1]) + _MARGIN_PX + 1),
        slice(max(0, int(columns[0]) - _MARGIN_PX), int(columns[-1]) + _MARGIN_PX + 1),
    )


def _solved(bgr: Picture, known: Alpha, wall: Wall | None, told: Known | None) -> Alpha:
    """Return alpha by closed form, then, where the ``wall`` behind is known, by what of it still shows.

    ``told``: what the empty room's picture says of the pixels; else the wall is carried on from beside the
    person.
    """
    if known.size == 0:
        return known
    alpha = _stretched(_closed_form(bgr, known, told), LEVEL)
    is_open = known == 0.5
    # From here on only the open pixels, as a picture of one row.
    behind = None if wall is None else Wall(wall.colour[is_open][None], wall.spread[is_open][None])
    if behind is None or plainness(behind).max(initial=0) < LEAST_KNOWN:
        return alpha
    from kiosk.photo.colours import own_colours

    # The mean error of the composites with their empty rooms: 2.0 ‰ without this, 1.7 with it, 1.8 with it
    # made three times in turn; before the plain wall without the empty room 2.2 ‰ and 2.0 ‰.
    own = own_colours(bgr, alpha, is_open)
    share = unmixed(bgr[is_open][None], own[None], behind, alpha[is_open][None])
    alpha = known.copy()
    alpha[is_open] = share[0]
    return _stretched(alpha, VEIL)


def _stretched(alpha: Alpha, level: float) -> Alpha:
    return np.asarray(np.clip((alpha - level) / (1 - 2 * level), 0.0, 1.0), np.float32)


def _closed_form(bgr: Picture, known: Alpha, told: Known | None) -> Alpha:
    """Solve for the pixels that ``known`` leaves open; what is ``told`` of them pulls with its certainty."""
    # Imported here: it takes a second (the first time on a machine some more); see warm_up().
    from kiosk.photo.cholesky import GridCholesky
    from kiosk.photo.laplacian import matting_system

    is_open = known == 0.5
    pull = np.zeros((int(is_open.sum()), 2))
    if told is not None:
        pull[:] = np.stack([PULL * told.certainty[is_open], told.alpha[is_open]], axis=1)
    system = matting_system(_unit(bgr), known, NOISE, pull)
    alpha = known.copy()
    alpha[is_open] = conjugate_gradients(system.rows, system.aim, GridCholesky(system), _EXACT)
    return np.asarray(np.clip(alpha, 0.0, 1.0), np.float32)


def warm_up() -> None:
    """Load and compile everything the matte needs, so that the first student does not wait for it.

    The compiled code is kept, see :func:`kiosk.photo.compiled.compiled`.
    """
    from kiosk.photo.colours import own_colours

    picture = np.full((32, 32, 3), 200, np.uint8)
    person = np.zeros((32, 32), np.float32)
    person[8:, 8:24] = 1.0
    picture[person > 0] = (40, 60, 90)
    picture[::3, ::2] += 5
    alpha = alpha_matte(picture, person, 64.0, Point(16, 24)).alpha
    own_colours(picture, alpha, np.ones(alpha.shape, bool))
    # The C library (glibc) gives blocks as large as the largest it was ever given back, up to 32 MB, from
    # memory it keeps, others from the system each time: page by page, 12,000 a photo, a tenth of its time.
    np.zeros(_KEPT_BYTES, np.uint8).fill(0)


def _unlike(bgr: Picture, wall: Area, around_px: float) -> Area:
    """Return which pixels differ clearly from the mean colour of the wall around them."""
    step = max(1, int(around_px / _COARSE))
    size = (max(1, wall.shape[1] // step), max(1, wall.shape[0] // step))
    weight = wall.astype(np.float32)
    colours = cv2.resize(bgr * weight[:, :, None], size, interpolation=cv2.INTER_AREA)
    weight = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    share = cv2.GaussianBlur(weight, (0, 0), around_px / step)
    mean = cv2.GaussianBlur(colours, (0, 0), around_px / step) / np.maximum(share, 1e-3)[:, :, None]
    mean = cv2.resize(mean, (wall.shape[1], wall.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(strongest(np.abs(bgr - mean)) > LOCK_UNLIKE)


def _unit(bgr: Picture) -> NDArray[np.float64]:
    return np.ascontiguousarray(bgr) / 255.0
