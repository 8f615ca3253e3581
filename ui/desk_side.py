"""What stands beside the mirror in the staff's own window: where the person is, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.session.at_desk import DeskAct
from ui.presenters.at_desk import DeskWindowModel
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.notice import Notice
from ui.widgets.options import OptionGrid, Pick
from ui.widgets.state_lines import StateLines

CARDS = 3
"""The queue, and so much of what is not good."""


class DeskSide(QWidget):
    """Words above, controls below.

    Parameters
    ----------
    act, choose, lock
        Called with the action, with the name of a reason, and when the window is to be locked.
    """

    def __init__(
        self,
        theme: Theme,
        act: Callable[[DeskAct], None],
        choose: Callable[[str], None],
        lock: Callable[[], None],
    ) -> None:
        super().__init__()
        self._step, self._who = parts.label("heading"), parts.label("lead")
        self._hint, self._holding = Notice(theme), parts.label("caption")
        self._state = StateLines(theme, CARDS)
        self._reasons_title = parts.label("caption")
        self._reasons = OptionGrid(theme, 2, choose, Pick.ONE)
        self._acts = {each: parts.button("plain", str(each), partial(act, each)) for each in DeskAct}
        self._lock = parts.button("quiet", "lock", lock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        for widget in (self._step, self._who, self._state, self._hint, self._holding):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self._reasons_title)
        column.addWidget(self._reasons)
        grid = QGridLayout()
        grid.setSpacing(theme.px(12))
        for index, button in enumerate((*self._acts.values(), self._lock)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has its key, and Space is one of them
            grid.addWidget(button, *divmod(index, 2))
        column.addLayout(grid)

    def show_model(self, model: DeskWindowModel) -> None:
        """Bring it up to date."""
        for label, text in (
            (self._step, model.step),
            (self._who, model.who),
            (self._holding, model.holding),
            (self._reasons_title, model.reasons_title),
            (self._lock, model.lock),
        ):
            parts.set_text(label, text)
        for widget, needed in (
            (self._who, model.who),
            (self._holding, model.holding),
            (self._reasons_title, model.reasons),
            (self._reasons, model.reasons),
        ):
            widget.setVisible(bool(needed))
        self._hint.tell(model.hint or None, model.hint_tone)
        # The tickets lie above and take the room of what is only noted.
        self._state.show_cards(model.cards[: 1 if model.tickets else CARDS])
        self._reasons.show_options(model.reasons)
        for action in model.actions:
            button = self._acts[action.act]
            parts.set_text(button, action.label)
            button.setEnabled(action.ready)
