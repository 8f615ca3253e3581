"""The file lands in its band of bytes, holds nothing but the picture, and is always the same."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.photo import encode as encoder
from kiosk.photo.encode import SUBSAMPLINGS, encode, jpeg_quality
from kiosk.photo.spec import load_spec

SPEC = load_spec("chsi")


def textured(strength: float, share: float = 1.0) -> Picture:
    """Smooth shapes with noise over ``share`` of the height: from nearly flat to hard to compress."""
    y, x = np.mgrid[0:640, 0:480]
    smooth = np.stack([120 + 80 * np.sin(x / 60), 130 + 60 * np.cos(y / 80), 110 + x / 8], axis=2)
    noise = np.random.default_rng(7).normal(0, strength, smooth.shape)
    noise[int(640 * share) :] = 0
    return np.clip(smooth + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("strength", "share"), [(1.5, 1.0), (4.0, 1.0), (10.0, 1.0), (20.0, 0.3)])
def test_files_land_in_the_band_with_the_right_header(strength: float, share: float) -> None:
    picture = textured(strength, share)
    data = encode(picture, SPEC)
    assert SPEC.file.min_bytes <= len(data) <= SPEC.file.max_bytes
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (480, 640), "RGB")
        assert image.info["dpi"] == (300, 300)
        assert not {"exif", "icc_profile", "comment", "xmp"} & image.info.keys()
        assert jpeg_quality(image.quantization) >= SPEC.file.quality_min
        decoded = np.asarray(image)[:, :, ::-1].astype(float)
    assert np.abs(decoded.mean(axis=(0, 1)) - picture.mean(axis=(0, 1))).max() < 2
    assert encode(picture, SPEC) == data


def test_a_picture_too_simple_for_the_band_is_refused() -> None:
    with pytest.raises(KioskError) as caught:
        encode(np.full((640, 480, 3), 128, np.uint8), SPEC)
    assert caught.value.code == "photo-file-size"


def test_quality_never_falls_below_the_floor() -> None:
    """This picture fits the band at quality 30, which the spec forbids."""
    picture = textured(30)
    with pytest.raises(KioskError) as caught:
        encode(picture, SPEC)
    assert caught.value.code == "photo-file-size"
    assert encode(picture, replace(SPEC, file=replace(SPEC.file, quality_min=20)))


def test_another_size_is_a_bug_not_a_photo() -> None:
    with pytest.raises(ValueError, match="480"):
        encode(np.zeros((480, 640, 3), np.uint8), SPEC)


@pytest.mark.parametrize("quality", [1, 20, 49, 50, 60, 75, 86, 95, 100])
def test_the_quality_of_a_file_is_read_from_its_tables(quality: int) -> None:
    stream = io.BytesIO()
    Image.fromarray(textured(3)).save(stream, "JPEG", quality=quality)
    with Image.open(io.BytesIO(stream.getvalue())) as image:
        assert jpeg_quality(image.quantization) == quality


@pytest.mark.parametrize(("strength", "share"), [(4.0, 0.5), (12.0, 0.2)])
def test_the_search_finds_what_trying_every_quality_finds(
    strength: float, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The highest quality that fits, of each subsampling, and of their files the truest."""
    picture, saved = textured(strength, share), encoder._saved
    image = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))
    every = [[saved(image, quality, s, 300) for quality in range(60, 101)] for s in SUBSAMPLINGS]
    tries: list[int] = []
    monkeypatch.setattr(encoder, "_saved", lambda *a: tries.append(a[1]) or saved(*a))
    for low, high in ((30_720, 40_000), (0, 25_000), (60_000, 90_000), (0, 1_000_000)):
        best: dict[float, bytes] = {}
        for files in every:
            useful = [data for data in files[: 95 - 60 + 1] if len(data) <= high]
            if not useful or len(useful[-1]) < low:
                useful = [data for data in files if len(data) <= high]
            if useful and len(useful[-1]) >= low:
                with Image.open(io.BytesIO(useful[-1])) as decoded:
                    error = np.asarray(decoded).astype(float)[:, :, ::-1] - picture
                best.setdefault(float((error**2).sum()), useful[-1])
        spec = replace(SPEC, file=replace(SPEC.file, min_bytes=low, max_bytes=high))
        tries.clear()
        assert encode(picture, spec) == best[min(best)]
        assert len(tries) <= 18, "halving 41 qualities takes no more"
