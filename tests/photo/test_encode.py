"""The file lands in its band of bytes, holds nothing but the picture, and is always the same."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from kiosk.camera.frame import Picture
from kiosk.cie import delta_e, lab
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
    """The finest steps that fit, of each subsampling, and of their files the truest."""
    picture, saved = textured(strength, share)[::2, ::2], encoder._saved
    small = replace(SPEC, size=replace(SPEC.size, width_px=240, height_px=320))
    image = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))
    every = [[saved(image, percent, s, 300) for percent in range(81)] for s in SUBSAMPLINGS]
    tries: list[int] = []
    monkeypatch.setattr(encoder, "_saved", lambda *a: tries.append(a[1]) or saved(*a))
    for low, high in ((7_680, 10_000), (0, 6_250), (15_000, 22_500), (0, 250_000)):
        best: dict[float, bytes] = {}
        for files in every:
            useful = [data for data in files[10:] if len(data) <= high]
            if not useful or len(useful[0]) < low:
                useful = [data for data in files if len(data) <= high]
            if useful and len(useful[0]) >= low:
                with Image.open(io.BytesIO(useful[0])) as decoded:
                    error = np.asarray(decoded).astype(float)[:, :, ::-1] - picture
                best.setdefault(float((error**2).sum()), useful[0])
        tries.clear()
        assert (
            encode(picture, replace(small, file=replace(SPEC.file, min_bytes=low, max_bytes=high)))
            == best[min(best)]
        )
        assert len(tries) <= 27, "three times halving 71 percents with some guesses before takes no more"


@pytest.mark.parametrize("quality", [1, 30, 50, 60, 75, 90, 95, 100])
def test_steps_of_a_quality_tell_of_no_lower_one(quality: int) -> None:
    """However a reader compares the tables: with all of Annex K's, or by their geometric mean."""
    luma, _ = encoder._steps(encoder._percent(quality))
    assert jpeg_quality({0: luma}) >= quality
    annex_k = encoder._TABLES[quality - 1]
    assert np.log(luma).mean() <= np.log(annex_k).mean() + 0.02


def test_colour_is_kept_better_than_in_a_longer_file_by_the_tables_of_annex_k() -> None:
    dark = np.asarray(textured(3.0) // 3, np.uint8)
    data = encode(dark, SPEC)
    plain = next(file for q in range(85, 101) if len(file := annex_k(dark, q)) >= len(data))
    assert off(data, dark) < off(plain, dark)


def annex_k(picture: Picture, quality: int) -> bytes:
    stream = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))
    image.save(stream, "JPEG", quality=quality, subsampling="4:4:4", optimize=True)
    return stream.getvalue()


def off(data: bytes, picture: Picture) -> float:
    """Mean CIEDE2000 of every 16th pixel."""
    with Image.open(io.BytesIO(data)) as image:
        decoded = np.asarray(image)[::4, ::4, ::-1]
    return float(delta_e(lab(decoded), lab(picture[::4, ::4])).mean())
