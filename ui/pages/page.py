"""What every page has: a heading, a body, a row of actions; and how it reaches the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kiosk.camera.grabber import DisplayFrame
from kiosk.campaign.campaign import Campaign
from kiosk.clock import Clock
from kiosk.session.events import Event
from ui.texts import Language, Texts
from ui.theme import LARGE_TEXT, Theme, text_sizes
from ui.view import Draft, View
from ui.widgets import parts

MARGINS, TIGHT_MARGINS = (28, 36), (8, 16)
"""Above and below a page, px of the reference screen; the latter while something else lies over it."""


@dataclass(frozen=True)
class Desk:
    """What a page may do.

    ``edit`` replaces fields of what has been typed; ``send`` posts an event to the session.
    """

    theme: Theme
    clock: Clock
    send: Callable[[Event], None]
    edit: Callable[..., None]
    draft: Callable[[], Draft]
    take_photo_now: Callable[[], None]
    close_program: Callable[[], None]
    choose_language: Callable[[Language], None]


class Page(QWidget):
    """Base of the pages; a page lives only while its step is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.desk = desk
        self.theme = desk.theme
        theme = desk.theme
        self.column = QVBoxLayout(self)
        self._heading: QVBoxLayout | None = None
        self._under_title: QLabel | None = None
        self._primary: QPushButton | None = None
        self._others: tuple[QPushButton, ...] = ()
        self._large = 0
        self.make_room(tight=False)
        self.column.setSpacing(theme.gap_px)

    def make_room(self, tight: bool) -> None:
        """Give up margins and, on a wide screen, the lead while something else lies over the page."""
        theme = self.theme
        if self._under_title is not None:
            self._under_title.setVisible(not tight or theme.portrait)
        if tight and not theme.portrait:
            self.column.setSpacing(theme.gap_px // 2)
        top, bottom = TIGHT_MARGINS if tight else MARGINS
        self.column.setContentsMargins(theme.margin_px, theme.px(top), theme.margin_px, theme.px(bottom))

    def fit_texts(self) -> None:
        """Make large texts smaller until everything has room; never larger again while this page lasts."""
        while self.theme.look.large and self._large + 1 < len(LARGE_TEXT) and not self._fits():
            self._large += 1
            self.setStyleSheet(text_sizes(self.theme, LARGE_TEXT[self._large]))

    def _fits(self) -> bool:
        """Return whether the page has room, and all that is in it: what has a set width asks for no more."""
        holders = [self, *(w for w in self.findChildren(QWidget) if w.layout() is not None)]
        for holder in reversed(holders):
            holder.layout().invalidate()
            holder.layout().activate()
        return all(_has_room(holder) for holder in holders if holder.isVisible())

    def foresee(self, campaign: Campaign, texts: Texts) -> Iterator[None]:
        """Make and say what is the same whoever comes, a step at a time; of a page that is made ahead."""
        yield from ()

    def show_view(self, view: View) -> None:
        """Bring the page up to date; called often, so it must be cheap when nothing changed."""
        raise NotImplementedError

    def show_frame(self, frame: DisplayFrame) -> None:
        """Take the newest camera frame; pages without a live picture ignore it."""

    def heading(self, *, over_touched: bool = False) -> tuple[QLabel, QLabel]:
        """Add title and lead at the top; return them.

        Parameters
        ----------
        over_touched
            Whether what comes next is touched: then title and lead stand lower for who is seated.
        """
        title, lead = parts.label("title"), parts.label("lead")
        self._under_title = lead
        holder = QWidget()
        self._heading = box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.theme.px(6))
        if over_touched and self.theme.low_px:
            box.addStretch(1)
            self.lower_heading(True)
        box.addWidget(title)
        box.addWidget(lead)
        self.column.addWidget(holder)
        return title, lead

    def under_lead(self, widget: QWidget) -> None:
        """Put a widget below the lead: in the room that a lowered heading has to spare."""
        if self._heading is not None:
            self._heading.addSpacing(self.theme.px(14))
            self._heading.addWidget(widget)

    def lower_heading(self, low: bool) -> None:
        """Let what comes next begin within a seated person's reach, or the title stand at the top."""
        if self._heading is not None and self.theme.low_px:
            above_px = self.theme.px(TIGHT_MARGINS[0]) + self.column.spacing()
            self._heading.parentWidget().setMinimumHeight(self.theme.low_px - above_px if low else 0)

    def split(self) -> QBoxLayout:
        """Add and return the body: side by side on a wide screen, one below the other on a tall one."""
        tall = QBoxLayout.Direction.TopToBottom
        body = QBoxLayout(tall if self.theme.portrait else parts.across(self.theme))
        body.setSpacing(self.theme.px(40))
        self.column.addLayout(body, 1)
        return body

    def add_actions(self, primary: QPushButton | None, *others: QPushButton) -> None:
        """Add the row of actions: the others at the left, the primary at the right, lowest on the page.

        For the left-handed the row is the other way round.

        On a tall screen there is room for the primary and one other; below several, and where there is none,
        the primary is as wide as the page.
        """
        self._row = parts.row(self.theme)
        self._row.addStretch(1)
        self.column.addLayout(self._row)
        self.arrange(primary, *others)

    def arrange(self, primary: QPushButton | None, *others: QPushButton) -> None:
        """Put the actions in their places again, when another has become the primary."""
        if (primary, others) == (self._primary, self._others):
            return
        for each in (self._primary, *self._others):
            if each is not None:
                self._row.removeWidget(each)
                self.column.removeWidget(each)
        self._primary, self._others = primary, others
        for nth, other in enumerate(others):
            parts.set_look(other, "place", "action")  # it may have had its style, as what was the primary
            self._row.insertWidget(nth, other, 0, Qt.AlignmentFlag.AlignBottom)
        self.place_primary()

    def place_primary(self) -> None:
        """Put the primary into the row, or below it: by how many others there are to be seen now."""
        primary = self._primary
        if primary is None:
            return
        below = self.theme.portrait and sum(map(_takes_room, self._others)) != 1
        if self._row.indexOf(primary) < 0 and not below:
            self.column.removeWidget(primary)
            self._row.addWidget(primary, 2 if self.theme.portrait else 0)
        elif self.column.indexOf(primary) < 0 and below:
            self._row.removeWidget(primary)
            self.column.addWidget(primary)


def _takes_room(button: QPushButton) -> bool:
    return not button.isHidden() or button.sizePolicy().retainSizeWhenHidden()


def _has_room(holder: QWidget) -> bool:
    layout = holder.layout()
    assert layout is not None
    needed = layout.totalMinimumSize()
    height_px = needed.height()
    if layout.hasHeightForWidth():
        height_px = layout.totalMinimumHeightForWidth(holder.width())
    return needed.width() <= holder.width() and height_px <= holder.height()


class ModelPage(Page):
    """A page that skips the work when its model did not change."""

    keeps_room: ClassVar[bool] = False
    """Whether there is room for all that it will say: what follows the camera changes with every frame."""
    _shown: Any = None

    def show_view(self, view: View) -> None:
        if self._show(self.present(view)) and self.isVisible() and not self.keeps_room:
            self.fit_texts()

    def _show(self, model: Any) -> bool:
        """Show a model, unless it is what is shown; return whether it was another one."""
        if model == self._shown:
            return False
        self._shown = model
        self.show_model(model)
        self.place_primary()
        return True

    def present(self, view: View) -> Any:
        """Return the page's model."""
        raise NotImplementedError

    def show_model(self, model: Any) -> None:
        """Put a changed model on the screen."""
        raise NotImplementedError
