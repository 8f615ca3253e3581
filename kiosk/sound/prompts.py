"""The sentences for the ear, read from ``config/prompts.toml``, and where their sound files lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load

FOLDER = "prompts"
"""Below the booth's data folder; one folder a language in it, one ``KEY.wav`` a sentence."""

LANGUAGES = ("zh", "en")

Seconds = Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)]


@dataclass(frozen=True)
class Sentence:
    """What is said, in each language."""

    zh: str
    en: str
    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    def within(self, language: str) -> str:
        """Return it in ``zh`` or ``en``."""
        return {"zh": self.zh, "en": self.en}[language]


@dataclass(frozen=True)
class SpeechTiming:
    """When to speak; explained in ``config/prompts.toml``."""

    gap_s: Seconds
    repeat_s: Seconds
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Prompts:
    """Every sentence by its key."""

    timing: SpeechTiming
    say: Mapping[str, Sentence]
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


def load_prompts(path: Path | None = None) -> Prompts:
    """Read the sentences; errors as :func:`kiosk.tomlfile.load`."""
    return load(path or config_dir() / "prompts.toml", Prompts)


def sound_file(folder: Path, language: str, key: str) -> Path:
    """Return where the sound file of a sentence is or would be; ``folder`` holds all languages."""
    return folder / language / f"{key}.wav"
