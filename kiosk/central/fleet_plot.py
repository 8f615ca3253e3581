"""The plots of the fleet's page as geometry: where each bar begins and how long it is; no pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.central.fleet_days import Day

WIDTH, HEIGHT = 960.0, 240.0
"""Of the plot by days, in units of its view box."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 8.0, 12.0, 28.0
_BARS_SHARE = 0.72
"""Of a day's width; the rest parts it from its neighbours."""
_LABELS = 10
"""About so many dates are written below."""
_NICE = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """A rectangle with what it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True)
class Mark:
    """A label at a place of an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Plot:
    """Bars within a view box of ``width`` × ``height``; ``levels`` at the left, ``dates`` below."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    levels: tuple[Mark, ...]
    dates: tuple[Mark, ...]


def plot_days(days: Sequence[Day]) -> Plot:
    """Return two bars a day, received and sent back, on one scale that begins at nothing."""
    most = max((max(day.received, day.rejected) for day in days), default=0)
    step = _step(most)
    top = max(step, -(-most // step) * step)
    slot = (WIDTH - _LEFT - _RIGHT) / max(1, len(days))
    bar = slot * _BARS_SHARE / 2
    floor = HEIGHT - _BOTTOM

    def height(count: int) -> float:
        return (floor - _TOP) * count / top

    bars: list[Bar] = []
    for number, day in enumerate(days):
        x = _LEFT + number * slot + slot * (1 - _BARS_SHARE) / 2
        for place, (kind, count) in enumerate((("received", day.received), ("rejected", day.rejected))):
            if count:
                title = f"{day.day.isoformat()}: {count}"
                bars.append(Bar(x + place * bar, floor - height(count), bar, height(count), kind, title))
    every = max(1, round(len(days) / _LABELS))
    return Plot(
        WIDTH,
        HEIGHT,
        tuple(bars),
        tuple(Mark(floor - height(level), str(level)) for level in range(0, top + 1, step)),
        tuple(
            Mark(_LEFT + (number + 0.5) * slot, f"{day.day.month}-{day.day.day}")
            for number, day in enumerate(days)
            if (len(days) - 1 - number) % every == 0
        ),
    )


def _step(most: int) -> int:
    """Return the distance of the levels: 1, 2 or 5 times a power of ten, about four of them."""
    power = 1
    while True:
        for nice in _NICE:
            if nice * power * 4 >= most:
                return nice * power
        power *= 10
