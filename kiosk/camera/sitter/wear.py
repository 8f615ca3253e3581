"""What the sitter wears on head and face: glasses, hat, scarf, headphones, mask; and a hand held there."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter import headgear, spectacles
from kiosk.camera.sitter.canvas import Canvas, Mask, Points, mix, shifted, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import Look
from kiosk.camera.sitter.torso import ORIGIN, UNIT_PX

_MASK_TOP = (234, 227, 116, 118, 36, 126, 195, 355, 266, 347, 345, 447, 454)
_MASK_SIDE_RIGHT = (323, 361, 288, 397, 365, 379, 378, 400, 377, 152)
_MASK_SIDE_LEFT = (148, 176, 149, 150, 136, 172, 58, 132, 93)
_FINGERS = (  # knuckle and tip of each finger on the picture-right cheek, cm, and half its width
    ((6.9, -7.0, 2.6), (6.1, -0.4, 3.6), 0.78),
    ((5.6, -7.6, 4.0), (4.7, -1.2, 4.6), 0.80),
    ((4.2, -8.2, 5.0), (3.3, -2.6, 5.2), 0.78),
    ((2.9, -8.8, 5.4), (1.9, -4.9, 5.8), 0.70),
)
_HAND_AWAY_CM = 6.5


def draw_worn(canvas: Canvas, spot: Projection, look: Look, covers: Mask) -> Mask:
    """Put on all that ``look`` wears, innermost first; returns ``covers`` and what covers ears now."""
    if look.face_mask:
        draw_face_mask(canvas, spot, look)
    if look.glasses:
        spectacles.draw_glasses(canvas, spot, look)
    for worn, draw in (
        (look.scarf, headgear.draw_scarf),
        (look.hat, headgear.draw_hat),
        (look.headphones, headgear.draw_headphones),
    ):
        if worn:
            covers = np.asarray(cv2.max(covers, draw(canvas, spot, look)), np.uint8)
    if look.hand > 0:
        draw_hand(canvas, spot, look)
    return covers


def draw_face_mask(canvas: Canvas, spot: Projection, look: Look) -> None:
    """A pleated mask from the nose's bridge to below the chin, its loops about the ears."""
    unit, face = spot.unit_px, spot.face
    for upper, lower, ear in ((227, 136, spot.ear_left), (447, 365, spot.ear_right)):
        back = ear.mean(0)
        for at, lift in ((upper, -0.9), (lower, 1.2)):
            canvas.stroke(np.vstack([face[at], shifted(back, 0, lift * unit)]), (238, 238, 236), 2)
    outline = face[list(_MASK_TOP + _MASK_SIDE_RIGHT + _MASK_SIDE_LEFT)]
    middle = outline.mean(0)
    inner = middle + (outline - middle) * (0.965, 1.035)
    shape = smooth(inner, rounds=1)
    canvas.soft(shifted(shape, 0, 0.15 * unit), mix(look.skin, (80, 36, 28), 0.8), 0.40, 0.30 * unit)
    canvas.fill(shape, look.worn)
    inside = canvas.mask(shape)
    left, right = face[234, 0], face[454, 0]
    for share in (0.30, 0.47, 0.64):
        y = face[195, 1] + share * (face[152, 1] - face[195, 1])
        curve = np.array([(left, y - 0.5 * unit), (middle[0], y + 0.5 * unit), (right, y - 0.5 * unit)])
        line = smooth(curve, False, 3)
        canvas.soft(
            np.vstack([line, shifted(line, 0, 0.22 * unit)[::-1]]), (0, 0, 0), 0.30, 0.10 * unit, inside
        )
    for side in (0, 1):
        edge = np.array(
            [
                (middle[0] + (side * 2 - 1) * s * unit, middle[1] + d * unit)
                for s, d in ((4.2, -6), (8, -6), (8, 6), (3.4, 6))
            ]
        )
        canvas.soft(edge, (0, 0, 0), 0.24, 1.2 * unit, inside)
    nose = face[[195, 4, 0]]
    canvas.soft(
        np.vstack([shifted(nose, -0.6 * unit, 0), shifted(nose, 0.6 * unit, 0)[::-1]]),
        (255, 255, 255),
        0.16,
        0.6 * unit,
        inside,
    )


