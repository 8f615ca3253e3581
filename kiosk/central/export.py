"""The export package: approved (or other) photos under their codes' numbers, with lists that name each."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.campaign.standing import Review
from kiosk.capture_code.payload import parse_payload
from kiosk.central.central import Central
from kiosk.central.export_tables import csv_table, json_table, xlsx_table
from kiosk.central.jpeg_parts import without_metadata
from kiosk.central.tables import Submission
from kiosk.digest import sha256_hex

PHOTOS = "photos/"
STATES = (Review.APPROVED, Review.REJECTED, Review.RETAKE_REQUESTED, Review.RECEIVED, Review.IN_REVIEW)
_SAFE = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True)
class Entry:
    """One photo and what the lists say of it.

    Attributes
    ----------
    file
        Its name in the package; empty when the photo is not there or not what was received.
    sha256
        Of that file, hex.
    received_sha256
        Of the photo as the booth sent it and the receipt names it: another one only if it had metadata.
    code
        The capture code's own number; empty when the code was not understood.
    """

    file: str
    sha256: str
    received_sha256: str
    bytes: int
    submission: str
    code: str
    name_masked: str
    student_number: str
    school_code: str
    college: str
    class_name: str
    level: str
    campaign: str
    spec: str
    review: str
    reason: str
    decided_at: str
    received_at: str
    waiver: str


def find_entries(db: Session, campaign: str | None, state: Review) -> list[Entry]:
    """Return what goes into the package, first come first, each under a name of its own."""
    query = select(Submission).where(Submission.review == state, Submission.erased_at.is_(None))
    if campaign is not None:
        query = query.where(Submission.campaign == campaign)
    used: set[str] = set()
    entries = []
    for row in db.scalars(
        query.order_by(Submission.received_at, Submission.id).execution_options(yield_per=500)
    ):
        entry = _entry(row)
        name = entry.code if _SAFE.fullmatch(entry.code) else row.id
        if name.casefold() in used:  # a second photo of the same code; Windows knows no case
            name = f"{name}-{row.id}"
        used.add(name.casefold())
        entries.append(replace(entry, file=f"{PHOTOS}{name}.jpg"))
    return entries


class Package:
    """A ZIP file piece by piece: one photo is in memory at a time, however many there are.

    Photos are stored as they are (they are compressed), each checked against its digest; the lists come
    last and say which were not there. Beyond 65,535 files or 4 GiB it becomes ZIP64 by itself.

    Attributes
    ----------
    missing
        How many photos were not there or not what was received, so far.
    """

    def __init__(self, central: Central, entries: Sequence[Entry], now: datetime) -> None:
        self._central, self._entries = central, entries
        self._stamp = (now.year, now.month, now.day, now.hour, now.minute, now.second)
        self.missing = 0

    def __iter__(self) -> Iterator[bytes]:
        pipe, told = _Pipe(), []
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
            for entry in self._entries:
                data = self._central.blobs.get(entry.received_sha256)
                if data is None or sha256_hex(data) != entry.received_sha256:
                    self.missing += 1
                    told.append(replace(entry, file=""))
                    continue
                clean = without_metadata(data)
                self._add(archive, entry.file, clean, zipfile.ZIP_STORED)
                told.append(replace(entry, sha256=sha256_hex(clean), bytes=len(clean)))
                yield from pipe.taken()
            tables = {"manifest.csv": csv_table, "manifest.xlsx": xlsx_table, "manifest.json": json_table}
            for name, table in tables.items():
                self._add(archive, name, table(told, Entry), zipfile.ZIP_DEFLATED)
                yield from pipe.taken()
        yield from pipe.taken()

    def _add(self, archive: zipfile.ZipFile, name: str, data: bytes, compression: int) -> None:
        info = zipfile.ZipInfo(name, self._stamp)
        info.external_attr = 0o644 << 16
        archive.writestr(info, data, compression)


class _Pipe(io.RawIOBase):
    """What is written here is taken away by the one who sends it; there is no going back."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def taken(self) -> Iterator[bytes]:
        parts, self._parts = self._parts, []
        yield from (part for part in parts if part)


def _entry(row: Submission) -> Entry:
    manifest = json.loads(row.manifest or "{}")
    person, photo = manifest["person"], manifest["blobs"]["photo"]
    waiver = json.loads(row.waiver) if row.waiver else {}
    return Entry(
        file="",
        sha256=photo["sha256"],
        received_sha256=photo["sha256"],
        bytes=photo["bytes"],
        submission=row.id,
        code=parse_payload(person["code_raw"]).number or "",
        name_masked=person["name_masked"] or "",
        student_number=person["student_number"] or "",
        school_code=person["school_code"] or "",
        college=person["college"] or "",
        class_name=person["class_name"] or "",
        level=person["level"] or "",
        campaign=row.campaign or "",
        spec=manifest["spec"],
        review=row.review,
        reason=row.reason or "",
        decided_at=row.decided_at or "",
        received_at=row.received_at or "",
        waiver=waiver.get("reason", ""),
    )
