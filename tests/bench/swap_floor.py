"""The booth without a screen, moved frame by frame: the clock goes on with the frames, not with the wall."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kiosk.camera.frame import Frame
from kiosk.campaign.consent import give_consent
from kiosk.campaign.person import Answers
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import ManualClock
from kiosk.services.kiosk import Kiosk
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.session.identifying import ANOTHER
from tests.bench.swap_room import Drawn, Posture, StepCamera

FPS = 10.0
STUCK_S = 90.0
"""Of real time, for one frame or one page."""


class Floor:
    """The booth, moved frame by frame."""

    def __init__(self, kiosk: Kiosk, camera: StepCamera, clock: ManualClock) -> None:
        self.kiosk, self._camera, self.clock = kiosk, camera, clock
        self._done = threading.Semaphore(0)
        self._at_work = False
        frames = kiosk._crew.frames
        self._take = frames.take
        frames.take = self._taken  # type: ignore[method-assign]

    def _taken(self, timeout_s: float = 0.0) -> Frame | None:
        """Stand in for the vision thread's mailbox: asking for a frame says that the last one is done."""
        if self._at_work:
            self._at_work = False
            self._done.release()
        frame = self._take(timeout_s)
        self._at_work = frame is not None
        return frame

    @property
    def noticed(self) -> bool:
        return self.kiosk.state.notice == ANOTHER

    def show(self, whom: Drawn | None, posture: Posture, room: Drawn, nth: int) -> None:
        """Show one frame and let the booth take it in."""
        self.clock.advance(1 / FPS)
        pictures = room.pictures[posture] if whom is None else whom.pictures[posture]
        picture = room.nobody if whom is None else pictures[nth % len(pictures)]
        self._camera.give(picture, None if whom is None else whom.number)
        if not self._done.acquire(timeout=STUCK_S):
            raise RuntimeError("the vision thread stands still")
        self.kiosk.post(ev.Tick())
        self.kiosk.pump()

    def until(self, done: Callable[[], bool]) -> None:
        """Let the workers go on, the clock standing."""
        end = time.monotonic() + STUCK_S
        while not done():
            if time.monotonic() > end:
                raise RuntimeError(f"nothing goes on in {self.kiosk.state.step}")
            self.kiosk.pump()
            time.sleep(0.002)

    def identify(self, index: int) -> None:
        """From the attract page to the guide, everything agreed to."""
        kiosk, code = self.kiosk, demo_code(index, self.clock.now())
        kiosk.post(ev.Left())
        kiosk.post(ev.Started("bench"))
        kiosk.post(ev.CodeRead(parse_payload(code.text)))
        kiosk.post(ev.IdentityTyped(Answers(last4=code.last4)))
        self.until(lambda: kiosk.state.step is Step.CONSENT)
        texts = kiosk.campaign.asked
        agreed = give_consent(texts, [text.purpose for text in texts], self.clock.now())
        kiosk.post(ev.ConsentGiven(agreed))
        kiosk.pump()

    def whose(self) -> int | None:
        """Return who is on the captured frame."""
        capture = self.kiosk.state.capture
        return None if capture is None else self._camera.shown[capture.frame.seq]
