"""Where to cut the photo out of the picture: all bands of the spec solved at once, nothing rotated."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import combinations

from kiosk.errors import KioskError
from kiosk.geometry import Box, Point
from kiosk.guidance.verdict import Target
from kiosk.photo.finished import Misfit
from kiosk.photo.fit import SLACK_PX, Fit
from kiosk.photo.remedy import remedy_for
from kiosk.photo.search import lengths_of, search_crop
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import HeadGeometry

GIVEN_UP = ("hair_top", "head_height", "eye_line", "centre_x", "eye_distance", "face_width")
"""The order of giving up bands when not all can be met: hair can be flattened, a face's size cannot."""
MARGINS = (1.0, 0.5, 0.25, 0.125, 0.0)
"""The shares of the spec's margin that are tried, one after the other, until a crop keeps that far inside."""


class CropInfeasible(KioskError):
    """No photo can be cut at all: too few pixels, or the head is cut off."""


@dataclass(frozen=True)
class Crop:
    """A rectangle of whole source pixels and what the photo cut from it will measure.

    Attributes
    ----------
    box
        The rectangle, px of the source; it has the photo's proportions, exactly or to the whole pixel.
    scale, scale_x
        Source px per photo px down and across, ≥ 1; the same where the proportions are exact.
    eye_line, face_width, centre_x, eye_distance
        In px of the finished photo.
    hair_top, head_height
        The same; None when the hair's top is not known.
    misfits
        Empty when every known band is met.
    """

    box: Box
    scale: float
    scale_x: float
    eye_line: float
    face_width: float
    centre_x: float
    eye_distance: float
    hair_top: float | None
    head_height: float | None
    misfits: tuple[Misfit, ...] = ()

    def to_photo(self, point: Point) -> Point:
        """Map a point of the source to the finished photo."""
        return Point((point.x - self.box.x) / self.scale_x, (point.y - self.box.y) / self.scale)


def solve_crop(head: HeadGeometry, spec: PhotoSpec, frame_size: tuple[int, int]) -> Crop:
    """Find the crop that meets every band of ``spec`` and lies nearest its aims.

    The crop lies inside the frame, holds the whole head and at least the photo's own pixels, so nothing is
    upscaled. Bands are asked for with ``spec.margin_px`` to spare, because the finished photo will be
    measured again, then with less and less; when no crop meets them all, the fewest are given up, the
    earliest of :data:`GIVEN_UP` first, and named as misfits. Where the standard has no band for the size,
    the height or the middle, the crop aims at what ``spec.guide`` says.

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
    known = tuple(name for name in GIVEN_UP if name in spec.bands() and name in lengths_of(head, spec))

    def fit(given_up: Set[str], margin_px: float) -> Fit | None:
        return search_crop(head, spec, frame_size, frozenset(known) - given_up, margin_px)

    if fit(frozenset(known), 0.0) is None:
        raise CropInfeasible(
            "photo-head-cut",
            "The head does not fit into the photo.",
            "Move to the middle of the picture, and farther from the camera if the head fills it.",
        )
    sacrifices = (frozenset(c) for count in range(len(known) + 1) for c in combinations(known, count))
    given_up = next(names for names in sacrifices if fit(names, 0.0) is not None)
    tried = (fit(given_up, share * spec.margin_px) for share in MARGINS)
    best = next(found for found in tried if found is not None)
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
    build, width = spec.guide, spec.guide.face_of_width * spec.size.width_px
    room = 4 * max(spec.size.width_px, spec.size.height_px)
    eyes = room / 2
    typical = HeadGeometry(
        eye_left=Point(room / 2 - build.eyes_apart * width, eyes),
        eye_right=Point(room / 2 + build.eyes_apart * width, eyes),
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


def _described(fit: Fit, head: HeadGeometry, spec: PhotoSpec, frame_size: tuple[int, int]) -> Crop:
    box = Box(fit.x, fit.y, fit.width, fit.height)
    scale, scale_x = fit.height / spec.size.height_px, fit.width / spec.size.width_px
    top = head.hair_top_y
    crop = Crop(
        box=box,
        scale=scale,
        scale_x=scale_x,
        eye_line=(head.eye_line_y - box.y) / scale,
        face_width=head.face_width / scale_x,
        centre_x=(spec.middle_of(head) - box.x) / scale_x,
        eye_distance=head.eye_distance / scale_x,
        hair_top=None if top is None else (top - box.y) / scale,
        head_height=None if top is None else (head.chin.y - top) / scale,
    )
    misfits = []
    for name, band in spec.bands().items():
        value = getattr(crop, name)
        if value is not None and not band.low - 2 * SLACK_PX <= value <= band.high + 2 * SLACK_PX:
            misfits.append(Misfit(name, remedy_for(name, value < band.low, box, frame_size, head, spec)))
    return replace(crop, misfits=tuple(misfits))
