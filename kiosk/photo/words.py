"""What is said about a finished photo, in both languages: read from ``config/checks.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict

from kiosk.paths import config_dir
from kiosk.photo.finished import Check, CheckStatus
from kiosk.tomlfile import STRICT, load

Tongue = Literal["zh", "en"]


class Place(StrEnum):
    """Where in the photo a check is marked; left and right are the person's own."""

    NONE = "none"
    HAIR = "hair"
    BROWS = "brows"
    EYES = "eyes"
    EYE_LEFT = "eye_left"
    EYE_RIGHT = "eye_right"
    FACE = "face"
    MOUTH = "mouth"
    EARS = "ears"
    EAR_LEFT = "ear_left"
    EAR_RIGHT = "ear_right"
    SHOULDERS = "shoulders"
    CLOTHES = "clothes"
    BACKGROUND = "background"


@dataclass(frozen=True)
class Said:
    """One sentence in both languages."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError("both languages need words")

    def within(self, tongue: Tongue) -> str:
        """Return the sentence in one language."""
        return self.zh if tongue == "zh" else self.en


@dataclass(frozen=True)
class CheckWords:
    """What is said about one check.

    Attributes
    ----------
    means
        How it should be.
    wrong, low, high
        What is the matter when it fails; ``low`` and ``high`` where the direction matters.
    advice
        What to do; ``staff`` when the person in the photo can do nothing about it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    group: str
    place: Place
    title: Said
    means: Said
    wrong: Said
    advice: Said
    low: Said | None = None
    high: Said | None = None
    staff: bool = False

    def fault(self, check: Check) -> Said:
        """Return what is the matter with a check that failed, by the side it failed on."""
        if check.value is not None:
            if self.low is not None and check.low is not None and check.value < check.low:
                return self.low
            if self.high is not None and check.high is not None and check.value > check.high:
                return self.high
        return self.wrong


@dataclass(frozen=True)
class Refusal:
    """The Chinese words of an error; the error itself is in English."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    title: str
    advice: str


@dataclass(frozen=True)
class Words:
    """Everything that is said about photos.

    Attributes
    ----------
    group
        Titles of the groups in the order they are told; the last takes the checks without words.
    remedy
        By the names of :class:`kiosk.photo.crop.Remedy`.
    refusal
        By the codes of errors.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    group: Mapping[str, Said]
    check: Mapping[str, CheckWords]
    remedy: Mapping[str, Said]
    refusal: Mapping[str, Refusal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strays = {words.group for words in self.check.values()} - self.group.keys()
        if strays:
            raise ValueError(f"unknown groups: {', '.join(sorted(strays))}")

    def title(self, name: str) -> Said:
        """Return what a check looks at; the bare name in words for a check not known here."""
        known = self.check.get(name)
        plain = name.replace("_", " ").replace("-", " ")
        return Said(plain, plain) if known is None else known.title

    def wrong(self, name: str) -> Said:
        """Return what is the matter where a check failed; what it looks at for one not known here."""
        known = self.check.get(name)
        return self.title(name) if known is None else known.wrong

    def reason(self, check: Check) -> Said:
        """Return what is to be said of a check that did not pass: its fault, or that a person must look."""
        known = self.check.get(check.check)
        title = self.title(check.check)
        if check.status is CheckStatus.UNKNOWN:
            return Said(f"{title.zh}：无法判断，请人工查看", f"{title.en}: cannot be judged, please look")
        return Said(f"{title.zh}：不符合", f"{title.en}: not met") if known is None else known.fault(check)

    def grouped(self, checks: Sequence[Check]) -> list[tuple[str, list[Check]]]:
        """Return the groups that have checks, in their order, each with its checks in the file's order."""
        order = list(self.check)
        last = list(self.group)[-1]
        found: dict[str, list[Check]] = {name: [] for name in self.group}
        for check in checks:
            known = self.check.get(check.check)
            found[last if known is None else known.group].append(check)
        for members in found.values():
            members.sort(key=lambda c: order.index(c.check) if c.check in self.check else len(order))
        return [(name, members) for name, members in found.items() if members]


def load_words(path: Path | None = None) -> Words:
    """Read the words; ``path`` is ``config/checks.toml`` when not given.

    Raises
    ------
    KioskError
        As :func:`kiosk.tomlfile.load`.
    """
    return load(path or config_dir() / "checks.toml", Words)
