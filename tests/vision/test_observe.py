"""The observer on drawn people, whose truth is known."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.paths import models_dir
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw

TRUTH = [
    # pose field, drawn, measure, tolerance
    ("yaw_deg", 15.0, "yaw_deg", 3.0),
    ("yaw_deg", -15.0, "yaw_deg", 3.0),
    ("pitch_deg", -15.0, "pitch_deg", 3.5),
    ("pitch_deg", 15.0, "pitch_deg", 3.5),
    ("roll_deg", 8.0, "roll_deg", 1.5),
    ("roll_deg", -8.0, "roll_deg", 1.5),
    ("shoulder_tilt_deg", 8.0, "shoulder_tilt_deg", 3.5),
    ("shoulder_tilt_deg", -8.0, "shoulder_tilt_deg", 3.5),
]


@pytest.mark.parametrize(("field", "drawn", "measure", "within"), TRUTH)
def test_angles_follow_the_truth(
    stills: Observer, draw: Draw, field: str, drawn: float, measure: str, within: float
) -> None:
    assert stills.observe(draw(**{field: drawn})).value(measure) == pytest.approx(drawn, abs=within)


@pytest.mark.parametrize("place", [{"x": 0.3}, {"x": 0.7}, {"y": 0.28}, {"y": 0.65}])
def test_a_level_head_reads_level_wherever_it_is_in_the_picture(
    stills: Observer, draw: Draw, place: dict[str, float]
) -> None:
    observation = stills.observe(draw(**place))
    assert observation.value("yaw_deg") == pytest.approx(0, abs=2)
    assert observation.value("pitch_deg") == pytest.approx(0, abs=3)


def test_gaze_has_the_persons_own_left_and_up_positive(stills: Observer, draw: Draw) -> None:
    left, right = (stills.observe(draw(gaze_x=x)).value("gaze_yaw_deg") for x in (1.0, -1.0))
    up, down = (stills.observe(draw(gaze_y=y)).value("gaze_pitch_deg") for y in (1.0, -1.0))
    assert left > 12
    assert right < -12
    assert up - down > 8


@pytest.mark.parametrize("side", ["left", "right"])
def test_hair_over_one_ear_hides_that_ear_only(stills: Observer, draw: Draw, side: str) -> None:
    other = {"left": "right", "right": "left"}[side]
    # The sitter's fields name the picture's side, measures the person's own.
    observation = stills.observe(draw(look={"hair": "bob", f"hair_over_{side}_ear": 1.0}))
    assert observation.value(f"ear_{other}_visible") < 0.3
    assert observation.value(f"ear_{side}_visible") > 0.8


def test_the_ear_behind_a_turned_head_does_not_show(stills: Observer, draw: Draw) -> None:
    observation = stills.observe(draw(yaw_deg=18.0))  # turned to the person's own left
    assert observation.value("ear_left_visible") == 0
    assert observation.value("ear_right_visible") > 0.6


def test_open_lips_and_closed_eyes_are_measured(stills: Observer, draw: Draw) -> None:
    assert stills.observe(draw()).value("lip_gap") < 0.02
    assert stills.observe(draw(mouth_open=0.5)).value("lip_gap") > 0.04
    closed = stills.observe(draw(eyes_closed=1.0))
    assert closed.value("eye_open_left") < 0.11
    assert closed.value("gaze_yaw_deg") is None


def test_head_geometry_lies_on_the_drawn_head(stills: Observer, draw: Draw, renderer) -> None:
    from kiosk.camera.sitter.scene import Scene

    truth = renderer.render(Scene(), alpha=False).truth
    head = stills.observe(draw()).head
    assert head.eye_line_y == pytest.approx((truth.pupil_left.y + truth.pupil_right.y) / 2, abs=4)
    assert head.face_width == pytest.approx(truth.face_width_px, rel=0.04)
    assert head.hair_top_y == pytest.approx(truth.hair_top_y, abs=5)
    assert head.eye_left.x < head.eye_right.x


def test_still_pictures_have_no_motion_and_do_not_depend_on_each_other(stills: Observer, draw: Draw) -> None:
    first = stills.observe(draw(yaw_deg=10.0))
    stills.observe(draw(scene={"present": False}))
    again = stills.observe(draw(yaw_deg=10.0))
    assert first.value("motion") is None
    assert {n: m and m.value for n, m in first.measures.items()} == {
        n: m and m.value for n, m in again.measures.items()
    }


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((16, 16, 3), np.uint8),
        np.full((720, 1280, 3), 200, np.uint8),
        np.zeros((40, 3000, 3), np.uint8),
    ],
)
def test_pictures_without_a_face_say_so(stills: Observer, picture: np.ndarray) -> None:
    observation = stills.observe(Frame(1, 0.0, picture))
    assert observation.value("face_count") == 0
    assert observation.value("lip_gap") is None
    assert observation.head is None


def test_live_measures_motion_and_survives_a_stopped_clock(draw: Draw) -> None:
    with Observer.open(models_dir(), live=True) as observer:
        still = [observer.observe(draw(n, n / 15)).value("motion") for n in range(1, 7)]
        moved = observer.observe(draw(7, 7 / 15, x=0.53)).value("motion")
        same_instant = observer.observe(draw(8, 7 / 15, x=0.53))
    assert still[0] is None
    assert max(still[2:]) < 0.25
    assert moved > 0.5
    assert same_instant.value("motion") is None
    assert same_instant.value("face_count") == 1


def test_a_forgotten_person_leaves_nothing_behind(draw: Draw) -> None:
    with Observer.open(models_dir(), live=True) as observer:
        observer.observe(draw(1, 0.1))
        observer.forget()
        empty = observer.observe(draw(2, 0.2, scene={"present": False}))
    assert float(empty.mask.max()) < 0.5
    assert empty.value("face_count") == 0


def test_a_missing_model_is_named_with_what_mends_it(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match=r"face_landmarker\.task.*kiosk models install") as caught:
        Observer.open(tmp_path, live=False)
    assert caught.value.code == "model-missing"


def test_a_broken_model_is_named_and_nothing_stays_open(tmp_path: Path) -> None:
    others = ("pose_landmarker_full.task", "selfie_segmenter.tflite", "face_detection_yunet_2023mar.onnx")
    for name in others:
        (tmp_path / name).symlink_to(models_dir() / name)
    (tmp_path / "face_landmarker.task").write_bytes(b"not a model")
    with pytest.raises(KioskError, match="face_landmarker") as caught:
        Observer.open(tmp_path, live=False)
    assert caught.value.code == "model-broken"
    # The library's unfinished task holds itself in a cycle; its thread ends when that is collected.
    gc.collect()
