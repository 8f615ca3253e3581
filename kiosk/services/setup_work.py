"""Steps of a booth's set-up that take time, and what the screen is told of them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kiosk.errors import KioskError
from kiosk.services.cameras import found_cameras
from kiosk.services.darkroom import Darkroom
from kiosk.services.setting_up import SetUp
from kiosk.services.setup_status import SetupStatus
from kiosk.session.events import Event

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Then(Event):
    """What a step's answer leads to, on the owner's thread."""

    act: Callable[[], None]


class SetupWork:
    """Does one step after another on the thread ``photo``; all but the jobs belongs to the owner's thread.

    Parameters
    ----------
    post
        Takes a :class:`Then`, from any thread; its ``act`` is to be called on the owner's.
    """

    def __init__(self, set_up: SetUp, post: Callable[[Event], None], page: str) -> None:
        self._set_up, self._post = set_up, post
        self._worker = Darkroom(lambda: None, lambda: None)
        self.status = self._as_set(SetupStatus(page=page, cameras=found_cameras()))

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self, last: Callable[[], None]) -> None:
        """End the thread; what was asked for is done first, then ``last``."""
        self._worker.do(
            last, lambda _: None, lambda error: log.warning("the set-up ended with: %s", error.code)
        )
        self._worker.stop()

    def tell(self, **changes: Any) -> None:
        """Change what the screen is told; what is set by now comes with it."""
        self.status = replace(self._as_set(self.status), **changes)

    def show(self, page: str) -> None:
        """Turn to a page, without what went wrong on the last."""
        self.tell(page=page, error=None, refusal=None)

    def do(
        self, job: Callable[[], Any], success: Callable[[Any], None] = lambda _: None, *, quiet: bool = False
    ) -> None:
        """Let the thread do a step; meanwhile the page says that it is busy, unless ``quiet``.

        Parameters
        ----------
        job
            Runs on the thread; a :class:`KioskError` of it is told on the page.
        success
            Takes its answer, on the owner's thread.
        """
        if not quiet:
            self.status = replace(self.status, busy=True, error=None, refusal=None)

        def done(result: Any) -> None:
            self.tell(**({} if quiet else {"busy": False}))
            success(result)

        def failed(error: KioskError) -> None:
            log.warning("a step of the set-up failed: %s", error.code)
            self.tell(error=error, **({} if quiet else {"busy": False}))

        self._worker.do(
            job,
            lambda result: self._post(Then(lambda: done(result))),
            lambda error: self._post(Then(lambda: failed(error))),
        )

    def _as_set(self, status: SetupStatus) -> SetupStatus:
        """Return the status with what is set now."""
        settings = self._set_up.settings
        return replace(
            status,
            record=self._set_up.record,
            language=settings.language,
            source=settings.camera.source,
            asked_size_px=(settings.camera.width_px, settings.camera.height_px),
            asked_fps=settings.camera.fps,
            url=settings.central.url,
            campaign=settings.campaign,
            pin_set=settings.operator.pin_hash is not None,
        )
