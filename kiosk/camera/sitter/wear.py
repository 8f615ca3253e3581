"""What the sitter wears on head and face: glasses, hat, scarf, headphones, mask; and a hand held there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter import anatomy
from kiosk.camera.sitter.canvas import Canvas, Mask, Points, mix, shifted, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import Colour, FrameStyle, HatStyle, Look
from kiosk.camera.sitter.torso import ORIGIN, UNIT_PX

Path3 = list[tuple[float, float, float]]


@dataclass(frozen=True)
class _Frame:
    """A pair of glasses: rim's width and half axes in cm, squareness 1 (an ellipse) down to 0, its colour."""

    rim_cm: float
    half_width_cm: float
    half_height_cm: float
    power: float
    colour: Colour
    lower: bool = True
    upper: bool = True


_FRAMES = {
    FrameStyle.THIN: _Frame(0.16, 2.55, 1.95, 0.6, (46, 46, 52)),
    FrameStyle.THICK: _Frame(0.42, 2.70, 2.05, 0.5, (30, 28, 28)),
    FrameStyle.TORTOISE: _Frame(0.34, 2.60, 2.15, 0.7, (98, 62, 38)),
    FrameStyle.METAL: _Frame(0.10, 2.45, 2.20, 0.9, (148, 140, 122)),
    FrameStyle.HALF: _Frame(0.20, 2.60, 1.70, 0.6, (44, 40, 44), lower=False),
    FrameStyle.RIMLESS: _Frame(0.10, 2.55, 1.60, 0.6, (150, 148, 146), lower=False, upper=False),
}
_LENS_X_CM, _LENS_Y_CM, _LENS_Z_CM = 3.25, 2.15, 5.0
_OPENING: Path3 = [  # the face's part that a scarf leaves free, right half from the forehead down, cm
    (0.0, 8.3, 4.6), (3.0, 8.0, 4.0), (5.4, 6.6, 2.4), (6.9, 4.2, 0.6), (7.3, 1.0, -0.4), (6.9, -2.8, -0.4),
    (5.6, -6.0, 0.8), (3.6, -8.4, 2.6), (1.6, -9.5, 4.0), (0.0, -9.8, 4.3),
]  # fmt: skip
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
        draw_glasses(canvas, spot, look)
    for worn, draw in ((look.scarf, draw_scarf), (look.hat, draw_hat), (look.headphones, draw_headphones)):
        if worn:
            covers = np.asarray(cv2.max(covers, draw(canvas, spot, look)), np.uint8)
    if look.hand > 0:
        draw_hand(canvas, spot, look)
    return covers


