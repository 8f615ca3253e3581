"""How much of each ear is in plain view: skin looked for beside the end of the face mesh.

Beside the line from temple to jaw, where an uncovered ear stands out from a frontal head, a strip of
the picture is taken upright to the head. A row of it shows ear when enough of its pixels look like the
skin of the same side's cheek, in the shade ears lie in, rather than like the hair above the forehead,
and belong to the person. Colours are compared as logarithms of ratios, which shade hardly changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.picture import cheek_pixels

ROWS, COLUMNS = 40, 20
STRIP_FROM, STRIP_TO = -0.01, 0.13
"""The strip's sides, in face widths outwards from the end of the mesh."""
EAR_ROWS = slice(4, 32)
"""Rows of the strip, from temple to jaw, beside which an ear lies."""
EAR_WIDTH = 0.02
"""Face widths of skin that make a row show the ear."""
PERSON_SHARE = 0.3
"""Least mask confidence of a pixel of the ear; low, because the mask is coarse there."""

SPREAD = np.array([0.09, 0.14, 0.45], np.float32)
"""Usual spread of ln(R/G), ln(G/B) and ln(luma) over one person's skin or hair."""
SHADE = 0.8
"""Ears may lie this many spreads of ln(luma) darker than the cheek before it counts."""
REDDER = 0.4
"""Ears are redder than cheeks: a step towards red counts only this much."""
SKIN_WITHIN = 2.6
HAIR_DIFFERS = 1.2
"""Hair that lies nearer than this to the skin cannot be told from it by colour."""
HAIR_FAVOUR = 1.15
HAIR_BANDS = ((0.12, 0.4), (0.3, 0.7))
"""Where hair is sampled, from its top (0) to the mesh's upper end (1), which a high hairline lies above."""
LEAST_HAIR = 0.06
"""Face widths of hair above the forehead, below which there is none to sample."""
MOST_YAW_DEG = 25.0
"""Beyond this neither ear lies beside the end of the mesh."""
FAR_YAW_DEG = 12.0
"""Beyond this the ear the head turns towards lies behind the cheek, and the strip shows cheek and neck."""


@dataclass(frozen=True, eq=False)
class _Side:
    edge: tuple[int, ...]
    cheek: tuple[int, ...]
    outwards: float


_RIGHT = _Side(mesh.SIDE_RIGHT, mesh.CHEEK_RIGHT, -1.0)
_LEFT = _Side(mesh.SIDE_LEFT, mesh.CHEEK_LEFT, 1.0)


def visible(
    picture: Picture, points: Points, head: HeadGeometry, mask: NDArray[np.float32] | None, yaw_deg: float
) -> dict[str, float | None]:
    """Return ``ear_left_visible`` and ``ear_right_visible``, 0 covered … 1 in plain view.

    None without a person mask, when the strip leaves the picture, when the cheek gives no skin colour,
    and where the head is turned too far (:data:`MOST_YAW_DEG`, :data:`FAR_YAW_DEG`).
    """
    shown: dict[str, float | None] = {"ear_left_visible": None, "ear_right_visible": None}
    if mask is None or abs(yaw_deg) > MOST_YAW_DEG:
        return shown
    if yaw_deg <= FAR_YAW_DEG:
        shown["ear_left_visible"] = _visible(picture, points, head, mask, _LEFT)
    if yaw_deg >= -FAR_YAW_DEG:
        shown["ear_right_visible"] = _visible(picture, points, head, mask, _RIGHT)
    return shown


