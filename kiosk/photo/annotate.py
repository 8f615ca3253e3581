"""A copy of the finished photo with its lines, bands, numbers and marks: to be read, never to be sent."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PIL import Image

from kiosk.geometry import Point
from kiosk.photo.finished import Check, CheckStatus, Inspection
from kiosk.photo.fonts import Typeface
from kiosk.photo.ink import COLOURS, INK, PAPER, SOFT, Ink, weight
from kiosk.photo.legend import Item, draw_legend, items_of
from kiosk.photo.places import Spot, spots
from kiosk.photo.words import Place, Said, Words
from kiosk.vision.observation import Observation

PHOTO_HEIGHT_PX = 900
"""The photo is shown this high, so that the thinnest line and the smallest number can be read."""
LEFT_PX, TOP_PX, RIGHT_PX, BOTTOM_PX = 190, 76, 40, 84
"""Margins for the numbers."""
WIDE_PX = 150
"""The right margin where lengths have numbers there."""
LEGEND_PX = 640
TITLE_PX, NUMBER_PX, SMALL_PX = 20, 24, 15
ROWS, COLUMNS = ("hair_top", "eye_line"), ("centre_x",)
"""Bands across the photo and down it."""
DRAWN = (*ROWS, *COLUMNS, "face_width", "eye_distance", "head_height")
"""Checks that have a line of their own and need no ring."""


@dataclass(frozen=True)
class _Sheet:
    """The canvas: where the photo lies on it and how large."""

    ink: Ink
    scale: float
    width: float
    height: float
    words: Words

    def at(self, x: float, y: float) -> Point:
        """Map a point of the photo to the canvas."""
        return Point(LEFT_PX + x * self.scale, TOP_PX + y * self.scale)

    @property
    def right(self) -> float:
        return LEFT_PX + self.width

    @property
    def bottom(self) -> float:
        return TOP_PX + self.height


def annotated(
    jpeg: bytes,
    inspection: Inspection,
    observation: Observation | None,
    words: Words,
    typeface: Typeface,
    *,
    remedies: Mapping[str, Said] = MappingProxyType({}),
    legend: bool = True,
) -> Image.Image:
    """Draw what was inspected over an enlarged copy of a finished photo.

    Bands are translucent stripes with what was measured as a line and a number in px of the photo; what
    is not right is ringed and numbered; the legend at the side says the rest in words.

    Parameters
    ----------
    observation
        Of the photo itself; without one only the bands are drawn.
    remedies
        What to do about the bands that no crop of the picture met, by band; else their words' advice is told.
    legend
        Whether the words are drawn too; a page may show them as text beside the picture.
    """
    with Image.open(io.BytesIO(jpeg)) as opened:
        photo = opened.convert("RGB")
    scale = PHOTO_HEIGHT_PX / photo.height
    shown = photo.resize((round(photo.width * scale), PHOTO_HEIGHT_PX), Image.Resampling.BICUBIC)
    checks = {check.check: check for check in inspection.checks}
    beside = WIDE_PX if {"eye_distance", "head_height"} & checks.keys() else RIGHT_PX
    width, height = LEFT_PX + shown.width + beside, TOP_PX + shown.height + BOTTOM_PX
    canvas = Image.new("RGB", (width, height), PAPER)
    canvas.paste(shown, (LEFT_PX, TOP_PX))
    ink = Ink(canvas, typeface)
    sheet = _Sheet(ink, scale, shown.width, shown.height, words)
    items = items_of(inspection, words, remedies)
    _samples(sheet, photo, checks)
    for name in ROWS:
        if name in checks:
            _row(sheet, checks[name])
    for name in COLUMNS:
        if name in checks:
            _column(sheet, checks[name])
    if observation is not None:
        _lengths(sheet, checks, observation)
        _marks(sheet, items, observation)
    return draw_legend(canvas, inspection, items, words, typeface, LEGEND_PX) if legend else canvas


def _row(sheet: _Sheet, check: Check) -> None:
    """Draw a band across the photo, and what was measured as a line out to its number."""
    ink, colour = sheet.ink, COLOURS[weight(check)]
    low, high = 0.0 if check.low is None else check.low, check.high or 0.0
    ink.stripe((LEFT_PX, sheet.at(0, low).y, sheet.right, sheet.at(0, high).y), colour)
    y = sheet.at(0, (low + high) / 2 if check.value is None else check.value).y
    if check.value is not None:
        ink.line(Point(LEFT_PX - 24, y), Point(sheet.right, y), colour)
    _label(sheet, check, Point(LEFT_PX - 32, y), "r")


def _column(sheet: _Sheet, check: Check) -> None:
    """Draw a band down the photo, and what was measured as its middle line."""
    ink, colour = sheet.ink, COLOURS[weight(check)]
    left, right = sheet.at(check.low or 0.0, 0).x, sheet.at(check.high or 0.0, 0).x
    ink.stripe((left, TOP_PX, right, sheet.bottom), colour)
    x = (left + right) / 2 if check.value is None else sheet.at(check.value, 0).x
    if check.value is not None:
        ink.line(Point(x, TOP_PX - 10), Point(x, sheet.bottom), colour, 2)
    words = f"{ink.both(sheet.words.title(check.check))}  {_number(check)}  {_limits(check)}"
    ink.text(Point(x, TOP_PX - 16), words, TITLE_PX, colour, "ms")


def _lengths(sheet: _Sheet, checks: Mapping[str, Check], observation: Observation) -> None:
    """Draw the lengths: the face's width below the photo, the others at its right."""
    head, ink = observation.head, sheet.ink
    if head is None:
        return
    for eye in (head.eye_left, head.eye_right):
        ink.cross(sheet.at(*eye), 9, INK)
    if (check := checks.get("face_width")) is not None:
        colour = COLOURS[weight(check)]
        left, right = sheet.at(head.face_left_x, 0).x, sheet.at(head.face_right_x, 0).x
        for x in (left, right):
            ink.line(Point(x, sheet.at(0, head.eye_line_y).y), Point(x, sheet.bottom + 26), colour, 1)
        middle, y = (left + right) / 2, sheet.bottom + 18
        for side in (-1, 1):
            ends = sorted(
                middle + side * (limit or 0.0) * sheet.scale / 2 for limit in (check.low, check.high)
            )
            ink.stripe((ends[0], y - 10, ends[1], y + 10), colour)
        ink.dimension(Point(left, y), Point(right, y), colour)
        words = f"{ink.both(sheet.words.title(check.check))}  {_number(check)}  {_limits(check)}"
        ink.text(Point(middle, y + 18), words, TITLE_PX, colour, "ma")
    if (check := checks.get("eye_distance")) is not None:
        y = sheet.at(0, head.eye_line_y).y
        _label(sheet, check, Point(sheet.right + 10, y), "l")
    if (check := checks.get("head_height")) is not None and head.hair_top_y is not None:
        colour, x = COLOURS[weight(check)], sheet.right + 10
        top, chin = sheet.at(0, head.hair_top_y).y, sheet.at(0, head.chin.y).y
        ink.dimension(Point(x, top), Point(x, chin), colour)
        _label(sheet, check, Point(x + 14, (top + chin) / 2 + 60), "l")


