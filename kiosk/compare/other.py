"""What is other about whoever is called another person: words for the log, no measure and no picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kiosk.compare.look import ContinuityLimits, Look, likeness, off_together

FACE = "face"
UNSEEN = "face, perhaps: the first one left before theirs was seen"


def other_parts(known: Sequence[Look], look: Look, limits: ContinuityLimits) -> tuple[str, ...]:
    """Return the face, where it alone says so, or else the parts whose colours are off.

    Of colours that are joined, those count that take more than an even share of what is allowed to all: where
    the joined ones are beyond the limit, there is at least one. Where there is none, nothing was known to
    compare the face with.
    """
    face = likeness(known, look)
    if face is not None and face < limits.same_similarity:
        return (FACE,)
    nearest = min(
        (
            one.appearance.differences(look.appearance)
            for one in known
            if one.appearance is not None and look.appearance is not None
        ),
        key=off_together,
        default={},
    )
    share = min(limits.same_colours, limits.anew_colours) / math.sqrt(max(1, len(nearest)))
    most = dict.fromkeys(nearest, share) | {"skin": min(share, limits.same_skin)}
    parts = tuple(part for part, off in nearest.items() if off > most[part])
    return parts or ((UNSEEN,) if face is None and look.embedding is not None else ())
