"""Where the person stands: what became of an earlier photo, or why none can be taken now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kiosk.campaign.reasons import load_reasons
from kiosk.session.events import HelpAsked, Left, StandingAccepted, WithdrawAsked
from kiosk.session.parts import HelpTopic
from ui.pages.page import Desk, ModelPage
from ui.presenters.standing import DeclinedPage, Mark, StandingPage, present_declined, present_standing
from ui.view import View
from ui.widgets import parts
from ui.widgets.facts import Facts
from ui.widgets.notice import Notice
from ui.widgets.spinner import Spinner

MARK_SIDE = 150
"""Px of the reference screen."""
MARKS = {
    Mark.GOOD: ("tick-round", "good"),
    Mark.PENDING: ("clock", "plain"),
    Mark.WRONG: ("warning", "warn"),
}
CARD_SHARE = 3
"""Of a wide page, in parts of the room at either side of it: three of five."""


class Standing(ModelPage):
    """A mark, one sentence, the facts below; a withdrawal asks twice."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._reasons = load_reasons()
        self._sure = False
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._spinner = Spinner(theme, theme.px(MARK_SIDE))
        self._title, self._lead = parts.label("title", centred=True), parts.label("heading", centred=True)
        self._card = parts.card()
        self._facts = Facts(theme)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(*(theme.px(36),) * 4)
        inside.addLayout(self._facts)
        self._notice = Notice(theme)
        self._go_on = parts.button("primary", "primary", lambda: desk.send(StandingAccepted()))
        self._withdraw = parts.button("plain", "withdraw", self._ask_withdraw)
        self._help = parts.button("plain", "help", lambda: desk.send(HelpAsked(HelpTopic.SERVICE)))
        self._leave = parts.button("quiet", "leave", lambda: desk.send(Left()))
        column = self.column
        column.addStretch(2)
        column.addWidget(self._spinner, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self._mark, self._title, self._lead):
            column.addWidget(widget)
        middle = QHBoxLayout()
        beside = 0 if theme.portrait else 1
        middle.addStretch(beside)
        middle.addWidget(self._card, CARD_SHARE)
        middle.addStretch(beside)
        column.addLayout(middle)
        column.addWidget(self._notice)
        column.addStretch(3)
        self.add_actions(self._go_on, self._leave, self._help, self._withdraw)

    def present(self, view: View) -> StandingPage:
        return present_standing(view, self._reasons)

    def show_view(self, view: View) -> None:
        self._texts = view.texts
        super().show_view(view)

    def show_model(self, model: StandingPage) -> None:
        p = self.theme.palette
        name, tone = MARKS[model.mark]
        self._spinner.setVisible(model.waiting)
        self._mark.setVisible(not model.waiting)
        self._mark.setPixmap(parts.icon(name, self.theme.px(MARK_SIDE), p.mark(tone)))
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._card.setVisible(bool(model.rows))
        self._facts.show_rows(model.rows)
        self._notice.tell(model.notice, "bad")
        self._go_on.setVisible(model.go_on is not None)
        parts.set_text(self._go_on, model.go_on or "")
        ends = model.go_on is None and not model.waiting
        parts.set_look(self._leave, "kind", "primary" if ends else "quiet")
        if ends:  # nothing is left to do here but to go
            self.arrange(self._leave, self._help, self._withdraw)
        else:
            self.arrange(self._go_on, self._leave, self._help, self._withdraw)
        self._withdraw.setVisible(model.withdraw is not None)
        parts.set_text(self._withdraw, model.withdraw or "")
        parts.set_text(self._help, model.help_button)
        parts.set_text(self._leave, model.understood if ends else model.leave)

    def _ask_withdraw(self) -> None:
        """The first touch only asks again: a photo that was sent is not lost by a slip."""
        if self._sure:
            self.desk.send(WithdrawAsked())
            return
        self._sure = True
        parts.set_text(self._withdraw, self._texts("standing.withdraw_sure"))


class Declined(ModelPage):
    """Good-bye to who does not agree or took everything back; it ends by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._title, self._other = parts.label("display", centred=True), parts.label("heading", centred=True)
        self._lead, self._alternative = (
            parts.label("lead", centred=True),
            parts.label("heading", centred=True),
        )
        self._finish = parts.button("primary", "primary", lambda: desk.send(Left()))
        self._help = parts.button("plain", "help", lambda: desk.send(HelpAsked(HelpTopic.SERVICE)))
        self.column.addStretch(2)
        for widget in (self._title, self._other, self._lead, self._alternative):
            self.column.addWidget(widget)
        self.column.addStretch(3)
        self.add_actions(self._finish, self._help)

    def present(self, view: View) -> DeclinedPage:
        return present_declined(view)

    def show_model(self, model: DeclinedPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._other, model.other_title)
        parts.set_text(self._lead, model.lead)
        parts.set_text(self._alternative, model.alternative)
        parts.set_text(self._help, model.help_button)
        parts.set_text(self._finish, model.button)
