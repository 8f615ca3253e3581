"""The rows of a file that a spreadsheet wrote: xlsx, or csv in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import load_workbook

from kiosk.central.settings import ImportLimits
from kiosk.errors import KioskError

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class SheetRow:
    """One row as it stands; ``number`` counts from 1 as spreadsheets do."""

    number: int
    cells: tuple[object, ...]


def read_sheets(data: bytes, limits: ImportLimits) -> list[Iterator[SheetRow]]:
    """Return the rows of every sheet, blank ones left out, read as they are asked for; a csv is one sheet.

    Which kind of file it is says its content, not its name.

    Raises
    ------
    KioskError
        ``roster-kind``, ``roster-too-large`` or ``roster-unreadable``, now or while reading on.
    """
    if len(data) > limits.max_file_bytes:
        raise _too_large(f"more than {limits.max_file_bytes // 1_000_000} MB")
    if data.startswith(_OLE):
        raise KioskError(
            "roster-kind",
            "This is an old Excel file (xls) or one protected by a password.",
            "Save it as an Excel workbook (xlsx) without a password, or as csv.",
        )
    sheets = _workbook(data, limits) if data.startswith(_ZIP) else [_csv_rows(data)]
    return [_counted(sheet, limits.max_rows) for sheet in sheets]


def _csv_rows(data: bytes) -> Iterator[SheetRow]:
    reader = csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield SheetRow(number, tuple(cells))
    except csv.Error as error:
        raise _unreadable(f"line {reader.line_num}: quotation marks that do not fit together") from error


def _decoded(data: bytes) -> str:
    """Return the text: UTF-8 if every byte fits it, else GB18030 if every byte fits that.

    Chinese text in GB18030 is hardly ever valid UTF-8 by chance; nothing is replaced or left out.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise KioskError(
        "roster-kind",
        "This is neither an xlsx file nor csv text in UTF-8 or GB18030.",
        "Save it as an Excel workbook (xlsx), or as csv in UTF-8.",
    )


def _workbook(data: bytes, limits: ImportLimits) -> list[Iterator[SheetRow]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # The sizes named here bind: reading on beyond them fails.
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > limits.max_unpacked_bytes:
            raise _too_large(f"more than {limits.max_unpacked_bytes // 1_000_000} MB when unpacked")
        # openpyxl goes on reading the sheets from this memory until the rows end.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return [_sheet_rows(sheet) for sheet in book.worksheets]
    except KioskError:
        raise
    except Exception as error:  # a damaged workbook fails in the reader in any way there is
        raise _unreadable("the workbook is damaged") from error


def _sheet_rows(sheet: object) -> Iterator[SheetRow]:
    try:
        sheet.reset_dimensions()  # type: ignore[attr-defined]  # some programs write a wrong extent
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):  # type: ignore[attr-defined]
            yield SheetRow(number, tuple(cells))
    except Exception as error:
        raise _unreadable("a sheet of the workbook is damaged") from error


def _counted(rows: Iterator[SheetRow], most: int) -> Iterator[SheetRow]:
    seen = 0
    for row in rows:
        if any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row.cells):
            seen += 1
            if seen > most:
                raise _too_large(f"more than {most} rows")
            yield row


def _too_large(what: str) -> KioskError:
    return KioskError("roster-too-large", f"The file has {what}.", "Check that it is the right file.")


def _unreadable(what: str) -> KioskError:
    return KioskError("roster-unreadable", f"The file cannot be read: {what}.", "Save it anew and try again.")
