"""The form of the trunk: how wide and deep it is at every height, and where it lands on the body's sheet.

At every height the trunk is an ellipse about an upright axis; turned, its outline is the ellipse's new
extent, the near shoulder comes out larger and lower than the far one, and what lies on its front moves
to the side it turns to. Unturned and unshrugged every point stays where it was given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter.anatomy import CAMERA_CM
from kiosk.camera.sitter.canvas import Points

UNIT_PX = 20.0
"""Sheet px per cm."""
ORIGIN = (540.0, -60.0)
"""Sheet px of the head's origin: the sheet begins below the lips."""
SHOULDERS_CM = ((-14.2, -18.0), (14.2, -18.0))
"""The shoulder joints of the picture's left and right, cm."""
HALF = np.array(  # right half of the shirt's outline from the neck outwards and down, cm
    [
        (5.3, -12.4), (8.6, -14.2), (12.4, -15.7), (16.4, -17.1), (18.9, -19.1), (20.4, -23.0),
        (21.6, -31.0), (22.4, -50.0), (22.6, -130.0),
    ]
)  # fmt: skip
_DEEP_Y, _DEEP = np.array([-31.0, -24.0, -19.0, -15.0, -12.0]), np.array([11.0, 10.5, 8.5, 6.5, 5.5])
_AXIS_Z = -4.0
"""The spine's line under the head, cm before the head's origin."""
_LIFT_CM = 4.2
"""How far a full shrug lifts the shoulder joints; a grown-up's come up 4 to 6 cm."""
_LIFT_X, _LIFT = np.array([3.0, 5.3, 8.6, 12.4, 16.0]), np.array([0.1, 0.45, 0.75, 0.95, 1.0])


@dataclass(frozen=True)
class Torso:
    """How the trunk is held; ``turn_deg`` and ``shrug`` as in :class:`~kiosk.camera.sitter.scene.Pose`."""

    turn_deg: float = 0.0
    shrug: float = 0.0

    def half(self) -> Points:
        """Return the right half of the outline as it is before a turn, cm."""
        return self._lifted(HALF)

    def outline(self, first_x: float = 0.0) -> Points:
        """Return the outline, sheet px, from the picture's left to its right over the shoulders.

        Parameters
        ----------
        first_x
            Where the outline begins beside the neck, cm from the middle; points nearer are left out.
        """
        half = self.half()
        start = max(first_x, float(half[0, 0]))
        height = float(np.interp(start, half[:, 0], half[:, 1]))
        half = np.vstack([[(start, height)], half[half[:, 0] > start]])
        left, right = (self._edge(half, side) for side in (-1.0, 1.0))
        return _sheet(np.vstack([left[::-1], right]))

    def front(self, points: object) -> Points:
        """Return where points on the front of trunk and shirt, cm, lie on the sheet, px."""
        flat = self._lifted(np.asarray(points, np.float64))
        wide, deep = self._extent(flat[:, 1])
        across = np.clip(flat[:, 0] / wide, -1.0, 1.0)
        return _sheet(self._turned(flat[:, 0], flat[:, 1], deep * np.sqrt(1 - across**2)))

    def joints(self) -> Points:
        """Return the shoulder joints, sheet px, picture-left first."""
        flat = self._lifted(np.array(SHOULDERS_CM))
        return _sheet(self._turned(flat[:, 0], flat[:, 1], 0 * flat[:, 0]))

    def _lifted(self, points: Points) -> Points:
        lift = self.shrug * _LIFT_CM * np.interp(np.abs(points[:, 0]), _LIFT_X, _LIFT)
        return np.asarray(np.column_stack([points[:, 0], points[:, 1] + lift]))

    def _extent(self, y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        half = self.half()[::-1]
        return np.interp(y, half[:, 1], half[:, 0]), np.interp(y, _DEEP_Y, _DEEP)

    def _edge(self, half: Points, side: float) -> Points:
        turn = np.radians(self.turn_deg)
        wide, deep = half[:, 0], np.interp(half[:, 1], _DEEP_Y, _DEEP)
        extent = np.hypot(wide * np.cos(turn), deep * np.sin(turn))
        # Where the ellipse's tangent points straight at the camera.
        z = side * (deep**2 - wide**2) * np.sin(turn) * np.cos(turn) / extent
        return _seen(side * extent, half[:, 1], z, 0 * z)

    def _turned(self, x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]) -> Points:
        turn = np.radians(self.turn_deg)
        return _seen(x * np.cos(turn) + z * np.sin(turn), y, z * np.cos(turn) - x * np.sin(turn), z)


def _seen(
    x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64], unturned_z: NDArray[np.float64]
) -> Points:
    """Return the perspective view against that of the unturned trunk, which is drawn true to its cm."""
    nearer = (CAMERA_CM - _AXIS_Z - unturned_z) / (CAMERA_CM - _AXIS_Z - z)
    return np.column_stack([x * nearer, y * nearer])


def _sheet(points: Points) -> Points:
    return np.asarray(points * (UNIT_PX, -UNIT_PX) + np.asarray(ORIGIN))
