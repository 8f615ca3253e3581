"""The crop meets the bands, stays inside the frame, and agrees with the live target."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import KioskError
from kiosk.geometry import Box, Point
from kiosk.photo.crop import Crop, CropInfeasible, solve_crop, target_for
from kiosk.photo.finished import Remedy
from kiosk.photo.spec import PhotoSpec, load_spec
from kiosk.vision.observation import HeadGeometry

SPEC = load_spec("chsi")


def head(
    centre_x: float, hair_top: float | None, eyes: float, chin: float, face_width: float
) -> HeadGeometry:
    return HeadGeometry(
        Point(centre_x - 0.22 * face_width, eyes),
        Point(centre_x + 0.22 * face_width, eyes),
        Point(centre_x, chin),
        hair_top,
        centre_x - face_width / 2,
        centre_x + face_width / 2,
    )


def typical(centre_x: float, hair_top: float, face_width: float) -> HeadGeometry:
    eyes = hair_top + SPEC.guide.hair_to_eyes * face_width
    return head(centre_x, hair_top, eyes, eyes + SPEC.guide.eyes_to_chin * face_width, face_width)


def misfit_names(crop: Crop) -> set[str]:
    return {m.band for m in crop.misfits}


def remedies(crop: Crop) -> dict[str, Remedy]:
    return {m.band: m.remedy for m in crop.misfits}


heads = st.builds(
    lambda cx, top, eyes, chin, w: head(cx, top, top + eyes * w, top + (eyes + chin) * w, w),
    cx=st.floats(100, 1900),
    top=st.floats(0, 600),
    eyes=st.floats(0.5, 1.5),
    chin=st.floats(0.6, 1.0),
    w=st.floats(60, 700),
)
frames = st.tuples(st.integers(480, 2000), st.integers(640, 1500))


@given(head=heads, frame=frames)
def test_crop_is_whole_pixels_inside_the_frame_and_never_upscales(
    head: HeadGeometry, frame: tuple[int, int]
) -> None:
    try:
        crop = solve_crop(head, SPEC, frame)
    except CropInfeasible:
        return
    box = crop.box
    assert all(float(v).is_integer() for v in (box.x, box.y, box.width, box.height))
    assert box.x >= 0
    assert box.y >= 0
    assert box.right <= frame[0]
    assert box.bottom <= frame[1]
    assert box.width * 4 == box.height * 3
    assert crop.scale == box.height / 640 >= 1


@given(head=heads, frame=frames)
def test_reported_measures_are_the_mapped_head_and_misfits_are_exactly_the_bands_missed(
    head: HeadGeometry, frame: tuple[int, int]
) -> None:
    try:
        crop = solve_crop(head, SPEC, frame)
    except CropInfeasible:
        return
    assert head.hair_top_y is not None
    top = crop.to_photo(Point(head.face_left_x, head.hair_top_y))
    eyes = crop.to_photo(Point(head.centre_x, head.eye_line_y))
    right = crop.to_photo(Point(head.face_right_x, 0))
    assert crop.hair_top == pytest.approx(top.y)
    assert crop.eye_line == pytest.approx(eyes.y)
    assert crop.centre_x == pytest.approx(eyes.x)
    assert crop.face_width == pytest.approx(right.x - top.x)
    missed = {name for name, band in SPEC.bands().items() if not band.holds(round(getattr(crop, name), 8))}
    assert misfit_names(crop) == missed


@given(
    scale=st.floats(1.05, 2.5), hair=st.floats(56, 104), eyes=st.floats(206, 294), width=st.floats(186, 294)
)
def test_a_crop_that_exists_is_found(scale: float, hair: float, eyes: float, width: float) -> None:
    """Lay a good photo anywhere into a bigger frame: the solver must find a crop without a misfit."""
    at = 300.0
    placed = head(at + 240 * scale, at + hair * scale, at + eyes * scale, at + 450 * scale, width * scale)
    assert solve_crop(placed, SPEC, (2000, 2000)).misfits == ()


def test_a_head_at_the_aims_gets_the_aims() -> None:
    crop = solve_crop(head(740, 280, 450, 650, 240), SPEC, (1280, 1000))
    assert crop.box == Box(500, 200, 480, 640)
    assert (crop.hair_top, crop.eye_line, crop.face_width, crop.centre_x) == (80, 250, 240, 240)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (3840, 2160), (720, 1280), (1350, 1350)])
def test_a_head_that_fills_the_target_is_cut_along_its_crop(size: tuple[int, int]) -> None:
    target = target_for(*size, SPEC)
    box = target.head
    assert target.crop.x >= 0
    assert target.crop.bottom <= size[1]
    assert target.crop.y <= box.y < target.eye_line_y < box.bottom < target.shoulder_line_y
    crop = solve_crop(head(box.centre.x, box.y, target.eye_line_y, box.bottom, box.width), SPEC, size)
    step = 4 * crop.scale
    assert crop.misfits == ()
    assert crop.box.x == pytest.approx(target.crop.x, abs=step)
    assert crop.box.y == pytest.approx(target.crop.y, abs=step)
    assert crop.box.height == pytest.approx(target.crop.height, abs=2 * step)


def test_the_target_of_a_720p_camera_leaves_room_to_sway() -> None:
    assert 660 <= target_for(1280, 720, SPEC).crop.height <= 700


def test_a_low_camera_gets_no_target() -> None:
    with pytest.raises(CropInfeasible) as caught:
        target_for(640, 480, SPEC)
    assert caught.value.code == "photo-too-few-pixels"


def test_a_picture_smaller_than_the_photo_is_refused() -> None:
    with pytest.raises(KioskError) as caught:
        solve_crop(typical(240, 80, 200), SPEC, (480, 639))
    assert caught.value.code == "photo-too-few-pixels"


def test_a_head_bigger_than_the_frame_is_refused() -> None:
    with pytest.raises(CropInfeasible) as caught:
        solve_crop(head(640, 20, 500, 960, 700), SPEC, (1280, 720))
    assert caught.value.code == "photo-head-cut"


def test_a_far_head_is_told_to_come_nearer() -> None:
    crop = solve_crop(typical(640, 250, 150), SPEC, (1280, 720))
    assert crop.scale == 1
    assert remedies(crop)["face_width"] is Remedy.NEARER


def test_a_high_head_is_told_to_move_down_and_a_side_one_to_the_middle() -> None:
    crop = solve_crop(typical(640, 30, 230), SPEC, (1280, 720))
    assert remedies(crop) == {"hair_top": Remedy.DOWN}
    crop = solve_crop(typical(150, 120, 230), SPEC, (1280, 720))
    assert remedies(crop) == {"centre_x": Remedy.RIGHT}


def test_hair_too_tall_for_any_crop_is_named_and_the_rest_is_kept() -> None:
    crop = solve_crop(head(700, 200, 520, 700, 200), SPEC, (1400, 1400))
    assert remedies(crop) == {"hair_top": Remedy.FLATTEN_HAIR}


def test_tall_hair_is_named_also_where_a_wider_picture_would_hold_it() -> None:
    """The crop that met every band would reach below the picture; flat hair needs no other picture."""
    crop = solve_crop(head(674, 213, 700, 1064, 443), SPEC, (1350, 1350))
    assert remedies(crop) == {"hair_top": Remedy.FLATTEN_HAIR}
    assert crop.eye_line <= 300 - SPEC.margin_px


def test_hair_that_leaves_the_picture_is_too_tall_or_too_high() -> None:
    assert remedies(solve_crop(head(680, 0, 629, 990, 439), SPEC, (1350, 1350))) == {
        "hair_top": Remedy.FLATTEN_HAIR
    }
    assert remedies(solve_crop(head(640, 0, 205, 394, 230), SPEC, (1280, 720))) == {"hair_top": Remedy.DOWN}


@pytest.mark.parametrize("other", [0.0, 1.0, 30.0, 90.0])
def test_a_narrow_choice_keeps_as_far_inside_as_it_can(other: float) -> None:
    """Between hair and eyes there is hardly room to choose: both keep off the ends of their bands."""
    crop = solve_crop(head(1000, 300 + other, 300 + other + 249, 700 + other, 200), SPEC, (2000, 2000))
    assert crop.misfits == () and crop.hair_top is not None
    assert min(crop.hair_top - 50, 300 - crop.eye_line) >= SPEC.margin_px


def test_a_head_in_a_standard_without_bands_is_laid_out_by_the_guide() -> None:
    spec = load_spec("mandarin")
    crop = solve_crop(typical(960, 250, 300), spec, (1920, 1080))
    assert crop.misfits == () and crop.hair_top is not None
    assert crop.face_width == pytest.approx(spec.guide.face_of_width * 390, rel=0.02)
    assert crop.centre_x == pytest.approx(195, abs=1)
    assert crop.hair_top == pytest.approx(spec.guide.hair_of_height * 567, abs=1)


def test_head_height_and_eye_distance_decide_where_a_standard_says_so() -> None:
    visa = solve_crop(typical(960, 250, 300), load_spec("us-visa"), (1920, 1080))
    assert visa.misfits == () and visa.head_height is not None
    assert 300 <= visa.head_height <= 414 and 186 <= visa.eye_line <= 264
    passport = solve_crop(typical(960, 250, 360), load_spec("passport-cn"), (1920, 1080))
    assert passport.misfits == () and 110.4 <= passport.eye_distance <= 158.4


def test_an_unknown_hair_top_is_left_out_not_guessed() -> None:
    known = typical(640, 110, 230)
    crop = solve_crop(replace(known, hair_top_y=None), SPEC, (1280, 720))
    assert crop.hair_top is None
    assert crop.misfits == ()
    assert crop.eye_line == pytest.approx(SPEC.bands()["eye_line"].aim, abs=1)


def test_a_standard_that_names_the_eyes_has_their_middle_in_place() -> None:
    """No face is symmetric: these pupils are 12 px of the photo beside the middle of the cheeks."""
    spec, frame = load_spec("social-security"), (1200, 1200)
    straight = head(600, 400, 580, 755, 217)
    aside = replace(straight, eye_left=Point(564.3, 580), eye_right=Point(659.7, 580))
    crop = solve_crop(aside, spec, frame)
    eyes = crop.to_photo(Point(aside.pupils_x, 580)).x
    assert crop.misfits == () and crop.centre_x == eyes
    band = spec.bands()["centre_x"]
    assert eyes == pytest.approx(band.aim, abs=1)
    face = replace(spec, centre_of="face")
    moved = solve_crop(aside, face, frame)
    assert moved.to_photo(Point(aside.middle_x, 580)).x == pytest.approx(band.aim, abs=1)
    assert moved.box.x < crop.box.x


def test_bands_are_met_with_room_to_spare_where_possible() -> None:
    """Tall hair pulls towards the edges of two bands; the crop keeps off them by the spec's margin."""
    crop = solve_crop(head(800, 300, 530, 700, 230), SPEC, (1600, 1600))
    margin, bands = SPEC.margin_px, SPEC.bands()
    assert crop.misfits == ()
    assert crop.hair_top is not None
    assert bands["hair_top"].low + margin <= crop.hair_top
    assert crop.eye_line <= bands["eye_line"].high - margin


def test_other_specs_have_other_proportions() -> None:
    spec: PhotoSpec = replace(SPEC, size=replace(SPEC.size, width_px=413, height_px=626))
    crop = solve_crop(head(800, 300, 500, 700, 240), spec, (1600, 1600))
    assert abs(crop.box.width - crop.box.height * 413 / 626) <= 0.5
