"""The live camera picture as a mirror, painted from the camera's own buffer without a copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.camera.frame import Frame
from kiosk.camera.grabber import DisplayFrame
from kiosk.geometry import Box
from ui.placement import Placement, place
from ui.theme import Theme
from ui.widgets.corners import paint_corners
from ui.widgets.picture import image_on
from ui.widgets.stamps import Stamps

PaintOver = Callable[[QPainter, Placement], None]


class LiveView(QWidget):
    """Paints the newest frame mirrored; the frame itself stays as the camera gave it.

    Parameters
    ----------
    paint_over
        Draws over the picture, in widget px.
    """

    def __init__(self, theme: Theme, paint_over: PaintOver) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._radius_px, self._palette = theme.px(24), theme.palette
        self._paint_over = paint_over
        self._focus: Box | None = None
        self._shown: DisplayFrame | None = None
        self._image = QImage()
        self._stamps = Stamps()
        self.painted = 0
        """How many times a camera frame was painted."""
        self.frozen: Frame | None = None
        """The frame that stands still, None while the mirror is live."""

    def sizeHint(self) -> QSize:
        return QSize(320, 240)

    @property
    def image(self) -> QImage:
        """The newest frame as Qt sees it: the same memory as the camera's buffer."""
        return self._image

    @property
    def shown(self) -> DisplayFrame | None:
        """The frame that is shown."""
        return self._shown

    def show_frame(self, shown: DisplayFrame) -> None:
        """Show a frame from now on; its buffer is kept alive, not copied."""
        self._shown = shown
        height, width = shown.bgra.shape[:2]
        self._image = QImage(shown.bgra.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self.update()

    def clear(self) -> None:
        """Show nobody from now on."""
        if self._shown is not None:
            self._shown, self._image = None, QImage()
            self.update()

    def freeze(self, frame: Frame) -> None:
        """Show one frame, and no other, from now on; it is copied into the screen's own format once."""
        self.frozen = frame
        self._image = image_on(frame).convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def look_at(self, focus: Box | None) -> None:
        """Bring this part of the frame (px, unmirrored) into the middle; None shows the whole."""
        self._focus = focus

    def placement(self) -> Placement | None:
        """Return where the newest frame lies, None before the first."""
        if self._image.isNull():
            return None
        frame_size = (self._image.width(), self._image.height())
        return place(frame_size, (self.width(), self.height()), self._focus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        where = self.placement()
        if where is None or not where.covers(self.width(), self.height()):
            painter.fillRect(self.rect(), QColor(self._palette.sunken))
        if where is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(where.left + where.frame_width * where.scale, where.top)
            painter.scale(-where.scale, where.scale)
            painter.drawImage(0, 0, self._image)
            painter.restore()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.save()
            self._paint_over(painter, where)
            painter.restore()
            self.painted += 1
        paint_corners(painter, self.rect(), self._radius_px, QColor(self._palette.page), self._stamps)
        painter.end()
