"""Before and after in one picture: a line that is drawn across uncovers the one or the other."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRect, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFocusEvent, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from kiosk.geometry import Box
from ui.palette import ON_PICTURE, SHADOW, SHADOW_DEEP
from ui.theme import Theme

WHOLE = 100
"""The value at which only the original is seen; at 0 only the finished photo is."""
STEP, PAGE_STEP = 5, 25
KNOB = 36
"""Radius of the knob, px of the reference screen: 20 mm across."""
HOME_MS = 260
LABEL_GROUND = "#B3101828"
"""Below white words on any picture."""
_INTERSECT = Qt.ClipOperation.IntersectClip


class Wipe(QAbstractSlider):
    """Shows the finished photo, and from the left as much of the original as its value says, percent.

    A finger may be put down anywhere on the picture. Who lets go sees the finished photo again, so nobody
    submits a picture they do not see. With the keyboard (arrows, Home, End) the line stays until the
    focus goes.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("wipe")
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, WHOLE)
        self.setSingleStep(STEP)
        self.setPageStep(PAGE_STEP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(False)
        self._theme = theme
        self._images = (QImage(), QImage())
        self._scaled: tuple[QImage, QImage] | None = None
        self._names, self._invitation = ("", ""), ""
        self.valueChanged.connect(lambda _: self.update())
        self._home = QVariantAnimation(self)
        self._home.setDuration(HOME_MS)
        self._home.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._home.valueChanged.connect(lambda value: self.setValue(round(value)))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(360), self._theme.px(480))

    def show_images(self, original: QImage, finished: QImage) -> None:
        """Show two pictures of the same part at the same scale."""
        self._images, self._scaled = (original, finished), None
        self.update()

    def name_sides(self, original: str, finished: str, invitation: str) -> None:
        """Write on each side what it is while both are seen; beside the resting knob, what it does."""
        self._names, self._invitation = (original, finished), invitation
        self.update()

    @property
    def area(self) -> QRect:
        """Where the picture lies in the widget, px."""
        size = self._images[1].size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(
            (self.width() - size.width()) // 2, self.height() - size.height(), size.width(), size.height()
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._home.stop()
        self.setSliderDown(True)
        self._follow(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self._go_home()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go_home()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._scaled = None

    def _follow(self, at: QPointF) -> None:
        area = self.area
        self.setValue(round(WHOLE * (at.x() - area.x()) / max(1, area.width())))

    def _go_home(self) -> None:
        if not self._theme.look.motion:
            self.setValue(0)
            return
        self._home.setStartValue(float(self.value()))
        self._home.setEndValue(0.0)
        self._home.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._images[1].isNull():
            return
        area, theme = self.area, self._theme
        original, finished = self._fitted(area.size())
        edge = area.x() + area.width() * self.value() / WHOLE
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(area), theme.px(8), theme.px(8))
        painter.setClipPath(outline)
        painter.drawImage(area, finished)
        if self.value() > 0:
            painter.setClipRect(QRectF(area.x(), area.y(), edge - area.x(), area.height()), _INTERSECT)
            painter.drawImage(area, original)
            painter.setClipPath(outline)
            self._label_sides(painter, area, edge)
            for ink, width in ((SHADOW_DEEP, 9), (ON_PICTURE, 4)):
                painter.setPen(QPen(QColor(ink), theme.px(width)))
                painter.drawLine(QPointF(edge, area.top()), QPointF(edge, area.bottom()))
        painter.setClipping(False)
        painter.setPen(QPen(QColor(theme.palette.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
        self._knob(painter, area, edge)
        painter.end()

    def _fitted(self, size: QSize) -> tuple[QImage, QImage]:
        """Return both pictures at the size they are shown at; smooth, so made once for each size."""
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(size.width() * ratio), round(size.height() * ratio))
        if self._scaled is None or self._scaled[1].size() != wanted:
            ignore, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            before, after = self._images
            after = after.scaled(wanted, ignore, smooth)
            self._scaled = (after if before.isNull() else before.scaled(wanted, ignore, smooth), after)
        return self._scaled

    def _label_sides(self, painter: QPainter, area: QRect, edge: float) -> None:
        pad = self._theme.px(14)
        for text, at_left in ((self._names[0], True), (self._names[1], False)):
            width, height = self._pill_size(painter, text)
            x = area.x() + pad if at_left else area.right() - pad - width
            room = edge - x if at_left else x + width - edge
            if room >= width:  # half a word says nothing
                self._pill(painter, QRectF(x, area.y() + pad, width, height), text)

    def _pill_size(self, painter: QPainter, text: str) -> tuple[float, float]:
        font = self.font()
        font.setPixelSize(self._theme.text_px(24))
        painter.setFont(font)
        metrics, pad = painter.fontMetrics(), self._theme.px(14)
        return metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + pad

    @staticmethod
    def _pill(painter: QPainter, box: QRectF, text: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LABEL_GROUND))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(QColor(ON_PICTURE))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _knob(self, painter: QPainter, area: QRect, edge: float) -> None:
        theme, radius = self._theme, self._theme.px(KNOB)
        x = min(max(edge, area.x() + radius * 1.3), area.right() - radius * 1.3)
        centre = QPointF(x, area.bottom() - radius * 1.5)
        if self.value() == 0:
            width, height = self._pill_size(painter, self._invitation)
            beside = QRectF(x + radius * 1.3, centre.y() - height / 2, width, height)
            if beside.right() <= area.right():
                self._pill(painter, beside, self._invitation)
        painter.setPen(QPen(QColor(SHADOW), theme.px(6)))
        focused = self.hasFocus()
        painter.setBrush(QColor(theme.palette.primary if focused or self.isSliderDown() else ON_PICTURE))
        painter.drawEllipse(centre, radius, radius)
        ink = theme.palette.on_primary if focused or self.isSliderDown() else "#13233A"
        pen = QPen(QColor(ink), theme.px(5))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for side in (-1, 1):
            tip, back = centre.x() + side * radius * 0.58, centre.x() + side * radius * 0.26
            for up in (-1, 1):
                painter.drawLine(QPointF(tip, centre.y()), QPointF(back, centre.y() + up * radius * 0.32))


def cut_out(frame: QImage, crop: Box) -> QImage:
    """Return the part of the original that became the photo, at its own scale."""
    return frame.copy(round(crop.x), round(crop.y), round(crop.width), round(crop.height))
