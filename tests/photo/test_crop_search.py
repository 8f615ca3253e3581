"""The crop against brute force: on small pictures every rectangle is tried, and none may be better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.geometry import Point
from kiosk.photo.crop import Crop, CropInfeasible, solve_crop
from kiosk.photo.fit import FINE, SLACK_PX
from kiosk.photo.spec import BANDS, Band, PhotoSpec, SizeRule, load_spec
from kiosk.vision.observation import HeadGeometry

BASE = replace(load_spec("chsi"), **dict.fromkeys(BANDS))
EXACT, ROUNDED = (120, 160), (35, 45)
"""Photo sizes whose proportions come in small steps, and in steps too coarse to use."""


@st.composite
def bands(draw: st.DrawFn, photo: tuple[int, int]) -> dict[str, Band]:
    """Some of the bands, anywhere in the photo, some of them narrow."""
    made = {}
    for name in draw(st.sets(st.sampled_from(BANDS))):
        most = photo[1] if name in ("hair_top", "eye_line", "head_height") else photo[0]
        low = draw(st.floats(0, 0.8 * most))
        high = draw(st.floats(low + 0.01 * most, most))
        made[name] = Band(low, high, draw(st.floats(low, high)))
    return made


@st.composite
def cases(draw: st.DrawFn, photo: tuple[int, int]) -> tuple[PhotoSpec, HeadGeometry, tuple[int, int]]:
    """A small picture, a head somewhere in it or partly outside, and a standard."""
    frame = draw(st.integers(photo[0], photo[0] * 4 // 3)), draw(st.integers(photo[1], photo[1] * 4 // 3))
    width = draw(st.floats(0.15, 0.9)) * photo[0]
    middle = draw(st.floats(0.2, 0.8)) * frame[0]
    eyes = draw(st.floats(0.2, 0.8)) * frame[1]
    apart = draw(st.floats(0.35, 0.5)) * width
    hair = draw(st.none() | st.floats(0.5, 1.6))
    head = HeadGeometry(
        eye_left=Point(middle - apart / 2, eyes),
        eye_right=Point(middle + apart / 2, eyes),
        chin=Point(middle, eyes + draw(st.floats(0.6, 1.0)) * width),
        hair_top_y=None if hair is None else eyes - hair * width,
        face_left_x=middle - width / 2,
        face_right_x=middle + width / 2,
    )
    size = SizeRule(*photo, dpi=300)
    return replace(BASE, size=size, **draw(bands(photo))), head, frame


def sizes(photo: tuple[int, int], frame: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Every width and height that a crop may have."""
    for height in range(photo[1], frame[1] + 1):
        below = height * photo[0] // photo[1]
        for width in range(max(photo[0], below), min(frame[0], below + 1) + 1):
            exact = width * photo[1] == height * photo[0]
            near = abs(width * photo[1] - height * photo[0]) <= photo[1] / 2
            if exact if photo == EXACT else near:
                yield width, height


def most_met(spec: PhotoSpec, head: HeadGeometry, frame: tuple[int, int]) -> int | None:
    """Return how many bands the best of all rectangles meets; None when each of them cuts the head."""
    photo = (spec.size.width_px, spec.size.height_px)
    top = head.eye_line_y if head.hair_top_y is None else head.hair_top_y
    best = None
    for width, height in sizes(photo, frame):
        across, down = width / photo[0], height / photo[1]
        x = np.arange(frame[0] - width + 1)[:, None]
        y = np.arange(frame[1] - height + 1)[None, :]
        # A wall counts as kept within the same hair's breadth as a band's end.
        near = SLACK_PX * down
        whole = (x <= head.face_left_x + near) & (head.face_right_x <= x + width + near)
        whole = whole & (y <= top + near) & (head.chin.y <= y + height + near)
        if not whole.any():
            continue
        values: dict[str, NDArray[np.float64] | float] = {
            "eye_line": (head.eye_line_y - y) / down,
            "centre_x": (head.centre_x - x) / across,
            "face_width": head.face_width / across,
            "eye_distance": head.eye_distance / across,
        }
        if head.hair_top_y is not None:
            values["hair_top"] = (head.hair_top_y - y) / down
            values["head_height"] = (head.chin.y - head.hair_top_y) / down
        met = np.zeros(whole.shape, np.int64)
        for name, band in spec.bands().items():
            if name in values:
                value = values[name]
                met = met + ((band.low - SLACK_PX <= value) & (value <= band.high + SLACK_PX))
        found = int(met[whole].max())
        best = found if best is None else max(best, found)
    return best


