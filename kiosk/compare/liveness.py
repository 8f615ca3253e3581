"""Is a person before the camera, or a flat picture of one? A small score over passive cues.

Nothing here recognises anybody: landmarks and small pictures live in memory for one session only, and what
is kept is the finding and its numbers. What it cannot tell: a film of somebody played on a screen (it blinks
and turns) from a window, a worn mask from a face, where no pattern of a screen or a print is seen on the
skin. It says *not seen* where too little was seen.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.compare.liveness_cues import MARKS, Cue, Cues, LivenessSettings
from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.tomlfile import load


class Finding(StrEnum):
    """What can be said of who sits there."""

    LIVE = "live"
    FLAT = "flat"
    NOT_SEEN = "not-seen"
    """Too short a look, or cues that speak neither way."""


@dataclass(frozen=True)
class Liveness:
    """A finding, the probability 0..1 of a live person it rests on, and what was measured."""

    finding: Finding
    probability: float | None
    cues: Cues


def load_liveness(path: Path | None = None) -> LivenessSettings:
    """Read the settings.

    Raises
    ------
    KioskError
        A ``config-…`` error naming the file and the key.
    """
    path = path or config_dir() / "liveness.toml"
    settings = load(path, LivenessSettings)
    missing = [cue for cue in Cue if cue not in settings.cue]
    wrong = [name for name, cue in settings.cue.items() if not cue.low <= cue.usual <= cue.high]
    ordered = settings.flat_at_once <= settings.flat_up_to < settings.live_from
    if missing or wrong or not ordered:
        what = f"cue.{(missing or wrong)[0]}" if missing or wrong else "flat_up_to"
        raise KioskError(
            "config-invalid", f"{path}: {what} is missing or out of order.", "Correct it and try again."
        )
    return settings


def log_odds(cues: Cues, settings: LivenessSettings, of: Collection[Cue] = tuple(Cue)) -> float:
    """Return the logarithm of the odds of a live person (natural logarithm), by the cues named."""
    odds = settings.bias
    for cue, how in settings.cue.items():
        value = cues.values.get(cue)
        if value is not None and cue in of:
            odds += how.weight * (min(max(value, how.low), how.high) - how.usual)
    return odds


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def judge(cues: Cues, settings: LivenessSettings) -> Liveness:
    """Return what a window's cues say: a person as soon as one is seen, a picture only after a while.

    That nobody has blinked says something only after a while, marks of a screen such as no skin has at once.
    On a skin with a pattern such as no skin has, what blinks and turns are eyes in the holes of a mask, or a
    film: signs of life do not count there.
    """
    if cues.marked < settings.least_frames:
        return Liveness(Finding.NOT_SEEN, None, cues)
    grain = cues.values.get(Cue.GRAIN)
    patterned = grain is not None and grain >= settings.patterned_db
    probability = _probability(log_odds(cues, settings, MARKS if patterned else tuple(Cue)))
    marked = _probability(log_odds(cues, settings, MARKS)) <= settings.flat_at_once
    finding = Finding.NOT_SEEN
    if probability <= settings.flat_up_to and (marked or cues.lasted_s >= settings.flat_after_s):
        finding = Finding.FLAT
    elif probability >= settings.live_from and cues.frames >= settings.least_frames:
        finding = Finding.LIVE
    return Liveness(finding, probability, cues)
