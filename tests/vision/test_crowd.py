"""Faces behind the subject, on drawn people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import PasserBy, Scene
from kiosk.geometry import Box
from kiosk.paths import models_dir
from kiosk.vision.crowd import beside
from kiosk.vision.observe import Observer


@pytest.fixture(scope="module")
def live() -> Iterator[Observer]:
    with Observer.open(models_dir(), live=True) as observer:
        yield observer


@pytest.mark.parametrize("scale_px", [3.0, 4.0, 6.0, 9.0])
@pytest.mark.parametrize("x", [0.1, 0.36, 0.65])
def test_small_faces_behind_are_found_and_the_subject_stays_first(
    stills: Observer, renderer: Renderer, scale_px: float, x: float
) -> None:
    drawn = renderer.render(Scene(passers_by=(PasserBy(x, 0.3, scale_px),)), alpha=False)
    seen = stills.observe(Frame(1, 0.0, drawn.bgr))
    assert seen.value("face_count") == 2
    assert seen.head is not None
    assert seen.faces[0].centre.x == pytest.approx(drawn.truth.face.centre.x, abs=20)
    assert seen.faces[1].centre.x == pytest.approx(drawn.truth.others[0].centre.x, abs=15)


def test_live_a_second_head_is_noticed_within_a_second_and_forgotten_when_gone(
    live: Observer, renderer: Renderer
) -> None:
    alone = renderer.render(Scene(), alpha=False).bgr
    two = renderer.render(Scene(passers_by=(PasserBy(0.65, 0.3, 5.0),)), alpha=False).bgr
    pictures = [alone] * 4 + [two] * 30 + [alone] * 30
    counts = [live.observe(Frame(n + 1, n / 30, p)).value("face_count") for n, p in enumerate(pictures)]
    assert counts[:4] == [1] * 4
    assert counts[33] == 2
    assert counts[-1] == 1
    live.forget()
    assert live.observe(Frame(99, 9.0, alone)).value("face_count") == 1


def test_one_face_found_twice_is_one_face() -> None:
    known = Box(100, 100, 100, 120)
    same, other = Box(110, 90, 90, 130), Box(230, 100, 60, 70)
    assert beside((same, other), (known,)) == (other,)
