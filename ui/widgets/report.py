"""The report on a finished photo: what to do better first, what else, and all that is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QTransform
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.photo.finished import CheckStatus
from ui.presenters.pictures import Drawing
from ui.presenters.reviewing import CheckLine, ReviewPage
from ui.theme import Theme
from ui.widgets import parts

DRAWING = QSize(172, 158)
"""Of the drawing of what to do better, px of the reference screen."""
MARK_SIDE = 64
"""Of the verdict's mark, px of the reference screen."""
SHORT_SIDE = 34
"""Of the picture of a group that is right, px of the reference screen."""
ROWS, ROWS_LARGE = 3, 2
"""So many groups that are not right have room for a sentence; of more, enough is said by their names."""
MARKS = {
    CheckStatus.PASS: ("tick-round", "good"),
    CheckStatus.FAIL: ("ring", "warn"),
    CheckStatus.UNKNOWN: ("question", "plain"),
}
"""Nothing is crossed out: what is not right yet is an open ring, as in the quiet row while framing."""


class Verdict(QFrame):
    """The headline: the photo is good, or the first thing to do better, large and with its picture."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._mark, self._drawing = QLabel(), QLabel()
        self._card = parts.card()
        inside = QHBoxLayout(self._card)
        inside.setContentsMargins(*(theme.px(8),) * 4)
        inside.addWidget(self._drawing)
        self._lead, self._headline = parts.label("body"), parts.label("heading")
        self._advice, self._note = parts.label("title"), parts.label("body")
        words = QVBoxLayout()
        words.setSpacing(theme.px(6))
        for label in (self._lead, self._headline, self._advice, self._note):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(28), theme.px(22), theme.px(28), theme.px(22))
        row.setSpacing(theme.px(26))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._card, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)

    def foresee(self) -> None:
        """Look as above a good photo."""
        parts.icon("tick-round", self._theme.px(MARK_SIDE), self._theme.palette.good)
        parts.set_look(self, "notice", "good")

    def tell(self, model: ReviewPage) -> None:
        better = model.better
        drawing = None if better is None else better.drawing
        self._card.setVisible(drawing is not None)
        self._mark.setVisible(drawing is None)
        if drawing is not None:
            self._drawing.setPixmap(drawn(drawing, self._theme))
        p = self._theme.palette
        name, colour = ("tick-round", p.good) if model.tone == "good" else ("ring", p.warn)
        self._mark.setPixmap(parts.icon(name, self._theme.px(MARK_SIDE), colour))
        told = (
            (self._lead, None if better is None else better.lead),
            (self._headline, model.verdict if better is None else None),
            (self._advice, None if better is None else better.advice),
            (self._note, model.verdict_note if better is None else better.reason),
        )
        for label, text in told:
            label.setVisible(text is not None)
            parts.set_text(label, text or "")
        parts.set_look(self, "notice", model.tone)


def drawn(drawing: Drawing, theme: Theme) -> QPixmap:
    """Return the picture of what to do."""
    size = QSize(theme.px(DRAWING.width()), theme.px(DRAWING.height()))
    pixmap = parts.svg_pixmap("pictograms", drawing.name, size)
    return pixmap.transformed(QTransform.fromScale(-1, 1)) if drawing.turned else pixmap


class Report(QFrame):
    """One row for each group that is not right yet or that staff look at; the rest in two quiet columns."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(28), theme.px(18), theme.px(28), theme.px(18))
        self._open = QVBoxLayout()
        self._right = _Columns(theme)
        column.addLayout(self._open)
        column.addWidget(self._right)
        for each in (column, self._open):
            each.setSpacing(theme.px(10))

    def foresee(self, lines: Sequence[CheckLine]) -> Iterator[None]:
        """Have places in which these groups are right already, as on most photos: a step for each."""
        yield from self._right.foresee(lines)

    def tell(self, lines: Sequence[CheckLine], rest: str | None) -> None:
        """Show the lines; ``rest`` stands above those that are right when there are others."""
        parts.clear(self._open)
        theme, close = self._theme, rest is not None
        most = ROWS_LARGE if theme.look.large else ROWS
        open_ones = [line for line in lines if line.status is not CheckStatus.PASS and not line.told_above]
        for line in open_ones[:most]:
            self._open.addWidget(_Row(theme, line))
        if open_ones[most:]:
            more = _Columns(theme)
            more.show_lines(open_ones[most:], close=close)
            self._open.addWidget(more)
        right = [line for line in lines if line.status is CheckStatus.PASS]
        if rest is not None and right and not theme.look.large:
            label = parts.label("small")
            parts.set_text(label, rest)
            self._open.addWidget(label)
        self._right.setVisible(bool(right))
        self._right.show_lines(right, close=close)


class _Columns(QWidget):
    """Groups in two columns, of which there is nothing more to say here."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shorts: list[_Short] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(20))

    def have(self, count: int) -> None:
        """Have at least so many places."""
        for index in range(len(self._shorts), count):
            self._shorts.append(_Short(self._theme))
            self._grid.addWidget(self._shorts[index], index // 2, index % 2)

    def foresee(self, lines: Sequence[CheckLine]) -> Iterator[None]:
        for nth, line in enumerate(lines):
            self.have(nth + 1)
            self._shorts[nth].show_line(line)
            yield

    def show_lines(self, lines: Sequence[CheckLine], *, close: bool) -> None:
        self.have(len(lines))
        self._grid.setVerticalSpacing(self._theme.px(6 if close else 14))
        for short, line in zip(self._shorts, lines, strict=False):
            short.show_line(line)
        for index, short in enumerate(self._shorts):
            short.setVisible(index < len(lines))


class _Row(QWidget):
    """A group that is not right yet: its picture, what is the matter, what to do."""

    def __init__(self, theme: Theme, line: CheckLine) -> None:
        super().__init__()
        _, tone = MARKS[line.status]
        icon, name = QLabel(), parts.label("strong", wrap=False)
        detail, word = parts.label("body"), parts.label("strong", wrap=False)
        icon.setPixmap(parts.icon(line.icon, theme.px(44), theme.palette.ink_soft))
        parts.set_text(name, line.name)
        parts.set_text(detail, line.detail or "")
        parts.set_text(word, line.word)
        word.setProperty("tone", tone)
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(word)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(head)
        words.addWidget(detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(20))
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)


class _Short(QWidget):
    """A group's mark, picture and name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: CheckLine | None = None
        self._icon, self._name, self._mark = QLabel(), parts.label("body", wrap=False), QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(14))
        row.addWidget(self._mark)
        row.addWidget(self._icon)
        row.addWidget(self._name, 1)

    def show_line(self, line: CheckLine) -> None:
        if line == self._shown:
            return
        self._shown, theme = line, self._theme
        self._icon.setPixmap(parts.icon(line.icon, theme.px(SHORT_SIDE), theme.palette.ink_soft))
        parts.set_text(self._name, line.name)
        tick, tone = MARKS[line.status]
        self._mark.setPixmap(parts.icon(tick, theme.px(30), theme.palette.mark(tone)))
