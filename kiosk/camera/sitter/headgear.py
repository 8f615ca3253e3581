"""Hat, cap, scarf and headphones."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter import anatomy
from kiosk.camera.sitter.canvas import Canvas, Mask, Points, mix, shifted, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import HatStyle, Look
from kiosk.camera.sitter.torso import ORIGIN, UNIT_PX

Path3 = list[tuple[float, float, float]]

_OPENING: Path3 = [  # the face's part that a scarf leaves free, right half from the forehead down, cm
    (0.0, 8.3, 4.6), (3.0, 8.0, 4.0), (5.4, 6.6, 2.4), (6.9, 4.2, 0.6), (7.3, 1.0, -0.4), (6.9, -2.8, -0.4),
    (5.6, -6.0, 0.8), (3.6, -8.4, 2.6), (1.6, -9.5, 4.0), (0.0, -9.8, 4.3),
]  # fmt: skip


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


def crown_points(look: Look) -> NDArray[np.float64] | None:
    """3-D points whose highest projection is the top of hat or scarf; None without either."""
    azimuth = np.arange(-180.0, 180.0, 10.0)
    if look.hat:
        puff = 1.10 if look.hat_style is HatStyle.KNITTED else 1.07
        return anatomy.shell_grid(azimuth, np.linspace(11.0, 14.6, 12), puff=puff)
    return anatomy.shell_grid(azimuth, np.linspace(11.0, 14.3, 12), puff=1.05) if look.scarf else None


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


def _hull(points: Points) -> Points:
    return np.asarray(cv2.convexHull(points.astype(np.float32)).reshape(-1, 2), np.float64)


def _on_body(points: NDArray[np.float64]) -> Points:
    return np.asarray(points * (UNIT_PX, -UNIT_PX) + np.asarray(ORIGIN))
