"""Hair that stands off the head, told from the wall behind it by what that wall must look like.

The segmenter and the cut end a head where its body of hair ends. A strand beyond is seen all the same:
it differs from the wall, and it hangs on the head. Without the empty room's picture the wall is known as far
as it is plain; with it, everywhere.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.photo.areas import Area, carried, grown, product, strongest, touching
from kiosk.photo.plate import Wall

Floats = NDArray[np.float32]

STRAY_LEVELS, STRAY_SPREADS = 10.0, 2.0
"""Of that wall what differs by more levels, and standard deviations, from its mean does not count: it may be
hair that stands off far."""

CLEAR = 0.12
"""The wall farther from the outline than so many face widths shows no hair."""
REACH = 0.12
"""… and is carried on behind the person from so many face widths about."""
STRAND_LEVELS, STRAND_SPREADS = 16.0, 4.0
"""A strand differs from the wall by so many levels, and by so many standard deviations of the wall."""
FARTHEST = 0.35
"""… and reaches no farther from the outline, face widths."""
ROOT = 0.03
"""Strands that begin within so many face widths of the outline hang on the person."""
RIM = 0.012
"""So much about a strand is left to the matting, face widths."""
HAIR_BELOW = 0.1
"""Without the empty room, strands are looked for down to so many face widths below the chin."""

PLATE_SPREAD = 3.0
"""Noise of a wall that the empty room's picture shows, levels."""
BARE = 4.0
"""Levels up to which a pixel is the very wall …"""
UNLIKE = 45.0
"""… where the person beside it differs from that wall by so many."""
OWN_REACH = 0.05
"""The person's own colour is taken from certain pixels within so many face widths."""


def plain_wall(bgr: Picture, clear: Area, face_width_px: float) -> Wall:
    """Carry the wall that is in plain view on behind the person; what strays from it there is left out."""
    first = wall_of(bgr, clear, face_width_px, clear)
    off = strongest(np.abs(bgr - first.colour))
    kept = clear & (off < np.maximum(STRAY_LEVELS, STRAY_SPREADS * first.spread))
    return wall_of(bgr, kept if kept.any() else clear, face_width_px)


def wall_of(bgr: Picture, clear: Area, face_width_px: float, where: Area | None = None) -> Wall:
    """Carry mean and spread of the colours in ``clear`` on to ``where`` they are wanted, else everywhere."""
    seen = bgr.astype(np.float32)
    square = product(seen, seen) / 3
    both = carried(cv2.merge([seen, square]), clear, REACH * face_width_px, where)
    colour = np.ascontiguousarray(both[:, :, :3])
    variance = np.maximum(both[:, :, 3] - product(colour, colour) / 3, 0)
    return Wall(colour, np.asarray(np.sqrt(variance), np.float32))


def unlike_wall(bgr: Picture, wall: Wall) -> Area:
    """Return where the picture shows something else than the wall."""
    smooth = cv2.GaussianBlur(bgr, (0, 0), 0.7).astype(np.float32)
    off = strongest(np.abs(smooth - wall.colour))
    return np.asarray(off > np.maximum(STRAND_LEVELS, STRAND_SPREADS * wall.spread))


def strands(unlike: Area, inside: Area, face_width_px: float) -> Area:
    """Return what hangs on the person outside the outline and is ``unlike`` the wall, with a rim."""
    beyond = ~inside
    near = grown(inside, FARTHEST * face_width_px) & beyond
    root = grown(inside, ROOT * face_width_px)
    hanging = touching((unlike & near) | root, inside) & unlike & near
    return grown(hanging, RIM * face_width_px) & beyond


def bare_wall(bgr: Picture, colour: Floats, person: Area, face_width_px: float) -> Area:
    """Return where the photo shows the known wall itself and nothing of a person of another colour."""
    seen = bgr.astype(np.float32)
    own = carried(seen, person, OWN_REACH * face_width_px)
    off = cv2.GaussianBlur(strongest(np.abs(seen - colour)), (0, 0), 1.0)
    bare = (off < BARE) & (strongest(np.abs(own - colour)) > UNLIKE)
    return np.asarray(cv2.erode(bare.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
