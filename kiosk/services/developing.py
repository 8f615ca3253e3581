"""What the photo thread owns: a still observer and the way from a capture to the finished photo."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from kiosk.camera.frame import Frame, Picture
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Capture, Status
from kiosk.photo.finished import FinishedPhoto
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.stage import Stage
from kiosk.photo.still import still_target
from kiosk.photo.studio_file import StudioLimits, read_studio_file, refuse_for
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
        self._rules = rules
        self._limits = rules.limits()
        self._plate = plate
        self._observer: Observer | None = None
        self.stage: Stage | None = None
        """What is being done now, read by other threads; None while nothing is developed."""

    def prepare(self) -> None:
        """Load the models and compile what compiles, so that the first person waits no longer.

        SciPy and numba are first imported here, on the photo thread: the screen need not wait for them.
        """
        from kiosk.photo.matte import warm_up

        self._observer = Observer.open(self._models, live=False)
        warm_up()

    def develop(self, capture: Capture) -> FinishedPhoto:
        """Make the finished photo of the very frame that was judged.

        The frame is looked at once more as a still: live, the person mask may be a few frames old. Its
        measures are not made again: it was judged by them, and the finished photo has its own.

        Raises
        ------
        KioskError
            As :func:`kiosk.photo.standardize.standardize` says.
        """
        if self._observer is None:
            raise RuntimeError("develop before prepare")
        from kiosk.photo.standardize import compose, finish

        try:
            self.stage = Stage.CUT
            observation = self._observer.subject(capture.frame)
            self.stage = Stage.BACKGROUND
            composed = compose(capture.frame, observation, self._spec, self._plate())
            self.stage = Stage.CHECK
            return finish(composed, self._spec, self._limits, self._observer)
        finally:
            self.stage = None

    def develop_file(
        self, data: bytes, limits: StudioLimits, waived: Collection[str] = ()
    ) -> tuple[FinishedPhoto, Capture]:
        """Make the finished photo of a studio photo's file, judged by the rules a camera frame must meet.

        Rules that staff ``waived`` are only noted.

        Raises
        ------
        KioskError
            As :func:`kiosk.photo.studio_file.read_studio_file`, ``refuse_for`` and ``standardize`` say.
        """
        if self._observer is None:
            raise RuntimeError("develop before prepare")
        from kiosk.photo.standardize import standardize

        frame = Frame(0, 0.0, read_studio_file(data, limits))
        observation = self._observer.observe(frame)
        rules = self._rules.waiving(waived)
        target = still_target(observation, self._spec)
        # A picture already taken is judged by the bands that hold while the shutter falls.
        held = [replace(v, status=Status.PASS) for v in rules.judge(observation, target)]
        verdicts = rules.judge(observation, target, held)
        if observation.head is not None:  # without one, what follows says so in plainer words
            refuse_for(verdicts)
        photo = standardize(frame, observation, self._spec, self._limits, self._observer)
        return photo, Capture(frame, observation, verdicts, manual=False, original=data)

    def release(self) -> None:
        """Close the models."""
        if self._observer is not None:
            self._observer.close()
            self._observer = None
