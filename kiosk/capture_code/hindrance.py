"""Why a code that is in view cannot be read, so that the person can be told what to do with the phone."""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from kiosk.capture_code.decoders import Grey
from kiosk.capture_code.symbol import Symbol

SMALL_MODULE_PX = 3.2
"""Measured on drawn codes with slight blur and noise: all are read from 2 px a module on, none at 1.6; blur
and noise make a module seem up to half as large again."""
SMALL_SHARE = 0.3
"""Of the picture's height: a code held so far away may come nearer, whatever else hinders it."""
EDGE_PX = 14
"""So near to the picture's edge a code has not its whole light border in view."""
LARGE_SHARE = 0.75
"""Of the picture's height: a larger code is out of focus and soon out of the picture."""
DIM_LEVEL = 76
"""Mean level of the code's usual cell on a screen too dark beside a lit face (150–230): half of a code is
bright, and its mean stays where it is however blurred it is; the haze round a lamp's reflection adds 25."""
CELLS = 7
"""A code is looked at in 7 × 7 cells: one of them is 3–12 modules wide and holds both colours."""
LEAST_CELLS = 2
"""Of them under a reflection: in a code of few modules one may be white by its data."""
SATURATED = 250
"""Darkest levels of a cell at the rim that is surely under a reflection: of a code seen askew, cells there
hold its light border, which a camera exposed for a face seldom saturates."""
FLAT_SHARE = 0.45
"""Contrast of a cell under a reflection / that of the code's usual cell."""
BRIGHT_SHARE = 0.55
"""How far up from the code's dark to its bright level the darkest of such a cell lies, at least."""
ONE_WAY = 0.68
"""Weak / strong direction of the gradient, times long / short side of the patch, which a tilt makes unequal:
0.8–1.0 in a code held still however it is turned, 0.4–0.65 smeared by 8 px and more."""
SOFT = 0.38
"""Steepest change over two px / contrast: 0.6–1.0 in focus."""
_RIM_PX = 6.0
"""So far from the patch's rim nothing is judged: it is found to a few px."""


class Hindrance(StrEnum):
    """What keeps a code from being read; the first that holds, in this order."""

    LARGE = "large"
    CUT = "cut"
    DIM = "dim"
    MOVING = "moving"
    SMALL = "small"
    GLARE = "glare"
    BLURRED = "blurred"
    UNSTEADY = "unsteady"
    """In view and nothing of the above: it wants a moment of rest."""


def hindrance(grey: Grey, symbol: Symbol) -> Hindrance:
    """Say what hinders the reading of a code that was found in ``grey`` but not read; pure, about 1 ms."""
    height, width = grey.shape
    box = symbol.box
    if box.height > LARGE_SHARE * height:
        return Hindrance.LARGE
    if min(box.x, box.y, width - box.right, height - box.bottom) < EDGE_PX:
        return Hindrance.CUT
    patch = _upright(grey, symbol)
    dark, bright = (float(level) for level in np.percentile(patch, (5, 95)))
    cells = _cells(patch)
    if np.median(cells.mean(1)) < DIM_LEVEL:  # a few cells may lie under a lamp's reflection
        return Hindrance.DIM
    weak, strong, steepest = _gradients(patch)
    if weak * max(patch.shape) < ONE_WAY * strong * min(patch.shape):
        return Hindrance.MOVING
    if symbol.module_px < SMALL_MODULE_PX or symbol.side_px < SMALL_SHARE * height:
        return Hindrance.SMALL
    if _reflecting(cells, dark, bright):
        return Hindrance.GLARE
    return Hindrance.BLURRED if steepest < SOFT * (bright - dark) else Hindrance.UNSTEADY


def _upright(grey: Grey, symbol: Symbol) -> Grey:
    """Return the inner part of the patch, turned so that its sides are level; sizes stay."""
    corners = symbol.corners
    across = float(np.linalg.norm(corners[1] - corners[0]))
    down = float(np.linalg.norm(corners[2] - corners[1]))
    right = (corners[1] - corners[0]) * (_RIM_PX / across)
    lower = (corners[2] - corners[1]) * (_RIM_PX / down)
    corners = corners[:3] + np.array([right + lower, lower - right, -right - lower])
    across, down = across - 2 * _RIM_PX, down - 2 * _RIM_PX
    flat = np.array([(0, 0), (across, 0), (across, down)], np.float32)
    size = round(across), round(down)
    patch: Grey = cv2.warpAffine(
        grey, cv2.getAffineTransform(corners.astype(np.float32), flat), size, borderMode=cv2.BORDER_REPLICATE
    )
    return patch


def _cells(patch: Grey) -> Grey:
    """Return the levels of each cell, shape (``CELLS²``, px of a cell)."""
    down, across = patch.shape[0] // CELLS, patch.shape[1] // CELLS
    cells = patch[: down * CELLS, : across * CELLS].reshape(CELLS, down, CELLS, across)
    levels: Grey = cells.transpose(0, 2, 1, 3).reshape(CELLS * CELLS, -1)
    return levels


def _reflecting(cells: Grey, dark: float, bright: float) -> bool:
    """Whether somewhere the dark modules are washed out by light."""
    low, high = np.percentile(cells, (8, 92), axis=1)
    contrast = high - low
    washed = (contrast < FLAT_SHARE * np.median(contrast)) & (low > dark + BRIGHT_SHARE * (bright - dark))
    inside = np.zeros((CELLS, CELLS), bool)
    inside[1:-1, 1:-1] = True
    telling = washed & (inside.ravel() | (low > SATURATED))
    return int(washed.sum()) >= LEAST_CELLS and bool(telling.any())


def _gradients(patch: Grey) -> tuple[float, float, float]:
    """Return the gradients (rms) in the weak and strong direction, and the steepest over 2 px."""
    levels = patch.astype(np.float32)
    across = levels[1:-1, 2:] - levels[1:-1, :-2]
    down = levels[2:, 1:-1] - levels[:-2, 1:-1]
    mixed = float((across * down).mean())
    tensor = np.array([[float((across**2).mean()), mixed], [mixed, float((down**2).mean())]])
    weak, strong = np.sqrt(np.maximum(np.linalg.eigvalsh(tensor), 0.0))
    return float(weak), float(strong), float(np.percentile(np.maximum(abs(across), abs(down)), 98))
