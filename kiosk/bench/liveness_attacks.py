"""What is held up in a person's place: still pictures on several media, and two things that are more."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import numpy as np

from kiosk.camera.sitter.scene import Flat, Medium, Wall

_BLANK = 0.4
"""Share of stills before a wall without things on it."""
_WANDER = 0.37
"""Periods by which a screen's bands wander from one observation to the next."""


class Attack(StrEnum):
    """What is before the camera instead of a person."""

    PHONE = "phone"
    TABLET = "tablet"
    BANDS = "screen with strong moiré and bands"
    PAPER = "paper"
    BENT = "paper, bent"
    CUT_OUT = "cut-out"
    MASK = "paper mask with holes for the eyes, worn"
    FILM = "film of the asked motion, on a tablet"

    @property
    def flat(self) -> bool:
        """Whether it is a still picture and nothing else: what must be refused."""
        return self not in (Attack.MASK, Attack.FILM)


FLAT = tuple(attack for attack in Attack if attack.flat)
_MEDIA = {
    Attack.PHONE: Medium.PHONE,
    Attack.TABLET: Medium.TABLET,
    Attack.BANDS: Medium.TABLET,
    Attack.PAPER: Medium.PAPER,
    Attack.BENT: Medium.PAPER,
    Attack.CUT_OUT: Medium.CUT_OUT,
    Attack.MASK: Medium.MASK,
    Attack.FILM: Medium.TABLET,
}


def held_up(attack: Attack, wall: Wall, random: np.random.Generator) -> Flat:
    """Return the sheet of an attack; ``wall`` is the room's, which a still may show, too."""
    medium = _MEDIA[attack]
    narrow = medium is Medium.PHONE
    shiny = medium in (Medium.PHONE, Medium.TABLET)
    still_wall = Wall(wall.colour) if random.random() < _BLANK else replace(wall, clutter=0.5)
    sheet = Flat(
        medium,
        half_width_cm=float(random.uniform(9, 13) if narrow else random.uniform(11, 22)),
        above_cm=float(random.uniform(14, 19)),
        below_cm=float(random.uniform(18, 26)),
        wall=still_wall,
        gloss=float(random.uniform(0, 0.6)) if shiny else 0.0,
        grain=float(random.uniform(0.0, 0.8)),
    )
    if attack is Attack.BANDS:
        return replace(sheet, grain=float(random.uniform(1.0, 1.6)), band=float(random.uniform(0.1, 0.4)))
    if attack is Attack.BENT:
        return replace(sheet, bend_deg=float(random.uniform(25, 90)))
    if attack is Attack.MASK:
        return replace(sheet, half_width_cm=9.0, bend_deg=float(random.uniform(20, 80)))
    return sheet


def wandered(sheet: Flat, tick: int) -> Flat:
    """Return the sheet at an observation: a screen's bands have wandered on."""
    return replace(sheet, phase=(tick * _WANDER) % 1.0) if sheet.band > 0 else sheet
