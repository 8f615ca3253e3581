"""The picture of the empty booth as known background: what the wall behind the person must look like.

Where the background is known, how much of it a pixel shows can be computed and need not be guessed from
its neighbours (difference matting; Qian and Sezan 1992, here as one term beside closed-form matting). The
empty booth's picture is older than the photo: light drifts, the person throws shadows, the camera may
have been pushed. So it is first fitted to the wall that is in plain view in the photo, and not used at
all where it does not fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.photo.areas import Area, carried, grown, product, strongest, touching
from kiosk.photo.finished import PlateFit

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Wall:
    """What the wall must look like everywhere: ``colour`` BGR 0..255, and how far it strays, levels."""

    colour: Floats
    spread: Floats


REACH = 0.12
"""The light on the wall is taken from the plain wall within so many face widths, farther only where there
is none nearer: a person's shadow on the wall is that local."""
OWN_REACH = 0.05
"""The person's own colour is taken from certain pixels within so many face widths."""
DIMMED = (0.8, 1.25)
"""Light of the photo / of the plate, median over the plain wall: beyond, lamps or exposure are others."""
UNEVENLY = 1.25
"""… and ratio of its 90th to its 10th percentile: beyond, one lamp changed. A person's shadow is 1.1."""
OFF = 9.0
"""Largest 90th percentile of the difference that remains on the plain wall, levels: more, and things on the
wall are no longer where they were. Noise leaves 2 to 5."""
CONTRAST = 50.0
"""Difference of person and wall, levels a channel, at which the known background counts half."""
ELSEWHERE = 8.0
"""A pixel so many levels off the line from wall to person shows something else: not judged by it."""

WITHIN = 0.05
PLAIN = 6.0
"""Standard deviation of the wall, levels, within so many face widths, at which it counts half as plain.

Before a plain wall the matting's own assumption, that colours change smoothly along an edge, holds, and the
plate can tell nothing more; things on the wall break it, and there the plate knows.
"""

ALIKE_WITHIN = 0.02
ALIKE = 5.0
PATTERN = 10.0
"""A pattern of the wall (standard deviation of so many levels within so many face widths) that the photo
repeats to so many (root mean square) is the wall, also where hair is of the same colour: no hair has a
book's edge."""
RECOGNISED = 60.0
"""How much more surely than by colour alone such a place is the wall."""

NOISE_LEVELS = 3.0
"""What camera and JPEG add to a pixel, levels."""
PLAIN_SPREAD = 8.0
"""A wall that strays by so many levels counts half as known; one with things on it does not count."""
LEAST_KNOWN = 0.05
"""Where no pixel's wall is known so well, nothing is unmixed."""
SURE_SHARE = 0.1
"""Error of alpha by that noise at which the mixture and the matting count alike."""


THROUGH_DEEP = 0.08
"""The wall shows through the edge of clothes no farther than so many face widths inside the band, …"""
THROUGH_MOST, THROUGH_SURE = 0.8, 0.2
"""… where by its colour a pixel shows no more of the person than this, so surely …"""
THROUGH_RIM = 0.01
"""… and so many face widths about.

Of the band's error with the empty rooms 6 ‰ lay in pixels taken for certain; so opened, 2 % more pixels are
solved and the band's error falls from 41.2 to 40.2 ‰, by 0.9 on the ten composites these were chosen on and
by 1.1 on the other eight.
"""


@dataclass(frozen=True, eq=False)
class Known:
    """What the known background says of each pixel: its alpha 0..1 and how surely (0..1 by colour alone)."""

    alpha: Floats
    certainty: Floats


def fit_plate(
    bgr: Picture, plate: Picture, wall: Area, face_width_px: float
) -> tuple[PlateFit, Floats | None]:
    """Bring the plate into the photo's light; return how it fits and the wall as it must look, BGR 0..255.

    Parameters
    ----------
    plate
        The empty booth, the same pixels of the same camera as ``bgr``.
    wall
        Where the photo shows the plain wall for certain.
    """
    if not wall.any():
        return PlateFit.MOVED, None
    before, now = plate.astype(np.float32) + 1, bgr.astype(np.float32) + 1
    light = np.log(np.clip(now / before, 0.1, 10))
    smooth = carried(light, wall, REACH * face_width_px)
    gains = np.exp(smooth.mean(axis=2)[wall])
    low, middle, high = np.percentile(gains, (10, 50, 90))
    if not DIMMED[0] <= middle <= DIMMED[1] or high / low > UNEVENLY:
        return PlateFit.LIGHT_CHANGED, None
    expected = np.clip(before * np.exp(smooth) - 1, 0, 255)
    off = cv2.GaussianBlur(strongest(np.abs(bgr - expected)), (0, 0), 1.0)[wall]
    if float(np.percentile(off, 90)) > OFF:
        return PlateFit.MOVED, None
    return PlateFit.USED, np.asarray(expected, np.float32)


