"""Ears before a wall of their own colour, which the segmenter half sees: certain by their skin and place.

An ear in brown light before a brown shelf is cut off by the outline and thinned by the matting, which both
go by colour alone. But an ear's place is known, beside the face mesh between brow and mouth; and what the
segmenter does not rule out there and is the tint of that cheek is the ear.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.photo.areas import Area, grown

BESIDE = 0.16
"""An ear reaches no farther from the mesh, face widths."""
TOP, BOTTOM = 0.3, 0.8
"""… and lies between these heights of the mesh, 0 its top and 1 the chin."""
CHEEK = 0.06
"""The cheek's tint is taken so many face widths inside the mesh, at the same heights."""
LEAST_SEEN = 0.25
"""The segmenter's confidence of an ear is no less. The doubt along every head is so within a few px only."""
TINT = 0.12
"""Largest difference of log (red/green) and log (blue/green) from the cheek's.

Of the pixels this makes certain on 18 composites 0.2 % are wall; with 0.2 it is 2 %.
"""
SHADE = (0.45, 1.7)
"""An ear is so many times as bright as the cheek."""
RIM = 0.012
"""So many face widths along the edge of what is found stay open to the matting."""
_DARK = 4.0
"""Added to every level: a ratio of two levels near 0 says nothing of a tint."""


def ears_beside(bgr: Picture, person: NDArray[np.float32], face: Area, face_width_px: float) -> Area:
    """Return what beside the face is certainly an ear.

    Parameters
    ----------
    person
        The segmenter's confidence 0..1.
    face
        The face mesh's area; without it no ear is found.
    """
    found = np.zeros(face.shape, bool)
    rows = np.flatnonzero(face.any(axis=1))
    if rows.size == 0:
        return found
    height = rows[-1] - rows[0]
    first, last = int(rows[0] + TOP * height), int(rows[0] + BOTTOM * height)
    middle = int(np.flatnonzero(face.any(axis=0)).mean())
    zone, cheek = grown(face, BESIDE * face_width_px) & ~face, ~grown(~face, CHEEK * face_width_px)
    level = np.log(cv2.GaussianBlur(bgr, (0, 0), 1.0)[first:last].astype(np.float32) + _DARK)
    blue, green, red = cv2.split(level)
    for columns in (np.s_[:middle], np.s_[middle:]):
        side = np.s_[first:last, columns]
        own = cheek[side]
        if not own.any():
            continue
        tints = (blue - green)[:, columns], (red - green)[:, columns]
        off = np.maximum(*(np.abs(tint - np.median(tint[own])) for tint in tints))
        shade = green[:, columns] - np.median(green[:, columns][own])
        alike = (off < TINT) & (shade > np.log(SHADE[0])) & (shade < np.log(SHADE[1]))
        found[side] = zone[side] & alike & (person[side] > LEAST_SEEN)
    found = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    return np.asarray(found & ~grown(~found, RIM * face_width_px))
