"""Submissions and keys for the tests of store, sync and central server."""

from __future__ import annotations

import io
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from kiosk.campaign.person import Consent, Person
from kiosk.clock import Clock
from kiosk.store.settings import StoreSettings
from kiosk.store.submission import Submission
from kiosk.store.uuid7 import new_uuid7

UNREADABLE = Path("/proc/self/mem")
"""Opens like any file, and to read its first byte is EIO, as of a bad sector."""

ROOMY = StoreSettings(reserve_bytes=0)

NAME, STUDENT_NUMBER, LAST4, CODE = "测*试", "S-2026-000417", "01X2", "0123456789abcdef-raw-code"


class HeldKeys:
    """A key store in memory."""

    def __init__(self) -> None:
        self._wrapping = bytes(range(32))
        self._identity = Ed25519PrivateKey.from_private_bytes(bytes(32))

    def wrapping_key(self) -> bytes:
        return self._wrapping

    def identity(self) -> Ed25519PrivateKey:
        return self._identity


def jpeg(shade: int, width: int = 60, height: int = 80) -> bytes:
    """Return a plain JPEG; no two are alike, as with real captures."""
    buffer = io.BytesIO()
    picture = Image.new("RGB", (width, height), (shade, 120, 200))
    picture.save(buffer, "JPEG", comment=secrets.token_hex(8).encode())
    return buffer.getvalue()


def submission(
    clock: Clock, shade: int = 1, consents: tuple[str, ...] = ("capture", "privacy")
) -> Submission:
    return Submission(
        id=new_uuid7(clock),
        campaign="example",
        spec="chsi",
        person=Person(CODE, "code", name_masked=NAME, student_number=STUDENT_NUMBER, id_last4=LAST4),
        consents=tuple(Consent(purpose, "1", "a" * 64, clock.now()) for purpose in consents),
        photo=jpeg(shade),
        original=jpeg(shade, 64, 48),
        inspection={"ok": True, "checks": [{"check": "eye-line", "value": 250.5, "unit": "px"}]},
        capture={"source": "sitter", "manual": False, "failed_rules": []},
    )


def make_unreadable(path: Path) -> None:
    """Let the disk have lost what is in a file."""
    path.unlink()
    path.symlink_to(UNREADABLE)
