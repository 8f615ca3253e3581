"""Skin, ears, nose and lips of the head, shaded by the key light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter import anatomy
from kiosk.camera.sitter.anatomy import Head
from kiosk.camera.sitter.canvas import Canvas, Mask, Points, ellipse, mix, shifted, smooth
from kiosk.camera.sitter.scene import Colour, Light, Look, Pose

_SHADE_SHRINK = 4  # the shading is smooth, so it is drawn at a quarter of the size
_STEEP_DEG = 35.0
"""Light from higher up than this leaves the eye sockets, and what lies below nose and lip, in shadow."""


_NOSTRILS_FACE = np.array([0.0, -np.cos(np.radians(30.0)), np.sin(np.radians(30.0))])
"""Which way the nostrils open on a level head: down, and 30° forward."""


@dataclass(frozen=True, eq=False)
class Projection:
    """The turned head on the drawing sheet: sheet px of every landmark.

    Attributes
    ----------
    face, ear_left, ear_right
        Shape (n, 2), sheet px, y down.
    turn
        Shape (3, 3), the head's rotation.
    unit_px
        Sheet px per cm.
    origin
        Sheet px of the head's origin.
    """

    face: Points
    ear_left: Points
    ear_right: Points
    turn: NDArray[np.float64]
    unit_px: float
    origin: tuple[float, float]

    def place(self, points: NDArray[np.float64]) -> Points:
        """Turn 3-D points of the head (cm) and put them on the sheet."""
        plane = anatomy.flat(anatomy.turned(points, self.turn))
        return np.asarray(plane * (self.unit_px, -self.unit_px) + self.origin)


def project(head: Head, pose: Pose, unit_px: float, origin: tuple[float, float]) -> Projection:
    """Turn ``head`` by the pose's yaw and pitch and put it on a sheet."""
    turn = anatomy.rotation(pose.yaw_deg, pose.pitch_deg)
    empty = np.zeros((0, 2))
    bare = Projection(empty, empty, empty, turn, unit_px, origin)
    return Projection(
        bare.place(head.face), bare.place(head.ear_left), bare.place(head.ear_right), turn, unit_px, origin
    )


def tone_curve(skin: Colour) -> NDArray[np.uint8]:
    """Shade 0..255 → skin colour, shape (256, 1, 3) BGR: shadows redden, lights pale."""
    dark = tuple(round(c * f) for c, f in zip(skin, (0.62, 0.50, 0.45), strict=True))
    pale = mix(skin, (255, 250, 244), 0.45)
    stops = np.array([dark, skin, pale], np.float64)[:, ::-1]
    at = np.array([0.0, 165.0, 255.0])
    curve = np.stack([np.interp(np.arange(256), at, stops[:, channel]) for channel in range(3)], axis=1)
    return curve.round().astype(np.uint8).reshape(256, 1, 3)


def draw_ears(canvas: Canvas, spot: Projection, look: Look, light: Light, face: Mask) -> None:
    """Both ears over the hair; ``face`` hides their roots, and a turned-away ear altogether."""
    unit = spot.unit_px
    layer = Canvas(canvas.pixels.shape[1], canvas.pixels.shape[0])
    for side, ear in ((-1, spot.ear_left), (1, spot.ear_right)):
        lit = 0.25 * light.strength * float(np.sin(np.radians(light.azimuth_deg))) * side
        skin = mix(look.skin, (255, 246, 238) if lit > 0 else (120, 60, 40), min(1.0, abs(lit)))
        skin = mix(skin, (196, 96, 76), 0.13)
        rim = smooth(ear)
        layer.fill(rim, skin)
        inside, middle = layer.mask(rim), rim.mean(0)
        bowl = shifted(middle + (rim - middle) * (0.60, 0.70), -side * 0.12 * unit, 0.05 * unit)
        layer.soft(bowl, mix(look.skin, (128, 54, 40), 0.62), 0.62, 0.22 * unit, inside)
        fold = shifted(middle + (rim - middle) * (0.34, 0.48), side * 0.06 * unit, -0.25 * unit)
        layer.soft(fold, mix(skin, (255, 240, 228), 0.35), 0.55, 0.16 * unit, inside)
        hollow = shifted(middle + (rim - middle) * (0.30, 0.30), -side * 0.15 * unit, 0.45 * unit)
        layer.soft(hollow, mix(look.skin, (70, 24, 18), 0.8), 0.60, 0.16 * unit, inside)
        layer.stroke(rim, mix(look.skin, (128, 60, 46), 0.45), 1, closed=True)
    canvas.overlay(layer, face)


