"""Staff let one person off some rules: a PIN, which rules, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from kiosk.guidance.waiver import NOTE_MAX_CHARS, Waiver, WaiverReason
from kiosk.session.events import Back, PortraitAsked, WaiverGiven
from ui.pages.page import Desk, ModelPage
from ui.pages.pin_gate import PinGate
from ui.presenters.confirm import EntryField
from ui.presenters.staff import WaiverPage, chosen_reason, present_waiver, ticked_rules
from ui.view import View
from ui.widgets import parts
from ui.widgets.field import Field
from ui.widgets.options import OptionGrid, Pick
from ui.widgets.pad import Pad
from ui.widgets.picture import Picture


class WaiverForm(ModelPage):
    """PIN pad until it was right; then the rules, below them the reasons, and a pad for a note.

    Beside them the photo, where staff say whose it is.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._view: View | None = None
        self._jpeg = b""
        self._title, self._lead = self.heading(over_touched=True)
        self._gate = PinGate(desk)
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.gap_px)
        tall = theme.portrait
        self._rules = OptionGrid(theme, 2 if tall else 4, self._toggle, Pick.ANY)
        self._reasons = OptionGrid(theme, 2 if tall else len(WaiverReason), self._choose, Pick.ONE)
        self._rules_title, self._reasons_title = parts.label("heading"), parts.label("heading")
        self._empty = parts.label("lead", centred=True)
        self._rules_area = parts.scrolling(theme, self._rules, fitted=True)
        form.addWidget(self._rules_title)
        form.addWidget(self._empty, 20)
        form.addWidget(self._rules_area)
        form.addWidget(self._reasons_title)
        form.addWidget(self._reasons)
        form.addStretch(1)
        form.addWidget(self._note_card(desk))
        self.column.addWidget(self._gate, 20)
        self._photo = Picture(theme, theme.px(8))
        looked = QBoxLayout(QBoxLayout.Direction.TopToBottom if tall else parts.across(theme))
        looked.setSpacing(theme.px(40))
        looked.addWidget(self._photo, 5 if tall else 2)
        looked.addWidget(self._form, 5)
        self.column.addLayout(looked, 20)
        self._go = parts.button("primary", "primary", self._send)
        self._leave = parts.button("quiet", "back", lambda: desk.send(Back()))
        self._portrait = parts.button("plain", "portrait", lambda: desk.send(PortraitAsked()))
        self.add_actions(self._go, self._leave, self._portrait)

    def _note_card(self, desk: Desk) -> QWidget:
        theme = self.theme
        self._note_box = QWidget()
        column = QVBoxLayout(self._note_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        self._note = Field(theme, "note", lambda name: None)
        self._note.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # there is no other to be chosen instead
        column.addWidget(self._note)
        column.addWidget(Pad(theme, "note", self._type, self._erase))
        return self._note_box

    def present(self, view: View) -> WaiverPage:
        self._view = view
        return present_waiver(view)

    def show_model(self, model: WaiverPage) -> None:
        writing = model.note is not None
        for label, text in (
            (self._title, model.title),
            (self._lead, model.chosen if writing else model.lead),
            (self._rules_title, model.rules_title),
            (self._reasons_title, model.reasons_title),
            (self._empty, model.empty or ""),
        ):
            parts.set_text(label, text)
        self._note.show_field(
            EntryField("note", model.reasons_title, model.note or "", model.note_hint, active=True)
        )
        self._gate.tell(model.pin, model.notice)
        self._gate.setVisible(not model.unlocked)
        self._form.setVisible(model.unlocked)
        self._empty.setVisible(model.empty is not None)
        if model.photo != self._jpeg:
            self._jpeg = model.photo
            self._photo.show_image(QImage.fromData(model.photo))
        self._photo.setVisible(bool(model.photo) and not writing)
        self.lower_heading(self._photo.isHidden())
        self._note_box.setVisible(writing)
        # The pad needs a wide screen's height, and on a tall one what is within a seated person's reach.
        roomy = not writing or (self.theme.portrait and not self.theme.look.seated)
        self._rules_title.setVisible(roomy and model.empty is None)
        self._rules_area.setVisible(roomy)
        self._reasons_title.setVisible(roomy and model.empty is None)
        self._reasons.setVisible(model.empty is None)
        self._rules.show_options(model.rules)
        self._reasons.show_options(model.reasons)
        self._rules_area.updateGeometry()
        self._go.setEnabled(model.ready)
        parts.set_text(self._go, model.button)
        self._portrait.setVisible(model.portrait is not None)
        parts.set_text(self._portrait, model.portrait or "")
        parts.set_text(self._leave, model.leave)

    def _toggle(self, rule: str) -> None:
        if self._view is not None:
            self.desk.edit(waived=ticked_rules(self._view) ^ {rule})

    def _choose(self, reason: str) -> None:
        again = self.desk.draft().reason == reason
        self.desk.edit(reason=None if again else WaiverReason(reason))

    def _type(self, character: str) -> None:
        note = self.desk.draft().note
        if len(note) < NOTE_MAX_CHARS:
            self.desk.edit(note=note + character)

    def _erase(self) -> None:
        self.desk.edit(note=self.desk.draft().note[:-1])

    def _send(self) -> None:
        view = self._view
        if view is None or not view.state.unlocked:
            self._gate.send()
            return
        ticked, reason = ticked_rules(view), chosen_reason(view)
        waiver = None
        if ticked and reason is not None:
            rules = tuple(name for name in view.state.waivable if name in ticked)
            note = view.draft.note.strip() if reason is WaiverReason.OTHER else None
            waiver = Waiver(rules, reason, self.desk.clock.now(), note)
        self.desk.send(WaiverGiven(waiver))
