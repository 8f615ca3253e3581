"""The report of a run, written picture by picture, so that a thousand need no more memory than one."""

from __future__ import annotations

import csv
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from kiosk.commands.batch.reasons import reasons_in, refusal_in
from kiosk.commands.batch.report_html import write_html
from kiosk.commands.batch.run import Outcome
from kiosk.commands.batch.story import Story
from kiosk.durable import PART
from kiosk.errors import KioskError

HEADER = (
    "file", "result", "photo", "not_right_zh", "not_right_en", "to_do_zh", "to_do_en", "failed", "to_look_at",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet, whatever it was meant to be."""


def check_report(path: Path) -> None:
    """See that a report can be written to ``path``.

    Raises
    ------
    KioskError
        ``report-kind`` or ``report-unwritable``.
    """
    if path.suffix.lower() not in WRITERS:
        raise KioskError(
            "report-kind",
            f"There is no report of the kind of {path.name}.",
            f"Name a file that ends in {', '.join(WRITERS)}.",
        )
    if not path.parent.is_dir():
        raise KioskError(
            "report-unwritable", f"There is no folder {path.parent}.", "Make it, or name another report."
        )


def write_report(path: Path, story: Story) -> None:
    """Write the report in the form that its suffix names; whole or not at all.

    Raises
    ------
    KioskError
        ``report-unwritable``.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    write, encoding = WRITERS[path.suffix.lower()]
    try:
        try:
            with part.open("w", encoding=encoding, newline="") as file:
                write(file, story)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise KioskError(
            "report-unwritable",
            f"The report {path} cannot be written: {error.strerror}.",
            "Free some space or name another file.",
        ) from error


def _write_csv(file: TextIO, story: Story) -> None:
    table = csv.writer(file)
    table.writerow(HEADER)
    for row in story.rows:
        line = story.journal.line(row.entry) | {"path": str(row.source)}
        reasons, refusal = reasons_in(line, story.words), refusal_in(line, story.words)
        faults = [reason.fault for reason in reasons] + ([refusal] if refusal else [])
        advice = list(dict.fromkeys(reason.advice for reason in reasons if reason.advice))
        cells = (
            str(row.source),
            row.outcome.name.lower().replace("_", "-"),
            line["out"] or "",
            "；".join(said.zh for said in faults),
            "; ".join(said.en for said in faults),
            "；".join(said.zh for said in advice),
            "; ".join(said.en for said in advice),
            " ".join(reason.check for reason in reasons if reason.decides),
            " ".join(reason.check for reason in reasons if not reason.decides),
        )
        table.writerow([safe_cell(cell) for cell in cells])


def safe_cell(text: str) -> str:
    """Return the text so that a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _write_json(file: TextIO, story: Story) -> None:
    counts = {outcome.name.lower(): story.counts[outcome] for outcome in Outcome}
    head = {"spec": story.spec.name, "counts": counts, "not_reached": story.missing}
    file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "pictures": [')
    for number, row in enumerate(story.rows):
        line = story.journal.line(row.entry) | {
            "path": str(row.source),
            "photo_sha256": row.entry.photo_sha256,
        }
        file.write(("," if number else "") + "\n" + json.dumps(line, ensure_ascii=False))
    file.write("\n]}\n")


Writer = Callable[[TextIO, Story], None]
WRITERS: dict[str, tuple[Writer, str]] = {
    ".html": (write_html, "utf-8"),
    ".csv": (_write_csv, "utf-8-sig"),  # spreadsheets take a file without the mark for another encoding
    ".json": (_write_json, "utf-8"),
}
