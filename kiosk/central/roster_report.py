"""What the import of a roster would do, or did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.roster_columns import Column
from kiosk.central.roster_reading import Place, Reading
from kiosk.central.roster_row import Wrong
from kiosk.central.tables import RosterImportRow


class State(StrEnum):
    """How far an import is; only a confirmed one has changed the roster."""

    STAGING = "staging"
    STAGED = "staged"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


class Change(StrEnum):
    """What would become of a person."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Report:
    """What an import would do, or did: numbers of people, but for ``rows`` and ``faulty``: of rows."""

    id: str
    campaign: str
    staff: str
    at: str
    state: State
    rows: int
    added: int
    changed: int
    removed: int
    unchanged: int
    faulty: int
    first_faults: tuple[Place, ...]
    fault_counts: dict[Wrong, int]
    unused: tuple[str, ...]

    @property
    def changes(self) -> int:
        """How many people would be added, changed or removed."""
        return self.added + self.changed + self.removed


def faults_text(reading: Reading) -> str:
    """Return a reading's faults as JSON: where and what."""
    first = [
        [p.row, p.letter, str(p.column), str(p.wrong)]
        for p in sorted(reading.faults.first, key=lambda p: p.row)
    ]
    counts = {str(wrong): count for wrong, count in reading.faults.counts.most_common()}
    return json.dumps({"first": first, "counts": counts, "unused": reading.unused})


def numbers(row: RosterImportRow) -> str:
    """Return an import's numbers in one short line."""
    return f"+{row.added} ~{row.changed} -{row.removed} ={row.unchanged} faulty {row.faulty}"


def report_of(row: RosterImportRow) -> Report:
    """Return an import's report from its row."""
    told = json.loads(row.faults)
    return Report(
        row.id,
        row.campaign,
        row.staff,
        row.at,
        State(row.state),
        row.rows,
        row.added,
        row.changed,
        row.removed,
        row.unchanged,
        row.faulty,
        tuple(Place(n, at, Column(column), Wrong(wrong)) for n, at, column, wrong in told["first"]),
        {Wrong(wrong): count for wrong, count in told["counts"].items()},
        tuple(told["unused"]),
    )
