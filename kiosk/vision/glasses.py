"""Glasses, reflections on them and tinted lenses.

A pair of glasses of any kind has one thing that no bare face has: its bridge, a thin line across the nose
between the eyes, where skin is smooth. Rims below both eyes support it. Reflections of lamps are the only
thing before the eyes that is brighter and less coloured than skin can be; a tint is the only thing that
darkens the skin below both eyes against the cheeks and has a bridge between.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh, upright
from kiosk.vision.seen import Seen

WINDOW = upright.Window(-1.15, 1.15, -0.55, 1.0, scale_px=60)
"""One pixel is about a millimetre."""
BRIDGE_HALF, BRIDGE_UP, BRIDGE_DOWN = 0.13, 0.18, 0.20
"""Half the bridge's width, and the heights above and below the eyes' line between which it lies."""
BRIDGE_BOWS = (-4, -2, 0, 2)
"""How many px the line's middle lies lower than its ends: bridges are mostly arched."""
RIM_HALF, RIM_UP, RIM_DOWN = 0.30, 0.25, 0.56
"""Half the width of a rim's lower part, and where below the pupil it runs: lids and lashes end above."""
RIM_BOWS = (0, 3, 6, 9)
RIM_AT = 0.5
"""Eye distances from the nose to the middle of each lens."""
THIN_PX, THICK_PX = 2, 4
"""Reach of the line detector for a wire and for a broad rim."""
GRAIN = 0.004
"""ln(luma) of a line that noise makes on smooth skin."""
BROAD = 0.01
"""ln(luma) that a broad bridge keeps in the detector of thin lines."""
RIM_LEAST = 0.10
"""ln(luma) of the line that a bare lower lid or the shadow under it can make below both eyes."""
RIM_WEIGHT = 1.5
EVEN = 0.30
"""The evidence that makes glasses as likely as not: bare faces, 165 pictures: median 0.05, p95 0.21."""
FRAME_SIGN = 0.12
"""Evidence from which there may be a frame that holds lenses."""
LENS = (0.40, 0.30)
"""Half axes of the part of a lens that is before the eye."""
GLARE_OVER, GLARE_LEAST = 30.0, 150.0
"""Levels by which a reflection's least colour channel is above that of the cheek's brightest skin, and its
least value: a reflection adds the lamp's own white, skin and sclera do not."""
CHEEK = 0.13
"""Radius of the piece of cheek, well below any lens, that lenses are compared with."""
BELOW_LID = (0.06, 0.17)
"""Where below the lower lid skin is seen through the lens."""
_EYES = (
    (mesh.PUPIL_RIGHT, 205, 145, mesh.EYE_RIGHT),
    (mesh.PUPIL_LEFT, 425, 374, mesh.EYE_LEFT),
)
"""Of each eye: pupil, a point of the cheek, the lower lid's middle, the lids' outline."""
_ROWS, _COLUMNS = np.mgrid[0 : WINDOW.size[1], 0 : WINDOW.size[0]]
_LOG = np.log(np.arange(256, dtype=np.float32) + 8)


def _bows(x: float, half: float, up: float, down: float, bows: Sequence[int]) -> NDArray[np.int_]:
    """Return the flat indices of every bow at every height, shape (bows, heights, points).

    A bow is centred at ``x``; its ends lie so many px higher than its middle: y = height − bow · (x/half)².
    """
    scale = WINDOW.scale_px
    along = np.arange(-round(half * scale), round(half * scale) + 1)
    heights = np.arange(WINDOW.row(up), WINDOW.row(down))
    bent = np.round(np.multiply.outer(np.array(bows), (along / along[-1]) ** 2)).astype(int)
    rows = np.clip(heights[None, :, None] - bent[:, None, :], 0, WINDOW.size[1] - 1)
    return np.asarray(rows * WINDOW.size[0] + WINDOW.column(x) + along)


_BRIDGE = _bows(0.0, BRIDGE_HALF, -BRIDGE_UP, BRIDGE_DOWN, BRIDGE_BOWS)
_RIMS = tuple(_bows(side * RIM_AT, RIM_HALF, RIM_UP, RIM_DOWN, RIM_BOWS) for side in (-1, 1))

Plane = NDArray[np.float32]


