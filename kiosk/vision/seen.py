"""What was found in one frame: all that a group of measures may look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Frame
from kiosk.geometry import Point
from kiosk.vision.landmarks import Body, Face
from kiosk.vision.observation import HeadGeometry


@dataclass(frozen=True, eq=False)
class Seen:
    """The subject of one frame.

    Attributes
    ----------
    face
        The subject's face: the largest.
    yaw_deg, pitch_deg, roll_deg
        Signs as in :mod:`kiosk.vision.units`.
    outline
        Upper edge of each shoulder beside the neck, (picture-left, picture-right), px; None where the
        picture does not show it.
    body, mask
        Body pose and person confidence, float32 0..1 of the segmenter's grid; live they may be a few
        frames old. None when there is none.
    before
        Time in s and face of the frame before in the same clip, None without one.
    """

    frame: Frame
    face: Face
    head: HeadGeometry
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    outline: tuple[Point | None, Point | None]
    body: Body | None
    mask: NDArray[np.float32] | None
    before: tuple[float, Face] | None
