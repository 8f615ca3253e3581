"""The background as it is in the photo: its colour and evenness, things on it, the outline against it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.cie import delta_e, lab
from kiosk.geometry import Box
from kiosk.photo.checks.geometry import SURE
from kiosk.photo.checks.judged import judged
from kiosk.photo.finished import Check
from kiosk.photo.person import person_in
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import Observation

PLAIN_GAP = 0.1
"""The background is judged this many face widths away from the person, clear of the finest hair."""
SPREAD_PERCENTILE = 95.0
"""A shadow or gradient covers more than the rest; a strand of hair that stands off does not."""
EVERY = 3
"""Colour differences are taken of every third pixel each way: shadows are large."""
LEAST_PIXELS = 200
MARK = 40.0
"""Levels, largest of the three channels, by which a mark differs from the background."""
SPECK_PX = 8
"""A smaller mark is the end of a hair."""
RIM_PX = 6
"""A border is looked for within so many pixels of the photo's edge."""


@dataclass(frozen=True, eq=False)
class Plain:
    """The background of a photo.

    Attributes
    ----------
    colour
        Its median, blue, green, red 0..255.
    area
        Pixels that are surely background, clear of the person.
    off, spread
        CIEDE2000 of its mean from the nearest allowed colour, and of its pixels from that mean (95th
        percentile).
    marks
        Share of it that is something else: text, a stamp, a thing.
    border
        Share of the photo's outermost pixels, where no person is, that differ from it.
    """

    colour: NDArray[np.float64]
    area: NDArray[np.bool_]
    off: float
    spread: float
    marks: float
    border: float


def plain_background(bgr: Picture, observation: Observation, spec: PhotoSpec) -> Plain | None:
    """Measure the background; None where person and background cannot be told apart."""
    head, mask = observation.head, observation.mask
    if head is None or mask is None:
        return None
    size = (bgr.shape[1], bgr.shape[0])
    person = person_in(mask, size, Box(0, 0, *size), size) >= SURE
    away = cv2.distanceTransform((~person).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    area = np.asarray(away > PLAIN_GAP * head.face_width)
    sample = bgr[::EVERY, ::EVERY][area[::EVERY, ::EVERY]].astype(np.float64)
    if len(sample) < LEAST_PIXELS:
        return None
    seen = lab(sample)
    middle = seen.mean(axis=0)
    allowed = lab(np.array([rgb[::-1] for rgb in spec.background.colours.values()], np.float64))
    colour = np.median(sample, axis=0)
    differs = unlike(bgr, colour) > MARK
    rim = np.zeros(area.shape, bool)
    rim[:RIM_PX] = rim[:, :RIM_PX] = rim[:, -RIM_PX:] = True
    rim &= area
    marks = _apart(differs) & area & ~rim
    return Plain(
        colour,
        area,
        float(delta_e(middle, allowed).min()),
        float(np.percentile(delta_e(seen, middle), SPREAD_PERCENTILE)),
        float(marks.sum() / area.sum()),
        float(differs[rim].mean()) if rim.any() else 0.0,
    )


def unlike(bgr: Picture, colour: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return how far each pixel is from a colour, levels, in the channel that differs most."""
    off = cv2.absdiff(bgr, (*(float(part) for part in np.round(colour)), 0.0))
    blue, green, red = cv2.split(off)
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)


def _apart(differs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what hangs neither on the largest part, the person with every strand, nor is a mere speck."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(differs.astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    kept = areas >= SPECK_PX
    if count > 1:
        kept[int(np.argmax(areas))] = False
    return np.asarray(kept[labels])


def background_checks(plain: Plain | None, spec: PhotoSpec) -> list[Check]:
    """Return ``background_colour`` and ``background_evenness``, CIEDE2000."""
    off, spread = (None, None) if plain is None else (plain.off, plain.spread)
    return [
        judged("background_colour", off, "dE00", None, spec.plain.off_max),
        judged("background_evenness", spread, "dE00", None, spec.plain.spread_max),
    ]
