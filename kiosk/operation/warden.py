"""The warden: gives signs of life to the process above as long as every part of the booth gives its own."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType

from kiosk.operation.exits import Exit
from kiosk.operation.telling import ALIVE, READY, Teller
from kiosk.pulse import Pulse

log = logging.getLogger(__name__)

STANDSTILL_GAPS = 4
"""When the warden itself was not woken for so many of its gaps, the whole machine stood still (sleep, or a
debugger): nobody could keep a promise, so everybody gets time to catch up."""
CATCH_UP_S = 5.0
START_GAP_S = 0.2
"""Between two looks until the booth is up: whoever stands before it waits for that."""
START_WITHIN_S = 90.0
"""For a booth that is built and started, its models loaded from a cold slow disk."""


class Warden:
    """Looks at the pulses on a thread named ``warden``, tells the process above, and ends a hung booth.

    It is there before the booth is: :meth:`wait` while somebody has to do something first, then
    :meth:`follow`.

    Parameters
    ----------
    teller
        None when nobody would start the booth again: then a part that hangs is only logged.
    gap_s
        Between two looks.
    report
        Called after each look with how long each part is overdue, s; what it raises is logged once.
    end
        Ends this process at once with an exit code.
    """

    def __init__(
        self,
        teller: Teller | None,
        gap_s: float,
        report: Callable[[Mapping[str, float]], None],
        end: Callable[[int], object] = os._exit,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._teller, self._gap_s = teller, gap_s
        self._report, self._end, self._monotonic = report, end, monotonic
        self._start = Pulse(monotonic)
        self._start.promise(START_WITHIN_S)
        self._pulses: Mapping[str, Pulse] = {}
        self._up = self._told_ready = self._unreported = False
        self._hung: frozenset[str] = frozenset()
        self._looked_at: float | None = None
        self._pardoned_until = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="warden")

    def __enter__(self) -> Warden:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def wait(self, within_s: float) -> None:
        """Before there is a booth a page asks somebody for something; called again within so many seconds."""
        self._start.promise(within_s)
        self._up = True

    def follow(self, pulses: Mapping[str, Pulse]) -> None:
        """Watch over a booth that is about to start."""
        self._start.promise(START_WITHIN_S)
        self._pulses = dict(pulses)

    def look(self) -> None:
        """Look once."""
        if self._pulses and all(pulse.begun for pulse in self._pulses.values()):
            self._start.rest()
            self._up = True
        now = self._monotonic()
        if self._looked_at is not None and now - self._looked_at > STANDSTILL_GAPS * self._gap_s:
            self._pardoned_until = now + CATCH_UP_S
        self._looked_at = now
        overdue = {name: pulse.overdue_s() for name, pulse in {"start": self._start, **self._pulses}.items()}
        hung = frozenset(name for name, seconds in overdue.items() if seconds > 0)
        if hung - self._hung:
            log.error("no sign of life: %s", ", ".join(sorted(hung)))
        self._hung = hung
        self._tell_report(overdue)
        if not hung or now < self._pardoned_until:
            self._tell_alive()
        elif self._teller is not None:
            self._end(Exit.STALE)

    def _tell_alive(self) -> None:
        if self._teller is None or not self._up:
            return
        try:
            if not self._told_ready:
                self._teller.tell(READY)
                self._told_ready = True
            self._teller.tell(ALIVE)
        except BrokenPipeError:
            self._end(Exit.ORPHANED)

    def _tell_report(self, overdue: Mapping[str, float]) -> None:
        try:
            self._report(overdue)
        except Exception:  # a full disk must not end the booth
            if not self._unreported:
                log.exception("how the booth is could not be written down")
            self._unreported = True
        else:
            self._unreported = False

    def _run(self) -> None:
        while not self._stopping.wait(self._gap_s if self._up else min(self._gap_s, START_GAP_S)):
            self.look()
