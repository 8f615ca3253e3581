"""Whether what fails now and then is broken: one bad frame is no fault, one good one mends nothing."""

from __future__ import annotations

import math

FAILS_S = 0.5
"""Failing on every frame for so long, it is broken; a single odd frame is only skipped."""
MENDED_S = 3.0
"""Going well on every frame for so long, it is mended; less, and a page about it would come and go."""


class Recurring:
    """Follows one kind of work over time; times are those of the frames, s.

    A fault that comes back within :data:`MENDED_S` was never gone: it goes on being the same one.
    """

    def __init__(self) -> None:
        self._failing_since: float | None = None
        self._good_since = -math.inf
        self.broken = False

    def failed(self, at_s: float) -> bool:
        """Take down that it failed; return whether it is broken from now on."""
        if self._failing_since is None:
            self._failing_since = at_s
        self._good_since = math.inf
        if self.broken or at_s - self._failing_since < FAILS_S:
            return False
        self.broken = True
        return True

    def went_well(self, at_s: float) -> bool:
        """Take down that it worked; return whether it is mended from now on."""
        self._failing_since = None
        self._good_since = min(self._good_since, at_s)
        if not self.broken or at_s - self._good_since < MENDED_S:
            return False
        self.broken = False
        return True
