"""The drawn booth, looked at by the real observer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from kiosk.calibration.limits import load_limits
from kiosk.calibration.record import Calibration
from kiosk.calibration.step import Aim, Before, Found, Missed, Progress, Step
from kiosk.camera.controls import Adjustable
from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene
from kiosk.face_mesh import load_face_mesh
from kiosk.geometry import Box
from kiosk.paths import models_dir
from kiosk.vision.observe import Observer

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FRAME_S = 1 / 5
Draw = Callable[..., Picture]
Play = Callable[..., "Found | Missed"]


@pytest.fixture(scope="session")
def draw() -> Draw:
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    return lambda scene, number=0: renderer.render(scene, frame_number=number, alpha=False).bgr


@pytest.fixture(scope="session")
def observer() -> Iterator[Observer]:
    with Observer.open(models_dir(), live=False) as opened:
        yield opened


def before(calibration: Calibration | None = None, camera: Adjustable | None = None) -> Before:
    aim = Aim(eye_line_y=0.40 * 720, patch=Box(540, 240, 200, 160))
    return Before(calibration or Calibration("sitter"), load_limits(), aim, camera, NOW)


@pytest.fixture
def play(draw: Draw, observer: Observer) -> Play:
    """Return a function that plays scenes or pictures to a step, the last one on and on, to its end."""

    def played(
        step: Step, *shown: Scene | Picture, said: list[Progress] | None = None, every_s: float = FRAME_S
    ) -> Found | Missed:
        pictures = [draw(each) if isinstance(each, Scene) else each for each in shown]
        seen = [observer.observe(Frame(1, 0.0, picture)) for picture in pictures]
        for number in range(1000):
            at = min(number // 5, len(pictures) - 1)
            answer = step.take(Frame(number + 1, number * every_s, pictures[at]), seen[at])
            if not isinstance(answer, Progress):
                return answer
            if said is not None:
                said.append(answer)
        raise AssertionError("a step must end")

    return played
