"""The page while the photo is made: the caught instant stands still, and cards tell what is being done."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from kiosk.session.events import RetakeAsked
from ui.pages.mirror import MirrorPage
from ui.pages.page import Desk
from ui.presenters.developing import STAGES, DevelopingPage, present_developing
from ui.view import View
from ui.widgets import parts
from ui.widgets.instant import InstantPainter

FLASH_EVERY_MS = 33


class Developing(MirrorPage):
    """The very frame that was caught, where the mirror was; nothing newer is shown in its place."""

    def __init__(self, desk: Desk) -> None:
        self._instant = InstantPainter(desk.theme, desk.clock.monotonic)
        super().__init__(desk, self._instant.paint, len(STAGES))
        self._again = parts.button("quiet", "again", lambda: desk.send(RetakeAsked()))
        parts.keep_place(self._again)
        # Where the shutter was there is nothing to do now; its room stays, or the picture would jump.
        room = parts.button("primary", "no-shutter", lambda: None)
        parts.keep_place(room)
        self.place(self._again, [room])
        room.hide()
        self._flash = QTimer(self)
        self._flash.setInterval(FLASH_EVERY_MS)
        self._flash.timeout.connect(self._fade)

    def present(self, view: View) -> DevelopingPage:
        return present_developing(view)

    def show_view(self, view: View) -> None:
        model, before = self.present(view), self._shown
        if before is None or before.frame is not model.frame:
            self._catch(model)
        if before is None or (before.said, before.stages) != (model.said, model.stages):
            self._tell(model)
        self._shown = model

    def _catch(self, model: DevelopingPage) -> None:
        if model.frame is None:
            return
        self._live.freeze(model.frame)
        self._live.look_at(model.crop)
        self._instant.show(model.crop)
        self._flash.start()

    def _tell(self, model: DevelopingPage) -> None:
        self._band.tell(model.said, model.other, "good")
        for chip, stage in zip(self._chips, model.stages, strict=False):
            chip.tell(stage.label, stage.mark, busy=stage.busy)
        parts.set_text(self._again, model.again or "")
        self._again.setVisible(model.again is not None)

    def _fade(self) -> None:
        if not self._instant.flashing:
            self._flash.stop()
        self._live.update()
