"""The framing page: the mirror with the drawn shape, one sentence, and what is already right."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPainter

from kiosk.camera.grabber import DisplayFrame
from kiosk.session.events import Back
from ui.calm import Said, Steady, marks_of, steadied
from ui.pages.mirror import MirrorPage
from ui.pages.page import Desk
from ui.placement import Placement
from ui.presenters.framing import GROUPS, FramePage, Mark, present_frame
from ui.view import View
from ui.widgets import parts
from ui.widgets.overlay_painter import OverlayPainter
from ui.widgets.pictogram import Pictogram
from ui.widgets.stamps import Stamps
from ui.widgets.veil import paint_veil

HINT_TONES = {"fix": "warn", "hold": "good", "praise": "good"}


class Framing(MirrorPage):
    """The mirror, the hint, the quiet row of what is right, and the manual shutter once it is allowed."""

    def __init__(self, desk: Desk) -> None:
        self._overlay = OverlayPainter(desk.theme, desk.clock.monotonic)
        self._stamps = Stamps()
        super().__init__(desk, self._paint_lines, len(GROUPS))
        self._said: Said | None = None
        self._steady: tuple[Steady, ...] = ()
        self._pictogram = Pictogram(self.theme, self._live)
        self._shutter = parts.button("primary", "shutter", desk.take_photo_now)
        parts.keep_place(self._shutter)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.place(self._back, [self._shutter])

    @property
    def drawing(self) -> OverlayPainter:
        """What is drawn over the mirror."""
        return self._overlay

    @property
    def hint(self) -> str:
        """What is being said."""
        return "" if self._shown is None else str(self._shown.hint)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark that is shown."""
        return () if self._shown is None else marks_of(self._shown)

    def show_frame(self, frame: DisplayFrame) -> None:
        self._live.show_frame(frame)

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

    def _paint_lines(self, painter: QPainter, where: Placement) -> None:
        """Draw the lines over the mirror, but only the print's edge around the drawing that calls in."""
        page = self._shown
        if page is None or not page.picture_large:
            self._overlay.paint(painter, where)
        elif page.overlay is not None:
            paint_veil(painter, where.box(page.overlay.target.crop), self.theme, self._stamps)

    def show_model(self, model: FramePage) -> None:
        self._band.tell(model.hint, model.other_hint, HINT_TONES[model.tone])
        self._overlay.show(model.overlay)
        self._pictogram.tell(model.picture, turned=model.picture_turned, large=model.picture_large)
        self._live.look_at(None if model.overlay is None else model.overlay.target.crop)
        for chip, shown in zip(model.chips, self._chips, strict=True):
            shown.tell(chip.label, chip.mark)
        parts.set_text(self._shutter, model.shutter)
        parts.set_text(self._note, model.note)
        self._shutter.setVisible(model.manual)
        parts.set_text(self._back, model.back)
