"""The matte of a whole picture of any size, as the photo's is made of its crop."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.geometry import Box, Point
from kiosk.photo.finished import PlateFit
from kiosk.photo.matte import Matte, alpha_matte
from kiosk.photo.person import Alpha, face_of, person_of
from kiosk.vision.observation import Observation

FACE_MOST_PX = 400.0
"""A picture with a larger face is matted smaller: memory and time grow with the square of it. A face of a
finished photo is 240 px wide; 400 px take 0.6 GB."""
LEAST_VARIANCE = 1e-4
"""Variance of a colour, of 1, below which a patch says nothing of where alpha changes (guided filter)."""


def whole_matte(bgr: Picture, observation: Observation, plate: Picture | None = None) -> Matte:
    """Return the matte of the largest face's owner at the picture's own size.

    Parameters
    ----------
    observation
        Of this picture as a still, with mask and landmarks.
    plate
        The empty room, same camera and size; another size is left aside and said.

    Raises
    ------
    KioskError
        ``photo-no-face`` or ``photo-person-unclear``.
    """
    head = observation.head
    if head is None:
        raise KioskError(
            "photo-no-face", "No face was found in the picture.", "Use a picture of one person's face."
        )
    fit: PlateFit | None = None
    if plate is not None and plate.shape != bgr.shape:
        plate, fit = None, PlateFit.OTHER_SIZE
    height, width = bgr.shape[:2]
    scale = min(1.0, FACE_MOST_PX / head.face_width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    whole = Box(0, 0, width, height)
    small = _resized(bgr, size)
    chin = Point(head.chin.x * size[0] / width, head.chin.y * size[1] / height)
    matte = alpha_matte(
        small,
        person_of(observation, whole, size),
        head.face_width * size[0] / width,
        chin,
        None if plate is None else _resized(plate, size),
        face_of(observation, whole, size),
    )
    alpha = matte.alpha if size == (width, height) else _enlarged(matte.alpha, small, bgr)
    return Matte(alpha, matte.plate or fit)


def _resized(bgr: Picture, size: tuple[int, int]) -> Picture:
    if size == (bgr.shape[1], bgr.shape[0]):
        return bgr
    return np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.uint8)


def _enlarged(alpha: Alpha, small: Picture, bgr: Picture) -> Alpha:
    """Bring a small picture's matte to the full one's size along the full one's own edges.

    In every 3 × 3 px of the small picture alpha is nearly linear in the brightness (as closed-form matting
    assumes of the colours): slope and offset are enlarged and applied to the full picture's brightness
    (fast guided filter, He and Sun 2015). Pixels that are all person or all wall about stay so.
    """
    size = (bgr.shape[1], bgr.shape[0])
    guide = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    mean, mean_alpha = cv2.blur(guide, (3, 3)), cv2.blur(alpha, (3, 3))
    variance = cv2.blur(guide * guide, (3, 3)) - mean * mean
    slope = (cv2.blur(guide * alpha, (3, 3)) - mean * mean_alpha) / (variance + LEAST_VARIANCE)
    offset = mean_alpha - slope * mean
    slope = cv2.resize(cv2.blur(slope, (3, 3)), size, interpolation=cv2.INTER_LINEAR)
    offset = cv2.resize(cv2.blur(offset, (3, 3)), size, interpolation=cv2.INTER_LINEAR)
    full = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    around = np.ones((5, 5), np.uint8)
    low = cv2.resize(cv2.erode(alpha, around), size, interpolation=cv2.INTER_LINEAR)
    high = cv2.resize(cv2.dilate(alpha, around), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(slope * full + offset, low, high), np.float32)
