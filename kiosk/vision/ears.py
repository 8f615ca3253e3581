"""How much of each ear is in plain view: skin looked for beside the end of the face mesh, hair above it.

Beside the line from temple to jaw, where an uncovered ear stands out from a frontal head, a strip of the
picture is taken upright to the head, its rows counted from the eye line. Two things are asked of it: that
skin stands out along most of an ear's height, and that the outer half of that skin is not cut off from
above by hair. An ear that lies low or flat shows wall or nothing above it; one that is half covered shows
hair. Whichever of the two answers is worse is the measure.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.complexion import colour, hair_colours, like_skin, typical, yellowness
from kiosk.vision.landmarks import Points
from kiosk.vision.light import cheek_pixels
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen

TOP, BOTTOM = -0.30, 0.55
INNER, OUTER = -0.04, 0.22
"""The strip's ends below the eye line and its sides outwards from the end of the mesh, in face widths."""
ROWS, COLUMNS = 68, 52
ROW, COLUMN = (BOTTOM - TOP) / ROWS, (OUTER - INNER) / COLUMNS
OUTSIDE = round((0.005 - INNER) / COLUMN)
"""First column that is surely not the face's own."""
RAISED = 0.004
"""Face widths by which a degree of chin-up lowers the ears against the eye line; drawn heads within ± 25°."""
MIDDLE = (0.10, 0.34)
"""Face widths below the eye line between which every ear shows."""
LOWEST = 0.42
"""Face widths below the eye line where ears have ended; farther down the skin may be the neck's."""
EAR_WIDTH = 0.02
"""Face widths of skin that make a row show the ear."""
ROWS_WHOLE = 0.65
"""Share of the rows of :data:`MIDDLE` that even a small, flat or shaded ear in plain view fills."""
HIGHEST_TOP, LOWEST_TOP, LENGTH = -0.02, 0.05, 0.38
"""Where an ear begins: so much above its lobe, within these two heights below the eye line; face widths."""
DARKER = 0.35
"""ln(luma) by which hair over an ear is darker than that ear's own skin; less is the ear's shadow."""
YELLOWER = 0.8
"""Yellowness from which a piece the colour of skin is light hair; of 115 ears none is above 0.75."""
FRINGE_PX = (5, 3)
"""Columns and rows of mixed pixels along hair and wall, that look like skin."""
LEAST_ROWS = 3
PERSON_SHARE = 0.3
"""Least mask confidence of a pixel of the ear; low, because the mask is coarse there."""
MOST_YAW_DEG = 25.0
"""Beyond this neither ear lies beside the end of the mesh."""
FAR_YAW_DEG = 12.0
"""Beyond this the ear the head turns towards lies behind the cheek, and the strip shows cheek and neck."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Side:
    edge: tuple[int, ...]
    cheek: tuple[int, ...]
    outwards: float


_RIGHT = _Side(mesh.SIDE_RIGHT, mesh.CHEEK_RIGHT, -1.0)
_LEFT = _Side(mesh.SIDE_LEFT, mesh.CHEEK_LEFT, 1.0)


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return visible(seen.frame.bgr, seen.face.mesh, seen.head, seen.mask, seen.yaw_deg, seen.pitch_deg)


def visible(
    picture: Picture,
    points: Points,
    head: HeadGeometry,
    mask: NDArray[np.float32] | None,
    yaw_deg: float,
    pitch_deg: float,
) -> dict[str, float | None]:
    """Return ``ear_left_visible`` and ``ear_right_visible``, 0 covered … 1 in plain view.

    None without a person mask, when the strip leaves the picture, when the cheek gives no skin colour,
    and where the head is turned too far (:data:`MOST_YAW_DEG`, :data:`FAR_YAW_DEG`).
    """
    shown: dict[str, float | None] = {"ear_left_visible": None, "ear_right_visible": None}
    if mask is None or abs(yaw_deg) > MOST_YAW_DEG:
        return shown
    lowered = RAISED * pitch_deg
    if yaw_deg <= FAR_YAW_DEG:
        shown["ear_left_visible"] = _visible(picture, points, head, mask, _LEFT, lowered)
    if yaw_deg >= -FAR_YAW_DEG:
        shown["ear_right_visible"] = _visible(picture, points, head, mask, _RIGHT, lowered)
    return shown


def _visible(
    picture: Picture,
    points: Points,
    head: HeadGeometry,
    mask: NDArray[np.float32],
    side: _Side,
    lowered: float,
) -> float | None:
    cheek = cheek_pixels(picture, points, side.cheek)
    if cheek is None:
        return None
    skin = typical(cheek)
    x, y = _strip(points, head, side)
    height, width = picture.shape[:2]
    if x.min() < 0 or y.min() < 0 or x.max() > width - 1 or y.max() > height - 1:
        return None
    step = max(1, int(head.face_width * COLUMN)) | 1
    left, top = int(x.min()), int(y.min())
    part = cv2.blur(picture[top : int(y.max()) + 2, left : int(x.max()) + 2], (step, step))
    colours = colour(cv2.remap(part, x - left, y - top, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    rows, columns = mask.shape
    person = (
        cv2.remap(
            mask,
            (x + 0.5) * np.float32(columns / width) - 0.5,
            (y + 0.5) * np.float32(rows / height) - 0.5,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        > PERSON_SHARE
    )
    alike = like_skin(colours, skin, hair_colours(picture, points, head, skin)).reshape(ROWS, COLUMNS)
    bare = (alike & person)[:, OUTSIDE:]
    whole = cv2.morphologyEx(bare.astype(np.uint8), cv2.MORPH_OPEN, np.ones(FRINGE_PX[::-1], np.uint8))
    ear = _largest(whole, lowered)
    if ear is None:
        return 0.0
    grid = colours.reshape(ROWS, COLUMNS, 3)[:, OUTSIDE:]
    middle = slice(_row(MIDDLE[0] + lowered), _row(MIDDLE[1] + lowered))
    if yellowness(grid[middle][ear[middle]], skin) > YELLOWER:
        return 0.0
    luma = grid[..., 2]
    hair = person[:, OUTSIDE:] & (whole == 0) & (luma < np.median(luma[ear]) - DARKER)
    return min(1.0, _shown(bare, lowered) / ROWS_WHOLE, _uncut(ear, hair, lowered))


def _strip(
    points: Points, head: HeadGeometry, side: _Side
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return x and y in px of the strip's samples, shape (ROWS, COLUMNS), from the mesh outwards."""
    across = np.array(
        [head.eye_right.x - head.eye_left.x, head.eye_right.y - head.eye_left.y], np.float32
    ) / np.float32(head.eye_distance)
    down = np.array([-across[1], across[0]], np.float32)
    eyes = points[[mesh.PUPIL_LEFT, mesh.PUPIL_RIGHT], :2].mean(axis=0)
    edge = points[list(side.edge), :2] - eyes
    at = np.linspace(TOP, BOTTOM, ROWS) * head.face_width
    end = np.interp(at, edge @ down, edge @ across)
    aside = end[:, None] + np.linspace(INNER, OUTER, COLUMNS) * head.face_width * side.outwards
    x = eyes[0] + aside * across[0] + at[:, None] * down[0]
    y = eyes[1] + aside * across[1] + at[:, None] * down[1]
    return x.astype(np.float32), y.astype(np.float32)


