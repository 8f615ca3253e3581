"""Every sentence on the screen, in Chinese and English, read from TOML."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.photo.words import Words, load_words
from kiosk.tomlfile import read_toml


class Language(StrEnum):
    ZH = "zh"
    EN = "en"

    @property
    def other(self) -> Language:
        return Language.EN if self is Language.ZH else Language.ZH


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested tables as one mapping of dotted keys to sentences."""
    flat: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{name}."))
        else:
            flat[name] = value
    return flat


@dataclass(frozen=True)
class Texts:
    """The sentences of one language, with the other language at hand.

    A key that does not exist is a bug and raises KeyError; only names that other parts may add to
    (errors, rules, checks, hints) have a fallback. ``photo`` is what is said about a finished photo.
    """

    language: Language
    sentences: Mapping[Language, Mapping[str, str]]
    hints: Mapping[Language, Mapping[str, tuple[str, str]]]
    photo: Words

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence, its ``{placeholders}`` filled."""
        return self.sentences[self.language][key].format(**values)

    def has(self, key: str) -> bool:
        """Return whether there is such a sentence."""
        return key in self.sentences[self.language]

    def other(self, key: str, **values: object) -> str:
        """Return the sentence in the other language."""
        return self.sentences[self.language.other][key].format(**values)

    def switched(self) -> Texts:
        """Return the same texts in the other language."""
        return Texts(self.language.other, self.sentences, self.hints, self.photo)

    def error(self, error: KioskError) -> tuple[str, str]:
        """Return title and advice; the error's own English where no translation exists."""
        own = self.sentences[self.language]
        return (
            own.get(f"error.{error.code}.title", error.title),
            own.get(f"error.{error.code}.advice", error.advice),
        )

    def whole(self, error: KioskError) -> str:
        """Return title and advice as one text."""
        title, advice = self.error(error)
        return self("common.sentences", first=title.rstrip(".。"), second=advice) if advice else title

    def notice(self, code: str) -> str:
        """Return the sentence for a notice of the session, or a general one for a code not known here."""
        return self.among("notice", code)

    def named(self, family: str, name: str) -> str:
        """Return ``family.name`` (a rule, a check, a unit), or the bare name in words."""
        return self.sentences[self.language].get(f"{family}.{name}", name.replace("-", " ").replace("_", " "))

    def lasting(self, seconds: float) -> str:
        """Return how long something lasts, in minutes and seconds as they are said: no time of day."""
        minutes, rest = divmod(max(0, math.ceil(seconds)), 60)
        if not minutes:
            return self("common.seconds", seconds=rest)
        return self("common.minutes_seconds", minutes=minutes, seconds=rest)

    def among(self, family: str, name: str, **values: object) -> str:
        """Return ``family.name``, or ``family.other`` for what another version's server may name."""
        key = f"{family}.{name}"
        return self(key if self.has(key) else f"{family}.other", **values)

    def hint(self, code: str, wording: int = 0) -> tuple[str, str]:
        """Return a live hint in this language and in the other; ``wording`` 1: in other words."""
        own, other = self.hints[self.language].get(code), self.hints[self.language.other].get(code)
        return (
            code.replace("-", " ") if own is None else own[wording],
            "" if other is None else other[wording],
        )


def load_texts(language: Language, folder: Path | None = None, hints: Path | None = None) -> Texts:
    """Read both languages' sentences, the hints and what is said about photos.

    Raises
    ------
    KioskError
        As :func:`kiosk.tomlfile.read_toml`.
    """
    folder = folder or Path(__file__).resolve().parent / "i18n"
    sentences = {each: flatten(read_toml(folder / f"{each}.toml")) for each in Language}
    return Texts(language, sentences, _hints(read_toml(hints or config_dir() / "hints.toml")), load_words())


def _hints(table: Mapping[str, Any]) -> dict[Language, dict[str, tuple[str, str]]]:
    """Return code → first and other words for each language, from ``[hints.<code>]``."""
    return {
        language: {
            code: (entry[language], entry.get(f"{language}2", entry[language]))
            for code, entry in table["hints"].items()
        }
        for language in Language
    }
