"""From a judged frame to the finished photo: crop, matte, background, encode, inspect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from kiosk.camera.frame import Frame, Picture
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Limit
from kiosk.photo.backdrop import backdrop_stays
from kiosk.photo.background import hair_top, over_background
from kiosk.photo.behind import things_behind
from kiosk.photo.checks.geometry import hair_top as seen_hair_top
from kiosk.photo.crop import Crop, solve_crop
from kiosk.photo.encode import encode
from kiosk.photo.finished import Backdrop, Check, CheckStatus, FinishedPhoto, PlateFit
from kiosk.photo.inspect import StillObserver, inspect_photo
from kiosk.photo.matte import Matte, alpha_matte
from kiosk.photo.outline import unseen
from kiosk.photo.person import Alpha, face_of, person_of
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import HeadGeometry, Observation

UNSEEN_MOST = 0.1
"""How much of the outline may follow no edge, face widths."""
THINGS_MOST = 0.1
"""How much of the wall next to the person may be edges of things: before a shelf it is three times as much,
before a curtain a quarter."""


@dataclass(frozen=True, eq=False)
class Composed:
    """The photo before it is encoded.

    Attributes
    ----------
    picture
        Of the photo's size; where ``alpha`` is 1 exactly the source, cut and resampled.
    crop
        Where it was cut out of the frame.
    alpha
        Of the same size; None when the background stays.
    plate
        What became of the empty booth's picture; None when there was none or the background stays.
    checks
        What can only be judged before the background is gone.
    """

    picture: Picture
    crop: Crop
    alpha: Alpha | None = None
    plate: PlateFit | None = None
    checks: tuple[Check, ...] = ()


def standardize(
    frame: Frame,
    observation: Observation,
    spec: PhotoSpec,
    limits: Mapping[str, Limit],
    observer: StillObserver,
    plate: Picture | None = None,
) -> FinishedPhoto:
    """Make the finished photo of a frame: :func:`compose`, then :func:`finish`."""
    return finish(compose(frame, observation, spec, plate), spec, limits, observer)


def compose(
    frame: Frame, observation: Observation, spec: PhotoSpec, plate: Picture | None = None
) -> Composed:
    """Cut the photo out of a frame and, where the spec asks for it, replace the background.

    The frame is cut and scaled down once, by area, from its own pixels: never rotated, mirrored,
    retouched or enlarged. The hair's top is first taken from the person mask; when by the matte, which
    knows it better, the crop misses a band, the crop is solved again with the matte's. A photo that
    misses a band is still made: its inspection says so. A backdrop that already is of the spec's colour and
    even stays, every pixel of it (:mod:`kiosk.photo.backdrop`). Where the background is replaced, the photo
    also holds the check ``outline``: *unknown* when part of the shoulders' outline cannot be seen in the
    picture; and, without the empty booth's picture, ``things_behind``: *unknown* before a shelf, say.

    Parameters
    ----------
    frame
        The very frame that was judged.
    observation
        Of that frame, with its person mask.
    plate
        The empty booth as the same camera saw it: known background for the matte. Where it does not fit
        the frame it is left aside, and the photo says so.

    Raises
    ------
    KioskError
        ``photo-no-face``, ``photo-several-faces``, ``photo-too-few-pixels``, ``photo-head-cut`` or
        ``photo-person-unclear``.
    """
    head = _subject(observation)
    crop = solve_crop(head, spec, (frame.width, frame.height))
    _alone(observation, crop)
    if not spec.background.replace:
        return Composed(cut(frame.bgr, crop, spec), crop)
    fit: PlateFit | None = None
    if plate is not None and plate.shape != frame.bgr.shape:
        plate, fit = None, PlateFit.OTHER_SIZE
    photo = cut(frame.bgr, crop, spec)
    matte = _matte(photo, observation, head, crop, spec, plate)
    better = _crop_again(frame, head, crop, spec, matte.alpha)
    if better is not None:
        _alone(observation, better)  # it may be wider
        crop, photo = better, cut(frame.bgr, better, spec)
        matte = _matte(photo, observation, head, crop, spec, plate)
    if backdrop_stays(photo, matte.alpha, crop.face_width, spec):
        return Composed(photo, crop)
    return Composed(
        over_background(photo, matte.alpha, spec.background.rgb),
        crop,
        matte.alpha,
        matte.plate or fit,
        (_outline_check(photo, matte.alpha, head, crop), *_behind_check(photo, matte, crop)),
    )


def finish(
    composed: Composed, spec: PhotoSpec, limits: Mapping[str, Limit], observer: StillObserver
) -> FinishedPhoto:
    """Encode a composed photo and inspect the very file.

    Parameters
    ----------
    limits
        What the spec's rules allow in a picture, for the inspection.
    observer
        Measures the finished photo.

    Raises
    ------
    KioskError
        ``photo-file-size``.
    """
    jpeg, crop = encode(composed.picture, spec), composed.crop
    inspection = inspect_photo(jpeg, spec, limits, observer)
    inspection = replace(inspection, checks=inspection.checks + composed.checks)
    background = Backdrop.KEPT if composed.alpha is None else Backdrop.REPLACED
    return FinishedPhoto(
        spec.name, jpeg, crop.box, crop.scale, inspection, composed.plate, crop.misfits, background
    )


def cut(bgr: Picture, crop: Crop, spec: PhotoSpec) -> Picture:
    """Return the crop at the photo's size: each pixel the mean of the source area it covers.

    Averaging by area neither rings at edges (as sharper filters do) nor aliases. The levels are averaged
    as they are stored, not as light: of 17 people the two differ by 0.17 CIEDE2000 in the mean and by 0.8
    at the 99th percentile, which nobody sees, and the matte and the background laid under it mix stored
    levels too. Mixing the one way and laying over the other is what shows: a pale seam around dark hair.
    """
    box = crop.box
    part = bgr[int(box.y) : int(box.bottom), int(box.x) : int(box.right)]
    size = (spec.size.width_px, spec.size.height_px)
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)


def _outline_check(photo: Picture, alpha: Alpha, head: HeadGeometry, crop: Crop) -> Check:
    """Whether the picture shows where the clothes end; where it does not, a person must look: unknown."""
    value = unseen(photo, alpha > 0.5, crop.face_width, crop.to_photo(head.chin))
    status = CheckStatus.UNKNOWN if value > UNSEEN_MOST else CheckStatus.PASS
    return Check("outline", status, round(value, 3), "ratio", None, UNSEEN_MOST, must=False)


def _behind_check(photo: Picture, matte: Matte, crop: Crop) -> tuple[Check, ...]:
    """Whether things stood behind the person, of which the matte may have kept pieces: a person must look.

    With the empty booth's picture the things are known, and told from the person.
    """
    if matte.plate is PlateFit.USED:
        return ()
    value = things_behind(photo, matte.alpha, crop.face_width)
    status = CheckStatus.UNKNOWN if value > THINGS_MOST else CheckStatus.PASS
    return (Check("things_behind", status, round(value, 3), "ratio", None, THINGS_MOST, must=False),)


def _subject(observation: Observation) -> HeadGeometry:
    if observation.head is not None:
        # Hair that leaves the picture reaches its edge at least: a crop must know that it is so tall.
        return replace(observation.head, hair_top_y=seen_hair_top(observation))
    raise KioskError(
        "photo-no-face", "No face was found in the picture.", "Look straight into the camera, in good light."
    )


def _alone(observation: Observation, crop: Crop) -> None:
    """Refuse a crop that shows somebody else, too."""
    if observation.rivals(crop.box):
        raise KioskError(
            "photo-several-faces",
            f"There are {len(observation.faces)} faces in the picture.",
            "Only one person may be in the picture.",
        )


def _crop_again(frame: Frame, head: HeadGeometry, crop: Crop, spec: PhotoSpec, alpha: Alpha) -> Crop | None:
    """Return a better crop when with the hair's top of the matte this one misses a band; else None.

    A matte takes longer than everything else together, so it is not made again for a hair's top that is
    merely a few px off its aim.
    """
    top = hair_top(alpha, crop.centre_x, crop.face_width, crop.eye_line)
    if top is None:
        return None
    known = replace(head, hair_top_y=crop.box.y + top * crop.scale)
    chin = crop.to_photo(head.chin).y
    bands = spec.bands()
    met = all(
        name not in bands or bands[name].holds(at)
        for name, at in (("hair_top", top), ("head_height", chin - top))
    )
    if met and not crop.misfits:
        return None
    better = solve_crop(known, spec, (frame.width, frame.height))
    return None if better.box == crop.box else better


def _matte(
    photo: Picture,
    observation: Observation,
    head: HeadGeometry,
    crop: Crop,
    spec: PhotoSpec,
    plate: Picture | None,
) -> Matte:
    size = (spec.size.width_px, spec.size.height_px)
    person, face = person_of(observation, crop.box, size), face_of(observation, crop.box, size)
    empty = None if plate is None else cut(plate, crop, spec)
    return alpha_matte(photo, person, crop.face_width, crop.to_photo(head.chin), empty, face)
