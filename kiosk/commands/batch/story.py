"""What a report is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.commands.batch.journal import Journal
from kiosk.commands.batch.run import Outcome, Row
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.words import Words


@dataclass(frozen=True)
class Story:
    """One run.

    Attributes
    ----------
    rows
        The worst first.
    missing
        Pictures that were not reached before the run was stopped.
    pictures
        The folder of the small pictures and of those with lines.
    """

    spec: PhotoSpec
    rows: Sequence[Row]
    missing: int
    journal: Journal
    pictures: Path
    words: Words

    @property
    def counts(self) -> Counter[Outcome]:
        """How many came out in each way."""
        return Counter(row.outcome for row in self.rows)


def worst_first(rows: Sequence[Row]) -> list[Row]:
    """Return the rows by outcome, within one in the order of the sources."""
    return sorted(rows, key=lambda row: row.outcome.value)
