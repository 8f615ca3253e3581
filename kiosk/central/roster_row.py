"""One row of a roster's file becomes an entry: names masked, numbers digested, the rest dropped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.digests import detail_digest, person_key, plain_name
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.rules import IdentityField
from kiosk.campaign.standing import school_fits
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.capture_code.payload import CodeKind, classify, parse_payload
from kiosk.capture_code.typed import as_last4, as_number, as_student_number
from kiosk.central.roster_columns import Column

MASKS = "*＊●○×"
"""Signs by which a name in the file is already masked."""

MAX_CHARS = 100
"""Of a name or a word; the columns of the database."""

EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; of longer ones the rest is lost."""

ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}((19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]|\d{2}[01]\d[0-3]\d{4})(?![0-9A-Za-z])"
)
"""The shape of a mainland ID number, of 18 or (before 1999) 15 characters."""
ID_MIN_CHARS = 15


class Wrong(StrEnum):
    """What can be wrong with a cell."""

    MISSING = "missing"
    NO_CODE = "no-code"
    NUMBER = "number"
    DIGITS_LOST = "digits-lost"
    ZEROS_LOST = "zeros-lost"
    NOT_TEXT = "not-text"
    SHAPE = "shape"
    TOO_LONG = "too-long"
    ID_NUMBER = "id-number"
    OTHER_SCHOOL = "other-school"
    REPEATED = "repeated"


@dataclass(frozen=True)
class CellFault(Exception):
    """A cell that cannot be taken; it does not say what the cell holds."""

    column: Column
    wrong: Wrong


@dataclass(frozen=True)
class Read:
    """A row as far as it could be understood: ``entry`` is None when anything is faulty.

    ``key`` is whose row it is, when at least the code could be read.
    """

    key: str | None
    entry: RosterEntry | None
    faults: tuple[CellFault, ...] = ()


def read_row(cells: Mapping[Column, object], campaign: Campaign) -> Read:
    """Return the entry of one row; ``cells`` holds the columns the file has."""
    try:
        code = _code(cells[Column.CODE], campaign)
    except CellFault as fault:
        return Read(None, None, (fault,))
    key = person_key(campaign.salt, code)
    taken: dict[str, str | None] = {}
    faults = []
    for column, take in _TAKERS.items():
        try:
            text = _text(column, cells.get(column))
            if text:
                taken |= take(column, text, cells[column], campaign.salt, code)
        except CellFault as fault:
            faults.append(fault)
    return Read(key, None if faults else RosterEntry(key, **taken), tuple(faults))


def masked_name(name: str) -> str:
    """Return a name of which only the first character is shown; as long as the name."""
    plain = unicodedata.normalize("NFKC", name)
    folded = plain[0].casefold()  # of a few letters longer than the letter, and names are compared folded
    first = plain[0] if len(folded) == 1 else folded[0] + "*" * (len(folded) - 1)
    hidden = (c if not plain_name(c) else "*" * len(c.casefold()) for c in plain[1:])
    return first + "".join(hidden)


def _code(cell: object, campaign: Campaign) -> CaptureCode:
    if isinstance(cell, int | float):
        raise CellFault(Column.CODE, Wrong.NUMBER)  # of sixteen digits the last is lost already
    text = _text(Column.CODE, cell)
    if not text:
        raise CellFault(Column.CODE, Wrong.MISSING)
    if ID_NUMBER.fullmatch(text):
        raise CellFault(Column.CODE, Wrong.ID_NUMBER)
    number = as_number(text)  # the usual case, told at once; the decoders would come to it last
    code = CaptureCode(text, PayloadForm.HEX16, number) if number is not None else parse_payload(text)
    if code.form is PayloadForm.OPAQUE and classify(text) is not CodeKind.CAPTURE:
        raise CellFault(Column.CODE, Wrong.NO_CODE)
    if not school_fits(campaign, code):
        raise CellFault(Column.CODE, Wrong.OTHER_SCHOOL)
    return code


def _text(column: Column, cell: object) -> str:
    """Return a cell's text, empty for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise CellFault(column, Wrong.NOT_TEXT)  # a date, a truth value
    if isinstance(cell, str):
        return cell.strip()
    if cell != cell or abs(cell) >= EXACT:
        raise CellFault(column, Wrong.DIGITS_LOST)
    if cell != int(cell):
        raise CellFault(column, Wrong.SHAPE)
    return str(int(cell))


def _name(_column: Column, text: str, _cell: object, salt: str, code: CaptureCode) -> dict[str, str | None]:
    _plain_words(Column.NAME, text)
    if text.startswith("#") or not plain_name(text) or any(c.isdigit() for c in text):
        raise CellFault(Column.NAME, Wrong.SHAPE)
    if any(sign in text for sign in MASKS):
        return {"name_masked": text}
    digest = detail_digest(salt, code, str(IdentityField.NAME), text)
    return {"name_masked": masked_name(text), "name": digest}


def _student(column: Column, text: str, _cell: object, salt: str, code: CaptureCode) -> dict[str, str | None]:
    number = as_student_number(text)
    if number is None:
        raise CellFault(column, Wrong.SHAPE)
    return {"student_number": detail_digest(salt, code, str(IdentityField.STUDENT_NUMBER), number)}


def _last4(column: Column, text: str, cell: object, salt: str, code: CaptureCode) -> dict[str, str | None]:
    if not isinstance(cell, str) and len(text) < 4:
        raise CellFault(column, Wrong.ZEROS_LOST)
    last4 = as_last4(text)
    if last4 is None or not any(c.isdigit() for c in last4):  # such as "none"
        raise CellFault(column, Wrong.SHAPE)
    return {"last4": detail_digest(salt, code, str(IdentityField.LAST4), last4)}


def _word(column: Column, text: str, _cell: object, _salt: str, _code: CaptureCode) -> dict[str, str | None]:
    _plain_words(column, text)
    return {column.replace("-", "_"): text}


def _plain_words(column: Column, text: str) -> None:
    """Refuse what must not be kept as it stands."""
    plain = unicodedata.normalize("NFKC", text)
    long = len(plain) >= ID_MIN_CHARS  # a class or a surname is not: a hundred thousand of them go by
    if long and (ID_NUMBER.search(plain) or ID_NUMBER.search(re.sub(r"[\s-]", "", plain))):
        raise CellFault(column, Wrong.ID_NUMBER)
    if len(text) > MAX_CHARS:
        raise CellFault(column, Wrong.TOO_LONG)
    if not text.isprintable():
        raise CellFault(column, Wrong.SHAPE)


_TAKERS = {
    Column.NAME: _name,
    Column.STUDENT_NUMBER: _student,
    Column.LAST4: _last4,
    Column.CATEGORY: _word,
    Column.LEVEL: _word,
    Column.COLLEGE: _word,
    Column.CLASS_NAME: _word,
}