def measure(seen: Seen) -> dict[str, float | None]:
    """Return ``glasses``, ``lens_glare`` and ``lens_tint``, see :mod:`kiosk.vision.units`.

    All None when the eyes' surroundings are not in the picture; glare and tint None when a cheek or the
    place below a lid, which lenses are compared with, is not.
    """
    part = upright.cut(seen.frame.bgr, seen.head, WINDOW)
    if part is None:
        return {"glasses": None, "lens_glare": None, "lens_tint": None}
    grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
    found = frame_evidence(grey)
    at = (upright.placed(seen.face.mesh, seen.head) - (WINDOW.left, WINDOW.top)) * WINDOW.scale_px
    lenses = _lenses(part, grey, at)
    if lenses is None:
        return {"glasses": found / (found + EVEN), "lens_glare": None, "lens_tint": None}
    glare, darkest = lenses
    return {
        "glasses": found / (found + EVEN),
        "lens_glare": glare,
        # Without a frame the eyes merely lie in shadow.
        "lens_tint": float(np.clip(1 - darkest, 0, 1)) if found > FRAME_SIGN else 0.0,
    }


def frame_evidence(grey: NDArray[np.uint8]) -> float:
    """Return how much speaks for a frame, 0 … about 20; ``grey`` is :data:`WINDOW` in luma."""
    # The offset keeps the logarithm of nearly black pixels from being all noise.
    log = cv2.blur(_LOG[grey], (3, 1)).astype(np.float32, copy=False)
    thin, thick = _lines(log, THIN_PX), _lines(log, THICK_PX)
    across = np.abs(thin.ravel()[_BRIDGE].mean(axis=2))
    line = float(across.max())
    bridge = (line + BROAD) * line / (float(np.median(across)) + GRAIN)
    rims = [
        max(float(np.abs(lines.ravel()[at].mean(axis=2)).max()) for lines in (thin, thick)) for at in _RIMS
    ]
    return bridge + RIM_WEIGHT * max(0.0, min(rims) - RIM_LEAST)


def _lines(log: Plane, reach_px: int) -> Plane:
    """Return how much each pixel is darker (< 0) or brighter than those above and below it."""
    lines = np.zeros_like(log)
    inner = slice(reach_px, -reach_px)
    lines[inner] = log[inner] - 0.5 * (log[: -2 * reach_px] + log[2 * reach_px :])
    return lines


def _lenses(part: Picture, grey: NDArray[np.uint8], at: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the worse lens' share of glare, and the lighter lens' luma / that of the cheek below it.

    None when a strongly turned or nodded head has put a cheek or a lid outside the window.
    """
    scale = WINDOW.scale_px
    blue, green, red = cv2.split(part)
    least = np.asarray(cv2.min(cv2.min(blue, green), red), np.uint8)
    shares, ratios = [], []
    for pupil, cheek, lid, outline in _EYES:
        x, y = at[cheek]
        disc = _box(x, y, CHEEK, CHEEK)
        near = np.hypot(_COLUMNS[disc] - x, _ROWS[disc] - y) < CHEEK * scale
        if not near.any():
            return None
        skin, bright = float(np.median(grey[disc][near])), _high(least[disc][near])
        x, y = at[pupil]
        box = _box(x, y, *LENS)
        # The eye's white may be brighter than skin; a reflection that matters is larger than the eye.
        opening = np.zeros(grey[box].shape, np.uint8)
        corner = (box[1].start, box[0].start)
        cv2.fillPoly(opening, [np.round(at[list(outline)] - corner).astype(np.int32)], (1,))
        opening = np.asarray(cv2.dilate(opening, np.ones((5, 5), np.uint8)), np.uint8)
        inside = ((_COLUMNS[box] - x) / LENS[0]) ** 2 + ((_ROWS[box] - y) / LENS[1]) ** 2 < scale**2
        lens = least[box][inside & (opening == 0)]
        shares.append(float((lens > max(bright + GLARE_OVER, GLARE_LEAST)).mean()) if lens.size else 0.0)
        lower = at[lid][1]
        under = grey[
            round(lower + BELOW_LID[0] * scale) : round(lower + BELOW_LID[1] * scale),
            round(x - 0.22 * scale) : round(x + 0.22 * scale),
        ]
        if not under.size:
            return None
        ratios.append((float(np.median(under)) + 4) / (skin + 4))
    return max(shares), max(ratios)


def _box(x: float, y: float, half_width: float, half_height: float) -> tuple[slice, slice]:
    width, height = WINDOW.size
    across, down = half_width * WINDOW.scale_px, half_height * WINDOW.scale_px
    return (
        slice(max(0, int(y - down)), min(height, int(y + down) + 2)),
        slice(max(0, int(x - across)), min(width, int(x + across) + 2)),
    )


def _high(values: NDArray[np.uint8]) -> float:
    """Return the value that nine of ten are not above."""
    place = int(0.9 * (values.size - 1))
    return float(np.partition(values, place)[place])
