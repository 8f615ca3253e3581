"""A still picture in a rounded frame, scaled into the space there is, never mirrored unless asked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.camera.frame import Frame
from ui.theme import Theme

SMALL_PX = 640
"""More than a picture beside others is wide on the largest screen that is meant (520 px)."""


def image_of(frame: Frame) -> QImage:
    """Return a frame as an image with its own memory."""
    return image_on(frame).copy()


def small_image_of(frame: Frame) -> QImage:
    """Return a frame as an image with its own memory, no wider or higher than :data:`SMALL_PX`.

    For pictures that are shown beside others: a whole copy takes 8 to 20 ms where its memory is new.
    """
    image = image_on(frame)
    if max(frame.width, frame.height) <= SMALL_PX:
        return image.copy()
    return image.scaled(
        SMALL_PX, SMALL_PX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def image_on(frame: Frame) -> QImage:
    """Return a frame as an image on the frame's memory, which must outlive it."""
    return QImage(frame.bgr.data, frame.width, frame.height, frame.width * 3, QImage.Format.Format_BGR888)


class Picture(QWidget):
    """Shows one image, whole, as large as fits.

    Parameters
    ----------
    radius_px
        Of the corners; 0 leaves the picture's own corners.
    fixed
        A size in px to show it at, instead of what fits.
    on_caption
        Whether it stands on the lower edge of its place, where its caption is, instead of in the middle.
    share_left
        Of the room that it leaves at its sides, how much lies at its left.
    """

    def __init__(
        self,
        theme: Theme,
        radius_px: int = 0,
        fixed: QSize | None = None,
        mirrored: bool = False,
        on_caption: bool = False,
        share_left: float = 0.5,
    ) -> None:
        super().__init__()
        self._image = QImage()
        self._small = QImage()
        self._radius_px, self._edge = radius_px, theme.palette.line
        self._mirrored = mirrored
        self._share_above = 1.0 if on_caption else 0.5
        self._share_left = share_left
        if fixed is not None:
            self.setFixedSize(fixed)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> QImage:
        """What is shown, as large as it came."""
        return self._image

    def show_image(self, image: QImage) -> None:
        self._image, self._small = image, QImage()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(
            (self.width() - size.width()) * self._share_left,
            (self.height() - size.height()) * self._share_above,
            size.width(),
            size.height(),
        )
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(area, self._radius_px, self._radius_px)
        painter.setClipPath(outline)
        if self._mirrored:
            painter.translate(2 * area.center().x(), 0)
            painter.scale(-1, 1)
        ratio = self.devicePixelRatioF()
        # One smooth step down: the painter's own bilinear filter skips pixels when it shrinks a lot.
        wanted = QSize(round(size.width() * ratio), round(size.height() * ratio))
        if self._small.size() != wanted:
            self._small = self._image.scaled(
                wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        painter.drawImage(area, self._small)
        painter.resetTransform()
        painter.setClipping(False)
        painter.setPen(QPen(QColor(self._edge), 1))
        painter.drawPath(outline)
        painter.end()
