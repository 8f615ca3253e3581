"""The scan page: the live mirror with a square for the code, and what to do with the phone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QVBoxLayout

from kiosk.camera.grabber import DisplayFrame
from kiosk.capture_code.reader import Sight
from kiosk.session.events import Back, WayChosen
from kiosk.session.parts import CodeWay
from ui.pages.page import Desk, ModelPage
from ui.placement import Placement
from ui.presenters.entry import ScanPage, present_scan
from ui.theme import GOOD, WARN
from ui.view import View
from ui.widgets import parts
from ui.widgets.live_view import LiveView
from ui.widgets.notice import Notice

SQUARE_SHARE = 0.62
"""Side of the square for the code / height of the live picture."""
COLOURS = {Sight.NONE: "#FFFFFF", Sight.LOCATED: WARN, Sight.READ: GOOD}


class Scan(ModelPage):
    """Live picture at the left, help and the way to type at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._sight = Sight.NONE
        self._title, self._lead = self.heading()
        self._live = LiveView(theme, self._paint_square)
        self._message = Notice(theme)
        self._where_title = parts.label("strong")
        self._where = [parts.label("body") for _ in range(3)]
        self._type = parts.button("plain", "type", lambda: desk.send(WayChosen(CodeWay.TYPED)))
        help_card = parts.card()
        box = QVBoxLayout(help_card)
        box.setContentsMargins(*(theme.px(32),) * 4)
        box.setSpacing(theme.px(16))
        box.addWidget(self._where_title)
        for line in self._where:
            box.addWidget(line)
        side = QVBoxLayout()
        side.setSpacing(theme.gap_px)
        side.addWidget(self._message)
        side.addWidget(help_card)
        side.addStretch(1)
        side.addWidget(self._type)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        side.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        body = self.split()
        body.addWidget(self._live, 5 if theme.portrait else 9)
        body.addLayout(side, 3 if theme.portrait else 5)

    def show_frame(self, frame: DisplayFrame) -> None:
        self._live.show_frame(frame)

    def present(self, view: View) -> ScanPage:
        return present_scan(view)

    def show_model(self, model: ScanPage) -> None:
        self._sight = model.sight
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        if model.notice is not None:
            self._message.tell(model.notice, "warn")
        else:
            self._message.tell(model.guidance, "plain" if model.sight is Sight.NONE else "good")
        parts.set_text(self._where_title, model.where_title)
        for index, (widget, text) in enumerate(zip(self._where, model.where, strict=True), 1):
            parts.set_text(widget, f"{index}.  {text}")
        parts.set_text(self._type, model.type_button)
        parts.set_text(self._back, model.back)

    def _paint_square(self, painter: QPainter, where: Placement) -> None:
        side = SQUARE_SHARE * min(self._live.height(), self._live.width())
        area = QRectF((self._live.width() - side) / 2, (self._live.height() - side) / 2, side, side)
        radius = self.theme.px(28)
        square, outside = QPainterPath(), QPainterPath()
        square.addRoundedRect(area, radius, radius)
        outside.addRect(QRectF(self._live.rect()))
        painter.fillPath(outside.subtracted(square), QColor(16, 24, 40, 110))
        pen = QPen(
            QColor(COLOURS[self._sight]), self.theme.px(9), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
        )
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for corner in _corners(area, side * 0.16, radius):
            painter.drawPath(corner)


def _corners(area: QRectF, arm: float, radius: float) -> list[QPainterPath]:
    """Return the four rounded corner brackets of a square."""
    paths = []
    for sx, x in ((1, area.left()), (-1, area.right())):
        for sy, y in ((1, area.top()), (-1, area.bottom())):
            path = QPainterPath()
            path.moveTo(x + sx * arm, y)
            path.lineTo(x + sx * radius, y)
            path.quadTo(x, y, x, y + sy * radius)
            path.lineTo(x, y + sy * arm)
            paths.append(path)
    return paths
