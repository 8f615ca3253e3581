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


@contextmanager
def stops_kept() -> Iterator[list[int]]:
    """Yield a list that takes up the signals while the block runs; the first of them is raised at its end.

    For blocks in which others call Python: an exception out of a method that Qt calls goes nowhere, and the
    program would run on as if nobody had asked.

    Raises
    ------
    Stopped
        At the end of the block.
    """
    asked: list[int] = []
    with on_stop(asked.append):
        yield asked
    if asked:
        stop(asked[0])


def stop(number: int) -> None:
    """Unwind the program, closing everything on the way."""
    raise Stopped(number)
