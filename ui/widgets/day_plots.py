"""The day in two plots, drawn with QPainter: photos by hour, and why photos were taken again."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presenters.dashboard import DayPlot, ReasonPlot
from ui.theme import Theme

LABEL_PX, TITLE_PX = 22, 28
BARS_SHARE = 0.76
"""Of an hour's width, what its bars take together."""
NAMES_SHARE = 0.44
"""Of the reasons' width, what their names take at most."""
ROW_LINES = 2.1
"""Height of a reason, in lines of its name: a long one has two."""


class _Plot(QWidget):
    """A titled surface to draw on."""

    def __init__(self, theme: Theme, least_height: int) -> None:
        super().__init__()
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.px(least_height))

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def _font(self, size: int, weight: int = 400) -> QFont:
        font = QFont(self._theme.family)
        font.setPixelSize(self._theme.text_px(size))
        font.setWeight(QFont.Weight(weight))
        return font

    def _begin(self, title: str) -> tuple[QPainter, QRectF]:
        """Return the painter and what is left below the title."""
        theme, painter = self._theme, QPainter(self)
        p = theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(p.line))
        painter.setBrush(QColor(p.surface))
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(whole, theme.px(20), theme.px(20))
        inside = whole.adjusted(theme.px(26), theme.px(18), -theme.px(26), -theme.px(18))
        font = self._font(TITLE_PX, 700)
        height = QFontMetricsF(font).height()
        painter.setFont(font)
        painter.setPen(QColor(p.ink))
        painter.drawText(QRectF(inside.left(), inside.top(), inside.width(), height), title)
        return painter, inside.adjusted(0, height + theme.px(8), 0, 0)


class HoursPlot(_Plot):
    """Bars an hour for each series, with a legend that tells the totals."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 300)
        self._model = DayPlot("", (), ())

    def show_plot(self, model: DayPlot) -> None:
        if model != self._model:
            self._model = model
            self.setAccessibleName(". ".join([model.title, *(label for label, _, _ in model.series)]))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, model = self._theme, self._model
        painter, area = self._begin(model.title)
        painter.setFont(self._font(LABEL_PX))
        metrics = QFontMetricsF(painter.font())
        area = self._legend(painter, metrics, area)
        if model.hours:
            most = max([1, *(count for _, _, counts in model.series for count in counts)])
            top = _round_up(most)
            left = metrics.horizontalAdvance(str(top)) + theme.px(10)
            body = area.adjusted(left, metrics.height() / 2, 0, -metrics.height() - theme.px(4))
            self._grid(painter, metrics, body, top)
            self._bars(painter, metrics, body, top)
        painter.end()

    def _colour(self, tone: str) -> QColor:
        """Return a series' colour; in strong colours yellow and orange are too alike beside each other."""
        p = self._theme.palette
        return QColor(p.ink if tone == "plain" and self._theme.look.contrast else p.mark(tone))

    def _legend(self, painter: QPainter, metrics: QFontMetricsF, area: QRectF) -> QRectF:
        theme, x = self._theme, area.left()
        for label, tone, _ in self._model.series:
            side = metrics.ascent() * 0.8
            painter.fillRect(
                QRectF(x, area.top() + metrics.ascent() * 0.25, side, side),
                self._colour(tone),
            )
            x += side + theme.px(8)
            painter.setPen(QColor(theme.palette.ink_soft))
            painter.drawText(QPointF(x, area.top() + metrics.ascent()), label)
            x += metrics.horizontalAdvance(label) + theme.px(28)
        return area.adjusted(0, metrics.height() + theme.px(6), 0, 0)

    def _grid(self, painter: QPainter, metrics: QFontMetricsF, body: QRectF, top: int) -> None:
        p = self._theme.palette
        for count in (0, top // 2, top):
            y = body.bottom() - body.height() * count / top
            painter.setPen(QColor(p.line))
            painter.drawLine(QPointF(body.left(), y), QPointF(body.right(), y))
            painter.setPen(QColor(p.ink_faint))
            words = str(count)
            x = body.left() - metrics.horizontalAdvance(words) - self._theme.px(8)
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 2), words)

    def _bars(self, painter: QPainter, metrics: QFontMetricsF, body: QRectF, top: int) -> None:
        model, p = self._model, self._theme.palette
        step = body.width() / len(model.hours)
        width = step * BARS_SHARE / max(1, len(model.series))
        label_room = metrics.horizontalAdvance("00") * 1.5
        every = max(1, math.ceil(label_room / step))
        for index, hour in enumerate(model.hours):
            left = body.left() + index * step + step * (1 - BARS_SHARE) / 2
            for at, (_, tone, counts) in enumerate(model.series):
                height = body.height() * counts[index] / top
                bar = QRectF(left + at * width, body.bottom() - height, width, height)
                painter.fillRect(bar, self._colour(tone))
            if index % every == 0:
                painter.setPen(QColor(p.ink_faint))
                words = str(hour)
                x = body.left() + (index + 0.5) * step - metrics.horizontalAdvance(words) / 2
                painter.drawText(QPointF(x, body.bottom() + metrics.ascent() + self._theme.px(4)), words)


class ReasonsPlot(_Plot):
    """A bar for each reason, longest first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 240)
        self._model = ReasonPlot("", (), "")

    def show_plot(self, model: ReasonPlot) -> None:
        if model != self._model:
            self._model = model
            told = [f"{name} {count}" for name, count in model.rows] or [model.empty]
            self.setAccessibleName(". ".join([model.title, *told]))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, model = self._theme, self._model
        p = theme.palette
        painter, area = self._begin(model.title)
        painter.setFont(self._font(LABEL_PX))
        metrics = QFontMetricsF(painter.font())
        if not model.rows:
            painter.setPen(QColor(p.ink_soft))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, model.empty)
        room = min(metrics.height() * ROW_LINES, area.height() / max(1, len(model.rows)))
        most = max([1, *(count for _, count in model.rows)])
        names = max([0.0, *(metrics.horizontalAdvance(name) for name, _ in model.rows)])
        names = min(names, area.width() * NAMES_SHARE)
        for index, (name, count) in enumerate(model.rows):
            top = area.top() + index * room
            line = QRectF(area.left(), top, names, room)
            painter.setPen(QColor(p.ink))
            wrapped = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
            if metrics.boundingRect(line, wrapped, name).height() > room:
                name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names + 1)
            painter.drawText(line, wrapped, name)
            left = line.right() + theme.px(16)
            full = area.right() - left - metrics.horizontalAdvance("0000")
            bar = QRectF(left, top + room * 0.2, full * count / most, room * 0.6)
            painter.fillRect(bar, QColor(p.warn))
            painter.setPen(QColor(p.ink_soft))
            beside = QRectF(bar.right() + theme.px(10), top, metrics.horizontalAdvance("00000"), room)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(count))
        painter.end()


def _round_up(count: int) -> int:
    """Return the next number a scale may end at: one digit and noughts, and even below ten."""
    if count < 10:
        return max(2, count + count % 2)
    step = 10 ** (len(str(count)) - 1)
    return -(-count // step) * step
