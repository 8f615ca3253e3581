"""Guidance goes by the size of its frames, and asks for the place that the standard's photo needs there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import pytest

from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Pose, Scene
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Guide, Status, Verdict
from kiosk.models import vision_models
from kiosk.paths import models_dir
from kiosk.photo.spec import load_spec
from kiosk.services.framing import Framer
from kiosk.services.ruling import rules_for

RATE = 15.0


@pytest.fixture(scope="module")
def drawn() -> Picture:
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    return renderer.render(Scene(), (1920, 1080), alpha=False).bgr


@pytest.fixture
def framer() -> Iterator[Framer]:
    spec = load_spec("chsi")
    made = Framer(models_dir(), spec, rules_for(spec))
    made.prepare()
    yield made
    made.release()


def sized(picture: Picture, width: int, height: int) -> Picture:
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)


def guided(framer: Framer, *pictures: Picture) -> Guide:
    guiding = framer.begin()
    for seq, picture in enumerate(pictures, 1):
        guide, _ = guiding.step(Frame(seq, seq / RATE, picture))
    return guide


def test_when_the_frames_change_their_size_nothing_is_known_from_before(
    framer: Framer, drawn: Picture
) -> None:
    """The face of the larger frames is no second person, and nobody jumped."""
    small = sized(drawn, 1280, 720)
    changed, fresh = guided(framer, *[drawn] * 4, small), guided(framer, small)
    assert changed.target == fresh.target
    assert changed.observation.value("face_count") == 1
    assert changed.observation.value("motion") is None


def test_frames_that_become_too_small_are_refused_and_not_judged_by_the_shape_before(
    framer: Framer, drawn: Picture
) -> None:
    guiding = framer.begin()
    guiding.step(Frame(1, 0.1, drawn))
    for seq in (2, 3):
        with pytest.raises(KioskError) as caught:
            guiding.step(Frame(seq, seq / RATE, sized(drawn, 640, 360)))
        assert caught.value.code == "photo-too-few-pixels"
    again, _ = guiding.step(Frame(4, 1.0, drawn))
    assert again.observation.head is not None


def test_a_face_too_large_for_the_identity_card_is_sent_back_before_the_shutter_falls() -> None:
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    spec = load_spec("id-card")
    framer = Framer(vision_models(), spec, rules_for(spec))
    framer.prepare()

    def distance(scale_px: float) -> Verdict:
        scene = Scene(pose=replace(Pose(), scale_px=scale_px))
        guide, _ = framer.begin().step(Frame(1, 0.0, renderer.render(scene, alpha=False).bgr))
        return next(verdict for verdict in guide.verdicts if verdict.rule == "distance")

    usual = Pose().scale_px
    value = distance(usual).value
    assert value is not None
    fitting, large = distance(usual / value), distance(usual * 1.1 / value)
    framer.release()
    assert fitting.status is Status.PASS
    assert large.value is not None and large.value < 1.16, "the graduate photo would take it"
    assert (large.status, large.hint) == (Status.FAIL, "farther")
