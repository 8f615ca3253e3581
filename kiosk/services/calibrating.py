"""Staff's calibration in the running booth: one step at a time on the vision thread, kept when found."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.calibration.begin import begin
from kiosk.calibration.limits import Limits
from kiosk.calibration.record import Calibration, Lamps, LightSetting, Mounting, Part
from kiosk.calibration.shelf import Shelf
from kiosk.calibration.step import Aim, Before, Found, Missed, Progress, Step, Waiting
from kiosk.camera.controls import Adjustable, Controls
from kiosk.camera.device import DeviceCamera
from kiosk.camera.frame import Frame, Picture
from kiosk.camera.source import Camera
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.photo.crop import target_for
from kiosk.photo.spec import PhotoSpec
from kiosk.session.events import Event
from kiosk.vision.observation import Observation

log = logging.getLogger(__name__)

FOLDER = "calibration"
"""Below the data folder."""
EMPTY_ROOM = frozenset({Part.LIGHT, Part.PLATE})
"""What is measured without anybody in the picture: the virtual sitter has to be sent out."""
CARD_SIDE = 0.6
"""Side of the box a grey card is held into, in widths of the drawn head: a sheet of A4 covers it."""


@dataclass(frozen=True)
class CalibrationStatus:
    """What staff are shown.

    ``running`` with its ``progress``; or ``ended``: the part that was measured last, with what it
    ``missed`` or the ``fault`` that kept it from being saved (both None: it is in the record).
    """

    calibration: Calibration
    running: Part | None = None
    progress: Progress | None = None
    ended: Part | None = None
    missed: Waiting | None = None
    fault: KioskError | None = None


def aim_for(width: int, height: int, spec: PhotoSpec) -> Aim:
    """Return where eyes and card should be in a picture of this size: in the shape drawn for the photo."""
    target = target_for(width, height, spec)
    head = target.head
    side = CARD_SIDE * head.width
    return Aim(
        target.eye_line_y,
        Box(head.centre.x - side / 2, head.centre.y - side / 2, side, side),
    )


def adjustable(camera: Camera) -> Adjustable | None:
    """Return the camera's exposure and white balance, None where it has none to hold."""
    return camera if isinstance(camera, DeviceCamera) else None


class Calibrator:
    """Runs steps and keeps what they find.

    ``ask``, ``abandon`` and ``status`` may be used from any thread; ``look`` belongs to the vision thread.

    Parameters
    ----------
    observe
        Judges one frame; called on the vision thread.
    changed
        Told that ``status`` is new; thread-safe, returns at once.
    """

    def __init__(
        self,
        shelf: Shelf,
        camera: Camera,
        clock: Clock,
        spec: PhotoSpec,
        limits: Limits,
        observe: Callable[[Frame], Observation],
        changed: Callable[[], None],
    ) -> None:
        self._shelf, self._camera, self._clock = shelf, camera, clock
        self._spec, self._limits = spec, limits
        self._observe, self._changed = observe, changed
        self._lock = threading.Lock()
        self._asked: Part | None = None
        self._step: Step | None = None
        self._plate: Picture | None = None
        self._status = CalibrationStatus(Calibration(camera.name))

    def load(self) -> None:
        """Read what is kept and have the camera hold it; a damaged record is told and done without."""
        try:
            kept = self._shelf.read(self._camera.name)
            self._plate = self._shelf.plate(kept)
        except KioskError as error:
            log.warning("%s", error)
            kept = Calibration(self._camera.name)
        self._status = CalibrationStatus(kept)
        self._hold(kept)

    @property
    def status(self) -> CalibrationStatus:
        """The newest state; a new object whenever something changed."""
        return self._status

    @property
    def plate(self) -> Picture | None:
        """The picture of the empty booth, None when there is none."""
        return self._plate

    def ask(self, part: Part) -> None:
        """Begin to measure ``part`` with the next frame, instead of whatever is being measured."""
        with self._lock:
            self._asked, self._step = part, None
            self._status = CalibrationStatus(self._status.calibration, running=part)
        self._changed()

    def abandon(self) -> None:
        """Measure nothing any more; what the camera held before, it holds again."""
        with self._lock:
            measuring = self._asked is not None
            self._asked = self._step = None
            kept = self._status.calibration
            self._status = CalibrationStatus(kept)
        if measuring:
            self._hold(kept)

    def look(self, frame: Frame) -> Event | None:
        """Take one frame in; see :class:`kiosk.services.watching.CodeWatch`."""
        with self._lock:
            part, step = self._asked, self._step
            if part is not None and step is None:
                step = self._step = begin(part, self._before(frame))
        if part is None or step is None:
            return None
        answer = step.take(frame, self._observe(frame))
        kept, fault = self._status.calibration, None
        if isinstance(answer, Found):
            try:
                kept = self._keep(kept, part, answer)
            except KioskError as error:
                fault = error
        with self._lock:
            self._status = replace(self._status, calibration=kept)
            if step is self._step:  # else something else was asked for, or nothing, meanwhile
                self._after(part, answer, fault)
        self._changed()
        return None

    def _after(self, part: Part, answer: Progress | Found | Missed, fault: KioskError | None) -> None:
        kept = self._status.calibration
        if isinstance(answer, Progress):
            self._status = CalibrationStatus(kept, running=part, progress=answer)
            return
        self._asked = self._step = None
        missed = answer.waiting if isinstance(answer, Missed) else None
        self._status = CalibrationStatus(kept, ended=part, missed=missed, fault=fault)

    def _before(self, frame: Frame) -> Before:
        aim = aim_for(frame.width, frame.height, self._spec)
        known = self._status.calibration
        return Before(known, self._limits, aim, adjustable(self._camera), self._clock.now())

    def _keep(self, known: Calibration, part: Part, found: Found) -> Calibration:
        if found.picture is not None:
            picture, frames, noise = found.picture
            kept = self._shelf.save_plate(known, picture, self._clock.now(), frames, noise)
            self._plate = picture
        else:
            kept = _with(known, found)
            self._shelf.save(kept)
        log.info("calibration of %s: %s", part, kept.part(part))
        return kept

    def _hold(self, calibration: Calibration) -> None:
        camera = adjustable(self._camera)
        if camera is None:
            return
        if calibration.light is not None and calibration.light.controls != Controls():
            camera.hold(calibration.light.controls)
        else:
            camera.let_go()


def _with(known: Calibration, found: Found) -> Calibration:
    match found.record:
        case Mounting():
            return replace(known, mounting=found.record)
        case LightSetting():
            return replace(known, light=found.record)
        case Lamps():
            return replace(known, lamps=found.record)
        case None:
            return known
