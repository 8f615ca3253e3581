"""Is whoever is photographed the person who confirmed? A pure tracker, fed with what was seen when.

Two kinds of evidence. *Glimpses* (every observation: where the face is, and the colours round it) tell
whether one face stayed in view: as long as it did, nobody changed seats. *Looks* (about one a second, off
the guidance path) tell whether a face is that of the beginning. A look alone may err, so two in a row decide;
after a break of the chain two are needed to take it up again. As long as it holds, whoever sits there is
remembered in more postures and with more of their clothes. What was not seen is never called the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.compare.appearance import Appearance
from kiosk.compare.look import ContinuityLimits, Look, alike, is_same, likeness, parts_known
from kiosk.geometry import Box

DECIDE = 2
"""Looks in a row that agree before they decide."""
REMEMBERED = 6
"""Looks with a face that are kept at most: one a second, which is how long somebody takes to sit right."""
NOTHING_NEW = 0.95
"""Similarity from which a face is in a posture that is remembered already."""
JITTER_WIDTHS = 0.15
"""A face that holds still is found elsewhere, or of another width, by up to so many of its widths."""


class Standing(StrEnum):
    """What can be said of who sits there now."""

    SAME = "same"
    OTHER = "other"
    NOT_SEEN = "not-seen"
    """It could not be measured: nobody was in view, or not long enough since."""


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
    stayed
        Whether there never was such a gap: who is in view is the one who confirmed.
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
    stayed: bool = True
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
    return Track(tuple(looks), at_s, box, looks[-1].appearance, broken=box is None, stayed=box is not None)


def faces_known(track: Track) -> int:
    """Return how many looks at the face are remembered."""
    return sum(one.embedding is not None for one in track.known)


def acquainting(track: Track) -> bool:
    """Whether who sits there is still being got to know: a single face of theirs may be an odd one."""
    return track.stayed and faces_known(track) < DECIDE


def acquainted(track: Track, look: Look) -> Track:
    """Remember a look that was just judged if it surely is one at the person who confirmed.

    That is who never left the view: the first :data:`DECIDE` looks make the acquaintance, of later ones those
    that agree add a posture, or clothes that were out of the picture. After a break nothing is added.
    """
    new = acquainting(track)
    if not (track.stayed and all(track.agreed)) or (len(track.agreed) < DECIDE and not new):
        return track
    if faces_known(track) >= REMEMBERED or not (new or _tells_more(track, look)):
        return track
    return replace(track, known=(*track.known, look))


def _tells_more(track: Track, look: Look) -> bool:
    """Whether the face is in a posture or shows a part that is not remembered yet."""
    likest = likeness(track.known, look)
    parts = set() if look.appearance is None else set(look.appearance.colours)
    return (likest is not None and likest < NOTHING_NEW) or not parts <= parts_known(track.known)


def anew(track: Track) -> Track:
    """Forget what was found out about who sits there, not whom it is compared with."""
    return _break(replace(track, broken=False))


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
    lost = lost or _recoloured(track.sight, sight, limits)
    if track.sight is not None and sight is not None:
        sight = track.sight.joined(sight)
    return replace(_break(track) if lost else track, at_s=at_s, box=box, sight=sight or track.sight)


def looked(track: Track, look: Look, limits: ContinuityLimits) -> Track:
    """Note a closer look; one that could tell nothing changes nothing."""
    same = is_same(track.known, look, track.broken, limits)
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


def _break(track: Track) -> Track:
    return replace(track, broken=True, stayed=False, agreed=() if not track.broken else track.agreed)


def _leapt(before: Box | None, after: Box, seconds: float, speed_widths_s: float) -> bool:
    """Whether no head gets from one place or size to the other in that time."""
    if before is None:
        return True
    width = max(before.width, after.width)
    (x_1, y_1), (x_2, y_2) = before.centre, after.centre
    moved = max(abs(x_2 - x_1), abs(y_2 - y_1), abs(after.width - before.width)) / width
    return moved > JITTER_WIDTHS + speed_widths_s * seconds


def _recoloured(before: Appearance | None, after: Appearance | None, limits: ContinuityLimits) -> bool:
    """Whether the colours are others than they were a moment ago."""
    if before is None or after is None:
        return False
    return not alike(before.differences(after), limits.same_colours, limits.same_skin)
