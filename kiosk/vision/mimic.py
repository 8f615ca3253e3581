"""What the face's muscles do: smile, grimace, raised brows; from the mesh and MediaPipe's blendshapes.

Blendshapes read a bony face's rest as movement and the other way about, so smile and grimace also ask the
mesh. Lengths are in distances between the pupils, in the head's own axes: a turn of the head is no grimace.
"""

from __future__ import annotations

import numpy as np

from kiosk.vision import mesh
from kiosk.vision.landmarks import Face
from kiosk.vision.seen import Seen

REST_WIDTH = 0.80
"""Width of a mouth at rest, outer corner to corner: mean of 68 neutral adults (0.65 to 0.91)."""
ASIDE_SHAPE, ASIDE = 0.10, 0.06
"""The blendshape mouthLeft or mouthRight, and the lips' middle off the nose's line, that count the same."""
PURSED_WIDTH, PURSED_BY = 0.64, 0.12
"""No mouth at rest was narrower (68 adults); pursed lips lose a quarter of their width."""
_CORNERS = (61, 291)
_LIPS = (0, 17, 13, 14)
_NOSE = (168, 6, 197, 195, 5, 4, 1)


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return mimic(seen.face)


def mimic(face: Face) -> dict[str, float | None]:
    """Return ``smile``, ``grimace`` and ``brow_raise``, each 0..1.

    A smile draws the corners apart as well as up. A grimace presses the lips to one side of the nose or
    purses them. Puffed cheeks change nothing that mesh or blendshapes tell (cheekPuff stays 0).
    """
    shapes = face.shapes
    pupils = face.mesh[[mesh.PUPIL_RIGHT, mesh.PUPIL_LEFT]] * (1, -1, -1) @ face.turn
    unit = float(pupils[1, 0] - pupils[0, 0])
    corners, lips, nose = (
        face.mesh[list(line)] * (1, -1, -1) @ face.turn / unit for line in (_CORNERS, _LIPS, _NOSE)
    )
    width = float(corners[1, 0] - corners[0, 0])
    aside = abs(float(lips[:, 0].mean() - nose[:, 0].mean())) / ASIDE
    pressed = max(shapes["mouthLeft"], shapes["mouthRight"]) / ASIDE_SHAPE + aside
    pursed = shapes["mouthPucker"] * (PURSED_WIDTH - width) / PURSED_BY
    smile = (shapes["mouthSmileLeft"] + shapes["mouthSmileRight"]) / 2 + width - REST_WIDTH
    return {
        "smile": float(np.clip(smile, 0, 1)),
        # Both parts of pressed lips together make 2.
        "grimace": float(np.clip(max(pressed / 2, pursed), 0, 1)),
        "brow_raise": shapes["browInnerUp"],
    }
