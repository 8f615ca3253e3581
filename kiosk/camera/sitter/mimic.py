"""What muscles do to the canonical face: each function moves its vertices in place, cm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter.scene import Pose

Points3 = NDArray[np.float64]

LIPS_UPPER_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
LIPS_UPPER_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LIPS_LOWER_INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
LIPS_LOWER_OUTER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
LIDS_LOWER = (7, 163, 144, 145, 153, 154, 155, 382, 381, 380, 374, 373, 390, 249)
_CORNERS = (61, 291)
_MOUTH = np.array([0.0, -4.3])
_BROW_HEIGHT = 4.6
_BROW_INNER_X, _BROW_OUTER_X = 1.3, 5.3


def express(face: Points3, pose: Pose) -> None:
    """Give ``face``, shape (468, 3), the pose's expression; the canonical mouth stands 5 mm open."""
    upper, lower = list(LIPS_UPPER_INNER), list(LIPS_LOWER_INNER)
    meeting = (face[upper] + face[lower]) / 2
    face[upper] = meeting
    face[lower] = meeting
    _open_mouth(face, pose.mouth_open)
    _smile(face, pose.smile)
    _bare_teeth(face, pose.teeth)
    _grimace(face, pose.grimace)
    _raise_brows(face, pose.brow_raise)
    _frown(face, pose.frown)


def _open_mouth(face: Points3, amount: float) -> None:
    """Drop lower lip, chin and jaw by up to 2.4 cm; the corners of the mouth stay."""
    x, y = np.abs(face[:, 0]), face[:, 1]
    drop = np.clip((-4.6 - y) / 1.2, 0.0, 1.0) * np.clip(1 - (x / 8.2) ** 2, 0.0, 1.0)
    lower = list(LIPS_LOWER_INNER)
    drop[lower] = 1 - (x[lower] / x[lower].max()) ** 2
    face[:, 1] -= 2.4 * amount * drop
    upper = list(LIPS_UPPER_INNER)
    face[upper, 1] += 0.25 * amount * (1 - (x[upper] / x[upper].max()) ** 2)


def _smile(face: Points3, amount: float) -> None:
    """Draw the corners out, up and back, the cheeks up; the lower lids follow a little."""
    for corner in _CORNERS:
        side = np.sign(face[corner, 0])
        near = _bell(face, face[corner], 1.5)
        cheek = _bell(face, np.array([side * 4.4, -0.9, 3.8]), 1.3)
        face += amount * near[:, None] * np.array([side * 0.62, 0.52, -0.25])
        face += amount * cheek[:, None] * np.array([side * 0.10, 0.35, 0.15])
    face[list(LIDS_LOWER), 1] += 0.06 * amount


def _bare_teeth(face: Points3, amount: float) -> None:
    """Lift the upper lip and lower the other, corners drawn apart; the jaw and its teeth stay closed."""
    for up, outer, inner, way in (
        (0.42, LIPS_UPPER_OUTER, LIPS_UPPER_INNER, 1),
        (0.40, LIPS_LOWER_OUTER, LIPS_LOWER_INNER, -1),
    ):
        for line, share in ((outer, 0.8), (inner, 1.0)):
            chosen = list(line)
            x = face[chosen, 0]
            face[chosen, 1] += way * share * up * amount * (1 - (x / np.abs(x).max()) ** 4)
    for corner in _CORNERS:
        near = _bell(face, face[corner], 1.3)
        face += amount * near[:, None] * np.array([np.sign(face[corner, 0]) * 0.45, 0.22, -0.2])


def _grimace(face: Points3, amount: float) -> None:
    """Press the mouth to the picture's right: narrower, slanted, its near corner high in the cheek."""
    if amount == 0:
        return
    away = np.hypot((face[:, 0] - _MOUTH[0]) / 1.15, face[:, 1] - _MOUTH[1])
    near = amount * np.exp(-(away**2) / (2 * 1.9**2))
    off = face[:, :2] - _MOUTH
    face[:, 0] += near * (0.95 - 0.22 * off[:, 0])
    face[:, 1] += near * (0.16 * off[:, 0] + 0.15)
    face[:, 0] += 0.35 * amount * np.exp(-((face[:, 1] + 7.5) ** 2) / 8) * np.exp(-(face[:, 0] ** 2) / 18)


def _raise_brows(face: Points3, amount: float) -> None:
    """Lift the brows by up to 0.9 cm with the forehead's skin, the upper lids hardly."""
    height = face[:, 1]
    lifted = np.where(
        height < _BROW_HEIGHT,
        np.clip((height - 2.9) / (3.9 - 2.9), 0, 1),
        np.clip((8.2 - height) / (8.2 - _BROW_HEIGHT), 0, 1),
    )
    face[:, 1] += 0.9 * amount * lifted * (face[:, 2] > 0)


def _frown(face: Points3, amount: float) -> None:
    """Draw the brows together and down onto the lids, most between the eyes."""
    across = np.abs(face[:, 0])
    near = amount * np.exp(-((face[:, 1] - _BROW_HEIGHT) ** 2) / (2 * 0.75**2)) * (face[:, 2] > 0)
    inner = np.clip((_BROW_OUTER_X - across) / (_BROW_OUTER_X - _BROW_INNER_X), 0, 1)
    face[:, 0] -= 0.45 * near * inner * np.tanh(face[:, 0] / 0.8)
    face[:, 1] -= near * (0.25 + 0.60 * inner)
    lids = (face[:, 1] > 2.6) & (face[:, 1] < 3.3) & (across > 1.6) & (across < 4.7) & (face[:, 2] > 0)
    face[lids, 1] -= 0.10 * amount


def _bell(face: Points3, centre: NDArray[np.float64], spread_cm: float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-((face - centre) ** 2).sum(1) / (2 * spread_cm**2)))
