"""Quiet movement for the drawing over the live picture: points glide, nothing jitters or jumps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.geometry import Point
from ui.presenters.framing import Overlay

TIME_CONSTANT_S = 0.12
"""A point covers 63 % of its way in this time: calm to the eye, yet not behind it."""


@dataclass(frozen=True)
class Motion:
    """The gliding parts of the overlay, px of the unmirrored frame, at time ``at`` in s."""

    at: float
    ears: tuple[Point, Point]
    shoulders: tuple[Point, Point]
    progress: float


def glide(before: Motion | None, overlay: Overlay, now: float) -> Motion:
    """Return the drawing's points at ``now``, on their way from ``before`` to where they were seen.

    A point that is not seen goes home, to its place in the target.
    """
    home_ears, home_shoulders = homes(overlay)
    ears = _seen_or(overlay.ears, home_ears)
    shoulders = _seen_or(overlay.shoulders, home_shoulders)
    if before is None:
        return Motion(now, ears, shoulders, overlay.progress)
    share = 1 - math.exp(-max(0.0, now - before.at) / TIME_CONSTANT_S)
    return Motion(
        now,
        (_between(before.ears[0], ears[0], share), _between(before.ears[1], ears[1], share)),
        (
            _between(before.shoulders[0], shoulders[0], share),
            _between(before.shoulders[1], shoulders[1], share),
        ),
        before.progress + (overlay.progress - before.progress) * share,
    )


def homes(overlay: Overlay) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
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


def _seen_or(seen: tuple[Point | None, Point | None], home: tuple[Point, Point]) -> tuple[Point, Point]:
    return (seen[0] or home[0], seen[1] or home[1])


def _between(a: Point, b: Point, share: float) -> Point:
    return Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
