"""One example of the photographing guide: the person before the photo's background, ticked or crossed."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame

from kiosk.paths import assets_dir
from kiosk.photo.spec import PhotoSpec, Rgb
from ui.palette import LIGHT, ON_PICTURE
from ui.presenters.prepare import GOOD, SHEET, SHEETS, mistakes_for
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.picture import Picture

MARK_SHARE = 0.085
"""Radius of the mark in the picture's corner, in heights of the picture."""

TICK = ((-0.45, 0.02), (-0.12, 0.36), (0.46, -0.32))
CROSS = ((-0.34, -0.34), (0.34, 0.34)), ((0.34, -0.34), (-0.34, 0.34))


@lru_cache(maxsize=32)  # 0.9 MB each, 8 ms to unpack: every person is shown the same ones
def example_image(name: str, background: Rgb, *, good: bool) -> QImage:
    """Return ``assets/guide/<name>.webp`` before a background, with a tick or a cross in the corner.

    May be called from any thread; nobody paints on what it returns.
    """
    person = QImage(str(assets_dir() / "guide" / f"{name}.webp"))
    image = QImage(person.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(*background))
    painter = QPainter(image)
    painter.drawImage(0, 0, person)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = MARK_SHARE * image.height()
    painter.translate(radius * 1.4, radius * 1.4)
    painter.setBrush(QColor(LIGHT.good if good else LIGHT.bad))
    painter.setPen(QPen(QColor(ON_PICTURE), radius / 7))
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    pen = QPen(QColor(ON_PICTURE), radius / 5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for line in (TICK,) if good else CROSS:
        painter.drawPolyline([QPointF(x * radius, y * radius) for x, y in line])
    painter.end()
    return image


def unpack_examples(spec: PhotoSpec) -> None:
    """Draw every example that will be shown for this photo, once; not on the GUI thread."""
    for name in (GOOD, *(mistake.name for mistake in mistakes_for(spec)[: SHEET * SHEETS])):
        example_image(name, spec.background.rgb, good=name == GOOD)


class MistakeCard(QFrame):
    """A crossed picture and what is wrong; on a tall screen side by side."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._shown: tuple[str, Rgb] | None = None
        self._picture = Picture(theme, theme.px(10))
        self._caption = parts.label("strong", centred=True)
        tall = theme.portrait
        direction = QBoxLayout.Direction
        box = QBoxLayout(direction.LeftToRight if tall else direction.TopToBottom, self)
        box.setContentsMargins(*(theme.px(14),) * 4)
        box.setSpacing(theme.px(8))
        box.addWidget(self._picture, 3 if tall else 1)
        box.addWidget(self._caption, 2 if tall else 0)

    def show_mistake(self, name: str, caption: str, background: Rgb) -> None:
        if (name, background) != self._shown:
            self._shown = (name, background)
            self._picture.show_image(example_image(name, background, good=False))
        parts.set_text(self._caption, caption)
