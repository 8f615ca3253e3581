"""Files as they come off a stranger's memory stick: random, cut short, patched, lying, and made to harm."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

Random = np.random.Generator
Maker = Callable[[Random], bytes]
MAGICS = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x40\x00\x00\x00WEBPVP8 ",
    b"BM", b"II*\x00", b"MM\x00*", b"P6\n", b"P3\n", b"\x00\x00\x00\x18ftypheic", b"<svg xmlns='x'>",
    b"%PDF-1.7\n",    b"PK\x03\x04", b"#!/bin/sh\n", b"\x00" * 16, b"",
)  # fmt: skip
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
SUFFIXES = (".jpg", ".png", ".webp", ".bmp", ".tif", ".gif", ".ppm", ".jpeg", ".JPG", "")


def picture(random: Random, kind: str, mode: str = "RGB", **options: Any) -> bytes:
    """Return a small valid picture."""
    width, height = (int(side) for side in random.integers(16, 200, 2))
    smooth = np.cumsum(random.normal(0, 4, (height, width, 3)), axis=1) + 128
    image = Image.fromarray(np.clip(smooth, 0, 255).astype(np.uint8)).convert(mode)
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def noise(random: Random) -> bytes:
    magic = MAGICS[int(random.integers(len(MAGICS)))]
    return magic + random.bytes(int(random.integers(0, 6000)))


def valid(random: Random) -> bytes:
    kind = FORMATS[int(random.integers(len(FORMATS)))]
    mode = {"JPEG": ("RGB", "L", "CMYK"), "PNG": ("RGB", "L", "P", "RGBA", "LA", "1", "I;16")}.get(
        kind, ("RGB",)
    )
    return picture(random, kind, mode[int(random.integers(len(mode)))])


def cut_short(random: Random) -> bytes:
    data = valid(random)
    return data[: int(random.integers(1, len(data)))]


def patched(random: Random) -> bytes:
    """Some bytes of a valid file replaced, more often near its head where the sizes stand."""
    data = bytearray(valid(random))
    for _ in range(int(random.integers(1, 12))):
        reach = len(data) if random.random() < 0.4 else min(len(data), 200)
        data[int(random.integers(reach))] = int(random.integers(256))
    return bytes(data)


def spliced(random: Random) -> bytes:
    first, second = valid(random), valid(random)
    return first[: int(random.integers(len(first)))] + second[int(random.integers(len(second))) :]


def polyglot(random: Random) -> bytes:
    tail = (
        b"PK\x03\x04" + random.bytes(300),
        b"<script>alert(1)</script>",
        b"\x00" * 5000,
        b"%PDF-1.4\n" + valid(random),
    )
    return valid(random) + tail[int(random.integers(len(tail)))]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, data: bytes, *extra: bytes, depth: int = 8, colour: int = 2) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """Deflate ``count`` zero bytes without ever holding them."""
    squeeze, block = zlib.compressobj(9), bytes(1 << 20)
    parts = [squeeze.compress(block) for _ in range(count >> 20)]
    return b"".join(parts) + squeeze.compress(bytes(count & 0xFFFFF)) + squeeze.flush()


def large_header(random: Random) -> bytes:
    """A size no picture has, with no pixels behind it."""
    sides = (1, 15, 65535, 2**31 - 1, 20_000, 100_000, 0, 16_000)
    width, height = (sides[int(i)] for i in random.integers(len(sides), size=2))
    if random.random() < 0.5:
        return png(width, height, zeros(1000))
    head = b"BM" + struct.pack("<IHHI", 100, 0, 0, 54)
    return head + struct.pack(
        "<IiiHHIIiiII", 40, width & 0x7FFFFFFF, height & 0x7FFFFFFF, 1, 24, 0, 0, 0, 0, 0, 0
    )


def bomb(random: Random) -> bytes:
    """Little on the stick, much in memory."""
    flat, text = zeros(900 * 2701), zeros(64 << 20)
    which = int(random.integers(6))
    if which == 0:
        return png(900, 900, flat, chunk(b"iCCP", b"x\x00\x00" + text))
    if which == 1:
        return png(900, 900, flat, *[chunk(b"zTXt", b"k%d\x00\x00" % i + text) for i in range(4)])
    if which == 2:
        return png(30_000, 30_000, zeros(30 << 20))
    if which == 3:
        return b"P3\n4000 4000\n255\n" + b"7 " * 2_000_000
    if which == 4:
        return scans(int(random.integers(100, 3000)))
    return png(900, 900, flat + random.bytes(3000))


def scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is told over and over again."""
    stream = io.BytesIO()
    Image.new("L", (3000, 3000), 90).save(stream, "JPEG", progressive=True)
    data = stream.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


