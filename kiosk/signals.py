"""Being asked to stop from outside: an orderly end, nothing left behind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """Somebody asked this program to stop; ``number`` is the signal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def on_stop(handle: Callable[[int], None]) -> Iterator[None]:
    """Call ``handle`` with the signal's number on Ctrl-C or SIGTERM, as long as the block runs.

    Only the main thread can take signals; elsewhere the block just runs.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handler(number: int, _frame: FrameType | None) -> None:
        handle(number)

    before = {number: signal.signal(number, handler) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def stop(number: int) -> None:
    """Unwind the program, closing everything on the way."""
    raise Stopped(number)
