"""The head in three dimensions: the canonical face, shaped and moved, with ears and a hair shell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter import mimic
from kiosk.camera.sitter.scene import Look, Pose
from kiosk.face_mesh import FaceMesh

Points3 = NDArray[np.float64]

# Landmark numbers of the face mesh (MediaPipe's topology), each from the picture's left to its right.
EYE_LEFT_UPPER = (33, 246, 161, 160, 159, 158, 157, 173, 133)
EYE_LEFT_LOWER = (33, 7, 163, 144, 145, 153, 154, 155, 133)
EYE_RIGHT_UPPER = (362, 398, 384, 385, 386, 387, 388, 466, 263)
EYE_RIGHT_LOWER = (362, 382, 381, 380, 374, 373, 390, 249, 263)
BROW_LEFT_UPPER, BROW_LEFT_LOWER = (70, 63, 105, 66, 107), (46, 53, 52, 65, 55)
BROW_RIGHT_UPPER, BROW_RIGHT_LOWER = (336, 296, 334, 293, 300), (285, 295, 282, 283, 276)
CHIN, LIP_UP, LIP_LOW = 152, 13, 14

FOREHEAD = np.array([(-6.6, 7.4, 1.6), (-4.6, 8.9, 2.8), (0.0, 9.7, 3.2), (4.6, 8.9, 2.8), (6.6, 7.4, 1.6)])
"""Skin above the mesh, which ends at the hairline, cm."""
NECK_PIVOT = np.array([0.0, -9.0, -4.5])
EYE_LINE_CM = 2.62
"""Height of the eyes in the canonical mesh: the point ``Pose.x, Pose.y`` places."""
CAMERA_CM = 90.0
"""Distance that sets the drawing's perspective."""

SHELL_CENTRE = np.array([0.0, 2.6, -3.2])
SHELL_AXES = np.array([9.05, 11.3, 10.1])
_SHELL_ROUNDNESS = 0.78  # below 1 the crown is fuller than an ellipsoid's
_EYE_ENLARGED = np.array([1.12, 1.42])  # the canonical lids are half closed
_LIP_REST = 0.86  # closed lips are lower than the canonical open ones
_EAR = np.array(  # outward and upward, cm: the rim from the top root round to the lobe
    [
        (-0.3, 3.3), (0.5, 4.3), (1.4, 4.75), (2.3, 4.5), (2.9, 3.6), (2.95, 2.4), (2.6, 1.1),
        (2.0, 0.0), (1.6, -1.0), (1.05, -1.75), (0.35, -1.8), (-0.2, -1.0), (-0.5, 0.5),
    ]
)  # fmt: skip
_EAR_OUTWARD = np.array([0.60, 0.0, -0.80])
_EAR_ROOT = np.array([7.45, 0.1, -2.7])


@dataclass(frozen=True, eq=False)
class Head:
    """Every 3-D point of one shaped head, cm, before it is turned."""

    face: Points3
    ear_left: Points3
    ear_right: Points3


def shape_head(mesh: FaceMesh, look: Look, pose: Pose) -> Head:
    """Give the canonical face its owner's proportions and its present expression."""
    face = mesh.vertices.copy()
    mimic.express(face, pose)
    jaw = np.clip((-1.0 - face[:, 1]) / 7.0, 0.0, 1.0)
    face[:, 0] *= look.face_width * (1 + (look.jaw_width - 1) * jaw)
    _scale_about(face, EYE_LEFT_UPPER + EYE_LEFT_LOWER, look.eye_size)
    _scale_about(face, EYE_RIGHT_UPPER + EYE_RIGHT_LOWER, look.eye_size)
    lips = list(set(mimic.LIPS_UPPER_OUTER + mimic.LIPS_LOWER_OUTER))
    middle = face[[LIP_UP, LIP_LOW], 1].mean()
    face[lips, 1] = middle + (face[lips, 1] - middle) * look.lip_fullness * _LIP_REST
    return Head(face, _ear(-1.0, look), _ear(1.0, look))


def rotation(yaw_deg: float, pitch_deg: float) -> NDArray[np.float64]:
    """Rotation of a head that nods on its topmost joint and turns, neck and all, about the upright.

    So Ry(yaw) · Rx(−pitch): the eyes stay level however the head turns, and roll, done on the finished
    drawing, is the tilt of their line.
    """
    yaw, pitch = np.radians([yaw_deg, pitch_deg])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    return np.asarray(turn @ nod)


def turned(points: Points3, turn: NDArray[np.float64]) -> Points3:
    """Rotate about the neck."""
    return np.asarray((points - NECK_PIVOT) @ turn.T + NECK_PIVOT)


def flat(points: Points3) -> NDArray[np.float64]:
    """Perspective projection to the plane of the face, cm; y still points up."""
    return np.asarray(points[:, :2] * (CAMERA_CM / (CAMERA_CM - points[:, 2:3])))


def shell(azimuth_deg: NDArray[np.float64], height_cm: NDArray[np.float64], puff: float = 1.0) -> Points3:
    """Points on the hair's ellipsoid: ``azimuth`` 0 is the front, 90 the picture's right."""
    axes = SHELL_AXES * puff
    azimuth, height = np.broadcast_arrays(np.radians(azimuth_deg), height_cm)
    cosine = np.clip((height - SHELL_CENTRE[1]) / axes[1], -1.0, 1.0)
    sine = np.sqrt(1 - cosine**2) ** _SHELL_ROUNDNESS
    around = np.stack([axes[0] * sine * np.sin(azimuth), axes[1] * cosine, axes[2] * sine * np.cos(azimuth)])
    return np.asarray(np.moveaxis(around, 0, -1).reshape(-1, 3) + SHELL_CENTRE)


def shell_grid(
    azimuth_deg: NDArray[np.float64], height_cm: NDArray[np.float64], puff: float = 1.0
) -> Points3:
    """Points of the shell for every azimuth at every height."""
    across, up = np.meshgrid(azimuth_deg, height_cm)
    return shell(across, up, puff)


def _ear(side: float, look: Look) -> Points3:
    root = _EAR_ROOT * (look.face_width, 1, 1)
    points = root + _EAR[:, :1] * _EAR_OUTWARD + np.stack([0 * _EAR[:, 1], _EAR[:, 1], 0 * _EAR[:, 1]], 1)
    return np.asarray(points * (side, 1, 1))


def _scale_about(face: Points3, indices: tuple[int, ...], factor: float) -> None:
    chosen = list(set(indices))
    middle = face[chosen].mean(0)
    face[chosen, :2] = middle[:2] + (face[chosen, :2] - middle[:2]) * factor * _EYE_ENLARGED
