"""Which column of a roster's file holds what, told by the names in its header."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.roster_sheet import SheetRow
from kiosk.errors import KioskError

HEADER_ROWS = 10
"""The header is among the first rows that are not blank: a title and a note may stand above it."""


class Column(StrEnum):
    """What a roster's file can say of a person."""

    CODE = "code"
    NAME = "name"
    STUDENT_NUMBER = "student-number"
    LAST4 = "last4"
    CATEGORY = "category"
    LEVEL = "level"
    COLLEGE = "college"
    CLASS_NAME = "class-name"


NAMES = {
    Column.CODE: ("采集码", "图像采集码", "采集码号", "capture code", "code"),
    Column.NAME: ("姓名", "name"),
    Column.STUDENT_NUMBER: ("学号", "student number", "student no."),
    Column.LAST4: (
        "身份证后四位", "身份证后4位", "身份证号后四位", "身份证号码后四位", "证件号后四位", "证件号码后四位",
        "证件号", "证件号码", "身份证", "身份证号", "身份证号码", "last4", "last 4", "id number",
    ),
    Column.CATEGORY: ("学历类别", "category"),
    Column.LEVEL: ("层次", "学历层次", "level"),
    Column.COLLEGE: ("学院", "院系", "分院", "college"),
    Column.CLASS_NAME: ("班级", "class", "class name"),
}  # fmt: skip
"""Column → the names it may have, Chinese and English."""


@dataclass(frozen=True)
class Header:
    """Where each column stands, from 0; ``unused`` are the other named ones, which are not looked at."""

    row: int
    places: dict[Column, int]
    unused: tuple[int, ...]


def header_and_rows(sheets: list[Iterator[SheetRow]]) -> tuple[Header, Iterator[SheetRow]]:
    """Return the header of the one sheet that has one, and the rows below it.

    Raises
    ------
    KioskError
        ``roster-no-header``, ``roster-several-sheets`` or ``roster-column-twice``.
    """
    found = []
    for sheet in sheets:
        for row in itertools.islice(sheet, HEADER_ROWS):
            header = _header(row)
            if header is not None:
                found.append((header, sheet))
                break
    if len(found) > 1:
        raise KioskError(
            "roster-several-sheets",
            "More than one sheet of the file holds a roster.",
            "Put everybody on one sheet, or leave the other sheets out.",
        )
    if not found:
        raise KioskError(
            "roster-no-header",
            f"None of the first {HEADER_ROWS} rows names a column 采集码 (capture code).",
            "Write the names of the columns above the people, with 采集码 or capture_code among them.",
        )
    return found[0]


def letter(place: int) -> str:
    """Return a column's letters as spreadsheets show them; ``place`` counts from 0."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _header(row: SheetRow) -> Header | None:
    places: dict[Column, int] = {}
    unused = []
    twice = None
    for place, cell in enumerate(row.cells):
        column = _KNOWN.get(_plain(cell)) if isinstance(cell, str) else None
        if column is not None:
            twice = column if column in places else twice
            places.setdefault(column, place)
        elif cell is not None and cell != "":
            unused.append(place)
    if Column.CODE not in places:
        return None
    if twice is not None:
        raise KioskError(
            "roster-column-twice",
            f"Two columns are named {NAMES[twice][0]} ({twice}).",
            "Leave one of them out, so that it is clear which counts.",
        )
    return Header(row.number, places, tuple(unused))


def _plain(name: str) -> str:
    """Return a name as it is compared: without what is bracketed, spaces, dashes and marks of what is due."""
    name = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", name)).casefold()
    return re.sub(r"[\s_*.:-]", "", name)


_KNOWN = {_plain(name): column for column, names in NAMES.items() for name in names}
