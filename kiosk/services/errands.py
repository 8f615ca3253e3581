"""Errands of a desk: one at a time on a thread of its own, called off as soon as nobody waits any more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kiosk.session.events import Event

log = logging.getLogger(__name__)


class Errand:
    """Work for the person who is here; ``tell`` reaches nobody once it is called off."""

    def __init__(self, post: Callable[[Event], None]) -> None:
        self._post = post
        self._called_off = threading.Event()

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for it."""
        return not self._called_off.is_set()

    def tell(self, event: Event) -> None:
        """Post an event, if the errand is still wanted."""
        if self.wanted:
            self._post(event)

    def rest(self, seconds: float) -> bool:
        """Wait; return whether the errand is still wanted, at once when it is not."""
        return not self._called_off.wait(seconds)

    def call_off(self) -> None:
        """Say that nobody waits for it; from any thread."""
        self._called_off.set()


class Errands:
    """Runs errands on a thread named after the desk; a new one calls off the last.

    All methods belong to the owner thread.
    """

    def __init__(self, name: str, post: Callable[[Event], None]) -> None:
        self._post = post
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._current: Errand | None = None

    def run(
        self, job: Callable[[Errand], None], *, failed: Event | None = None, lasting: bool = False
    ) -> None:
        """Begin an errand as soon as the last has ended.

        Parameters
        ----------
        failed
            Told to who waits when a bug ends the job.
        lasting
            Whether it is done though nobody waits any more: it writes down what has happened.
        """
        self.call_off()
        errand = self._current = Errand(self._post)

        def work() -> None:
            if not (errand.wanted or lasting):
                return
            try:
                job(errand)
            except Exception:
                log.exception("an errand failed")
                if failed is not None:
                    errand.tell(failed)

        self._worker.submit(work)

    def call_off(self) -> None:
        """Nobody waits for the current errand any more."""
        if self._current is not None:
            self._current.call_off()
            self._current = None

    def stop(self) -> None:
        """Call off what runs, drop what waits but for what lasts, and end the thread."""
        self.call_off()
        self._worker.shutdown(wait=True)
