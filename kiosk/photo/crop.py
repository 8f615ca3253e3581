"""Where to cut the photo out of the picture: all bands of the spec solved at once, nothing rotated."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from math import inf

from kiosk.errors import KioskError
from kiosk.geometry import Box, Point
from kiosk.guidance.verdict import Target
from kiosk.photo.fit import Fit, Wish, nearest_fit
from kiosk.photo.spec import Band, PhotoSpec
from kiosk.vision.observation import HeadGeometry

BANDS = ("hair_top", "eye_line", "centre_x", "face_width")
"""The bands a crop decides; each is an attribute of :class:`PhotoSpec` and of :class:`Crop`.

The order is that of giving up when not all can be met: hair can be flattened, a face's size cannot.
"""


class CropInfeasible(KioskError):
    """No photo can be cut at all: too few pixels, or the head is cut off."""


class Remedy(StrEnum):
    """What the person does about an unmet band; left and right are the unmirrored picture's."""

    NEARER = "nearer"
    FARTHER = "farther"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    FLATTEN_HAIR = "flatten-hair"


@dataclass(frozen=True)
class Misfit:
    """A band that no crop of this picture meets together with the others, and what would help."""

    band: str
    remedy: Remedy


@dataclass(frozen=True)
class Crop:
    """A rectangle of whole source pixels and what the photo cut from it will measure.

    Attributes
    ----------
    box
        The rectangle, px of the source; it has exactly the photo's proportions.
    scale
        Source px per photo px, ≥ 1.
    eye_line, face_width, centre_x
        In px of the finished photo.
    hair_top
        The same; None when the hair's top is not known.
    misfits
        Empty when every known band is met.
    """

    box: Box
    scale: float
    eye_line: float
    face_width: float
    centre_x: float
    hair_top: float | None
    misfits: tuple[Misfit, ...] = ()

    def to_photo(self, point: Point) -> Point:
        """Map a point of the source to the finished photo."""
        return Point((point.x - self.box.x) / self.scale, (point.y - self.box.y) / self.scale)


def solve_crop(head: HeadGeometry, spec: PhotoSpec, frame_size: tuple[int, int]) -> Crop:
    """Find the crop that meets every band of ``spec`` and lies nearest its aims.

    The crop lies inside the frame and holds at least the photo's own pixels, so nothing is upscaled.
    Bands are first asked for with ``spec.guide.margin_px`` to spare, because the finished photo will be
    measured again, then as they are; when no crop meets them all, the fewest are given up, the earliest
    of ``BANDS`` first, and named as misfits.

    Parameters
    ----------
    head
        In px of the source. An unknown hair top is left out of the search, not guessed.
    frame_size
        Width and height of the source, px.

    Raises
    ------
    CropInfeasible
        ``photo-too-few-pixels`` when the source holds fewer pixels than the photo needs,
        ``photo-head-cut`` when even the best crop cuts through the head.
    """
    photo_size = (spec.size.width_px, spec.size.height_px)
    if frame_size[0] < photo_size[0] or frame_size[1] < photo_size[1]:
        raise CropInfeasible(
            "photo-too-few-pixels",
            f"The picture has {frame_size[0]} × {frame_size[1]} pixels; the photo needs at least "
            f"{photo_size[0]} × {photo_size[1]} and is never enlarged.",
            "Take the picture with a higher resolution.",
        )
    places = {
        "hair_top": head.hair_top_y,
        "eye_line": head.eye_line_y,
        "centre_x": head.centre_x,
        "face_width": head.face_width,
    }
    known = {name: at for name in BANDS if (at := places[name]) is not None}

    def fit(given_up: Set[str], margin_px: float) -> Fit | None:
        wishes = {name: _wish(name, at, spec, name not in given_up, margin_px) for name, at in known.items()}
        rows = [wishes[name] for name in ("eye_line", "hair_top") if name in wishes]
        return nearest_fit(rows, [wishes["centre_x"]], [wishes["face_width"]], photo_size, frame_size)

    best = fit(frozenset(), spec.guide.margin_px)
    sacrifices = (set(c) for count in range(len(known) + 1) for c in combinations(known, count))
    while best is None:
        best = fit(next(sacrifices), 0.0)
    return _described(best, head, spec, frame_size)


