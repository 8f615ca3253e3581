"""A grid of things to tick, to choose from or to turn to, each a large button that stays down."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from ui.presenters.staff import Option
from ui.theme import Theme
from ui.widgets import parts

FEW = 2
"""Fewer options than columns share the row, but none is wider than half of it."""


MARK, MARK_GAP = 36, 14
"""Side of the mark before an option's words and the room after it, px of the reference screen."""


class Pick(StrEnum):
    """What is done with options, as their marks tell: one is chosen, any are ticked, or one is turned to."""

    ONE = "one"
    ANY = "any"
    TAB = "tab"


class OptionGrid(QWidget):
    """Buttons of kind ``option``.

    Parameters
    ----------
    touched
        Called with an option's name; what is chosen then is the model's business.
    large
        Whether they are all there is on their page.
    """

    def __init__(
        self, theme: Theme, columns: int, touched: Callable[[str], None], pick: Pick, *, large: bool = False
    ) -> None:
        super().__init__()
        self._columns, self._touched = columns, touched
        self._theme, self._pick, self._large = theme, pick, large
        self._buttons: dict[str, QPushButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(14))

    def show_options(self, options: tuple[Option, ...]) -> None:
        """Show these options; buttons are made anew only when their names change."""
        names = [option.name for option in options]
        if names != list(self._buttons):
            parts.clear(self._grid)
            self._buttons = {name: self._button(name) for name in names}
            columns = min(self._columns, max(FEW, len(names)))
            for column in range(self._columns):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)
            for index, button in enumerate(self._buttons.values()):
                self._grid.addWidget(button, *divmod(index, columns))
            self._grid.setRowStretch(-(-len(names) // columns), 1)
        for option in options:
            button = self._buttons[option.name]
            parts.set_text(button, option.label)
            button.setChecked(option.chosen)

    def _button(self, name: str) -> QPushButton:
        made = _Option()
        parts.as_button(made, "option", f"option-{name}", lambda: self._touched(name))
        made.setProperty("pick", str(self._pick))
        made.setProperty("large", self._large)
        if self._pick is not Pick.TAB:
            made.setIcon(_marks(self._theme, self._pick))
            made.setIconSize(_mark_size(self._theme))
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return made


class _Option(QPushButton):
    """Asks for the width that its words take once it is chosen, and bold."""

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.Bold)
        more_px = QFontMetrics(bold).horizontalAdvance(self.text())
        more_px -= self.fontMetrics().horizontalAdvance(self.text())
        return QSize(hint.width() + max(0, more_px), hint.height())


def _mark_size(theme: Theme) -> QSize:
    side = theme.text_px(MARK)
    return QSize(side + theme.px(MARK_GAP), side)


def _marks(theme: Theme, pick: Pick) -> QIcon:
    """Return the mark of what is not chosen and of what is, each with the room that follows it."""
    made, p = QIcon(), theme.palette
    for state, name, colour in (
        (QIcon.State.Off, f"{pick}-off", p.ink_faint),
        (QIcon.State.On, f"{pick}-on", p.primary),
    ):
        size = _mark_size(theme)
        room = QPixmap(size)
        room.fill(Qt.GlobalColor.transparent)
        painter = QPainter(room)
        painter.drawPixmap(0, 0, parts.icon(name, size.height(), colour))
        painter.end()
        made.addPixmap(room, QIcon.Mode.Normal, state)
    return made