def _row(below_eyes: float) -> int:
    return int(np.clip(round((below_eyes - TOP) / ROW), 0, ROWS))


def _largest(skin: NDArray[np.uint8], lowered: float) -> Mask | None:
    """Return the piece of skin that has most pixels where ears lie; None when there is none."""
    count, pieces = cv2.connectedComponents(skin, connectivity=4)
    middle = pieces[_row(MIDDLE[0] + lowered) : _row(MIDDLE[1] + lowered)]
    sizes = np.bincount(middle.ravel(), minlength=count)[1:]
    if sizes.size == 0 or sizes.max() == 0:
        return None
    return np.asarray(pieces == 1 + int(sizes.argmax()))


def _shown(bare: Mask, lowered: float) -> float:
    """Return the share of the rows where every ear lies that show skin."""
    widths = bare[_row(MIDDLE[0] + lowered) : _row(MIDDLE[1] + lowered)].sum(axis=1) * COLUMN
    return float((widths > EAR_WIDTH).mean())


def _uncut(ear: Mask, hair: Mask, lowered: float) -> float:
    """Return skin / (skin + hair above it) over the ear's outer half, from an ear's top to its lobe."""
    rows = np.flatnonzero(ear.sum(axis=1) * COLUMN > EAR_WIDTH)
    if rows.size == 0:
        return 0.0
    lobe = TOP + ROW * int(rows[-1]) - lowered
    top = _row(float(np.clip(lobe - LENGTH, HIGHEST_TOP, LOWEST_TOP)) + lowered)
    ear, hair = ear[top : _row(LOWEST + lowered)], hair[top : _row(LOWEST + lowered)]
    columns = np.flatnonzero(ear.sum(axis=0) >= LEAST_ROWS)
    if columns.size == 0:
        return 0.0
    outer = columns[columns >= columns[-1] / 2]
    # In each column what lies above the topmost skin.
    above = hair[:, outer] & (np.cumsum(ear[:, outer], axis=0) == 0)
    seen = int(ear[:, outer].sum())
    return seen / (seen + int(above.sum()))
