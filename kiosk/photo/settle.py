"""What a trimap leaves open, opened for strands of hair and closed where face or wall are certain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.geometry import Point
from kiosk.photo.areas import Area, grown
from kiosk.photo.ears import ears_beside
from kiosk.photo.finished import PlateFit
from kiosk.photo.plate import Wall, fit_plate
from kiosk.photo.strands import (
    CLEAR,
    HAIR_BELOW,
    PLATE_SPREAD,
    bare_wall,
    plain_wall,
    strands,
    unlike_wall,
    wall_of,
)

Floats = NDArray[np.float32]

FACE_RIM = 0.015
"""The certain face ends so many face widths inside the mesh, which may lie on the wall by a px or two."""


@dataclass(frozen=True, eq=False)
class Settled:
    """A trimap (0, 0.5, 1), what became of the empty room's picture, and the wall as it must look.

    Without the empty room the wall is what can be seen beside the person, carried on to the open pixels; how
    far it strays says what that is worth.
    """

    known: Floats
    fit: PlateFit | None
    wall: Wall | None


def settled(
    known: Floats,
    bgr: Picture,
    person: Floats,
    inside: Area,
    face_width_px: float,
    chin: Point,
    plate: Picture | None,
    face: Area | None,
) -> Settled:
    """Return the trimap ``known`` as far as mesh, wall and empty room settle it.

    Parameters
    ----------
    known
        0 background, 1 person, 0.5 open.
    person
        The segmenter's confidence.
    inside
        The outline it was laid around.
    plate, face
        As of :func:`kiosk.photo.matte.alpha_matte`.
    """
    known = known.copy()
    if face is not None:
        known[~grown(~face, FACE_RIM * face_width_px) & face] = 1.0
        known[ears_beside(bgr, person, face, face_width_px)] = 1.0
    clear = (known == 0) & ~grown(inside, CLEAR * face_width_px)
    if not clear.any():
        return Settled(known, None if plate is None else PlateFit.MOVED, None)
    fit: PlateFit | None = None
    colour: Floats | None = None
    if plate is not None:
        fit, colour = fit_plate(bgr, plate, clear, face_width_px)
    wall = (
        plain_wall(bgr, clear, face_width_px)
        if colour is None
        else Wall(colour, np.full(known.shape, PLATE_SPREAD, np.float32))
    )
    unlike = unlike_wall(bgr, wall)
    loose = strands(unlike, inside, face_width_px)
    if colour is None:
        loose[max(0, int(chin.y + HAIR_BELOW * face_width_px)) :] = False
    known[loose & (known == 0)] = 0.5
    if plate is not None and colour is not None:
        # Fitted again with the wall next to the person, now that no hair is taken for it.
        again, nearer = fit_plate(bgr, plate, (known == 0) & ~unlike, face_width_px)
        colour = nearer if again is PlateFit.USED else colour
        assert colour is not None
        known[bare_wall(bgr, colour, known == 1, face_width_px) & (known == 0.5)] = 0.0
        return Settled(known, fit, Wall(colour, wall.spread))
    return Settled(known, fit, wall_of(bgr, (known == 0) & ~unlike, face_width_px, known == 0.5))
