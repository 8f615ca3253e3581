"""Drawn people, and flat pictures of them that move just as they do, while they are guided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from kiosk.bench.looks import tone, well_posed
from kiosk.camera.sitter.hints import IDEAL
from kiosk.camera.sitter.motion import Measures, blink, sway
from kiosk.camera.sitter.people import Cast, sitter
from kiosk.camera.sitter.scene import Flat, HairStyle, Medium, Pose, Scene, Wall

LASTS_S = 7.0
"""Shorter than guidance usually takes (a median of 10 s, ``kiosk bench guidance``)."""
RATE_HZ = 10.0
_POSED = tuple(item.name for item in fields(Pose) if item.name in IDEAL)
_TREMOR = 3.0
"""A held picture sways so much more than a seated head."""
_GLASSES, _CLUTTERED, _BLANK = 0.25, 0.5, 0.4
"""Shares of people with glasses, before a wall with things on it, and of stills before one without."""


@dataclass(frozen=True)
class Clip:
    """Who is before the camera. ``medium`` None: the person; else a picture of them on it."""

    number: int
    seed: int
    medium: Medium | None


@dataclass(frozen=True)
class Traits:
    """What rates are told by."""

    tone: str
    hair: HairStyle
    glasses: bool


def base_scene(clip: Clip) -> Scene:
    """Return the person of a clip, sitting as asked; the same with and without a medium."""
    random = np.random.default_rng([clip.seed, clip.number, 61])
    scene = well_posed(random)
    look = replace(scene.look, glasses=bool(random.random() < _GLASSES), glare=float(random.uniform(0, 0.4)))
    cluttered = random.random() < _CLUTTERED
    clutter = float(random.uniform(0.2, 0.8)) if cluttered else 0.0
    wall = replace(
        scene.wall, clutter=clutter, arrangement=int(random.integers(6)), shadow=float(random.uniform(0, 0.4))
    )
    return replace(scene, look=look, wall=wall)


def traits(clip: Clip) -> Traits:
    """Return what is told of the clip's person."""
    look = base_scene(clip).look
    return Traits(tone(look.skin), look.hair, look.glasses)


def scenes(clip: Clip, cast: Cast) -> Iterator[tuple[float, Scene]]:
    """Play a clip: time in s and scene, :data:`RATE_HZ` a second for :data:`LASTS_S`.

    The person begins with the faults of the sitter of that number and puts them right one after another,
    as told; a picture held up in their place moves the same way, with the tremor of a hand.
    """
    base = base_scene(clip)
    random = np.random.default_rng([clip.seed, clip.number, 67])
    measures = _measures(clip, cast, base.pose, random)
    flat = None if clip.medium is None else _flat(clip.medium, base.wall, random)
    calm = 1.0 if flat is None else _TREMOR
    blinks = _blinks(cast, random)
    for tick in range(round(LASTS_S * RATE_HZ)):
        now_s = tick / RATE_HZ
        value = {name: measures.at(name, now_s) for name in _POSED}
        drift_x, drift_y, drift_roll, breath = sway(now_s, 0.7 * clip.number)
        value["x"] += calm * cast.manners.sway * drift_x
        value["y"] += calm * cast.manners.sway * drift_y
        value["roll_deg"] += calm * cast.manners.sway_deg * drift_roll
        closed = max(blink(now_s - at_s, cast.manners.blink_s) for at_s in blinks)
        value["eyes_closed"] = max(value["eyes_closed"], closed)
        pose = replace(base.pose, **value, breath=breath)
        yield now_s, replace(base, pose=pose, flat=flat)


def _measures(clip: Clip, cast: Cast, pose: Pose, random: np.random.Generator) -> Measures:
    person = sitter(cast, clip.number + 1, clip.seed)
    goals = {name: float(getattr(pose, name)) for name in _POSED}
    wrong = {name: value for name, value in person.faults.items() if name in goals}
    measures = Measures({**goals, **wrong})
    now_s = 0.0
    for name in random.permutation(sorted(wrong)):
        now_s += float(random.uniform(*cast.manners.reaction_s))
        lasts_s = float(random.uniform(*cast.manners.movement_s))
        measures.glide(str(name), goals[str(name)], 0.0, lasts_s, delay_s=now_s)
        now_s += lasts_s
    return measures


def _blinks(cast: Cast, random: np.random.Generator) -> list[float]:
    low, high = cast.manners.blink_every_s
    at_s = [float(random.uniform(0.0, high))]
    while at_s[-1] < LASTS_S:
        at_s.append(at_s[-1] + cast.manners.blink_s + float(random.uniform(low, high)))
    return at_s


def _flat(medium: Medium, wall: Wall, random: np.random.Generator) -> Flat:
    narrow = medium is Medium.PHONE
    shiny = medium in (Medium.PHONE, Medium.TABLET)
    still_wall = Wall(wall.colour) if random.random() < _BLANK else replace(wall, clutter=0.5)
    return Flat(
        medium,
        half_width_cm=float(random.uniform(9, 13) if narrow else random.uniform(11, 22)),
        above_cm=float(random.uniform(14, 19)),
        below_cm=float(random.uniform(18, 26)),
        wall=still_wall,
        gloss=float(random.uniform(0, 0.6)) if shiny else 0.0,
        grain=float(random.uniform(0.0, 0.8)),
    )
