"""What the pages of a booth's first set-up share: title, back, later or again, on; and what went wrong."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ui.pages.page import Desk, ModelPage
from ui.presenters.setup_models import Act, SetupPage
from ui.widgets import parts
from ui.widgets.notice import Notice


class SettingUp(ModelPage):
    """Subclasses add their body in :meth:`build`, show it in ``show_model`` and call :meth:`show_page`."""

    begins_touched: ClassVar[bool] = False
    """Whether what comes after title and lead is touched."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._page: SetupPage | None = None
        self._title, self._lead = self.heading(over_touched=self.begins_touched)
        self._told = Notice(self.theme, "body")
        self.build()
        self._onward = parts.button("primary", "primary", self._on)
        self._other = parts.button("plain", "other", self._aside)
        self._back = parts.button("quiet", "back", self._backwards)
        self.add_actions(self._onward, self._back, self._other)

    def build(self) -> None:
        """Add what stands between title and actions; the notice ``_told`` is placed there too."""
        raise NotImplementedError

    def show_page(self, page: SetupPage) -> None:
        """Show what every page has."""
        self._page = page
        parts.set_text(self._title, page.title)
        parts.set_text(self._lead, page.lead)
        told = page.told
        self._told.tell(None if told is None else told.words, "good" if told is None else told.tone)
        buttons, acts = (self._onward, self._other, self._back), (page.primary, page.other, page.back)
        for button, act in zip(buttons, acts, strict=True):
            button.setVisible(act is not None)
            if act is not None:
                parts.set_text(button, act.label)
                button.setEnabled(act.ready)
        self.place_primary()  # below the others on a tall screen, if there are several
        if page.ended:
            self.desk.close_program()

    def go_on(self) -> None:
        """What the primary or the other does where the model names no event."""

    def _on(self) -> None:
        if self._page is not None and not self._send(self._page.primary):
            self.go_on()

    def _aside(self) -> None:
        if self._page is not None and self._page.other is not None and not self._send(self._page.other):
            self.go_on()

    def _backwards(self) -> None:
        if self._page is not None and self._page.back is not None and not self._send(self._page.back):
            self.desk.close_program()

    def _send(self, act: Act) -> bool:
        """Send what a button stands for; return whether it stands for anything."""
        if act.event is not None:
            self.desk.send(act.event)
        return act.event is not None

    def below_lead(self, *widgets: QWidget) -> None:
        """Put widgets one below the other, right below title and lead, the notice last."""
        for widget in (*widgets, self._told):
            self.column.addWidget(widget)
        self.column.addStretch(1)
