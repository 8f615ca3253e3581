"""The same list as CSV, as a workbook and as JSON; nothing in a cell can become a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What makes a spreadsheet take a text for a formula, or for the begin of another cell (OWASP). A Chinese or
Japanese one takes the full-width signs for the others."""


def neutral(value: object) -> str | int:
    """Return a cell's value: an apostrophe before what would run, no control characters; numbers stay."""
    if isinstance(value, int):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_table(entries: Sequence[DataclassInstance], kind: type[DataclassInstance]) -> bytes:
    """Return CSV in UTF-8 with a byte order mark, without which a spreadsheet takes Chinese for rubbish."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows(_rows(entries, kind))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def xlsx_table(entries: Sequence[DataclassInstance], kind: type[DataclassInstance]) -> bytes:
    """Return a workbook with one sheet; written row by row, so that a large one fits into memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("manifest")
    sheet.freeze_panes = "A2"
    for row in _rows(entries, kind):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def json_table(entries: Sequence[DataclassInstance], kind: type[DataclassInstance]) -> bytes:
    """Return JSON with the values as they are."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1).encode(
        "utf-8", "replace"
    )


def _rows(entries: Sequence[DataclassInstance], kind: type[DataclassInstance]) -> list[list[Any]]:
    names = [field.name for field in fields(kind)]
    return [names, *([neutral(getattr(entry, name)) for name in names] for entry in entries)]
