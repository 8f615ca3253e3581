"""Makes the sound files of all sentences once, at set-up; recordings of a real voice are left alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.sound.prompts import LANGUAGES, Prompts, sound_file
from kiosk.sound.voices import Voice

MADE = "made.json"
"""In the folder: which files a voice made, each with the digests of what was said and of the file."""


class FileState(StrEnum):
    """Of a sentence's sound file: absent, made from these words or from others, recorded by somebody."""

    MISSING = "missing"
    MADE = "made"
    OUTDATED = "outdated"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Spoken:
    """One sentence in one language, and how its sound file stands."""

    key: str
    language: str
    text: str
    file: Path
    state: FileState


def look_through(folder: Path, prompts: Prompts) -> Iterator[Spoken]:
    """Yield every sentence in every language."""
    made = _made(folder)
    for language in LANGUAGES:
        for key, sentence in prompts.say.items():
            file, text = sound_file(folder, language, key), sentence.within(language)
            yield Spoken(key, language, text, file, _state(file, text, made.get(f"{language}/{key}")))


def make(folder: Path, prompts: Prompts, voice: Voice) -> int:
    """Have every sentence spoken that has no file, or one made from other words; return how many.

    Raises
    ------
    KioskError
        ``voice-failed``; what was made until then stays.
    """
    made, count = _made(folder), 0
    try:
        for spoken in look_through(folder, prompts):
            if spoken.state in (FileState.MISSING, FileState.OUTDATED):
                voice.speak(spoken.text, spoken.language, spoken.file)
                told = [_digest(spoken.text.encode()), _digest(spoken.file.read_bytes())]
                made[f"{spoken.language}/{spoken.key}"] = told
                count += 1
    finally:
        if count:
            (folder / MADE).write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return count


def _state(file: Path, text: str, made: list[str] | None) -> FileState:
    if not file.is_file():
        return FileState.MISSING
    if made is None or made[1] != _digest(file.read_bytes()):
        return FileState.RECORDED
    return FileState.MADE if made[0] == _digest(text.encode()) else FileState.OUTDATED


def _made(folder: Path) -> dict[str, list[str]]:
    try:
        data = json.loads((folder / MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(data, dict) and all(isinstance(v, list) and len(v) == 2 for v in data.values())
    return data if whole else {}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
