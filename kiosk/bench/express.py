"""How many people an hour: the whole booth with the reacting sitter, in real time, express mode or not.

Everything runs that a collection day has: camera, models, darkroom, store, a central server that receipts.
Only the screen is left out, and the person's own time on it is a wait of fixed length: reading, typing,
ticking. What the sitter does with their body (walk in, hold up the phone, sit down, follow the hints, leave)
comes on top.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median

from kiosk.bench.tables import table
from kiosk.campaign.consent import give_consent
from kiosk.campaign.person import Answers
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.services.build import build_kiosk
from kiosk.services.kiosk import Kiosk
from kiosk.services.rehearsal import Rehearsal
from kiosk.session import events as ev
from kiosk.session.lane import Phase
from kiosk.session.state import Step
from kiosk.settings import load_settings

POLL_S = 0.01
TICK_S = 0.25
PERSON_LIMIT_S = 180.0
DELIVERY_LIMIT_S = 60.0
EXPRESS_SHARES: Mapping[Step, float] = {Step.CONFIRM: 0.5, Step.CONSENT: 0.5}
PLAIN_SHARES: Mapping[Step, float] = {
    Step.CONFIRM: 0.4,
    Step.CONSENT: 0.3,
    Step.PREPARE: 0.1,
    Step.REVIEW: 0.15,
    Step.DONE: 0.05,
}
"""Which part of the human time a person spends on which page; the same time with and without express mode."""


@dataclass(frozen=True)
class Plan:
    """``human_s`` is one person's own time on the pages, s."""

    people: int
    human_s: float
    express: bool


@dataclass(eq=False)
class Result:
    """What was measured.

    Attributes
    ----------
    intervals_s
        From one person's shutter to the next one's.
    stages_s
        Time on each page, one entry a visit.
    result_s
        Express mode: from the shutter to "submitted" on the strip, the time to object included.
    verified
        Submissions of which the server's receipt was checked.
    """

    intervals_s: list[float] = field(default_factory=list)
    stages_s: dict[str, list[float]] = field(default_factory=dict)
    result_s: list[float] = field(default_factory=list)
    retakes: int = 0
    verified: int = 0

    @property
    def an_hour(self) -> float:
        """People an hour, from the mean interval."""
        return 3600.0 / mean(self.intervals_s) if self.intervals_s else 0.0


def measure(plan: Plan) -> Result:
    """Let the people come.

    Raises
    ------
    KioskError
        ``bench-stuck`` when somebody does not get through.
    """
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        settings = load_settings()
        settings = replace(settings, express=replace(settings.express, on=plan.express))
        with Rehearsal(Path(folder), settings, clock) as rehearsal:
            kiosk = build_kiosk(rehearsal.settings, clock)
            kiosk.start()
            try:
                result = _Day(kiosk, plan).run()
            finally:
                kiosk.stop()
            delivered = rehearsal.finish(Path(folder), lambda told: None, DELIVERY_LIMIT_S)
    result.verified = sum(item.verified for item in delivered)
    return result


class _Day:
    """Plays every person's touches on the booth and notes when what happened."""

    def __init__(self, kiosk: Kiosk, plan: Plan) -> None:
        self._kiosk, self._plan = kiosk, plan
        self._shares = EXPRESS_SHARES if plan.express else PLAIN_SHARES
        self._result = Result()
        self._step, self._entered_s, self._acted = Step.ATTRACT, time.monotonic(), False
        self._shot_at_s: float | None = None
        self._shots = 0
        self._waiting: dict[str, float] = {}
        """Express mode: when the shutter fell, by ticket."""

    def run(self) -> Result:
        ticked_s = time.monotonic()
        while not self._over():
            now_s = time.monotonic()
            if now_s - ticked_s >= TICK_S:
                ticked_s = now_s
                self._kiosk.post(ev.Tick())
            self._kiosk.pump()
            self._note(now_s)
            self._play(now_s)
            if now_s - (self._shot_at_s or self._entered_s) > PERSON_LIMIT_S:
                raise KioskError(
                    "bench-stuck",
                    f"Person {self._shots + 1} stands still on the page {self._step}.",
                    "Look at that page with `kiosk demo`.",
                )
            time.sleep(POLL_S)
        return self._result

    def _over(self) -> bool:
        enough = self._shots >= self._plan.people
        if self._plan.express:
            return enough and not self._waiting
        return enough and self._step is Step.ATTRACT

    def _note(self, now_s: float) -> None:
        step = self._kiosk.state.step
        if step is not self._step:
            self._result.stages_s.setdefault(str(self._step), []).append(now_s - self._entered_s)
            fell = self._step is Step.FRAME and step in (Step.TAKEN, Step.DEVELOPING)
            self._step, self._entered_s, self._acted = step, now_s, False
            if fell:
                self._shutter_fell(now_s)
        for ticket in self._kiosk.tickets:
            if ticket.phase is Phase.DEVELOPING:
                self._waiting.setdefault(ticket.id, ticket.since)
            elif ticket.id in self._waiting and ticket.phase in (Phase.SAVED, Phase.RETAKE):
                waited_s = self._kiosk.clock.monotonic() - self._waiting.pop(ticket.id)
                self._result.result_s.append(waited_s)
                self._result.retakes += ticket.phase is Phase.RETAKE

    def _shutter_fell(self, now_s: float) -> None:
        self._shots += 1
        if self._shot_at_s is not None:
            self._result.intervals_s.append(now_s - self._shot_at_s)
        self._shot_at_s = now_s

    def _play(self, now_s: float) -> None:
        """Touch what the person would, once they have looked at the page for long enough."""
        kiosk = self._kiosk
        wait_s = self._shares.get(self._step, 0.0) * self._plan.human_s
        if self._acted or now_s - self._entered_s < wait_s:
            return
        event: ev.Event | None = None
        match self._step:
            case Step.ATTRACT if self._shots < self._plan.people:
                event = ev.Started(f"person-{self._shots}")
            case Step.CONFIRM if kiosk.director is not None:
                event = ev.IdentityTyped(Answers(last4=kiosk.director.code.last4))
            case Step.CONSENT:
                texts = kiosk.campaign.asked
                event = ev.ConsentGiven(
                    give_consent(texts, [text.purpose for text in texts], kiosk.clock.now())
                )
            case Step.PREPARE:
                event = ev.Ready()
            case Step.REVIEW:
                event = ev.SubmitAsked()
            case Step.DONE:
                event = ev.Left()
            case Step.TROUBLE:
                event = ev.Back()
        if event is not None:
            self._acted = True
            kiosk.post(event)


def report(plan: Plan, result: Result) -> str:
    """Return the measurement for people."""
    mode = "express mode" if plan.express else "without express mode"
    lines = [
        f"{plan.people} people, {mode}, {plan.human_s:g} s of their own on the pages:"
        f" {result.an_hour:.0f} sessions an hour",
        f"shutter to shutter: {median(result.intervals_s):.1f} s median,"
        f" {max(result.intervals_s):.1f} s longest",
    ]
    if result.result_s:
        lines.append(
            f"shutter to submitted: {median(result.result_s):.1f} s median, {max(result.result_s):.1f} s"
            f" longest; {result.retakes} asked to come back"
        )
    lines.append(f"receipts verified: {result.verified}")
    rows = [
        (step, str(len(times)), f"{median(times):.1f}", f"{max(times):.1f}")
        for step, times in result.stages_s.items()
    ]
    return "\n".join([*lines, "", table(("page", "visits", "median s", "longest s"), rows)])
