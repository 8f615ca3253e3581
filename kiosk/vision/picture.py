"""What the pixels of the face say: light and sharpness, as pure functions of picture and mesh."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points

LEAST_PIXELS = 40
"""A cheek with fewer pixels than this is not judged."""
CLIPPED_LEVEL = 250
"""A channel from here on counts as a highlight without detail."""
JUDGED_WIDTH_PX = 240
"""Face width at which sharpness is judged: that of the finished photo (see ``config/specs``)."""
DENOISE_SIGMA_PX = 0.8
"""Camera noise looks like detail; this much blur first takes it away."""
REBLUR_PX = 9


def light(picture: Picture, points: Points) -> dict[str, float | None]:
    """Measure the light on the cheeks.

    Returns
    -------
    ``light_level`` (mean luma 0..255, ITU-R BT.601), ``light_left_right`` ((left − right) / mean of the
    person's own cheeks, > 0: brighter from their left) and ``highlights`` (share 0..1 of cheek pixels with
    a channel ≥ :data:`CLIPPED_LEVEL`); each None when the cheeks are cut off or too small.
    """
    left, right = (
        cheek_pixels(picture, points, mesh.CHEEK_LEFT),
        cheek_pixels(picture, points, mesh.CHEEK_RIGHT),
    )
    if left is None or right is None:
        return {"light_level": None, "light_left_right": None, "highlights": None}
    luma_left, luma_right = float(_luma(left).mean()), float(_luma(right).mean())
    level = (luma_left + luma_right) / 2
    both = np.concatenate([left, right])
    return {
        "light_level": level,
        "light_left_right": (luma_left - luma_right) / level if level > 0 else None,
        "highlights": float((both.max(axis=1) >= CLIPPED_LEVEL).mean()),
    }


def cheek_pixels(picture: Picture, points: Points, outline: tuple[int, ...]) -> Picture | None:
    """Return the BGR pixels, shape (n, 3), inside the mesh polygon ``outline``; None when cut off or tiny."""
    corners = np.round(points[list(outline), :2]).astype(np.int32)
    (x, y), (right, bottom) = corners.min(axis=0), corners.max(axis=0) + 1
    height, width = picture.shape[:2]
    if x < 0 or y < 0 or right > width or bottom > height:
        return None
    inside = np.zeros((bottom - y, right - x), np.uint8)
    cv2.fillPoly(inside, [corners - (x, y)], (1,))
    pixels: Picture = picture[y:bottom, x:right][inside.astype(bool)]
    return pixels if len(pixels) >= LEAST_PIXELS else None


def sharpness(picture: Picture, points: Points) -> float | None:
    """Return how much of the finest detail of eyes, nose and mouth is there, 0 (blurred) … 1.

    The share of neighbouring-pixel variation that goes away when the picture is blurred once more, the
    lesser of the two directions so that motion blur counts; judged at the photo's own face width, never
    enlarged. Source: Crété et al., "The blur effect", SPIE 6492, 2007 (here 1 − their blur measure).
    """
    face_width = float(np.ptp(points[list(mesh.OVAL), 0]))
    middle = points[[mesh.PUPIL_LEFT, mesh.PUPIL_RIGHT], :2].mean(axis=0)
    height, width = picture.shape[:2]
    x, right = (int(np.clip(middle[0] + side * 0.36 * face_width, 0, width)) for side in (-1, 1))
    y, bottom = (int(np.clip(middle[1] + down * face_width, 0, height)) for down in (-0.2, 0.5))
    if right - x < 2 * REBLUR_PX or bottom - y < 2 * REBLUR_PX:
        return None
    grey = cv2.cvtColor(picture[y:bottom, x:right], cv2.COLOR_BGR2GRAY)
    scale = JUDGED_WIDTH_PX / face_width
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    fine = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), DENOISE_SIGMA_PX)
    shares = []
    for axis, kernel in ((0, (1, REBLUR_PX)), (1, (REBLUR_PX, 1))):
        before = np.abs(np.diff(fine, axis=axis))
        after = np.abs(np.diff(cv2.blur(fine, kernel), axis=axis))
        variation = float(before.sum())
        if variation <= 0:
            return None
        shares.append(float(np.maximum(before - after, 0).sum()) / variation)
    return min(shares)


def _luma(pixels: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(pixels @ np.array([0.114, 0.587, 0.299], np.float32), np.float32)
