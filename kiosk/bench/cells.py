"""Drawn people in even numbers of every skin tone and hair style, so that groups can be told apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from kiosk.bench.looks import HAIRS, SKINS, pick, tone
from kiosk.camera.sitter.scene import HairStyle, Scene

TONES = ("light", "medium", "dark")
CELLS = tuple(product(TONES, HairStyle))
"""Class of skin tone and hair style: people are drawn into them in turn."""
_TAKEN = {name: tuple(skin for skin in SKINS if tone(skin) == name) for name in TONES}


def of_cell(scene: Scene, number: int, random: np.random.Generator) -> Scene:
    """Return the scene with a person of the cell whose turn it is; tone and hair colour within it by lot."""
    name, hair = CELLS[number % len(CELLS)]
    look = replace(scene.look, skin=pick(random, _TAKEN[name]), hair=hair, hair_colour=pick(random, HAIRS))
    return replace(scene, look=look)
