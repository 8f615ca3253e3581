"""A text in both languages of the kiosk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.tomlfile import STRICT

NonEmpty = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class Text:
    """The same text in Chinese and English."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    zh: NonEmpty
    en: NonEmpty

    def in_language(self, language: str) -> str:
        """Return the text in ``language``, ``"zh"`` or ``"en"``."""
        return self.en if language == "en" else self.zh
