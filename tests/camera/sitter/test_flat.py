"""A flat picture held up in the sitter's place: it is a plane, moves with the pose, and nobody is there."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Flat, Medium, Pose, Scene, Wall
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir

SIZE = (1280, 720)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))


def test_a_turned_sheet_is_the_straight_one_seen_through_a_homography(renderer: Renderer) -> None:
    flat = Flat(Medium.PAPER, half_width_cm=11, above_cm=13, below_cm=12, grain=0.0, wall=Wall(clutter=0.6))
    scene = Scene(Pose(), flat=flat, noise=0.0)
    straight = renderer.render(scene, SIZE).bgr
    turned = renderer.render(replace(scene, pose=Pose(yaw_deg=14, roll_deg=5)), SIZE).bgr
    finder = cv2.ORB_create(800)
    spots_a, words_a = finder.detectAndCompute(straight, None)
    spots_b, words_b = finder.detectAndCompute(turned, None)
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(words_a, words_b)
    a = np.array([spots_a[pair.queryIdx].pt for pair in pairs])
    b = np.array([spots_b[pair.trainIdx].pt for pair in pairs])
    _, fits = cv2.findHomography(a, b, cv2.RANSAC, 2.0)
    assert fits.sum() > 100
    assert fits.mean() > 0.6  # what does not fit are wrong pairs and the room's own wall


@pytest.mark.parametrize("medium", [Medium.PHONE, Medium.CUT_OUT])
def test_nobody_is_there_and_the_sheet_is_where_the_pose_says(renderer: Renderer, medium: Medium) -> None:
    empty = renderer.render(Scene(present=False, noise=0.0), SIZE).bgr
    flat = Flat(medium, half_width_cm=10, above_cm=12, below_cm=12)
    seen = renderer.render(Scene(Pose(x=0.3, y=0.5, scale_px=12), flat=flat, noise=0.0), SIZE)
    rows, columns = np.nonzero((seen.bgr != empty).any(axis=2))
    assert not seen.truth.present
    assert seen.truth.people == 0
    assert abs((columns.min() + columns.max()) / 2 - 0.3 * SIZE[0]) < 12
    assert rows.min() < 0.5 * SIZE[1] < rows.max()
    assert 12 * 15 < np.ptp(columns) < 12 * 30


def test_the_grain_follows_the_sheet_and_can_be_left_out(renderer: Renderer) -> None:
    def ripple(grain: float) -> float:
        scene = Scene(Pose(), flat=Flat(Medium.TABLET, grain=grain), noise=0.0)
        brow = renderer.render(scene, SIZE).bgr[210:250, 600:680].astype(np.float32)
        return float((brow - cv2.GaussianBlur(brow, (0, 0), 3)).std())

    assert ripple(1.0) > 2 * ripple(0.0)
