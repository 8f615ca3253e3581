"""Where hair runs down over skin of its own colour: its strands are a texture that skin has not.

Across strands the brightness changes from pixel to pixel; bare skin is smooth, and its wrinkles lie across
the forehead, not down it. So the brightness' changes sideways are compared with those on the cheek of the
same picture, which has the same noise and sharpness.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture

FINE_PX, COARSE_PX = 250.0, 400.0
"""Face widths: a face wider than the second is shrunk to the first; strands are about a pixel wide then."""
WIDE, HIGH = 0.05, 0.012
"""Sides of the box over which the changes are averaged, in face widths: across several strands, and low
enough to find the gap between the tips of a fringe and the lashes."""
TIMES = 3.0
"""Times the cheek's changes from which there are strands: bare foreheads reach 2.1 (68 adults), drawn ones
1.7, hair hanging over them 2.6 at least but for noise."""
LEAST = 0.04
"""Change of ln(luma) over two pixels that a strand makes at least; a very smooth cheek proves nothing."""
_FROM_BLACK = 16.0


def stranded(
    picture: Picture, places: NDArray[np.float32], cheek: NDArray[np.float32], face_width: float
) -> NDArray[np.bool_]:
    """Return whether strands run at ``places``, shape (...).

    Parameters
    ----------
    places
        Shape (..., 2), px of ``picture`` (BGR) and inside it.
    cheek
        Outline of bare skin to compare with, shape (n, 2), px, inside the picture.
    face_width
        Of the same face, px.
    """
    low = np.minimum(places.min(axis=tuple(range(places.ndim - 1))), cheek.min(axis=0))
    high = np.maximum(places.max(axis=tuple(range(places.ndim - 1))), cheek.max(axis=0))
    left, top = int(low[0]), int(low[1])
    grey = cv2.cvtColor(picture[top : int(high[1]) + 2, left : int(high[0]) + 2], cv2.COLOR_BGR2GRAY)
    scale = FINE_PX / face_width if face_width > COARSE_PX else 1.0
    if scale < 1:
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    light = np.log(grey.astype(np.float32) + np.float32(_FROM_BLACK))
    box = tuple(max(3, round(side * scale * face_width)) | 1 for side in (WIDE, HIGH))
    change = cv2.blur(np.abs(light[:, 2:] - light[:, :-2]), (box[0], box[1]))

    def at(points: NDArray[np.float32]) -> NDArray[np.float32]:
        x, y = ((points[..., axis] - start + 0.5) * scale - 0.5 for axis, start in ((0, left), (1, top)))
        # The first change belongs to the second column.
        x, y = (axis.reshape(len(points), -1).astype(np.float32) for axis in (x - 1, y))
        found = cv2.remap(change, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(found.reshape(points.shape[:-1]), np.float32)

    smooth = float(at(cheek.mean(axis=0)[None])[0])
    return np.asarray(at(places) > max(LEAST, TIMES * smooth))
