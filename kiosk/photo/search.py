"""What a crop has to bring into a photo: a head's measures as the wishes of :mod:`kiosk.photo.fit`."""

from __future__ import annotations

from collections.abc import Mapping, Set

from kiosk.photo.fit import Fit, Wish, nearest_fit
from kiosk.photo.spec import Band, PhotoSpec
from kiosk.vision.observation import HeadGeometry

ROWS, COLUMNS, HEIGHTS = {"hair_top", "eye_line"}, {"centre_x"}, {"head_height"}
"""The bands that are a place in the photo, down or across, and a vertical length; the others are widths."""


def search_crop(
    head: HeadGeometry, spec: PhotoSpec, frame_size: tuple[int, int], kept: Set[str], margin_px: float
) -> Fit | None:
    """Return the crop nearest the aims among those that meet the ``kept`` bands with a margin."""
    photo_size = (spec.size.width_px, spec.size.height_px)
    rows, columns = _walls(head, photo_size)
    widths: list[Wish] = []
    heights: list[Wish] = []
    lengths = lengths_of(head, spec)
    known = {name: band for name, band in spec.bands().items() if name in lengths}
    for name, band in known.items():
        kind = (
            rows if name in ROWS else columns if name in COLUMNS else heights if name in HEIGHTS else widths
        )
        kind.append(_wish(lengths[name], band, name in kept, margin_px))
    if not widths and not heights:
        widths.append(_open_size(head, spec))
    rows += [] if ROWS & known.keys() else [_open_row(head, spec)]
    columns += [] if COLUMNS & known.keys() else [_open_column(head, spec)]
    return nearest_fit(rows, columns, widths, heights, photo_size, frame_size)


def lengths_of(head: HeadGeometry, spec: PhotoSpec) -> Mapping[str, float]:
    """Return what the bands are about, px of the source; what is not known is left out."""
    lengths = {
        "eye_line": head.eye_line_y,
        "centre_x": spec.middle_of(head),
        "face_width": head.face_width,
        "eye_distance": head.eye_distance,
    }
    if head.hair_top_y is not None:
        lengths |= {"hair_top": head.hair_top_y, "head_height": head.chin.y - head.hair_top_y}
    return lengths


def _walls(head: HeadGeometry, photo_size: tuple[int, int]) -> tuple[list[Wish], list[Wish]]:
    """Return the limits of every photo, whatever its standard: it shows the head from hair to chin."""
    top = head.eye_line_y if head.hair_top_y is None else head.hair_top_y
    rows = [Wish(top, low=0.0), Wish(head.chin.y, high=photo_size[1])]
    return rows, [Wish(head.face_left_x, low=0.0), Wish(head.face_right_x, high=photo_size[0])]


def _wish(at: float, band: Band, kept: bool, margin_px: float) -> Wish:
    reach = (band.high - band.low) / 2
    if not kept:
        return Wish(at, aim=band.aim, reach=reach)
    spare = min(margin_px, reach / 2)
    return Wish(at, band.low + spare, band.high - spare, band.aim, reach)


def _open_size(head: HeadGeometry, spec: PhotoSpec) -> Wish:
    """Return what is aimed at, without limits, where no band decides how large the face is."""
    face = spec.guide.face_of_width * spec.size.width_px
    return Wish(head.face_width, aim=face, reach=face)


def _open_row(head: HeadGeometry, spec: PhotoSpec) -> Wish:
    """Return what is aimed at where no band decides how high the head is."""
    usual = head.eye_line_y - spec.guide.hair_to_eyes * head.face_width
    top = usual if head.hair_top_y is None else head.hair_top_y
    height = spec.size.height_px
    return Wish(top, aim=spec.guide.hair_of_height * height, reach=height)


def _open_column(head: HeadGeometry, spec: PhotoSpec) -> Wish:
    """Return what is aimed at where no band decides where the middle is."""
    return Wish(spec.middle_of(head), aim=spec.size.width_px / 2, reach=spec.size.width_px)
