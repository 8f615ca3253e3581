"""Draws pictures of the grid and lets the real observer and rules judge them, in a worker process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kiosk.bench.grid import case
from kiosk.bench.looks import tone
from kiosk.bench.shown import Shown, eye_distance, lit
from kiosk.bench.truth import CRITERIA
from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Truth
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.rules import Rules
from kiosk.photo.crop import target_for
from kiosk.photo.spec import load_spec
from kiosk.vision.landmarks import FACE_MODEL
from kiosk.vision.observe import Observer

SIZE = (1280, 720)


def _eye_line(truth: Truth) -> float | None:
    if truth.pupil_left is None or truth.pupil_right is None:
        return None
    return (truth.pupil_left.y + truth.pupil_right.y) / 2


TRUE_VALUES: Mapping[str, Callable[[Truth], float | None]] = MappingProxyType(
    {
        "yaw_deg": lambda truth: truth.yaw_deg,
        "pitch_deg": lambda truth: truth.pitch_deg,
        "roll_deg": lambda truth: truth.roll_deg,
        "shoulder_tilt_deg": lambda truth: truth.shoulder_tilt_deg,
        "torso_turn_deg": lambda truth: truth.scene.pose.torso_turn_deg if truth.present else None,
        "eye_distance_px": eye_distance,
        "eye_line_y_px": _eye_line,
        "hair_top_px": lambda truth: truth.hair_top_y,
        "ear_left_visible": lambda truth: truth.ear_right_visible,
        "ear_right_visible": lambda truth: truth.ear_left_visible,
    }
)
"""Measures whose true value is drawn in the same unit; the person's left is the picture's right."""


@dataclass(frozen=True)
class Outcome:
    """How one picture was judged.

    Attributes
    ----------
    truths
        Rule → whether it is truly met; None in the grey zone.
    verdicts
        Rule → ``pass``, ``fail`` or ``unknown``.
    errors
        Measure → measured − true; absent where either is not known.
    """

    number: int
    faults: tuple[str, ...]
    tone: str
    truths: Mapping[str, bool | None]
    verdicts: Mapping[str, str]
    errors: Mapping[str, float]


class Drawing:
    """One worker's renderer, models and rules."""

    def __init__(self, models: Path, rules: Rules, count: int, seed: int) -> None:
        self._count, self._seed = count, seed
        self._renderer = Renderer(load_face_mesh(models / FACE_MODEL))
        self._observer = Observer.open(models, live=False)
        self._rules = rules
        self._target = target_for(*SIZE, load_spec("chsi"))

    def __call__(self, number: int) -> Outcome:
        """Draw, observe and judge picture ``number`` of the grid."""
        chosen = case(number, self._count, self._seed)
        drawn = self._renderer.render(chosen.scene, SIZE, number, alpha=False)
        observation = self._observer.observe(Frame(number + 1, float(number), drawn.bgr))
        shown = Shown(drawn.truth, self._target, lit(drawn.bgr, drawn.truth))
        verdicts = self._rules.judge(observation, self._target)
        errors = {}
        for name, true in TRUE_VALUES.items():
            measured, value = observation.value(name), true(drawn.truth)
            if measured is not None and value is not None:
                errors[name] = measured - value
        return Outcome(
            number,
            chosen.faults,
            tone(chosen.scene.look.skin),
            {verdict.rule: CRITERIA[verdict.rule].judge(shown) for verdict in verdicts},
            {verdict.rule: verdict.status.value for verdict in verdicts},
            errors,
        )

    def close(self) -> None:
        self._observer.close()
