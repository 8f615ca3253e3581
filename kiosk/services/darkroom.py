"""The photo thread: develops captures and saves submissions, one after another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from kiosk.errors import KioskError
from kiosk.pulse import Pulse

log = logging.getLogger(__name__)

PREPARE_WITHIN_S = 300.0
"""Loading the models and compiling takes some ten seconds, on a cold slow disk many times that."""
JOB_WITHIN_S = 60.0
"""A photo takes a second or two, saving less: a job that takes so long hangs, and the session that waits for
it has no other way out."""

R = TypeVar("R")


class Darkroom:
    """A one-worker executor named ``photo`` whose outcomes are handed to callbacks on its thread.

    Parameters
    ----------
    prepare, release
        Run on the worker before the first and after the last job (models, warm-up).

    Attributes
    ----------
    pulse
        Signs of life of the thread; between two jobs it promises nothing.
    """

    def __init__(self, prepare: Callable[[], None], release: Callable[[], None]) -> None:
        self._prepare = prepare
        self._release = release
        self.pulse = Pulse()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="photo")

    def start(self) -> Future[None]:
        """Prepare in the background; the future tells when it is done or why it failed."""
        return self._worker.submit(self._beating, PREPARE_WITHIN_S, self._prepare)

    def stop(self) -> None:
        """Finish what has begun, then release."""
        self._worker.submit(self._beating, JOB_WITHIN_S, self._release)
        self._worker.shutdown(wait=True)

    def do(
        self, job: Callable[[], R], success: Callable[[R], None], failure: Callable[[KioskError], None]
    ) -> None:
        """Run ``job``; a :class:`KioskError` or a bug ends in ``failure`` (a bug is logged as well)."""

        def work() -> None:
            try:
                result = job()
            except KioskError as error:
                failure(error)
            except Exception:
                log.exception("a job of the photo thread failed")
                failure(
                    KioskError(
                        "internal-error",
                        "The kiosk made a mistake while working on the photo.",
                        "Please try again; if it happens again, call staff.",
                    )
                )
            else:
                success(result)

        self._worker.submit(self._beating, JOB_WITHIN_S, work)

    def _beating(self, within_s: float, work: Callable[[], None]) -> None:
        self.pulse.promise(within_s)
        try:
            work()
        finally:
            self.pulse.rest()
