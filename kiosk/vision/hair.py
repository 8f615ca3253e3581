"""Hair over brows and eyes: how far down it hangs from the hairline without a gap of skin.

Brows are hair of the same colour, so their own colour tells nothing. What tells is the forehead: over a free
brow every line from the hairline down to it crosses bare skin. Lines are followed downwards, upright to the
head; the hair ends where skin begins, and what of brow and eye lies above that end is covered. A side-swept
fringe that stops above the brow leaves the gap, thick brows and rims of glasses lie below it. Hair of about
the skin's own colour is followed by its strands as well.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision import mesh
from kiosk.vision.complexion import (
    HAIR_DIFFERS,
    HAIR_FLOOR,
    USUAL,
    Colours,
    Tone,
    apart,
    colour,
    hair_above,
    likelihoods,
)
from kiosk.vision.light import cheek_pixels
from kiosk.vision.seen import Seen
from kiosk.vision.strands import stranded
from kiosk.vision.upright import axes

BROW_RIGHT = ((70, 63, 105, 66, 107), (46, 53, 52, 65, 55))
BROW_LEFT = ((300, 293, 334, 296, 336), (276, 283, 282, 295, 285))
"""Upper and lower edge of each brow, from its outer to its inner end."""
EYE_RIGHT = ((33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133))
EYE_LEFT = ((263, 466, 388, 387, 386, 385, 384, 398, 362), (263, 249, 390, 373, 374, 380, 381, 382, 362))
"""Upper and lower lid of each eye, from its outer to its inner corner."""
SIDES = ((BROW_RIGHT, EYE_RIGHT, mesh.CHEEK_RIGHT), (BROW_LEFT, EYE_LEFT, mesh.CHEEK_LEFT))
FOREHEAD = (127, 162, 21, 54, 103, 67, 109, 10, 338, 297, 332, 284, 251, 389, 356)
"""Upper outline of the face from the person's right temple to the left."""
LINES, STEPS = 8, 42
"""Lines followed over each eye, and samples a line."""
BELOW = 0.05
"""Face widths that the lines reach below the lower lid."""
BLUR = 0.012
"""Width of the averaging, in face widths: about a sample's step."""
FINE_PX, COARSE_PX = 250.0, 400.0
"""Face widths: a face wider than the second is shrunk to the first, which is fine enough."""
SKIN_WITHIN = 2.6
"""Forehead against cheek in usual spreads, shine and shade included."""
SKIN_FAVOUR = 2.0
"""Log-likelihood that skin is granted: the edge of a fringe throws a soft shadow."""
HAIR_TELLS = 0.9
"""Hair nearer than this to the cheek is not told from a forehead in shade; it covers nothing, then."""
GAP = 2
"""Samples of skin, one below the other, that make a gap; one alone may be a strand's highlight."""

