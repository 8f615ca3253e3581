"""A photo made elsewhere is judged by the sizes its standard accepts, and its bands grow with it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from kiosk.photo.checks.file_facts import file_checks, read_photo
from kiosk.photo.finished import Check, CheckStatus
from kiosk.photo.spec import load_spec


def checked(spec: str, size: tuple[int, int], dpi: tuple[int, int] | None) -> dict[str, Check]:
    stream = io.BytesIO()
    extra = {} if dpi is None else {"dpi": dpi}
    Image.new("RGB", size, "white").save(stream, "JPEG", quality=90, **extra)
    return {check.check: check for check in file_checks(read_photo(stream.getvalue()), load_spec(spec))}


def judged(spec: str, size: tuple[int, int], dpi: int | None = 300) -> dict[str, CheckStatus]:
    found = checked(spec, size, None if dpi is None else (dpi, dpi))
    return {name: check.status for name, check in found.items()}


@pytest.mark.parametrize(
    ("spec", "size", "dpi", "failed"),
    [
        ("chsi", (480, 640), 300, set()),
        ("chsi", (360, 480), 300, {"width", "height"}),
        ("chsi", (480, 640), None, {"dpi"}),
        ("us-visa", (600, 600), 300, set()),
        ("us-visa", (1200, 1200), None, set()),
        ("us-visa", (1201, 1201), None, {"width", "height"}),
        ("us-visa", (900, 901), None, {"aspect"}),
        ("passport-cn", (354, 472), 600, set()),
        ("passport-cn", (354, 472), 601, {"dpi"}),
        ("passport-cn", (354, 472), None, {"dpi"}),
        ("passport-cn", (353, 472), 300, {"width", "aspect"}),
        ("cet", (144, 192), None, set()),
        ("cet", (143, 191), None, {"width", "height"}),
        ("civil-service", (400, 413), 72, set()),
        ("id-card", (358, 441), 300, {"dpi"}),
    ],
)
def test_size_shape_and_resolution(
    spec: str, size: tuple[int, int], dpi: int | None, failed: set[str]
) -> None:
    found = judged(spec, size, dpi)
    about_size = {name for name in ("width", "height", "aspect", "dpi") if name in found}
    assert {name for name in about_size if found[name] is CheckStatus.FAIL} == failed


def test_bands_are_of_the_photo_that_is_made_and_grow_with_a_larger_one() -> None:
    spec = load_spec("us-visa")
    made, twice = spec.bands(), spec.bands((1200, 1200))
    assert list(made) == list(twice) == ["eye_line", "head_height"]
    assert (made["head_height"].low, made["head_height"].high) == (300, 414)
    assert (twice["head_height"].low, twice["head_height"].high) == (600, 828)


@pytest.mark.parametrize(
    ("spec", "dpi", "told"),
    [
        ("passport-cn", (600, 100), 100),
        ("passport-cn", (100, 600), 100),
        ("passport-cn", (300, 700), 700),
        ("passport-cn", (250, 720), 720),
        ("chsi", (300, 72), 72),
    ],
)
def test_both_directions_of_the_resolution_count_and_the_worse_is_told(
    spec: str, dpi: tuple[int, int], told: float
) -> None:
    check = checked(spec, (480, 640), dpi)["dpi"]
    assert (check.status, check.value) == (CheckStatus.FAIL, told)


@pytest.mark.parametrize("size", [(295, 413), (413, 626), (413, 531), (354, 472), (600, 800)])
def test_a_share_of_the_height_is_one_whatever_the_photos_shape(size: tuple[int, int]) -> None:
    spec = load_spec("civil-service")
    band = spec.bands(size)["head_height"]
    asked = (241 / 413, 310 / 413)
    assert (band.low / size[1], band.high / size[1]) == pytest.approx(asked)
    wide = load_spec("chsi").bands((960, 640))
    assert (wide["face_width"].low, wide["centre_x"].aim, wide["eye_line"].low) == (360, 480, 200)


def test_a_standard_that_accepts_one_size_accepts_what_is_made() -> None:
    allowed, size = load_spec("chsi").accepted, load_spec("chsi").size
    assert (allowed.min_width_px, allowed.max_width_px) == (size.width_px, size.width_px)
    assert (allowed.min_dpi, allowed.max_dpi) == (300, 300)
