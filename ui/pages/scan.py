"""The scan page: the live mirror with a square for the code, and what to do with the phone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from kiosk.camera.grabber import DisplayFrame
from kiosk.capture_code.reader import Sight
from kiosk.session.events import Back, HelpAsked, WayChosen
from kiosk.session.parts import CodeWay, HelpTopic
from ui.pages.page import Desk, ModelPage
from ui.palette import ON_PICTURE
from ui.placement import Placement
from ui.presenters.scanning import ScanPage, present_scan
from ui.view import View
from ui.widgets import parts
from ui.widgets.live_view import LiveView
from ui.widgets.notice import Notice
from ui.widgets.shown_code import ShownCode
from ui.widgets.tile import Tile

SQUARE_SHARE = 0.62
"""Side of the square for the code / height of the live picture."""
TONES = {Sight.LOCATED: "warn", Sight.READ: "good"}
"""Of the square while a code is seen; before that it is white, as all that waits."""


class Scan(ModelPage):
    """Live picture at the left, help and the other ways in at the right."""

    keeps_room = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._sight, self._refused = Sight.NONE, False
        self._title, self._lead = self.heading()
        self._phone_drawn = ShownCode(theme, desk.clock.monotonic)
        self._live = LiveView(theme, self._paint_square)
        self._message = Notice(theme, "heading", icon="code")
        self._ways = parts.label("caption")
        self._help = Tile(theme, "help", "question", lambda: desk.send(HelpAsked(HelpTopic.CODE)))
        self._type = Tile(theme, "type", "keyboard", lambda: desk.send(WayChosen(CodeWay.TYPED)))
        self._stick = Tile(theme, "stick", "stick", lambda: desk.send(WayChosen(CodeWay.STICK)))
        self._phone = Tile(theme, "phone", "phone", lambda: desk.send(WayChosen(CodeWay.PHONE)))
        side = QVBoxLayout()
        side.setSpacing(theme.gap_px)
        side.addWidget(self._message)
        side.addStretch(1)
        ways = QGridLayout()
        ways.setSpacing(theme.px(14))
        ways.addWidget(self._ways, 0, 0, 1, 2)
        for nth, tile in enumerate((self._help, self._type, self._stick, self._phone)):
            ways.addWidget(tile, 1 + nth // 2, nth % 2)
        for column in range(2):
            ways.setColumnStretch(column, 1)
        side.addLayout(ways)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        parts.set_look(self._back, "place", "action")
        side.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        body = self.split()
        body.addWidget(self._live, 5 if theme.portrait else 9)
        body.addLayout(side, 3 if theme.portrait else 5)

    def show_frame(self, frame: DisplayFrame) -> None:
        self._live.show_frame(frame)

    def present(self, view: View) -> ScanPage:
        return present_scan(view)

    def show_model(self, model: ScanPage) -> None:
        self._sight, self._refused = model.sight, model.notice is not None
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        if model.notice is not None:
            self._message.tell(model.notice, "warn")
        else:
            self._message.tell(model.guidance, model.tone)
        parts.set_text(self._ways, model.ways)
        for tile, words in (
            (self._help, model.help),
            (self._type, model.type_button),
            (self._stick, model.stick_button),
            (self._phone, model.phone_button),
        ):
            tile.tell(words)
        parts.set_text(self._back, model.back)

    def _paint_square(self, painter: QPainter, where: Placement) -> None:
        side = SQUARE_SHARE * min(self._live.height(), self._live.width())
        area = QRectF((self._live.width() - side) / 2, (self._live.height() - side) / 2, side, side)
        radius = self.theme.px(28)
        square, outside = QPainterPath(), QPainterPath()
        square.addRoundedRect(area, radius, radius)
        outside.addRect(QRectF(self._live.rect()))
        painter.fillPath(outside.subtracted(square), QColor(16, 24, 40, 110))
        tone = "warn" if self._refused else TONES.get(self._sight)
        colour = QColor(ON_PICTURE if tone is None else self.theme.palette.mark(tone))
        pen = QPen(colour, self.theme.px(9), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if tone is None:
            self._phone_drawn.paint(painter, area)
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
