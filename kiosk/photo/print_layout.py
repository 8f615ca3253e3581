"""How many photos go on a sheet of paper, where each lies, and where to cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load

MM_PER_INCH = 25.4

Positive = Annotated[float, Field(gt=0)]


@dataclass(frozen=True)
class Paper:
    """One sheet, upright or on its side."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    long_mm: Positive
    short_mm: Positive

    def __post_init__(self) -> None:
        if self.short_mm > self.long_mm:
            raise ValueError("short_mm must not exceed long_mm")


@dataclass(frozen=True)
class PrintSize:
    """Size of one printed photo, px at the prints' resolution."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    width_px: Annotated[int, Field(gt=0)]
    height_px: Annotated[int, Field(gt=0)]


@dataclass(frozen=True)
class PrintRules:
    """``config/prints.toml``; the fields are explained there."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    dpi: Annotated[int, Field(gt=0)]
    margin_mm: Annotated[float, Field(ge=0)]
    gap_mm: Positive
    mark_mm: Positive
    jpeg_quality: Annotated[int, Field(ge=1, le=100)]
    paper: Mapping[str, Paper]
    size: Mapping[str, PrintSize]

    def px(self, length_mm: float) -> float:
        """Return a length in px at the prints' resolution."""
        return length_mm * self.dpi / MM_PER_INCH


@dataclass(frozen=True)
class Layout:
    """One sheet, laid out.

    Attributes
    ----------
    width_mm, height_mm
        Of the paper as it lies.
    width_px, height_px
        The same, px at ``dpi``, to the whole pixel.
    photos
        Where each photo lies, in whole px, row by row.
    marks
        Cut marks: straight lines from (x, y) to (x, y), px; each lies on the edge of a row or column of
        photos and touches none.
    """

    width_mm: float
    height_mm: float
    width_px: int
    height_px: int
    dpi: int
    columns: int
    rows: int
    photos: tuple[Box, ...]
    marks: tuple[tuple[float, float, float, float], ...]


def load_print_rules() -> PrintRules:
    """Read ``config/prints.toml``.

    Raises
    ------
    KioskError
        As :func:`kiosk.tomlfile.load` says.
    """
    return load(config_dir() / "prints.toml", PrintRules)


def lay_out(paper: Paper, size: PrintSize, rules: PrintRules) -> Layout:
    """Fill the sheet: as many upright photos as it holds, with equal margins left and right, above and below.

    The paper is turned to where it holds more; where both hold as many, to where the photos leave the more
    even margins.

    Raises
    ------
    KioskError
        ``print-paper-small`` when not one photo fits.
    """
    ways = [
        _grid(width_mm, height_mm, size, rules)
        for width_mm, height_mm in ((paper.long_mm, paper.short_mm), (paper.short_mm, paper.long_mm))
    ]
    best = max(ways, key=lambda way: (len(way.photos), -_unevenness(way)))
    if not best.photos:
        raise KioskError(
            "print-paper-small",
            f"A photo of {size.width_px} × {size.height_px} px at {rules.dpi} dpi does not fit on paper of "
            f"{paper.long_mm:g} × {paper.short_mm:g} mm.",
            "Choose a larger paper or a smaller photo.",
        )
    return best


def _grid(width_mm: float, height_mm: float, size: PrintSize, rules: PrintRules) -> Layout:
    page_w, page_h = round(rules.px(width_mm)), round(rules.px(height_mm))
    margin, gap = rules.px(rules.margin_mm), round(rules.px(rules.gap_mm))
    columns = int((page_w - 2 * margin + gap) // (size.width_px + gap))
    rows = int((page_h - 2 * margin + gap) // (size.height_px + gap))
    left = (page_w - columns * size.width_px - (columns - 1) * gap) // 2
    top = (page_h - rows * size.height_px - (rows - 1) * gap) // 2
    lefts = [left + column * (size.width_px + gap) for column in range(max(columns, 0))]
    tops = [top + row * (size.height_px + gap) for row in range(max(rows, 0))]
    clear = rules.px(rules.mark_mm)
    across = [(x + edge) for x in lefts for edge in (0, size.width_px)]
    down = [(y + edge) for y in tops for edge in (0, size.height_px)]
    upright = [(x, start, x, end) for x in across for start, end in _free(down, page_h, clear)]
    level = [(start, y, end, y) for y in down for start, end in _free(across, page_w, clear)]
    return Layout(
        width_mm,
        height_mm,
        page_w,
        page_h,
        rules.dpi,
        columns,
        rows,
        tuple(Box(x, y, size.width_px, size.height_px) for y in tops for x in lefts),
        (*upright, *level),
    )


def _free(edges: list[int], length: int, clear: float) -> list[tuple[float, float]]:
    """Return the stretches of a line across the sheet that keep ``clear`` of every photo, px.

    ``edges`` are the photos' ends along that line, ascending, two a photo.
    """
    bounds = [-clear, *edges, length + clear]
    gaps = zip(bounds[::2], bounds[1::2], strict=True)
    return [(start + clear, end - clear) for start, end in gaps if end - clear > start + clear]


def _unevenness(layout: Layout) -> float:
    if not layout.photos:
        return 0.0
    first = layout.photos[0]
    return abs(first.x - first.y)
