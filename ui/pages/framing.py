"""The framing page: the mirror with the drawn shape, one sentence, and what is already right."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.camera.grabber import DisplayFrame
from kiosk.session.events import Back
from ui.calm import Said, Steady, steadied
from ui.pages.page import Desk, ModelPage
from ui.presenters.framing import GROUPS, Chip, FramePage, Mark, present_frame
from ui.theme import TYPE_SCALE_PX, Theme
from ui.view import View
from ui.widgets import parts
from ui.widgets.live_view import LiveView
from ui.widgets.overlay_painter import OverlayPainter
from ui.widgets.pictogram import Pictogram

SIDE_WIDTH = 700
"""Of the words beside the mirror, px of the reference screen: eight Chinese characters of the hint."""
BAND_MARGIN = 15
HINT_TONES = {"fix": "warn", "hold": "good", "praise": "good"}


class Framing(ModelPage):
    """The mirror as large as the page allows; hint, quiet row and manual shutter beside it, or around it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._said: Said | None = None
        self._steady: tuple[Steady, ...] = ()
        self._overlay = OverlayPainter(theme, desk.clock.monotonic)
        self._live = LiveView(theme, self._overlay.paint)
        self._pictogram = Pictogram(theme, self._live)
        self._hint = parts.label("hint", centred=True)
        self._other = parts.label("lead", centred=True)
        self._band = QFrame()
        self._band.setProperty("notice", "warn")
        words = QVBoxLayout(self._band)
        words.setContentsMargins(theme.px(24), theme.px(BAND_MARGIN), theme.px(24), theme.px(BAND_MARGIN))
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._hint)
        words.addWidget(self._other)
        words.addStretch(1)
        self._chips = {name: _ChipLabel(theme) for name in GROUPS}
        self._shutter = parts.button("primary", "shutter", desk.take_photo_now)
        self._shutter_note = parts.label("small", centred=True)
        for late in (self._shutter, self._shutter_note):
            parts.keep_place(late)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.column.setSpacing(theme.px(20))
        if theme.portrait:
            self._tall()
        else:
            self._wide()

    def _wide(self) -> None:
        """The mirror takes the page's whole height; words and controls stand beside it."""
        theme = self.theme
        self._reserve_hint_lines()
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.px(28))
        side.addWidget(self._band)
        side.addLayout(self._chip_grid(2))
        side.addStretch(1)
        side.addWidget(self._shutter_note)
        side.addLayout(self._controls())
        holder = QWidget()
        holder.setFixedWidth(theme.px(SIDE_WIDTH))
        holder.setLayout(side)
        row = QHBoxLayout()
        row.setSpacing(theme.px(36))
        row.addWidget(self._live, 1)
        row.addWidget(holder)
        self.column.addLayout(row, 1)

    def _tall(self) -> None:
        self.column.addWidget(self._band)
        self.column.addWidget(self._live, 1)
        self.column.addLayout(self._chip_grid(3))
        controls = self._controls()
        controls.insertWidget(1, self._shutter_note, 1)
        self.column.addLayout(controls)

    def _reserve_hint_lines(self) -> None:
        """Keep two lines for the hint, or the rows below would jump whenever a sentence wraps."""
        height_px = 0
        for role, lines in (("hint", 2), ("lead", 1)):
            size, weight = TYPE_SCALE_PX[role]
            font = QFont(self.theme.family)
            font.setPixelSize(self.theme.px(size))
            font.setWeight(QFont.Weight(weight))
            height_px += lines * QFontMetrics(font).lineSpacing()
        self._band.setMinimumHeight(height_px + 2 * self.theme.px(BAND_MARGIN))

    def _chip_grid(self, columns: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(12))
        for index, chip in enumerate(self._chips.values()):
            grid.addWidget(chip, index // columns, index % columns)
        return grid

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._back, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch()
        row.addWidget(self._shutter)
        return row

    def show_frame(self, frame: DisplayFrame) -> None:
        self._live.show_frame(frame)

    @property
    def live(self) -> LiveView:
        """The mirror."""
        return self._live

    def present(self, view: View) -> FramePage:
        """Return the page as it is to be shown now: calmer than guidance's judgements come in."""
        if view.guide is None:
            self._said, self._steady = None, ()
            return present_frame(view)
        hint = view.guide.hint
        self._said = Said(hint, view.now) if self._said is None else self._said.then(hint, view.now)
        calm = replace(view, guide=replace(view.guide, hint=self._said.hint))
        page, self._steady = steadied(self._steady, present_frame(calm), view.now)
        return page

    def show_model(self, model: FramePage) -> None:
        parts.set_text(self._hint, model.hint)
        parts.set_text(self._other, model.other_hint)
        parts.set_look(self._band, "notice", HINT_TONES[model.tone])
        self._overlay.show(model.overlay)
        self._pictogram.tell(model.picture, turned=model.picture_turned)
        self._live.look_at(None if model.overlay is None else model.overlay.target.crop)
        for chip, shown in zip(model.chips, self._chips.values(), strict=True):
            shown.show_chip(chip)
        parts.set_text(self._shutter, model.shutter)
        parts.set_text(self._shutter_note, model.shutter_note)
        for widget in (self._shutter, self._shutter_note):
            widget.setVisible(model.manual)
        parts.set_text(self._back, model.back)


class _ChipLabel(QFrame):
    """One group of requirements: a tick when all are met, a ring until then."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._right: bool | None = None
        self.setProperty("card", "plain")
        self._mark, self._label = QLabel(), parts.label("lead", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(14))
        row.setSpacing(theme.px(16))
        row.addWidget(self._mark)
        row.addWidget(self._label, 1)

    def show_chip(self, chip: Chip) -> None:
        parts.set_text(self._label, chip.label)
        right = chip.mark is Mark.RIGHT
        if right is not self._right:
            self._right = right
            p = self._theme.palette
            name, colour = ("tick-round", p.good) if right else ("ring", p.ink_faint)
            self._mark.setPixmap(parts.icon(name, self._theme.px(40), colour))
