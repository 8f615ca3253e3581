"""What anybody in the room sees of a person: colours of skin, hair and clothes, for some minutes only.

No biometric template: thousands look so. But within one session nobody changes them, so colours that
have changed say that somebody else sits there, also where two faces are alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.compare.face import FoundFace

Colours = NDArray[np.float64]

LIGHTNESS = 0.5
"""Weight of lightness against the colour: automatic exposure and a step nearer change it first."""
PATCHES = {
    "skin": ((-0.4, -0.05, 0.8, 0.97),),
    "hair": tuple((x, y, 0.3, 0.12) for y in (-1.50, -1.35, -1.20) for x in (-0.5, -0.15, 0.2)),
    "clothes": tuple((x, y, 0.35, 0.3) for y in (0.0, 0.3, 0.6) for x in (-1.5, -1.05, 0.7, 1.15)),
}
"""Part → boxes (left, top, width, height) in eye distances from the middle between the eyes, the head
upright: between the eyes and the mouth, above the forehead, both sides below the collar (:func:`_collar`).
Between eyes and mouth no fringe hangs, and a smile and a turned head change little: two pictures of one real
person, from any posture to any other, differ there by 3.6 at most (1,512 pairs), of one drawn person by 2.1
(2,688 pairs; ``python -m tests.bench.colours``)."""
COLLAR, BENT_COLLAR = 2.9, 2.5
"""Eye distances from the eyes down to where clothes are looked at, and at least where the picture ends above
that: of a head bent over the screen the chin comes down to the chest. So 76 of 96 pictures of bent drawn
people show their clothes, 30 by the first alone; real people cut off there are beyond 8 units of their own in
0.6 and 1.7 % of two lots of 486 pairs of looks (0.8 % in each by the first alone)."""
BEHIND = tuple((x, y, 0.3, 0.3) for x in (-2.7, 2.4) for y in (-1.6, -1.1))
"""Beside the head, where the wall is seen: what looks like it is no hair."""
LIKE_BEHIND = 8.0
"""Distance from the wall's colour up to which a box above the forehead is taken for wall: how far up hair
reaches differs, so that the boxes of one person were now hair and now wall (42 units apart)."""
MOST_GAIN = 1.08
"""Factor of lightness by which exposure may change between two looks."""
LASTING = frozenset({"skin"})
"""Parts that nobody takes off, and that every box of them shows."""
FOUND_AGAIN = 3.0
"""Off by which the hair or clothes of one picture are found again in the other, whatever its other boxes are:
of a bent or leaning head, or a deep neckline, some lie on skin or wall. Of real people that lets 0.4 % of
looks (of 2,268) be beyond 8 units of their own, 0.9 % when found within 1 unit only; of drawn ones in each
other's place it leaves as many within 8, 2.5 % of 9,600 looks."""
LEAST_SHARE = 1 / 3
"""Share of a part's boxes inside the picture from which it is seen: of clothes that only just reach into the
picture two boxes are left, on the collar's edge, where 8.8 units lay between two pictures of one person."""


@dataclass(frozen=True, repr=False)
class Appearance:
    """Part → the median colours of its boxes, CIELAB, shape (n, 3); parts that are not seen are left out."""

    colours: Mapping[str, Colours]

    def differences(self, other: Appearance) -> dict[str, float]:
        """Return how far every common part is off, CIELAB units.

        A common change of all parts' lightness, within what automatic exposure does, is taken out first, but
        for the skin: two skins may differ by nothing else, and that change is 3 units of it at most.
        """
        parts = {
            part: (colour, other.colours[part])
            for part, colour in self.colours.items()
            if part in other.colours
        }
        if not parts:
            return {}
        gains = [np.median(mine[:, 0]) / max(1.0, np.median(theirs[:, 0])) for mine, theirs in parts.values()]
        gain = float(np.clip(np.median(gains), 1 / MOST_GAIN, MOST_GAIN))
        return {
            part: _apart(part, mine, theirs * (1.0 if part in LASTING else gain))
            for part, (mine, theirs) in parts.items()
        }

    def joined(self, newer: Appearance) -> Appearance:
        """Return what was seen last of every part."""
        return Appearance({**self.colours, **newer.colours})

    def __repr__(self) -> str:
        return "Appearance(…)"


def appearance(bgr: Picture, face: FoundFace) -> Appearance:
    """Look at the parts round a face; a leaning head is allowed for."""
    left, right = face.points[:2]
    middle, along = (left + right) / 2, right - left
    down = np.array([-along[1], along[0]])

    def colours(boxes: Sequence[tuple[float, float, float, float]]) -> Colours:
        """Return the colours of the boxes that lie in the picture, shape (n, 3)."""
        found = []
        for box in boxes:
            places = _grid(*box)
            at = np.round(middle + places[:, :1] * along + places[:, 1:] * down).astype(int)
            if (at >= 0).all() and (at < bgr.shape[1::-1]).all():
                pixels = bgr[at[:, 1], at[:, 0]].astype(np.float32) / 255
                found.append(np.median(cv2.cvtColor(pixels[None], cv2.COLOR_BGR2LAB)[0], axis=0))
        return np.array(found, np.float64).reshape(-1, 3)

    collar = _collar((bgr.shape[0] - 1 - float(middle[1])) / face.eye_distance_px)
    clothes = tuple((x, y + collar, width, height) for x, y, width, height in PATCHES["clothes"])
    seen = {part: colours(boxes) for part, boxes in (PATCHES | {"clothes": clothes}).items()}
    wall = colours(BEHIND)
    if len(wall):
        seen["hair"] = seen["hair"][_distances(seen["hair"], wall).min(axis=1) > LIKE_BEHIND]
    return Appearance(
        {part: found for part, found in seen.items() if len(found) >= LEAST_SHARE * len(PATCHES[part])}
    )


def _collar(below: float) -> float:
    """Return how far down clothes are looked at where the picture goes on for ``below``, eye distances."""
    rows = max(y + height for _, y, _, height in PATCHES["clothes"])
    return min(COLLAR, max(BENT_COLLAR, below - rows))


def _apart(part: str, first: Colours, second: Colours) -> float:
    """Return how far a part's colours are from their nearest ones in the other picture, the median box.

    A box that lies on the wall in one picture, because the head leans, finds no partner and does no harm.
    """
    distances = _distances(first, second)
    least, most = sorted((np.median(distances.min(axis=1)), np.median(distances.min(axis=0))))
    return float(least if part not in LASTING and least <= FOUND_AGAIN else most)


def _distances(first: Colours, second: Colours) -> Colours:
    """Return how far each of the first colours is from each of the second, shape (n, m)."""
    weight = np.array([LIGHTNESS, 1.0, 1.0])
    return np.asarray(np.linalg.norm((first[:, None] - second[None]) * weight, axis=2))


def _grid(left: float, top: float, width: float, height: float) -> NDArray[np.float64]:
    """Return 16×16 places spread evenly over a box."""
    steps = (np.arange(16) + 0.5) / 16
    x, y = np.meshgrid(left + width * steps, top + height * steps)
    return np.column_stack([x.ravel(), y.ravel()])
