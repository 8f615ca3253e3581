"""Is whoever is photographed the person who confirmed? A pure tracker, fed with what was seen when.

Two kinds of evidence. *Glimpses* (every observation: where the face is, and the colours round it) tell
whether one face stayed in view: as long as it did, nobody changed seats. *Looks* (about one a second, off
the guidance path) tell whether a face is that of the beginning. A look alone may err, so two in a row decide;
after a break of the chain two are needed to take it up again. What was not seen is never called the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.compare.appearance import Appearance
from kiosk.compare.embedding import Embedding
from kiosk.geometry import Box
from kiosk.tomlfile import STRICT

DECIDE = 2
"""Looks in a row that agree before they decide."""
JITTER_WIDTHS = 0.15
"""A face that holds still is found elsewhere, or of another width, by up to so many of its widths."""


@dataclass(frozen=True)
class ContinuityLimits:
    """``[session]`` of ``config/compare.toml``, explained there."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    same_similarity: Annotated[float, Field(gt=-1, lt=1)]
    sure_similarity: Annotated[float, Field(gt=-1, lt=1)]
    same_colours: Annotated[float, Field(gt=0)]
    other_colours: Annotated[float, Field(gt=0)]
    absent_s: Annotated[float, Field(gt=0)]
    speed_widths_s: Annotated[float, Field(gt=0)]
    unlooked_s: Annotated[float, Field(gt=0)]
    source: Annotated[str, Field(min_length=1)]


class Standing(StrEnum):
    """What can be said of who sits there now."""

    SAME = "same"
    OTHER = "other"
    NOT_SEEN = "not-seen"
    """It could not be measured: nobody was in view, or not long enough since."""


@dataclass(frozen=True, eq=False)
class Look:
    """A closer look at a face; either part is None where it was not allowed or could not be taken."""

    at_s: float
    embedding: Embedding | None
    appearance: Appearance | None


@dataclass(frozen=True, eq=False)
class Track:
    """What is remembered of a session, from :func:`begin` on; holds templates, so :func:`forget` it.

    Attributes
    ----------
    known
        Looks at the person who confirmed.
    at_s, box, sight
        When and where the face was last in view, and how it looked.
    broken
        Whether nobody was in view for too long, a face was where it could not have got to or all at once in
        other colours, and no face has closed the gap since.
    agreed
        What the newest looks said, those since the last break: True for the same.
    looked_s
        When the newest of them was taken.
    """

    known: tuple[Look, ...]
    at_s: float
    box: Box | None
    sight: Appearance | None = None
    broken: bool = False
    agreed: tuple[bool, ...] = ()
    looked_s: float | None = None


def begin(looks: Sequence[Look], at_s: float, box: Box | None) -> Track:
    """Remember the person who confirms, by at least one look.

    Raises
    ------
    ValueError
        Without a look.
    """
    if not looks:
        raise ValueError("nobody was looked at")
    return Track(tuple(looks), at_s, box, looks[-1].appearance, broken=box is None)


def acquainted(track: Track, look: Look) -> Track:
    """Remember one more look at the person who confirmed."""
    return replace(track, known=(*track.known, look))


def anew(track: Track) -> Track:
    """Forget what was found out about who sits there, not whom it is compared with."""
    return replace(track, broken=True, agreed=())


def glimpsed(
    track: Track, at_s: float, box: Box | None, limits: ContinuityLimits, sight: Appearance | None = None
) -> Track:
    """Note where the subject's face is and how it looks; None when no face is seen. Times must not run back.

    A jacket is taken off one sleeve after the other: colours that are others from one glimpse to the next say
    that somebody else might sit there.
    """
    absent_s = at_s - track.at_s
    if box is None:
        return _break(track) if absent_s > limits.absent_s else track
    lost = absent_s > limits.absent_s or _leapt(track.box, box, absent_s, limits.speed_widths_s)
    lost = lost or _recoloured(track.sight, sight, limits.same_colours)
    if track.sight is not None and sight is not None:
        sight = track.sight.joined(sight)
    return replace(_break(track) if lost else track, at_s=at_s, box=box, sight=sight or track.sight)


