"""Labels, buttons, cards and icons in the roles of :mod:`ui.theme`."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from functools import cache, lru_cache

import shiboken6
from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QWidget,
)

from kiosk.paths import assets_dir
from ui.palette import WHITE, on
from ui.texts import Texts
from ui.theme import Theme
from ui.widgets.fade import HEIGHT as FADE_HEIGHT
from ui.widgets.fade import Fade
from ui.widgets.words import Words

SAYS = "says"
"""Property of a control that shows no words: the key of those it is called by."""


def label(role: str, *, centred: bool = False, wrap: bool = True, of: type[QLabel] | None = None) -> QLabel:
    """Return an empty label with a role of the type scale; ``of`` another class than usual."""
    usual = Words if wrap else QLabel
    made = (of or usual)()
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if centred:
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def button(kind: str, name: str, clicked: Callable[[], None]) -> QPushButton:
    """Return an empty button; ``name`` is its object name."""
    made = QPushButton()
    as_button(made, kind, name, clicked)
    return made


def as_button(made: QPushButton, kind: str, name: str, clicked: Callable[[], None]) -> None:
    """Make a button, or one that draws more than a text, one of this design."""
    made.setObjectName(name)
    made.setProperty("kind", kind)
    # By Tab only: a finger leaves no ring behind it.
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(lambda: clicked())


def row(theme: Theme) -> QBoxLayout:
    """Return a row of controls: what is added first lies at the left, or at the right for the left-handed."""
    made = QBoxLayout(across(theme))
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(theme.gap_px)
    return made


def across(theme: Theme) -> QBoxLayout.Direction:
    """Return the direction in which what is beside each other follows: the hand's side comes last."""
    direction = QBoxLayout.Direction
    return direction.RightToLeft if theme.look.left_handed else direction.LeftToRight


def card(kind: str = "plain") -> QFrame:
    """Return a rounded surface: ``plain`` or ``sunken``."""
    made = QFrame()
    made.setProperty("card", kind)
    return made


def set_text(widget: QLabel | QPushButton, text: str) -> None:
    """Set a text only when it changed, so nothing is laid out again at every frame."""
    if widget.text() != text:
        widget.setText(text)


def set_style(widget: QWidget, sheet: str) -> None:
    """Set a style sheet of the widget's own only when it changed: Qt would look all of it up again."""
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a style property and have the style sheet looked up again when it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        for each in (widget, *widget.findChildren(QWidget)):
            each.style().unpolish(each)
            each.style().polish(each)


def name_controls(root: QWidget, texts: Texts) -> None:
    """Give the controls without words below ``root`` their names in this language, for who only hears."""
    for made in root.findChildren(QPushButton):
        if (key := made.property(SAYS)) is not None:
            made.setAccessibleName(texts(key))


class _Area(QScrollArea):
    """Fades out at its lower edge while there is more below: a bar alone is not seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._fade = Fade(self, theme.px(FADE_HEIGHT), theme.palette.page)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._show_fade)
        bar.rangeChanged.connect(self._show_fade)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_fade()

    def _show_fade(self) -> None:
        bar = self.verticalScrollBar()
        self._fade.lie_over(self.viewport(), more=bar.value() < bar.maximum())


class _Fitted(_Area):
    """As high as what is in it, or less: Qt's own hint ends at some lines of text."""

    def sizeHint(self) -> QSize:
        return self.widget().sizeHint()


def scrolling(theme: Theme, body: QWidget, *, fitted: bool = False) -> QScrollArea:
    """Return an area in which ``body`` is moved up and down by a finger; the keys go to what is in it.

    Parameters
    ----------
    fitted
        Whether it takes no more height than ``body``: what comes next then follows at once.
    """
    area = _Fitted(theme) if fitted else _Area(theme)
    if fitted:
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(body)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    application = QCoreApplication.instance()
    assert application is not None
    QScroller.scroller(area.viewport())
    area.viewport().grabGesture(_flick(application))
    return area


@cache
def _flick(application: QCoreApplication) -> Qt.GestureType:
    """Return the gesture of a finger that pushes what it scrolls.

    ``QScroller.grabGesture`` registers a new kind of gesture each time, for which PySide makes an enumeration
    that is never freed; pages come and go all day, so one kind serves them all.

    What it is registered with goes before the application does: its scroller asks the application to forget
    the gesture, and what is asked too late ends the process with a fault.
    """
    holder = QObject(application)
    atexit.register(_let_go, holder)
    return QScroller.grabGesture(holder, QScroller.ScrollerGestureType.LeftMouseButtonGesture)


def _let_go(holder: QObject) -> None:
    if shiboken6.isValid(holder):
        shiboken6.delete(holder)


def keep_place(widget: QWidget) -> None:
    """Hide without giving up the room from now on, so that nothing moves when it appears."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def discard(widget: QWidget) -> None:
    """Take a widget off the screen at once; Qt frees it as soon as it may.

    Its parent keeps it until then: without one, all that is in it would get another style first.
    """
    widget.hide()
    widget.deleteLater()


def clear(layout: QLayout) -> None:
    """Discard every widget of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            discard(widget)


def svg_pixmap(folder: str, name: str, size: QSize, colour: str | None = None, ratio: float = 1.0) -> QPixmap:
    """Return ``assets/<folder>/<name>.svg`` as a picture.

    ``currentColor`` in it becomes ``colour``, and white what stands out on that.
    """
    pixmap = QPixmap.fromImage(_drawn(folder, name, size.width(), size.height(), colour, ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=256)  # pages are made anew for every person, with the same icons
def _drawn(folder: str, name: str, width: int, height: int, colour: str | None, ratio: float) -> QImage:
    text = (assets_dir() / folder / f"{name}.svg").read_text(encoding="utf-8")
    if colour is not None:
        text = text.replace(WHITE, on(colour)).replace("currentColor", colour)
    renderer, size = QSvgRenderer(QByteArray(text.encode())), QSize(width, height)
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    fitted = renderer.defaultSize().scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    painter = QPainter(image)
    renderer.render(
        painter,
        QRectF((width - fitted.width()) / 2, (height - fitted.height()) / 2, fitted.width(), fitted.height()),
    )
    painter.end()
    return image


def icon(name: str, side_px: int, colour: str) -> QPixmap:
    """Return ``assets/icons/<name>.svg`` as a square picture in one colour."""
    return svg_pixmap("icons", name, QSize(side_px, side_px), colour)


def button_icon(widget: QPushButton, name: str, side_px: int, colour: str, off: str | None = None) -> None:
    """Put an icon before a button's text; ``off`` is its colour while the button cannot be touched."""
    picture = QIcon(icon(name, side_px, colour))
    if off is not None:
        picture.addPixmap(icon(name, side_px, off), QIcon.Mode.Disabled)
    widget.setIcon(picture)
    widget.setIconSize(QSize(side_px, side_px))
