"""Guidance as a whole: a drawn person, the real observer, rules, coach and shutter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Pose, Scene
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.coach import Coach
from kiosk.guidance.hints import Hints
from kiosk.guidance.rules import Rules
from kiosk.guidance.session import Guidance
from kiosk.guidance.shutter import Shutter
from kiosk.paths import models_dir
from kiosk.photo.crop import target_for
from kiosk.photo.spec import load_spec
from kiosk.vision.observe import Observer

RATE = 15.0


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))


def test_a_drawn_person_is_coached_and_then_taken(rules: Rules, hints: Hints, renderer: Renderer) -> None:
    target = target_for(1280, 720, load_spec("chsi"))
    said: list[str] = []
    frames: dict[int, Frame] = {}
    with Observer.open(models_dir(), live=True) as observer:
        guidance = Guidance(observer, rules, Coach(rules, hints), Shutter(rules.shutter), target)
        for seq in range(1, 90):
            # Sits turned away for 1.6 s, then faces the lens.
            pose = replace(Pose(), yaw_deg=14.0 if seq < 24 else 0.0)
            picture = renderer.render(Scene(pose=pose), frame_number=seq, alpha=False).bgr
            frames[seq] = Frame(seq, 10 + seq / RATE, picture)
            guide, capture = guidance.step(frames[seq])
            if guide.hint is not None and said[-1:] != [guide.hint.code]:
                said.append(guide.hint.code)
            if capture is not None:
                break
    assert said[0] == "turn-right"  # the nose points to the person's own left
    assert said[-1] == "hold-still"
    assert capture is not None
    assert not capture.manual
    assert capture.failed_rules == ()
    assert capture.frame is frames[capture.frame.seq]
    assert capture.observation.seq == capture.frame.seq
    assert capture.frame.seq > 24
