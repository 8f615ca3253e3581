"""What a person can change when the score stays below the mark, from what was seen of the capture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from kiosk.guidance.verdict import Status, Verdict


class Help(StrEnum):
    """One thing to try, as the texts are keyed; in the order in which they are offered."""

    GLASSES = "glasses-off"
    HAIR = "hair-back"
    FACE_FREE = "face-free"
    LIGHT = "light"
    POSE = "look-straight"
    EXPRESSION = "relax-face"
    STILL = "hold-still"


CAUSES: Mapping[Help, frozenset[str]] = MappingProxyType(
    {
        Help.GLASSES: frozenset({"glasses", "lens-glare", "lens-tint"}),
        Help.HAIR: frozenset({"brows-free", "eyes-free"}),
        Help.FACE_FREE: frozenset({"face-free"}),
        Help.LIGHT: frozenset({"light-even", "light-level", "light-top-bottom", "highlights", "colour-cast"}),
        Help.POSE: frozenset({"yaw", "pitch", "roll"}),
        Help.EXPRESSION: frozenset(
            {"mouth-closed", "smile", "grimace", "brows-raised", "frown", "eyes-open"}
        ),
        Help.STILL: frozenset({"sharpness", "motion", "lens-clean"}),
    }
)
"""The rules of ``config/rules.toml`` whose failing makes a face less like itself. Clothes, wall and ears are
not looked at by a comparison; a head covering is nobody's to take off for it."""


def helps(verdicts: Iterable[Verdict]) -> tuple[Help, ...]:
    """Return what is worth trying, first things first; empty when the capture gives no cause.

    Only what was seen to fail is named: nobody is asked to take off glasses they may not wear. Where nothing
    is left to try, staff look instead.
    """
    failed = {verdict.rule for verdict in verdicts if verdict.status is Status.FAIL}
    return tuple(help_ for help_ in Help if CAUSES[help_] & failed)
