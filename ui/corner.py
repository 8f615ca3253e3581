"""The hidden corner: five taps in a row, quickly, ask for the staff page."""

from __future__ import annotations

TAPS = 5
WINDOW_S = 4.0
SAME_TOUCH_S = 0.03
"""Qt hands one touch to the widget and to every parent it is passed on to; these come closer than this."""


class CornerTaps:
    """Counts taps; one outside the corner starts the count again."""

    def __init__(self) -> None:
        self._taps: list[float] = []

    def tapped(self, inside: bool, now: float) -> bool:
        """Take in one tap at ``now`` (s); return whether it was the last one that was needed."""
        if not inside:
            self._taps.clear()
            return False
        if self._taps and now - self._taps[-1] < SAME_TOUCH_S:
            return False
        self._taps = [tap for tap in self._taps if now - tap < WINDOW_S] + [now]
        if len(self._taps) < TAPS:
            return False
        self._taps.clear()
        return True
