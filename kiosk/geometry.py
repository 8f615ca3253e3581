"""Plain geometry shared by every package: points and boxes in pixels of one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A position in px; x grows to the right of the unmirrored picture, y grows downwards."""

    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """An axis-aligned rectangle in px: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)
