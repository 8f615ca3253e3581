"""A booth that is being set up: staff's touches become steps, taken one by one off the screen's thread."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.calibration.record import Calibration
from kiosk.camera.grabber import DisplayFrame
from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.capture_code.reader import CodeSighting
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture, Guide
from kiosk.mailbox import Mailbox
from kiosk.photo.spec import PhotoSpec, load_spec
from kiosk.photo.stage import Stage
from kiosk.pulse import Pulse
from kiosk.services import setup_events as on
from kiosk.services.calibrating import CalibrationStatus
from kiosk.services.health import Health
from kiosk.services.inbox import Inbox
from kiosk.services.kiosk import PUMP_WITHIN_S, STOP_WITHIN_S
from kiosk.services.lights import lights_off
from kiosk.services.selftest import photo_of_drawn_person
from kiosk.services.setting_up import Enrolment, SetUp
from kiosk.services.setup_bench import SetupBench
from kiosk.services.setup_record import Chapter, Mark
from kiosk.services.setup_status import FRAMING, GATE, SUMMARY, SetupStatus, after, before
from kiosk.services.setup_work import SetupWork, Then
from kiosk.session.at_desk import DeskDoor
from kiosk.session.events import Back, Captured, Event, Fault, FaultCleared, OperatorPin
from kiosk.session.lane import Ticket
from kiosk.session.state import SessionState, Step
from kiosk.settings import Settings


class SetupBooth:
    """What the screen shows while a booth is set up: the facade of :class:`ui.booth.Booth` without a session.

    Everything that takes time runs on the thread ``photo``, one thing after another, in the order it was
    asked for.

    Parameters
    ----------
    locked
        Whether the PIN of the staff corner is asked for first.

    Raises
    ------
    KioskError
        When the settings file is there and cannot be read.
    """

    def __init__(self, config: Path, clock: Clock, *, locked: bool) -> None:
        self.clock = clock
        self._set_up = SetUp(config, clock)
        self.campaign = self._own_campaign()
        self.spec: PhotoSpec = load_spec(self.campaign.spec, self.settings.specs_dir)
        self._inbox = Inbox()
        self._bench: SetupBench | None = None
        self._pulse = Pulse()
        self.guide: Guide | None = None
        self.display = Mailbox[DisplayFrame](self._inbox.wake)
        page = GATE if locked else self._set_up.record.first_open or SUMMARY
        self._work = SetupWork(self._set_up, self.post, page)
        self.state = self._still()

    sighting: CodeSighting | None = None
    stage: Stage | None = None
    express = False
    tickets: tuple[Ticket, ...] = ()
    desk_door = DeskDoor()
    pause_waits = False

    @property
    def settings(self) -> Settings:
        """As they are now; every step changes them."""
        return self._set_up.settings

    @property
    def setup(self) -> SetupStatus:
        """What the pages of the set-up show."""
        return self._work.status

    @property
    def pulses(self) -> dict[str, Pulse]:
        """Signs of life of the owner thread; camera and vision come and go here."""
        return {"gui": self._pulse}

    @property
    def calibration(self) -> CalibrationStatus:
        bench = self._bench
        return CalibrationStatus(Calibration("")) if bench is None else bench.calibrator.status

    def health(self) -> Health:
        """Return how the camera is; the rest is nobody's yet."""
        bench, fault = self._bench, None
        if bench is not None and bench.fault is not None:
            fault = bench.fault.code
        return Health(
            camera="" if bench is None else bench.camera,
            camera_fault=fault,
            camera_fps=None if bench is None else bench.fps,
            link="ok",
            queued=0,
            blocked=0,
            disk_free_mb=shutil.disk_usage(_nearest(self.settings.data_dir)).free // 2**20,
        )

    def start(self) -> None:
        """Start the worker, and look at what there is."""
        self._work.start()
        if self.setup.page != GATE:
            self._open_up()

    def stop(self) -> None:
        """End the threads; what was asked for is done first."""
        self._pulse.promise(STOP_WITHIN_S)
        self._work.stop(self._close_bench)
        self._inbox.on_wake(None)
        self._pulse.rest()

    def post(self, event: Event) -> None:
        """Leave an event; thread-safe."""
        self._inbox.post(event)

    def on_wake(self, wake: Callable[[], None]) -> None:
        """Say whom to wake, from any thread."""
        self._inbox.on_wake(wake)

    def take_photo_now(self) -> None:
        """Let the shutter fall at the next judged frame."""
        if self._bench is not None:
            self._bench.take_now()

    def pump(self) -> None:
        """Take what is new and handle every waiting event."""
        self._pulse.promise(PUMP_WITHIN_S)
        while (event := self._inbox.next()) is not None:
            self._handle(event)
        self.state = self._still()
        bench = self._bench
        if bench is None:
            return
        frame = bench.display.take()
        if frame is not None:
            size = (frame.frame.width, frame.frame.height)
            if size != self.setup.size_px:
                self._work.tell(size_px=size)
            self.display.put(frame)
        guide = bench.guides.take()
        if guide is not None and self.setup.page == FRAMING:
            self.guide = guide
            bench.hear(guide)
        self._note_measured(bench)

    def _note_measured(self, bench: SetupBench) -> None:
        """A chapter of the calibration is done as soon as one of its parts was found."""
        ended = bench.calibrator.status
        page = self.setup.page
        if ended.ended is None or ended.missed is not None or ended.fault is not None:
            return
        if page in (Chapter.LIGHT, Chapter.PLACE) and page not in self._set_up.record.marks:
            chapter = Chapter(page)
            self._work.do(lambda: self._set_up.mark(chapter), quiet=True)

    def _handle(self, event: Event) -> None:
        match event:
            case Then(act):
                act()
            case OperatorPin(pin):
                self._work.do(lambda: self._set_up.refusal(pin), self._entered)
            case on.GoOn():
                self._mark_and_go(Mark.DONE)
            case on.Later():
                self._mark_and_go(Mark.LATER)
            case on.GoBack():
                self._show(before(self.setup.page) or self.setup.page)
            case on.GoTo(chapter):
                self._show(chapter)
            case on.LanguageChosen(language):
                self._work.do(lambda: self._set_up.answer({"language": language}))
            case on.CameraChosen(source):
                self._choose_camera(source)
            case on.PartAsked(part):
                if self._bench is not None:
                    self._bench.measure(part)
            case on.EnrolAsked(url, code):
                self._work.do(lambda: self._set_up.enrol(url, code), lambda made: self._enrolled(made, code))
            case on.CampaignChosen(campaign):
                self._work.do(lambda: self._set_up.choose_campaign(campaign), self._campaign_chosen)
            case on.PinChosen(pin, again):
                self._choose_pin(pin, again)
            case on.DrawnAsked():
                self._work.do(self._draw, lambda photo: self._work.tell(drawn=photo))
            case on.PersonAsked():
                if self._bench is not None:
                    self.guide = None
                    self._show(FRAMING)
                    self._bench.guide()
            case Back() if self.setup.page == FRAMING:
                self._show(Chapter.PERSON)
            case Captured(capture):
                self._develop(capture)
            case on.SetupLeft():
                self._work.tell(ended=True)
            case on.SetupFinished():
                self._work.do(self._set_up.finish, lambda _: self._work.tell(ended=True))
            case Fault(error) if error.code == lights_off().code:
                self._work.tell(dark=True)
            case FaultCleared(code) if code == lights_off().code:
                self._work.tell(dark=False)
            case Fault(error):
                self._work.tell(error=error)

    def _enrolled(self, made: Enrolment, code: str) -> None:
        self._work.tell(enrolment=made, redeemed=code.replace("-", ""))
        self._look_around()

    def _entered(self, refusal: str | None) -> None:
        if refusal is not None:
            self._work.tell(refusal=refusal)
            return
        self._show(self._set_up.record.first_open or SUMMARY)
        self._open_up()

    def _open_up(self) -> None:
        self._look_around()
        self._work.do(self._new_bench, quiet=True)

    def _look_around(self) -> None:
        """Ask what is known of the server and the campaigns; a key store that is locked is told there."""

        def look() -> tuple[Any, Any]:
            return self._set_up.enrolment(), self._set_up.campaigns()

        self._work.do(look, lambda found: self._work.tell(enrolment=found[0], campaigns=found[1]), quiet=True)

    def _choose_camera(self, source: str) -> None:
        def choose() -> None:
            self._set_up.answer({"camera.source": source})
            self._renew_bench()

        self._work.tell(size_px=None)
        self._work.do(choose)

    def _choose_pin(self, pin: str, again: str) -> None:
        if pin != again:
            self._work.tell(error=KioskError("pins-differ", "The two differ.", "Type the PIN again."))
            return
        self._work.do(lambda: self._set_up.choose_pin(pin))

    def _campaign_chosen(self, campaign: Campaign) -> None:
        changed = campaign.spec != self.campaign.spec
        self.campaign = campaign
        self.spec = load_spec(campaign.spec, self.settings.specs_dir)
        if changed:  # shape and limits are another's now
            self._work.do(self._renew_bench, quiet=True)

    def _draw(self) -> Any:
        photo = photo_of_drawn_person()
        self._set_up.mark(Chapter.DRAWN)
        return photo

    def _develop(self, capture: Capture) -> None:
        bench = self._bench
        if bench is None or self.setup.page != FRAMING:
            return

        def develop() -> Any:
            photo = bench.develop(capture)
            if photo.inspection.ok:
                self._set_up.mark(Chapter.PERSON)
            return photo

        self._show(Chapter.PERSON)
        self._work.do(develop, lambda photo: self._work.tell(person=photo))

    def _mark_and_go(self, mark: Mark) -> None:
        page = self.setup.page
        if page not in list(Chapter):
            return
        chapter = Chapter(page)
        self._work.do(lambda: self._set_up.mark(chapter, mark), lambda _: self._show(after(chapter)))

    def _show(self, page: str) -> None:
        if page != FRAMING and self._bench is not None:
            self._bench.rest()
            self.guide = None
        self._work.show(page)

    def _new_bench(self) -> None:
        bench = SetupBench(self.settings, self.spec, self.clock, self.post, self._inbox.wake)
        bench.start()
        self._bench = bench

    def _renew_bench(self) -> None:
        self._close_bench()
        self._new_bench()

    def _close_bench(self) -> None:
        bench, self._bench = self._bench, None
        if bench is not None:
            bench.stop()

    def _own_campaign(self) -> Campaign:
        """Return the campaign that is set; the example while that one is only known to the server."""
        try:
            return load_campaign(self.settings.campaign)
        except KioskError:
            return load_campaign("example")

    def _still(self) -> SessionState:
        """No session: staff stand here, and nobody is asked whether they are still there."""
        now, entered = self.clock.monotonic(), self.setup.page != GATE or self.setup.ended
        return SessionState(step=Step.CALIBRATE, unlocked=entered, entered_at=now, active_at=now)


def _nearest(folder: Path) -> Path:
    """Return the folder, or what of its path is there already."""
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
