"""How the booth looks and sounds, as a sheet over the lower part of the page; the page stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.palette import VEIL
from ui.presenters.look import ORDER, LookPage, Switch
from ui.theme import Theme
from ui.widgets import parts


class LookPanel(QWidget):
    """Six switches low on the screen, where everybody reaches; a touch beside them closes it.

    Parameters
    ----------
    turn
        Called with the name of the switch that was touched.
    reset, close
        Back to how a session starts here; done.
    """

    def __init__(
        self, theme: Theme, turn: Callable[[str], None], reset: Callable[[], None], close: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setObjectName("look")
        self._close = close
        self._card = parts.card()
        self._title, self._lead = parts.label("title"), parts.label("body")
        self._switches = {name: _SwitchButton(theme, name, turn) for name in ORDER}
        columns = 2 if theme.portrait else 3
        grid = QGridLayout()
        grid.setSpacing(theme.px(18))
        for index, button in enumerate(self._switches.values()):
            grid.addWidget(button, *divmod(index, columns))
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self._reset = parts.button("plain", "look-reset", reset)
        self._done = parts.button("primary", "look-done", close)
        self._reset.setProperty("place", "action")
        row = parts.row(theme)
        row.addWidget(self._reset)
        row.addStretch(1)
        row.addWidget(self._done)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(*(theme.px(44),) * 4)
        inside.setSpacing(theme.px(24))
        inside.addWidget(self._title)
        inside.addWidget(self._lead)
        inside.addLayout(grid)
        inside.addSpacing(theme.px(8))
        inside.addLayout(row)
        column_ = QVBoxLayout(self)
        side = theme.margin_px if theme.portrait or theme.look.large else theme.px(220)
        column_.setContentsMargins(side, theme.margin_px, side, theme.px(36))
        column_.addStretch(1)
        column_.addWidget(self._card)
        self.hide()

    def show_look(self, model: LookPage | None) -> None:
        """Show the switches as they stand, or nothing."""
        if model is not None:
            parts.set_text(self._title, model.title)
            parts.set_text(self._lead, model.lead)
            for switch in model.switches:
                self._switches[switch.name].show_switch(switch)
            parts.set_text(self._reset, model.reset)
            self._reset.setEnabled(model.changed)
            parts.set_text(self._done, model.done)
        self.setVisible(model is not None)

    def focus_on(self, name: str) -> None:
        """Put the keys on a switch; after everything was made anew."""
        self._switches[name].setFocus(Qt.FocusReason.TabFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._card.geometry().contains(event.position().toPoint()):
            self._close()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(VEIL))
        painter.end()


class _SwitchButton(QPushButton):
    """A switch: a tick or a ring, its name, below it what it does and in a word whether it is on."""

    def __init__(self, theme: Theme, name: str, turn: Callable[[str], None]) -> None:
        super().__init__()
        parts.as_button(self, "switch", f"look-{name}", lambda: turn(name))
        self.setCheckable(True)
        self._theme = theme
        self._mark = QLabel()
        self._label, self._note = parts.label("strong", wrap=False), parts.label("caption", wrap=False)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addStretch(1)
        words.addWidget(self._label)
        words.addWidget(self._note)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(26), theme.px(10), theme.px(20), theme.px(10))
        row.setSpacing(theme.px(20))
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        for part in (self._mark, self._label, self._note):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_switch(self, switch: Switch) -> None:
        """Show it on or off: by shape and word, not by colour alone."""
        p = self._theme.palette
        self.setChecked(switch.on)
        name, colour = ("tick-round", p.primary) if switch.on else ("ring", p.ink_faint)
        self._mark.setPixmap(parts.icon(name, self._theme.px(48), colour))
        parts.set_text(self._label, f"{switch.label} · {switch.state}")
        parts.set_look(self._label, "tone", "plain" if switch.on else "")
        parts.set_text(self._note, switch.note)
        self.setAccessibleName(f"{switch.label}, {switch.state}")
        self.setAccessibleDescription(switch.note)
