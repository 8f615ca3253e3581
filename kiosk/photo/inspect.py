"""Is the finished photo right? Every check is made on the decoded file, not on what was meant."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from PIL import Image

from kiosk.camera.frame import Frame, Picture
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.guidance.verdict import Limit
from kiosk.photo.encode import jpeg_quality
from kiosk.photo.finished import Check, CheckStatus, Inspection
from kiosk.photo.matte import person_in
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import Observation
from kiosk.vision.units import UNITS

MAX_PIXELS = 4_000_000
"""A finished photo is far smaller; anything bigger is not decoded."""
PLAIN_GAP = 0.1
"""The background is judged this many face widths away from the person, clear of the finest hair."""
SPREAD_PERCENTILE = 95.0
"""A shadow or gradient covers more than the rest; a strand of hair that stands off does not."""
SURE = 0.5
"""Mask confidence from which a pixel counts as the person."""


@dataclass(frozen=True)
class PersonCheck:
    """A rule of ``config/rules.toml`` that the finished photo is judged by as well.

    Attributes
    ----------
    decides
        Whether failing it fails the photo where the rule is a *must*; else a person must look.
    """

    check: str
    measure: str
    rule: str
    decides: bool = True


PERSON_CHECKS = (
    PersonCheck("eye_left_open", "eye_open_left", "eyes-open"),
    PersonCheck("eye_right_open", "eye_open_right", "eyes-open"),
    PersonCheck("lips_closed", "lip_gap", "mouth-closed"),
    PersonCheck("ear_left_visible", "ear_left_visible", "ear-left", decides=False),
    PersonCheck("ear_right_visible", "ear_right_visible", "ear-right", decides=False),
    PersonCheck("ears_even", "ears_uneven", "ears-even", decides=False),
    PersonCheck("shoulders_level", "shoulder_tilt_deg", "shoulders-level", decides=False),
    PersonCheck("brows_free", "hair_over_brows", "brows-free", decides=False),
    PersonCheck("eyes_free", "hair_over_eyes", "eyes-free", decides=False),
    PersonCheck("head_covering", "head_covering", "head-covering", decides=False),
    PersonCheck("headphones", "headphones", "headphones", decides=False),
    PersonCheck("face_free", "face_covered", "face-free", decides=False),
    PersonCheck("glasses", "glasses", "glasses", decides=False),
    PersonCheck("lens_glare", "lens_glare", "lens-glare", decides=False),
    PersonCheck("lens_tint", "lens_tint", "lens-tint", decides=False),
    PersonCheck("gaze_x", "gaze_yaw_deg", "gaze-x", decides=False),
    PersonCheck("gaze_y", "gaze_pitch_deg", "gaze-y", decides=False),
    PersonCheck("smile", "smile", "smile", decides=False),
    PersonCheck("grimace", "grimace", "grimace", decides=False),
    PersonCheck("light_level", "light_level", "light-level", decides=False),
    PersonCheck("light_even", "light_left_right", "light-even", decides=False),
    PersonCheck("light_top_bottom", "light_top_bottom", "light-top-bottom", decides=False),
    PersonCheck("highlights", "highlights", "highlights", decides=False),
    PersonCheck("red_eye", "red_eye", "red-eye", decides=False),
    PersonCheck("clothes_blue", "clothes_blue", "clothes-blue", decides=False),
    PersonCheck("sharpness", "sharpness", "sharpness", decides=False),
)
"""The rules a finished photo can be judged by, whatever the campaign.

