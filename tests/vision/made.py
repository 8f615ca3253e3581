"""Made-up points for tests of single measures."""

from __future__ import annotations

import math

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.vision import mesh, shoulders
from kiosk.vision.landmarks import Body, Face
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen


def points_with(**places: tuple[float, float]) -> np.ndarray:
    points = np.zeros((478, 3), np.float32)
    base = {
        "pupil_right": (80.0, 100.0),
        "pupil_left": (120.0, 100.0),
        "chin": (100.0, 180.0),
    } | places
    points[mesh.PUPIL_RIGHT, :2] = base["pupil_right"]
    points[mesh.PUPIL_LEFT, :2] = base["pupil_left"]
    points[mesh.CHIN, :2] = base["chin"]
    return points


def cheek_points() -> np.ndarray:
    points = points_with()
    for outline, middle in ((mesh.CHEEK_RIGHT, 60), (mesh.CHEEK_LEFT, 140)):
        for number, index in enumerate(outline):
            angle = 2 * math.pi * number / len(outline)
            points[index, :2] = (middle + 15 * math.cos(angle), 100 + 15 * math.sin(angle))
    return points


def seen_with(
    head: HeadGeometry,
    mask: np.ndarray | None,
    body: Body | None,
    size: tuple[int, int],
    picture: np.ndarray | None = None,
) -> Seen:
    """Return a frontal person made of a head, a mask and a body in a picture of ``size`` (width, height)."""
    bgr = np.zeros((size[1], size[0], 3), np.uint8) if picture is None else picture
    outline = shoulders.on_outline(head, mask, *size)
    face = Face(points_with(), {}, np.eye(3))
    return Seen(Frame(1, 0.0, bgr), face, head, 0.0, 0.0, 0.0, outline, body, mask, None)
