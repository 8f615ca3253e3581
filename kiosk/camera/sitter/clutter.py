"""Things on the wall: pictures, posters, shelves with books, a plant, a door, a switch, curtains."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kiosk.camera.sitter.canvas import Canvas, Points, mix
from kiosk.camera.sitter.scene import Colour, Wall

MOST_THINGS = 6

_FRAMES: tuple[tuple[float, float, float, float, Colour], ...] = (
    (70, 90, 190, 240, (150, 96, 70)),
    (1000, 70, 200, 150, (92, 120, 104)),
    (860, 300, 120, 150, (176, 150, 96)),
)


def draw_clutter(wall: Wall, width: int, height: int) -> Canvas:
    """Return a sheet with the wall's things, more of them the more clutter; ``arrangement`` 0 is fixed."""
    canvas = Canvas(width, height)
    unit = height / 720
    things = max(1, round(wall.clutter * MOST_THINGS))
    if wall.arrangement == 0:
        for left, top, wide, tall, tone in _FRAMES[:things]:
            _frame(canvas, unit, (left, top), (wide, tall), tone)
        if things > 3:
            _shelf(canvas, unit, (30, 470), 300, np.random.default_rng(3))
        if things > 4:
            _plant(canvas, unit, (1170, 600))
        return canvas
    random = np.random.default_rng([19, wall.arrangement])
    across = width / unit
    for kind in random.integers(len(_KINDS), size=things):
        # Things keep off the middle, where the sitter hides them.
        side = random.choice((-1.0, 1.0))
        at = (across / 2 + side * random.uniform(150, across / 2 - 40), random.uniform(40, 420))
        _KINDS[int(kind)](canvas, unit, at, random)
    return canvas


def _box(
    canvas: Canvas, unit: float, at: tuple[float, float], size: tuple[float, float], tone: Colour
) -> Points:
    left, top, right, bottom = at[0], at[1], at[0] + size[0], at[1] + size[1]
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) * unit
    canvas.fill(corners, tone)
    return corners


def _frame(
    canvas: Canvas, unit: float, at: tuple[float, float], size: tuple[float, float], tone: Colour
) -> None:
    outer = _box(canvas, unit, at, size, (88, 70, 58))
    inner = outer.mean(0) + (outer - outer.mean(0)) * (1 - 40 / size[0], 1 - 40 / size[1])
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


def _shelf(
    canvas: Canvas, unit: float, at: tuple[float, float], wide: float, random: np.random.Generator
) -> None:
    left, top = at
    _box(canvas, unit, at, (wide, 16), (120, 92, 70))
    edge = left + 14.0
    while edge < left + wide - 30:
        thick, high = float(random.uniform(16, 30)), float(random.uniform(80, 120))
        red, green, blue = (int(v) for v in random.integers(60, 200, 3))
        _box(canvas, unit, (edge, top - high), (thick, high), (red, green, blue))
        edge += thick + 2


def _plant(canvas: Canvas, unit: float, at: tuple[float, float]) -> None:
    x, y = at
    canvas.fill(
        np.array([(x - 50, y), (x + 50, y), (x + 35, y + 120), (x - 35, y + 120)]) * unit, (170, 104, 76)
    )
    for lean in range(-4, 5):
        leaf = [(x, y), (x + lean * 20 - 14, y - 120), (x + lean * 30, y - 220 + 12 * abs(lean)),
                (x + lean * 20 + 14, y - 120)]  # fmt: skip
        canvas.fill(np.array(leaf) * unit, (74, 122 + 6 * lean, 78))


def _door(canvas: Canvas, unit: float, at: tuple[float, float], random: np.random.Generator) -> None:
    tone = (int(random.integers(90, 180)), int(random.integers(70, 120)), int(random.integers(50, 90)))
    wide = float(random.uniform(90, 220))
    _box(canvas, unit, (at[0] - wide / 2, 0), (wide, 720), tone)
    for edge in (at[0] - wide / 2, at[0] + wide / 2 - 8):
        _box(canvas, unit, (edge, 0), (8, 720), mix(tone, (0, 0, 0), 0.4))


def _poster(canvas: Canvas, unit: float, at: tuple[float, float], random: np.random.Generator) -> None:
    wide, tall = float(random.uniform(80, 180)), float(random.uniform(100, 220))
    _box(canvas, unit, (at[0] - wide / 2, at[1]), (wide, tall), (246, 244, 236))
    ink = tuple(int(v) for v in random.integers(30, 130, 3))
    for line in np.arange(16, tall - 12, 18):
        length = (wide - 24) * float(random.uniform(0.4, 1))
        _box(canvas, unit, (at[0] - wide / 2 + 12, at[1] + line), (length, 7), (ink[0], ink[1], ink[2]))


def _switch(canvas: Canvas, unit: float, at: tuple[float, float], random: np.random.Generator) -> None:
    _box(canvas, unit, (at[0] - 19, at[1] + 120), (38, 38), (150, 150, 148))
    _box(canvas, unit, (at[0] - 17, at[1] + 122), (34, 34), (240, 240, 238))
    _box(canvas, unit, (at[0] - 9, at[1] + 130), (18, 18), (214, 214, 212))


def _curtain(canvas: Canvas, unit: float, at: tuple[float, float], random: np.random.Generator) -> None:
    tone = tuple(int(v) for v in random.integers(60, 190, 3))
    for fold in range(9):
        shade = 0.25 + 0.25 * float(np.cos(1.7 * fold))
        _box(
            canvas,
            unit,
            (at[0] - 90 + 20 * fold, 0),
            (20.5, 720),
            mix((tone[0], tone[1], tone[2]), (0, 0, 0), shade),
        )


def _picture(canvas: Canvas, unit: float, at: tuple[float, float], random: np.random.Generator) -> None:
    size = (float(random.uniform(90, 200)), float(random.uniform(90, 220)))
    tone = tuple(int(v) for v in random.integers(70, 190, 3))
    _frame(canvas, unit, (at[0] - size[0] / 2, at[1]), size, (tone[0], tone[1], tone[2]))


def _books(canvas: Canvas, unit: float, at: tuple[float, float], random: np.random.Generator) -> None:
    wide = float(random.uniform(160, 320))
    _shelf(canvas, unit, (at[0] - wide / 2, at[1] + 80), wide, random)


def _pot(canvas: Canvas, unit: float, at: tuple[float, float], random: np.random.Generator) -> None:
    _plant(canvas, unit, (at[0], float(random.uniform(480, 620))))


_KINDS: tuple[Callable[[Canvas, float, tuple[float, float], np.random.Generator], None], ...] = (
    _picture, _poster, _books, _pot, _door, _switch, _curtain,
)  # fmt: skip