def draw_skin(
    canvas: Canvas, head: Head, spot: Projection, triangles: NDArray[np.int32], look: Look, light: Light
) -> Mask:
    """The face's skin, shaded as a mesh and smoothed; returns the face's mask."""
    skin_points = np.vstack([spot.face, spot.place(anatomy.FOREHEAD * (look.face_width, 1, 1))])
    outline = smooth(cv2.convexHull(skin_points.astype(np.float32)).reshape(-1, 2))
    mask = canvas.mask(outline)
    shade = _shading(head, spot, triangles, light, canvas.pixels.shape[:2])
    skin = cv2.LUT(cv2.merge([shade] * 3), tone_curve(look.skin))
    canvas.stamp(mask, np.asarray(skin, np.uint8))
    unit = spot.unit_px
    blush = mix(look.skin, (224, 96, 84), 0.45)
    for cheek in (50, 280):
        centre = spot.face[cheek] + (0, 0.5 * unit)
        canvas.soft(ellipse(centre, 1.7 * unit, 1.1 * unit), blush, 0.28, 0.8 * unit)
    _draw_steep_shadows(canvas, spot, look, light)
    _draw_nose(canvas, spot, look)
    under_lip = shifted(spot.face[17], 0, 0.45 * unit)
    canvas.soft(
        ellipse(under_lip, 1.3 * unit, 0.3 * unit), mix(look.skin, (110, 46, 30), 0.7), 0.28, 0.35 * unit
    )
    if light.spot > 0:
        _draw_reflection(canvas, spot, light, mask)
    return mask


def _draw_steep_shadows(canvas: Canvas, spot: Projection, look: Look, light: Light) -> None:
    steep = np.clip((light.elevation_deg - _STEEP_DEG) / (90.0 - _STEEP_DEG), 0.0, 1.0) * light.strength
    if steep <= 0:
        return
    face, unit = spot.face, spot.unit_px
    dark = mix(look.skin, (60, 26, 18), 0.8)
    for lid in (159, 386):
        canvas.soft(
            ellipse(face[lid] + (0, 0.1 * unit), 2.0 * unit, 1.2 * unit), dark, 0.6 * steep, 0.4 * unit
        )
    canvas.soft(ellipse(face[2] + (0, 0.5 * unit), 1.6 * unit, 0.7 * unit), dark, 0.55 * steep, 0.3 * unit)
    canvas.soft(ellipse(face[18] + (0, 0.2 * unit), 2.0 * unit, 0.5 * unit), dark, 0.5 * steep, 0.3 * unit)


def _draw_reflection(canvas: Canvas, spot: Projection, light: Light, face: Mask) -> None:
    """The lamp itself mirrored by forehead, cheeks and nose, burnt out in the middle."""
    unit, side = spot.unit_px, float(np.sign(light.azimuth_deg) or 1.0)
    brow, cheek = spot.face[151], spot.face[330 if side > 0 else 101]
    for centre, wide, tall in (
        (shifted(brow, 0.9 * side * unit, -0.2 * unit), 2.3, 1.3),
        (shifted(cheek, 0.2 * side * unit, 0.2 * unit), 1.3, 1.0),
        (spot.face[4], 0.4, 0.5),
    ):
        size = np.array([wide, tall]) * unit * (0.6 + 0.4 * light.spot)
        for share, opacity in ((1.0, 0.55), (0.65, 1.0)):
            shape = ellipse(centre, share * size[0], share * size[1])
            canvas.soft(shape, (255, 254, 250), opacity * light.spot, 0.3 * size[1], face)


