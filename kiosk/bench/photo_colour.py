"""Is the finished photo the camera's picture where it shows the person, and the asked colour elsewhere?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.cie import delta_e, lab
from kiosk.geometry import Box
from kiosk.photo.person import Alpha
from kiosk.photo.spec import Rgb

SPREAD_PERCENTILE = 95.0


@dataclass(frozen=True)
class Fidelity:
    """CIEDE2000 of the decoded file.

    Attributes
    ----------
    person
        Mean against the source's own pixels, where alpha is 1.
    unencoded
        The same before the photo was encoded: what of it is not JPEG's.
    background
        Mean against the asked colour, where alpha is 0.
    spread
        There the 95th percentile of the difference from the mean colour.
    """

    person: float
    unencoded: float
    background: float
    spread: float


def fidelity(
    decoded: Picture, composed: Picture, source: NDArray[np.float64], alpha: Alpha, colour: Rgb
) -> Fidelity:
    """Compare a finished photo with the resampled source and the background that was asked for.

    Parameters
    ----------
    composed
        The photo before it was encoded.
    source
        The crop of the frame at the photo's size, see :func:`resampled`.
    alpha
        1 where the photo must be the source, 0 where it must be ``colour``.
    """
    person, wall = alpha >= 1, alpha <= 0
    seen = lab(decoded[wall])
    mean = seen.mean(axis=0)
    own = lab(source[person])
    return Fidelity(
        float(delta_e(lab(decoded[person]), own).mean()),
        float(delta_e(lab(composed[person]), own).mean()),
        float(delta_e(seen, lab(np.array(colour[::-1], np.uint8))).mean()),
        float(np.percentile(delta_e(seen, mean), SPREAD_PERCENTILE)),
    )


def resampled(bgr: Picture, box: Box, size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the crop at the photo's size, unrounded: the exact mean of the area each pixel covers.

    Computed from running sums, by other code than the product's.
    """
    part = bgr[int(box.y) : int(box.bottom), int(box.x) : int(box.right)]
    down = _means(part.astype(np.float64), size[1])
    return np.asarray(_means(down.swapaxes(0, 1), size[0]).swapaxes(0, 1))


def _means(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the means of ``count`` equal intervals of the first axis."""
    sums = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])
    ends = np.linspace(0, len(values), count + 1)
    whole = np.minimum(ends.astype(int), len(values) - 1)
    share = (ends - whole).reshape(-1, *[1] * (values.ndim - 1))
    at = sums[whole] + share * values[whole]
    return np.asarray(np.diff(at, axis=0) * count / len(values))
