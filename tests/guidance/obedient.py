"""Somebody who does what is said: hair of any height, on any seat, before real rules, coach and shutter."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.geometry import Box, Point
from kiosk.guidance.coach import Coach
from kiosk.guidance.hints import Hints
from kiosk.guidance.rules import Rules
from kiosk.guidance.session import Guidance
from kiosk.guidance.shutter import Shutter
from kiosk.guidance.verdict import Capture, Target
from kiosk.vision.observation import HeadGeometry, Observation
from tests.guidance import made

SIZE = (1280, 720)
RATE = 15.0
HEARS_LATE_S = 0.5
"""Between a hint and the body: one sets off so much later, and goes on for so long when it is over."""
SPEED = 0.12
"""How fast a head grows, shrinks and moves, in widths of the drawn head a second."""


@dataclass
class Person:
    """Where somebody sits and how high the hair is.

    Attributes
    ----------
    hair
        From the eyes up to the hair's top, in widths of the face: 5th to 95th percentile 0.69 to 1.06.
    seat
        How far too low the eyes are at the drawn distance, in widths of the drawn head; negative: too high.
    size
        Width of the face against the drawn head's.
    """

    hair: float
    seat: float = 0.0
    size: float = 1.0

    def do(self, hint: str | None, seconds: float) -> None:
        """Do as told for so long."""
        step = SPEED * seconds
        self.size += {"nearer": step, "farther": -step}.get(hint or "", 0.0)
        self.seat += {"move-down": step, "move-up": -step}.get(hint or "", 0.0)

    def seen(self, target: Target) -> Observation:
        """Return what a camera in the middle of the picture sees: with the distance everything nears it."""
        drawn = target.head.width
        width, middle = self.size * drawn, SIZE[1] / 2
        eyes = middle + self.size * (target.eye_line_y + self.seat * drawn - middle)
        top, x = eyes - self.hair * width, target.head.centre.x
        head = HeadGeometry(
            Point(x - 0.225 * width, eyes),
            Point(x + 0.225 * width, eyes),
            Point(x, eyes + 0.82 * width),
            top if top > 0 else None,
            x - width / 2,
            x + width / 2,
        )
        mask = np.full((72, 128), 0 if top > 0 else 1, np.float32)  # hair that leaves the picture
        face = Box(x - width / 2, eyes - width / 2, width, width)
        return replace(made.observation(head), mask=mask, faces=(face,))


@dataclass(frozen=True)
class Story:
    """How it went: seconds until the photo (None: none was taken), and every hint once in its turn."""

    taken_s: float | None
    said: tuple[str, ...]
    capture: Capture | None


def coached(person: Person, rules: Rules, hints: Hints, target: Target, for_s: float) -> Story:
    """Let the person follow every hint until the photo is taken, ``for_s`` at most."""

    class Watcher:
        def observe(self, frame: Frame, *, whole: bool = False, closely: Collection[str] = ()) -> Observation:
            return person.seen(target)

    guidance = Guidance(Watcher(), rules, Coach(rules, hints), Shutter(rules.shutter), target)
    heard: deque[str | None] = deque([None] * round(HEARS_LATE_S * RATE))
    said: list[str] = []
    for seq in range(1, round(for_s * RATE)):
        guide, capture = guidance.step(made.frame(seq, seq / RATE))
        code = None if guide.hint is None else guide.hint.code
        if code is not None and said[-1:] != [code]:
            said.append(code)
        if capture is not None:
            return Story(seq / RATE, tuple(said), capture)
        heard.append(code)
        person.do(heard.popleft(), 1 / RATE)
    return Story(None, tuple(said), None)
