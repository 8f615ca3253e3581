"""Drawn people with known truth, and one observer for single pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Look, Pose, Scene
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir
from kiosk.vision.observe import Observer

Draw = Callable[..., Frame]


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))


@pytest.fixture(scope="session")
def draw(renderer: Renderer) -> Draw:
    """``draw(seq=1, at_s=0.0, look={…}, scene={…}, yaw_deg=…)``: a frame of the sitter, 1280×720."""

    def drawn(
        seq: int = 1,
        at_s: float = 0.0,
        look: dict[str, Any] | None = None,
        scene: dict[str, Any] | None = None,
        **pose: float,
    ) -> Frame:
        made = Scene(pose=replace(Pose(), **pose), look=replace(Look(), **(look or {})))
        picture = renderer.render(replace(made, **(scene or {})), frame_number=seq, alpha=False).bgr
        return Frame(seq, at_s, picture)

    return drawn


@pytest.fixture(scope="session")
def stills() -> Iterator[Observer]:
    with Observer.open(models_dir(), live=False) as observer:
        yield observer
