"""How long the calls of a method take, for as long as a bench looks."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Stopwatch:
    """Adds up time and calls; thread-safe, and quick beside what it times (about 1 µs a call)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.seconds = 0.0
        self.calls = 0

    def add(self, seconds: float) -> None:
        with self._lock:
            self.seconds += seconds
            self.calls += 1


@contextmanager
def timing(watch: Stopwatch, *methods: tuple[type, str]) -> Iterator[None]:
    """Time every call of the named methods of these classes while the context lasts."""
    before = [(owner, name, getattr(owner, name)) for owner, name in methods]
    for owner, name, method in before:
        setattr(owner, name, _timed(watch, method))
    try:
        yield
    finally:
        for owner, name, method in before:
            setattr(owner, name, method)


def _timed(watch: Stopwatch, method: Any) -> Any:
    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        begun = time.perf_counter()
        try:
            return method(*args, **kwargs)
        finally:
            watch.add(time.perf_counter() - begun)

    return call