def _draw_nose(canvas: Canvas, spot: Projection, look: Look) -> None:
    face, unit = spot.face, spot.unit_px
    shadow = mix(look.skin, (110, 46, 30), 0.75)
    base = np.array(
        [face[98] + (0, 0.05 * unit), face[2] + (0, 0.25 * unit), face[327] + (0, 0.05 * unit), face[19]]
    )
    canvas.soft(base, shadow, 0.50, 0.22 * unit)
    for wing, side in ((129, -1), (358, 1)):
        edge = face[wing] + (side * 0.02 * unit, 0.25 * unit)
        canvas.soft(ellipse(edge, 0.22 * unit, 0.55 * unit), shadow, 0.38, 0.18 * unit)
    # A raised chin shows the nostrils from below, a lowered one hides them.
    shown = float(np.clip((spot.turn @ _NOSTRILS_FACE)[2] / _NOSTRILS_FACE[2], 0.15, 2.0))
    for hole in (75, 305):
        canvas.soft(
            ellipse(face[hole] + (0, -0.02 * unit), 0.38 * unit, 0.17 * shown * unit),
            (74, 30, 24),
            0.75,
            0.08 * unit,
        )
    canvas.soft(
        ellipse(face[4] + (0, -0.25 * unit), 0.34 * unit, 0.3 * unit), (255, 250, 244), 0.40, 0.25 * unit
    )
    ridge = np.array(
        [
            face[168] + (-0.2 * unit, 0),
            face[168] + (0.2 * unit, 0),
            face[5] + (0.25 * unit, 0),
            face[5] - (0.25 * unit, 0),
        ]
    )
    canvas.soft(ridge, (255, 250, 244), 0.22, 0.3 * unit)
    philtrum = np.array(
        [
            face[2] + (-0.16 * unit, 0.3 * unit),
            face[2] + (0.16 * unit, 0.3 * unit),
            face[0] + (0.25 * unit, 0),
            face[0] - (0.25 * unit, 0),
        ]
    )
    canvas.soft(philtrum, shadow, 0.20, 0.12 * unit)


def _shading(
    head: Head, spot: Projection, triangles: NDArray[np.int32], light: Light, shape: tuple[int, ...]
) -> Mask:
    """Lambert's law per triangle, drawn small, then blurred beyond its own edge."""
    solid = anatomy.turned(head.face, spot.turn)
    a, b, c = (solid[triangles[:, corner]] for corner in range(3))
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    azimuth, elevation = np.radians([light.azimuth_deg, light.elevation_deg])
    towards = np.array(
        [np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)]
    )
    key = np.clip(normal @ towards, 0.0, 1.0)
    facing = np.clip(normal[:, 2], 0.0, 1.0)
    level = 165 + 150 * light.strength * (key - 0.80) + 45 * (facing - 0.85)
    height, width = shape[0] // _SHADE_SHRINK, shape[1] // _SHADE_SHRINK
    small, weight = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    corners = np.round(spot.face[triangles] / _SHADE_SHRINK * 16).astype(np.int32)
    order = np.argsort((a + b + c)[:, 2])
    order = order[normal[order, 2] > 0]
    for at, value in zip(corners[order], np.clip(level[order], 1, 255), strict=True):
        cv2.fillConvexPoly(small, at, float(value), cv2.LINE_8, 4)
    weight[small > 0] = 255
    blur_px = 0.42 * spot.unit_px / _SHADE_SHRINK
    tone, cover = _spread(small, weight, blur_px)
    wide_tone, wide_cover = _spread(small, weight, 4 * blur_px)
    share = np.clip(cover / 255.0, 0, 1)
    shade = share * tone * 255 / np.maximum(cover, 1) + (1 - share) * wide_tone * 255 / np.maximum(
        wide_cover, 1
    )
    return np.asarray(
        cv2.resize(
            np.clip(shade, 0, 255).astype(np.uint8), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC
        ),
        np.uint8,
    )


def _spread(tone: Mask, weight: Mask, blur_px: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return (
        np.asarray(cv2.GaussianBlur(tone.astype(np.float32), (0, 0), blur_px), np.float32),
        np.asarray(cv2.GaussianBlur(weight.astype(np.float32), (0, 0), blur_px), np.float32),
    )
