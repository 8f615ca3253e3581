"""What the screen needs of the running booth; :class:`kiosk.services.kiosk.Kiosk` is the real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk.camera.grabber import DisplayFrame
from kiosk.campaign.campaign import Campaign
from kiosk.capture_code.reader import CodeSighting
from kiosk.clock import Clock
from kiosk.guidance.verdict import Guide
from kiosk.mailbox import Mailbox
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.stage import Stage
from kiosk.services.calibrating import CalibrationStatus
from kiosk.services.health import Health
from kiosk.services.setup_status import SetupStatus
from kiosk.session.at_desk import DeskDoor
from kiosk.session.events import Event
from kiosk.session.lane import Ticket
from kiosk.session.state import SessionState
from kiosk.settings import Settings


class Booth(Protocol):
    """The facade; ``post`` and ``take_photo_now`` are thread-safe, the rest belongs to the GUI thread."""

    @property
    def settings(self) -> Settings: ...

    @property
    def campaign(self) -> Campaign: ...

    @property
    def spec(self) -> PhotoSpec: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def state(self) -> SessionState: ...

    @property
    def ready(self) -> bool:
        """Whether everything that loads in the background has been loaded."""
        ...

    @property
    def guide(self) -> Guide | None: ...

    @property
    def sighting(self) -> CodeSighting | None: ...

    @property
    def stage(self) -> Stage | None: ...

    @property
    def calibration(self) -> CalibrationStatus: ...

    @property
    def express(self) -> bool: ...

    @property
    def tickets(self) -> tuple[Ticket, ...]: ...

    @property
    def setup(self) -> SetupStatus | None: ...

    @property
    def desk_door(self) -> DeskDoor: ...

    @property
    def pause_waits(self) -> bool: ...

    @property
    def display(self) -> Mailbox[DisplayFrame]: ...

    def post(self, event: Event) -> None: ...

    def pump(self) -> None: ...

    def on_wake(self, wake: Callable[[], None]) -> None: ...

    def take_photo_now(self) -> None: ...

    def health(self) -> Health: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...
