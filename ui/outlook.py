"""What the window sees of the booth: its state and health, the camera's picture and where the head goes."""

from __future__ import annotations

from kiosk.camera.grabber import DisplayFrame
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Target
from kiosk.photo.crop import target_for
from kiosk.services.health import Health
from kiosk.session.state import Step
from ui.booth import Booth
from ui.texts import Texts
from ui.view import Draft, View

HEALTH_EVERY_S = 1.0


class Outlook:
    """Puts together what pages show.

    Attributes
    ----------
    frame
        The newest camera frame, while somebody is served or the booth is set up.
    """

    def __init__(self, booth: Booth) -> None:
        self._booth = booth
        self._target: tuple[tuple[int, int], Target] | None = None
        self._health_at = float("-inf")
        self._health: Health | None = None
        self.frame: DisplayFrame | None = None

    def look(self) -> bool:
        """Take the newest camera frame; return whether there was a new one."""
        frame, state = self._booth.display.take(), self._booth.state
        if frame is not None:
            self._note_target(frame)
            shown = state.session is not None or state.step is Step.CALIBRATE
            self.frame = frame if shown else None
        return frame is not None

    def start_over(self) -> None:
        """Ask for the booth's health anew."""
        self._health_at = float("-inf")

    def view(self, texts: Texts, draft: Draft) -> View:
        """Return what is shown now, in this language, to whom has typed this."""
        booth, now = self._booth, self._booth.clock.monotonic()
        if now - self._health_at >= HEALTH_EVERY_S:
            self._health_at, self._health = now, booth.health()
        size, target = self._target or (None, None)
        return View(
            state=booth.state,
            now=now,
            timing=booth.settings.session,
            campaign=booth.campaign,
            spec=booth.spec,
            texts=texts,
            draft=draft,
            health=self._health,
            guide=booth.guide,
            sighting=booth.sighting,
            target=target,
            frame_size=size,
            calibration=booth.calibration,
            stage=booth.stage,
            express=booth.express,
            keep_s=booth.settings.express.keep_s,
            can_power_off=bool(booth.settings.operator.power_off),
            tickets=booth.tickets,
            setup=booth.setup,
        )

    def _note_target(self, frame: DisplayFrame) -> None:
        size = (frame.frame.width, frame.frame.height)
        if self._target is None or self._target[0] != size:
            try:
                self._target = (size, target_for(*size, self._booth.spec))
            except KioskError:
                self._target = None  # too small a picture for this photo; guidance reports it
