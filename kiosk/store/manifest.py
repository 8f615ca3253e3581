"""The manifest of a submission and the one byte string that seals it together with its pictures."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from PIL import Image, UnidentifiedImageError

from kiosk.digest import sha256_hex
from kiosk.errors import KioskError
from kiosk.store.sealing import Damaged
from kiosk.store.stored import Parcel
from kiosk.store.submission import Submission

VERSION = 1


def build_manifest(submission: Submission, device: str, seq: int, saved_at: datetime) -> dict[str, Any]:
    """Return the manifest as plain JSON data; times are RFC 3339 in UTC, pictures named by SHA-256.

    Without a waiver, contact or payment there is no member of that name: the manifest is then the one that
    earlier servers know.
    """
    manifest = {
        "version": VERSION,
        "id": submission.id,
        "device": device,
        "seq": seq,
        "saved_at": saved_at.isoformat(timespec="milliseconds"),
        "campaign": submission.campaign,
        "spec": submission.spec,
        "person": asdict(submission.person),
        "consents": [
            {**asdict(consent), "given_at": consent.given_at.isoformat(timespec="milliseconds")}
            for consent in submission.consents
        ],
        "blobs": {
            name: {"sha256": sha256_hex(data), "bytes": len(data), "media_type": "image/jpeg"}
            for name, data in (("photo", submission.photo), ("original", submission.original))
        },
        "inspection": dict(submission.inspection),
        "capture": dict(submission.capture),
    }
    if submission.waiver is not None:
        given_at = submission.waiver.given_at.isoformat(timespec="milliseconds")
        manifest["waiver"] = {**asdict(submission.waiver), "given_at": given_at}
    for name, part in (("contact", submission.contact), ("payment", submission.payment)):
        if part is not None:
            manifest[name] = asdict(part)
    return manifest


def check_submission(submission: Submission) -> None:
    """Refuse what must not be stored.

    Raises
    ------
    KioskError
        ``consent-missing`` without any consent, ``photo-damaged`` when a picture does not decode.
    """
    if not submission.consents:
        raise KioskError(
            "consent-missing",
            "The person has not agreed to the photo being stored.",
            "Go back to the consent page and ask again.",
        )
    for data in (submission.photo, submission.original):
        try:
            with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
                picture.load()
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise KioskError(
                "photo-damaged", "The picture could not be read back.", "Take the photo again."
            ) from error


def pack(manifest: bytes, photo: bytes, original: bytes) -> bytes:
    """Return one byte string: the manifest's length (4 bytes, big-endian), manifest, photo, original."""
    return len(manifest).to_bytes(4, "big") + manifest + photo + original


def unpack(body: bytes) -> Parcel:
    """Take apart what :func:`pack` made, checking every picture against the manifest's digest.

    Raises
    ------
    Damaged
        When the parts do not fit together.
    """
    start = 4 + int.from_bytes(body[:4], "big")
    manifest = body[4:start]
    blobs: dict[str, bytes] = {}
    try:
        data = json.loads(manifest)
        for name in ("photo", "original"):
            entry = data["blobs"][name]
            blob = body[start : start + entry["bytes"]]
            start += entry["bytes"]
            if sha256_hex(blob) != entry["sha256"]:
                raise Damaged(f"the {name} differs from its digest")
            blobs[entry["sha256"]] = blob
        consents = tuple(str(consent["purpose"]) for consent in data["consents"])
        return Parcel(str(data["id"]), sha256_hex(manifest), manifest, consents, blobs)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("unreadable manifest") from error
