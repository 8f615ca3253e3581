"""A picture's parts: what hides in or behind it is found, what is no picture goes, no pixel changes."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kiosk.central.jpeg_parts import MAX_SCANS, sample_of, structure_of, without_metadata


def picture(**options: Any) -> bytes:
    noise = np.random.default_rng(1).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    data = io.BytesIO()
    Image.fromarray(noise).save(data, "JPEG", **options)
    return data.getvalue()


def camera_notes() -> bytes:
    notes = Image.Exif()
    notes[0x010F] = "a camera"
    return notes.tobytes()


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


OPTIONS: list[dict[str, Any]] = [
    {},
    {"quality": 95, "subsampling": 0},
    {"progressive": True},
    {"restart_marker_rows": 1},
    {"optimize": True, "dpi": (300, 300)},
    {"comment": b"<script>alert(1)</script>"},
    {"exif": camera_notes()},
    {"icc_profile": b"PK\x03\x04" * 500},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: next(iter(options), "plain"))
def test_the_picture_stays_and_all_else_goes(options: dict[str, Any]) -> None:
    data = picture(**options)
    assert structure_of(data).fault == ""
    clean = without_metadata(data)
    assert (pixels(clean) == pixels(data)).all()
    assert not {"comment", "exif", "icc_profile"} & Image.open(io.BytesIO(clean)).info.keys()
    if "exif" not in options:  # Pillow reads a print size from EXIF too
        assert Image.open(io.BytesIO(clean)).info.get("dpi") == options.get("dpi")
    assert without_metadata(clean) == clean
    if not {"comment", "exif", "icc_profile"} & options.keys():
        assert clean == data


def test_colours_of_an_adobe_file_and_the_print_size_stay() -> None:
    data = io.BytesIO()
    Image.fromarray(np.random.default_rng(2).integers(0, 256, (16, 16, 4), dtype=np.uint8), "CMYK").save(
        data, "JPEG"
    )
    assert (pixels(without_metadata(data.getvalue())) == pixels(data.getvalue())).all()


def test_a_jfif_thumbnail_goes() -> None:
    data = picture()
    assert data[2:6] == b"\xff\xe0\x00\x10"
    thumbnail = b"\x01\x01" + b"abc"
    longer = data[:2] + b"\xff\xe0\x00\x13" + data[6:18] + thumbnail + data[20:]
    assert structure_of(longer).fault == ""
    assert without_metadata(longer) == data


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "structure"),
        (b"\xff", "structure"),
        (b"GIF89a", "structure"),
        (picture()[:-2], "structure"),
        (picture()[:100], "structure"),
        (picture()[2:], "structure"),
        (picture() + b"PK\x03\x04zip", "trailing-data"),
        (picture() + b"<html><script>", "trailing-data"),
        (picture() + b"\0", "trailing-data"),
        (picture() + picture(), "trailing-data"),
        (b"\xff\xd8\xff\xd9", "scans"),
        (picture()[:2] + (b"\xff\xef\xff\xff" + bytes(65_533)) * 5 + picture()[2:], "metadata"),
        (b"\xff\xd8\xff\xe1\x00\x01" + picture()[2:], "structure"),
    ],
)  # fmt: skip
def test_what_is_not_a_picture_alone_is_told(data: bytes, fault: str) -> None:
    assert structure_of(data).fault == fault


def test_a_scan_told_over_and_over_is_refused() -> None:
    data = picture(progressive=True)
    last = data.rindex(b"\xff\xda")
    assert structure_of(data[:last] + data[last:-2] * MAX_SCANS + b"\xff\xd9").fault == "scans"


def drawn_at_an_eighth(data: bytes) -> bool:
    """Whether the decoder takes a whole file."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of bombs and of notes that make no sense
            image = Image.open(io.BytesIO(data), formats=["JPEG"])
        with image:
            image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def test_a_sample_is_refused_exactly_when_the_whole_is() -> None:
    random = np.random.default_rng(7)
    sources = [picture(**options) for options in OPTIONS]
    told = {True: 0, False: 0}
    for _ in range(1_500):
        data = bytearray(sources[random.integers(len(sources))])
        for _ in range(random.integers(1, 6)):  # mostly before the coded data: tables and sizes
            reach = len(data) if random.random() < 0.3 else min(len(data), 640)
            data[random.integers(reach)] = random.integers(256)
        structure = structure_of(bytes(data))
        if not structure.fault:
            taken = drawn_at_an_eighth(bytes(data))
            assert drawn_at_an_eighth(sample_of(bytes(data), structure, 256)) == taken
            told[taken] += 1
    assert min(told.values()) > 50, told


def test_of_one_scan_little_is_drawn_and_of_several_all() -> None:
    plain, progressive = picture(), picture(progressive=True)
    sample = sample_of(plain, structure_of(plain), 256)
    assert len(sample) < len(plain) - 1_000
    assert drawn_at_an_eighth(sample)
    assert sample_of(plain, structure_of(plain), len(plain)) == plain
    assert sample_of(progressive, structure_of(progressive), 256) == progressive
