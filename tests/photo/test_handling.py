"""Signs of handling, put into a photo one by one: each is found where it is and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from kiosk.camera.frame import Picture
from kiosk.geometry import Point
from kiosk.photo.checks.background import plain_background
from kiosk.photo.checks.compression import stored_quality
from kiosk.photo.checks.enlarged import fine_detail
from kiosk.photo.checks.face_part import face_part
from kiosk.photo.checks.frame_edges import Side, sides
from kiosk.photo.checks.halo import halo
from kiosk.photo.checks.limits import load_limits
from kiosk.photo.checks.recaptured import raster
from kiosk.photo.checks.texture import skin_grain
from kiosk.photo.checks.twin import likeness
from kiosk.photo.spec import load_spec
from kiosk.vision.observation import HeadGeometry
from tests.photo.test_inspect import HEAD
from tests.photo.test_iso import seen

SPEC = load_spec("chsi")
LIMITS = load_limits().handling
BLUE = (255, 197, 100)


def shape() -> NDArray[np.float32]:
    found = np.zeros((640, 480), np.float32)
    cv2.ellipse(found, (240, 265), (120, 185), 0, 0, 360, (1,), -1)
    cv2.ellipse(found, (240, 700), (230, 200), 0, 0, 360, (1,), -1)
    return found


def figure(seed: int = 5) -> Picture:
    """Return a rough head and shoulders over plain blue: shapes with an outline, detail of every size."""
    rng = np.random.default_rng(seed)
    detail = sum(
        cv2.resize(rng.normal(0, 9, (640 // size, 480 // size)), (480, 640), interpolation=cv2.INTER_CUBIC)
        for size in (1, 2, 4, 8, 16)
    )
    alpha = cv2.GaussianBlur(shape(), (0, 0), 1.0)[:, :, None]
    person = np.array((96, 126, 172)) + np.asarray(detail)[:, :, None]
    return np.clip(alpha * person + (1 - alpha) * np.array(BLUE), 0, 255).astype(np.uint8)


def stored(bgr: Picture, quality: int) -> tuple[Picture, Image.Image]:
    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(bgr[:, :, ::-1])).save(stream, "JPEG", quality=quality)
    image = Image.open(io.BytesIO(stream.getvalue()))
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1]), image


@pytest.mark.parametrize("earlier", [20, 35, 50, 70])
def test_an_earlier_lower_quality_shows_through_a_later_higher_one(earlier: int) -> None:
    again, image = stored(stored(figure(), earlier)[0], 90)
    found = stored_quality(again, getattr(image, "quantization", None))
    assert found is not None
    assert earlier - 5 <= found <= earlier + 2


@pytest.mark.parametrize("quality", [60, 75, 90, 97])
def test_a_photo_stored_once_shows_no_earlier_quality(quality: int) -> None:
    once, image = stored(figure(), quality)
    assert stored_quality(once, getattr(image, "quantization", None)) is None


def test_enlarging_empties_the_fine_detail() -> None:
    good = figure()
    small = cv2.resize(good, (192, 256), interpolation=cv2.INTER_AREA)
    large = np.asarray(cv2.resize(small, (480, 640), interpolation=cv2.INTER_CUBIC), np.uint8)
    values = [fine_detail(face_part(picture, HEAD)) for picture in (good, large)]
    assert values[0] is not None
    assert values[1] is not None
    assert values[0] > LIMITS.upscaled.limit > values[1]


@pytest.mark.parametrize("period_px", [3.1, 5.3, 9.0])
def test_the_raster_of_a_screen_stands_out(period_px: float) -> None:
    good = figure()
    y, x = np.mgrid[0:640, 0:480]
    wave = 1 + 0.1 * np.cos(2 * np.pi * (x * 0.99 + y * 0.14) / period_px)
    screen = np.clip(good * wave[:, :, None], 0, 255).astype(np.uint8)
    clean, shown = (raster(face_part(stored(picture, 85)[0], HEAD)) for picture in (good, screen))
    assert clean is not None
    assert shown is not None
    assert clean < LIMITS.screen_raster.limit < shown


def rimmed(bgr: Picture) -> Picture:
    person = (np.abs(bgr.astype(int) - BLUE).max(axis=2) > 14).astype(np.uint8)
    return np.where((cv2.dilate(person, np.ones((7, 7))) - person)[:, :, None] > 0, 215, bgr).astype(np.uint8)


def lettered(bgr: Picture) -> Picture:
    return np.asarray(cv2.putText(bgr.copy(), "2026-06", (8, 40), 0, 0.7, (40, 40, 40), 2), np.uint8)


def framed(bgr: Picture) -> Picture:
    return np.asarray(cv2.rectangle(bgr.copy(), (0, 0), (479, 639), (20, 20, 20), 4), np.uint8)


@pytest.mark.parametrize(
    ("change", "found"),
    [(np.copy, ()), (rimmed, ("halo",)), (lettered, ("marks",)), (framed, ("border",))],
)
def test_rims_marks_and_borders_are_told_apart(
    change: Callable[[Picture], Picture], found: tuple[str, ...]
) -> None:
    picture = change(figure())
    plain = plain_background(picture, replace(seen(), mask=shape()), SPEC)
    assert plain is not None
    rim = halo(picture, plain, 450)
    assert rim is not None
    over = {
        "halo": rim > LIMITS.halo.limit,
        "marks": plain.marks > LIMITS.background_marks.limit,
        "border": plain.border > LIMITS.border.limit,
    }
    assert {name for name, is_over in over.items() if is_over} == set(found)


def test_background_colours_are_compared_as_the_eye_does() -> None:
    off = figure()
    off[(off == BLUE).all(axis=2)] = (225, 190, 130)
    good, wrong = (
        plain_background(picture, replace(seen(), mask=shape()), SPEC) for picture in (figure(), off)
    )
    assert good is not None
    assert wrong is not None
    assert good.off < 0.5 < SPEC.plain.off_max < wrong.off


def test_a_screen_has_edges_on_several_sides_and_a_head_has_none() -> None:
    assert sides(figure(), HEAD) == frozenset()
    held = figure()
    cv2.rectangle(held, (40, 30), (440, 620), (15, 15, 15), 10)
    assert sides(held, HEAD) == {Side.ABOVE, Side.LEFT, Side.RIGHT}


def test_a_filter_takes_the_grain_from_the_skin() -> None:
    smooth = np.asarray(cv2.bilateralFilter(figure(), 15, 120, 9), np.uint8)
    points = seen()
    assert points.landmarks is not None
    for outline, x in (
        ((116, 117, 118, 101, 36, 205, 187, 123), 180),
        ((345, 346, 347, 330, 266, 425, 411, 352), 300),
    ):
        angle = np.linspace(0, 2 * np.pi, len(outline), endpoint=False)
        points.landmarks[list(outline), 0] = x + 22 * np.cos(angle)
        points.landmarks[list(outline), 1] = 310 + 22 * np.sin(angle)
    before, after = (skin_grain(picture, points) for picture in (figure(), smooth))
    assert before is not None
    assert after is not None
    assert after < before / 3


def test_a_copy_is_the_same_exposure_and_another_face_is_not() -> None:
    first = figure()
    copy = stored(np.asarray(cv2.resize(first, (360, 480), interpolation=cv2.INTER_AREA), np.uint8), 70)[0]
    eyes = Point(190 * 0.75 + 0.5, 250 * 0.75 - 0.4), Point(290 * 0.75 + 0.5, 250 * 0.75 - 0.4)
    moved = HeadGeometry(*eyes, Point(180, 337), 60.0, 90.0, 270.0)
    same, other = likeness((first, HEAD), (copy, moved)), likeness((first, HEAD), (figure(6), HEAD))
    assert same is not None
    assert other is not None
    assert other < LIMITS.admission_copy.limit < same
    assert likeness((first, None), (copy, moved)) is None


def test_small_and_missing_faces_cannot_be_assessed() -> None:
    assert face_part(figure(), None) is None
    assert fine_detail(None) is None
    assert raster(None) is None
