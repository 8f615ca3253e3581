"""The workers of one booth, started in order, stopped in reverse."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from kiosk.camera.frame import Frame
from kiosk.camera.grabber import DisplayFrame, Grabber
from kiosk.capture_code.reader import CodeSighting
from kiosk.guidance.verdict import Guide
from kiosk.mailbox import Mailbox
from kiosk.photo.stage import Stage
from kiosk.services.attendant import Attendant
from kiosk.services.calibrating import Calibrator
from kiosk.services.darkroom import Darkroom
from kiosk.services.daybook import DayBook
from kiosk.services.desk import Desk
from kiosk.services.director import Director
from kiosk.services.express import ExpressDesk
from kiosk.services.housekeeping import Housekeeper
from kiosk.services.staff_desk import StaffDesk
from kiosk.services.watching import VisionThread
from kiosk.store.store import Store
from kiosk.sync.link import Link


@dataclass(eq=False)
class Crew:
    """Everything that works for one booth; ``director`` only where the virtual sitter is the camera."""

    store: Store
    housekeeper: Housekeeper
    link: Link
    darkroom: Darkroom
    vision: VisionThread
    grabber: Grabber
    staff: StaffDesk
    frames: Mailbox[Frame]
    display: Mailbox[DisplayFrame]
    guides: Mailbox[Guide]
    sightings: Mailbox[CodeSighting]
    calibrator: Calibrator
    stage: Callable[[], Stage | None]
    express: ExpressDesk
    daybook: DayBook
    attendant: Attendant
    desks: tuple[Desk, ...]
    director: Director | None = None
    _stops: list[Callable[[], None]] = field(default_factory=list)

    def start(self) -> Future[None]:
        """Start store-side workers first and the camera last, so nothing has to wait for its user.

        The future tells when the photo thread has its models, or why it will not.
        """
        try:
            self._stops.append(self.store.close)
            prepared = self.darkroom.start()
            self._stops.append(self.darkroom.stop)
            self.housekeeper.start()
            self._stops.append(self.housekeeper.stop)
            self.link.start()
            self._stops.append(self.link.stop)
            for desk in self.desks:
                desk.start()
                self._stops.append(desk.stop)
            self.vision.start()
            self._stops.append(self.vision.stop)
            self.grabber.start()
            self._stops.append(self.grabber.stop)
        except BaseException:
            self.stop()
            raise
        return prepared

    def stop(self) -> None:
        while self._stops:
            self._stops.pop()()

    def forget(self) -> None:
        """Drop what is left of the last person outside the session state."""
        for mailbox in (self.frames, self.guides, self.sightings, self.display):
            mailbox.clear()
        self.grabber.forget()
        for desk in self.desks:
            desk.forget()
