"""Invented people, rooms and lamps for the grid, by lot: all as a good photo may show them."""

from __future__ import annotations

import numpy as np

from kiosk.bench.scenery import luma
from kiosk.camera.sitter.scene import Colour, FrameStyle, HairStyle, Light, Look, Pose, Scene, Wall

SKINS: tuple[Colour, ...] = (
    (242, 208, 184), (233, 194, 166), (222, 178, 146), (198, 150, 118), (172, 124, 92), (150, 106, 80),
    (120, 84, 62), (96, 66, 50),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (30, 26, 30), (44, 36, 36), (70, 48, 38), (104, 70, 48), (150, 112, 70), (196, 164, 112),
)  # fmt: skip
IRISES: tuple[Colour, ...] = ((84, 56, 38), (60, 42, 32), (104, 84, 52), (86, 100, 104))
SHIRTS: tuple[Colour, ...] = (
    (242, 243, 246), (206, 208, 206), (120, 116, 118), (52, 50, 52), (150, 44, 48), (96, 118, 84),
    (212, 176, 96), (196, 140, 150), (112, 84, 64), (24, 24, 28),
)  # fmt: skip
"""None of them blue."""
WALLS: tuple[Colour, ...] = (
    (206, 209, 210), (228, 228, 226), (196, 198, 200), (170, 200, 226), (224, 216, 202), (182, 182, 178),
)  # fmt: skip
DARK, LIGHT = 125.0, 180.0
"""Luma of the skin below which its tone counts as dark, and from which as light."""


def tone(skin: Colour) -> str:
    """Return the class of a skin's tone: light, medium or dark."""
    bright = luma(skin)
    return "dark" if bright < DARK else "light" if bright >= LIGHT else "medium"


def look(random: np.random.Generator) -> Look:
    """Return somebody who wears nothing on the head and no blue."""
    return Look(
        skin=pick(random, SKINS),
        hair_colour=pick(random, HAIRS),
        iris=pick(random, IRISES),
        shirt=pick(random, SHIRTS),
        collar=bool(random.random() < 0.7),
        hair=tuple(HairStyle)[int(random.integers(len(HairStyle)))],
        face_width=float(random.uniform(0.94, 1.05)),
        jaw_width=float(random.uniform(0.90, 1.08)),
        eye_size=float(random.uniform(0.95, 1.10)),
        lip_fullness=float(random.uniform(0.85, 1.15)),
        brow_thickness=float(random.uniform(0.8, 1.25)),
        frame=tuple(FrameStyle)[int(random.integers(len(FrameStyle)))],
        worn=pick(random, ((96, 104, 112), (40, 42, 48), (150, 60, 52), (208, 200, 186), (70, 86, 70))),
        neckline=float(random.uniform(0.0, 0.5)),
    )


def well_posed(random: np.random.Generator) -> Scene:
    """Return a scene in which every rule is met as far as people sit still and lamps are set up."""
    pose = Pose(
        x=float(random.uniform(0.475, 0.525)),
        y=float(random.uniform(0.385, 0.425)),
        scale_px=float(random.uniform(14.6, 16.6)),
        yaw_deg=float(random.uniform(-2.5, 2.5)),
        pitch_deg=float(random.uniform(-4, 4)),
        roll_deg=float(random.uniform(-1.8, 1.8)),
        shoulder_tilt_deg=float(random.uniform(-1.8, 1.8)),
        gaze_x=float(random.uniform(-0.12, 0.12)),
        gaze_y=float(random.uniform(-0.12, 0.12)),
        smile=float(random.choice((0.0, 0.0, 0.3))),
        breath=float(random.uniform(-1, 1)),
        torso_turn_deg=float(random.uniform(-4, 4)),
    )
    light = Light(
        azimuth_deg=float(random.uniform(-20, 20)),
        elevation_deg=float(random.uniform(15, 35)),
        strength=float(random.uniform(0.15, 0.45)),
        level=float(random.uniform(0.92, 1.08)),
        temperature_k=float(random.uniform(6000, 7000)),
    )
    return Scene(pose, look(random), light, Wall(pick(random, WALLS)), noise=float(random.uniform(1.0, 2.5)))


def pick(random: np.random.Generator, colours: tuple[Colour, ...]) -> Colour:
    """Return one of the colours by lot."""
    return colours[int(random.integers(len(colours)))]
