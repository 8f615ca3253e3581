"""Hair: a shell round the skull, a hairline, strands over brows and eyes, hair over the ears; and a hat."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter import anatomy
from kiosk.camera.sitter.canvas import Canvas, Mask, Points, mix, shifted, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import HairStyle, Light, Look

# Hairline: azimuth on the shell (0 front, 90 the picture's right) and height, cm.
_LINE_AZIMUTH = np.array([0.0, 18.0, 36.0, 48.0, 58.0, 66.0, 73.0, 78.0, 84.0, 90.0, 97.0])
_LINE_HEIGHT = np.array([9.25, 9.2, 8.9, 8.1, 6.9, 5.0, 2.7, 1.7, 3.0, 4.3, 4.9])
_FALL = {HairStyle.BOB: (-9.5, 9.2), HairStyle.LONG: (-23.0, 11.0)}
"""Where longer hair ends and how wide it is there, cm."""
_LONG_PUFF = 1.04  # longer hair stands off the skull
_STRAND_SEED, _STRANDS = 7, 190
_STRAND_TONES = ((0.07, 1), (0.14, 1), (-0.25, 1), (0.10, 2), (0.19, 1))
"""Lightening (or, below 0, darkening) of the strands and their width, px."""
_CURTAIN_OPEN, _CURTAIN_SHUT = 9.8, 6.9
"""Inner edge of long hair that hangs beside the head, cm: behind the ear, and before it."""
_SHEET_END_CM = -12.0
"""Hair before the ears is drawn with the head, whose sheet ends a little below this."""
_BUNCHES = np.linspace(5.0, 46.0, 9)
"""Azimuths where strands over an eye hang, either side."""
_TIP_HIGH, _TIP_LOW = 6.6, 0.6
"""Where those strands end: above the brow, and below the eye, cm."""
_LOCK = np.array(  # a lock from under the cap over the ear, right side, cm
    [
        (7.3, 8.8, -1.0), (8.3, 6.6, -1.6), (9.2, 3.6, -2.6), (10.0, 0.6, -2.9), (10.0, -2.4, -2.6),
        (9.3, -4.9, -2.0), (8.2, -5.7, -1.4), (7.3, -3.8, -1.0), (7.0, -0.6, -0.6), (7.1, 2.4, -0.6),
        (7.0, 5.4, -0.4),
    ]
)  # fmt: skip


def draw_back(canvas: Canvas, spot: Projection, look: Look) -> None:
    """What hangs behind neck and ears; painted before the body."""
    tone = mix(look.hair_colour, (0, 0, 0), 0.28)
    azimuth = np.arange(-180.0, 180.0, 6.0)
    nape = 4.0 if look.hair == HairStyle.SHORT else -2.0
    levels = np.linspace(nape, 13.85, 24)
    grid = anatomy.shell_grid(azimuth, levels, puff=1.0 if look.hair == HairStyle.SHORT else _LONG_PUFF)
    canvas.fill(smooth(_hull(spot.place(grid))), tone)
    if look.hair == HairStyle.SHORT:
        return
    drop, width = _FALL[look.hair]
    fall = [(-8.7, 4.0), (-9.4, -2.0), (-width, drop + 3.0), (-width + 1.2, drop), (-3.0, drop + 0.8)]
    fall += [(-x, y) for x, y in reversed(fall)]
    curtain = np.array([(x, y, -6.5) for x, y in fall])
    canvas.fill(smooth(spot.place(curtain), rounds=3), tone)
    for share in np.linspace(-0.95, 0.95, 26):
        strand = np.array(
            [
                (9.0 * share, 2.0, -6.5),
                (width * share, (drop - 2) / 2, -6.5),
                ((width - 0.6) * share, drop + 1.0 + abs(share), -6.5),
            ]
        )
        canvas.stroke(smooth(spot.place(strand), False), mix(look.hair_colour, (150, 120, 100), 0.10), 2)


def draw_front(canvas: Canvas, spot: Projection, look: Look, light: Light) -> Mask:
    """The cap of hair over forehead and temples; returns what it covers."""
    line = spot.place(_hairline(look))
    cap = smooth(_cap(spot, line), rounds=1)
    shadow = np.vstack([shifted(line, 0, 0.5 * spot.unit_px), line[::-1]])
    canvas.soft(shadow, mix(look.skin, (96, 44, 32), 0.7), 0.42, 0.3 * spot.unit_px)
    layer = Canvas(canvas.pixels.shape[1], canvas.pixels.shape[0])
    layer.fill(cap, look.hair_colour)
    _strands(layer, spot, look)
    _gleam(layer, spot, look, light)
    canvas.overlay(layer)
    return canvas.mask(cap)


def draw_fringe(canvas: Canvas, spot: Projection, look: Look) -> Mask:
    """Strands from the hairline over the eyes, first the picture's left one; returns what they cover."""
    covered = np.zeros(canvas.pixels.shape[:2], np.uint8)
    line_at, line_height = _line_heights(_hairline(look))
    random = np.random.default_rng(_STRAND_SEED)
    for side, amount in ((-1, 2 * look.hair_over_eyes), (1, 2 * look.hair_over_eyes - 1)):
        amount = min(1.0, amount)
        if amount <= 0.02:
            continue
        for index, azimuth in enumerate(_BUNCHES):
            high = float(np.interp(side * azimuth, line_at, line_height)) + 0.8
            low = _TIP_HIGH + (_TIP_LOW - _TIP_HIGH) * amount + random.uniform(-0.5, 0.5)
            along = np.linspace(0, 1, 9)
            middle = side * azimuth - 5.0 * along**2
            half = 3.4 * (1 - along**3) + 0.4
            height = high + (low - high) * along
            edges = [anatomy.shell(middle + hand * half, height) for hand in (-1, 0, 1)]
            left, centre, right = (spot.place(edge) for edge in edges)
            shape = smooth(np.vstack([left, right[::-1]]), rounds=1)
            shade = shifted(shape, 0.1 * spot.unit_px, 0.3 * spot.unit_px)
            canvas.soft(shade, mix(look.skin, (96, 44, 32), 0.7), 0.25, 0.25 * spot.unit_px)
            canvas.fill(shape, mix(look.hair_colour, (0, 0, 0), 0.08 * (index % 3)))
            for share, tone in ((-0.55, 0.10), (-0.2, -0.22), (0.2, 0.14), (0.6, -0.12)):
                strand = centre + (right - centre) * share
                canvas.stroke(
                    strand, mix(look.hair_colour, (178, 150, 130) if tone > 0 else (0, 0, 0), abs(tone))
                )
            covered = np.asarray(cv2.max(covered, canvas.mask(shape)), np.uint8)
    return covered


