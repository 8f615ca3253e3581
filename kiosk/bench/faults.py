"""What can be wrong in a picture of the grid: each fault by lot, from nothing to plain, so that the
region round every limit is drawn as well."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from kiosk.bench.looks import pick
from kiosk.camera.sitter.scene import Colour, HatStyle, PasserBy, Scene

Random = np.random.Generator
Change = Callable[[Scene, Random], Scene]

BLUES: tuple[Colour, ...] = (
    (28, 40, 88), (60, 90, 140), (40, 80, 180), (100, 160, 220), (20, 60, 120), (70, 120, 200),
    (150, 190, 235), (36, 50, 110),
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One fault; ``weight`` is how often it is drawn, ``part`` what it takes hold of.

    Of one part a picture has one fault at most.
    """

    change: Change
    weight: int
    part: str


def _in(owner: str, low: float, high: float, *names: str, both_sides: bool = False) -> Change:
    """Draw each named number of pose, look, light or wall between two bounds, the larger the likelier."""

    def change(scene: Scene, random: Random) -> Scene:
        values: dict[str, Any] = {}
        for name in names:
            side = -1.0 if both_sides and random.random() < 0.5 else 1.0
            values[name] = side * (low + (high - low) * math.sqrt(random.random()))
        return replace(scene, **{owner: replace(getattr(scene, owner), **values)})

    return change


def _evenly(owner: str, low: float, high: float, *names: str) -> Change:
    """Draw each named number evenly between two bounds."""

    def change(scene: Scene, random: Random) -> Scene:
        values: dict[str, Any] = {name: float(random.uniform(low, high)) for name in names}
        return replace(scene, **{owner: replace(getattr(scene, owner), **values)})

    return change


def _with(owner: str, **values: Any) -> Change:
    return lambda scene, random: replace(scene, **{owner: replace(getattr(scene, owner), **values)})


def _both(*changes: Change) -> Change:
    def change(scene: Scene, random: Random) -> Scene:
        for one in changes:
            scene = one(scene, random)
        return scene

    return change


def _lens(name: str, low: float, high: float) -> Change:
    def change(scene: Scene, random: Random) -> Scene:
        values: dict[str, Any] = {name: low + (high - low) * math.sqrt(random.random())}
        return replace(scene, **values)

    return change


def _somebody(scene: Scene, random: Random) -> Scene:
    """Somebody small or middling anywhere behind, also just outside the photo."""
    at = PasserBy(
        x=float(random.choice((random.uniform(0.02, 0.42), random.uniform(0.60, 0.98)))),
        y=float(random.uniform(0.28, 0.42)),
        scale_px=float(random.uniform(6.0, 10.0)),
    )
    return replace(scene, passers_by=(*scene.passers_by, at))


def _shirt(colours: tuple[Colour, ...]) -> Change:
    def change(scene: Scene, random: Random) -> Scene:
        return replace(scene, look=replace(scene.look, shirt=pick(random, colours)))

    return change


def _near_wall(scene: Scene, random: Random) -> Scene:
    shade = random.integers(-14, 15)
    red, green, blue = (int(np.clip(part + shade, 0, 255)) for part in scene.wall.colour)
    return replace(scene, look=replace(scene.look, shirt=(red, green, blue)))


def _hair_like_wall(scene: Scene, random: Random) -> Scene:
    red, green, blue = (
        int(np.clip(part + random.integers(-18, 19), 0, 255)) for part in scene.look.hair_colour
    )
    return replace(scene, wall=replace(scene.wall, colour=(red, green, blue)))


def _hat(scene: Scene, random: Random) -> Scene:
    style = tuple(HatStyle)[int(random.integers(len(HatStyle)))]
    return replace(scene, look=replace(scene.look, hat=True, hat_style=style))


def _things(scene: Scene, random: Random) -> Scene:
    wall = replace(
        scene.wall, clutter=float(random.uniform(0.15, 1.0)), arrangement=int(random.integers(1000))
    )
    return replace(scene, wall=wall)


