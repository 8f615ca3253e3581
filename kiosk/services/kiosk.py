"""The running booth: the owner thread moves the session, the workers carry out its effects."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future

from kiosk.camera.grabber import CameraState, DisplayFrame
from kiosk.campaign.campaign import Campaign
from kiosk.capture_code.reader import CodeSighting
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Guide
from kiosk.mailbox import Mailbox
from kiosk.photo.finished import PlateFit
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.stage import Stage
from kiosk.pulse import Pulse
from kiosk.services.attendant import Answer
from kiosk.services.calibrating import EMPTY_ROOM, CalibrationStatus
from kiosk.services.campaigns import NOT_SERVED, CampaignShelf, not_served
from kiosk.services.crew import Crew
from kiosk.services.daybook import why_again
from kiosk.services.director import Director
from kiosk.services.faults import Faults
from kiosk.services.flow import flow_of
from kiosk.services.health import Health, health_of
from kiosk.services.inbox import Inbox
from kiosk.session import SessionState, Step, advance
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.at_desk import DESK_EVENTS, DeskDoor
from kiosk.session.lane import Ticket
from kiosk.session.state import NEEDS_CAMERA
from kiosk.settings import Settings

log = logging.getLogger(__name__)

PUMP_WITHIN_S = 5.0
"""The owner thread pumps four times a second; when it has not for so long, the screen stands still."""
STOP_WITHIN_S = 60.0
CAMERA_POLL_S = 0.02
CAMERA_PATIENCE_S = 20.0
EXPRESS_PATIENCE_S = 15.0
"""For the photos of express mode that are still being made when the program ends."""


class Kiosk:
    """The facade the screen talks to; made by :func:`kiosk.services.build.build_kiosk`.

    ``post``, ``on_wake``'s callable and ``take_photo_now`` are thread-safe; everything else belongs
    to the owner (GUI) thread.

    Attributes
    ----------
    state
        The newest session state; changes only inside :meth:`pump`.
    display
        The newest camera frame for the screen.
    power_off_asked
        Whether staff want the machine switched off once the program has closed.
    newest_health
        What :meth:`health` returned last; any thread may read it.
    guide, sighting
        The newest judgement while framing, the newest look at a code while scanning; else None.
    """

    def __init__(
        self,
        settings: Settings,
        campaigns: CampaignShelf,
        spec: PhotoSpec,
        clock: Clock,
        inbox: Inbox,
        crew: Crew,
        *,
        needs_camera: bool,
    ) -> None:
        self.settings = settings
        self._campaigns = campaigns
        self.spec = spec
        self.clock = clock
        self.state = SessionState()
        self.guide: Guide | None = None
        self.sighting: CodeSighting | None = None
        self._inbox = inbox
        self._crew = crew
        self._needs_camera = needs_camera
        self._faults = Faults()
        self._measured: CalibrationStatus | None = None
        self._plate_fit: PlateFit | None = None
        self._prepared: Future[None] | None = None
        self._switched: bool | None = None
        self.power_off_asked = False
        self.newest_health: Health | None = None
        self._pulse = Pulse()

    @property
    def pulses(self) -> dict[str, Pulse]:
        """Signs of life of the owner thread, the camera's, vision's and the photo's; for any thread."""
        crew = self._crew
        return {
            "gui": self._pulse,
            "camera": crew.grabber.pulse,
            "vision": crew.vision.pulse,
            "photo": crew.darkroom.pulse,
        }

    @property
    def campaign(self) -> Campaign:
        """The campaign; another one is taken up between two sessions only."""
        return self._campaigns.current

    @property
    def director(self) -> Director | None:
        """Who directs the virtual sitter; None with any other camera."""
        return self._crew.director

    @property
    def camera_frames(self) -> int:
        """Frames the camera gave since the start."""
        return self._crew.grabber.frames

    @property
    def judged(self) -> int:
        """Observations made since the start."""
        return self._crew.vision.judged

    @property
    def display(self) -> Mailbox[DisplayFrame]:
        return self._crew.display

    def start(self) -> None:
        """Start the workers in order.

        The photo thread loads its models meanwhile: the first person reads and shows a code before it is
        needed, and what fails is told on the screen.

        Raises
        ------
        KioskError
            When a worker cannot start, or the camera is needed from the start and is not there; whatever had
            started is stopped again.
        """
        self._prepared = self._crew.start()
        self._prepared.add_done_callback(self._tell_unprepared)
        self._crew.vision.look_for(fx.Watch.VISITOR)
        self._look_who_is_served()
        if self._needs_camera:
            self._await_camera()

    @property
    def ready(self) -> bool:
        """Whether everything that loads in the background has been loaded."""
        return self._prepared is not None and self._prepared.done()

    def _hear_of_campaigns(self) -> None:
        """Between two sessions: take up a newer campaign, and look whether it is served still."""
        if self._campaigns.is_renewed:
            self._campaigns.take_up()
            self._look_who_is_served()

    def _look_who_is_served(self) -> None:
        """Receive nobody for a campaign whose photos the server would refuse; staff are told."""
        try:
            fault = not_served(self.settings.campaign, self._crew.store.memory)
        except KioskError as error:  # of the disk, which is watched by itself
            log.error("which campaigns this booth serves cannot be read: %s", error.code)
            return
        if fault is not None:
            log.error("the booth's campaign is not served: %s", fault.code)
        self.post(ev.FaultCleared(NOT_SERVED) if fault is None else ev.Fault(fault))

    def _tell_unprepared(self, prepared: Future[None]) -> None:
        error = None if prepared.cancelled() else prepared.exception()
        if isinstance(error, KioskError):
            self.post(ev.Fault(error))
        elif error is not None:
            log.error("the photo thread could not be prepared", exc_info=error)
            self.post(ev.Fault(KioskError("internal-error", "The kiosk made a mistake.", "Call staff.")))

    def _await_camera(self) -> None:
        end = self.clock.monotonic() + CAMERA_PATIENCE_S
        while self._crew.grabber.state is not CameraState.RUNNING:
            self.pump()
            fault = self._camera_fault
            if fault is None and self.clock.monotonic() > end:
                fault = KioskError(
                    "camera-lost", "The camera gives no picture.", "Check its cable, then start again."
                )
            if fault is not None:
                self.stop()
                raise fault
            time.sleep(CAMERA_POLL_S)

    def stop(self) -> None:
        """Stop the workers in reverse order and wait for them; what is saved stays queued."""
        self._inbox.on_wake(None)
        self.pump()  # what was asked last, e.g. to switch the machine off
        self._pulse.promise(STOP_WITHIN_S)
        if self.state.unlocked:
            self._crew.staff.left(self.state.step)  # the program was closed from the staff page
        self._settle_express()
        self._crew.stop()
        self._pulse.rest()

    def _settle_express(self) -> None:
        """Finish what express mode still has in hand: nobody's photo is lost because the day ends."""
        desk, end = self._crew.express, time.monotonic() + EXPRESS_PATIENCE_S
        desk.hurry()
        while desk.lane.unsettled and time.monotonic() < end:
            while (event := self._inbox.next()) is not None:
                desk.hear(event)
            time.sleep(CAMERA_POLL_S)

    @property
    def stage(self) -> Stage | None:
        """What is being done to the photo that is made now."""
        return self._crew.stage()

    @property
    def calibration(self) -> CalibrationStatus:
        """How the booth is set up, and what is being measured of it."""
        return self._crew.calibrator.status

    @property
    def express(self) -> bool:
        """Whether the next person comes while a photo is made: as staff switched it, else as it is set."""
        asked = self.settings.express.on or self.campaign.steps.express
        return flow_of(self.campaign, asked if self._switched is None else self._switched).express

    @property
    def tickets(self) -> tuple[Ticket, ...]:
        """Photos of people who have already stood up, oldest first."""
        return self._crew.express.lane.tickets

    @property
    def setup(self) -> None:
        """No set-up: that is another booth's, :class:`kiosk.services.setup_booth.SetupBooth`."""
        return None

    @property
    def desk_door(self) -> DeskDoor:
        """Whether staff have opened their own window."""
        return self._crew.attendant.door

    @property
    def pause_waits(self) -> bool:
        """Whether a pause begins as soon as nobody is served any more."""
        return self._crew.attendant.pause_waits

    def post(self, event: ev.Event) -> None:
        """Leave an event for the session; thread-safe."""
        self._inbox.post(event)

    def on_wake(self, wake: Callable[[], None]) -> None:
        """Say whom to wake, from any thread and without payload, when there is something new."""
        self._inbox.on_wake(wake)

    def take_photo_now(self) -> None:
        """Let the shutter fall at the next judged frame, whatever the rules say."""
        self._crew.vision.take_manually()

    def pump(self) -> None:
        """Take the newest live judgements and handle every waiting event."""
        self._pulse.promise(PUMP_WITHIN_S)
        self._take_live()
        if self.state.session is None:
            self._hear_of_campaigns()
        while (event := self._inbox.next()) is not None:
            self._faults.hear(event)
            if isinstance(event, ev.Developed):
                self._plate_fit = event.photo.plate
            self._handle(event)
            if self._faults.first is not None and self.state.step in NEEDS_CAMERA:
                self._handle(ev.Fault(self._faults.first))
        self._follow(self._crew.attendant.settle(self.state))
        if self._crew.director is not None:
            self._crew.director.follow(self.state.step, None if self.guide is None else self.guide.hint)

    def health(self) -> Health:
        """Return how the booth is; cheap enough to ask every second."""
        staff = self.state.unlocked or self.desk_door.open
        self.newest_health = health_of(
            self._crew, self.settings, self._camera_fault, self._plate_fit, staff=staff
        )
        return self.newest_health

    @property
    def _camera_fault(self) -> KioskError | None:
        return self._faults.beside(self._crew.housekeeper.fault)

    def _take_live(self) -> None:
        guide = self._crew.guides.take()
        if guide is not None and self.state.step is Step.FRAME:
            self.guide = guide
            if guide.observation.head is not None:
                self._handle(ev.Touched())  # somebody sits there: the idle reset waits
        status = self._crew.calibrator.status
        if status.running is not None and status is not self._measured:
            self._measured = status
            self._handle(ev.Touched())  # staff stand away from the screen while it is measured
        sighting = self._crew.sightings.take()
        if sighting is not None and self.state.step is Step.SCAN:
            self.sighting = sighting

    def _handle(self, event: ev.Event) -> None:
        if isinstance(event, DESK_EVENTS):
            self._follow(self._crew.attendant.hear(event, self.state, self.guide, self.tickets))
            return
        now, before = self.clock.monotonic(), self.state
        self._crew.express.hear(event)
        flow = flow_of(self.campaign, self.express)
        self.state, effects = advance(self.state, event, now, self.settings.session, flow)
        self._count(before)
        if before.unlocked and not self.state.unlocked:
            self._crew.staff.left(before.step)
        if isinstance(event, ev.OperatorGranted) and self.state is before:
            self._crew.staff.left(event.knock.door)  # who typed it had gone before the answer came
        for effect in effects:
            self._carry_out(effect)

    def _follow(self, answer: Answer) -> None:
        """Take over what staff did from their own window."""
        self.state = answer.state
        for effect in answer.effects:
            self._carry_out(effect)
        if answer.shoot:
            self.take_photo_now()

    def _count(self, before: SessionState) -> None:
        """Count for the day what the step from ``before`` to now says."""
        taken = before.step is Step.FRAME and self.state.step in (Step.DEVELOPING, Step.TAKEN)
        if taken:
            self._crew.daybook.captured()
        elif before.step is Step.REVIEW and self.state.step in (Step.FRAME, Step.FILES):
            self._crew.daybook.retaken(why_again(before.judged))
        elif before.step is Step.DEVELOPING and self.state.trouble is not None:
            self._crew.daybook.retaken((self.state.trouble.code,))

    def _carry_out(self, effect: fx.Effect) -> None:
        match effect:
            case fx.LookFor(watch, waived):
                self.guide = None
                self.sighting = None
                if watch is not fx.Watch.CALIBRATION:
                    self._crew.calibrator.abandon()
                self._crew.vision.look_for(watch, waived)
            case fx.CallNext():  # between two people; without a pump between them on a busy day
                self._hear_of_campaigns()
                self.post(ev.Started(str(uuid.uuid4())))
            case fx.SwitchExpress(on):
                self._switched = on
            case fx.PowerOff():
                self.power_off_asked = True
            case fx.Calibrate(part):
                if self._crew.director is not None:
                    self._crew.director.clear_room(part in EMPTY_ROOM)
                self._crew.calibrator.ask(part)
            case fx.Forget():
                self._crew.forget()
            case _:
                if not any(desk.carry_out(effect) for desk in self._crew.desks):
                    raise TypeError(f"unknown effect {type(effect).__name__}")
