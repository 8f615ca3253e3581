"""What happens between consent and submission, by lot, and how the session comes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kiosk.guidance.verdict import ShutterPhase
from kiosk.session import Step
from kiosk.session import events as ev
from tests.bench.swap_floor import FPS, Floor
from tests.bench.swap_room import SLEEVES, Drawn, Posture

PATIENCE_S = 30.0
"""Of the booth's clock: who sits right for so long without a photo gets none."""
SLEEVE_S = 0.2
"""For which a jacket is seen to be off so far."""
ENDS = (Step.DONE, Step.TROUBLE)


class Story(StrEnum):
    """What happens between the consent and the submission; the first four are no swaps."""

    STAYS = "the same person stays"
    RETURNS = "gets up and comes back"
    UNDRESSES = "takes the jacket off"
    FRIEND = "a friend looks at the photo, then the first is taken again"
    AGREES = "another sits down within 1.5 s of the consent"
    READY = "another sits down while the guide is read"
    GUIDED = "another sits down while guided"
    SEATS = "two change seats, one gets up as the other sits down"
    SHUTTER = "another from one frame to the next as the shutter falls"
    AGAIN = "another sits down for the retake"

    @property
    def swap(self) -> bool:
        return self not in (Story.STAYS, Story.RETURNS, Story.UNDRESSES, Story.FRIEND)


class End(StrEnum):
    """How a session comes out."""

    NOTICED = "noticed"
    OTHER = "submitted, another's photo"
    OWN = "submitted, the photo of who agreed"
    NO_PHOTO = "no photo"


@dataclass(frozen=True)
class Played:
    """One session.

    ``after_s``: from the swap to its notice, of the booth's clock; ``hint``: what held up a photo that never
    came; ``changed``: whether the story came to where somebody else sits down.
    """

    story: Story
    first: int
    then: int
    end: End
    after_s: float | None
    hint: str | None
    changed: bool


