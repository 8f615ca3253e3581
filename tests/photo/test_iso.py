"""Scores after ISO/IEC 29794-5: formulas at points worked out by hand; what hides; what is not known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from kiosk.camera.frame import Picture
from kiosk.geometry import Box, Point
from kiosk.photo.checks.limits import load_limits
from kiosk.photo.finished import Component
from kiosk.photo.iso.components import NAMES, components
from kiosk.photo.iso.scale import Scale, bounded
from kiosk.photo.iso.shape import hidden, pose_score
from kiosk.photo.iso.skin import luminance
from kiosk.photo.spec import Band, load_spec
from kiosk.vision import mesh
from kiosk.vision.observation import HeadGeometry, Measure, Observation

SPEC = load_spec("chsi")
SCALES = load_limits().scales
APART, FACE = 110.0, 200.0


def seen(faces: tuple[Box, ...] = (Box(120, 100, 240, 350),), yaw_deg: float = 0.0) -> Observation:
    """Return a mesh whose few points that matter stand where a face 240 px wide has them."""
    points = np.zeros((478, 3), np.float32)
    points[:, :2] = (240, 300)
    angles = np.linspace(0, 2 * math.pi, len(mesh.OVAL), endpoint=False)
    points[list(mesh.OVAL), 0] = 240 + 120 * np.sin(angles)
    points[list(mesh.OVAL), 1] = 285 - 165 * np.cos(angles)
    for corners, x in ((mesh.EYE_CORNERS_RIGHT, 185), (mesh.EYE_CORNERS_LEFT, 295)):
        points[list(corners), :2] = [(x - 15, 250), (x + 15, 250)]
    for lids in (mesh.EYE_LIDS_RIGHT, mesh.EYE_LIDS_LEFT):
        for above, below in lids:
            points[above, :2], points[below, :2] = (185, 243), (185, 257)
    points[list(mesh.LIP_INNER_UPPER + mesh.LIP_INNER_LOWER), :2] = (240, 370)
    points[[70, 63, 105, 66, 107], :2] = [(x, 225) for x in (150, 165, 180, 195, 210)]
    points[[336, 296, 334, 293, 300], :2] = [(x, 225) for x in (270, 285, 300, 315, 330)]
    points[mesh.CHIN, :2] = (240, 450)
    mask = np.zeros((64, 48), np.float32)
    mask[8:, 10:38] = 1
    head = HeadGeometry(Point(185, 250), Point(295, 250), Point(240, 450), 80.0, 120.0, 360.0)
    return Observation(
        1, 0.0, 480, 640, {"yaw_deg": Measure(yaw_deg, "deg")}, head=head, faces=faces, landmarks=points,
        mask=mask,
    )  # fmt: skip


def grey(level: int) -> Picture:
    return np.full((640, 480, 3), level, np.uint8)


def scored(bgr: Picture, observation: Observation) -> dict[str, Component]:
    return {one.component: one for one in components(bgr, observation, SPEC, SCALES)}


def test_every_component_is_told_once_and_in_order() -> None:
    assert tuple(one.component for one in components(grey(128), seen(), SPEC, SCALES)) == NAMES


@pytest.mark.parametrize(
    ("name", "value", "score"),
    [("eyes_open", 0.02, 50), ("eyes_open", 0.0, 12), ("mouth_closed", 0.2, 50),
     ("inter_eye_distance", 90, 73), ("head_size", 0.0, 100), ("head_size", 0.05, 54),
     ("natural_colour", 0.0, 100),
     ("natural_colour", 100, 0),
     ("under_exposure_prevention", 0.0, 100), ("under_exposure_prevention", 1.0, 0),
     ("background_uniformity", 10, 95)],
)  # fmt: skip
def test_scores_follow_the_published_sigmoids(name: str, value: float, score: int) -> None:
    assert SCALES[name].score(value) == score


def test_poses_are_squared_cosines() -> None:
    assert [pose_score(angle) for angle in (0, 10, -10, 45, 90)] == [100, 97, 97, 50, 0]


def test_a_sigmoid_far_out_neither_overflows_nor_leaves_its_bounds() -> None:
    scale = Scale(100, 0, 1e-6, "made up")
    assert (scale.score(-1e9), scale.score(1e9)) == (0, 100)
    assert (bounded(-3), bounded(100.4), bounded(49.5)) == (0, 100, 50)


def test_places_are_measured_in_eye_distances_and_face_heights() -> None:
    found = scored(grey(128), seen())
    assert found["inter_eye_distance"].value == pytest.approx(APART)
    assert found["leftward_crop"].value == pytest.approx(185 / APART, abs=1e-3)
    assert found["margin_above"].value == pytest.approx(250 / FACE, abs=1e-3)
    assert found["margin_below"].value == pytest.approx(390 / FACE, abs=1e-3)
    assert found["head_size"].value == pytest.approx(FACE / 640, abs=1e-3)
    assert found["eyes_open"].value == pytest.approx(14 / FACE, abs=1e-3)
    turned = scored(grey(128), seen(yaw_deg=60.0))["inter_eye_distance"]
    assert turned.value == pytest.approx(2 * APART, rel=1e-3)


def test_head_size_hides_where_the_spec_contradicts_it_and_only_there() -> None:
    assert not scored(grey(128), seen())["head_size"].applies
    assert scored(grey(128), seen())["leftward_crop"].applies
    width = 0.45 * 640 / SPEC.guide.eyes_to_chin
    large = replace(SPEC, face_width=Band(width - 9, width + 9, width), head_height=None)
    assert "head_size" not in hidden(large, SCALES)


def test_other_faces_count_by_their_size() -> None:
    first = Box(120, 100, 200, 200)
    for faces, score in (((), 0), ((first,), 100), ((first, Box(0, 0, 100, 100)), 50)):
        assert scored(grey(128), seen(faces))["single_face_present"].score == score


def test_even_light_scores_full_and_half_shadow_less() -> None:
    noise = np.random.default_rng(3).normal(0, 12, (640, 480, 1))
    even = np.clip(150 + noise + np.zeros(3), 0, 255).astype(np.uint8)
    assert (scored(even, seen())["illumination_uniformity"].score or 0) >= 90
    shaded = even.copy()
    shaded[:, :240] //= 2
    assert scored(shaded, seen())["illumination_uniformity"].score == 0


def test_exposure_and_range_of_black_and_white_faces() -> None:
    black, white = scored(grey(0), seen()), scored(grey(255), seen())
    assert (black["under_exposure_prevention"].score, white["under_exposure_prevention"].score) == (0, 100)
    assert (black["over_exposure_prevention"].score, white["over_exposure_prevention"].score) == (100, 1)
    assert black["dynamic_range"].score == 0
    assert luminance(np.full((1, 1, 3), 188, np.uint8))[0, 0] == pytest.approx(128, abs=1)


def test_unnatural_colour_and_a_busy_background_score_low() -> None:
    green = np.full((640, 480, 3), (60, 200, 60), np.uint8)
    assert scored(green, seen())["natural_colour"].score == 0
    busy = grey(200)
    busy[::16], busy[:, ::16] = 0, 0
    calm_score, busy_score = (
        scored(picture, seen())["background_uniformity"].score for picture in (grey(200), busy)
    )
    assert calm_score == 100
    assert busy_score is not None
    assert busy_score < 20


def test_without_a_face_nothing_is_guessed() -> None:
    empty = Observation(1, 0.0, 480, 640, {})
    found = scored(grey(128), empty)
    assert found["single_face_present"].score == 0
    assert {name for name, one in found.items() if one.score is not None} == {"single_face_present"}
    assert all(one.value is None for name, one in found.items() if name != "single_face_present")
