"""The look at the lens, on drawn eyes."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision import iris, mesh
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw

SKINS = ((240, 205, 180), (108, 74, 56))


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize(("yaw", "pitch"), [(0, 0), (5, -5), (-4, 5)])
def test_eyes_on_the_lens_are_level_however_the_head_is_held(
    stills: Observer, draw: Draw, skin: tuple[int, int, int], yaw: float, pitch: float
) -> None:
    seen = stills.observe(draw(look={"skin": skin}, yaw_deg=yaw, pitch_deg=pitch))
    assert abs(seen.value("gaze_yaw_deg")) < 9
    assert -9 < seen.value("gaze_pitch_deg") < 9


def test_a_look_aside_has_its_side(stills: Observer, draw: Draw) -> None:
    assert stills.observe(draw(gaze_x=0.625)).value("gaze_yaw_deg") > 15
    assert stills.observe(draw(gaze_x=-0.625)).value("gaze_yaw_deg") < -15


def test_a_look_down_or_up_has_its_sign(stills: Observer, draw: Draw) -> None:
    assert stills.observe(draw(gaze_y=-1.0)).value("gaze_pitch_deg") < -9
    assert stills.observe(draw(gaze_y=1.0)).value("gaze_pitch_deg") > 9


def test_closed_eyes_look_nowhere(stills: Observer, draw: Draw) -> None:
    seen = stills.observe(draw(eyes_closed=1.0))
    assert seen.value("gaze_yaw_deg") is None
    assert seen.value("gaze_pitch_deg") is None


def an_eye(up_px: float) -> tuple[np.ndarray, np.ndarray]:
    """A white eye 100 px wide with a dark iris of 22 px so high over the line of its corners."""
    picture = np.full((200, 300, 3), 235, np.uint8)
    rows, columns = np.mgrid[:200, :300]
    picture[np.hypot(columns - 150, rows - 100 + up_px) < 22] = 40
    points = np.zeros((478, 3), np.float32)
    eye = mesh.EYES[0]
    x = np.linspace(100, 200, len(eye.upper))
    bow = 32 * np.sin(np.linspace(0, np.pi, len(x)))
    points[list(eye.upper), :2] = np.stack([x, 100 - bow], 1)
    points[list(eye.lower), :2] = np.stack([x, 100 + bow], 1)
    points[eye.iris, :2] = (150, 100)
    points[eye.iris + 1, :2], points[eye.iris + 3, :2] = (172, 100), (128, 100)
    return picture, points


@pytest.mark.parametrize("up_px", [-6, 0, 8, 14])
def test_the_irises_height_is_found_in_the_pixels(up_px: float) -> None:
    picture, points = an_eye(up_px)
    assert iris.height(picture, points, mesh.EYES[0]) == pytest.approx(up_px / 100, abs=0.02)


def test_an_eye_that_the_picture_cuts_off_has_no_height() -> None:
    picture, points = an_eye(0)
    assert iris.height(picture[:, :140], points, mesh.EYES[0]) is None
