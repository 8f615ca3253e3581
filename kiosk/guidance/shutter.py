"""The shutter: waits until the person sits right and still, then keeps the best of a short window.

What may hold it up, so that nothing becomes a dead end:

- a *must* rule that fails holds it up until it passes (or staff or the person take the photo by hand);
- a *must* rule that cannot be assessed holds it up as well: nobody can say that it is met. A photo by hand
  carries the rule along as *unknown* for whoever reviews it;
- a rule that waits for a failing *must* is not judged and holds nothing up: the other one does. A *must*
  that waits for what holds nothing up itself holds it up, as one that cannot be assessed does;
- a *must* that is not met in more than ``doubtful_share`` of the window's frames ends the window without a
  photo: one lucky reading among many says less than they do. A blink is shorter;
- a *should* rule that fails holds it up until every must has been met for ``should_patience_s`` in all:
  somebody whom it sends out of a must's band now and then does not begin anew each time;
- a *staff* rule never does.

Without exactly one usable head there is nothing to photograph, whatever the patience. The photo by hand
is offered after ``manual_after_s`` in front of the camera: never later than that on any single hint.

Live measures may be a few frames old, so a candidate (and a photo by hand) counts only when everything was
measured in that very frame: :meth:`Shutter.wants_whole` says when.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from kiosk.camera.frame import Frame
from kiosk.guidance.rules import ShutterSettings
from kiosk.guidance.verdict import (
    Capture,
    Severity,
    ShutterPhase,
    ShutterState,
    Status,
    Verdict,
    unmet_musts,
)
from kiosk.vision.observation import Observation


class Shutter:
    """Guiding → steady → candidates → taken; one a person, owned by the vision thread.

    Times are those of the frames. The capture holds the very frame that was judged.
    """

    def __init__(self, settings: ShutterSettings) -> None:
        self._settings = settings
        self._phase = ShutterPhase.GUIDING
        self._began_s: float | None = None
        self._phase_since_s = 0.0
        self._musts_met_s = 0.0
        self._musts_met_at_s: float | None = None
        self._window: list[frozenset[str]] = []
        self._best: Capture | None = None
        self._best_rank: tuple[int, float] = (0, 0.0)
        self._manual_wanted = False

    def wants_whole(self, at_s: float) -> bool:
        """Return whether the frame taken at ``at_s`` may become the photo, so must be measured whole."""
        manual = self._manual_wanted and self._manual_allowed(at_s)
        return self._phase is ShutterPhase.CANDIDATES or (manual and self._phase is not ShutterPhase.TAKEN)

    def take_manually(self) -> None:
        """Keep the next frame with a usable head, whatever the rules say.

        Without effect until :attr:`ShutterState.manual_allowed` says that enough time has gone by.
        """
        self._manual_wanted = True

    def step(
        self, frame: Frame, observation: Observation, verdicts: Sequence[Verdict]
    ) -> tuple[ShutterState, Capture | None]:
        """Take in one judged frame; return the state and, once, the capture.

        The frame must have been observed whole when :meth:`wants_whole` said so.
        """
        at_s = frame.taken_at
        if self._began_s is None:
            self._began_s = at_s
        if self._phase is ShutterPhase.TAKEN:
            return self._state(at_s), None
        usable = observation.head is not None
        manual, self._manual_wanted = self._manual_wanted and self._manual_allowed(at_s), False
        if manual and usable:
            return self._taken(_capture(frame, observation, verdicts, manual=True), at_s)
        # Wanted while nobody could be seen: still wanted at the next frame.
        self._manual_wanted = manual
        ready = usable and self._ready(verdicts, at_s)
        if self._phase is ShutterPhase.CANDIDATES:
            return self._consider(frame, observation, verdicts, at_s)
        if self._phase is ShutterPhase.GUIDING and ready:
            self._enter(ShutterPhase.STEADY, at_s)
        elif self._phase is ShutterPhase.STEADY:
            if not ready:
                self._enter(ShutterPhase.GUIDING, at_s)
            elif at_s - self._phase_since_s >= self._settings.steady_s:
                self._enter(ShutterPhase.CANDIDATES, at_s)
        return self._state(at_s), None

    def _consider(
        self, frame: Frame, observation: Observation, verdicts: Sequence[Verdict], at_s: float
    ) -> tuple[ShutterState, Capture | None]:
        """Keep the better of the frames that meet every must; a blink only misses its chance."""
        if observation.head is None:
            self._enter(ShutterPhase.GUIDING, at_s)
            return self._state(at_s), None
        unmet = unmet_musts(verdicts)
        self._window.append(unmet)
        if not unmet:
            candidate = _capture(frame, observation, verdicts, manual=False)
            rank = (-_failing_shoulds(verdicts), self._score(candidate))
            if self._best is None or rank > self._best_rank:
                self._best, self._best_rank = candidate, rank
        if at_s - self._phase_since_s < self._settings.window_s:
            return self._state(at_s), None
        if self._best is None or self._doubtful():
            self._enter(ShutterPhase.GUIDING, at_s)
            return self._state(at_s), None
        return self._taken(self._best, at_s)

    def _doubtful(self) -> bool:
        """Return whether one and the same must was not met in too many of the window's frames."""
        times = Counter(rule for unmet in self._window for rule in unmet)
        return max(times.values(), default=0) > self._settings.doubtful_share * len(self._window)

    def _ready(self, verdicts: Sequence[Verdict], at_s: float) -> bool:
        if unmet_musts(verdicts):
            self._musts_met_at_s = None
            return False
        if self._musts_met_at_s is not None:
            self._musts_met_s += at_s - self._musts_met_at_s
        self._musts_met_at_s = at_s
        patient = self._musts_met_s < self._settings.should_patience_s
        return not (patient and _failing_shoulds(verdicts))

    def _score(self, capture: Capture) -> float:
        """Sharp, eyes well open, still, facing the lens; what could not be measured adds nothing."""
        value, settings = capture.observation.value, self._settings
        lids = [lid for name in ("eye_open_left", "eye_open_right") if (lid := value(name)) is not None]
        turned_deg = math.hypot(*(value(name) or 0.0 for name in ("yaw_deg", "pitch_deg", "roll_deg")))
        return (
            (capture.sharpness or 0.0)
            + settings.open_eyes * min(lids, default=0.0)
            - settings.stillness * (value("motion") or 0.0)
            - settings.frontal_per_deg * turned_deg
        )

    def _enter(self, phase: ShutterPhase, at_s: float) -> None:
        self._phase = phase
        self._phase_since_s = at_s
        self._best = None
        self._window = []

    def _taken(self, capture: Capture, at_s: float) -> tuple[ShutterState, Capture]:
        self._enter(ShutterPhase.TAKEN, at_s)
        return self._state(at_s), capture

    def _manual_allowed(self, at_s: float) -> bool:
        return self._began_s is not None and at_s - self._began_s >= self._settings.manual_after_s

    def _state(self, at_s: float) -> ShutterState:
        steady_s, window_s = self._settings.steady_s, self._settings.window_s
        since_s = at_s - self._phase_since_s
        done_s = {
            ShutterPhase.GUIDING: 0.0,
            ShutterPhase.STEADY: min(since_s, steady_s),
            ShutterPhase.CANDIDATES: steady_s + min(since_s, window_s),
            ShutterPhase.TAKEN: steady_s + window_s,
        }[self._phase]
        return ShutterState(self._phase, done_s / (steady_s + window_s), self._manual_allowed(at_s))


def _capture(frame: Frame, observation: Observation, verdicts: Sequence[Verdict], *, manual: bool) -> Capture:
    return Capture(frame, observation, tuple(verdicts), manual, observation.value("sharpness"))


def _failing_shoulds(verdicts: Sequence[Verdict]) -> int:
    return sum(v.status is Status.FAIL for v in verdicts if v.severity is Severity.SHOULD)
