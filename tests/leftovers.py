"""Finds what a test leaves behind: threads, child processes, running timers, unexpected log records."""

from __future__ import annotations

import gc
import logging
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

GRACE_S = 2.0
"""How long something that is already stopping may take; nothing waits when nothing is left."""

POLL_S = 0.01

ALLOWED_CHILDREN = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")
"""Helpers of Python's own ``multiprocessing``, one a process for its whole life."""

ExpectLog = Callable[[str, str], None]


def threads() -> set[int | None]:
    """Return the identities of the Python threads alive now (native pools are not Python's)."""
    return {thread.ident for thread in threading.enumerate()}


def new_threads(before: set[int | None]) -> list[str]:
    """Return the names of threads that were not there before and do not end by themselves."""
    return _settled(lambda: [t.name for t in threading.enumerate() if t.ident not in before and t.is_alive()])


def child_processes() -> dict[int, str]:
    """Return pid → command line of this process's children, ended but unreaped ones included.

    Empty where the kernel does not tell (anything but Linux).
    """
    found: dict[int, str] = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        try:
            pids = [int(word) for word in listing.read_text().split()]
        except OSError:
            continue  # that thread has just ended
        for pid in pids:
            try:
                line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if not any(name in line for name in ALLOWED_CHILDREN):
                found[pid] = line.strip() or "(ended, never waited for)"
    return found


def new_children(before: dict[int, str]) -> list[str]:
    """Return the command lines of child processes that were not there before and stay."""
    return _settled(lambda: [line for pid, line in child_processes().items() if pid not in before])


def overlook_what_is_there() -> None:
    """Take what exists now out of what :func:`running_timers` goes through (and the collector of cycles).

    Hundreds of thousands of objects of imported modules took 0.2 s at each look, twice a test.
    """
    gc.collect()
    gc.freeze()


def running_timers() -> dict[int, str]:
    """Return id → description of the active QTimers made since :func:`overlook_what_is_there`.

    Empty as long as Qt is not imported.
    """
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return {}
    import shiboken6

    timers = (obj for obj in gc.get_objects() if isinstance(obj, core.QTimer))
    return {
        id(timer): f"{timer.objectName() or 'QTimer'} every {timer.interval()} ms of {timer.parent()!r}"
        for timer in timers
        if shiboken6.isValid(timer) and timer.isActive()
    }


def new_timers(before: dict[int, str]) -> list[str]:
    """Return the descriptions of active QTimers that were not active before."""
    if not running_timers():
        return []
    gc.collect()  # a window that is only waiting to be collected takes its timers with it
    return [line for key, line in running_timers().items() if key not in before]


def _settled(look: Callable[[], list[str]]) -> list[str]:
    """Return what ``look`` still finds after at most ``GRACE_S``; at once when it finds nothing."""
    deadline = time.monotonic() + GRACE_S
    while (found := look()) and time.monotonic() < deadline:
        time.sleep(POLL_S)
    return found


class LogGuard(logging.Handler):
    """Collects records at WARNING and above and compares them with what a test declared."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        self._expected: list[tuple[str, str]] = []

    def __enter__(self) -> LogGuard:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: Any) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def expect(self, logger: str, pattern: str) -> None:
        """Declare records of ``logger`` (or below it) whose message contains ``pattern`` (a regex)."""
        self._expected.append((logger, pattern))

    def problems(self) -> list[str]:
        """Return a sentence for every unexpected record and every declared one that never came."""
        unexpected = [r for r in self._records if not any(_fits(r, *e) for e in self._expected)]
        missing = [e for e in self._expected if not any(_fits(r, *e) for r in self._records)]
        return [
            *(f"unexpected log: {r.name} {r.levelname}: {r.getMessage()}" for r in unexpected),
            *(f"expected log never came: {name}: {pattern}" for name, pattern in missing),
        ]


def _fits(record: logging.LogRecord, logger: str, pattern: str) -> bool:
    named = record.name == logger or record.name.startswith(f"{logger}.")
    return named and re.search(pattern, record.getMessage()) is not None
