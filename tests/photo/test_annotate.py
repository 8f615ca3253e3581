"""The annotated picture: a copy with margins; marks lie where the thing is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from kiosk.geometry import Box, Point
from kiosk.photo.annotate import LEFT_PX, PHOTO_HEIGHT_PX, TOP_PX, annotated
from kiosk.photo.finished import Check, CheckStatus, Inspection
from kiosk.photo.fonts import Typeface, find_typeface, font_folders
from kiosk.photo.ink import COLOURS, Ink
from kiosk.photo.legend import verdict
from kiosk.photo.places import in_photo, spots
from kiosk.photo.words import Place, Said, Words, load_words
from kiosk.vision.observation import HeadGeometry, Observation

SCALE = PHOTO_HEIGHT_PX / 640
HEAD = HeadGeometry(Point(180, 250), Point(300, 250), Point(240, 440), 80, 120, 360)
SEEN = Observation(
    1, 0.0, 480, 640, {}, head=HEAD, faces=(Box(120, 80, 240, 360),), ears=(Point(115, 280), Point(365, 280))
)
PASSED = (
    Check("hair_top", CheckStatus.PASS, 80, "px", 50, 110),
    Check("eye_line", CheckStatus.PASS, 250, "px", 200, 300),
    Check("face_width", CheckStatus.PASS, 240, "px", 180, 300),
    Check("ear_left_visible", CheckStatus.PASS, 1.0, "ratio", 0.4, None, must=False),
)
CHINESE = find_typeface(font_folders())
PLAIN = Typeface(None)


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words()


@pytest.fixture(scope="module")
def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (480, 640), (100, 197, 255)).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def with_status(name: str, status: CheckStatus) -> Inspection:
    return Inspection("chsi", tuple(replace(c, status=status) if c.check == name else c for c in PASSED))


def pixels(picture: Image.Image) -> NDArray[np.int64]:
    return np.asarray(picture).astype(np.int64)


def coloured(picture: Image.Image, status: CheckStatus) -> NDArray[np.bool_]:
    """Where the picture has exactly the colour of a status."""
    return np.asarray((pixels(picture) == COLOURS[status]).all(axis=2))


def test_measured_lines_lie_at_their_numbers(jpeg: bytes, words: Words) -> None:
    picture = annotated(jpeg, with_status("hair_top", CheckStatus.FAIL), SEEN, words, PLAIN, legend=False)
    on_photo = slice(LEFT_PX + 2, LEFT_PX + 60)
    red = coloured(picture, CheckStatus.FAIL)[:, on_photo].all(axis=1).nonzero()[0]
    green = coloured(picture, CheckStatus.PASS)[:, on_photo].all(axis=1).nonzero()[0]
    for y in (80, 50, 110):
        assert abs(red - (TOP_PX + y * SCALE)).min() <= 2
    for y in (250, 200, 300):
        assert abs(green - (TOP_PX + y * SCALE)).min() <= 2
    assert abs(red - (TOP_PX + 250 * SCALE)).min() > 50


def test_a_failed_check_is_ringed_where_it_is_and_a_passed_one_is_not(jpeg: bytes, words: Words) -> None:
    def ringed(status: CheckStatus) -> tuple[bool, bool]:
        picture = annotated(jpeg, with_status("ear_left_visible", status), SEEN, words, PLAIN, legend=False)
        marked = coloured(picture, CheckStatus.UNKNOWN)
        at = {x: (round(TOP_PX + 280 * SCALE), round(LEFT_PX + x * SCALE)) for x in (115, 365)}
        found = [marked[y - 60 : y + 60, x - 60 : x + 60].any() for y, x in (at[115], at[365])]
        return bool(found[0]), bool(found[1])

    # The person's own left ear is at the picture's right; it does not decide, so it is for a person.
    assert ringed(CheckStatus.FAIL) == (False, True)
    assert ringed(CheckStatus.UNKNOWN) == (False, True)
    assert ringed(CheckStatus.PASS) == (False, False)


def test_a_photo_without_a_face_still_gets_its_words(jpeg: bytes, words: Words) -> None:
    lost = Inspection("chsi", (Check("one_face", CheckStatus.FAIL, 0, "count", 1, 1),))
    for seen in (None, Observation(1, 0.0, 480, 640, {})):
        picture = annotated(jpeg, lost, seen, words, PLAIN)
        legend = coloured(picture, CheckStatus.FAIL)[:, -500:]
        assert legend.sum() > 500


def test_the_legend_grows_with_what_is_to_be_said(jpeg: bytes, words: Words) -> None:
    every = tuple(Check(name, CheckStatus.FAIL, None, "ratio") for name in words.check)
    tall = annotated(jpeg, Inspection("chsi", every), SEEN, words, CHINESE)
    short = annotated(jpeg, Inspection("chsi", PASSED), SEEN, words, CHINESE)
    assert tall.height > 2 * short.height
    # The last check's words are on the sheet: its badge's colour is found near the bottom.
    assert coloured(tall, CheckStatus.FAIL)[-200:, -640:].any()


def test_the_remedy_of_a_band_replaces_its_advice(jpeg: bytes, words: Words) -> None:
    failed = with_status("hair_top", CheckStatus.FAIL)
    one = annotated(jpeg, failed, SEEN, words, PLAIN)
    other = annotated(jpeg, failed, SEEN, words, PLAIN, remedies={"hair_top": Said("压平", "flatten it")})
    assert one.size == other.size
    assert (pixels(one) != pixels(other)).any(axis=2)[:, -640:].any()
    assert not (pixels(one) != pixels(other)).any(axis=2)[:, :-640].any()


def test_the_verdict_tells_failing_from_looking_again() -> None:
    assert verdict(Inspection("chsi", PASSED))[0] is CheckStatus.PASS
    assert verdict(with_status("ear_left_visible", CheckStatus.FAIL))[0] is CheckStatus.UNKNOWN
    assert verdict(with_status("eye_line", CheckStatus.UNKNOWN))[0] is CheckStatus.UNKNOWN
    assert verdict(with_status("eye_line", CheckStatus.FAIL))[0] is CheckStatus.FAIL


def test_places_are_the_persons_own() -> None:
    found: Mapping[Place, tuple[object, ...]] = spots(SEEN)
    assert spots(SEEN)[Place.EYE_LEFT][0].centre == HEAD.eye_right
    assert spots(SEEN)[Place.EAR_RIGHT][0].centre == Point(115, 280)
    assert Place.MOUTH not in found  # no mesh: not guessed
    assert set(spots(Observation(1, 0.0, 480, 640, {}))) == {Place.BACKGROUND}


def test_places_of_a_source_are_found_again_in_its_photo() -> None:
    """A source twice as large, cut 100 px from its left and 60 px from its top."""
    crop, scale = Box(100, 60, 960, 1280), 2.0

    def back(point: Point) -> Point:
        return Point(point.x * scale + crop.x, point.y * scale + crop.y)

    left, right = SEEN.ears
    assert left is not None and right is not None
    head = replace(
        HEAD,
        eye_left=back(HEAD.eye_left),
        eye_right=back(HEAD.eye_right),
        chin=back(HEAD.chin),
        hair_top_y=80 * scale + 60,
        face_left_x=120 * scale + 100,
        face_right_x=360 * scale + 100,
    )
    mesh = np.full((478, 3), 200.0, np.float32)
    source = Observation(
        1,
        0.0,
        1280,
        1400,
        {},
        head=head,
        ears=(back(left), back(right)),
        shoulders=(None, None),
        landmarks=mesh,
    )
    moved = in_photo(source, crop, scale)
    assert (moved.width, moved.height, moved.head, moved.ears) == (480, 640, HEAD, SEEN.ears)
    assert moved.shoulders == (None, None)
    assert moved.landmarks is not None
    assert (moved.landmarks[:, :2] == np.array([50.0, 70.0])).all()


def test_lines_break_between_chinese_characters_and_at_spaces() -> None:
    ink = Ink(Image.new("RGB", (8, 8)), PLAIN)
    assert ink.wrapped("one two three", 16, 70) == ["one two", "three"]
    chinese = Ink(Image.new("RGB", (8, 8)), CHINESE)
    if not CHINESE.chinese:
        pytest.skip("this machine has no Chinese font")
    lines = chinese.wrapped("头发太高，请压平或扎低", 20, 90)
    assert "".join(lines) == "头发太高，请压平或扎低"
    assert len(lines) == 3
    assert not any(line.startswith("，") for line in lines)


def test_without_a_chinese_font_english_is_written(tmp_path: Path, words: Words) -> None:
    (tmp_path / "wqy-microhei.ttc").write_bytes(b"not a font")
    face = find_typeface((tmp_path,))
    assert face == Typeface(None)
    assert Ink(Image.new("RGB", (8, 8)), face).both(words.title("yaw")) == "turned sideways"
