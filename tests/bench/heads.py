"""A seeded grid of drawn heads for whatever hair may cover, and the counts against its truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kiosk.camera.sitter.canvas import mix
from kiosk.camera.sitter.people import Cast, sitter
from kiosk.camera.sitter.scene import Colour, HairStyle, Light, Look, Pose, Scene, Wall

HARD_HAIR: tuple[Colour, ...] = (
    (24, 22, 24), (214, 184, 134), (234, 212, 166), (146, 144, 142), (204, 202, 198), (150, 78, 44),
)  # fmt: skip
"""Black, two blonds, grey, white and red: colours the ordinary cast has not."""
WALLS: tuple[Colour, ...] = (
    (206, 209, 210), (246, 246, 246), (150, 196, 236), (120, 122, 124), (54, 56, 60), (214, 178, 150),
    (126, 90, 68), (232, 222, 200),
)  # fmt: skip
"""Light and dark ones, and some of the colour of skin and wood."""
SKINS: tuple[Colour, ...] = ((248, 220, 200), (84, 56, 44))
"""Paler and darker than the ordinary cast."""


def heads(
    cast: Cast, count: int, seed: int, *, hard: bool, turned: tuple[float, float] = (0.0, 5.0)
) -> Iterator[Scene]:
    """Draw lots for ``count`` heads inside the limits of pitch, roll and distance, always the same ones.

    Parameters
    ----------
    hard
        Besides the cast's colours: fair, grey, red and black hair, hair of the skin's colour, shorn heads,
        paler and darker skin, walls of all colours.
    turned
        Least and most degrees by which heads are turned to either side.
    """
    for number in range(1, count + 1):
        random = np.random.default_rng([seed, number])
        look = _hair(_skin(sitter(cast, number, seed).look, random, hard=hard), random, hard=hard)
        span = random.uniform
        pose = Pose(
            x=span(0.46, 0.54),
            y=span(0.37, 0.44),
            scale_px=span(13.5, 18.0),
            yaw_deg=span(*turned) * (1 if random.random() < 0.5 else -1),
            pitch_deg=span(-8, 8),
            roll_deg=span(-3, 3),
        )
        light = Light(span(-40, 40), span(10, 50), span(0.2, 0.55), span(0.75, 1.12))
        colour = WALLS[int(random.integers(len(WALLS)))] if hard else WALLS[0]
        wall = Wall(colour, shadow=max(0.0, span(-0.5, 0.6)))
        yield Scene(pose, look, light, wall)


def _skin(look: Look, random: np.random.Generator, *, hard: bool) -> Look:
    if hard and random.random() < 0.2:
        look = replace(look, skin=SKINS[int(random.integers(len(SKINS)))])
    return replace(look, glasses=bool(random.random() < 0.25))


def _hair(look: Look, random: np.random.Generator, *, hard: bool) -> Look:
    lot = random.random() if hard else 0.6
    colour = look.hair_colour
    if lot < 0.12:  # the colour of skin, a little deeper
        colour = mix(look.skin, (90, 62, 40), float(random.uniform(0.15, 0.4)))
    elif lot < 0.5:
        colour = HARD_HAIR[int(random.integers(len(HARD_HAIR)))]

    def over(never: float) -> float:
        return 0.0 if random.random() < never else float(random.uniform(0, 1))

    style = list(HairStyle)[int(random.integers(len(HairStyle)))]
    look = replace(look, hair_colour=colour, hair=style, brow_thickness=float(random.uniform(0.8, 1.7)))
    if lot > 0.92:  # shorn
        stubble = mix(look.skin, (60, 50, 46), float(random.uniform(0.3, 0.6)))
        return replace(look, hair=HairStyle.SHORT, hair_colour=stubble)
    return replace(
        look,
        hair_over_left_ear=over(0.45),
        hair_over_right_ear=over(0.45),
        hair_over_brows=over(0.3),
        hair_over_eyes=over(0.75),
    )


@dataclass(frozen=True)
class Rate:
    """How often a rule was wrong, of how many, and how often it could not judge."""

    wrong: int
    unknown: int
    count: int

    def __str__(self) -> str:
        low, high = interval(self.wrong, self.count)
        return (
            f"{self.wrong}/{self.count} = {100 * self.wrong / max(1, self.count):.1f} %"
            f" [{100 * low:.1f}, {100 * high:.1f}], unknown {self.unknown}"
        )


def rates(
    pairs: Sequence[tuple[float, float | None]], limit: float, fine: tuple[float, float], *, upward: bool
) -> tuple[Rate, Rate]:
    """Return false accepts and false rejects of (truth, value) pairs.

    Parameters
    ----------
    limit
        A value at the limit or on its good side is accepted; ``upward``: larger is good.
    fine
        Truth at the first or worse is a fault, at the second or better is none; between is left out.
    """
    sign = 1 if upward else -1
    bad = [value for truth, value in pairs if sign * truth <= sign * fine[0]]
    good = [value for truth, value in pairs if sign * truth >= sign * fine[1]]

    def accepted(value: float) -> bool:
        return sign * value >= sign * limit

    return (
        Rate(sum(v is not None and accepted(v) for v in bad), bad.count(None), len(bad)),
        Rate(sum(v is not None and not accepted(v) for v in good), good.count(None), len(good)),
    )


def interval(wrong: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    if count == 0:
        return 0.0, 1.0
    share = wrong / count
    middle = share + z * z / (2 * count)
    half = z * float(np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)))
    scale = 1 + z * z / count
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
