"""How long the mirror takes to paint, each time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtGui import QPaintEvent

from ui.widgets.live_view import LiveView


@dataclass
class Paintings:
    """Seconds of each painting: by the clock, and of the processor on the GUI thread alone.

    The second leaves out the time in which other programs had the processor.
    """

    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)

    def clear(self) -> None:
        self.wall_s.clear()
        self.cpu_s.clear()


@contextmanager
def timing_paint() -> Iterator[Paintings]:
    """Time every painting of mirrors that are made while the context lasts."""
    paintings, before = Paintings(), LiveView.paintEvent

    def paint(view: LiveView, event: QPaintEvent) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        before(view, event)
        paintings.wall_s.append(time.perf_counter() - wall)
        paintings.cpu_s.append(time.thread_time() - cpu)

    LiveView.paintEvent = paint  # type: ignore[method-assign]
    try:
        yield paintings
    finally:
        LiveView.paintEvent = before  # type: ignore[method-assign]
