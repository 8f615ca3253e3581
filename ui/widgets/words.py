"""A label of several lines whose last line is never one character, nor one short word."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLabel

JOINER, FIRM_SPACE = "\u2060", "\u00a0"
_HAN, _MARK = r"[\u3400-\u9fff]", r"[^\w\s]"
_TWO = re.compile(rf"({_HAN})({_HAN}{_MARK}*)$", re.MULTILINE)
_ALONE = re.compile(rf"(\w) ({_HAN}{_MARK}*)$", re.MULTILINE)
_SHORT = re.compile(rf"(?<!\S)(?=.{{3,12}}$)(\w+) ([a-z]+{_MARK}*)$", re.MULTILINE)


def held_together(text: str) -> str:
    """Return ``text`` with nothing to break at before the last Chinese character of each paragraph.

    Qt breaks between any two, and one alone in a line reads like a slip; so does the last of two short words.
    No text takes more lines by it.
    """
    text = _TWO.sub(rf"\1{JOINER}\2", text)
    for pair in (_ALONE, _SHORT):
        text = pair.sub(rf"\1{FIRM_SPACE}\2", text)
    return text


class Words(QLabel):
    """Shows :func:`held_together` of what it is told."""

    _told = ""

    def setText(self, text: str) -> None:
        self._told = text
        super().setText(held_together(text))

    def text(self) -> str:
        """Return what it was told."""
        return self._told