class Session:
    """One session of a story."""

    def __init__(self, floor: Floor, story: Story, first: Drawn, then: Drawn, random: np.random.Generator):
        self._floor, self._story, self._random = floor, story, random
        self._first, self._then = first, then
        self._nth = 0
        self._swapped_s: float | None = None

    def play(self, index: int) -> Played:
        floor, story = self._floor, self._story
        floor.identify(index)
        self._get_ready()
        if story is Story.GUIDED:
            self._guided()
            self._empty()
            self._swap()
        elif story is Story.SHUTTER:
            self._at_the_shutter()
        else:
            self._guided()
        self._photographed()
        if story in (Story.AGAIN, Story.FRIEND) and floor.kiosk.state.step is Step.REVIEW:
            self._again()
        after_s = None
        if floor.noticed and self._swapped_s is not None:
            after_s = floor.clock.monotonic() - self._swapped_s
        guide, framed = floor.kiosk.guide, self._framed
        hint = guide.hint.code if framed and guide is not None and guide.hint is not None else None
        changed = story.swap and self._swapped_s is not None
        return Played(story, self._first.number, self._then.number, self._end(), after_s, hint, changed)

    @property
    def _here(self) -> Drawn:
        swapped = self._swapped_s is not None
        return self._then if swapped and self._story.swap else self._first

    def _get_ready(self) -> None:
        story = self._story
        if story is Story.AGREES:
            self._busy(0.2, 1.5)
        else:
            self._busy(1.5, 6.0)
        if story in (Story.AGREES, Story.READY, Story.RETURNS):
            self._empty()
            self._swap()
            self._busy(0.3, 2.5)
        elif story is Story.SEATS:
            away = (Posture.LEFT, Posture.RIGHT)
            out, in_ = away if self._random.random() < 0.5 else away[::-1]
            self._sit(self._first, out, 0.2, 0.8)
            self._swap()
            self._sit(self._then, in_, 0.2, 0.8)
            self._busy(0.3, 2.5)
        self._floor.kiosk.post(ev.Ready())
        self._floor.kiosk.pump()

    def _guided(self) -> None:
        for _ in range(2):
            self._sit(self._here, Posture.ASKEW, 0.3, 2.0)

    def _at_the_shutter(self) -> None:
        """Sit right until the shutter is about to fall, then change."""
        self._guided()
        share = float(self._random.uniform(0.05, 0.95))
        end_s = self._floor.clock.monotonic() + PATIENCE_S
        while self._framed and self._floor.clock.monotonic() < end_s:
            guide = self._floor.kiosk.guide
            falling = guide is not None and guide.shutter.phase is not ShutterPhase.GUIDING
            if falling and guide.shutter.progress >= share:
                self._swap()
                return
            self._sit(self._first, Posture.LOOKS, 0.1, 0.1)

    def _photographed(self) -> None:
        """Sit right until there is a photo, and look at it."""
        undressed = self._story is Story.UNDRESSES
        for stage in range(len(SLEEVES) if undressed else 0):
            self._sit(self._here, Posture.UNDRESSING, SLEEVE_S, SLEEVE_S, stage)
        posture = Posture.UNDRESSED if undressed else Posture.LOOKS
        end_s = self._floor.clock.monotonic() + PATIENCE_S
        while self._framed and self._floor.clock.monotonic() < end_s:
            self._sit(self._here, posture, 0.1, 0.1)
        kiosk = self._floor.kiosk
        if kiosk.state.step is Step.DEVELOPING:
            self._floor.until(lambda: kiosk.state.step is not Step.DEVELOPING)

    def _again(self) -> None:
        """Somebody else sits down at the review; who they are is told by the story."""
        self._empty()
        kiosk = self._floor.kiosk
        if self._story is Story.AGAIN:
            self._swap()
            self._busy(0.3, 2.5)
        else:
            self._sit(self._then, Posture.LOOKS, 1.0, 4.0)
            self._empty()
        kiosk.post(ev.RetakeAsked())
        kiosk.pump()
        self._guided()
        self._photographed()

    def _end(self) -> End:
        floor, kiosk = self._floor, self._floor.kiosk
        if floor.noticed:
            return End.NOTICED
        if kiosk.state.step is not Step.REVIEW:
            return End.NO_PHOTO
        whose = floor.whose()
        kiosk.post(ev.SubmitAsked())
        floor.until(lambda: kiosk.state.step in ENDS)
        if kiosk.state.step is not Step.DONE:
            raise RuntimeError(f"not saved: {kiosk.state.trouble}")
        return End.OWN if whose == self._first.number else End.OTHER

    @property
    def _framed(self) -> bool:
        return self._floor.kiosk.state.step is Step.FRAME

    def _swap(self) -> None:
        self._swapped_s = self._floor.clock.monotonic()

    def _empty(self) -> None:
        self._sit(None, Posture.LOOKS, 0.6, 2.5)

    def _busy(self, least_s: float, most_s: float) -> None:
        """Read the screen and look up from it, by turns."""
        end_s = self._floor.clock.monotonic() + float(self._random.uniform(least_s, most_s))
        while self._floor.clock.monotonic() < end_s and not self._floor.noticed:
            reads = self._random.random() < 0.5
            left_s = min(1.5, end_s - self._floor.clock.monotonic())
            self._sit(self._here, Posture.READS if reads else Posture.ASKEW, min(0.4, left_s), left_s)

    def _sit(
        self, whom: Drawn | None, posture: Posture, least_s: float, most_s: float, nth: int | None = None
    ) -> None:
        """Be so in pictures by lot, or in the ``nth`` one only."""
        for _ in range(max(1, round(float(self._random.uniform(least_s, most_s)) * FPS))):
            if self._floor.noticed:
                return
            self._nth += int(self._random.integers(1, 3))
            self._floor.show(whom, posture, self._first, self._nth if nth is None else nth)
