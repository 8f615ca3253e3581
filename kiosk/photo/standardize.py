"""From a judged frame to the finished photo: crop, matte, background, encode, inspect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np

from kiosk.camera.frame import Frame, Picture
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Limit
from kiosk.photo.background import hair_top, over_background
from kiosk.photo.crop import Crop, solve_crop
from kiosk.photo.encode import encode
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto, PlateFit
from kiosk.photo.inspect import StillObserver, inspect_photo
from kiosk.photo.matte import Alpha, alpha_matte, person_in
from kiosk.photo.outline import unseen
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import HeadGeometry, Observation

HAIR_MOVED_PX = 3.0
"""When matte and mask differ by more, px of the photo, the crop is solved again with the matte's hair top."""
UNSEEN_MOST = 0.1
"""How much of the outline may follow no edge, face widths."""


def standardize(
    frame: Frame,
    observation: Observation,
    spec: PhotoSpec,
    limits: Mapping[str, Limit],
    observer: StillObserver,
    plate: Picture | None = None,
) -> FinishedPhoto:
    """Make the finished photo of a frame.

    The frame is cut and scaled down once, by area, from its own pixels: never rotated, mirrored,
    retouched or enlarged. The hair's top is first taken from the person mask; when the matte shows it
    somewhere else, the crop is solved again with it. A photo that misses a band is still made: its
    inspection says so. Where the background is replaced, the inspection also holds ``outline``: *unknown*
    when part of the shoulders' outline cannot be seen in the picture.

    Parameters
    ----------
    frame
        The very frame that was judged.
    observation
        Of that frame, with its person mask.
    limits
        What the spec's rules allow in a picture, for the inspection.
    observer
        Measures the finished photo.
    plate
        The empty booth as the same camera saw it: known background for the matte. Where it does not fit
        the frame it is left aside, and the photo says so.

    Raises
    ------
    KioskError
        ``photo-no-face``, ``photo-several-faces``, ``photo-too-few-pixels``, ``photo-head-cut``,
        ``photo-person-unclear`` or ``photo-file-size``.
    """
    head = _subject(observation)
    size = (frame.width, frame.height)
    crop = solve_crop(head, spec, size)
    if observation.rivals(crop.box):
        raise KioskError(
            "photo-several-faces",
            f"There are {len(observation.faces)} faces in the picture.",
            "Only one person may be in the picture.",
        )
    photo = cut(frame.bgr, crop, spec)
    extra: tuple[Check, ...] = ()
    fit: PlateFit | None = None
    if spec.background.replace:
        if plate is not None and plate.shape != frame.bgr.shape:
            plate, fit = None, PlateFit.OTHER_SIZE
        alpha, fit = _alpha(photo, observation, head, crop, spec, plate, fit)
        top = hair_top(alpha, crop.centre_x, crop.face_width, crop.eye_line)
        if top is not None and (crop.hair_top is None or abs(top - crop.hair_top) > HAIR_MOVED_PX):
            crop = solve_crop(replace(head, hair_top_y=crop.box.y + top * crop.scale), spec, size)
            photo = cut(frame.bgr, crop, spec)
            alpha, fit = _alpha(photo, observation, head, crop, spec, plate, fit)
        extra = (_outline_check(photo, alpha, head, crop),)
        photo = over_background(photo, alpha, spec.background.rgb)
    jpeg = encode(photo, spec)
    inspection = inspect_photo(jpeg, spec, limits, observer)
    inspection = replace(inspection, checks=inspection.checks + extra)
    return FinishedPhoto(spec.name, jpeg, crop.box, crop.scale, inspection, fit)


def cut(bgr: Picture, crop: Crop, spec: PhotoSpec) -> Picture:
    """Return the crop at the photo's size: each pixel the mean of the source area it covers.

    Averaging by area neither rings at edges (as sharper filters do) nor aliases.
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


def _subject(observation: Observation) -> HeadGeometry:
    if observation.head is not None:
        return observation.head
    raise KioskError(
        "photo-no-face", "No face was found in the picture.", "Look straight into the camera, in good light."
    )


def _alpha(
    photo: Picture,
    observation: Observation,
    head: HeadGeometry,
    crop: Crop,
    spec: PhotoSpec,
    plate: Picture | None,
    fit: PlateFit | None,
) -> tuple[Alpha, PlateFit | None]:
    if observation.mask is None:
        raise KioskError(
            "photo-person-unclear",
            "The person cannot be told from the background.",
            "Sit about one metre in front of a plain wall and try again.",
        )
    size = (spec.size.width_px, spec.size.height_px)
    person = person_in(observation.mask, (observation.width, observation.height), crop.box, size)
    empty = None if plate is None else cut(plate, crop, spec)
    matte = alpha_matte(photo, person, crop.face_width, crop.to_photo(head.chin), empty)
    return matte.alpha, matte.plate or fit
