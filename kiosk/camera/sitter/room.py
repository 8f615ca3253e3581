"""The wall behind the sitter, plain or cluttered."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.canvas import Canvas, blend, mix
from kiosk.camera.sitter.scene import Light, Wall


def draw_wall(wall: Wall, light: Light, size: tuple[int, int]) -> Picture:
    """Return the empty room, ``size`` (width, height) px: soft light from the lamp's side, darker corners."""
    width, height = size
    across = np.linspace(-1.0, 1.0, width, dtype=np.float32)[None, :]
    down = np.linspace(-1.0, 1.0, height, dtype=np.float32)[:, None]
    side = np.float32(np.sin(np.radians(light.azimuth_deg)) * light.strength)
    tone = 1.0 + 0.07 * side * across - 0.035 * down - 0.05 * (across**2 + 0.6 * down**2)
    glow = np.exp(-((across - 0.5 * side) ** 2 / 0.5 + (down + 0.1) ** 2 / 0.9))
    tone = tone + 0.045 * glow
    colour = np.array(wall.colour[::-1], np.float32)
    picture: Picture = np.clip(tone[..., None] * colour, 0, 255).round().astype(np.uint8)
    if wall.clutter > 0:
        _hang(picture, wall)
    return picture


def _hang(picture: Picture, wall: Wall) -> None:
    """Picture frames, a shelf with books and a plant, more of them the more clutter."""
    height, width = picture.shape[:2]
    canvas = Canvas(width, height)
    unit = height / 720
    things = max(1, round(wall.clutter * 6))
    frames = (
        (70, 90, 190, 240, (150, 96, 70)),
        (1000, 70, 200, 150, (92, 120, 104)),
        (860, 300, 120, 150, (176, 150, 96)),
    )
    for left, top, wide, tall, tone in frames[: min(things, 3)]:
        outer = (
            np.array([(left, top), (left + wide, top), (left + wide, top + tall), (left, top + tall)]) * unit
        )
        inner = outer.mean(0) + (outer - outer.mean(0)) * (1 - 40 / wide, 1 - 40 / tall)
        canvas.fill(outer, (88, 70, 58))
        canvas.fill(inner, tone)
        hill = np.array(
            [
                inner[3],
                inner[3] * 0.6 + inner[0] * 0.4,
                (inner[0] + inner[2]) / 2,
                inner[2] * 0.7 + inner[1] * 0.3,
                inner[2],
            ]
        )
        canvas.fill(hill, mix(tone, (255, 255, 255), 0.35))
    if things > 3:
        board = np.array([(30, 470), (330, 470), (330, 486), (30, 486)]) * unit
        canvas.fill(board, (120, 92, 70))
        random = np.random.default_rng(3)
        edge = 44.0
        while edge < 300:
            thick, high = float(random.uniform(16, 30)), float(random.uniform(80, 120))
            red, green, blue = (int(v) for v in random.integers(60, 200, 3))
            book = (
                np.array([(edge, 470 - high), (edge + thick, 470 - high), (edge + thick, 470), (edge, 470)])
                * unit
            )
            canvas.fill(book, (red, green, blue))
            edge += thick + 2
    if things > 4:
        pot = np.array([(1120, 600), (1220, 600), (1205, 720), (1135, 720)]) * unit
        canvas.fill(pot, (170, 104, 76))
        for lean in range(-4, 5):
            leaf = (
                np.array(
                    [
                        (1170, 600),
                        (1170 + lean * 20 - 14, 480),
                        (1170 + lean * 30, 380 + 12 * abs(lean)),
                        (1170 + lean * 20 + 14, 480),
                    ]
                )
                * unit
            )
            canvas.fill(leaf, (74, 122 + 6 * lean, 78))
    sheet = canvas.pixels
    blend(picture, cv2.cvtColor(sheet, cv2.COLOR_BGRA2BGR), cv2.merge([sheet[..., 3]] * 3))
