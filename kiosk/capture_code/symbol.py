"""Where in a picture a code is, even one that no reader can find: a patch full of black and white."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.capture_code.decoders import Grey
from kiosk.geometry import Box

REACH_PX = 9
"""Side of the window, at half size, that holds black and white wherever it lies in a code: of modules up to
6 px every window of 18 px does."""
LEVELS = (60, 110, 160)
"""Contrasts at which patches are cut out, levels: the last two part a code from what lies beside it."""
DIM_LEVELS = ((14, 110), (28, 150), (42, 150))
"""The same on a dark screen, and the brightest of a window that is looked at: at so little contrast a good
light shows everything, and the lit wall beside the phone and a lamp's reflection on it would hide what is
around them. A tenth of a screen's brightness leaves a code a contrast of 20; the last two part it from the
phone's rim, which is as near to it and as weak, and find small modules on a screen at a third."""
LEAST_EVEN = 0.66
"""p20 / p80 of the windows' contrast over a patch. Measured on the sitter's phone: 0.86–1.0, through smears
of 14 px and blurs of 5 px 0.66–0.76; on hair, lips, collars and shelves of the public pictures 0.02–0.66."""
THICK_PX = 13
"""At half size: thinner than this are mere edges of things, which the window widens to 9."""
LEAST_SIDE_PX, LEAST_FILL, MOST_LONG = 60, 0.62, 1.75
DARK_SHARE = (0.25, 0.75)
"""ISO/IEC 18004 masks a code so that half of it is dark; blur, perspective and glare move that."""
LEAST_VARIED = 0.42
"""Standard deviation / mean of the runs of one colour: 0.7 in a code, 0.1–0.3 in checks and stripes."""
MODULES_A_RUN = 2.0
"""Neighbouring modules differ as often as not, so a run of one colour is two modules long on average."""
LEAST_MODULE_PX = 1.2
"""Finer is noise: its runs of one colour are two px long."""
_LEAST_RUNS = 200


@dataclass(frozen=True, eq=False)
class Symbol:
    """A patch that looks like a code.

    Attributes
    ----------
    box
        Around it, px of the picture, inside the picture.
    corners
        Of the (turned) rectangle around it, shape (4, 2), px.
    module_px
        Side of a module as the runs of one colour tell it; too large where the patch is blurred.
    """

    box: Box
    corners: NDArray[np.float32]
    module_px: float

    @property
    def side_px(self) -> float:
        return float(np.linalg.norm(self.corners - np.roll(self.corners, 1, 0), axis=1).mean())


def find_symbol(grey: Grey) -> Symbol | None:
    """Return the largest patch that looks like a code, or None; about 2 ms at 1280×720.

    Windows of strong contrast are joined; what is not about square, not about half dark, or of regular
    runs (a checked shirt, a blind) is none.
    """
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    window = np.ones((REACH_PX, REACH_PX), np.uint8)
    brightest = cv2.dilate(half, window)
    contrast = cv2.subtract(brightest, cv2.erode(half, window))
    busy = [contrast > level for level in LEVELS]
    busy += [(contrast > level) & (brightest < most) for level, most in DIM_LEVELS]
    found = (symbol for windows in busy for symbol in _symbols(grey, contrast, windows.astype(np.uint8)))
    return max(found, key=lambda symbol: symbol.side_px, default=None)


def _symbols(grey: Grey, contrast: Grey, windows: Grey) -> Iterator[Symbol]:
    """Yield the patches of those windows."""
    thick = np.ones((THICK_PX, THICK_PX), np.uint8)
    busy = cv2.morphologyEx(windows, cv2.MORPH_OPEN, thick)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(busy, connectivity=4)
    for index in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[index])
        if min(width, height) * 2 < LEAST_SIDE_PX or area < LEAST_FILL / 2 * width * height:
            continue
        part = (labels[y : y + height, x : x + width] == index).astype(np.uint8)
        inside = part.astype(bool)
        low, high = np.percentile(contrast[y : y + height, x : x + width][inside], (20, 80))
        if low < LEAST_EVEN * high:
            continue
        outlines, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        outline = max(outlines, key=cv2.contourArea)
        middle, (a, b), angle = cv2.minAreaRect(outline)
        filled = cv2.contourArea(outline)
        if min(a, b) * 2 < LEAST_SIDE_PX or max(a, b) > MOST_LONG * min(a, b) or filled < LEAST_FILL * a * b:
            continue
        # The window reached over the patch's edge by half of itself.
        a, b = a - REACH_PX + 1, b - REACH_PX + 1
        corners = np.add(cv2.boxPoints((middle, (a, b), angle)), (x, y)) * 2
        box = _box(2 * x, 2 * y, 2 * width, 2 * height)
        module = _module_px(_cut(grey, box))
        if module is not None:
            # Lines through a turned code cross its edges more often.
            turned = abs(np.cos(np.radians(angle))) + abs(np.sin(np.radians(angle)))
            yield Symbol(box, corners.astype(np.float32), float(module * turned))


def _module_px(patch: Grey) -> float | None:
    """Return the module side from the runs of one colour, or None when they are not a code's."""
    level = cv2.boxFilter(patch, cv2.CV_8U, (31, 31), borderType=cv2.BORDER_REPLICATE)
    dark = patch < level
    if not DARK_SHARE[0] < dark.mean() < DARK_SHARE[1]:
        return None
    means = []
    for lines in (dark[::3], dark.T[::3]):
        runs = _runs(np.ascontiguousarray(lines))
        if len(runs) < _LEAST_RUNS or runs.std() < LEAST_VARIED * runs.mean():
            continue
        means.append(float(runs.mean()))
    module_px = min(means, default=0.0) / MODULES_A_RUN
    return module_px if module_px >= LEAST_MODULE_PX else None


def _runs(lines: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the lengths of the runs between two changes along every line."""
    line, at = np.nonzero(lines[:, 1:] != lines[:, :-1])
    runs: NDArray[np.int64] = np.diff(at)[np.diff(line) == 0]
    return runs


def _cut(grey: Grey, box: Box) -> Grey:
    return grey[int(box.y) : int(box.bottom), int(box.x) : int(box.right)]


def _box(x: int, y: int, width: int, height: int) -> Box:
    """Return the patch without what the window added at every side."""
    return Box(x + REACH_PX, y + REACH_PX, width - 2 * REACH_PX, height - 2 * REACH_PX)