def _label(sheet: _Sheet, check: Check, at: Point, side: str) -> None:
    """Write title, number and limits one below the other, beside the height of ``at``."""
    ink, colour, title = sheet.ink, COLOURS[weight(check)], sheet.words.title(check.check)
    ink.text(Point(at.x, at.y), _number(check), NUMBER_PX, colour, f"{side}m")
    y = at.y - 20
    for text, px, ink_colour in ((title.zh, TITLE_PX, INK), (title.en, SMALL_PX, SOFT)):
        if text is title.zh and not ink.typeface.chinese:
            continue
        for line in reversed(ink.wrapped(text, px, LEFT_PX - 44)):
            ink.text(Point(at.x, y), line, px, ink_colour, f"{side}d")
            y -= px + 2
    ink.text(Point(at.x, at.y + 14), _limits(check), SMALL_PX, SOFT, f"{side}a")


def _samples(sheet: _Sheet, photo: Image.Image, checks: Mapping[str, Check]) -> None:
    """Show the background's colour as it is in the photo's upper corners."""
    colour = checks.get("background_colour")
    if colour is None:
        return
    side = round(0.06 * photo.width)
    for index, left in enumerate((0, photo.width - side)):
        patch = photo.crop((left, 0, left + side, side)).resize((1, 1), Image.Resampling.BOX)
        red, green, blue = patch.getpixel((0, 0))  # type: ignore[misc]
        x = LEFT_PX if index == 0 else sheet.right
        ink = sheet.ink
        anchor = "ls" if index == 0 else "rs"
        ink.text(
            Point(x, TOP_PX - 44), f"RGB {red} {green} {blue}", SMALL_PX, COLOURS[weight(colour)], anchor
        )


def _marks(sheet: _Sheet, items: tuple[Item, ...], observation: Observation) -> None:
    """Ring and number what is not right, once a place; the numbers of one place stand side by side."""
    found = spots(observation)
    numbers: dict[Place, list[Item]] = {}
    for item in items:
        if item.place in found:
            numbers.setdefault(item.place, []).append(item)
    for place, members in numbers.items():
        ringed = [item for item in members if item.check.check not in DRAWN]
        failed = any(weight(item.check) is CheckStatus.FAIL for item in members)
        colour = COLOURS[CheckStatus.FAIL if failed else CheckStatus.UNKNOWN]
        for index, spot in enumerate(found[place]):
            on_sheet = Spot(
                sheet.at(*spot.centre), spot.half_width * sheet.scale, spot.half_height * sheet.scale
            )
            if ringed:
                sheet.ink.ring(on_sheet, colour)
                for step, item in enumerate(ringed if index == 0 else ()):
                    x, y = (
                        on_sheet.centre.x - on_sheet.half_width * 0.8,
                        on_sheet.centre.y - on_sheet.half_height,
                    )
                    sheet.ink.badge(Point(x + 27 * step, y - 4), item.number, COLOURS[weight(item.check)])


def _number(check: Check) -> str:
    return "—" if check.value is None else f"{check.value:.0f} px"


def _limits(check: Check) -> str:
    low, high = ("" if limit is None else f"{limit:g}" for limit in (check.low, check.high))
    return f"({low}…{high})"
