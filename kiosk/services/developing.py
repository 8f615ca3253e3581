"""What the photo thread owns: a still observer and the way from a capture to the finished photo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.camera.frame import Picture
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.photo.matte import warm_up
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.standardize import standardize
from kiosk.vision.observe import Observer


class Developer:
    """Develops captures; ``prepare``, ``develop`` and ``release`` run on the photo thread.

    Parameters
    ----------
    plate
        Gives the newest picture of the empty booth, None when there is none.
    """

    def __init__(
        self,
        models: Path,
        spec: PhotoSpec,
        rules: Rules,
        plate: Callable[[], Picture | None] = lambda: None,
    ) -> None:
        self._models = models
        self._spec = spec
        self._limits = rules.limits()
        self._plate = plate
        self._observer: Observer | None = None

    def prepare(self) -> None:
        """Load the models and compile what compiles, so that the first person waits no longer."""
        self._observer = Observer.open(self._models, live=False)
        warm_up()

    def develop(self, capture: Capture) -> FinishedPhoto:
        """Make the finished photo of the very frame that was judged.

        The frame is observed once more as a still: live, the person mask may be a few frames old.

        Raises
        ------
        KioskError
            As :func:`kiosk.photo.standardize.standardize` says.
        """
        if self._observer is None:
            raise RuntimeError("develop before prepare")
        observation = self._observer.observe(capture.frame)
        return standardize(
            capture.frame, observation, self._spec, self._limits, self._observer, self._plate()
        )

    def release(self) -> None:
        """Close the models."""
        if self._observer is not None:
            self._observer.close()
            self._observer = None
