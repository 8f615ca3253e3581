"""One drawn picture as the bench judges it: the truth, and what truth alone does not hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.scene import Colour, Truth
from kiosk.geometry import Box
from kiosk.guidance.verdict import Target

LUMA = np.array((0.114, 0.587, 0.299))
"""ITU-R BT.601 weights of blue, green, red."""
_PATCH = 0.055
"""Half the side of a lit patch, in face widths."""
_TURNED_DEG = 12.0
"""Turned further than this the patches no longer lie where they are looked for."""


@dataclass(frozen=True)
class Lit:
    """Mean luma 0..255 of four patches of skin as drawn; *left* is the picture's."""

    cheek_left: float
    cheek_right: float
    forehead: float
    chin: float


@dataclass(frozen=True, eq=False)
class Shown:
    """What a criterion may look at.

    Attributes
    ----------
    lit
        None where the patches are not in plain view.
    speed
        Of the head, in T a second; None for a picture by itself.
    """

    truth: Truth
    target: Target
    lit: Lit | None = None
    speed: float | None = None


def lit(bgr: Picture, truth: Truth) -> Lit | None:
    """Read how bright the face was drawn, at the places the truth gives."""
    look, scene = truth.scene.look, truth.scene
    hidden = look.hand > 0 or look.face_mask or scene.lens_cover > 0 or scene.lens_dirt > 0
    posed = scene.pose
    if hidden or not truth.present or max(abs(posed.yaw_deg), abs(posed.pitch_deg)) > _TURNED_DEG:
        return None
    assert truth.face is not None
    assert truth.pupil_left is not None
    assert truth.pupil_right is not None
    assert truth.chin is not None
    left, right = np.array(truth.pupil_left), np.array(truth.pupil_right)
    eyes, chin = (left + right) / 2, np.array(truth.chin)
    across = (right - left) / np.linalg.norm(right - left) * truth.face.width
    half = _PATCH * truth.face.width

    def patch(aside: float, down: float) -> float:
        x, y = eyes + aside * across + down * (chin - eyes)
        box = np.round((x - half, x + half, y - half, y + half)).astype(int)
        area = bgr[max(0, box[2]) : max(0, box[3]), max(0, box[0]) : max(0, box[1])]
        return float((area.reshape(-1, 3).mean(axis=0) * LUMA).sum()) if area.size else float("nan")

    found = Lit(patch(-0.25, 0.42), patch(0.25, 0.42), patch(0.0, -0.42), patch(0.0, 0.88))
    return (
        None if np.isnan([found.cheek_left, found.cheek_right, found.forehead, found.chin]).any() else found
    )


def eyes_to_chin(truth: Truth) -> float | None:
    """Return T, the distance from the middle between the pupils to the chin, px."""
    if truth.pupil_left is None or truth.pupil_right is None or truth.chin is None:
        return None
    middle = (np.array(truth.pupil_left) + np.array(truth.pupil_right)) / 2
    return float(np.linalg.norm(np.array(truth.chin) - middle))


def eye_distance(truth: Truth) -> float | None:
    """Return the distance of the pupils, px."""
    if truth.pupil_left is None or truth.pupil_right is None:
        return None
    return float(np.linalg.norm(np.array(truth.pupil_left) - np.array(truth.pupil_right)))


def share_inside(box: Box, frame: Box) -> float:
    """Return the share of ``box`` that lies in ``frame``."""
    width = min(box.right, frame.right) - max(box.x, frame.x)
    height = min(box.bottom, frame.bottom) - max(box.y, frame.y)
    return max(0.0, width) * max(0.0, height) / (box.width * box.height)


def lab(colour: Colour) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return CIELAB (D65) of an sRGB colour (IEC 61966-2-1, CIE 15)."""
    encoded = np.array(colour) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    ) @ linear / np.array([0.95047, 1.0, 1.08883])  # fmt: skip
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def difference(one: Colour, other: Colour) -> float:
    """Return the CIELAB distance (CIE 1976) of two sRGB colours."""
    return float(np.linalg.norm(lab(one) - lab(other)))