def draw_locks(canvas: Canvas, spot: Projection, look: Look) -> Mask:
    """Hair over the ears, as far as the look says; returns what it covers.

    Short hair hangs down over the ear from above; longer hair falls beside the head and closes like a
    curtain, at the top first.
    """
    covered = np.zeros(canvas.pixels.shape[:2], np.uint8)
    for side, amount in ((-1, look.hair_over_left_ear), (1, look.hair_over_right_ear)):
        if amount <= 0.02:
            continue
        outer, inner = _lock(amount) if look.hair == HairStyle.SHORT else _curtain(look.hair, amount)
        outer, inner = (edge * (side * look.face_width, 1, 1) for edge in (outer, inner))
        shape = smooth(spot.place(np.vstack([outer, inner[::-1]])))
        canvas.fill(shape, look.hair_colour)
        covered = np.asarray(cv2.max(covered, canvas.mask(shape)), np.uint8)
        for index, share in enumerate(np.linspace(0.08, 0.92, 15)):
            strand = smooth(spot.place(outer + (inner - outer) * share), False)
            tone = mix(look.hair_colour, (190, 160, 140) if index % 3 else (0, 0, 0), 0.16)
            canvas.stroke(strand, tone, 1 + index % 2)
    return covered


def _lock(amount: float) -> tuple[Points, Points]:
    """Outer and inner edge of a lock from under the cap, of the picture's right, from top to tip, cm."""
    lock = _LOCK.copy()
    lock[:, 1] = 6.0 + (lock[:, 1] - 6.0) * (0.15 + 0.85 * amount)
    lock[:, 0] = 7.2 + (lock[:, 0] - 7.2) * (0.55 + 0.45 * amount)
    return lock[:6], lock[[0, 10, 9, 8, 7, 6]]


def _curtain(style: HairStyle, amount: float) -> tuple[Points, Points]:
    """Outer and inner edge of hair that falls beside the head, of the picture's right, from the top, cm."""
    drop = max(_FALL[style][0], _SHEET_END_CM)
    height = np.array([9.4, 7.0, 4.6, 2.0, -1.0, -4.0, (drop - 4.0) / 2, drop])
    closed = np.clip(np.interp(height, [-2.0, 5.0], [2 * amount - 1, 2 * amount]), 0, 1)
    outer = np.interp(height, [drop, -4.0, 2.0, 4.6, 7.0, 9.4], [9.4, 10.0, 9.8, 9.5, 8.7, 6.6])
    inner = np.minimum(_CURTAIN_OPEN + (_CURTAIN_SHUT - _CURTAIN_OPEN) * closed, outer - 0.5)
    inner[-1] = outer[-1] - 0.4  # ends in a tip
    inner[0] = 6.0
    depth = np.full(len(height), -1.2)
    return np.stack([outer, height, depth], axis=1), np.stack([inner, height, depth], axis=1)


