"""Quiet movement for the drawing over the live picture: points glide, nothing jitters or jumps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.geometry import Point
from ui.presenters.framing import Mark, Overlay

TIME_CONSTANT_S = 0.12
"""A point covers 63 % of its way in this time: calm to the eye, yet not behind it."""

LOST_S = 0.6
"""A point that was not seen for so long goes home; one that is missed for a frame or two stays."""

Pair = tuple[Point, Point]
"""What is at the picture's left and at its right."""


@dataclass(frozen=True)
class Track:
    """One point on its way.

    Attributes
    ----------
    at, goal
        Where it is drawn, and where to; px of the unmirrored frame.
    seen_s
        When it was last seen; minus infinity when never.
    """

    at: Point
    goal: Point
    seen_s: float


@dataclass(frozen=True)
class Motion:
    """The gliding parts of the overlay at time ``at_s``, each (picture-left, picture-right).

    ``eyes`` are the ends of a line through the person's eyes; None while no eyes are seen. Once eyes are
    level and as high as they should be the line lies at the height of the drawn shape's own, and stays.
    """

    at_s: float
    ear_tracks: tuple[Track, Track]
    shoulder_tracks: tuple[Track, Track]
    eye_tracks: tuple[Track, Track] | None
    progress: float

    @property
    def ears(self) -> Pair:
        return _points(self.ear_tracks)

    @property
    def shoulders(self) -> Pair:
        return _points(self.shoulder_tracks)

    @property
    def eyes(self) -> Pair | None:
        return None if self.eye_tracks is None else _points(self.eye_tracks)


def glide(before: Motion | None, overlay: Overlay, now: float, *, motion: bool = True) -> Motion:
    """Return the drawing's points at ``now``, on their way from ``before`` to where they were seen.

    A point that is not seen any more goes home, to its place in the target.

    Parameters
    ----------
    motion
        Whether what changes by itself (the line that snaps, the ring that closes) may be seen moving.
    """
    home_ears, home_shoulders = homes(overlay)
    share = 1.0 if before is None else 1 - math.exp(-max(0.0, now - before.at_s) / TIME_CONSTANT_S)
    own_share = share if motion else 1.0
    start = 0.0 if before is None or overlay.progress == 0.0 else before.progress
    return Motion(
        now,
        _follow(None if before is None else before.ear_tracks, overlay.ears, home_ears, now, share),
        _follow(
            None if before is None else before.shoulder_tracks,
            overlay.shoulders,
            home_shoulders,
            now,
            share,
        ),
        _eyes(None if before is None else before.eye_tracks, overlay, now, share, own_share),
        start + (overlay.progress - start) * own_share,
    )


def homes(overlay: Overlay) -> tuple[Pair, Pair]:
    """Return where the ears and shoulders are drawn when nobody is there (picture-left, picture-right)."""
    head, crop = overlay.target.head, overlay.target.crop
    ear_y = overlay.target.eye_line_y + head.height * 0.08
    inset = crop.width * 0.16
    return (
        (Point(head.x, ear_y), Point(head.right, ear_y)),
        (
            Point(crop.x + inset, overlay.target.shoulder_line_y),
            Point(crop.right - inset, overlay.target.shoulder_line_y),
        ),
    )


def _eyes(
    before: tuple[Track, Track] | None, overlay: Overlay, now: float, share: float, own_share: float
) -> tuple[Track, Track] | None:
    eyes = overlay.eyes
    if eyes is None:
        lost = before is None or now - before[0].seen_s > LOST_S
        return None if lost or before is None else (_moved(before[0], share), _moved(before[1], share))
    middle, half = (eyes[0].x + eyes[1].x) / 2, overlay.target.head.width / 2
    if overlay.eye_line is Mark.RIGHT:
        y = overlay.target.eye_line_y
        level = (Point(middle - half, y), Point(middle + half, y))
        return _follow(before, level, level, now, own_share)
    slope = (eyes[1].y - eyes[0].y) / max(1.0, eyes[1].x - eyes[0].x)
    height = (eyes[0].y + eyes[1].y) / 2
    ends = (Point(middle - half, height - slope * half), Point(middle + half, height + slope * half))
    return _follow(before, ends, ends, now, share)


def _follow(
    before: tuple[Track, Track] | None,
    seen: tuple[Point | None, Point | None],
    home: Pair,
    now: float,
    share: float,
) -> tuple[Track, Track]:
    first, second = (None, None) if before is None else before
    return _one(first, seen[0], home[0], now, share), _one(second, seen[1], home[1], now, share)


def _one(before: Track | None, seen: Point | None, home: Point, now: float, share: float) -> Track:
    if before is None:
        at = seen or home
        return Track(at, at, -math.inf if seen is None else now)
    if seen is not None:
        return _moved(Track(before.at, seen, now), share)
    goal = home if now - before.seen_s > LOST_S else before.goal
    return _moved(Track(before.at, goal, before.seen_s), share)


def _moved(track: Track, share: float) -> Track:
    a, b = track.at, track.goal
    return Track(Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share), b, track.seen_s)


def _points(tracks: tuple[Track, Track]) -> Pair:
    return tracks[0].at, tracks[1].at
