"""Gathers the cues of one person while they are guided; forgotten with the session."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.compare.liveness_blink import lid_opening, shut
from kiosk.compare.liveness_cues import Cue, Cues
from kiosk.compare.liveness_depth import DepthReader, turned_deg
from kiosk.compare.liveness_grain import peak
from kiosk.compare.liveness_surround import FAR_WIDTHS, Glance, Sides, glance, moved_px, sides, together

KEPT = 600
"""Newest readings kept: half a minute of guidance at camera rate."""
GLANCE_S = 0.3
GRAIN_S = 0.6
"""Between looks beside the head, and at the skin: they cost more than the landmarks."""
ABSENT_S = 0.7
"""Nobody in view for longer: somebody else, or something else, may have come since."""


@dataclass
class _Window:
    """What was gathered since somebody came."""

    begun_s: float
    last_s: float
    glance_at_s: float
    grain_at_s: float
    turns: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=KEPT))
    lids: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    sides: deque[Sides] = field(default_factory=lambda: deque(maxlen=KEPT))
    peaks: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    anchor: Glance | None = None


class LivenessWatch:
    """One person's window; used by one thread.

    Parameters
    ----------
    depth
        Made once from the canonical face.
    """

    def __init__(self, depth: DepthReader) -> None:
        self._depth = depth
        self._window: _Window | None = None

    def note(self, landmarks: NDArray[np.float32] | None, bgr: Picture, at_s: float) -> None:
        """Take in one frame: the subject's landmarks (478, 3), px, or None while no face is seen."""
        if landmarks is None:
            return
        window = self._window
        if window is None or at_s - window.last_s > ABSENT_S:
            window = self._window = _Window(at_s, at_s, at_s, at_s)
        window.last_s = at_s
        turn = self._depth.read(landmarks)
        if turn is not None:
            window.turns.append(turn)
        window.lids.append(lid_opening(landmarks))
        if at_s >= window.glance_at_s:
            window.glance_at_s = at_s + GLANCE_S
            _look_beside(window, glance(bgr, landmarks[self._depth.rigid]))
        if at_s >= window.grain_at_s:
            window.grain_at_s = at_s + GRAIN_S
            found = peak(bgr, landmarks)
            if found is not None:
                window.peaks.append(found)

    def cues(self) -> Cues:
        """Return what was gathered since the person came."""
        window = self._window or _Window(0.0, 0.0, 0.0, 0.0)
        return Cues(
            window.last_s - window.begun_s,
            len(window.lids),
            {
                Cue.DEPTH: turned_deg(np.array(window.turns).reshape(-1, 2)),
                Cue.BLINK: shut(np.array(window.lids)),
                Cue.SURROUND: together(list(window.sides)),
                Cue.GRAIN: float(np.median(window.peaks)) if window.peaks else None,
            },
        )

    def forget(self) -> None:
        """Drop everything that was gathered."""
        self._window = None


def _look_beside(window: _Window, now: Glance) -> None:
    before = window.anchor
    if before is None:
        window.anchor = now
        return
    seen = sides(before, now)
    if seen is not None:
        window.sides.append(seen)
    if moved_px(before, now) > FAR_WIDTHS * now.width_px:
        window.anchor = now
