"""Pictures are read safely: sizes before decoding, orientation, transparency, depth, colour profile."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from kiosk.errors import KioskError
from kiosk.picture_file import decode_picture, load_picture, picture_files


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(width: int = 64, height: int = 48) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture-empty"),
        (b"a text file, not a picture", "picture-unreadable"),
        (b"%PDF-1.7 neither is this", "picture-unreadable"),
        (encoded(noise(300, 300), "JPEG")[:4000], "picture-unreadable"),
        (encoded(noise(300, 300))[:4000], "picture-unreadable"),
        (encoded(Image.new("RGB", (1, 1))), "picture-too-small"),
        (encoded(Image.new("RGB", (400, 8))), "picture-too-small"),
        (encoded(Image.new("1", (20_000, 100))), "picture-too-large"),
        (encoded(Image.new("1", (10_000, 9_500))), "picture-too-large"),
        (encoded(Image.new("1", (20_000, 20_000))), "picture-too-large"),
    ],
    ids=["empty", "text", "pdf", "cut-jpeg", "cut-png", "1x1", "flat", "20000-wide", "95-Mpx", "400-Mpx"],
)
def test_bad_pictures_are_named(data: bytes, code: str) -> None:
    with pytest.raises(KioskError, match=r"x\.png") as caught:
        decode_picture(data, "x.png")
    assert caught.value.code == code


def test_missing_file_and_empty_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jpg", tmp_path):
        with pytest.raises(KioskError) as caught:
            load_picture(path)
        assert caught.value.code == "picture-missing"


def test_pixels_arrive_as_blue_green_red() -> None:
    picture = decode_picture(encoded(Image.new("RGB", (20, 30), (10, 20, 30))), "x")
    assert picture.shape == (30, 20, 3)
    assert picture.dtype == np.uint8
    assert picture[0, 0].tolist() == [30, 20, 10]
    assert picture.flags.writeable
    assert picture.flags.c_contiguous


def test_orientation_of_a_photo_is_honoured() -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it a quarter turn clockwise
    picture = decode_picture(encoded(image, exif=exif), "x")
    assert picture.shape == (40, 20, 3)
    assert picture[5, 10].tolist() == [0, 0, 255]
    assert picture[35, 10].tolist() == [255, 255, 255]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK"])
def test_every_mode_keeps_white(mode: str) -> None:
    image = Image.new("RGB", (32, 32), "white").convert(mode)
    kind = "TIFF" if mode == "CMYK" else "PNG"
    assert decode_picture(encoded(image, kind), "x").min() >= 250


def test_transparency_lies_over_white() -> None:
    for mode in ("RGBA", "LA"):
        assert decode_picture(encoded(Image.new(mode, (32, 32), 0)), "x").min() == 255


def test_sixteen_bit_grey_is_scaled() -> None:
    image = Image.fromarray(np.full((32, 32), 0x8040, np.uint16))
    assert set(decode_picture(encoded(image), "x").ravel().tolist()) == {0x80}


def test_colour_profile_is_converted_and_a_broken_one_ignored() -> None:
    image = Image.new("RGB", (32, 32), (120, 90, 60))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"no profile at all"):
        picture = decode_picture(encoded(image, icc_profile=profile), "x")
        assert np.abs(picture.astype(int) - [60, 90, 120]).max() <= 1


def test_folder_gives_its_pictures_sorted(tmp_path: Path) -> None:
    for name in ("b.jpg", "a.PNG", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    single = tmp_path / "notes.txt"
    assert [p.name for p in picture_files([tmp_path, single])] == ["a.PNG", "b.jpg", "notes.txt"]