def known_bands(spec: PhotoSpec, head: HeadGeometry) -> set[str]:
    hairy = {"hair_top", "head_height"} if head.hair_top_y is None else set()
    return set(spec.bands()) - hairy


def narrowed(spec: PhotoSpec, share: float) -> PhotoSpec:
    """Return the standard with a share of its margin taken off both ends of every band."""
    bands = {}
    for name, band in spec.bands().items():
        spare = min(share * spec.margin_px, (band.high - band.low) / 4)
        low, high = band.low + spare, band.high - spare
        bands[name] = Band(low, high, min(max(band.aim, low), high))
    return replace(spec, **bands)


def assert_sound(crop: Crop, spec: PhotoSpec, head: HeadGeometry, frame: tuple[int, int]) -> None:
    box, photo = crop.box, (spec.size.width_px, spec.size.height_px)
    assert all(float(side).is_integer() for side in (box.x, box.y, box.width, box.height))
    assert box.x >= 0 and box.y >= 0 and box.right <= frame[0] and box.bottom <= frame[1]
    assert box.width >= photo[0] and box.height >= photo[1]
    assert (int(box.width), int(box.height)) in set(sizes(photo, frame))
    assert {misfit.band for misfit in crop.misfits} <= known_bands(spec, head)


@pytest.mark.no_cover  # thousands of times through lines that test_crop runs as well
@pytest.mark.parametrize("photo", [EXACT, ROUNDED])
def test_no_rectangle_meets_more_bands(photo: tuple[int, int]) -> None:
    seen = {"cut": 0, "met": 0, "missed": 0, "roomy": 0}

    @settings(max_examples=1200, deadline=None, derandomize=True, database=None)
    @given(case=cases(photo))
    def search(case: tuple[PhotoSpec, HeadGeometry, tuple[int, int]]) -> None:
        spec, head, frame = case
        best = most_met(spec, head, frame)
        if best is None:
            with pytest.raises(CropInfeasible) as caught:
                solve_crop(head, spec, frame)
            assert caught.value.code == "photo-head-cut"
            seen["cut"] += 1
            return
        crop = solve_crop(head, spec, frame)
        assert_sound(crop, spec, head, frame)
        assert len(known_bands(spec, head)) - len(crop.misfits) == best
        seen["missed" if crop.misfits else "met"] += 1
        for share in (1.0, 0.25):
            inner, known = narrowed(spec, share).bands(), known_bands(spec, head)
            if most_met(narrowed(spec, share), head, frame) == len(known):
                ends = [(getattr(crop, name), inner[name]) for name in known]
                assert all(band.low - 1e-6 <= value <= band.high + 1e-6 for value, band in ends)
                seen["roomy"] += 1
                break

    search()
    assert min(seen.values()) > 50, seen


def test_the_two_sizes_are_searched_in_both_ways() -> None:
    assert np.gcd(*EXACT) >= FINE > np.gcd(*ROUNDED)


@pytest.mark.parametrize("name", ["chsi", "id-card", "us-visa", "schengen", "passport-cn", "social-security"])
def test_an_average_head_meets_every_band_wherever_it_is(name: str) -> None:
    """Whatever the camera's pixels, as long as there are enough around the head."""
    spec = load_spec(name)
    build = spec.guide

    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(larger=st.floats(1.2, 3.5), x=st.floats(0, 1), y=st.floats(0, 1))
    def search(larger: float, x: float, y: float) -> None:
        width = 0.5 * spec.size.width_px * larger
        room = round(5 * spec.size.height_px * larger)
        middle, eyes = room * (0.35 + 0.3 * x) + x, room * (0.35 + 0.3 * y) + y
        head = HeadGeometry(
            eye_left=Point(middle - build.eyes_apart * width / 2, eyes),
            eye_right=Point(middle + build.eyes_apart * width / 2, eyes),
            chin=Point(middle, eyes + build.eyes_to_chin * width),
            hair_top_y=eyes - build.hair_to_eyes * width,
            face_left_x=middle - width / 2,
            face_right_x=middle + width / 2,
        )
        assert solve_crop(head, spec, (room, room)).misfits == ()

    search()
