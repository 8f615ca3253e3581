"""The baseline of a photo's cost: the same photo by the matting library's own functions, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Capture, Limit
from kiosk.photo.crop import solve_crop
from kiosk.photo.finished import FinishedPhoto
from kiosk.photo.person import Alpha, person_in
from kiosk.photo.spec import PhotoSpec, Rgb
from kiosk.photo.standardize import Composed, cut, finish
from kiosk.vision.observe import Observer

BAND = 0.06
"""Half the width of the uncertain band around the segmenter's outline, face widths."""


class PlainDeveloper:
    """Develops captures as :class:`kiosk.services.developing.Developer` does, but plainly.

    Person mask → trimap of even width → closed-form matting → foreground estimate, all over the whole
    crop, then the product's own encoder and inspection.
    """

    def __init__(self, models: Path, spec: PhotoSpec, rules: Rules) -> None:
        self._models, self._spec = models, spec
        self._limits: Mapping[str, Limit] = rules.limits()
        self._observer: Observer | None = None

    def prepare(self) -> None:
        """Load the models; the library compiles with the first photo."""
        self._observer = Observer.open(self._models, live=False)

    def develop(self, capture: Capture) -> FinishedPhoto:
        """Make the finished photo."""
        assert self._observer is not None
        frame, spec = capture.frame, self._spec
        observation = self._observer.observe(frame)
        assert observation.head is not None
        assert observation.mask is not None
        crop = solve_crop(observation.head, spec, (frame.width, frame.height))
        photo = cut(frame.bgr, crop, spec)
        size = (spec.size.width_px, spec.size.height_px)
        person = person_in(observation.mask, (frame.width, frame.height), crop.box, size)
        alpha = plain_alpha(photo, person, crop.face_width)
        picture = plain_over(photo, alpha, spec.background.rgb)
        return finish(
            Composed(picture, crop, np.asarray(alpha, np.float32)), spec, self._limits, self._observer
        )

    def release(self) -> None:
        """Close the models."""
        if self._observer is not None:
            self._observer.close()


def plain_alpha(bgr: Picture, person: Alpha, face_width_px: float) -> NDArray[np.float64]:
    """Return closed-form alpha from a trimap of even width around the mask's outline."""
    from pymatting import estimate_alpha_cf

    side = 2 * round(BAND * face_width_px) + 1
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    inside = (person > 0.5).astype(np.uint8)
    trimap = np.full(person.shape, 0.5)
    trimap[cv2.erode(inside, around) > 0] = 1
    trimap[cv2.dilate(inside, around) == 0] = 0
    return np.asarray(estimate_alpha_cf(_unit_rgb(bgr), trimap), np.float64)


def plain_over(bgr: Picture, alpha: NDArray[np.float64], colour: Rgb) -> Picture:
    """Lay the estimated foreground over a colour."""
    from pymatting import estimate_foreground_ml

    person = np.asarray(estimate_foreground_ml(_unit_rgb(bgr), alpha))[:, :, ::-1] * 255
    plain = np.array(colour[::-1], np.float64)
    mixed = alpha[:, :, None] * person + (1 - alpha[:, :, None]) * plain
    return np.asarray(np.clip(mixed.round(), 0, 255), np.uint8)


def _unit_rgb(bgr: Picture) -> NDArray[np.float64]:
    return np.ascontiguousarray(bgr[:, :, ::-1]) / 255.0
