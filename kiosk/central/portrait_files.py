"""A folder or zip of enrolment photos, each named by a capture code's number, read one by one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.digests import person_key
from kiosk.capture_code.typed import as_number
from kiosk.errors import KioskError
from kiosk.picture_file import SUFFIXES, decode_picture

LONGEST_PX = 640
"""Of what is kept: the comparison looks for faces in 320 px and needs 20 px between the eyes."""
SHORTEST_PX = 100
"""The smallest picture with room for such a face."""
QUALITY = 92
MAX_BYTES = 25_000_000
"""Of one picture, before it is decoded: a telephone's of 50 Mpx has about 20 MB."""


class PhotoFault(StrEnum):
    """Why a file cannot be taken."""

    NAME = "name"
    PICTURE = "picture"
    SMALL = "small"
    LARGE = "large"
    REPEATED = "repeated"


@dataclass(frozen=True)
class PhotoFile:
    """One file: whose it is and its picture as JPEG, or what is wrong with it; ``name`` is for the screen."""

    name: str
    person: str | None
    picture: bytes | None
    fault: PhotoFault | None = None


def read_photos(source: Path, campaign: Campaign) -> Iterator[PhotoFile]:
    """Yield every picture file of a folder or zip, also in folders below it; anything else is passed over.

    Raises
    ------
    KioskError
        ``portraits-missing`` when neither folder nor zip can be read.
    """
    seen: set[str] = set()
    for name, data in _files(source):
        photo = _photo(name, data, campaign)
        person = None if photo.fault else photo.person
        if person in seen:
            photo = PhotoFile(name, None, None, PhotoFault.REPEATED)
        elif person is not None:
            seen.add(person)
        yield photo


def _photo(name: str, data: bytes | None, campaign: Campaign) -> PhotoFile:
    if data is None:
        return PhotoFile(name, None, None, PhotoFault.LARGE)
    number = as_number(PurePosixPath(name).stem)
    if number is None:
        return PhotoFile(name, None, None, PhotoFault.NAME)
    person = person_key(campaign.salt, number)
    try:
        bgr = decode_picture(data, "The picture")
    except KioskError:
        return PhotoFile(name, person, None, PhotoFault.PICTURE)
    if min(bgr.shape[:2]) < SHORTEST_PX:
        return PhotoFile(name, person, None, PhotoFault.SMALL)
    picture = Image.fromarray(np.ascontiguousarray(bgr[:, :, ::-1]))
    picture.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY)  # made anew: nothing of the file but its pixels is kept
    return PhotoFile(name, person, stream.getvalue())


def _files(source: Path) -> Iterator[tuple[str, bytes | None]]:
    try:
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                inside = path.relative_to(source).as_posix()
                if _meant(inside) and path.is_file() and not path.is_symlink():
                    large = path.stat().st_size > MAX_BYTES
                    yield inside, None if large else path.read_bytes()
            return
        with zipfile.ZipFile(source) as packed:
            for entry in packed.infolist():
                if not entry.is_dir() and _meant(entry.filename):
                    with packed.open(entry) as file:
                        data = file.read(MAX_BYTES + 1)  # whatever its header says of its size
                    yield entry.filename, None if len(data) > MAX_BYTES else data
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise KioskError(
            "portraits-missing",
            f"{source} cannot be read as a folder or zip of pictures.",
            "Name a folder, or a zip without a password, with one picture a person, named by capture code.",
        ) from error


def _meant(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return not hidden and path.suffix.lower() in SUFFIXES
