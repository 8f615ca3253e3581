"""Bodies that a stranger, or a booth that somebody took over, may send to the central server."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from typing import Any

from openpyxl import Workbook
from PIL import Image

MEGA = 1 << 20


def drawn(width: int = 64, height: int = 48, **options: Any) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 200)).save(data, "JPEG", **options)
    return data.getvalue()


def of_size(width: int, height: int) -> bytes:
    """Return a small JPEG whose header says another size."""
    data = bytearray(drawn())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def zipped(name: str, content: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return data.getvalue()


def png_bomb() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(30 * MEGA), 9))


def progressive_bomb() -> bytes:
    data = io.BytesIO()
    Image.new("L", (3000, 3000), 90).save(data, "JPEG", progressive=True)
    whole = data.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * 2000 + b"\xff\xd9"


PICTURES: dict[str, tuple[bytes, int]] = {
    "header of 65535 x 65535": (of_size(65_535, 65_535), 422),
    "header of 1 x 65535": (of_size(1, 65_535), 415),
    "no size": (of_size(0, 0), 415),
    "two thousand scans": (progressive_bomb(), 415),
    "png bomb": (png_bomb(), 415),
    "gif": (b"GIF89a" + b"\xff" * 100, 415),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415),
    "zip behind a picture": (drawn() + zipped("a.exe", b"MZ"), 415),
    "page behind a picture": (drawn() + b"<html><script>alert(1)</script>", 415),
    "picture behind a page": (b"<!--" + drawn(), 415),
    "a megabyte of notes": (drawn()[:2] + (b"\xff\xef\xff\xff" + bytes(65_533)) * 16 + drawn()[2:], 415),
    "half a picture": (drawn(800, 600)[:2000], 415),
    "zeros": (bytes(8 * MEGA), 415),
}  # fmt: skip
"""Name → body and the status it is refused with."""

DEEP = 200_000
JSON: dict[str, bytes] = {
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "a huge number": b'{"a":' + b"9" * 400_000 + b"}",
    "a number beyond 2^53": b'{"a": 9007199254740993}',
    "a huge exponent": b'{"a": 1e999999}',
    "NaN": b'{"a": NaN}',
    "a key twice": b'{"a": 1, "a": 2}',
    "invalid UTF-8": b'{"a": "\xc3\x28"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "half a surrogate pair": b'{"a": "\\ud800"}',
    "half a surrogate pair as a key": b'{"\\udfff": 1}',
    "nothing": b"",
    "a NUL": b"\x00",
    "two documents": b"{}{}",
}
"""Bodies that nobody may understand, whatever is asked with them."""


def workbook_bomb(unpacked_bytes: int) -> bytes:
    """Return a small xlsx whose sheet unpacks to so much."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(unpacked_bytes // MEGA):
                sheet.write(b" " * MEGA)
    return data.getvalue()


def entity_bomb() -> bytes:
    """Return an xlsx with a cell that grows by a billion laughs."""
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    head = f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY l0 "ha">{laughs}]>'
    book = Workbook()
    book.active.append(["采集码", "姓名"])
    book.active.append(["a" * 16, "LAUGH"])
    plain, data = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if b"LAUGH" in content:
                content = head.encode() + content.replace(b"LAUGH", b"&l9;")
            archive.writestr(name, content)
    return data.getvalue()


def manifest_changes(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return faulty versions of a manifest: tricks with paths, sizes, types and characters."""
    person, blobs = manifest["person"], manifest["blobs"]
    astray = {**blobs, "photo": {**blobs["photo"], "sha256": "../" * 21 + "a"}}
    return {
        "a path as id": {**manifest, "id": "../../../../etc/passwd"},
        "a path as device": {**manifest, "device": "../" * 10},
        "a NUL in the campaign": {**manifest, "campaign": "exam\0ple"},
        "a line break in the campaign": {**manifest, "campaign": "a\r\nSet-Cookie: x=1"},
        "a path as digest": {**manifest, "blobs": astray},
        "a number as name": {**manifest, "person": {**person, "name_masked": 7}},
        "a list as person": {**manifest, "person": [person]},
        "a sequence beyond the database": {**manifest, "seq": 2**40},
        "a long code": {**manifest, "person": {**person, "code_raw": "x" * 5000}},
        "a thousand consents of nothing": {**manifest, "consents": [{}] * 1000},
        "a time out of the calendar": {**manifest, "saved_at": "0001-01-01T00:00:00+14:00"},
        "a time as number": {**manifest, "saved_at": 1_700_000_000},
    }


def encoded(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8")
