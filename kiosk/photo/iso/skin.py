"""Components of light and colour: what the pixels of the face and the background say."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.cie import lab, linear
from kiosk.photo.iso.scale import Scale, bounded
from kiosk.vision import mesh
from kiosk.vision.observation import Observation

LUMINANCE = (0.0722, 0.7152, 0.2126)
"""Of linear blue, green, red (ITU-R BT.709)."""
DARK, BRIGHT = 25, 247
"""Luminance levels up to which, and from which, the standard counts under- and over-exposure."""
ZONE = 0.3
"""Side of a cheek's measurement zone, eye distances."""
BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
"""Upper edge of both brows, from the person's right to their left."""
LIPS = (13, 14)
"""Middle of the upper and the lower lip, where they meet."""
CANONICAL_EYES_PX = 113.0
"""Eye distance in the standard's canonical picture of 616 × 616 px, eyes at (251, 272) and (364, 272)."""
CANONICAL_ABOVE, CANONICAL_BELOW, CANONICAL_ASIDE = 272 / 113, 236 / 113, 246 / 113
"""What of that picture the background is judged in, eye distances from the middle between the eyes."""
BACKGROUND_SCALE = 354 / 492
"""By which that part is made smaller."""
SHRINK_PX = 4
"""By how many pixels the background is drawn in from the person."""
SURE = 0.5
LEAST_AREA_PX = 100

Floats = NDArray[np.float64]
Score = tuple[float, int] | None
"""A component's value and score; None where it cannot be assessed."""


@dataclass(frozen=True, eq=False)
class Skin:
    """The face as the light components see it: its luminance levels 0..255, and the two cheek zones."""

    levels: NDArray[np.uint8]
    cheek_right: Picture
    cheek_left: Picture


def light_components(bgr: Picture, observation: Observation, scales: Mapping[str, Scale]) -> dict[str, Score]:
    """Return every component that needs pixels: light, exposure, colour and background.

    The face is the hull of the jaw and brows, as the standard's landmarks span it. The standard turns the
    picture so that the eyes are level; here it stays as it is, since a photo may lean by a few degrees only.
    """
    made: dict[str, Score] = {"background_uniformity": _background(bgr, observation, scales)}
    skin = _skin(bgr, observation)
    for name, measure in _OF_SKIN.items():
        made[name] = None if skin is None else measure(skin, scales)
    return made


def luminance(bgr: Picture) -> NDArray[np.uint8]:
    """Return the luminance of sRGB pixels as levels 0..255 of light (not of lightness)."""
    return np.asarray(np.floor(linear(bgr) @ np.array(LUMINANCE) * 255 + 0.5), np.uint8)


def _skin(bgr: Picture, observation: Observation) -> Skin | None:
    points = observation.landmarks
    if points is None:
        return None
    height, width = bgr.shape[:2]
    eyes = [
        points[list(corners), :2].mean(axis=0) for corners in (mesh.EYE_CORNERS_RIGHT, mesh.EYE_CORNERS_LEFT)
    ]
    apart = float(np.linalg.norm(eyes[1] - eyes[0]))
    drop = float(np.linalg.norm(points[list(LIPS), :2].mean(axis=0) - (eyes[0] + eyes[1]) / 2)) / 2
    zone = int(ZONE * apart)
    zones = []
    for eye, aside in zip(eyes, (-zone, 0), strict=True):
        x, y = int(eye[0]) + aside, int(eye[1] + drop)
        if zone < 2 or x < 0 or y < 0 or x + zone > width or y + zone > height:
            return None
        zones.append(bgr[y : y + zone, x : x + zone])
    jaw = [i for i in mesh.OVAL if points[i, 1] > points[list(BROWS), 1].min()]
    hull = cv2.convexHull(np.round(points[[*jaw, *BROWS], :2]).astype(np.int32))
    left, top, wide, high = cv2.boundingRect(hull)
    x, y, right, bottom = max(0, left), max(0, top), min(width, left + wide), min(height, top + high)
    if right - x < 2 or bottom - y < 2:
        return None
    inside = np.zeros((bottom - y, right - x), np.uint8)
    cv2.fillConvexPoly(inside, hull - (x, y), (1,))
    levels = luminance(bgr[y:bottom, x:right])[inside.astype(bool)]
    return Skin(levels, zones[0], zones[1]) if levels.size >= LEAST_AREA_PX else None


def _histogram(levels: NDArray[np.uint8]) -> Floats:
    return np.bincount(levels.ravel(), minlength=256) / levels.size


