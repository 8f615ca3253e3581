"""One run over many pictures: what is still good is kept, the rest is made, all is told in order."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from kiosk import __version__
from kiosk.commands.batch.journal import Entry, Journal
from kiosk.commands.batch.names import photo_names
from kiosk.commands.batch.pool import Pool
from kiosk.commands.batch.work import LINES, Made, Order, Refused, Result, Task
from kiosk.commands.inspect import as_json, told
from kiosk.digest import sha256_hex
from kiosk.errors import KioskError
from kiosk.photo.checks.limits import load_limits
from kiosk.photo.finished import CheckStatus
from kiosk.photo.words import Words
from kiosk.picture_file import read_file


class Outcome(Enum):
    """How a picture came out, the worst first: the order of reports."""

    NO_PHOTO = 0
    FAILED = 1
    TO_LOOK_AT = 2
    PASSED = 3


@dataclass(frozen=True)
class Row:
    """One picture of the run: where its report is in the journal."""

    source: Path
    entry: Entry
    outcome: Outcome


def outcome_of(line: dict[str, Any]) -> Outcome:
    """Return how the picture came out that ``line`` reports on."""
    if line["out"] is None:
        return Outcome.NO_PHOTO
    if not line["ok"]:
        return Outcome.FAILED
    passed = all(check["status"] == CheckStatus.PASS for check in line["inspection"]["checks"])
    return Outcome.PASSED if passed else Outcome.TO_LOOK_AT


def digest_of(order: Order) -> str:
    """Return the digest of everything but the source that decides what a photo and its report look like."""
    plate = None if order.plate is None else sha256_hex(read_file(order.plate))
    limits = {rule: dataclasses.asdict(limit) for rule, limit in order.limits.items()}
    made_by = {
        "version": __version__,
        "spec": dataclasses.asdict(order.spec),
        "limits": limits,
        "inspection": dataclasses.asdict(load_limits()),
        "plate": plate,
    }
    return sha256_hex(json.dumps(made_by, sort_keys=True, default=str).encode())


class Batch:
    """One run.

    Parameters
    ----------
    journal
        Open, of the order's folder.
    again
        Make all photos again, also those that are still good.
    """

    def __init__(
        self, order: Order, sources: Sequence[Path], journal: Journal, words: Words, *, again: bool
    ) -> None:
        self._order, self._sources, self._journal, self._words = order, sources, journal, words
        self._again = again
        self._made_by = digest_of(order)
        given = {source: entry.name for source, entry in journal.entries.items()}
        self._names = photo_names(sources, order.out, given)
        self._rows: dict[int, Row] = {}
        self._kept: set[int] = set()

    @property
    def rows(self) -> list[Row]:
        """The pictures that have a report, in the order of their sources."""
        return [self._rows[number] for number in sorted(self._rows)]

    def run(self, pool: Pool, stopping: Callable[[], bool]) -> Iterator[tuple[dict[str, Any], bool]]:
        """Yield every picture's report and whether its photo was kept, in the order of the sources.

        On ``stopping`` what is in hand is finished; pictures in front of one that is not are then left out.
        """
        told_up_to = 0
        for result in pool.run(self._tasks(stopping), stopping):
            self._note(result)
            while told_up_to in self._rows:
                yield self._told(told_up_to)
                told_up_to += 1
        for number in sorted(self._rows):
            if number >= told_up_to:
                yield self._told(number)

    def _told(self, number: int) -> tuple[dict[str, Any], bool]:
        row = self._rows[number]
        # The same bytes may be named otherwise this time: by a relative path, or through a link.
        line = self._journal.line(row.entry) | {"path": str(row.source)}
        return line, number in self._kept

    def _tasks(self, stopping: Callable[[], bool]) -> Iterator[Task]:
        for number, (source, name) in enumerate(zip(self._sources, self._names, strict=True)):
            if stopping():
                return
            entry = self._journal.entries.get(os.path.realpath(source))
            if entry is not None and not self._again and self._still_good(entry, source):
                self._kept.add(number)
                self._rows[number] = Row(source, entry, outcome_of(self._journal.line(entry)))
            else:
                yield Task(number, source, name)

    def _still_good(self, entry: Entry, source: Path) -> bool:
        """Whether the photo is there, was made in this way, and of the bytes that the source still has."""
        if entry.photo_sha256 is None or entry.made_by != self._made_by:
            return False
        if self._order.pictures is not None and not (self._order.pictures / f"{entry.name}{LINES}").is_file():
            return False
        try:
            photo, picture = read_file(self._order.out / entry.name), read_file(source)
        except KioskError:
            return False
        return sha256_hex(photo) == entry.photo_sha256 and sha256_hex(picture) == entry.source_sha256

    def _note(self, result: Result) -> None:
        source, name = self._sources[result.number], self._names[result.number]
        line: dict[str, Any] = {
            "path": str(source), "ok": False, "out": None, "crop": None, "plate": None, "misfits": [],
            "error": None, "inspection": None,
        }  # fmt: skip
        if isinstance(result, Refused):
            error = KioskError(result.code, result.title, result.advice)
            line["error"] = told(error, source)
        else:
            line |= self._made(result, self._order.out / name)
        entry = self._journal.add(
            source,
            line,
            name=name,
            made_by=self._made_by,
            source_sha256=result.source_sha256 if isinstance(result, Made) else None,
            photo_sha256=result.photo_sha256 if isinstance(result, Made) else None,
        )
        self._rows[result.number] = Row(source, entry, outcome_of(line))

    def _made(self, made: Made, out: Path) -> dict[str, Any]:
        box = made.crop
        return {
            "ok": made.inspection.ok,
            "out": str(out),
            "crop": {"x": box.x, "y": box.y, "width": box.width, "height": box.height},
            "plate": None if made.plate is None else str(made.plate),
            "misfits": [
                {
                    "band": misfit.band,
                    "remedy": str(misfit.remedy),
                    "zh": self._words.remedy[misfit.remedy].zh,
                    "en": self._words.remedy[misfit.remedy].en,
                }
                for misfit in made.misfits
            ],
            "inspection": as_json(made.inspection, self._words),
        }