def known_alpha(bgr: Picture, wall: Floats, person: Area, face_width_px: float) -> Known:
    """Say how much of the person each pixel shows, from the wall behind it and the person's colour beside it.

    Parameters
    ----------
    wall
        As :func:`fit_plate` returned it.
    person
        Where the photo shows the person for certain.
    """
    seen = bgr.astype(np.float32)
    own = carried(seen, person, OWN_REACH * face_width_px)
    span = own - wall
    length = product(span, span)
    alpha = np.clip(product(seen - wall, span) / np.maximum(length, 1), 0, 1)
    rest = seen - (wall + alpha[:, :, None] * span)
    certainty = length / (length + 3 * CONTRAST**2) * np.exp(-product(rest, rest) / (2 * ELSEWHERE**2))
    certainty = certainty * _structure(wall, WITHIN * face_width_px)
    again = _recognised(seen, wall, ALIKE_WITHIN * face_width_px)
    alpha, certainty = np.where(again, 0, alpha), np.where(again, RECOGNISED, certainty)
    return Known(alpha.astype(np.float32), certainty.astype(np.float32))


def shown_through(told: Known, known: Floats, face: Area, face_width_px: float) -> Area:
    """Return which pixels of the certain person, beside the open ones, show the wall behind all the same.

    Parameters
    ----------
    known
        The trimap: 0 background, 1 person, 0.5 open.
    face
        Where no wall shows, whatever its colours.
    """
    certain, is_open = (known == 1) & ~face, known == 0.5
    near = grown(known != 1, THROUGH_DEEP * face_width_px) & certain
    shown = near & (told.alpha < THROUGH_MOST) & (told.certainty > THROUGH_SURE)
    shown = touching(shown | is_open, is_open) & shown
    return np.asarray(grown(shown, THROUGH_RIM * face_width_px) & certain)


def _recognised(seen: Floats, wall: Floats, within_px: float) -> Area:
    """Return where the photo shows the very things of the wall: their pattern, not only a like colour."""
    off = cv2.GaussianBlur(strongest((seen - wall) ** 2), (0, 0), within_px)
    mean = cv2.GaussianBlur(wall, (0, 0), within_px)
    variance = strongest(cv2.GaussianBlur(wall**2, (0, 0), within_px) - mean**2)
    return np.asarray((off < ALIKE**2) & (variance > PATTERN**2))


def _structure(wall: Floats, within_px: float) -> Floats:
    """Return 0 where the wall is plain .. 1 where it is full of edges, within so many px."""
    mean = cv2.GaussianBlur(wall, (0, 0), within_px)
    variance = strongest(cv2.GaussianBlur(wall**2, (0, 0), within_px) - mean**2)
    return np.asarray(variance / (variance + PLAIN**2), np.float32)


def plainness(wall: Wall) -> Floats:
    """Return how well the wall behind each pixel is known, 0..1, by how little it strays."""
    return np.asarray(1 / (1 + (wall.spread / PLAIN_SPREAD) ** 4), np.float32)


def unmixed(bgr: Picture, own: Floats, wall: Wall, alpha: Floats) -> Floats:
    """Return the share of ``own`` colours in a mixture with the known wall, near ``alpha`` where unsure.

    The share is the pixel's place on the line from the wall's colour to the person's. It is the less certain
    the nearer those two are, for noise then moves the pixel along the whole line, and the less plain the
    wall.

    Parameters
    ----------
    own
        BGR 0..255, shape (height, width, 3).
    """
    seen = bgr.astype(np.float32)
    span = own - wall.colour
    length = np.maximum(product(span, span), 1)
    share = np.clip(product(seen - wall.colour, span) / length, 0, 1)
    noise = np.maximum(NOISE_LEVELS, wall.spread)
    sure = plainness(wall) * SURE_SHARE**2 / (SURE_SHARE**2 + noise**2 / length)
    return np.asarray(sure * share + (1 - sure) * alpha, np.float32)
