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


def test_bent_paper_is_the_flat_sheet_where_it_is_nearest_and_recedes_at_its_edges(
    renderer: Renderer,
) -> None:
    flat = Flat(Medium.PAPER, half_width_cm=12, above_cm=13, below_cm=12, grain=0.0)
    straight, slightly, bent = (
        renderer.render(Scene(Pose(), flat=replace(flat, bend_deg=deg), noise=0.0), SIZE).bgr.astype(int)
        for deg in (0.0, 0.5, 70.0)
    )
    room = renderer.render(Scene(present=False, noise=0.0), SIZE).bgr.astype(int)
    assert np.abs(straight - slightly).mean() < 0.3
    wide = [np.ptp(np.nonzero((seen != room).any(axis=(0, 2)))[0]) for seen in (straight, bent)]
    assert wide[1] == pytest.approx(wide[0] * np.sin(np.radians(35)) / np.radians(35), rel=0.03)
    middle = np.s_[250:420, 632:648]
    assert np.abs(straight[middle] - bent[middle]).mean() < 3


def test_a_masks_holes_show_the_eyes_of_who_wears_it(renderer: Renderer) -> None:
    mask = Flat(Medium.MASK, half_width_cm=9, above_cm=15, below_cm=15, grain=0.0, bend_deg=40)
    awake, asleep = (
        renderer.render(Scene(Pose(eyes_closed=closed), flat=mask, noise=0.0), SIZE).bgr.astype(int)
        for closed in (0.0, 1.0)
    )
    rows, columns = np.nonzero(np.abs(awake - asleep).sum(axis=2) > 30)
    assert rows.size > 200
    eye_line = Pose().y * SIZE[1]
    assert np.abs(rows - eye_line).max() < 25
    assert np.abs(columns - SIZE[0] / 2).max() < 95


def test_a_screens_bands_wander_over_the_same_still_and_a_film_moves(renderer: Renderer) -> None:
    screen = Flat(Medium.TABLET, grain=0.0, band=0.3)
    first, later = (
        renderer.render(Scene(Pose(), flat=replace(screen, phase=phase), noise=0.0), SIZE).bgr
        for phase in (0.0, 0.5)
    )
    rows = first[:, 640].astype(int).sum(axis=1) - later[:, 640].astype(int).sum(axis=1)
    assert (rows[150:500] > 20).any()
    assert (rows[150:500] < -20).any()
    left, right = (
        renderer.render(
            Scene(Pose(), flat=replace(screen, band=0.0, film=Pose(yaw_deg=yaw)), noise=0.0), SIZE
        )
        for yaw in (-15.0, 15.0)
    )
    assert (np.abs(left.bgr.astype(int) - right.bgr).sum(axis=2) > 60).sum() > 5000
