"""Glasses, reflections and tints on drawn people, and on real faces that wear none."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.scene import FrameStyle
from kiosk.picture_file import load_picture
from kiosk.vision import glasses
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw

LIKELY = 0.45


def skin() -> np.ndarray:
    """The window of a bare face: skin with a camera's noise."""
    width, height = glasses.WINDOW.size
    return np.random.default_rng(3).normal(150, 2, (height, width)).clip(0, 255).astype(np.uint8)


def test_a_line_across_the_nose_speaks_for_a_frame_and_noise_does_not() -> None:
    assert glasses.frame_evidence(skin()) < glasses.FRAME_SIGN
    bridged = skin()
    middle, eyes = glasses.WINDOW.column(0), glasses.WINDOW.row(0)
    cv2.line(bridged, (middle - 9, eyes - 3), (middle + 9, eyes - 3), (120,), 1, cv2.LINE_AA)
    assert glasses.frame_evidence(bridged) > glasses.EVEN


def test_a_step_from_light_to_shade_is_no_frame() -> None:
    shaded = skin()
    shaded[glasses.WINDOW.row(0.05) :] -= 25
    shaded = cv2.GaussianBlur(shaded, (0, 0), 4)
    assert glasses.frame_evidence(shaded) < glasses.EVEN


@pytest.mark.parametrize("frame", [*FrameStyle])
def test_every_kind_of_frame_is_found(stills: Observer, draw: Draw, frame: FrameStyle) -> None:
    seen = stills.observe(draw(look={"glasses": True, "frame": frame}))
    assert seen.value("glasses") > LIKELY
    assert seen.value("lens_glare") < 0.02
    assert seen.value("lens_tint") < 0.1


@pytest.mark.parametrize("look", [{}, {"skin": (120, 84, 62), "hair": "long"}, {"brow_thickness": 1.2}])
def test_bare_faces_wear_no_glasses(stills: Observer, draw: Draw, look: dict[str, object]) -> None:
    seen = stills.observe(draw(look=look))
    assert seen.value("glasses") < 0.2
    assert seen.value("lens_glare") == 0
    assert seen.value("lens_tint") == 0


@pytest.mark.parametrize("frame", [FrameStyle.THIN, FrameStyle.RIMLESS])
def test_reflections_and_tints_are_told_apart(stills: Observer, draw: Draw, frame: FrameStyle) -> None:
    worn = {"glasses": True, "frame": frame}
    glaring = stills.observe(draw(look={**worn, "glare": 0.9}))
    assert glaring.value("lens_glare") > 0.1
    assert glaring.value("lens_tint") < 0.1
    dark = stills.observe(draw(look={**worn, "tint": 0.8}))
    assert dark.value("lens_tint") > 0.5
    assert dark.value("lens_glare") < 0.02


def test_the_darker_the_lenses_the_more_tint(stills: Observer, draw: Draw) -> None:
    tints = [
        stills.observe(draw(look={"glasses": True, "tint": tint})).value("lens_tint")
        for tint in (0.0, 0.4, 0.8)
    ]
    assert tints == sorted(tints)
    assert tints[1] - tints[0] > 0.2


def test_real_faces_wear_none(stills: Observer, testdata: Path) -> None:
    for path in sorted((testdata / "frll_neutral").glob("*.jpg"))[::14]:
        seen = stills.observe(Frame(1, 0.0, load_picture(path)))
        assert seen.value("glasses") < LIKELY, path.name
        assert seen.value("lens_glare") < 0.03, path.name
        assert seen.value("lens_tint") < 0.3, path.name


def test_eyes_outside_the_picture_cannot_be_assessed(stills: Observer, draw: Draw) -> None:
    seen = stills.observe(draw())
    assert seen.head is not None
    cut = draw().bgr[:, : int(seen.head.centre_x) - 10]
    assert glasses.upright.cut(cut, seen.head, glasses.WINDOW) is None