def _uniformity(skin: Skin, _scales: Mapping[str, Scale]) -> Score:
    """Overlap of the luminance histograms of both cheeks; score 100 · overlap^0.3."""
    sides = [_histogram(luminance(zone)) for zone in (skin.cheek_right, skin.cheek_left)]
    value = float(np.minimum(*sides).sum())
    return value, bounded(100 * value**0.3)


def _mean(skin: Skin, scales: Mapping[str, Scale]) -> Score:
    """Mean luminance 0..1; falls off below 0.2 and above 0.8."""
    value = float(skin.levels.mean()) / 255
    return value, bounded(
        scales["luminance_mean_low"].score(value) * scales["luminance_mean_high"].score(value) / 100
    )


def _variance(skin: Skin, _scales: Mapping[str, Scale]) -> Score:
    """Variance of the luminance 0..1; score 100 · sin(π · 60 v / (60 v + 1))."""
    value = float(np.var(skin.levels / 255))
    return value, bounded(100 * math.sin(math.pi * 60 * value / (60 * value + 1)))


def _under(skin: Skin, scales: Mapping[str, Scale]) -> Score:
    value = float((skin.levels <= DARK).mean())
    return value, scales["under_exposure_prevention"].score(value)


def _over(skin: Skin, _scales: Mapping[str, Scale]) -> Score:
    """Share of pixels that are nearly white; score 1 / (share + 0.01)."""
    value = float((skin.levels >= BRIGHT).mean())
    return value, bounded(1 / (value + 0.01))


def _range(skin: Skin, _scales: Mapping[str, Scale]) -> Score:
    """Entropy of the luminance histogram, bits; score 12.5 · entropy."""
    shares = _histogram(skin.levels)
    shares = shares[shares > 0]
    value = float(-(shares * np.log2(shares)).sum())
    return value, bounded(12.5 * value)


def _colour(skin: Skin, scales: Mapping[str, Scale]) -> Score:
    """Distance of the cheeks' mean CIELAB a and b from 5..25 and 5..35; 100 where one is negative."""
    mean = np.concatenate([zone.reshape(-1, 3) for zone in (skin.cheek_right, skin.cheek_left)]).mean(axis=0)
    _, a, b = lab(mean)
    value = 100.0 if a < 0 or b < 0 else math.hypot(max(0, 5 - a, a - 25), max(0, 5 - b, b - 35))
    return value, scales["natural_colour"].score(value)


def _background(bgr: Picture, observation: Observation, scales: Mapping[str, Scale]) -> Score:
    """Mean gradient (Scharr) of the background's luminance around the head, at the standard's scale."""
    head, mask = observation.head, observation.mask
    if head is None or mask is None or head.eye_distance < 2:
        return None
    unit = head.eye_distance
    x, y = (head.eye_left.x + head.eye_right.x) / 2, head.eye_line_y
    height, width = bgr.shape[:2]
    left, right = max(0, round(x - CANONICAL_ASIDE * unit)), min(width, round(x + CANONICAL_ASIDE * unit))
    top, bottom = max(0, round(y - CANONICAL_ABOVE * unit)), min(height, round(y + CANONICAL_BELOW * unit))
    if right - left < 2 or bottom - top < 2:
        return None
    scale = CANONICAL_EYES_PX * BACKGROUND_SCALE / unit
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    rows, columns = mask.shape
    x_map = (left + (np.arange(size[0]) + 0.5) / scale) * columns / width - 0.5
    y_map = (top + (np.arange(size[1]) + 0.5) / scale) * rows / height - 0.5
    grid = np.meshgrid(x_map.astype(np.float32), y_map.astype(np.float32))
    person = cv2.remap(mask, grid[0], grid[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    empty = cv2.erode((person < SURE).astype(np.uint8), np.ones((SHRINK_PX, SHRINK_PX), np.uint8)).astype(
        bool
    )
    if empty.sum() < LEAST_AREA_PX:
        return None
    levels = luminance(np.asarray(cv2.resize(bgr[top:bottom, left:right], size), np.uint8))
    steps = np.hypot(cv2.Scharr(levels, cv2.CV_32F, 1, 0), cv2.Scharr(levels, cv2.CV_32F, 0, 1))
    value = float(steps[empty].mean())
    return value, scales["background_uniformity"].score(value)


_OF_SKIN: Mapping[str, Callable[[Skin, Mapping[str, Scale]], Score]] = {
    "illumination_uniformity": _uniformity,
    "luminance_mean": _mean,
    "luminance_variance": _variance,
    "under_exposure_prevention": _under,
    "over_exposure_prevention": _over,
    "dynamic_range": _range,
    "natural_colour": _colour,
}
