"""Hair that stands off the head is left to the matting; the wall beside it is not."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.geometry import Point
from kiosk.photo.areas import Area
from kiosk.photo.finished import PlateFit
from kiosk.photo.settle import settled
from kiosk.photo.strands import plain_wall, strands, unlike_wall

FACE_PX, CHIN = 100.0, Point(150, 200)
WALL = (205, 200, 190)
STRAND = ((195, 120), (208, 116))


def scene() -> tuple[Picture, Area]:
    """Draw a dark head before a plain wall, one strand off it, one thing that touches nobody."""
    picture = np.full((300, 300, 3), WALL, np.float32)
    head = np.zeros((300, 300), np.uint8)
    cv2.ellipse(head, (150, 130), (50, 70), 0, 0, 360, 1, -1)
    picture[head > 0] = (60, 50, 45)
    cv2.line(picture, *STRAND, (70, 60, 50), 3)
    cv2.circle(picture, (225, 60), 4, (40, 40, 200), -1)
    picture += np.random.default_rng(1).normal(0, 2, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8), head > 0


def known_of(inside: Area) -> np.ndarray:
    away = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5)
    deep = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5)
    return np.where(deep > 4, 1.0, np.where(away > 4, 0.0, 0.5)).astype(np.float32)


def test_a_strand_on_the_head_is_found_and_a_thing_on_the_wall_is_not() -> None:
    picture, inside = scene()
    away = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5)
    wall = plain_wall(picture, away > 12, FACE_PX)
    found = strands(unlike_wall(picture, wall), inside, FACE_PX)
    assert found[117, 206]
    assert not found[60, 225]
    assert found.sum() < 1000


def test_the_trimap_opens_for_the_strand_only_and_the_face_is_certain() -> None:
    picture, inside = scene()
    known = known_of(inside)
    face = np.zeros(inside.shape, bool)
    face[120:180, 103:197] = True
    made = settled(known, picture, inside.astype(np.float32), inside, FACE_PX, CHIN, None, face & inside)
    assert made.fit is None
    assert made.wall is not None
    is_open = made.known == 0.5
    assert np.abs(made.wall.colour - WALL)[is_open].max() < 2, "the wall is carried on to the open pixels"
    assert known[117, 206] == 0
    assert made.known[117, 206] == 0.5
    assert made.known[60, 225] == 0
    assert made.known[150, 150] == 1
    assert (made.known[face & inside] == 1).mean() > (known[face & inside] == 1).mean()


def test_with_the_empty_room_the_bare_wall_is_closed() -> None:
    picture, inside = scene()
    plate = np.full((300, 300, 3), WALL, np.uint8)
    wide = known_of(inside)
    wide[(wide == 0) & (np.abs(np.arange(300) - 150) < 62)] = 0.5
    made = settled(wide, picture, inside.astype(np.float32), inside, FACE_PX, CHIN, plate, None)
    assert made.fit is PlateFit.USED
    assert made.wall is not None
    assert (made.known == 0.5).sum() < 0.5 * (wide == 0.5).sum()
    assert made.known[117, 206] == 0.5
