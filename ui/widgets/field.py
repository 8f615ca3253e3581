"""A field of a form: its name, below it what was typed; a touch makes it the one that is written into."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout

from ui.presenters.confirm import EntryField
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.touchable import Touchable


class Field(Touchable):
    """One field.

    Parameters
    ----------
    touched
        Called with the field's name.
    """

    def __init__(self, theme: Theme, name: str, touched: Callable[[str], None]) -> None:
        super().__init__(lambda: touched(name))
        self.setObjectName(f"field-{name}")
        self._theme = theme
        self._field: EntryField | None = None
        self._label, self._text = QLabel(), QLabel()
        for label, role in ((self._label, "caption"), (self._text, "heading")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            # A long text is shortened, it does not widen its field.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(14), theme.px(26), theme.px(14))
        column.setSpacing(theme.px(4))
        column.addWidget(self._label)
        column.addWidget(self._text)
        self.setProperty("room", "field")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def typed(self) -> bool:
        """Whether anything was written; without it an example is shown."""
        return self._field is not None and bool(self._field.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_field(self, field: EntryField) -> None:
        """Show label (or what is wrong), text or example; the one written into and a wrong one stand out."""
        if field == self._field:
            return
        self._field = field
        parts.set_text(self._label, field.complaint or field.label)
        parts.set_look(self._label, "tone", "bad" if field.complaint else "")
        parts.set_look(self._text, "role", "heading" if field.text else "body")
        parts.set_look(self._text, "tone", "" if field.text else "faint")
        self.setAccessibleName(f"{field.complaint or field.label}: {field.text or field.example}")
        p = self._theme.palette
        edge = p.bad if field.complaint else p.primary if field.active else p.line
        parts.set_style(
            self,
            f"QFrame#{self.objectName()} {{ background: {p.surface};"
            f" border: {self._theme.px(4)}px solid {edge}; border-radius: {self._theme.px(18)}px; }}"
            f"QFrame#{self.objectName()}:focus {{ border-color: {p.ring}; }}",
        )
        self._fit()

    def _fit(self) -> None:
        """Show of a long text what was typed last."""
        if self._field is None:
            return
        self._text.ensurePolished()
        room_px = self._text.contentsRect().width()
        whole = self._field.text or self._field.example
        end = Qt.TextElideMode.ElideLeft if self._field.text else Qt.TextElideMode.ElideRight
        parts.set_text(self._text, self._text.fontMetrics().elidedText(whole, end, room_px))