The others cannot: place, distance and room above the hair have the spec's own bands in the photo; the wall is
no longer there; motion needs a clip; yaw, pitch and roll are judged by the standard's limits, which are wider
than what is aimed at live. What decides is what a wrong photo must not be sent with whoever made it.
"""


class StillObserver(Protocol):
    """Measures single pictures; owned and called by one thread."""

    def observe(self, frame: Frame) -> Observation:
        """Return everything that can be measured in ``frame``."""
        ...


def inspect_photo(
    jpeg: bytes, spec: PhotoSpec, limits: Mapping[str, Limit], observer: StillObserver
) -> Inspection:
    """Judge a finished photo against its spec and, by rule, what the spec's rules allow.

    Checks: the file (``format``, ``width``, ``height``, ``dpi``, ``file_size``, ``quality``,
    ``colour``, ``metadata``), the geometry (``hair_top``, ``eye_line``, ``face_width``, ``centre_x``),
    the background (``background_colour``, ``background_evenness``) and the person (``one_face``,
    ``yaw``, ``pitch``, ``roll``, ``eye_left_open``, ``eye_right_open``, ``lips_closed``,
    ``ear_left_visible``, ``ear_right_visible``; left and right are the person's own). What cannot be
    assessed is *unknown*, never passed. Pitch and the ears do not decide: anatomy shifts the one by
    several degrees, and a person must judge the other.

    Raises
    ------
    KioskError
        ``photo-unreadable`` when the bytes are not a picture that can be decoded.
    """
    checks, bgr = _file_checks(jpeg, spec)
    observation = observer.observe(Frame(1, 0.0, bgr))
    checks += _geometry_checks(observation, spec)
    checks += _background_checks(bgr, observation, spec)
    checks += _person_checks(observation, spec, limits)
    return Inspection(spec.name, tuple(checks))


def judged(
    name: str, value: float | None, unit: str, low: float | None, high: float | None, *, must: bool = True
) -> Check:
    """Return the check of ``value`` against its limits, ends included; None is *unknown*."""
    if value is None:
        status = CheckStatus.UNKNOWN
    elif (low is not None and value < low) or (high is not None and value > high):
        status = CheckStatus.FAIL
    else:
        status = CheckStatus.PASS
    return Check(name, status, None if value is None else round(float(value), 3), unit, low, high, must)


def _file_checks(jpeg: bytes, spec: PhotoSpec) -> tuple[list[Check], Picture]:
    try:
        with Image.open(io.BytesIO(jpeg)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise OSError("more pixels than a finished photo can have")
            image.load()
            is_jpeg = image.format == "JPEG"
            dpi = image.info.get("dpi") if image.info.get("jfif_unit", 1) == 1 else None
            tables = getattr(image, "quantization", None)
            foreign = sum(key in image.info for key in ("exif", "icc_profile", "comment", "xmp", "photoshop"))
            is_rgb = image.mode == "RGB"
            bgr = np.ascontiguousarray(np.asarray(image.convert("RGB"), np.uint8)[:, :, ::-1])
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise KioskError(
            "photo-unreadable",
            "The file is not a finished photo that can be decoded.",
            "Name a JPEG file made by `kiosk standardize`.",
        ) from error
    size, file = spec.size, spec.file
    quality = float(jpeg_quality(tables)) if tables else None
    # The worse of the two is told; a file that states no resolution (or another unit) fails.
    worse = max((float(d) for d in dpi), key=lambda d: abs(d - size.dpi)) if dpi else None
    resolution = judged("dpi", worse, "dpi", size.dpi, size.dpi)
    if worse is None:
        resolution = replace(resolution, status=CheckStatus.FAIL)
    return [
        judged("format", float(is_jpeg), "jpeg", 1, 1),
        judged("width", float(bgr.shape[1]), "px", size.width_px, size.width_px),
        judged("height", float(bgr.shape[0]), "px", size.height_px, size.height_px),
        resolution,
        judged("file_size", float(len(jpeg)), "byte", file.min_bytes, file.max_bytes),
        judged("quality", quality, "level", file.quality_min, 100),
        judged("colour", float(is_rgb), "rgb", 1, 1),
        judged("metadata", float(foreign), "count", 0, 0),
    ], bgr


def _geometry_checks(observation: Observation, spec: PhotoSpec) -> list[Check]:
    head = observation.head
    values = {
        "hair_top": _hair_top(observation),
        "eye_line": None if head is None else head.eye_line_y,
        "face_width": None if head is None else head.face_width,
        "centre_x": None if head is None else head.centre_x,
    }
    bands = {name: getattr(spec, name) for name in values}
    return [judged(name, value, "px", bands[name].low, bands[name].high) for name, value in values.items()]


def _hair_top(observation: Observation) -> float | None:
    """Return the hair's distance from the top edge: 0 when the person reaches that edge above the face."""
    head, mask = observation.head, observation.mask
    if head is None or head.hair_top_y is not None or mask is None:
        return None if head is None else head.hair_top_y
    to_column = mask.shape[1] / observation.width
    above = mask[0, max(0, int(head.face_left_x * to_column)) : int(head.face_right_x * to_column) + 1]
    return 0.0 if above.size and float(above.max()) >= SURE else None


def _background_checks(bgr: Picture, observation: Observation, spec: PhotoSpec) -> list[Check]:
    off = spread = None
    if observation.mask is not None and observation.head is not None:
        size = (bgr.shape[1], bgr.shape[0])
        person = person_in(observation.mask, size, Box(0, 0, *size), size)
        away = cv2.distanceTransform((person < SURE).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        plain = bgr[away > PLAIN_GAP * observation.head.face_width].astype(np.float64)
        if len(plain):
            middle = np.median(plain, axis=0)
            allowed = [np.array(rgb[::-1], np.float64) for rgb in spec.background.colours.values()]
            off = min(float(np.abs(middle - colour).max()) for colour in allowed)
            spread = float(np.percentile(np.abs(plain - middle).max(axis=1), SPREAD_PERCENTILE))
    return [
        judged("background_colour", off, "level", None, spec.plain.off_max),
        judged("background_evenness", spread, "level", None, spec.plain.spread_max),
    ]


def _person_checks(observation: Observation, spec: PhotoSpec, limits: Mapping[str, Limit]) -> list[Check]:
    pose, value = spec.pose, observation.value
    checks = [
        judged("one_face", float(len(observation.faces)), "count", 1, 1),
        judged("yaw", value("yaw_deg"), "deg", -pose.yaw_deg, pose.yaw_deg),
        judged("pitch", value("pitch_deg"), "deg", -pose.pitch_deg, pose.pitch_deg, must=False),
        judged("roll", value("roll_deg"), "deg", -pose.roll_deg, pose.roll_deg),
    ]
    for row in PERSON_CHECKS:
        limit = limits.get(row.rule)
        if limit is not None:
            must = row.decides and limit.must
            unit = UNITS[row.measure]
            checks.append(judged(row.check, value(row.measure), unit, limit.low, limit.high, must=must))
    return checks
