"""Wrong starts: an invented person sits down wrongly and is coached to a photo, on a simulated clock.

Everything but the clock is the booth's own: observer in live mode, rules, coach, shutter. The sitter hears
a hint when it is said, reacts late, overshoots, and misses one now and then.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.bench.drawn import SIZE
from kiosk.bench.shown import Shown, eyes_to_chin, lit
from kiosk.bench.truth import CRITERIA
from kiosk.camera.frame import Frame
from kiosk.camera.sitter.actor import Act, Actor
from kiosk.camera.sitter.people import load_cast
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Truth
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.coach import Coach
from kiosk.guidance.hints import load_hints
from kiosk.guidance.rules import Rules
from kiosk.guidance.session import Guidance
from kiosk.guidance.shutter import Shutter
from kiosk.guidance.verdict import Capture, Severity, Status
from kiosk.paths import config_dir
from kiosk.photo.crop import target_for
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_in_frame
from kiosk.vision.landmarks import FACE_MODEL
from kiosk.vision.observe import Observer

STAGE = "frame"
COMING_S = 10.0
"""By then somebody has walked in and begun to sit down."""
GIVEN_UP_S = 40.0


@dataclass(frozen=True)
class Start:
    """How one person fared.

    Attributes
    ----------
    taken_s
        From sitting down to the photo; None when none was taken within :data:`GIVEN_UP_S`.
    untrue
        Musts that the captured frame does not meet by the sitter's truth.
    unknown
        Musts that the captured frame was taken without judging.
    stuck
        Musts that failed at the end, when no photo was taken.
    """

    number: int
    faults: tuple[str, ...]
    taken_s: float | None
    hints: tuple[str, ...]
    untrue: tuple[str, ...]
    unknown: tuple[str, ...]
    stuck: tuple[str, ...]


class Starts:
    """One worker: coaches people by their number.

    Parameters
    ----------
    rate
        Observations a second of the simulated clock; the booth's own is the camera's.
    """

    def __init__(self, models: Path, rules: Rules, seed: int, rate: float) -> None:
        self._models, self._seed, self._rate = models, seed, rate
        self._renderer = Renderer(load_face_mesh(models / FACE_MODEL))
        self._cast = load_cast(config_dir() / "sitter.toml")
        spec = load_spec("chsi")
        self._rules = rules_in_frame(rules, spec, *SIZE)
        self._hints = load_hints(config_dir() / "hints.toml", self._rules)
        self._target = target_for(*SIZE, spec)

    def __call__(self, number: int) -> Start:
        """Coach person ``number`` to a photo; models are fresh, so nobody leaves a trace for the next."""
        actor = Actor(self._cast, seed=1000 * self._seed + number + 1)
        actor.hear(None, STAGE)
        tick = 0
        while actor.act is not Act.SITTING:
            tick += 1
            actor.advance(tick / self._rate)
            if tick > COMING_S * self._rate:
                raise RuntimeError(f"person {number} never sat down")
        with Observer.open(self._models, live=True) as observer:
            coach, shutter = Coach(self._rules, self._hints), Shutter(self._rules.shutter)
            guidance = Guidance(observer, self._rules, coach, shutter, self._target)
            return self._coached(actor, guidance, number, tick)

    def close(self) -> None:
        """Nothing is kept open."""

    def _coached(self, actor: Actor, guidance: Guidance, number: int, tick: int) -> Start:
        began, said = tick, []
        shown: dict[int, Shown] = {}
        before: Truth | None = None
        capture: Capture | None = None
        failing: tuple[str, ...] = ()
        while capture is None and tick - began < GIVEN_UP_S * self._rate:
            tick += 1
            drawn = self._renderer.render(actor.advance(tick / self._rate), SIZE, tick, alpha=False)
            frame = Frame(tick, tick / self._rate, drawn.bgr)
            guide, capture = guidance.step(frame)
            speed = _speed(before, drawn.truth, 1 / self._rate)
            shown[tick] = Shown(drawn.truth, self._target, lit(drawn.bgr, drawn.truth), speed)
            before = drawn.truth
            code = None if guide.hint is None else guide.hint.code
            actor.hear(code, STAGE)
            if code is not None and guide.hint is not None and guide.hint.kind == "fix":
                said.append((guide.hint.since, code))
            failing = tuple(
                v.rule for v in guide.verdicts if v.status is Status.FAIL and v.severity is Severity.MUST
            )
        hints = tuple(code for _, code in sorted(set(said)))
        faults = tuple(sorted(actor.faults))
        if capture is None:
            return Start(number, faults, None, hints, (), (), failing)
        must = [v for v in capture.verdicts if v.severity is Severity.MUST]
        true = shown[capture.frame.seq]
        return Start(
            number,
            faults,
            (tick - began) / self._rate,
            hints,
            tuple(v.rule for v in must if CRITERIA[v.rule].judge(true) is False),
            tuple(v.rule for v in must if v.status is Status.UNKNOWN),
            (),
        )


def _speed(before: Truth | None, now: Truth, lasts_s: float) -> float | None:
    """Return how fast the middle between the pupils moved, T/s."""
    size = eyes_to_chin(now)
    if before is None or before.pupil_left is None or before.pupil_right is None or not size:
        return None
    assert now.pupil_left is not None
    assert now.pupil_right is not None
    was = (np.array(before.pupil_left) + np.array(before.pupil_right)) / 2
    is_at = (np.array(now.pupil_left) + np.array(now.pupil_right)) / 2
    return float(np.linalg.norm(is_at - was)) / size / lasts_s