def largest(random: Random) -> bytes:
    """As many pixels as are just allowed, of the costliest kinds."""
    which = int(random.integers(3))
    if which == 0:
        return (
            png(7000, 7000, zeros(7000 * 7001 * 4), depth=8, colour=6)
            if random.random() < 0.5
            else png(7000, 7000, zeros(7000 * 14001), depth=16, colour=0)
        )
    stream = io.BytesIO()
    Image.new("RGB", (7000, 7000), (90, 120, 200)).save(stream, "JPEG", progressive=which == 1, quality=50)
    return stream.getvalue()


def metadata(random: Random) -> bytes:
    """EXIF that is huge, points back at itself or lies about its lengths."""
    data = picture(random, "JPEG")
    entry = struct.pack("<HHII", int(random.integers(1 << 16)), int(random.integers(0, 15)), 2**31 - 1, 8)
    ifd = b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 400) + entry * 400 + struct.pack("<I", 8)
    turned = b"II*\x00" + struct.pack("<IHHHIII", 8, 1, 0x0112, 3, 1, int(random.integers(0, 300)), 0)
    body = (
        b"Exif\x00\x00"
        + (ifd if random.random() < 0.5 else turned)
        + random.bytes(int(random.integers(0, 3000)))
    )
    segment = b"\xff\xe1" + struct.pack(">H", min(65535, len(body) + 2)) + body
    return data[:2] + segment * int(random.integers(1, 60)) + data[2:]


def profile(random: Random) -> bytes:
    junk = random.bytes(int(random.integers(0, 4000)))
    return picture(random, ("JPEG", "PNG", "TIFF")[int(random.integers(3))], icc_profile=junk)


def moving(random: Random) -> bytes:
    frames = [
        Image.new("RGB", (64, 64), tuple(int(c) for c in random.integers(256, size=3))) for _ in range(20)
    ]
    stream = io.BytesIO()
    kind = ("GIF", "WEBP", "PNG", "TIFF")[int(random.integers(4))]
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:])
    data = stream.getvalue()
    return data if random.random() < 0.5 else data[: int(random.integers(len(data)))]


MAKERS: tuple[tuple[Maker, float], ...] = (
    (noise, 22), (cut_short, 22), (patched, 22), (spliced, 8), (polyglot, 4), (valid, 3), (large_header, 6),
    (metadata, 5), (profile, 3), (moving, 3.5), (bomb, 1.2), (largest, 0.3),
)  # fmt: skip


def write(number: int, seed: int, folder: Path) -> Path:
    """Write hostile file ``number`` and return its path; a few are no files at all."""
    random = np.random.default_rng((seed, number))
    suffix = SUFFIXES[int(random.integers(len(SUFFIXES)))]
    path = folder / f"{number}{suffix}"
    if number % 50 == 7:
        return no_file(int(random.integers(9)), path)
    weights = np.array([weight for _, weight in MAKERS])
    make = MAKERS[int(random.choice(len(MAKERS), p=weights / weights.sum()))][0]
    path.write_bytes(make(random))
    return path


def no_file(which: int, path: Path) -> Path:
    """Return a pipe, device, loop, folder, sparse giant or name that is none."""
    if which == 0:
        os.mkfifo(path)
    elif which == 1:
        path.symlink_to(path)
    elif which == 2:
        path.symlink_to("/dev/zero")
    elif which == 3:
        path.mkdir()
    elif which == 4:
        with path.open("wb") as file:
            file.truncate(40 << 30)
    elif which == 5:
        return path.with_name("n" * 300 + ".jpg")
    elif which == 6:
        return path.with_name("zero\x00name.jpg")
    elif which == 7:
        path.symlink_to("/proc/self/mem")
    else:
        path.touch()
    return path
