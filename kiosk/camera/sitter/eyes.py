"""Eyes and brows."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from kiosk.camera.sitter import anatomy
from kiosk.camera.sitter.canvas import Canvas, Points, mix, shifted, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import Colour, Look, Pose

IRIS_CM = 0.60
EYEBALL_CM = 1.2
_IRIS_RAISE_CM = 0.14  # the upper lid covers the iris' top, the lower lid only touches it
_GAZE_CM = (0.72, 0.45)
_UPPER_FOLLOWS, _LOWER_FOLLOWS = 0.65, 0.2
"""Share of the iris' way up or down that the middle of each lid goes with it."""
_EYES = (
    (anatomy.EYE_LEFT_UPPER, anatomy.EYE_LEFT_LOWER, -1),
    (anatomy.EYE_RIGHT_UPPER, anatomy.EYE_RIGHT_LOWER, 1),
)
_BROWS = (
    (anatomy.BROW_LEFT_UPPER, anatomy.BROW_LEFT_LOWER),
    (anatomy.BROW_RIGHT_UPPER, anatomy.BROW_RIGHT_LOWER),
)


_BROW_AGAINST_SKIN = 0.62
"""Brows and lashes reflect at most this much of what the skin does: hair of the head may be fair on dark
skin, bleached or dyed, they are not."""


def lids(spot: Projection, eye: int, pose: Pose) -> tuple[Points, Points]:
    """Upper and lower lid lines of eye 0 (picture left) or 1, sheet px, shape (9, 2) each."""
    upper, lower = level_lids(spot, eye)
    lift = np.outer(np.sin(np.linspace(0, np.pi, len(upper))), (0.0, -_rise_cm(pose) * spot.unit_px))
    upper, lower = upper + _UPPER_FOLLOWS * lift, lower + _LOWER_FOLLOWS * lift
    rest = 0.25 * upper + 0.75 * lower
    return upper + (rest - upper) * pose.eyes_closed, lower + (rest - lower) * pose.eyes_closed


def level_lids(spot: Projection, eye: int) -> tuple[Points, Points]:
    """The lid lines of an open eye that looks neither up nor down against its head."""
    upper_at, lower_at, _ = _EYES[eye]
    return spot.face[list(upper_at)], spot.face[list(lower_at)]


def pupil(spot: Projection, eye: int, pose: Pose) -> Points:
    """Pupil centre on the sheet, px: eyes that look at the lens counter the head's turn."""
    upper, lower = level_lids(spot, eye)
    centre = (upper[2:7].mean(0) + lower[2:7].mean(0)) / 2
    across = EYEBALL_CM * np.sin(np.radians(-pose.yaw_deg)) * 0.8 + _GAZE_CM[0] * pose.gaze_x
    return np.asarray(centre + np.array([across, -_IRIS_RAISE_CM - _rise_cm(pose)]) * spot.unit_px)


def _rise_cm(pose: Pose) -> float:
    """How far the irises stand above the level look, against the head."""
    return float(EYEBALL_CM * np.sin(np.radians(-pose.pitch_deg)) * 0.8 + _GAZE_CM[1] * pose.gaze_y)


