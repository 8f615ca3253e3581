"""The confirm page: what the code says, and the last 4 of the ID to show that it is theirs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from kiosk.campaign.person import Answers
from kiosk.capture_code.typed import typed_last4, typed_student_number
from kiosk.errors import KioskError
from kiosk.session.events import Back, IdentityTyped, Touched
from ui.pages.page import Desk, ModelPage
from ui.presenters.entry import (
    LAST4_CHARS,
    STUDENT_NUMBER_MAX_CHARS,
    ConfirmPage,
    EntryField,
    present_confirm,
)
from ui.theme import LINE, PRIMARY, SURFACE
from ui.view import View
from ui.widgets import parts
from ui.widgets.notice import NOTICE_HEIGHT, Notice
from ui.widgets.pad import Pad

LIMITS = {"last4": LAST4_CHARS, "student_number": STUDENT_NUMBER_MAX_CHARS}


class Confirm(ModelPage):
    """Record at the left; question, fields and pad at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._rows: tuple[tuple[str, str], ...] = ()
        self._title, self._lead = self.heading()
        self._record = parts.card()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(36))
        self._grid.setVerticalSpacing(theme.px(14))
        self._grid.setColumnStretch(1, 1)
        self._record_note = parts.label("caption")
        record = QVBoxLayout(self._record)
        record.setContentsMargins(*(theme.px(36),) * 4)
        record.setSpacing(theme.px(24))
        record.addLayout(self._grid)
        record.addStretch(1)
        record.addWidget(self._record_note)
        self._question = parts.label("heading")
        self._fields = {name: _Field(self, name) for name in ("student_number", "last4")}
        self._notice = Notice(theme)
        self._pads = {name: Pad(theme, name, self._type, self._erase) for name in self._fields}
        entry = QVBoxLayout()
        entry.setSpacing(theme.px(20))
        if theme.portrait:
            entry.addStretch(1)  # the pad belongs low, where hands are
        entry.addWidget(self._told())
        row = QHBoxLayout()
        row.setSpacing(theme.px(20))
        for field in self._fields.values():
            row.addWidget(field)
        entry.addLayout(row)
        for pad in self._pads.values():
            entry.addWidget(pad, 20)
        if not theme.portrait:
            entry.addStretch(1)
        body = self.split()
        body.addWidget(self._record, 0 if theme.portrait else 4)
        body.addLayout(entry, 5)
        self._yes = parts.button("primary", "primary", self._send)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.add_actions(self._yes, self._back)

    def _told(self) -> QWidget:
        """The question or, in its very place, what was wrong with the answer: nothing below moves."""
        place = QWidget()
        place.setFixedHeight(self.theme.px(NOTICE_HEIGHT))
        told = QStackedLayout(place)
        told.setStackingMode(QStackedLayout.StackingMode.StackAll)
        told.addWidget(self._question)
        told.addWidget(self._notice)
        return place

    def present(self, view: View) -> ConfirmPage:
        return present_confirm(view)

    def show_model(self, model: ConfirmPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._show_rows(model.rows)
        parts.set_text(self._record_note, model.record_note)
        parts.set_text(self._question, model.question)
        shown = {field.name: field for field in model.fields}
        for name, widget in self._fields.items():
            widget.setVisible(name in shown)
            if name in shown:
                widget.show_field(shown[name])
        for name, pad in self._pads.items():
            pad.setVisible(name == model.pad)
            pad.setEnabled(not model.locked)
        self._notice.tell(model.notice, "warn" if model.locked else "bad")
        self._question.setVisible(model.notice is None)
        self._yes.setEnabled(model.complete)
        parts.set_text(self._yes, model.button)
        parts.set_text(self._back, model.back)

    def _show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        if rows == self._rows:
            return  # not at every key: it would lay the whole page out again
        self._rows = rows
        parts.clear(self._grid)
        for y, (name, value) in enumerate(rows):
            key, text = parts.label("caption", wrap=False), parts.label("strong")
            key.setText(name)
            text.setText(value)
            self._grid.addWidget(key, y, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, y, 1)

    def _active(self) -> str:
        return next(name for name, pad in self._pads.items() if not pad.isHidden())

    def _type(self, character: str) -> None:
        name = self._active()
        typed = getattr(self.desk.draft(), name)
        if len(typed) < LIMITS[name]:
            self.desk.edit(**{name: typed + character}, complaint=None)

    def _erase(self) -> None:
        name = self._active()
        self.desk.edit(**{name: getattr(self.desk.draft(), name)[:-1]}, complaint=None)

    def _send(self) -> None:
        draft = self.desk.draft()
        asks_number = not self._fields["student_number"].isHidden()
        try:
            last4 = typed_last4(draft.last4)
            number = typed_student_number(draft.student_number) if asks_number else ""
        except KioskError as error:
            self.desk.send(Touched())
            self.desk.edit(complaint=error.code)
            return
        self.desk.edit(last4="", complaint=None)
        self.desk.send(IdentityTyped(Answers(last4, number)))


class _Field(QFrame):
    """A field of the form; touching it makes the pad type into it."""

    def __init__(self, page: Confirm, name: str) -> None:
        super().__init__()
        theme = page.theme
        self.setObjectName(f"field-{name}")
        self._page, self._name, self._theme = page, name, theme
        self._label, self._text = QLabel(), QLabel()
        for label, role in ((self._label, "caption"), (self._text, "heading")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(14), theme.px(26), theme.px(14))
        column.setSpacing(theme.px(4))
        column.addWidget(self._label)
        column.addWidget(self._text)
        self.setFixedHeight(theme.px(140))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._page.desk.edit(field=self._name)

    def show_field(self, field: EntryField) -> None:
        """Show label, text or example; the active one stands out."""
        parts.set_text(self._label, field.label)
        parts.set_text(self._text, field.text or field.example)
        parts.set_look(self._text, "role", "heading" if field.text else "lead")
        edge = PRIMARY if field.active else LINE
        self.setStyleSheet(
            f"QFrame#{self.objectName()} {{ background: {SURFACE};"
            f" border: {self._theme.px(4)}px solid {edge}; border-radius: {self._theme.px(18)}px; }}"
        )
