"""Where a head may be in a live picture so that the photo can still be cut as its standard asks.

The bands of ``config/rules.toml`` about place and distance are the graduate photo's. Another standard leaves
less room, and so does a frame that hardly holds the crop: there the shutter would fall for a photo that no
crop makes right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from kiosk.geometry import Point
from kiosk.guidance.verdict import Target
from kiosk.photo.search import search_crop
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import HeadGeometry

LEAST = 0.05
"""So far either way every band reaches at least, in widths of the shape: nobody sits stiller."""
MIDDLES = (0.0, -0.04, 0.04, -0.08, 0.08)
"""Where the middle of the bands is tried, off the shape: a frame's edge may be nearer on one side."""
SPREADS = (1.0, 0.75, 0.5, 0.25, 0.0)
"""Shares of the people's spread that are tried: what a standard or frame leaves no room for is given up."""
SPARE = 0.5
"""Share of the spec's margin that is kept: the finished photo is measured again, by a better mask."""
HALVINGS = 5
"""A band's end is found to a thirty-second of the way that the rules allow."""

UP = 0.5
"""How far up the hair's room is looked for, in widths of the shape."""

Span = tuple[float, float]
Room = tuple[Span, Span, Span]
"""Where the head may be: across and down in widths of the shape, its size as a multiple of it."""


@dataclass(frozen=True)
class Build:
    """A head's proportions, as multiples of its face width."""

    hair_to_eyes: float
    eyes_to_chin: float
    eyes_apart: float


@dataclass(frozen=True)
class Roomed:
    """The room that was found.

    Attributes
    ----------
    spread
        The share of the people's spread for which every head in it has its crop.
    headroom
        How far below the shape's crop hair must begin, in heights of the crop: less, and a typical head that
        fills the shape has none. It says so of tall hair, too, which is nobody's spread.
    """

    room: Room
    spread: float
    headroom: float


def room_for(target: Target, spec: PhotoSpec, frame_size: tuple[int, int], allowed: Room) -> Roomed | None:
    """Return where in ``allowed`` a head may be so that some crop meets every band; pure.

    The limits of a crop are linear in place, size and scale, so the places with a crop make a convex body,
    and a box whose corners lie in it lies in it with all it holds (but for the whole pixels of a crop, which
    the spare margin covers). The box grows from the least that a person needs, first on all sides alike.

    Returns
    -------
    None when not even the typical head has that least room: then nothing can be asked for.
    """
    off = sorted(product(MIDDLES, MIDDLES), key=lambda place: place[0] ** 2 + place[1] ** 2)
    # The drawn shape is where people sit, so it is given up last of all, after the spread.
    for (y, size), spread in product(off, SPREADS):
        least = _least((0.0, y, 1.0 + size), allowed)
        fits = _Fits(target, spec, frame_size, builds(spec, spread))
        if least is not None and fits(least):
            return Roomed(_grown(least, allowed, fits), spread, _headroom(target, spec, frame_size))
    return None


def builds(spec: PhotoSpec, spread: float) -> tuple[Build, ...]:
    """Return the heads at the corners of a share of the people's spread round the typical one."""
    guide = spec.guide
    apart = (guide.eyes_apart,) * 2 if spec.eye_distance is None else guide.eyes_apart_spread

    def ends(middle: float, span: Span) -> list[float]:
        return sorted({middle + spread * (end - middle) for end in span})

    return tuple(
        Build(*each)
        for each in product(
            ends(guide.hair_to_eyes, guide.hair_to_eyes_spread),
            ends(guide.eyes_to_chin, guide.eyes_to_chin_spread),
            ends(guide.eyes_apart, apart),
        )
    )


def head_at(place: tuple[float, ...], build: Build, target: Target) -> HeadGeometry:
    """Return a head at a place in terms of the drawn shape; its hair may leave the frame."""
    across, down, size = place
    width = target.head.width * size
    x, eyes = target.head.centre.x + across * target.head.width, target.eye_line_y + down * target.head.width
    apart = build.eyes_apart * width / 2
    return HeadGeometry(
        eye_left=Point(x - apart, eyes),
        eye_right=Point(x + apart, eyes),
        chin=Point(x, eyes + build.eyes_to_chin * width),
        hair_top_y=eyes - build.hair_to_eyes * width,
        face_left_x=x - width / 2,
        face_right_x=x + width / 2,
    )


@dataclass(frozen=True)
class _Fits:
    """Whether every head of these builds has a crop wherever it is in a box."""

    target: Target
    spec: PhotoSpec
    frame_size: tuple[int, int]
    builds: Sequence[Build]

    def __call__(self, room: Room) -> bool:
        names, spare = self.spec.bands().keys(), SPARE * self.spec.margin_px
        return all(
            search_crop(head_at(corner, build, self.target), self.spec, self.frame_size, names, spare)
            is not None
            for corner in product(*room)
            for build in self.builds
        )


def _headroom(target: Target, spec: PhotoSpec, frame_size: tuple[int, int]) -> float:
    fits = _Fits(target, spec, frame_size, builds(spec, 0.0)[:1])
    highest = _farthest([0.0, 0.0, 0.0, 0.0, 1.0, 1.0], [0.0, 0.0, -UP, -UP, 1.0, 1.0], fits)
    top = head_at((0.0, highest[2], 1.0), fits.builds[0], target).hair_top_y
    assert top is not None
    return (top - target.crop.y) / target.crop.height


def _least(middle: tuple[float, float, float], allowed: Room) -> Room | None:
    """Return the least room round a place, None where it reaches beyond what is allowed."""
    x, y, size = ((at - LEAST, at + LEAST) for at in middle)
    inside = all(
        low <= least[0] and least[1] <= high for least, (low, high) in zip((x, y, size), allowed, strict=True)
    )
    return (x, y, size) if inside else None


def _grown(least: Room, allowed: Room, fits: Callable[[Room], bool]) -> Room:
    """Grow a box that fits towards what is allowed: all sides alike as far as that goes, then each alone."""
    ends, limits = [end for span in least for end in span], [end for span in allowed for end in span]
    for sides in (range(len(ends)), *((side,) for side in (4, 5, 2, 3, 0, 1))):
        ends = _farthest(ends, [limits[i] if i in sides else end for i, end in enumerate(ends)], fits)
    return _room(ends)


def _farthest(start: list[float], goal: list[float], fits: Callable[[Room], bool]) -> list[float]:
    if fits(_room(goal)):
        return goal
    share, step, best = 0.0, 0.5, start
    for _ in range(HALVINGS):
        tried = [a + (share + step) * (b - a) for a, b in zip(start, goal, strict=True)]
        if fits(_room(tried)):
            share, best = share + step, tried
        step /= 2
    return best


def _room(ends: Sequence[float]) -> Room:
    return (ends[0], ends[1]), (ends[2], ends[3]), (ends[4], ends[5])