def draw_glasses(canvas: Canvas, spot: Projection, look: Look) -> None:
    """Glasses of ``look.frame``; ``look.tint`` darkens the lenses, ``look.glare`` is a lamp seen in them."""
    unit, style = spot.unit_px, _FRAMES[look.frame]
    width = max(2, round(style.rim_cm * unit))
    for side in (-1, 1):
        ring = _lens(spot, style, side)
        lens = canvas.mask(ring)
        canvas.tint(lens, (214, 226, 236), 0.05)
        if look.tint > 0:
            canvas.tint(lens, (34, 30, 28), min(1.0, look.tint))
        if look.glare > 0:
            middle = ring.mean(0)
            band = middle + np.array([[-1.6, -1.7], [0.7, -1.7], [-0.2, 1.6], [-2.3, 1.6]]) * unit
            canvas.soft(band, (250, 252, 255), 0.92 * look.glare, 0.25 * unit, lens)
        half = len(ring) // 2
        shade = shifted(ring[half:], 0.05 * unit, 0.20 * unit)
        if style.lower:
            ridge = np.vstack([shade, shifted(shade, 0, 0.9 * style.rim_cm * unit)[::-1]])
            canvas.soft(ridge, mix(look.skin, (90, 40, 30), 0.8), 0.35, 0.12 * unit)
        if style.lower and style.upper:
            canvas.stroke(ring, style.colour, width, closed=True)
        elif style.upper:
            canvas.stroke(ring[: half + 1], style.colour, width)
        if not style.lower:  # the ground edge of the glass itself catches a little light
            canvas.stroke(ring, mix(look.skin, (236, 240, 244), 0.45), 1, closed=True)
        if style.rim_cm >= 0.3:
            gleam = shifted(ring[6 : half - 6], 0, -0.25 * width)
            canvas.stroke(gleam, mix(style.colour, (255, 255, 255), 0.22), max(1, width // 4))
        temple = spot.place(np.array([[side * 5.75, 2.7, 3.9], [side * 7.6, 2.6, -2.4]]))
        canvas.stroke(temple, style.colour, width)
    bridge = spot.place(
        np.array([[-0.85, 2.55, 5.5], [-0.35, 2.95, 5.9], [0.35, 2.95, 5.9], [0.85, 2.55, 5.5]])
    )
    canvas.soft(
        np.vstack([shifted(bridge, 0, 0.15 * unit), shifted(bridge, 0, 0.4 * unit)[::-1]]),
        mix(look.skin, (90, 40, 30), 0.8), 0.35, 0.10 * unit,
    )  # fmt: skip
    canvas.stroke(smooth(bridge, False), style.colour, width)


def draw_hat(canvas: Canvas, spot: Projection, look: Look) -> Mask:
    """A knitted hat or a peaked cap over crown and hairline; returns its mask."""
    azimuth = np.arange(-180.0, 180.0, 10.0)
    knitted = look.hat_style is HatStyle.KNITTED
    low = 7.4 if knitted else 7.9
    crown = anatomy.shell_grid(azimuth, np.linspace(low, 14.6, 10), puff=1.10 if knitted else 1.07)
    shape = smooth(_hull(spot.place(crown)))
    layer = Canvas(canvas.pixels.shape[1], canvas.pixels.shape[0])
    layer.fill(shape, look.worn)
    inside = layer.mask(shape)
    unit = spot.unit_px
    for side in (-1.0, 1.0):
        away = anatomy.shell(np.array([70.0, 110, 110, 70]) * side, np.array([7.0, 7, 14, 14]), puff=1.12)
        layer.soft(spot.place(away), (0, 0, 0), 0.30, 1.0 * unit, inside)
    top = anatomy.shell(np.linspace(-50, 50, 9), np.full(9, 13.0), puff=1.08)
    layer.soft(
        np.vstack([spot.place(top), shifted(spot.place(top), 0, unit)[::-1]]), (255, 255, 255), 0.10, unit
    )
    edge = (_band if knitted else _peak)(layer, spot, look)
    shadow = shifted(edge, 0, 0.35 * unit)
    canvas.soft(shadow, mix(look.skin, (80, 36, 28), 0.8), 0.35, 0.35 * unit)
    canvas.overlay(layer)
    return np.asarray(layer.pixels[..., 3].copy(), np.uint8)


def draw_scarf(canvas: Canvas, spot: Projection, look: Look) -> Mask:
    """Cloth wound about hair, ears and neck, the face left free; returns its mask."""
    unit = spot.unit_px
    azimuth = np.arange(-180.0, 180.0, 8.0)
    shell = anatomy.shell_grid(azimuth, np.linspace(-6.0, 14.3, 22), puff=1.05)
    throat = np.array([(x, y, -1.0) for x, y in ((-8.6, -6.0), (-9.6, -13.4), (9.6, -13.4), (8.6, -6.0))])
    layer = Canvas(canvas.pixels.shape[1], canvas.pixels.shape[0])
    layer.fill(smooth(_hull(np.vstack([spot.place(shell), spot.place(throat)]))), look.worn)
    half = np.array(_OPENING) * (look.face_width, 1, 1)
    ring3 = np.vstack([half, (half * (-1, 1, 1))[::-1][1:-1]])
    ring = smooth(spot.place(ring3))
    middle = ring.mean(0)
    inside = np.asarray(layer.pixels[..., 3].copy(), np.uint8)
    for share, dark in ((1.10, 0.30), (1.24, 0.18), (1.42, 0.22)):
        fold = middle + (ring - middle) * (share, 0.5 * (share + 1)) + np.array([0.0, 0.25 * unit])
        rim = np.vstack([fold, middle + (fold - middle) * 1.035])
        cut = len(fold)
        for begin in (0, cut // 2):  # left and right halves: a closed ring cannot be filled as a polygon
            part = rim[begin : begin + cut // 2]
            outer = rim[cut + begin : cut + begin + cut // 2]
            layer.soft(np.vstack([part, outer[::-1]]), (0, 0, 0), dark, 0.22 * unit, inside)
    hidden = layer.mask(ring)
    edge = np.vstack([ring, (middle + (ring - middle) * 0.95)])
    for begin in (0, len(ring) // 2):
        part = edge[begin : begin + len(ring) // 2]
        inner = edge[len(ring) + begin : len(ring) + begin + len(ring) // 2]
        canvas.soft(np.vstack([part, inner[::-1]]), mix(look.skin, (80, 36, 28), 0.8), 0.35, 0.25 * unit)
    canvas.overlay(layer, hidden)
    return np.asarray(cv2.subtract(inside, hidden), np.uint8)


def draw_scarf_ends(canvas: Canvas, look: Look) -> None:
    """The scarf's part on the body's sheet: about the neck and over the chest."""
    outline = np.array(
        [
            (-8.8, -3.0), (-9.6, -12.0), (-13.6, -16.4), (-15.2, -18.6), (-9.0, -24.0), (1.0, -27.6),
            (9.0, -23.6), (15.2, -18.6), (13.6, -16.4), (9.6, -12.0), (8.8, -3.0),
        ]
    )  # fmt: skip
    shape = smooth(_on_body(outline))
    canvas.soft(shifted(shape, 0, 8), mix(look.shirt, (40, 44, 58), 0.6), 0.5, 12)
    canvas.fill(shape, look.worn)
    inside = canvas.mask(shape)
    for drop in (0.0, 3.2, 6.4):
        fold = np.array([(-11.0, -13.0), (-5.0, -17.0), (0.0, -18.2), (6.0, -17.0), (12.0, -14.4)]) - (
            0,
            drop,
        )
        line = smooth(_on_body(fold), False)
        canvas.soft(np.vstack([line, shifted(line, 0, 12)[::-1]]), (0, 0, 0), 0.26, 5, inside)


def draw_headphones(canvas: Canvas, spot: Projection, look: Look) -> Mask:
    """Over-ear headphones: two cups and a band over the crown; returns their mask."""
    unit = spot.unit_px
    layer = Canvas(canvas.pixels.shape[1], canvas.pixels.shape[0])
    angle = np.linspace(0.0, np.pi, 31)
    outer = np.stack([10.6 * np.cos(angle), 2.6 + 12.3 * np.sin(angle) ** 0.8, np.full(31, -3.0)], 1)
    inner = np.stack([9.6 * np.cos(angle), 2.6 + 11.0 * np.sin(angle) ** 0.8, np.full(31, -3.0)], 1)
    band = np.vstack([spot.place(outer), spot.place(inner)[::-1]])
    layer.fill(smooth(band, rounds=1), look.worn)
    shine = spot.place(outer * (0.985, 0.995, 1.0))[8:23]
    layer.stroke(shine, mix(look.worn, (255, 255, 255), 0.30), 2)
    dark = mix(look.worn, (0, 0, 0), 0.45)
    for side in (-1, 1):
        cup = np.array(
            [
                (7.5, -2.4),
                (7.5, 4.6),
                (8.2, 5.5),
                (9.8, 5.3),
                (10.9, 3.6),
                (11.0, -0.8),
                (10.0, -2.8),
                (8.2, -3.2),
            ]
        )
        solid = np.column_stack([side * look.face_width * cup[:, 0], cup[:, 1], np.full(len(cup), -2.4)])
        shape = smooth(spot.place(solid))
        layer.fill(shape, look.worn)
        inside = layer.mask(shape)
        pad = solid.copy()
        pad[:, 0] = side * look.face_width * np.minimum(cup[:, 0], 8.5)
        layer.fill(smooth(spot.place(pad)), dark)
        gleam = spot.place(
            np.array([(side * 10.3, 3.6, -2.4), (side * 10.5, 1.0, -2.4), (side * 10.2, -1.0, -2.4)])
        )
        layer.soft(
            np.vstack([gleam, shifted(gleam, -side * 0.4 * unit, 0)[::-1]]), (255, 255, 255), 0.35, 3, inside
        )
    canvas.overlay(layer)
    return np.asarray(layer.pixels[..., 3].copy(), np.uint8)


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


def crown_points(look: Look) -> NDArray[np.float64] | None:
    """3-D points whose highest projection is the top of hat or scarf; None without either."""
    azimuth = np.arange(-180.0, 180.0, 10.0)
    if look.hat:
        puff = 1.10 if look.hat_style is HatStyle.KNITTED else 1.07
        return anatomy.shell_grid(azimuth, np.linspace(11.0, 14.6, 12), puff=puff)
    return anatomy.shell_grid(azimuth, np.linspace(11.0, 14.3, 12), puff=1.05) if look.scarf else None


def _lens(spot: Projection, style: _Frame, side: int) -> Points:
    """Outline of one lens on the sheet, from its outer end over the top: shape (40, 2)."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** style.power * style.half_width_cm
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** style.power * style.half_height_cm
    plane = np.column_stack([side * _LENS_X_CM + x, _LENS_Y_CM + y, np.full(40, _LENS_Z_CM)])
    plane[:, 2] -= 0.12 * np.abs(plane[:, 0]) ** 1.3
    return spot.place(plane)


def _band(layer: Canvas, spot: Projection, look: Look) -> Points:
    """The knitted hat's turned-up band with its ribs; returns its lower edge on the sheet."""
    front = np.arange(-104.0, 105.0, 8.0)
    low = anatomy.shell(front, 6.0 + 0 * front, puff=1.06)
    high = anatomy.shell(front, 8.8 + 0 * front, puff=1.09)
    edge = mix(look.worn, (0, 0, 0), 0.16)
    layer.fill(smooth(np.vstack([spot.place(low), spot.place(high)[::-1]])), edge)
    for angle in np.arange(-96.0, 97.0, 6.0):
        rib = anatomy.shell(np.full(5, angle), np.linspace(6.2, 8.6, 5), puff=1.075)
        layer.stroke(spot.place(rib), mix(edge, (0, 0, 0), 0.22), 2)
    return spot.place(low)


def _peak(layer: Canvas, spot: Projection, look: Look) -> Points:
    """The cap's peak above the brows and its seams; returns the peak's lower edge on the sheet."""
    front = np.linspace(-104.0, 104.0, 27)
    low = anatomy.shell(front, 7.0 - 1.2 * (front / 104.0) ** 2, puff=1.045)
    high = anatomy.shell(front, 9.4 + 0 * front, puff=1.06)
    layer.fill(smooth(np.vstack([spot.place(low), spot.place(high)[::-1]]), rounds=1), look.worn)
    for angle in (-45.0, 0.0, 45.0):
        seam = anatomy.shell(np.full(9, angle), np.linspace(7.6, 14.6, 9), puff=1.07)
        layer.stroke(spot.place(seam), mix(look.worn, (0, 0, 0), 0.25), 1)
    across = np.linspace(-1.0, 1.0, 21)
    root = anatomy.shell(58 * across, 8.2 + 0 * across, puff=1.05)
    reach = np.stack([7.4 * across, 7.3 - 1.5 * across**2, 7.0 + 5.4 * np.sqrt(1 - across**2)], 1)
    peak = smooth(np.vstack([spot.place(root), spot.place(reach)[::-1]]), rounds=1)
    layer.fill(peak, mix(look.worn, (0, 0, 0), 0.18))
    layer.stroke(spot.place(reach), mix(look.worn, (0, 0, 0), 0.45), 2)
    return spot.place(reach)


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


def _hull(points: Points) -> Points:
    return np.asarray(cv2.convexHull(points.astype(np.float32)).reshape(-1, 2), np.float64)
