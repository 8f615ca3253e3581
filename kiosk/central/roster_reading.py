"""A roster's whole file: who is in it, and which cells are faulty."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.roster import RosterEntry
from kiosk.central.roster_columns import Column, header_and_rows, letter
from kiosk.central.roster_row import CellFault, Wrong, read_row
from kiosk.central.roster_sheet import read_sheets
from kiosk.central.settings import ImportLimits

FAULTS_KEPT = 20
"""As many are listed one by one; the rest is counted."""


@dataclass(frozen=True)
class Place:
    """A faulty cell: ``row`` as the spreadsheet counts, ``letter`` of the column (empty: there is none)."""

    row: int
    letter: str
    column: Column
    wrong: Wrong


@dataclass
class Faults:
    """The first :data:`FAULTS_KEPT` faulty cells, how many there are of each kind, and in how many rows."""

    first: list[Place] = field(default_factory=list)
    counts: Counter[Wrong] = field(default_factory=Counter)
    rows: int = 0

    def add_row(self, places: list[Place]) -> None:
        """Take in the faults of one more row."""
        self.rows += 1
        self.counts.update(place.wrong for place in places)
        self.first += places[: FAULTS_KEPT - len(self.first)]


@dataclass(frozen=True)
class Reading:
    """What a file says.

    Attributes
    ----------
    entries
        Key → entry of every row without a fault.
    unclear
        Keys of people whose rows are faulty: neither taken over nor taken for missing.
    rows
        How many rows there are below the header.
    unused
        Letters of the columns that were not looked at.
    """

    entries: dict[str, RosterEntry]
    unclear: set[str]
    faults: Faults
    rows: int
    unused: tuple[str, ...]


def read_roster(data: bytes, campaign: Campaign, limits: ImportLimits) -> Reading:
    """Read a file's bytes.

    Two rows with the same code are a fault of the second; when they say different things, nobody can
    tell which is right, and the first is faulty as well.

    Raises
    ------
    KioskError
        Those of :mod:`kiosk.central.roster_sheet` and :mod:`kiosk.central.roster_columns`.
    """
    header, sheet = header_and_rows(read_sheets(data, limits))
    at_code = letter(header.places[Column.CODE])
    entries: dict[str, RosterEntry] = {}
    first_rows: dict[str, int] = {}
    unclear: set[str] = set()
    faults = Faults()
    rows = 0
    for row in sheet:
        rows += 1
        cells = {c: row.cells[at] for c, at in header.places.items() if at < len(row.cells)}
        cells.setdefault(Column.CODE, None)
        read = read_row(cells, campaign)
        places = [_place(row.number, header.places, fault) for fault in read.faults]
        if read.key is not None and read.key in first_rows:
            places.append(Place(row.number, at_code, Column.CODE, Wrong.REPEATED))
            held = entries.get(read.key)
            if held is not None and held != read.entry:
                del entries[read.key]
                faults.add_row([Place(first_rows[read.key], at_code, Column.CODE, Wrong.REPEATED)])
                unclear.add(read.key)
        elif read.key is not None:
            first_rows[read.key] = row.number
            if read.entry is not None:
                entries[read.key] = read.entry
            else:
                unclear.add(read.key)
        if places:
            faults.add_row(places)
    return Reading(entries, unclear, faults, rows, tuple(letter(place) for place in header.unused))


def _place(row: int, places: dict[Column, int], fault: CellFault) -> Place:
    at = places.get(fault.column)
    return Place(row, "" if at is None else letter(at), fault.column, fault.wrong)
