"""What a JPEG file consists of (ITU-T T.81, annex B): is it nothing but a picture, and what of it is one?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SOI, EOI, SOS, COM, APP0, APP14, APP15 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xEE, 0xEF
_SEQUENTIAL = frozenset({0xC0, 0xC1})
"""Frames of Huffman-coded sequential pictures: baseline and extended."""
_ALONE = {SOI, EOI, 0x01, *range(0xD0, 0xD8)}
"""Markers without a length and content."""
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""Ends the coded data of a scan: within it FF is followed by 00, or by a restart marker."""
MAX_SCANS = 32
"""The richest progressive files of common encoders have about ten; each is a pass over the whole picture."""
MAX_METADATA_BYTES = 262_144
"""EXIF with its thumbnail has at most 64 KB; a camera's further notes as much again."""
_JFIF_BYTES = 14


@dataclass(frozen=True)
class Part:
    """One marker segment with the coded data behind it: ``data[start:end]``."""

    marker: int
    start: int
    end: int

    @property
    def is_metadata(self) -> bool:
        """Whether a decoder draws the same picture without it: application data but for JFIF's and Adobe's,
        which say how to read the colours and how large to print, and comments."""
        return self.marker == COM or (APP0 < self.marker <= APP15 and self.marker != APP14)


def parts_of(data: bytes) -> Iterator[Part]:
    """Give the parts from the first byte to the end of the picture.

    Raises
    ------
    ValueError
        When they do not follow one another.
    """
    at = 0
    while True:
        if data[at : at + 1] != b"\xff" or at + 1 >= len(data):
            raise ValueError("no marker where one must be")
        marker, end = data[at + 1], at + 2
        if marker == 0xFF:  # fill bytes before a marker
            at += 1
            continue
        if (marker == SOI) != (at == 0):
            raise ValueError("does not begin as a JPEG, or begins twice")
        if marker not in _ALONE:
            length = int.from_bytes(data[end : end + 2], "big")
            if length < 2 or end + length > len(data):
                raise ValueError("a segment without its content")
            end += length
        if marker == SOS:
            found = _NEXT_MARKER.search(data, end)
            if found is None:
                raise ValueError("the coded data do not end")
            end = found.start()
        yield Part(marker, at, end)
        if marker == EOI:
            return
        at = end


@dataclass(frozen=True)
class Structure:
    """What the parts say of a file as a whole.

    Attributes
    ----------
    fault
        Why this is not a picture and nothing else, empty when it is: a machine's word, not a value.
    coded_from
        Where the coded data begin, for a picture that is one sequential scan; None for any other.
    """

    fault: str
    coded_from: int | None = None


def structure_of(data: bytes) -> Structure:
    """Walk along the parts once."""
    scans = metadata = frames = end = coded_from = 0
    sequential = False
    try:
        for part in parts_of(data):
            if part.marker == SOS:
                scans += 1
                coded_from = part.start + 2 + int.from_bytes(data[part.start + 2 : part.start + 4], "big")
            elif 0xC0 <= part.marker <= 0xCF and part.marker not in (0xC4, 0xC8, 0xCC):
                frames += 1
                sequential = part.marker in _SEQUENTIAL
            elif part.is_metadata:
                metadata += part.end - part.start
            end = part.end
    except ValueError:
        return Structure("structure")
    if end != len(data):
        return Structure("trailing-data")  # a second file hides behind the first
    if scans == 0 or scans > MAX_SCANS:
        return Structure("scans")
    if metadata > MAX_METADATA_BYTES:
        return Structure("metadata")
    return Structure("", coded_from if (scans, frames) == (1, 1) and sequential else None)


def sample_of(data: bytes, structure: Structure, coded_bytes: int) -> bytes:
    """Return a picture that a decoder refuses if, and only if, it refuses ``data``, but quicker.

    Of one sequential scan the first ``coded_bytes`` suffice: a decoder goes wrong over headers and tables,
    which all stand before them. Whatever bits follow mean some picture; it goes on where a code is none and
    where they end early. Any other picture comes back whole: between its scans stand further tables.
    """
    if structure.coded_from is None:
        return data
    return data[: min(structure.coded_from + coded_bytes, len(data) - 2)] + b"\xff\xd9"


def without_metadata(data: bytes) -> bytes:
    """Return the same picture without comments, EXIF and anything else that is not drawn; no pixel changes.

    A picture that has none comes back as it is, byte for byte.

    Raises
    ------
    ValueError
        As :func:`parts_of`.
    """
    kept = [_plain(data, part) for part in parts_of(data) if not part.is_metadata]
    return b"".join(kept)


def _plain(data: bytes, part: Part) -> bytes:
    """Return a part's bytes; JFIF's without a thumbnail."""
    if part.marker != APP0:
        return data[part.start : part.end]
    content = data[part.start + 4 : part.end]
    if content[:5] != b"JFIF\0" or len(content) < _JFIF_BYTES:
        return b""
    if len(content) == _JFIF_BYTES and content[12:14] == b"\0\0":
        return data[part.start : part.end]
    return b"\xff\xe0\x00\x10" + content[:12] + b"\0\0"