def draw_eyes(canvas: Canvas, spot: Projection, look: Look, pose: Pose) -> None:
    """Sockets, whites, irises with a catchlight, lashes and creases."""
    unit = spot.unit_px
    lash = mix(_brow_hair(look), (24, 16, 14), 0.7)
    for eye in (0, 1):
        side = _EYES[eye][2]
        upper, lower = lids(spot, eye, pose)
        open_upper, open_lower = lids(spot, eye, replace(pose, eyes_closed=0.0))
        top, bottom = smooth(upper, False), smooth(lower, False)
        socket = np.vstack([shifted(open_upper, 0, -0.75 * unit), shifted(open_lower[::-1], 0, 0.35 * unit)])
        canvas.soft(socket, mix(look.skin, (120, 56, 44), 0.6), 0.26, 0.35 * unit)
        if pose.eyes_closed < 0.9:
            _ball(canvas, spot, eye, look, pose, np.vstack([top, bottom[::-1]]))
        else:
            canvas.soft(
                np.vstack([open_upper, bottom[::-1]]), mix(look.skin, (255, 240, 230), 0.3), 0.5, 0.2 * unit
            )
        thick = np.linspace(0.06, 0.17, len(top))[::side] * unit
        wing = top + np.stack([np.zeros(len(top)), -thick], axis=1)
        canvas.fill(np.vstack([shifted(top, 0, 0.03 * unit), wing[::-1]]), lash)
        canvas.stroke(bottom, mix(look.skin, (96, 44, 36), 0.55), max(1, round(0.035 * unit)))
        crease = smooth(
            shifted(open_upper, 0, -0.30 * unit) + (open_upper - open_upper.mean(0)) * (0.05, 0.15), False
        )
        ridge = np.vstack([crease, shifted(crease, 0, -0.08 * unit)[::-1]])
        canvas.soft(ridge, mix(look.skin, (96, 40, 32), 0.8), 0.75, 0.04 * unit)


def draw_brows(canvas: Canvas, spot: Projection, look: Look) -> None:
    """Brows: a soft tapering body with a few hairs."""
    unit = spot.unit_px
    colour = mix(mix(_brow_hair(look), (30, 22, 20), 0.35), look.skin, 0.14)
    for upper_at, lower_at in _BROWS:
        upper, lower = spot.face[list(upper_at)], spot.face[list(lower_at)]
        middle, half = (upper + lower) / 2, (upper - lower) / 2 * 0.78 * look.brow_thickness
        shape = smooth(np.vstack([middle + half, (middle - half)[::-1]]))
        canvas.soft(shape, colour, 0.88, 0.12 * unit)


def _brow_hair(look: Look) -> Colour:
    """Colour of the hairs of brows and lashes: as that of the head, and darker where the skin is."""
    share = _BROW_AGAINST_SKIN * sum(look.skin) / max(1, sum(look.hair_colour))
    return look.hair_colour if share >= 1 else mix((0, 0, 0), look.hair_colour, share)


def _ball(canvas: Canvas, spot: Projection, eye: int, look: Look, pose: Pose, opening: Points) -> None:
    unit = spot.unit_px
    inside = canvas.mask(opening)
    canvas.tint(inside, mix((247, 244, 242), look.skin, 0.12), 1.0)
    layer = Canvas(canvas.pixels.shape[1], canvas.pixels.shape[0])
    centre = pupil(spot, eye, pose)
    radius = IRIS_CM * unit * (1 + 0.25 * (look.eye_size - 1))
    layer.disc(centre, radius, mix(look.iris, (16, 10, 10), 0.65))
    layer.disc(centre, radius * 0.88, look.iris)
    layer.disc(shifted(centre, 0, 0.18 * radius), radius * 0.62, mix(look.iris, (220, 170, 120), 0.28))
    layer.disc(centre, radius * 0.44, (14, 10, 12))
    layer.disc(shifted(centre, -0.30 * radius, -0.34 * radius), radius * 0.20, (255, 255, 255))
    layer.disc(shifted(centre, 0.30 * radius, 0.36 * radius), radius * 0.09, (216, 216, 222))
    x, y, width, height = cv2.boundingRect(inside)
    area = np.s_[y : y + height, x : x + width]
    part = Canvas(0, 0)
    part.pixels = canvas.pixels[area]
    cover = cv2.multiply(inside[area], layer.pixels[area][..., 3], scale=1 / 255)
    many = cv2.merge([cover] * 4)
    stay = cv2.multiply(part.pixels, cv2.bitwise_not(many), scale=1 / 255)
    paint = cv2.multiply(layer.pixels[area], cv2.merge([inside[area]] * 4), scale=1 / 255)
    cv2.add(stay, paint, dst=part.pixels)
    lid_shadow = opening[: len(opening) // 2]
    band = np.vstack([shifted(lid_shadow, 0, -0.1 * unit), shifted(lid_shadow, 0, 0.20 * unit)[::-1]])
    canvas.soft(band, (60, 40, 40), 0.45, 0.1 * unit, inside)