def _visible(
    picture: Picture,
    points: Points,
    head: HeadGeometry,
    mask: NDArray[np.float32],
    side: _Side,
) -> float | None:
    cheek = cheek_pixels(picture, points, side.cheek)
    if cheek is None:
        return None
    skin = np.asarray(np.median(_colour(cheek), axis=0), np.float32)
    x, y = _strip(points, head, side)
    height, width = picture.shape[:2]
    if x.min() < 0 or y.min() < 0 or x.max() > width - 1 or y.max() > height - 1:
        return None
    step = max(1, int(head.face_width * (STRIP_TO - STRIP_FROM) / COLUMNS)) | 1
    left, top = int(x.min()), int(y.min())
    part = cv2.blur(picture[top : int(y.max()) + 2, left : int(x.max()) + 2], (step, step))
    colours = _colour(cv2.remap(part, x - left, y - top, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    rows, columns = mask.shape
    person = cv2.remap(
        mask,
        (x + 0.5) * np.float32(columns / width) - 0.5,
        (y + 0.5) * np.float32(rows / height) - 0.5,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    hairs = _hair_colours(picture, points, head, skin)
    ear = _like_skin(colours, skin, hairs).reshape(ROWS, COLUMNS) & (person > PERSON_SHARE)
    widths = ear[:, 2:].sum(axis=1) * (STRIP_TO - STRIP_FROM) / (COLUMNS - 1)
    return float((widths[EAR_ROWS] > EAR_WIDTH).mean())


def _strip(
    points: Points, head: HeadGeometry, side: _Side
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return x and y in px of the strip's samples, shape (ROWS, COLUMNS), from the mesh outwards."""
    across = np.array(
        [head.eye_right.x - head.eye_left.x, head.eye_right.y - head.eye_left.y], np.float32
    ) / np.float32(head.eye_distance)
    edge = points[list(side.edge), :2]
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(edge, axis=0), axis=1))])
    at = np.linspace(0, along[-1], ROWS)
    away = np.linspace(STRIP_FROM, STRIP_TO, COLUMNS) * head.face_width * side.outwards
    x = np.interp(at, along, edge[:, 0])[:, None] + across[0] * away[None, :]
    y = np.interp(at, along, edge[:, 1])[:, None] + across[1] * away[None, :]
    return x.astype(np.float32), y.astype(np.float32)


def _colour(pixels: Picture) -> NDArray[np.float32]:
    """Return ln(R/G), ln(G/B) and ln(luma) of BGR pixels, shape (n, 3)."""
    # The offset keeps the ratios of nearly black pixels from being all noise.
    blue, green, red = (pixels.reshape(-1, 3).astype(np.float32) + 4).T
    luma = 0.114 * blue + 0.587 * green + 0.299 * red
    return np.stack([np.log(red / green), np.log(green / blue), np.log(luma)], axis=1)


def _hair_colours(
    picture: Picture, points: Points, head: HeadGeometry, skin: NDArray[np.float32]
) -> list[NDArray[np.float32]]:
    """Return the colours of the hair above the forehead; those too like ``skin`` are left out."""
    forehead = float(points[mesh.FOREHEAD][1])
    top = head.hair_top_y
    if top is None or forehead - top < LEAST_HAIR * head.face_width:
        return []
    middle, half = float(points[mesh.FOREHEAD][0]), 0.15 * head.face_width
    columns = slice(max(0, int(middle - half)), int(middle + half))
    colours = []
    for start, stop in HAIR_BANDS:
        rows = slice(max(0, int(top + start * (forehead - top))), int(top + stop * (forehead - top)) + 1)
        pixels = picture[rows, columns]
        if pixels.size:
            colour = np.asarray(np.median(_colour(pixels), axis=0), np.float32)
            if np.linalg.norm((colour - skin) / SPREAD) > HAIR_DIFFERS:
                colours.append(colour)
    return colours


def _like_skin(
    colours: NDArray[np.float32], skin: NDArray[np.float32], hairs: list[NDArray[np.float32]]
) -> NDArray[np.bool_]:
    off = (colours - skin) / SPREAD
    off[:, 0] = np.where(off[:, 0] > 0, off[:, 0] * REDDER, off[:, 0])
    off[:, 2] = np.where(off[:, 2] < 0, np.minimum(0, off[:, 2] + SHADE), off[:, 2])
    from_skin = np.linalg.norm(off, axis=1)
    alike: NDArray[np.bool_] = from_skin < SKIN_WITHIN
    for hair in hairs:
        alike &= from_skin < HAIR_FAVOUR * np.linalg.norm((colours - hair) / SPREAD, axis=1)
    return alike
