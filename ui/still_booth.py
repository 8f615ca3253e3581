"""A booth that stands still: it shows one given state, for pictures of the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.calibration.record import Calibration
from kiosk.camera.grabber import DisplayFrame
from kiosk.campaign.campaign import Campaign
from kiosk.capture_code.reader import CodeSighting
from kiosk.clock import ManualClock
from kiosk.guidance.verdict import Guide
from kiosk.mailbox import Mailbox
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.stage import Stage
from kiosk.services.calibrating import CalibrationStatus
from kiosk.services.flow import flow_of
from kiosk.services.health import Health
from kiosk.services.setup_status import SetupStatus
from kiosk.session.at_desk import DeskDoor
from kiosk.session.events import Event
from kiosk.session.lane import Ticket
from kiosk.session.machine import advance
from kiosk.session.state import SessionState
from kiosk.settings import Settings

HEALTH = Health(
    camera="sitter",
    camera_fault=None,
    camera_fps=30.0,
    link="ok",
    queued=0,
    blocked=0,
    disk_free_mb=52_480,
)


UNSET = CalibrationStatus(Calibration("sitter"))


@dataclass(eq=False)
class StillBooth:
    """A :class:`ui.booth.Booth` on the real session table, without workers: effects are only kept.

    ``other_campaign`` is shown instead of its own, while there is one.
    """

    settings: Settings
    own_campaign: Campaign
    spec: PhotoSpec
    clock: ManualClock
    state: SessionState = field(default_factory=SessionState)
    ready: bool = True
    guide: Guide | None = None
    sighting: CodeSighting | None = None
    calibration: CalibrationStatus = UNSET
    stage: Stage | None = Stage.BACKGROUND
    told: Health = HEALTH
    other_campaign: Campaign | None = None
    desk_door: DeskDoor = field(default_factory=DeskDoor)
    pause_waits: bool = False
    express: bool = False
    tickets: tuple[Ticket, ...] = ()
    setup: SetupStatus | None = None
    shots: int = 0
    effects: list[object] = field(default_factory=list)
    display: Mailbox[DisplayFrame] = field(default_factory=Mailbox)
    _events: list[Event] = field(default_factory=list)
    _wake: Callable[[], None] | None = None

    @property
    def campaign(self) -> Campaign:
        return self.other_campaign or self.own_campaign

    def post(self, event: Event) -> None:
        self._events.append(event)
        if self._wake is not None:
            self._wake()

    def pump(self) -> None:
        while self._events:
            event = self._events.pop(0)
            now, flow = self.clock.monotonic(), flow_of(self.campaign, self.express)
            self.state, effects = advance(self.state, event, now, self.settings.session, flow)
            self.effects.extend(effects)

    def on_wake(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def take_photo_now(self) -> None:
        self.shots += 1

    def health(self) -> Health:
        return self.told

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        self._wake = None
