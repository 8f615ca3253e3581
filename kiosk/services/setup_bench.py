"""Camera and vision while a booth is set up: the live picture, the calibration, a person guided.

The parts are the running booth's own; without a session, a store or a server, since those are only being set
up.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.calibration.limits import load_limits
from kiosk.calibration.record import Part
from kiosk.calibration.shelf import Shelf
from kiosk.camera.frame import Frame
from kiosk.camera.grabber import CameraState, DisplayFrame, Grabber
from kiosk.camera.open import open_camera
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture, Guide
from kiosk.mailbox import Mailbox
from kiosk.models import vision_models
from kiosk.photo.finished import FinishedPhoto
from kiosk.photo.spec import PhotoSpec
from kiosk.pulse import Pulse
from kiosk.services.calibrating import EMPTY_ROOM, FOLDER, Calibrator
from kiosk.services.developing import Developer
from kiosk.services.director import Director, Sitter
from kiosk.services.framing import Framer
from kiosk.services.lights import Lights
from kiosk.services.ruling import rules_for
from kiosk.services.watching import VisionThread
from kiosk.session.effects import Watch
from kiosk.session.events import Event
from kiosk.session.state import Step
from kiosk.settings import Settings


class SetupBench:
    """Owns the threads ``camera`` and ``vision``; ``start`` and ``stop`` may block and belong to one thread.

    Parameters
    ----------
    post
        Takes what vision finds (``Captured``, faults of the lights); thread-safe.
    wake
        Told, from any thread, that there is something new to look at.

    Raises
    ------
    KioskError
        When the model files are missing, or the settings name no camera.
    """

    def __init__(
        self,
        settings: Settings,
        spec: PhotoSpec,
        clock: Clock,
        post: Callable[[Event], None],
        wake: Callable[[], None],
    ) -> None:
        models, wanted = vision_models(), settings.camera
        size = (wanted.width_px, wanted.height_px)
        camera = open_camera(wanted.source, clock, size=size, fps=wanted.fps)
        frames = Mailbox[Frame]()
        self.display = Mailbox[DisplayFrame](wake)
        self.guides = Mailbox[Guide](wake)
        rules = rules_for(spec)
        framer = Framer(models, spec, rules)
        shelf = Shelf(settings.data_dir / FOLDER)
        self.calibrator = Calibrator(shelf, camera, clock, spec, load_limits(), framer.observe, wake)
        self.calibrator.load()
        self._developer = Developer(models, spec, rules, lambda: self.calibrator.plate)
        self.fault: KioskError | None = None
        """Why there are no pictures now."""

        def changed(state: CameraState, error: KioskError | None) -> None:
            if error is not None or state is CameraState.RUNNING:
                self.fault = error
                wake()

        self._vision = VisionThread(
            frames,
            lambda: self.calibrator,  # no code is looked for here
            framer.begin,
            post,
            self.guides.put,
            calibration=self.calibrator,
            always=Lights(),
            visitor_watch=lambda: self.calibrator,
            prepare=framer.prepare,
            release=framer.release,
        )
        self._grabber = Grabber(camera, clock, frames, self.display, changed, replay=True)
        self._director = Director(camera, clock) if isinstance(camera, Sitter) else None

    @property
    def pulses(self) -> dict[str, Pulse]:
        """Signs of life of the camera's thread and vision's."""
        return {"camera": self._grabber.pulse, "vision": self._vision.pulse}

    @property
    def camera(self) -> str:
        return self._grabber.camera.name

    @property
    def fps(self) -> float | None:
        """Measured frames a second."""
        return self._grabber.fps

    def start(self) -> None:
        self._vision.start()
        self._grabber.start()

    def stop(self) -> None:
        """End both threads; what was being measured is given up."""
        self.calibrator.abandon()
        self._grabber.stop()
        self._vision.stop()

    def measure(self, part: Part) -> None:
        """Begin to measure a part of the calibration; ``calibrator.status`` tells how it goes."""
        if self._director is not None:
            self._director.follow(Step.CALIBRATE, None)
            self._director.clear_room(part in EMPTY_ROOM)
        self.calibrator.ask(part)
        self._vision.look_for(Watch.CALIBRATION)

    def guide(self) -> None:
        """Begin to guide whoever sits there, until the shutter falls (``Captured``)."""
        self.calibrator.abandon()
        if self._director is not None:
            self._director.clear_room(False)
        self._vision.look_for(Watch.FRAMING)

    def hear(self, guide: Guide) -> None:
        """Let a drawn person hear what the guidance says."""
        if self._director is not None:
            self._director.follow(Step.FRAME, guide.hint)

    def take_now(self) -> None:
        """Let the shutter fall at the next judged frame."""
        self._vision.take_manually()

    def rest(self) -> None:
        """Measure and guide nobody."""
        self.calibrator.abandon()
        self._vision.look_for(Watch.NOTHING)
        if self._director is not None:
            self._director.clear_room(False)

    def develop(self, capture: Capture) -> FinishedPhoto:
        """Make the finished photo; models are loaded for it and let go again.

        Raises
        ------
        KioskError
            As :func:`kiosk.photo.standardize.standardize` says.
        """
        self._developer.prepare()
        try:
            return self._developer.develop(capture)
        finally:
            self._developer.release()
