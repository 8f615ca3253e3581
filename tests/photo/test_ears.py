"""Ears that the segmenter half sees before a wall of nearly their own colour."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.photo.ears import ears_beside

FACE_PX = 200.0
SKIN, BROWN, PINK = (84, 104, 138), (60, 85, 120), (143, 144, 198)
"""BGR."""


def drawn(ear: tuple[int, int, int], seen: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return picture, the segmenter's mask, the mesh's area and the ear's, at the picture's left."""
    picture = np.full((420, 400, 3), BROWN, np.uint8)
    face, lobe = np.zeros((420, 400), np.uint8), np.zeros((420, 400), np.uint8)
    cv2.ellipse(face, (200, 210), (100, 150), 0, 0, 360, 1, -1)
    cv2.ellipse(lobe, (96, 200), (18, 42), 0, 0, 360, 1, -1)
    lobe[face > 0] = 0
    picture[face > 0] = SKIN
    picture[lobe > 0] = ear
    person = face.astype(np.float32)
    person[lobe > 0] = seen
    return picture, person, face > 0, lobe > 0


def test_an_ear_half_seen_is_certain_within_its_rim() -> None:
    picture, person, face, lobe = drawn(SKIN, 0.4)
    found = ears_beside(picture, person, face, FACE_PX)
    assert found[200, 88]
    assert not (found & ~lobe).any()
    assert found.sum() > 0.4 * lobe.sum()


def test_what_the_segmenter_rules_out_or_is_of_another_tint_is_no_ear() -> None:
    for colour, seen in ((SKIN, 0.1), (PINK, 0.6), (BROWN, 0.1)):
        picture, person, face, _ = drawn(colour, seen)
        assert not ears_beside(picture, person, face, FACE_PX).any()


def test_without_a_face_no_ear_is_guessed() -> None:
    picture, person, face, _ = drawn(SKIN, 0.4)
    assert not ears_beside(picture, person, np.zeros_like(face), FACE_PX).any()
