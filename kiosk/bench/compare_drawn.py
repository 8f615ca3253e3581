"""Drawn people compared, and swapped between confirming and being photographed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kiosk.bench.cells import of_cell
from kiosk.bench.looks import tone, well_posed
from kiosk.camera.frame import Picture
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import HairStyle, Scene
from kiosk.compare.appearance import Appearance, appearance
from kiosk.compare.comparer import Comparer, FaceFinder
from kiosk.compare.consent import ComparisonConsent
from kiosk.compare.continuity import (
    DECIDE,
    Standing,
    Track,
    begin,
    forget,
    glimpsed,
    looked,
    standing,
)
from kiosk.compare.face import align
from kiosk.compare.look import ContinuityLimits, Look
from kiosk.geometry import Box

SIZE = (1280, 720)
KNOWN, LOOKS = 2, 5
"""Looks while they confirm, and altogether; the last is that at the photo."""
EVERY_S, OBSERVED_S, AWAY_S = 1.0, 0.1, 1.5
"""Between looks, between observations, and how long the seat is empty."""


class Worn(StrEnum):
    """What is otherwise when somebody is compared with their first look."""

    GLASSES = "glasses on"
    REFLECTING = "glasses that reflect a lamp"
    SIDE_LIGHT = "light from one side"
    WARM_LIGHT = "warm, flat light"


class Change(StrEnum):
    """What happens between confirming and the photo, and what is to be said of it."""

    NOTHING = "the same person stays"
    LEAVES = "the same person leaves and comes back"
    SEATS = "another person sits down after them"
    AT_ONCE = "another person's face in their place from one frame to the next"
    ALIKE = "another person as above, face alone: no colours"

    @property
    def wanted(self) -> bool:
        """Whether the same person is photographed."""
        return self in (Change.NOTHING, Change.LEAVES)


@dataclass(frozen=True, eq=False)
class Person:
    """One drawn person: class of skin tone, hair, and looks with the places of the face.

    ``worn``: how alike they are to their first look with something otherwise; None where no face is found.
    """

    tone: str
    hair: HairStyle
    looks: tuple[Look, ...]
    boxes: tuple[Box, ...]
    worn: Mapping[Worn, float | None]


class Studio:
    """Draws people and looks at them."""

    def __init__(
        self, renderer: Renderer, finder: FaceFinder, comparer: Comparer, consent: ComparisonConsent
    ) -> None:
        self._renderer, self._finder, self._comparer = renderer, finder, comparer
        self._consent = consent

    def person(self, number: int, seed: int, kinds: Sequence[Worn] = ()) -> Person | None:
        """Return person ``number``, in :data:`LOOKS` poses; None when a face is not found in one of them.

        ``kinds``: in which ways they are compared with their first look besides.
        """
        random = np.random.default_rng([seed, number, 83])
        scene = of_cell(well_posed(random), number, random)
        looks: list[Look] = []
        boxes: list[Box] = []
        for at in range(LOOKS):
            seen = self._look(self._draw(scene, random, number * LOOKS + at), at * EVERY_S)
            if seen is None:
                return None
            looks.append(seen[0])
            boxes.append(seen[1])
        worn = {kind: self._alike(looks[0], _changed(scene, kind), random, number) for kind in kinds}
        return Person(tone(scene.look.skin), scene.look.hair, tuple(looks), tuple(boxes), worn)

    def _alike(self, first: Look, scene: Scene, random: np.random.Generator, number: int) -> float | None:
        seen = self._look(self._draw(scene, random, number), 0.0)
        if seen is None or seen[0].embedding is None or first.embedding is None:
            return None
        similarity = first.embedding.similarity(seen[0].embedding)
        seen[0].embedding.wipe()
        return similarity

    def _draw(self, scene: Scene, random: np.random.Generator, frame: int) -> Picture:
        moved = well_posed(random)
        lamp = replace(scene.light, level=moved.light.level)
        return self._renderer.render(
            replace(scene, pose=moved.pose, light=lamp, noise=moved.noise), SIZE, frame, alpha=False
        ).bgr

    def _look(self, bgr: Picture, at_s: float) -> tuple[Look, Box] | None:
        faces = self._finder.find(bgr)
        if len(faces) != 1:
            return None
        embedding = self._comparer.embed(align(bgr, faces[0]), self._consent)
        return Look(at_s, embedding, appearance(bgr, faces[0])), faces[0].box


def _changed(scene: Scene, kind: Worn) -> Scene:
    look, light = scene.look, scene.light
    match kind:
        case Worn.GLASSES:
            look = replace(look, glasses=True, glare=0.0)
        case Worn.REFLECTING:
            look = replace(look, glasses=True, glare=0.7)
        case Worn.SIDE_LIGHT:
            light = replace(light, azimuth_deg=65.0, strength=0.8)
        case Worn.WARM_LIGHT:
            light = replace(light, temperature_k=3000.0, strength=0.1)
    return replace(scene, look=look, light=light)


def similarities(people: list[Person]) -> NDArray[np.float64]:
    """Return the similarity of everybody's first look to everybody's second, shape (people, people)."""
    table = np.empty((len(people), len(people)))
    for i, one in enumerate(people):
        for j, other in enumerate(people):
            first, second = one.looks[0].embedding, other.looks[KNOWN].embedding
            assert first is not None and second is not None
            table[i, j] = first.similarity(second)
    return table


def play(first: Person, then: Person, change: Change, limits: ContinuityLimits) -> Standing:
    """Let one person confirm and ``then`` be photographed, and return what is said of the photo.

    ``then`` is the same person where nobody swaps.
    """
    track = begin(first.looks[:KNOWN], 0.0, first.boxes[0])
    now_s = 0.0
    if change in (Change.LEAVES, Change.SEATS, Change.ALIKE):
        now_s += AWAY_S
        track = glimpsed(track, now_s, None, limits)
    # Poses differ from look to look, as if the person had moved between; the box follows in small steps.
    place = first.boxes[0] if change is not Change.AT_ONCE else then.boxes[KNOWN]
    for look, box in zip(then.looks[KNOWN:], then.boxes[KNOWN:], strict=True):
        allowed = _allowed(look, change)
        track, now_s = _moved(track, place, box, now_s, limits, allowed.appearance)
        # The last one is at the very photo, which nobody waits for another look at: it decides alone.
        for _ in range(DECIDE if look is then.looks[-1] else 1):
            track = looked(track, replace(allowed, at_s=now_s), limits)
        place = box
        if standing(track, now_s, limits) is Standing.OTHER:
            break
    return standing(track, now_s, limits)


def _allowed(look: Look, change: Change) -> Look:
    return replace(look, appearance=None) if change is Change.ALIKE else look


def _moved(
    track: Track, before: Box, after: Box, now_s: float, limits: ContinuityLimits, sight: Appearance | None
) -> tuple[Track, float]:
    """Observe a face gliding from one place to another for :data:`EVERY_S`."""
    steps = round(EVERY_S / OBSERVED_S)
    for step in range(1, steps + 1):
        share = step / steps
        box = Box(*(
            (1 - share) * old + share * new
            for old, new in zip(_numbers(before), _numbers(after), strict=True)
        ))  # fmt: skip
        now_s += OBSERVED_S
        track = glimpsed(track, now_s, box, limits, sight)
    return track, now_s


def _numbers(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def leave(people: list[Person]) -> None:
    """Wipe what was measured of everybody."""
    for person in people:
        forget(begin(person.looks, 0.0, None))
