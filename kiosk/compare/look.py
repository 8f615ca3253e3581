"""A closer look at a face, and whether it is one at somebody who is known: by the face and by colours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.compare.appearance import LASTING, Appearance
from kiosk.compare.embedding import Embedding
from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class ContinuityLimits:
    """``[session]`` of ``config/compare.toml``, explained there."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    same_similarity: Annotated[float, Field(gt=-1, lt=1)]
    sure_similarity: Annotated[float, Field(gt=-1, lt=1)]
    same_colours: Annotated[float, Field(gt=0)]
    anew_colours: Annotated[float, Field(gt=0)]
    same_skin: Annotated[float, Field(gt=0)]
    other_colours: Annotated[float, Field(gt=0)]
    absent_s: Annotated[float, Field(gt=0)]
    speed_widths_s: Annotated[float, Field(gt=0)]
    unlooked_s: Annotated[float, Field(gt=0)]
    source: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, eq=False)
class Look:
    """A closer look at a face; either part is None where it was not allowed or could not be taken."""

    at_s: float
    embedding: Embedding | None
    appearance: Appearance | None


def likeness(known: Sequence[Look], look: Look) -> float | None:
    """Return how much a face is like the known one that it is most like, -1 to 1; None without a face."""
    return max(
        (
            one.embedding.similarity(look.embedding)
            for one in known
            if one.embedding is not None and look.embedding is not None
        ),
        default=None,
    )


def is_same(known: Sequence[Look], look: Look, gap: bool, limits: ContinuityLimits) -> bool | None:
    """Return whether the look is of the one who is known; None when nothing can be compared.

    ``gap``: whether somebody else may have sat down since: the face was out of view, or turned up elsewhere
    or in other colours all at once.

    Who takes a hat or a jacket off stays the same: of somebody who stayed in view and whose face is surely
    theirs one part that can be taken off may change its colour, and the light on their skin; nothing may
    where the face leaves a doubt or somebody sits down anew. Who sits down anew is not known again before
    every part that is known was seen; where the first one went before their face was, it never is.
    """
    face = likeness(known, look)
    if face is None and look.embedding is not None and gap:
        return False
    differences = [
        parts
        for one in known
        if one.appearance is not None and look.appearance is not None
        if (parts := one.appearance.differences(look.appearance))
    ]
    if face is None and not differences:
        return None
    if face is not None and face < limits.same_similarity:
        return False
    may_change = face is not None and face >= limits.sure_similarity and not gap
    most = limits.anew_colours if gap else limits.same_colours
    # A look that shows skin and hair only cannot say that the clothes are the same.
    whole = max(map(len, differences), default=0)
    full = [parts for parts in differences if len(parts) == whole]
    skin = most if may_change else limits.same_skin
    kept = (alike(parts, most, skin) or (may_change and _kept(parts, limits)) for parts in full)
    if full and not any(kept):
        return False
    return None if gap and look.appearance is not None and whole < len(parts_known(known)) else True


def parts_known(known: Sequence[Look]) -> set[str]:
    """Return the parts whose colours are known."""
    return {part for one in known if one.appearance is not None for part in one.appearance.colours}


def alike(parts: Mapping[str, float], most: float, skin: float) -> bool:
    """Return whether colours are those of one person: together within ``most``, the skin's within its own."""
    return off_together(parts) <= most and parts.get("skin", 0.0) <= skin


def off_together(parts: Mapping[str, float]) -> float:
    """Return how far colours are off together, the root of the sum of squares.

    Somebody else of nearly the same skin, hair and clothes is a little off in each; who stays is in one at
    most.
    """
    return math.hypot(*parts.values())


def _kept(parts: Mapping[str, float], limits: ContinuityLimits) -> bool:
    """Whether all but one part, which can be taken off, have kept their colours."""
    changed = max((part for part in parts if part not in LASTING), key=lambda part: parts[part], default=None)
    others = {part: off for part, off in parts.items() if part != changed}
    return off_together(others) <= limits.other_colours
