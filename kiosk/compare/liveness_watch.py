"""Gathers the cues of one person while they are guided; forgotten with the session."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.compare.liveness_bands import Rows, banded, disagreement, rows
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
APART_S = 0.25
"""Observations further apart are not compared for bands: a head has moved through the light meanwhile."""
ABSENT_S = 0.7
"""Nobody in view for longer: another, or something else, may have come since: signs of life begin anew."""
MARKED_S = 3.0
"""Nobody in view for longer: marks of a screen or a print are forgotten, too. Under strong bands a face is
lost again and again, and a picture must not be new each time."""


@dataclass
class _Window:
    """What was gathered since somebody came."""

    begun_s: float
    last_s: float
    glance_at_s: float
    turns: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=KEPT))
    lids: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    sides: deque[Sides] = field(default_factory=lambda: deque(maxlen=KEPT))
    anchor: Glance | None = None


@dataclass
class _Marks:
    """What shows a screen or a print, gathered also over short absences."""

    last_s: float
    grain_at_s: float
    frames: int = 0
    peaks: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    bands: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    rows: Rows | None = None


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
        self._marks: _Marks | None = None

    def note(self, landmarks: NDArray[np.float32] | None, bgr: Picture, at_s: float) -> None:
        """Take in one frame: the subject's landmarks (478, 3), px, or None while no face is seen."""
        if landmarks is None:
            return
        marks = self._marks
        if marks is None or at_s - marks.last_s > MARKED_S:
            marks = self._marks = _Marks(at_s, at_s)
        _look_for_marks(marks, landmarks, bgr, at_s)
        window = self._window
        if window is None or at_s - window.last_s > ABSENT_S:
            window = self._window = _Window(at_s, at_s, at_s)
        window.last_s = at_s
        turn = self._depth.read(landmarks)
        if turn is not None:
            window.turns.append(turn)
        window.lids.append(lid_opening(landmarks))
        if at_s >= window.glance_at_s:
            window.glance_at_s = at_s + GLANCE_S
            _look_beside(window, glance(bgr, landmarks[self._depth.rigid]))

    def cues(self) -> Cues:
        """Return what was gathered since the person came."""
        window, marks = self._window or _Window(0.0, 0.0, 0.0), self._marks or _Marks(0.0, 0.0)
        return Cues(
            window.last_s - window.begun_s,
            len(window.lids),
            {
                Cue.DEPTH: turned_deg(np.array(window.turns).reshape(-1, 2)),
                Cue.BLINK: shut(np.array(window.lids)),
                Cue.SURROUND: together(list(window.sides)),
                Cue.GRAIN: float(np.median(marks.peaks)) if marks.peaks else None,
                Cue.BANDS: banded(np.array(marks.bands)),
            },
            marks.frames,
        )

    def forget(self) -> None:
        """Drop everything that was gathered."""
        self._window = self._marks = None


def _look_for_marks(marks: _Marks, landmarks: NDArray[np.float32], bgr: Picture, at_s: float) -> None:
    before, now = marks.rows, rows(bgr, landmarks)
    if before is not None and now is not None and at_s - marks.last_s <= APART_S:
        marks.bands.append(disagreement(before, now))
    marks.rows, marks.last_s = now, at_s
    marks.frames += 1
    if at_s >= marks.grain_at_s:
        marks.grain_at_s = at_s + GRAIN_S
        found = peak(bgr, landmarks)
        if found is not None:
            marks.peaks.append(found)


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
