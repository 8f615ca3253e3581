"""Masks and hands before the face, on drawn people and on real faces that have neither."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.scene import Wall
from kiosk.geometry import Point
from kiosk.picture_file import load_picture
from kiosk.vision import covering, upright
from kiosk.vision.landmarks import Body
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw

FREE = 0.30
HEAD = HeadGeometry(Point(580, 300), Point(700, 300), Point(640, 500), 120, 515, 765)


@pytest.mark.parametrize("worn", [(170, 205, 225), (242, 244, 246), (30, 30, 32), (235, 190, 200)])
@pytest.mark.parametrize("skin", [(236, 198, 172), (150, 106, 80)])
def test_masks_of_every_colour_cover_the_face(
    stills: Observer, draw: Draw, worn: tuple[int, int, int], skin: tuple[int, int, int]
) -> None:
    seen = stills.observe(draw(look={"face_mask": True, "worn": worn, "skin": skin}))
    assert seen.value("face_covered") > 0.5


@pytest.mark.parametrize("amount", [0.7, 1.0])
def test_a_hand_of_the_faces_own_colour_is_found(stills: Observer, draw: Draw, amount: float) -> None:
    assert stills.observe(draw(look={"hand": amount})).value("face_covered") > FREE


@pytest.mark.parametrize(
    "look",
    [{}, {"skin": (108, 74, 56), "hair": "long"}, {"glasses": True, "frame": "thick"}, {"hat": True}],
)
def test_free_faces_are_free(stills: Observer, draw: Draw, look: dict[str, object]) -> None:
    assert stills.observe(draw(look=look)).value("face_covered") < 0.2


@pytest.mark.parametrize("wall", [(214, 160, 126), (230, 190, 164)])
def test_a_wall_of_skins_colour_is_no_hand(stills: Observer, draw: Draw, wall: tuple[int, int, int]) -> None:
    assert stills.observe(draw(scene={"wall": Wall(colour=wall)})).value("face_covered") < FREE


def test_the_pose_sees_a_hand_only_at_the_face() -> None:
    points = np.zeros((33, 2), np.float32)
    certainty = np.zeros(33, np.float32)
    certainty[15] = 0.9
    points[15] = (700, 460)
    assert covering._posed(Body(points, certainty), HEAD) == pytest.approx(0.9)
    points[15] = (700, 900)
    assert covering._posed(Body(points, certainty), HEAD) == 0
    assert covering._posed(None, HEAD) == 0


@pytest.mark.parametrize("away", [(-400, 0), (400, 0), (0, -400), (0, 400)])
def test_a_cheek_that_has_left_the_window_has_no_roughness(away: tuple[int, int]) -> None:
    grey = np.random.default_rng(1).integers(0, 255, (200, 200), np.uint8)
    cheek = np.array([(80, 80), (120, 80), (120, 120), (80, 120)], np.float64)
    assert covering._roughness(grey, cheek) is not None
    assert covering._roughness(grey, cheek + away) is None


def test_places_and_pixels_turn_back_into_each_other() -> None:
    tilted = HeadGeometry(Point(580, 290), Point(700, 320), Point(640, 500), 120, 515, 765)
    points = np.random.default_rng(1).uniform(200, 900, (20, 3)).astype(np.float32)
    back = upright.in_picture(upright.placed(points, tilted), tilted)
    assert np.abs(back - points[:, :2]).max() < 1e-2


def test_real_faces_are_free(stills: Observer, testdata: Path) -> None:
    free = [
        stills.observe(Frame(1, 0.0, load_picture(path))).value("face_covered") < FREE
        for path in sorted((testdata / "frll_neutral").glob("*.jpg"))[2::12]
    ]
    assert sum(free) >= len(free) - 1