def target_for(frame_w: int, frame_h: int, spec: PhotoSpec) -> Target:
    """Say where a live picture of ``frame_w`` × ``frame_h`` px should show the head.

    A typical head (``spec.guide``) is given to :func:`solve_crop`; the crop it gets is laid over the
    middle of the frame, so a head that fills the target is later cut along the target's crop.

    Raises
    ------
    CropInfeasible
        ``photo-too-few-pixels`` when the frame is smaller than the photo.
    """
    build, width = spec.guide, spec.face_width.aim
    room = 4 * max(spec.size.width_px, spec.size.height_px)
    eyes = room / 2
    typical = HeadGeometry(
        eye_left=Point(room / 2, eyes),
        eye_right=Point(room / 2, eyes),
        chin=Point(room / 2, eyes + build.eyes_to_chin * width * 2),
        hair_top_y=eyes - build.hair_to_eyes * width * 2,
        face_left_x=room / 2 - width,
        face_right_x=room / 2 + width,
    )
    photo = solve_crop(typical, spec, (room, room))
    scale = min(frame_h * build.crop_of_frame / spec.size.height_px, frame_w / spec.size.width_px)
    if scale < 1:
        scale = min(frame_h / spec.size.height_px, frame_w / spec.size.width_px)
    if scale < 1:
        raise CropInfeasible(
            "photo-too-few-pixels",
            f"The camera gives {frame_w} × {frame_h} pixels; the photo needs at least "
            f"{spec.size.width_px} × {spec.size.height_px} and is never enlarged.",
            "Set the camera to a higher resolution.",
        )
    crop_w, crop_h = spec.size.width_px * scale, spec.size.height_px * scale
    crop = Box((frame_w - crop_w) / 2, (frame_h - crop_h) / 2, crop_w, crop_h)
    assert photo.hair_top is not None
    hair_top, eye_line = crop.y + photo.hair_top * scale, crop.y + photo.eye_line * scale
    face_width = photo.face_width * scale
    chin = eye_line + build.eyes_to_chin * face_width
    head_x = crop.x + photo.centre_x * scale - face_width / 2
    return Target(
        crop=crop,
        head=Box(head_x, hair_top, face_width, chin - hair_top),
        eye_line_y=eye_line,
        shoulder_line_y=eye_line + build.eyes_to_shoulders * face_width,
    )


def _wish(name: str, at: float, spec: PhotoSpec, kept: bool, margin_px: float) -> Wish:
    band: Band = getattr(spec, name)
    if not kept:
        return Wish(at, band, -inf, inf)
    spare = min(margin_px, (band.high - band.low) / 4)
    return Wish(at, band, band.low + spare, band.high - spare)


def _described(fit: Fit, head: HeadGeometry, spec: PhotoSpec, frame_size: tuple[int, int]) -> Crop:
    box = Box(fit.x, fit.y, fit.width, fit.height)
    top = head.eye_line_y if head.hair_top_y is None else head.hair_top_y
    inside_y = box.y <= top and head.chin.y <= box.bottom
    if not inside_y or head.face_left_x < box.x or head.face_right_x > box.right:
        raise CropInfeasible(
            "photo-head-cut",
            "The head does not fit into the photo.",
            "Move to the middle of the picture, and farther from the camera if the head fills it.",
        )
    crop = Crop(
        box=box,
        scale=fit.scale,
        eye_line=(head.eye_line_y - box.y) / fit.scale,
        face_width=head.face_width / fit.scale,
        centre_x=(head.centre_x - box.x) / fit.scale,
        hair_top=None if head.hair_top_y is None else (head.hair_top_y - box.y) / fit.scale,
    )
    misfits = []
    for name in BANDS:
        value, band = getattr(crop, name), getattr(spec, name)
        if value is not None and not band.holds(value):
            misfits.append(Misfit(name, _remedy(name, value < band.low, box, frame_size)))
    return replace(crop, misfits=tuple(misfits))


def _remedy(band: str, below: bool, box: Box, frame_size: tuple[int, int]) -> Remedy:
    """Say what would bring a value back, given which edges of the frame stand in the crop's way."""
    if band == "face_width":
        return Remedy.NEARER if below else Remedy.FARTHER
    if band == "centre_x":
        return Remedy.RIGHT if below else Remedy.LEFT
    at_top, at_bottom = box.y <= 0, box.bottom >= frame_size[1]
    if at_top and at_bottom:
        return Remedy.FARTHER
    if below and at_top:
        return Remedy.DOWN
    if not below and at_bottom:
        return Remedy.UP
    # No edge is in the way: the hair stands too high above the eyes for both bands, or too low.
    taller = (band == "hair_top") == below
    return Remedy.FLATTEN_HAIR if taller else Remedy.NEARER