Lines = NDArray[np.float32]


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`.

    None when a cheek gives no skin colour or the face leaves the picture.
    """
    above = hair_above(seen.frame.bgr, seen.face.mesh, seen.head)
    sides = [_covered(seen, above, side) for side in (0, 1)]
    shares = [share for share in sides if share is not None]
    if len(shares) < 2:
        return {"hair_over_brows": None, "hair_over_eyes": None}
    (brow, eye), (other_brow, other_eye) = shares
    return {"hair_over_brows": (brow + other_brow) / 2, "hair_over_eyes": (eye + other_eye) / 2}


def _covered(seen: Seen, above: list[Tone], side: int) -> tuple[float, float] | None:
    brow, eye, cheek_at = SIDES[side]
    cheek = cheek_pixels(seen.frame.bgr, seen.face.mesh, cheek_at)
    if cheek is None:
        return None
    across, down, eyes = (axis.astype(np.float32) for axis in axes(seen.head))
    flat = (seen.face.mesh[:, :2] - eyes) @ np.stack([across, down], axis=1)
    parts = [(_within(flat, edges), edges) for edges in (brow, eye)]
    lowest = float(flat[list(eye[1]), 1].max()) + BELOW * seen.head.face_width
    at = np.concatenate([lines for lines, _ in parts])
    begin = np.interp(at, *_rising(flat[list(FOREHEAD)]))
    depth = (begin + (lowest - begin) * np.linspace(0, 1, STEPS)[:, None]).astype(np.float32)
    places = (eyes + at[:, None] * across + depth[..., None] * down).astype(np.float32)
    colours = _sampled(seen, places)
    if colours is None:
        return None
    tone = Tone.of(cheek)
    skin = _skin(colours, tone, above)
    if any(apart(hair, tone) < HAIR_DIFFERS for hair in above):
        outline = seen.face.mesh[list(cheek_at), :2]
        skin &= ~stranded(seen.frame.bgr, places, outline, seen.head.face_width)
    ends = _hair_ends(skin, depth)
    shares = []
    for (lines, edges), end in zip(parts, np.split(ends, 2), strict=True):
        top, bottom = (np.interp(lines, *_rising(flat[list(edge)])) for edge in edges)
        shares.append(float(np.clip((end - top) / np.maximum(bottom - top, 1), 0, 1).mean()))
    return shares[0], shares[1]


def _hair_ends(skin: NDArray[np.bool_], depth: Lines) -> Lines:
    """Return the depth at which each line (a column) first comes to skin, or its end when it never does."""
    gap = skin[: STEPS - GAP + 1].copy()
    for step in range(1, GAP):
        gap &= skin[step : STEPS - GAP + 1 + step]
    first = np.where(gap.any(axis=0), gap.argmax(axis=0), STEPS - 1)
    return np.asarray(depth[first, np.arange(depth.shape[1])], np.float32)


def _skin(colours: Colours, cheek: Tone, above: list[Tone]) -> NDArray[np.bool_]:
    off = (colours - cheek.middle) / USUAL
    alike = np.einsum("...i,...i->...", off, off) < SKIN_WITHIN**2
    hairs = [tone.at_least(HAIR_FLOOR) for tone in above if apart(tone, cheek) > HAIR_TELLS]
    if hairs:
        skin, *others = likelihoods(colours, [Tone(cheek.middle, USUAL), *hairs])
        alike &= skin + SKIN_FAVOUR > np.max(others, axis=0)
    return np.asarray(alike)


def _sampled(seen: Seen, places: Lines) -> Colours | None:
    """Return the averaged colours at places (px, shape (…, 2)), or None where they leave the picture."""
    picture = seen.frame.bgr
    height, width = picture.shape[:2]
    low, high = places.min(axis=(0, 1)), places.max(axis=(0, 1))
    if low.min() < 0 or high[0] > width - 1 or high[1] > height - 1:
        return None
    left, top = int(low[0]), int(low[1])
    part = picture[top : int(high[1]) + 2, left : int(high[0]) + 2]
    scale = 1.0
    if seen.head.face_width > COARSE_PX:
        scale = FINE_PX / seen.head.face_width
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    step = max(1, round(BLUR * scale * seen.head.face_width)) | 1
    at = ((places - (left, top) + 0.5) * scale - 0.5).astype(np.float32)
    cells = cv2.remap(
        cv2.blur(part, (step, step)),
        at[..., 0],
        at[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return colour(np.asarray(cells, np.uint8))


def _within(flat: Lines, edges: tuple[tuple[int, ...], tuple[int, ...]]) -> Lines:
    """Return :data:`LINES` places across between the ends of what the edges enclose."""
    ends = flat[list(edges[0] + edges[1]), 0]
    low, high = float(ends.min()), float(ends.max())
    margin = (high - low) / (2 * LINES)
    return np.linspace(low + margin, high - margin, LINES, dtype=np.float32)


def _rising(points: Lines) -> tuple[Lines, Lines]:
    """Return x and y of an edge, x rising, for interpolation."""
    order = np.argsort(points[:, 0])
    return points[order, 0], points[order, 1]
