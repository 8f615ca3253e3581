"""What the vision thread owns: a live observer, and fresh guidance for each person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.camera.frame import Frame
from kiosk.guidance.coach import Coach
from kiosk.guidance.hints import load_hints
from kiosk.guidance.rules import Rules
from kiosk.guidance.session import Guidance
from kiosk.guidance.shutter import Shutter
from kiosk.guidance.verdict import Capture, Guide
from kiosk.paths import config_dir
from kiosk.photo.crop import target_for
from kiosk.photo.spec import PhotoSpec
from kiosk.services.ruling import rules_in_frame
from kiosk.services.watching import Guiding
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer


class Framer:
    """Makes guidance for one booth; all but the constructor runs on the vision thread.

    Raises
    ------
    KioskError
        When ``config/hints.toml`` is wrong.
    """

    def __init__(self, models: Path, spec: PhotoSpec, rules: Rules) -> None:
        self._models = models
        self._spec = spec
        self._rules = rules
        self._hints = load_hints(config_dir() / "hints.toml", self._rules)
        self._observer: Observer | None = None
        self._in_frame: dict[tuple[int, int], Rules] = {}

    def prepare(self) -> None:
        """Load the models."""
        self._observer = Observer.open(self._models, live=True)

    def begin(self, waived: tuple[str, ...] = ()) -> Guiding:
        """Return guidance that knows nothing of anybody before and only notes the ``waived`` rules."""
        if self._observer is not None:
            self._observer.forget()
        return _SizedGuidance(lambda width, height: self._guidance(waived, width, height))

    def observe(self, frame: Frame) -> Observation:
        """Measure one frame for staff's calibration."""
        if self._observer is None:
            raise RuntimeError("observing before prepare")
        return self._observer.observe(frame)

    def release(self) -> None:
        """Close the models."""
        if self._observer is not None:
            self._observer.close()
            self._observer = None

    def _guidance(self, waived: tuple[str, ...], width: int, height: int) -> Guidance:
        if self._observer is None:
            raise RuntimeError("guidance before prepare")
        self._observer.forget()  # what was seen in px of another size is somewhere else now
        if (width, height) not in self._in_frame:
            self._in_frame[width, height] = rules_in_frame(self._rules, self._spec, width, height)
        rules = self._in_frame[width, height].waiving(waived)
        return Guidance(
            self._observer,
            rules,
            Coach(rules, self._hints),
            Shutter(rules.shutter),
            target_for(width, height, self._spec),
        )


class _SizedGuidance:
    """Starts guidance when the first frame tells its size, and afresh when the size changes."""

    def __init__(self, make: Callable[[int, int], Guidance]) -> None:
        self._make = make
        self._size: tuple[int, int] | None = None
        self._guidance: Guidance | None = None

    def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
        size = (frame.width, frame.height)
        if self._guidance is None or size != self._size:
            self._guidance = None  # should making one fail, the old one's shape is wrong all the same
            self._guidance = self._make(*size)
            self._size = size
        return self._guidance.step(frame)

    def take_manually(self) -> None:
        if self._guidance is not None:
            self._guidance.take_manually()
