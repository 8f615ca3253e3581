"""Somebody sits down before a booth that waits: the page greets them. Nothing of a frame is kept."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.camera.frame import Frame
from kiosk.session.events import Event, VisitorSeen
from kiosk.vision.observation import Observation

EVERY_S = 0.3
"""Between two looks: a waiting booth need not work hard."""
COMES_S = 1.0
"""A face for so long: who only walks past is not addressed."""
GOES_S = 2.0
NEAR = 0.035
"""Least distance between the eyes / the picture's width: about two metres from a camera made for one."""


class VisitorLook:
    """Watches the seat; made anew whenever the booth begins to wait.

    Whoever sits there then is the last person, still getting up: they are not greeted before the seat was
    empty once.
    """

    def __init__(self, observe: Callable[[Frame], Observation]) -> None:
        self._observe = observe
        self._looked_at = float("-inf")
        self._here = True
        self._greeted = False
        self._other_since: float | None = None

    def look(self, frame: Frame) -> Event | None:
        """Return ``VisitorSeen`` when somebody has come, or has gone."""
        at_s = frame.taken_at
        if at_s - self._looked_at < EVERY_S:
            return None
        self._looked_at = at_s
        if self._near(frame) is self._here:
            self._other_since = None
            return None
        if self._other_since is None:
            self._other_since = at_s
        if at_s - self._other_since < (GOES_S if self._here else COMES_S):
            return None
        self._here, self._other_since = not self._here, None
        if self._here is self._greeted:
            return None
        self._greeted = self._here
        return VisitorSeen(self._here)

    def _near(self, frame: Frame) -> bool:
        head = self._observe(frame).head
        return head is not None and head.eye_distance >= NEAR * frame.width