def draw_hand(canvas: Canvas, spot: Projection, look: Look) -> None:
    """A hand that holds cheek and chin on the picture's right, ``look.hand`` of the way in."""
    unit = spot.unit_px
    away = np.array([_HAND_AWAY_CM, -2.0, 0.0]) * (1 - look.hand) ** 2
    skin = mix(look.skin, (196, 110, 88), 0.12)
    line = mix(look.skin, (92, 40, 30), 0.72)
    palm = np.array(
        [
            (8.6, -5.6, 2.0),
            (7.4, -5.6, 3.0),
            (2.4, -8.0, 5.6),
            (2.0, -10.0, 5.4),
            (4.6, -13.6, 4.0),
            (10.0, -13.6, 2.0),
            (9.8, -9.0, 2.0),
        ]
    )
    shape = smooth(spot.place(palm + away))
    canvas.soft(shifted(shape, -0.2 * unit, 0.2 * unit), line, 0.35, 0.35 * unit)
    canvas.fill(shape, skin)
    inside = canvas.mask(shape)
    canvas.soft(
        spot.place(
            np.array([(7.5, -9.0, 3.0), (10.5, -9.0, 2.0), (10.5, -14.0, 2.0), (8.0, -14.0, 3.0)]) + away
        ),
        line,
        0.35,
        0.8 * unit,
        inside,
    )
    canvas.stroke(shape, line, 1, closed=True)
    for knuckle, tip, half in _FINGERS:
        finger = _capsule(spot.place(np.array([knuckle, tip]) + away), half * unit)
        canvas.soft(shifted(finger, -0.18 * unit, 0.1 * unit), line, 0.45, 0.18 * unit)
        canvas.fill(finger, mix(skin, (255, 244, 236), 0.06))
        cover = canvas.mask(finger)
        canvas.soft(shifted(finger, 1.1 * half * unit, 0), line, 0.40, 0.25 * unit, cover)
        canvas.stroke(finger, line, 1, closed=True)
        at = spot.place(np.array([tip]) + away)[0]
        canvas.soft(
            _capsule(np.array([at, at - (0, 0.25 * unit)]), 0.34 * half * unit),
            (255, 236, 230),
            0.5,
            2,
            cover,
        )


def draw_sleeve(canvas: Canvas, look: Look) -> None:
    """The forearm under the hand, on the body's sheet."""
    shift = _HAND_AWAY_CM * (1 - look.hand) ** 2
    arm = np.array([(4.2, -11.0), (10.4, -11.0), (12.0, -22.0), (18.5, -50.0), (7.0, -50.0), (5.6, -22.0)])
    canvas.fill(smooth(_on_body(shifted(arm, shift, 0)), rounds=1), mix(look.skin, (196, 110, 88), 0.12))
    sleeve = np.array([(4.8, -17.5), (12.4, -16.9), (14.6, -24.0), (19.5, -50.0), (6.0, -50.0), (5.2, -24.0)])
    sleeve = shifted(sleeve, shift, 0)
    shape = smooth(_on_body(sleeve), rounds=1)
    canvas.soft(shifted(shape, 6, 6), mix(look.shirt, (40, 44, 58), 0.6), 0.6, 8)
    canvas.fill(shape, look.shirt)
    canvas.stroke(shape, mix(look.shirt, (40, 44, 58), 0.40), 2, closed=True)


def _capsule(ends: Points, half_px: float) -> Points:
    """A finger: a line with round ends, as an outline."""
    along = ends[1] - ends[0]
    along = along / (np.hypot(*along) + 1e-9)
    turn = np.arctan2(along[1], along[0])
    arcs = [
        end + half_px * np.stack([np.cos(turn + a), np.sin(turn + a)], 1)
        for end, a in (
            (ends[0], np.linspace(np.pi / 2, 3 * np.pi / 2, 9)),
            (ends[1], np.linspace(-np.pi / 2, np.pi / 2, 9)),
        )
    ]
    return np.vstack(arcs)


def _on_body(points: NDArray[np.float64]) -> Points:
    return np.asarray(points * (UNIT_PX, -UNIT_PX) + np.asarray(ORIGIN))
