"""The operator's card: one page of A4 in both languages, from one file, as a PDF with its font inside."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from kiosk.campaign.text import NonEmpty, Text
from kiosk.errors import KioskError
from kiosk.paths import assets_dir
from kiosk.tomlfile import STRICT, load

DPI = 300
MARGIN_MM = 12.0
SIZES_PT = tuple(quarter / 4 for quarter in range(32, 49))
"""8 to 12 pt: the card is set as large as its page holds; smaller it cannot be read at arm's length."""


@dataclass(frozen=True)
class Line:
    """One thing to do; ``when`` is what it answers to."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    zh: NonEmpty
    en: NonEmpty
    when: Text | None = None


@dataclass(frozen=True)
class Part:
    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    title: Text
    numbered: bool
    lines: Annotated[tuple[Line, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Card:
    """The whole card; ``fields`` are filled in by hand."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    title: Text
    parts: tuple[Part, ...]
    fields: tuple[Text, ...]


def load_card(path: Path | None = None) -> Card:
    """Read ``assets/docs/operator-card.toml``; errors as in :func:`kiosk.tomlfile.load`."""
    return load(path or assets_dir() / "docs" / "operator-card.toml", Card)


def card_html(card: Card, point: float) -> str:
    """Return the card as Qt's rich text; ``point`` is the size of the Chinese text, the rest follows it."""
    parts = "".join(_part(part) for part in card.parts)
    fields = "".join(
        f'<td width="33%"><b>{escape(one.zh)}</b> <span class="en">{escape(one.en)}</span><br/><br/></td>'
        for one in card.fields
    )
    return f"""<style>
body, td {{ font-size: {point}pt; color: #16202a; }}
.en {{ font-size: {point - 1.25}pt; color: #44525c; }}
.title {{ font-size: {point + 7}pt; font-weight: bold; color: #0b4f6c; }}
.part {{ font-size: {point + 1.5}pt; font-weight: bold; color: #0b4f6c; }}
</style><body>
<p class="title" style="margin: 0">{escape(card.title.zh)}
<span class="en">{escape(card.title.en)}</span></p>
{parts}
<table width="100%" cellspacing="0" cellpadding="5" border="1" style="border-style: solid;
 border-color: #8aa6b4; border-collapse: collapse; margin-top: 8px"><tr>{fields}</tr></table>
</body>"""


def _part(part: Part) -> str:
    rows = "".join(_row(part, line, number) for number, line in enumerate(part.lines, 1))
    return (
        '<table width="100%" cellspacing="0" cellpadding="2"><tr>'
        '<td style="padding-top: 6px; border-bottom: 1px solid #8aa6b4">'
        f'<span class="part">{escape(part.title.zh)}</span> '
        f'<span class="en">{escape(part.title.en)}</span></td></tr></table>'
        f'<table width="100%" cellspacing="0" cellpadding="1.5">{rows}</table>'
    )


def _row(part: Part, line: Line, number: int) -> str:
    """Chinese at the left and English beside it; before both, where there is one, what they answer to."""
    chinese, english = escape(line.zh), f'<span class="en">{escape(line.en)}</span>'
    if line.when is None:
        mark = f"<b>{number}.</b>" if part.numbered else "•"
        return f'<tr><td width="55%">{mark} {chinese}</td><td width="45%">{english}</td></tr>'
    when = f'<b>{escape(line.when.zh)}</b><br/><span class="en">{escape(line.when.en)}</span>'
    return f'<tr><td width="20%">{when}</td><td width="42%">{chinese}</td><td width="38%">{english}</td></tr>'


def write_card(card: Card, family: str, path: Path) -> float:
    """Write the card as a PDF of one page and return the size of its text, pt.

    Parameters
    ----------
    family
        An installed font with Chinese characters; what is used of it lies in the file.

    Raises
    ------
    KioskError
        ``card-too-long`` when it does not fit a page in a size that can be read; ``out-unwritable``.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle(card.title.zh)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    fitting = bisect_left(SIZES_PT, True, key=lambda point: _set(card, family, point, writer).pageCount() > 1)
    if fitting == 0:
        raise KioskError(
            "card-too-long", "The card does not fit one page.", "Shorten assets/docs/operator-card.toml."
        )
    point = SIZES_PT[fitting - 1]
    painter = QPainter(writer)
    _set(card, family, point, writer).drawContents(painter)
    painter.end()
    _keep(bytes(buffer.data().data()), path)
    return point


def _keep(data: bytes, path: Path) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise KioskError(
            "out-unwritable", f"{path} cannot be written: {error.strerror}.", "Name another file."
        ) from error


def _set(card: Card, family: str, point: float, writer: QPdfWriter) -> QTextDocument:
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)  # sizes in points are the page's, not the screen's
    font = document.defaultFont()
    font.setFamily(family)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setHtml(card_html(card, point))
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    return document
