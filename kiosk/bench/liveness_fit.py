"""The score's weights: logistic regression over the cues of clips whose kind is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from kiosk.compare.liveness_cues import Cue, Cues, Weight

BANDS: Mapping[Cue, tuple[float, float, float]] = MappingProxyType(
    {
        Cue.DEPTH: (4.0, 4.0, 10.0),
        Cue.BLINK: (0.2, 0.2, 0.6),
        Cue.SURROUND: (0.1, 0.1, 0.7),
        Cue.GRAIN: (15.0, 15.0, 24.0),
        Cue.BANDS: (4.0, 4.0, 12.0),
    }
)
"""What speaks neither way, and between what a cue grows: beyond, more of it proves no more. Depth and blinks
speak for a person, surroundings and grain for a picture; less than what noise reads is nothing seen: a wall
that stays does not prove a person, nor clean skin, for a picture cut out and well printed shows both. Real
skin reads up to 12 dB, and 16 dB where a camera packs its pictures hard (JPEG quality 50); the rims of
glasses that reach into both cheeks have read 26 dB, so a pattern alone must not outweigh a blink. Bands:
drawn people in steady light read up to 1 %, screens with bands from 15 % on; a flickering lamp that lights
the face but not the walls would band it, too, so neither must they outweigh a blink."""
UNBLINKING = 0.3
"""Share of people taken not to blink in a window: drawn people blink every few seconds, whoever attends to a
screen some ten times a minute, at random (exp(−7 s · 10 / 60 s) = 0.31). Without it blinks would be all that
counts, and who turns the head but does not blink would be called a picture."""
SIGNS: Mapping[Cue, int] = MappingProxyType(
    {Cue.DEPTH: 1, Cue.BLINK: 1, Cue.SURROUND: -1, Cue.GRAIN: -1, Cue.BANDS: -1}
)
"""Which way a cue may speak: one that would count the other way is left out."""
RIDGE = 0.001
"""Keeps weights finite where the kinds do not overlap; of cues scaled to their band."""
STEPS, RATE = 4000, 0.5


def fit(seen: Sequence[tuple[Cues, bool]]) -> tuple[float, Mapping[Cue, Weight]]:
    """Return bias and weights for cues whose person is live (True) or flat.

    The bias is not fitted: whoever holds up a picture chooses it, so it is taken that a picture shows nothing
    at all, and a person shows nothing as often as they neither blink nor turn. Weights: projected gradient
    descent on the mean logistic loss with a ridge; both kinds count alike however many there are of each.
    """
    rows = np.array([_row(cues) for cues, _ in seen])
    live = np.array([float(kind) for _, kind in seen])
    share = np.where(live > 0, 0.5 / live.sum(), 0.5 / (1 - live).sum())
    unblinking = rows[live > 0]
    unblinking[:, list(BANDS).index(Cue.BLINK)] = 0.0
    unturned = (rows[live > 0, list(BANDS).index(Cue.DEPTH)] <= 0).mean()
    bias = float(np.log(UNBLINKING * max(unturned, 1 / live.sum())))
    share = np.concatenate([np.where(live > 0, 1 - UNBLINKING, 1) * share, UNBLINKING * share[live > 0]])
    rows, live = np.vstack([rows, unblinking]), np.concatenate([live, live[live > 0]])
    signs = np.array([SIGNS[cue] for cue in BANDS], np.float64)
    weights = np.zeros(len(BANDS))
    for _ in range(STEPS):
        wrong = share * (1 / (1 + np.exp(-(rows @ weights + bias))) - live)
        weights = weights - RATE * (rows.T @ wrong + RIDGE * weights)
        weights = np.where(weights * signs > 0, weights, 0.0)
    cues = {
        cue: Weight(round(float(weight) / (high - low), 4), usual, low, high)
        for (cue, (usual, low, high)), weight in zip(BANDS.items(), weights, strict=True)
    }
    return round(bias, 3), cues


def _row(cues: Cues) -> NDArray[np.float64]:
    """Return the cues on the scale of their bands; 0 where one was not assessed."""
    row = []
    for cue, (usual, low, high) in BANDS.items():
        value = cues.values.get(cue)
        row.append(0.0 if value is None else (min(max(value, low), high) - usual) / (high - low))
    return np.array(row)
