"""What was seen in a photo while it was inspected, for who wants to draw it."""

from __future__ import annotations

from kiosk.camera.frame import Frame
from kiosk.photo.inspect import StillObserver
from kiosk.vision.observation import Observation


class Witness:
    """Measures pictures through another observer and keeps what was seen in the last one.

    Attributes
    ----------
    last
        None before the first picture.
    """

    def __init__(self, observer: StillObserver) -> None:
        self._observer = observer
        self.last: Observation | None = None

    def observe(self, frame: Frame, *, near: bool = True) -> Observation:
        """See :class:`kiosk.photo.inspect.StillObserver`."""
        self.last = self._observer.observe(frame, near=near)
        return self.last
