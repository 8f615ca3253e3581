"""Invented sitters: each number gives another look and other faults, always the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
from pydantic import ConfigDict

from kiosk.camera.sitter.scene import Colour, HairStyle, Look
from kiosk.tomlfile import STRICT, load


@dataclass(frozen=True)
class Manners:
    """How quickly the sitter acts, s; ``sway`` is a fraction of the picture's width."""

    reaction_s: tuple[float, float]
    movement_s: tuple[float, float]
    patience_s: float
    blink_every_s: tuple[float, float]
    blink_s: float
    away_s: float
    walk_s: float
    sit_s: float
    phone_s: float
    sway: float
    sway_deg: float
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Palette:
    """What looks are put together from."""

    skin: tuple[Colour, ...]
    hair: tuple[Colour, ...]
    iris: tuple[Colour, ...]
    shirt: tuple[Colour, ...]
    hair_styles: tuple[HairStyle, ...]
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class FaultSizes:
    """How large each fault is, in the units of ``Pose``."""

    scale_px: float
    yaw_deg: float
    shoulder_tilt_deg: float
    hair_over_ear: float
    mouth_open: float
    gaze_x: float
    roll_deg: float
    pitch_deg: float
    x: float
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Cast:
    """Everything of ``config/sitter.toml``."""

    manners: Manners
    palette: Palette
    faults: FaultSizes
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Sitter:
    """One invented person: the look, and where each measure stands when they first sit down."""

    look: Look
    faults: Mapping[str, float]


def load_cast(path: Path) -> Cast:
    """Read the settings.

    Raises
    ------
    KioskError
        As :func:`kiosk.tomlfile.load`.
    """
    return load(path, Cast)


def sitter(cast: Cast, number: int, seed: int = 0) -> Sitter:
    """Return person ``number`` of series ``seed``.

    The first of every series makes all six classic mistakes; the others a few of them, by lot.
    """
    if number == 0 and seed == 0:
        return Sitter(Look(), _faults(cast.faults, np.random.default_rng(1), _CLASSIC))
    random = np.random.default_rng([seed, number])
    palette = cast.palette

    def pick(colours: tuple[Colour, ...]) -> Colour:
        return colours[int(random.integers(len(colours)))]

    look = replace(
        Look(),
        skin=pick(palette.skin),
        hair_colour=pick(palette.hair),
        iris=pick(palette.iris),
        shirt=pick(palette.shirt),
        hair=palette.hair_styles[int(random.integers(len(palette.hair_styles)))],
        face_width=float(random.uniform(0.95, 1.03)),
        jaw_width=float(random.uniform(0.90, 1.05)),
        eye_size=float(random.uniform(0.96, 1.10)),
        lip_fullness=float(random.uniform(0.85, 1.10)),
        brow_thickness=float(random.uniform(0.8, 1.2)),
    )
    count = int(random.integers(3, 6))
    chosen = tuple(str(name) for name in random.permutation(_CLASSIC + _MORE)[:count])
    return Sitter(look, _faults(cast.faults, random, chosen))


_CLASSIC = ("far", "turned", "shoulders", "ear", "mouth", "gaze")
_MORE = ("roll", "pitch", "aside", "company")


def _faults(sizes: FaultSizes, random: np.random.Generator, names: tuple[str, ...]) -> dict[str, float]:
    faults: dict[str, float] = {}
    for name in names:
        side = 1.0 if random.random() < 0.5 else -1.0
        match name:
            case "far":
                faults["scale_px"] = sizes.scale_px
            case "turned":
                faults["yaw_deg"] = side * sizes.yaw_deg
            case "shoulders":
                faults["shoulder_tilt_deg"] = side * sizes.shoulder_tilt_deg
            case "ear":
                faults["hair_over_right_ear" if side > 0 else "hair_over_left_ear"] = sizes.hair_over_ear
            case "mouth":
                faults["mouth_open"] = sizes.mouth_open
            case "gaze":
                faults["gaze_x"] = side * sizes.gaze_x
            case "roll":
                faults["roll_deg"] = side * sizes.roll_deg
            case "company":
                faults["second_person"] = 1.0
            case "pitch":
                faults["pitch_deg"] = side * sizes.pitch_deg
            case _:
                faults["x"] = 0.5 + side * sizes.x
    return faults