_SPECTACLES = _with("look", glasses=True)

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "any pose": Fault(
            _both(
                _evenly("pose", -25, 25, "yaw_deg", "pitch_deg"),
                _evenly("pose", -12, 12, "roll_deg", "shoulder_tilt_deg"),
            ),
            16,
            "head",
        ),
        "yaw": Fault(_in("pose", 2, 25, "yaw_deg", both_sides=True), 4, "head"),
        "pitch": Fault(_in("pose", 3, 25, "pitch_deg", both_sides=True), 4, "head"),
        "roll": Fault(_in("pose", 1, 12, "roll_deg", both_sides=True), 4, "head"),
        "turned away": Fault(_in("pose", 20, 38, "yaw_deg", both_sides=True), 3, "head"),
        "shoulders": Fault(_in("pose", 1, 12, "shoulder_tilt_deg", both_sides=True), 4, "body"),
        "chest turned": Fault(_in("pose", 2, 40, "torso_turn_deg", both_sides=True), 3, "body"),
        "shrug": Fault(_in("pose", 0.1, 1, "shrug"), 3, "body"),
        "aside": Fault(_evenly("pose", 0.30, 0.70, "x"), 3, "place"),
        "height": Fault(_evenly("pose", 0.28, 0.58, "y"), 3, "place"),
        "distance": Fault(_evenly("pose", 9, 24, "scale_px"), 5, "place"),
        "ear left": Fault(_in("look", 0.0, 1.0, "hair_over_left_ear"), 12, "hair"),
        "ear right": Fault(_in("look", 0.0, 1.0, "hair_over_right_ear"), 12, "hair"),
        "ears": Fault(_in("look", 0.5, 1.0, "hair_over_left_ear", "hair_over_right_ear"), 3, "hair"),
        "brows": Fault(_in("look", 0.1, 1.0, "hair_over_brows"), 8, "hair"),
        "hair over eyes": Fault(_in("look", 0.1, 1.0, "hair_over_eyes"), 3, "hair"),
        "glasses": Fault(_SPECTACLES, 5, "worn"),
        "glare": Fault(_both(_SPECTACLES, _in("look", 0.1, 1.0, "glare")), 8, "worn"),
        "tint": Fault(_both(_SPECTACLES, _in("look", 0.1, 1.0, "tint")), 3, "worn"),
        "hat": Fault(_hat, 6, "worn"),
        "scarf": Fault(_with("look", scarf=True), 3, "worn"),
        "headphones": Fault(_with("look", headphones=True), 7, "worn"),
        "mask": Fault(_with("look", face_mask=True), 2, "worn"),
        "hand": Fault(_in("look", 0.2, 1.0, "hand"), 3, "hand"),
        "eyes": Fault(_in("pose", 0.1, 1.0, "eyes_closed"), 12, "eyes"),
        "look aside": Fault(_in("pose", 0.1, 1.0, "gaze_x", both_sides=True), 6, "eyes"),
        "look up or down": Fault(_in("pose", 0.1, 1.0, "gaze_y", both_sides=True), 6, "eyes"),
        "red eyes": Fault(_in("light", 0.3, 1.0, "red_eye"), 3, "eyes"),
        "mouth": Fault(_in("pose", 0.05, 1.0, "mouth_open"), 8, "mouth"),
        "teeth": Fault(_in("pose", 0.2, 1.0, "teeth"), 4, "mouth"),
        "smile": Fault(_in("pose", 0.2, 1.0, "smile"), 4, "mouth"),
        "grimace": Fault(_in("pose", 0.2, 1.0, "grimace"), 3, "mouth"),
        "brows raised": Fault(_in("pose", 0.2, 1.0, "brow_raise"), 3, "brows"),
        "frown": Fault(_in("pose", 0.2, 1.0, "frown"), 3, "brows"),
        "blue clothes": Fault(_shirt(BLUES), 10, "clothes"),
        "clothes like wall": Fault(_near_wall, 3, "clothes"),
        "dark": Fault(_evenly("light", 0.12, 0.6, "level"), 3, "light"),
        "burnt": Fault(_in("light", 1.3, 2.4, "level"), 3, "light"),
        "side light": Fault(
            _both(
                _in("light", 30, 85, "azimuth_deg", both_sides=True),
                _in("light", 0.4, 1.0, "strength"),
                _in("light", 5, 30, "elevation_deg"),
            ),
            11,
            "light",
        ),
        "top light": Fault(
            _both(_in("light", 45, 85, "elevation_deg"), _in("light", 0.4, 1.0, "strength")), 3, "light"
        ),
        "shine": Fault(_in("light", 0.2, 1.0, "spot"), 3, "light"),
        "warm": Fault(_evenly("light", 2600, 5200, "temperature_k"), 2, "light"),
        "cold": Fault(_in("light", 8000, 16000, "temperature_k"), 2, "light"),
        "uneven wall": Fault(_in("wall", 0.2, 1.0, "uneven"), 3, "wall"),
        "things on the wall": Fault(_things, 3, "wall"),
        "shadow": Fault(_in("wall", 0.2, 1.0, "shadow"), 3, "wall"),
        "hair like wall": Fault(_hair_like_wall, 3, "wall"),
        "second head": Fault(_lens("second_person", 0.70, 1.0), 9, "others"),
        "people behind": Fault(_both(_somebody, _somebody), 4, "others"),
        "defocus": Fault(_lens("defocus_px", 0.3, 4.5), 9, "lens"),
        "smear": Fault(_lens("motion_blur_px", 2.0, 20.0), 5, "lens"),
        "dirty lens": Fault(_lens("lens_dirt", 0.2, 1.0), 2, "lens"),
        "covered lens": Fault(_lens("lens_cover", 0.2, 1.0), 2, "lens"),
        "noise": Fault(_lens("noise", 2.5, 7.0), 2, "lens"),
    }
)