def crown_points(look: Look) -> NDArray[np.float64]:
    """3-D points whose highest projection is the top of the hair."""
    azimuth = np.arange(-180.0, 180.0, 10.0)
    puff = 1.0 if look.hair == HairStyle.SHORT else _LONG_PUFF
    return anatomy.shell_grid(azimuth, np.linspace(11.0, 13.85, 12), puff=puff)


def _hairline(look: Look) -> NDArray[np.float64]:
    azimuth = np.concatenate([-_LINE_AZIMUTH[:0:-1], _LINE_AZIMUTH])
    height = np.concatenate([_LINE_HEIGHT[:0:-1], _LINE_HEIGHT])
    middle = np.exp(-((azimuth / 54.0) ** 6))
    fringe = 0.85 * np.exp(-(((azimuth - 32) / 24.0) ** 2)) - 0.40 * np.exp(-(((azimuth + 24) / 10.0) ** 2))
    height = height - fringe - 5.6 * look.hair_over_brows * middle
    points = anatomy.shell(azimuth, height)
    points[:, 0] *= look.face_width
    return points


def _cap(spot: Projection, line: Points) -> Points:
    """Outer arc of the shell from the picture's left to its right, then back along the hairline."""
    azimuth = np.arange(-180.0, 180.0, 6.0)
    hull = _hull(spot.place(anatomy.shell_grid(azimuth, np.linspace(4.3, 13.88, 28))))
    start, end = line[0], line[-1]
    middle = (start + end) / 2
    offset = hull - middle
    angle = np.arctan2(-offset[:, 1], offset[:, 0])
    above = angle > 0.02
    arc = hull[above][np.argsort(-angle[above])]
    return np.vstack([arc, line[::-1]])


def _strands(layer: Canvas, spot: Projection, look: Look) -> None:
    """Fine lines from the parting outwards, a little past the edge so that it is not cut with scissors."""
    random = np.random.default_rng(_STRAND_SEED)
    along = np.linspace(0, 1, 9)
    ends = random.uniform(-94, 94, _STRANDS)
    low = np.interp(ends, *_line_heights(_hairline(look))) - random.uniform(-1.2, 0.12, _STRANDS)
    azimuth = ends[:, None] * (0.55 + 0.45 * along) + 26 * (1 - along) ** 2
    height = 13.6 + (low[:, None] - 13.6) * along**1.15
    curves = spot.place(anatomy.shell(azimuth, height)).reshape(_STRANDS, len(along), 2)
    for group, (tone, width) in enumerate(_STRAND_TONES):
        colour = mix(look.hair_colour, (178, 150, 130) if tone > 0 else (0, 0, 0), abs(tone))
        layer.strokes([*curves[group :: len(_STRAND_TONES)]], colour, width)


def _line_heights(line: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    away = line - anatomy.SHELL_CENTRE
    azimuth = np.degrees(np.arctan2(away[:, 0] / anatomy.SHELL_AXES[0], away[:, 2] / anatomy.SHELL_AXES[2]))
    order = np.argsort(azimuth)
    return azimuth[order], line[order, 1]


def _gleam(layer: Canvas, spot: Projection, look: Look, light: Light) -> None:
    """The band of light on smooth hair, towards the key light, and the darker far side."""
    centre = 0.6 * light.azimuth_deg
    azimuth = np.linspace(centre - 46, centre + 46, 18)
    bow = np.cos(np.linspace(-1.2, 1.2, 18))
    upper = anatomy.shell(azimuth, 12.0 + 0.35 * bow)
    lower = anatomy.shell(azimuth, 11.7 - 0.55 * bow)
    band = np.vstack([spot.place(upper), spot.place(lower)[::-1]])
    layer.soft(band, mix(look.hair_colour, (226, 204, 186), 0.55), 0.42, 0.5 * spot.unit_px)
    away = -1.0 if light.azimuth_deg > 0 else 1.0
    dark = anatomy.shell(np.array([60.0, 100, 130, 100, 60]) * away, np.array([12.0, 11.5, 6.0, 2.0, 4.0]))
    layer.soft(spot.place(dark), (0, 0, 0), 0.35, 1.2 * spot.unit_px)


def _hull(points: Points) -> Points:
    return np.asarray(cv2.convexHull(points.astype(np.float32)).reshape(-1, 2), np.float64)
