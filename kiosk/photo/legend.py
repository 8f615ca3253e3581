"""What the inspection found, in words beside the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from kiosk.geometry import Point
from kiosk.photo.finished import Check, CheckStatus, Inspection
from kiosk.photo.fonts import Typeface
from kiosk.photo.ink import COLOURS, INK, LEADING, PAPER, SOFT, Ink, Rgb, weight
from kiosk.photo.words import Place, Said, Words

EDGE_PX = 28
HEAD_PX, GROUP_PX, FAULT_PX, SMALL_PX = 34, 22, 20, 16
PASSED = Said("照片合格", "The photo passed")
TO_LOOK_AT = Said("照片合格，请人工查看标出的项目", "Passed; a person should look at what is marked")
FAILED = Said("照片不合格，请重拍", "Not passed: please take it again")


@dataclass(frozen=True)
class Item:
    """A check that did not pass and the number it has on the picture."""

    number: int
    check: Check
    place: Place
    fault: Said
    advice: Said | None


def items_of(inspection: Inspection, words: Words, remedies: Mapping[str, Said]) -> tuple[Item, ...]:
    """Number what is not right, in the order of the groups, what decides first within each."""
    items: list[Item] = []
    for _, members in words.grouped(inspection.checks):
        wrong = [check for check in members if check.status is not CheckStatus.PASS]
        for check in sorted(wrong, key=lambda c: weight(c) is not CheckStatus.FAIL):
            known = words.check.get(check.check)
            advice = remedies.get(check.check, None if known is None else known.advice)
            if check.status is CheckStatus.UNKNOWN:
                advice = None  # nothing is known to be wrong
            place = Place.NONE if known is None else known.place
            items.append(Item(len(items) + 1, check, place, words.reason(check), advice))
    return tuple(items)


def verdict(inspection: Inspection) -> tuple[CheckStatus, Said]:
    """Return the headline and its sign."""
    if not inspection.ok:
        return CheckStatus.FAIL, FAILED
    if any(check.status is not CheckStatus.PASS for check in inspection.checks):
        return CheckStatus.UNKNOWN, TO_LOOK_AT
    return CheckStatus.PASS, PASSED


def draw_legend(
    picture: Image.Image,
    inspection: Inspection,
    items: tuple[Item, ...],
    words: Words,
    typeface: Typeface,
    width_px: int,
) -> Image.Image:
    """Return ``picture`` with a column of ``width_px`` at its right; it grows as the words need."""
    tall = Image.new("RGB", (width_px, 100 * (12 + 2 * len(items))), PAPER)
    used = _Column(Ink(tall, typeface), width_px).fill(inspection, items, words)
    whole = Image.new("RGB", (picture.width + width_px, max(picture.height, used + EDGE_PX)), PAPER)
    whole.paste(picture, (0, 0))
    whole.paste(tall.crop((0, 0, width_px, min(whole.height, tall.height))), (picture.width, 0))
    return whole


class _Column:
    """Writes from the top down."""

    def __init__(self, ink: Ink, width_px: int) -> None:
        self._ink, self._width = ink, width_px - 2 * EDGE_PX
        self._y = float(EDGE_PX)

    def fill(self, inspection: Inspection, items: tuple[Item, ...], words: Words) -> int:
        """Write everything and return the height that took, px."""
        status, said = verdict(inspection)
        self._ink.sign(status, Point(EDGE_PX + 24, self._y + 24), 48)
        self._say(said, HEAD_PX, SMALL_PX + 4, COLOURS[status], 64)
        self._y += 18
        numbered = {item.check.check: item for item in items}
        for group, members in words.grouped(inspection.checks):
            statuses = {weight(check) for check in members}
            worst = next(
                s for s in (CheckStatus.FAIL, CheckStatus.UNKNOWN, CheckStatus.PASS) if s in statuses
            )
            self._ink.sign(worst, Point(EDGE_PX + 14, self._y + 15), 28)
            self._line(self._ink.both(words.group[group]), GROUP_PX, INK, 44)
            found = [numbered[check.check] for check in members if check.check in numbered]
            for item in sorted(found, key=lambda item: item.number):
                self._tell(item)
            self._y += 8
        return round(self._y)

    def _tell(self, item: Item) -> None:
        colour = COLOURS[weight(item.check)]
        self._ink.badge(Point(EDGE_PX + 58, self._y + 14), item.number, colour, 12)
        self._say(item.fault, FAULT_PX, SMALL_PX, colour, 80)
        if item.advice is not None:
            self._say(item.advice, FAULT_PX - 2, SMALL_PX, INK, 80, before="→ ")
        self._y += 6

    def _say(self, said: Said, px: int, small_px: int, colour: Rgb, indent: int, before: str = "") -> None:
        """Write Chinese and below it English, or English alone."""
        if self._ink.typeface.chinese:
            self._line(before + said.zh, px, colour, indent)
            self._line(said.en, small_px, SOFT, indent)
        else:
            self._line(before + said.en, px, colour, indent)

    def _line(self, text: str, px: int, colour: Rgb, indent: int) -> None:
        for line in self._ink.wrapped(text, px, self._width - indent):
            self._ink.text(Point(EDGE_PX + indent, self._y), line, px, colour)
            self._y += px * LEADING
