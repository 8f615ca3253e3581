"""The head's rotation from the mesh, on the canonical face itself."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir
from kiosk.vision.attitude import Attitude, roll, yaw_pitch


@pytest.fixture(scope="module")
def vertices() -> np.ndarray:
    return load_face_mesh(models_dir() / "face_landmarker.task").vertices


def about(axis: str, degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return {
        "x": np.array([[1, 0, 0], [0, c, -s], [0, s, c]]),
        "y": np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]),
        "z": np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]),
    }[axis]


def mesh_of(vertices: np.ndarray, rotation: np.ndarray) -> np.ndarray:
    """The face mesh a turned canonical face would give: px, y down, z away, iris points at the end."""
    points = np.zeros((478, 3), np.float32)
    points[:468] = (vertices @ rotation.T) * 13.0 * (1, -1, -1) + (640, 300, 0)
    return points


@pytest.mark.parametrize(("yaw", "pitch"), [(0, 0), (12, 0), (-20, 5), (7, -11), (15, 25)])
def test_yaw_and_pitch_are_found_whatever_the_roll(vertices: np.ndarray, yaw: float, pitch: float) -> None:
    rotation = about("z", -6) @ about("y", yaw) @ about("x", -pitch)
    found = yaw_pitch(Attitude(vertices).rotation(mesh_of(vertices, rotation)))
    assert found == pytest.approx((yaw, pitch), abs=0.01)


def test_a_nose_towards_the_pictures_right_is_positive_yaw_and_a_raised_one_positive_pitch() -> None:
    forward = np.array([0, 0, 1])  # where the nose of the canonical face points
    turned, raised = about("y", 10), about("x", -10)
    assert (turned @ forward)[0] > 0
    assert (raised @ forward)[1] > 0
    assert yaw_pitch(turned)[0] == pytest.approx(10)
    assert yaw_pitch(raised)[1] == pytest.approx(10)


def test_roll_is_found_whatever_yaw_and_pitch(vertices: np.ndarray) -> None:
    rotation = about("z", -6) @ about("y", 17) @ about("x", 12)
    assert roll(Attitude(vertices).rotation(mesh_of(vertices, rotation))) == pytest.approx(6, abs=0.01)


def test_a_wide_head_and_lowered_lids_are_no_nod(vertices: np.ndarray) -> None:
    attitude = Attitude(vertices)
    points = mesh_of(vertices, np.eye(3))
    x, y, z = vertices.T
    points[:468][z < 1, 2] += 13  # temples a centimetre farther back
    points[:468][(np.abs(x) > 2) & (np.abs(x) < 4.2) & (y > 2.6) & (y < 3.05), 1] += 6
    assert yaw_pitch(attitude.rotation(points)) == pytest.approx((0, 0), abs=0.01)


def test_a_dropped_jaw_and_lifted_cheeks_turn_nothing(vertices: np.ndarray) -> None:
    points = mesh_of(vertices, about("x", -8))
    x, y, _ = vertices.T
    points[:468][(np.abs(x) < 4) & (y < -3), 1] += 40
    points[:468][(np.abs(x) > 2.5) & (np.abs(y) < 1), 1] -= 15
    assert yaw_pitch(Attitude(vertices).rotation(points))[1] == pytest.approx(8, abs=0.01)
