"""Drawn people, and pictures of them that move just as they do, while they are guided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from kiosk.bench.liveness_attacks import Attack, held_up, wandered
from kiosk.bench.looks import tone, well_posed
from kiosk.camera.sitter.flat import STILL_POSE
from kiosk.camera.sitter.hints import IDEAL
from kiosk.camera.sitter.motion import Measures, blink, sway
from kiosk.camera.sitter.people import Cast, sitter
from kiosk.camera.sitter.scene import HairStyle, Pose, Scene

LASTS_S = 7.0
"""Shorter than guidance usually takes (a median of 10 s, ``kiosk bench guidance``)."""
RATE_HZ = 10.0
_POSED = tuple(item.name for item in fields(Pose) if item.name in IDEAL)
_TREMOR = 3.0
"""A held picture sways so much more than a seated head."""
_GLASSES, _CLUTTERED = 0.25, 0.5
"""Shares of people with glasses, and before a wall with things on it."""


@dataclass(frozen=True)
class Clip:
    """Who is before the camera. ``attack`` None: the person; else what is held up in their place."""

    number: int
    seed: int
    attack: Attack | None


@dataclass(frozen=True)
class Traits:
    """What rates are told by."""

    tone: str
    hair: HairStyle
    glasses: bool


def base_scene(clip: Clip) -> Scene:
    """Return the person of a clip, sitting as asked; the same whoever or whatever is there."""
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
    as told; a picture held up in their place moves the same way, with the tremor of a hand. Of a film it is
    what it shows that moves so, and the screen is held as still as a hand can.
    """
    base = base_scene(clip)
    random = np.random.default_rng([clip.seed, clip.number, 67])
    measures = _measures(clip, cast, base.pose, random)
    blinks = _blinks(cast, random)
    sheet = None if clip.attack is None else held_up(clip.attack, base.wall, random)
    calm = 1.0 if sheet is None or clip.attack is Attack.MASK else _TREMOR
    for tick in range(round(LASTS_S * RATE_HZ)):
        now_s = tick / RATE_HZ
        value = {name: measures.at(name, now_s) for name in _POSED}
        drift_x, drift_y, drift_roll, breath = sway(now_s, 0.7 * clip.number)
        closed = max(blink(now_s - at_s, cast.manners.blink_s) for at_s in blinks)
        value["eyes_closed"] = max(value["eyes_closed"], closed)
        pose = replace(base.pose, **value, breath=breath)
        flat = None if sheet is None else wandered(sheet, tick)
        if flat is not None and clip.attack is Attack.FILM:
            flat, pose = replace(flat, film=_filmed(pose, base.pose)), base.pose
        pose = replace(
            pose,
            x=pose.x + calm * cast.manners.sway * drift_x,
            y=pose.y + calm * cast.manners.sway * drift_y,
            roll_deg=pose.roll_deg + calm * cast.manners.sway_deg * drift_roll,
        )
        yield now_s, replace(base, pose=pose, flat=flat)


def _filmed(pose: Pose, sits: Pose) -> Pose:
    """Return how somebody who sits like ``pose`` is seen in a film whose middle is where ``sits`` is."""
    scale = STILL_POSE.scale_px / sits.scale_px
    return replace(
        pose,
        x=STILL_POSE.x + (pose.x - sits.x) * scale,
        y=STILL_POSE.y + (pose.y - sits.y) * scale,
        scale_px=pose.scale_px * scale,
    )


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
