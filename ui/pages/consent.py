"""The consent page: every agreement in both languages with its own box."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.consent import ConsentText, give_consent
from kiosk.session.events import ConsentGiven, ConsentRefused
from ui.pages.page import Desk, ModelPage
from ui.presenters.agreeing import ConsentItem, ConsentPage, consent_page, present_consent
from ui.texts import Texts
from ui.view import View
from ui.widgets import parts
from ui.widgets.lasting_words import LastingWords
from ui.widgets.touchable import Touchable


class ConsentForm(ModelPage):
    """A scrolling list of agreements, agree and decline below it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._texts: tuple[ConsentText, ...] = ()
        self._title, self._lead = self.heading(over_touched=True)
        self._list = QWidget()
        self._rows = QGridLayout(self._list)
        self._rows.setContentsMargins(0, 0, theme.px(16), 0)
        self._rows.setSpacing(theme.gap_px)
        self._items: dict[str, _Item] = {}
        self._area = parts.scrolling(theme, self._list)
        self.column.addWidget(self._area, 1)
        self._asked = False
        self._agree = parts.button("primary", "primary", self._send)
        self._agree.installEventFilter(self)  # a button that is off keeps every touch to itself
        self._decline = parts.button("quiet", "decline", lambda: desk.send(ConsentRefused()))
        self.add_actions(self._agree, self._decline)

    def present(self, view: View) -> ConsentPage:
        self._texts = view.campaign.asked
        return present_consent(view)

    def foresee(self, campaign: Campaign, texts: Texts) -> Iterator[None]:
        """Everybody is asked for the same agreements, none of them given."""
        model = consent_page(campaign, texts, frozenset())
        if model == self._shown:
            return
        yield from self._have_cards([item.purpose for item in model.items])
        for item in model.items:
            self._items[item.purpose].show_item(item, wanted=False)
            yield
        self._show(model)

    def _have_cards(self, purposes: list[str]) -> Iterator[None]:
        """Have a card for each agreement, in this order; each is a step."""
        if list(self._items) == purposes:
            return
        parts.clear(self._rows)
        self._items = {}
        # Three stand beside one another: every box is seen at once.
        columns = 1 if self.theme.portrait else 3 if len(purposes) == 3 else 2
        for nth, purpose in enumerate(purposes):
            made = self._items[purpose] = _Item(self, purpose)
            row, column = divmod(nth, columns)
            self._rows.setColumnStretch(column, 1)
            self._rows.addWidget(made, row, column, Qt.AlignmentFlag.AlignTop)
            self._rows.setRowStretch(row, 0)
            self._rows.setRowStretch(row + 1, 1)
            yield

    def show_model(self, model: ConsentPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        for _ in self._have_cards([item.purpose for item in model.items]):
            pass
        for item in model.items:
            self._items[item.purpose].show_item(item, wanted=self._asked and item.required)
        self._agree.setEnabled(model.complete)
        parts.set_text(self._agree, model.button)
        parts.set_text(self._decline, model.decline)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show who touches the button too early what is still to be ticked: a pale button says nothing."""
        if event.type() == QEvent.Type.MouseButtonPress and not self._agree.isEnabled():
            self._ask()
        return False

    def _ask(self) -> None:
        model = self._shown
        if model is None:
            return
        self._asked = True
        self.show_model(model)
        missing = next(item.purpose for item in model.items if item.required and not item.ticked)
        top = self._items[missing].y()
        bar = self._area.verticalScrollBar()
        if not bar.value() <= top < bar.value() + self._area.viewport().height() / 2:
            bar.setValue(top)

    def toggle(self, purpose: str) -> None:
        """Tick or untick one box."""
        self.desk.edit(ticked=self.desk.draft().ticked ^ {purpose})

    def _send(self) -> None:
        agreed = give_consent(self._texts, self.desk.draft().ticked, self.desk.clock.now())
        self.desk.send(ConsentGiven(agreed))


class _Item(Touchable):
    """One agreement; the whole card can be touched to tick it."""

    def __init__(self, page: ConsentForm, purpose: str) -> None:
        super().__init__(lambda: page.toggle(purpose))
        theme = page.theme
        self._theme = theme
        self.setObjectName(f"consent-{purpose}")
        self.setProperty("card", "plain")
        self._box = QLabel()
        side = theme.touch_px
        self._box.setFixedSize(side, side)
        self._box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = parts.label("heading", of=LastingWords)
        self._other = parts.label("caption", of=LastingWords)
        self._mark = parts.label("caption", wrap=False)
        self._version = parts.label("small", wrap=False)
        self._body = parts.label("body", of=LastingWords)
        self._other_body = parts.label("small", of=LastingWords)
        titles = QVBoxLayout()
        titles.setSpacing(theme.px(6))
        marks = QHBoxLayout()
        marks.setSpacing(theme.px(20))
        marks.addWidget(self._mark)
        marks.addWidget(self._version)
        marks.addStretch(1)
        titles.addWidget(self._title)
        titles.addWidget(self._other)
        titles.addLayout(marks)
        head = QHBoxLayout()
        head.setSpacing(theme.px(28))
        head.addWidget(self._box, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(titles, 1)
        words = QVBoxLayout(self)
        words.setContentsMargins(theme.px(32), theme.px(28), theme.px(32), theme.px(28))
        words.setSpacing(theme.px(14))
        words.addLayout(head)
        words.addWidget(self._body)
        words.addWidget(self._other_body)

    def show_item(self, item: ConsentItem, *, wanted: bool) -> None:
        """Show the words and whether the box is ticked, or is what somebody has been asked for."""
        theme = self._theme
        parts.set_text(self._title, item.title)
        parts.set_text(self._other, item.other_title)
        parts.set_text(self._mark, item.mark)
        parts.set_look(self._mark, "tone", "plain" if item.required else "faint")
        parts.set_text(self._version, item.version)
        parts.set_text(self._body, item.body)
        parts.set_text(self._other_body, item.other_body)
        self.setAccessibleName(f"{item.title}: {item.state}")
        p = theme.palette
        edge, ground = (p.primary, p.primary) if item.ticked else (p.ink_faint, p.surface)
        width = theme.px(4)
        if wanted and not item.ticked:
            edge, ground, width = p.warn_ink, p.warn_soft, theme.px(8)
        parts.set_style(
            self._box,
            f"border: {width}px solid {edge}; border-radius: {theme.px(16)}px; background: {ground};",
        )
        if item.ticked:
            self._box.setPixmap(parts.icon("tick", theme.px(48), p.on_primary))
        else:
            self._box.clear()