def looked(track: Track, look: Look, limits: ContinuityLimits) -> Track:
    """Note a closer look; one that could tell nothing changes nothing."""
    same = _same(track, look, limits)
    if same is None:
        return track
    agreed = (*track.agreed, same)[-DECIDE:]
    # Only a face can close a gap: clothes and hair are those of thousands.
    closed = len(agreed) == DECIDE and all(agreed) and look.embedding is not None
    return replace(track, agreed=agreed, looked_s=look.at_s, broken=track.broken and not closed)


def standing(track: Track, at_s: float, limits: ContinuityLimits) -> Standing:
    """Return what can be said at a time, e.g. that of the captured frame."""
    if len(track.agreed) == DECIDE and not any(track.agreed):
        return Standing.OTHER
    if track.broken or at_s - track.at_s > limits.absent_s:
        return Standing.NOT_SEEN
    if track.looked_s is None or at_s - track.looked_s > limits.unlooked_s:
        return Standing.NOT_SEEN
    return Standing.SAME if track.agreed[-1] else Standing.NOT_SEEN


def forget(track: Track) -> None:
    """Wipe every template; the track cannot be used afterwards."""
    for look in track.known:
        if look.embedding is not None:
            look.embedding.wipe()


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


def _break(track: Track) -> Track:
    return replace(track, broken=True, agreed=() if not track.broken else track.agreed)


def _leapt(before: Box | None, after: Box, seconds: float, speed_widths_s: float) -> bool:
    """Whether no head gets from one place or size to the other in that time."""
    if before is None:
        return True
    width = max(before.width, after.width)
    (x_1, y_1), (x_2, y_2) = before.centre, after.centre
    moved = max(abs(x_2 - x_1), abs(y_2 - y_1), abs(after.width - before.width)) / width
    return moved > JITTER_WIDTHS + speed_widths_s * seconds


def _recoloured(before: Appearance | None, after: Appearance | None, most: float) -> bool:
    """Whether all colours, joined, are others than they were a moment ago."""
    return before is not None and after is not None and math.hypot(*before.differences(after).values()) > most


def _same(track: Track, look: Look, limits: ContinuityLimits) -> bool | None:
    """Return whether the look is of the one who is known; None when nothing can be compared.

    Who takes a hat or a jacket off stays the same: of somebody who stayed in view and whose face is surely
    theirs one part may change its colour; none may where the face leaves a doubt or somebody sits down anew.
    Who sits down anew is not known again before every part that is known was seen.
    """
    face = likeness(track.known, look)
    differences = [
        tuple(parts.values())
        for one in track.known
        if one.appearance is not None and look.appearance is not None
        if (parts := one.appearance.differences(look.appearance))
    ]
    if face is None and not differences:
        return None
    if face is not None and face < limits.same_similarity:
        return False
    may_change = face is not None and face >= limits.sure_similarity and not track.broken
    # A look that shows skin and hair only cannot say that the clothes are the same.
    whole = max(map(len, differences), default=0)
    full = [parts for parts in differences if len(parts) == whole]
    if full and not any(_kept(parts, may_change, limits) for parts in full):
        return False
    known = max((len(one.appearance.colours) for one in track.known if one.appearance is not None), default=0)
    return None if track.broken and look.appearance is not None and whole < known else True


def _kept(parts: Sequence[float], may_change: bool, limits: ContinuityLimits) -> bool:
    """Whether colours that are so far off are still somebody's; ``may_change``: all but one.

    They are joined as the root of their sum of squares: somebody else of nearly the same skin, hair and
    clothes is a little off in each of them, who stays is in one at most.
    """
    if math.hypot(*parts) <= limits.same_colours:
        return True
    return may_change and math.hypot(*sorted(parts)[:-1]) <= limits.other_colours
