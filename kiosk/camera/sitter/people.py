"""Invented sitters: each number gives another look and other faults, always the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from pydantic import ConfigDict

from kiosk.camera.sitter.hints import IDEAL
from kiosk.camera.sitter.scene import Colour, FrameStyle, HairStyle, HatStyle, Look, PasserBy
from kiosk.errors import KioskError
from kiosk.tomlfile import STRICT, load


@dataclass(frozen=True)
class Manners:
    """How the sitter acts; explained in ``config/sitter.toml``."""

    reaction_s: tuple[float, float]
    movement_s: tuple[float, float]
    patience_s: float
    overshoot: tuple[float, float]
    missed: float
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
    worn: tuple[Colour, ...]
    hair_styles: tuple[HairStyle, ...]
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Fault:
    """One way to sit down wrongly.

    Attributes
    ----------
    measures
        Names in :data:`kiosk.camera.sitter.hints.IDEAL`; one of them, by lot, is off.
    off
        How far it is off its ideal: between these two, by lot.
    both_sides
        Whether the lot also draws the sign.
    group
        Of the faults of one group a person has one at most; empty for none.
    """

    measures: tuple[str, ...]
    off: tuple[float, float]
    both_sides: bool = False
    group: str = ""
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Company:
    """How often others stand behind the sitter, beside the photo, and where (``x``: left or right of it)."""

    chance: float
    left_x: tuple[float, float]
    right_x: tuple[float, float]
    scale_px: tuple[float, float]
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Cast:
    """Everything of ``config/sitter.toml``."""

    manners: Manners
    palette: Palette
    company: Company
    classic: tuple[str, ...]
    at_once: tuple[int, int]
    faults: Mapping[str, Fault]
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Sitter:
    """One invented person: the look, where each measure stands when they first sit down, who is behind."""

    look: Look
    faults: Mapping[str, float]
    passers_by: tuple[PasserBy, ...] = ()


def load_cast(path: Path) -> Cast:
    """Read the settings.

    Raises
    ------
    KioskError
        ``config-invalid`` for a fault of a measure that is none, or a classic one that is not listed;
        also as :func:`kiosk.tomlfile.load`.
    """
    cast = load(path, Cast)
    measures = {measure for fault in cast.faults.values() for measure in fault.measures}
    unknown = sorted(measures - set(IDEAL)) + sorted(set(cast.classic) - set(cast.faults))
    if unknown:
        raise KioskError(
            "config-invalid", f"{path} has no {', '.join(unknown)} to get wrong.", "Correct it and try again."
        )
    return cast


def sitter(cast: Cast, number: int, seed: int = 0) -> Sitter:
    """Return person ``number`` of series ``seed``.

    The very first makes all six classic mistakes; the others a few of them, by lot.
    """
    if number == 0 and seed == 0:
        return Sitter(Look(), _wrong(cast, np.random.default_rng(1), cast.classic))
    random = np.random.default_rng([seed, number])
    look = _look(cast.palette, random)
    few = int(random.integers(cast.at_once[0], cast.at_once[1] + 1))
    chosen = _chosen(cast, tuple(str(name) for name in random.permutation(sorted(cast.faults))), few)
    return Sitter(look, _wrong(cast, random, chosen), _behind(cast.company, random))


def _look(palette: Palette, random: np.random.Generator) -> Look:
    def pick(colours: tuple[Colour, ...]) -> Colour:
        return colours[int(random.integers(len(colours)))]

    return Look(
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
        frame=tuple(FrameStyle)[int(random.integers(len(FrameStyle)))],
        hat_style=tuple(HatStyle)[int(random.integers(len(HatStyle)))],
        worn=pick(palette.worn),
    )


def _chosen(cast: Cast, names: tuple[str, ...], few: int) -> tuple[str, ...]:
    """Return the first ``few`` names of which no two are of one group."""
    taken: dict[str, str] = {}
    for name in names:
        taken.setdefault(cast.faults[name].group or name, name)
    return tuple(taken.values())[:few]


def _wrong(cast: Cast, random: np.random.Generator, names: tuple[str, ...]) -> dict[str, float]:
    wrong: dict[str, float] = {}
    for name in names:
        fault = cast.faults[name]
        measure = fault.measures[int(random.integers(len(fault.measures)))]
        side = -1.0 if fault.both_sides and random.random() < 0.5 else 1.0
        wrong[measure] = IDEAL[measure] + side * float(random.uniform(*fault.off))
    return wrong


def _behind(company: Company, random: np.random.Generator) -> tuple[PasserBy, ...]:
    def somebody(x: tuple[float, float]) -> PasserBy:
        return PasserBy(
            x=float(random.uniform(*x)),
            y=float(random.uniform(0.30, 0.40)),
            scale_px=float(random.uniform(*company.scale_px)),
        )

    sides = (company.left_x, company.right_x)
    return tuple(somebody(x) for x in sides if random.random() < company.chance)
