"""The colours of one person's skin and hair, and which of them a pixel is likelier to be.

Colours are compared as logarithms of ratios, which shade hardly changes. A tone is a mean with a spread, and
of two tones the likelier is the one whose normal density is higher: a narrow tone wins near its mean only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.observation import HeadGeometry

Colours = NDArray[np.float32]
"""ln(R/G), ln(G/B) and ln(luma) in the last axis."""

USUAL = np.array([0.09, 0.14, 0.45], np.float32)
"""Usual spread of the three over one person's skin or hair; the unit of :func:`apart`."""
HAIR_FLOOR = np.array([0.04, 0.05, 0.18], np.float32)
"""Hair elsewhere differs at least this much from where it was sampled."""
PLAIN_FLOOR = np.array([0.02, 0.02, 0.15], np.float32)
"""The same of hair near the skin's colour, of which only a narrow tone can be told from skin."""
HAIR_DIFFERS = 1.2
"""Farther than this from the skin's tone, hair is another colour; nearer, it is told by its evenness only."""
HAIR_TELLS = 0.45
"""Hair nearer than this cannot be told from skin by its colour."""
HAIR_BANDS = ((0.12, 0.4), (0.3, 0.7))
"""Where hair is sampled, from its top (0) to the mesh's upper end (1), which a high hairline lies above."""
ENOUGH_PIXELS = 250
"""So many, spread evenly, give the same tone as all."""
LEAST_HAIR = 0.06
"""Face widths of hair above the forehead, below which there is none to sample."""
LUMA = np.array([0.114, 0.587, 0.299], np.float32)


@dataclass(frozen=True, eq=False)
class Tone:
    """Median and standard deviation of some pixels' colours, shape (3,) each."""

    middle: Colours
    spread: Colours

    @staticmethod
    def of(pixels: Picture) -> Tone:
        """Return the tone of BGR ``pixels``, any shape of three channels."""
        flat = pixels.reshape(-1, 3)
        return Tone.of_colours(colour(flat[:: max(1, len(flat) // ENOUGH_PIXELS)]))

    @staticmethod
    def of_colours(colours: Colours) -> Tone:
        """Return the tone of colours, shape (n, 3)."""
        off = colours - colours.mean(axis=0)
        return Tone(middle(colours), np.sqrt(np.einsum("ij,ij->j", off, off) / len(off)))

    def at_least(self, floor: Colours) -> Tone:
        """Return the tone with a spread of at least ``floor``."""
        return Tone(self.middle, np.maximum(self.spread, floor))


def middle(colours: Colours) -> Colours:
    """Return the median of colours, shape (n, 3), along each axis (the upper one of an even number)."""
    half = len(colours) // 2
    return np.asarray(np.partition(colours, half, axis=0)[half], np.float32)


def likelihoods(colours: Colours, tones: Sequence[Tone]) -> NDArray[np.float32]:
    """Return the logarithm of each tone's normal density at every colour, up to one constant for all.

    Shape (number of tones, *shape of colours without the last axis*). The exponent is a polynomial of the
    colours with fixed coefficients a tone, so that all come of one product of matrices.
    """
    flat = colours.reshape(-1, 3)
    middles = np.array([tone.middle for tone in tones])
    weights = 1 / np.array([tone.spread for tone in tones]) ** 2
    constant = 0.5 * (np.log(weights) - weights * middles**2).sum(axis=1)
    found = (middles * weights) @ flat.T
    found -= (0.5 * weights) @ (flat * flat).T
    found += constant[:, None]
    return np.asarray(found.reshape(len(tones), *colours.shape[:-1]), np.float32)


def colour(pixels: Picture) -> Colours:
    """Return ln(R/G), ln(G/B) and ln(luma) of BGR pixels of any shape."""
    # The offset keeps the ratios of nearly black pixels from being all noise.
    raised = pixels.astype(np.float32) + 4
    logs = np.log(raised)
    colours = np.empty_like(raised)
    np.subtract(logs[..., 2], logs[..., 1], out=colours[..., 0])
    np.subtract(logs[..., 1], logs[..., 0], out=colours[..., 1])
    np.log(raised @ LUMA, out=colours[..., 2])
    return colours


def apart(one: Tone, other: Tone) -> float:
    """Return the distance of two tones' middles in usual spreads."""
    return math.dist((one.middle / USUAL).tolist(), (other.middle / USUAL).tolist())


def hair_above(picture: Picture, points: Points, head: HeadGeometry) -> list[Tone]:
    """Return the tones of the hair above the forehead, from its top downwards; none when it is too low."""
    forehead = float(points[mesh.FOREHEAD][1])
    top = head.hair_top_y
    if top is None or forehead - top < LEAST_HAIR * head.face_width:
        return []
    centre, half = float(points[mesh.FOREHEAD][0]), 0.15 * head.face_width
    columns = slice(max(0, int(centre - half)), max(0, int(centre + half)))
    bands = (
        picture[max(0, int(top + start * (forehead - top))) : int(top + stop * (forehead - top)) + 1, columns]
        for start, stop in HAIR_BANDS
    )
    return [Tone.of(band) for band in bands if band.size]


def told_from(skin: Tone, above: list[Tone], near: Tone | None) -> list[Tone]:
    """Return the hair tones that can be told from ``skin``, with the spread they may be believed with.

    Hair that is nearly of the skin's colour counts only where the hair ``near`` the place in question is so
    too: a highlight on the crown says nothing about dark hair at the temple.
    """
    plain = near is None or apart(near, skin) < HAIR_DIFFERS
    tones = [tone for tone in above if plain or apart(tone, skin) > HAIR_DIFFERS]
    return [
        tone.at_least(HAIR_FLOOR if apart(tone, skin) > HAIR_DIFFERS else PLAIN_FLOOR)
        for tone in ([*tones, near] if near is not None else tones)
        if apart(tone, skin) > HAIR_TELLS
    ]


def yellowness(colours: Colours, skin: Tone) -> float:
    """Return how much yellower than ``skin`` pixels are, in spreads: ln(G/B) gained less ln(R/G) gained.

    Ears carry more blood than cheeks and are redder (median −0.2, 115 ears); light hair has melanin only.
    """
    off = (middle(colours) - skin.middle) / USUAL
    return float(off[1] - off[0])
