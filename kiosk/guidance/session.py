"""Guidance of one person: the vision thread's whole work while framing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from kiosk.camera.frame import Frame
from kiosk.guidance.coach import Coach
from kiosk.guidance.derived import SOURCES
from kiosk.guidance.rules import Rules
from kiosk.guidance.shutter import Shutter
from kiosk.guidance.verdict import Capture, Guide, Severity, Status, Target, Verdict
from kiosk.vision.observation import Observation


class Watcher(Protocol):
    """Makes observations, as :class:`kiosk.vision.observe.Observer` does."""

    def observe(self, frame: Frame, *, whole: bool = False, closely: Collection[str] = ()) -> Observation: ...


class Guidance:
    """Observes, judges, coaches and releases the shutter; make a fresh one for every person.

    Parameters
    ----------
    observer
        Lives longer than one guidance and is not closed by it.
    target
        Where the head should be, from the crop that cuts the photo.
    """

    def __init__(
        self, observer: Watcher, rules: Rules, coach: Coach, shutter: Shutter, target: Target
    ) -> None:
        self._observer = observer
        self._rules = rules
        self._coach = coach
        self._shutter = shutter
        self._target = target
        self._measures = {rule.name: SOURCES.get(rule.measure, rule.measure) for rule in rules.rules}
        self._verdicts: tuple[Verdict, ...] = ()

    def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
        """Take in the newest frame; return the guide to show and, once, the capture."""
        whole = self._shutter.wants_whole(frame.taken_at)
        observation = self._observer.observe(frame, whole=whole, closely=self._wrong())
        # What may become the photo is judged by itself: the wider bands only keep hints from flickering.
        before = () if whole else self._verdicts
        self._verdicts = self._rules.judge(observation, self._target, before)
        state, capture = self._shutter.step(frame, observation, self._verdicts)
        hint = self._coach.advise(self._verdicts, state.phase, frame.taken_at)
        return Guide(observation, self._verdicts, hint, state, self._target), capture

    def _wrong(self) -> frozenset[str]:
        """Return what was judged wrong: soon told of, soon put right, or one odd reading."""
        return frozenset(
            self._measures[v.rule]
            for v in self._verdicts
            if v.status is Status.FAIL and v.severity is not Severity.STAFF
        )

    def take_manually(self) -> None:
        """Keep the next usable frame, once the manual shutter is allowed."""
        self._shutter.take_manually()
