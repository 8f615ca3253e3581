"""How far a booth's set-up has come: kept after every step, so that a power cut loses none of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from kiosk.durable import make_directory, write_durably
from kiosk.errors import KioskError
from kiosk.services.build import store_dir
from kiosk.services.setup_file import settings_or_first
from kiosk.settings import Settings, load_settings
from kiosk.tomlfile import STRICT

FILE = "setup.json"
"""In the data folder."""


class Chapter(StrEnum):
    """What is set up, in the order staff are led through it."""

    LANGUAGE = "language"
    CAMERA = "camera"
    LIGHT = "light"
    PLACE = "place"
    """How the camera hangs, and the picture of the empty booth."""
    CENTRAL = "central"
    CAMPAIGN = "campaign"
    PIN = "pin"
    DRAWN = "drawn"
    """A finished photo of the drawn person: the program itself works here."""
    PERSON = "person"
    """A finished photo of somebody who sits there: the booth works."""


LATER_ALLOWED = frozenset(Chapter) - {Chapter.LANGUAGE, Chapter.CAMPAIGN, Chapter.PIN}
"""What may be left for later. Without a PIN nobody could ever come back to it by touch."""


class Mark(StrEnum):
    """What became of a chapter."""

    DONE = "done"
    LATER = "later"


@dataclass(frozen=True)
class SetupRecord:
    """``finished`` once staff have seen the summary, or every answer of a file was worked through."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    marks: Mapping[Chapter, Mark] = field(default_factory=dict)
    finished: bool = False

    def marked(self, chapter: Chapter, mark: Mark) -> SetupRecord:
        """Return the record with one chapter's mark; what was done once is not made undone by *later*."""
        if mark is Mark.LATER and self.marks.get(chapter) is Mark.DONE:
            return self
        return replace(self, marks={**self.marks, chapter: mark})

    @property
    def first_open(self) -> Chapter | None:
        """The first chapter that nobody has answered; None when there is none."""
        return next((chapter for chapter in Chapter if chapter not in self.marks), None)


_ADAPTER = TypeAdapter(SetupRecord)


def load_record(data_dir: Path) -> SetupRecord | None:
    """Return what is kept; None when there is nothing, or nothing that can be read."""
    try:
        return _ADAPTER.validate_json((data_dir / FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def keep_record(data_dir: Path, record: SetupRecord) -> None:
    """Keep the record, durably.

    Raises
    ------
    KioskError
        ``setup-unwritten``.
    """
    text = json.dumps(_ADAPTER.dump_python(record, mode="json"), indent=1) + "\n"
    try:
        make_directory(data_dir)
        write_durably(data_dir / FILE, text.encode("ascii"))
    except OSError as error:
        raise KioskError(
            "setup-unwritten",
            f"What was set up cannot be written down: {error.strerror}.",
            "Check the booth's data folder and the room on its disk.",
        ) from error


def ask_again(settings: Settings) -> None:
    """Have the set-up begin at the next start; what was done stays marked.

    Raises
    ------
    KioskError
        ``setup-unwritten``.
    """
    keep_record(settings.data_dir, replace(load_record(settings.data_dir) or SetupRecord(), finished=False))


def begun_settings(config: Path) -> Settings:
    """Return the settings; before there is a file, the shipped values if the set-up has begun.

    Raises
    ------
    KioskError
        As :func:`kiosk.settings.load_settings`.
    """
    first = settings_or_first(config)
    return load_settings(config) if load_record(first.data_dir) is None else first


def is_wanted(settings: Settings) -> bool:
    """Whether the set-up begins by itself: it was begun and not finished, or the booth is new.

    A booth that has a PIN or has stored anything was set up by somebody, in whatever way.
    """
    record = load_record(settings.data_dir)
    if record is not None:
        return not record.finished
    return settings.operator.pin_hash is None and not store_dir(settings).exists()
