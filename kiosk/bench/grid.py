"""The seeded grid: which pictures are drawn. The same seed and count give the same pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kiosk.bench.faults import FAULTS
from kiosk.bench.looks import well_posed
from kiosk.camera.sitter.scene import Scene

WELL, SINGLE = 0.20, 0.50
"""Share of pictures with no fault, and with one; the others have two."""


@dataclass(frozen=True)
class Case:
    """One picture of the grid; ``faults`` are names of :data:`FAULTS`."""

    number: int
    faults: tuple[str, ...]
    scene: Scene


def cases(count: int, seed: int) -> Iterator[Case]:
    """Return ``count`` pictures: a fifth well posed, half with one fault, the others with two."""
    for number in range(count):
        yield case(number, count, seed)


def case(number: int, count: int, seed: int) -> Case:
    """Return one picture of the grid by its number."""
    random = np.random.default_rng([seed, number, 29])
    share = (number + 0.5) / count
    few = 0 if share < WELL else 1 if share < WELL + SINGLE else 2
    scene = well_posed(random)
    names = _names(random, few)
    for name in names:
        scene = FAULTS[name].change(scene, random)
    return Case(number, names, scene)


def _names(random: np.random.Generator, few: int) -> tuple[str, ...]:
    names = list(FAULTS)
    weights = np.array([FAULTS[name].weight for name in names], float)
    drawn = random.choice(names, size=len(names), replace=False, p=weights / weights.sum())
    taken: dict[str, str] = {}
    for name in drawn:
        taken.setdefault(FAULTS[str(name)].part, str(name))
    return tuple(taken.values())[:few]
