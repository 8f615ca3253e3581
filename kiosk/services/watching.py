"""The vision thread: takes the newest frame and looks for a code, or guides the person in front."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture, Guide
from kiosk.mailbox import Mailbox
from kiosk.pulse import Pulse
from kiosk.services.recurring import Recurring
from kiosk.session.effects import Watch
from kiosk.session.events import Captured, Event, Fault, FaultCleared

log = logging.getLogger(__name__)

WAIT_S = 0.2
"""How long the thread waits for a frame before it looks whether it should stop."""

PREPARE_WITHIN_S = 90.0
"""Loading the models takes a second or two, from a cold slow disk many times that."""
FRAME_WITHIN_S = 6.0
"""A frame takes some 30 ms; one that takes so long hangs."""


class Guiding(Protocol):
    """Judges frames one after another and decides when to keep one."""

    def step(self, frame: Frame) -> tuple[Guide, Capture | None]: ...

    def take_manually(self) -> None: ...


class CodeWatch(Protocol):
    """Looks for one thing (a capture code, staff's calibration); returns the event when it found it."""

    def look(self, frame: Frame) -> Event | None: ...


@dataclass(frozen=True)
class _Work:
    """What is done with the frames; nothing by default."""

    looking: CodeWatch | None = None
    guiding: Guiding | None = None


class VisionThread:
    """Owns the thread named ``vision``.

    Parameters
    ----------
    frames
        Newest frames, from the camera thread.
    new_code_watch, new_guiding
        Make a fresh watcher each time the session starts to look for something, so that nothing
        of an earlier person is left; called on the vision thread. Guiding is told the waived rules.
    post
        Takes events for the session; thread-safe.
    publish
        Told every new guide; thread-safe, returns at once.
    calibration
        Looks at the frames while staff set the booth up.
    always
        Looks at every frame, whatever is looked for.
    visitor_watch
        Makes who looks for somebody to greet.
    waiting
        Looks at the frames while nothing is looked for.
    tidy
        Called again and again on the vision thread, whatever is looked for and with or without frames: wipes
        what is no longer to be known.
    """

    def __init__(
        self,
        frames: Mailbox[Frame],
        new_code_watch: Callable[[], CodeWatch],
        new_guiding: Callable[[tuple[str, ...]], Guiding],
        post: Callable[[Event], None],
        publish: Callable[[Guide], None],
        *,
        calibration: CodeWatch,
        always: CodeWatch,
        visitor_watch: Callable[[], CodeWatch],
        waiting: CodeWatch | None = None,
        tidy: Callable[[], None] = lambda: None,
        prepare: Callable[[], None],
        release: Callable[[], None],
    ) -> None:
        self._frames = frames
        self._new_code_watch = new_code_watch
        self._new_guiding = new_guiding
        self._post = post
        self._publish = publish
        self._calibration, self._always, self._new_visitor_watch = calibration, always, visitor_watch
        self._waiting, self._tidy = waiting, tidy
        self._prepare = prepare
        self._release = release
        self._lock = threading.Lock()
        self._wanted = Watch.NOTHING
        self._waived: tuple[str, ...] = ()
        self._turn = 0
        self._manual = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vision")
        self.judged = 0
        """Observations made since the start."""
        self.pulse = Pulse()
        """Signs of life of the thread."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the thread finish its frame and join it."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def look_for(self, watch: Watch, waived: tuple[str, ...] = ()) -> None:
        """From the next frame on look for ``watch``, starting afresh, without asking for ``waived`` rules."""
        with self._lock:
            self._turn_to(watch, waived)

    def take_manually(self) -> None:
        """Keep the next judged frame whatever the rules say."""
        with self._lock:
            self._manual = True

    def _run(self) -> None:
        self.pulse.promise(PREPARE_WITHIN_S)
        try:
            self._prepare()
        except KioskError as error:
            self._post(Fault(error))
            self.pulse.rest()
            return
        try:
            self._watch_frames()
        finally:
            self._release()
            if self._stopping.is_set():  # a bug that ended the thread breaks its promise
                self.pulse.rest()

    def _watch_frames(self) -> None:
        turn = -1
        tried = Watch.NOTHING
        work = _Work()
        trouble = Recurring()
        logged: set[str] = set()
        fault = _broken()  # the one that was posted, while it is broken
        while not self._stopping.is_set():
            self.pulse.promise(FRAME_WITHIN_S)
            frame = self._frames.take(WAIT_S)
            self._tidy()
            with self._lock:
                wanted, now_turn, manual = self._wanted, self._turn, self._manual
                waived = self._waived
                self._manual = False
            if now_turn != turn:
                turn = now_turn
                # Only by going on with what failed is it known when that works again.
                tried = tried if trouble.broken and wanted is Watch.NOTHING else wanted
                work = self._begin(tried, waived)
            if frame is None:
                continue
            try:
                if (noticed := self._always.look(frame)) is not None:
                    self._post(noticed)
                self._work_on(work, frame, turn, manual)
            except KioskError as error:  # what somebody can mend, as a camera that gives too few pixels
                cause = error
                if cause.code not in logged:
                    log.warning("no frame can be judged: %s", error.code)
            except Exception:  # a bug in vision must be loud, yet may not leave the booth blind for good
                cause = _broken()
                if cause.code not in logged:
                    log.exception("vision failed on a frame")
            else:
                if trouble.went_well(frame.taken_at):
                    self._post(FaultCleared(fault.code))
                    work = self._begin(wanted, waived)
                if not trouble.broken:
                    logged.clear()
                continue
            logged.add(cause.code)
            if trouble.failed(frame.taken_at):
                fault = cause
                self._post(Fault(fault))

    def _begin(self, wanted: Watch, waived: tuple[str, ...]) -> _Work:
        match wanted:
            case Watch.VISITOR:
                return _Work(looking=self._new_visitor_watch())
            case Watch.CODE:
                return _Work(looking=self._new_code_watch())
            case Watch.CALIBRATION:
                return _Work(looking=self._calibration)
            case Watch.FRAMING:
                return _Work(guiding=self._new_guiding(waived))
        return _Work(looking=self._waiting)

    def _work_on(self, work: _Work, frame: Frame, turn: int, manual: bool) -> None:
        if work.looking is not None:
            found = work.looking.look(frame)
            if found is not None and self._answers(turn):
                self._post(found)
        if work.guiding is not None:
            if manual:
                work.guiding.take_manually()
            self._guide(work.guiding, frame, turn)

    def _guide(self, guiding: Guiding, frame: Frame, turn: int) -> None:
        guide, capture = guiding.step(frame)
        self.judged += 1
        if not self._answers(turn):
            return
        self._publish(guide)
        if capture is not None and self._rest(turn):
            self._post(Captured(capture))

    def _rest(self, turn: int) -> bool:
        """Look for nothing more, unless the session has asked for something else meanwhile."""
        with self._lock:
            mine = turn == self._turn
            if mine:
                self._turn_to(Watch.NOTHING)
            return mine

    def _turn_to(self, watch: Watch, waived: tuple[str, ...] = ()) -> None:
        """Begin another turn; whoever calls this holds the lock."""
        self._wanted, self._waived, self._manual = watch, waived, False
        self._turn += 1

    def _answers(self, turn: int) -> bool:
        """Whether the session still waits for this answer; it may have moved on meanwhile."""
        with self._lock:
            return turn == self._turn and self._wanted is not Watch.NOTHING


def _broken() -> KioskError:
    return KioskError(
        "vision-failed",
        "The kiosk could not judge the camera picture.",
        "It tries again by itself; if this stays, call staff.",
    )
