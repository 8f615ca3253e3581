"""The receipt: the central server's signed word that it holds a submission, and the booth's check of it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.digest import canonical_json, sha256_hex

RECEIPT_PURPOSE = "photo-kiosk receipt v1"
HEALTH_PURPOSE = "photo-kiosk health v1"


def key_id(public_key: bytes) -> str:
    """Return the 16 hex digits by which a raw 32-byte public key is named."""
    return sha256_hex(public_key)[:16]


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the raw 32 bytes of the key's public half."""
    return key.public_key().public_bytes_raw()


def sign(purpose: str, data: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    """Return the base64 Ed25519 signature over ``purpose`` and the canonical JSON of ``data``.

    The purpose keeps a signature given for one use from being shown for another.
    """
    return base64.b64encode(key.sign(_message(purpose, data))).decode("ascii")


def signed_by(purpose: str, data: Mapping[str, Any], signature: str, public_key: bytes) -> bool:
    """Tell whether ``signature`` is that of ``public_key`` (raw, 32 bytes) over this purpose and data."""
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(raw, _message(purpose, data))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Receipt:
    """What the server signs when it commits a submission.

    Attributes
    ----------
    submission
        UUIDv7 of the submission.
    fingerprint
        SHA-256 of the manifest's canonical JSON, hex.
    blobs
        SHA-256 of every picture held, hex, sorted.
    received_at
        RFC 3339, UTC; the server's clock; a label, nothing is decided by it.
    key
        :func:`key_id` of the signing key.
    signature
        Base64 Ed25519 signature over all of the above.
    """

    submission: str
    fingerprint: str
    blobs: tuple[str, ...]
    received_at: str
    key: str
    signature: str

    def statement(self) -> dict[str, Any]:
        """Return the signed part as plain data."""
        return {
            "submission": self.submission,
            "fingerprint": self.fingerprint,
            "blobs": list(self.blobs),
            "received_at": self.received_at,
            "key": self.key,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the whole receipt as plain JSON data."""
        return {**self.statement(), "signature": self.signature}

    @classmethod
    def issue(
        cls,
        submission: str,
        fingerprint: str,
        blobs: tuple[str, ...],
        received_at: str,
        key: Ed25519PrivateKey,
    ) -> Receipt:
        """Sign a new receipt."""
        unsigned = cls(
            submission, fingerprint, tuple(sorted(blobs)), received_at, key_id(public_bytes(key)), ""
        )
        signature = sign(RECEIPT_PURPOSE, unsigned.statement(), key)
        return cls(**{**unsigned.__dict__, "signature": signature})

    @classmethod
    def parse(cls, data: Any) -> Receipt | None:
        """Read plain JSON data as a receipt; None when it is not one."""
        if not isinstance(data, dict):
            return None
        texts = [data.get(name) for name in ("submission", "fingerprint", "received_at", "key", "signature")]
        blobs = data.get("blobs")
        if not all(isinstance(text, str) for text in texts) or not isinstance(blobs, list):
            return None
        if not all(isinstance(blob, str) for blob in blobs):
            return None
        submission, fingerprint, received_at, key, signature = (str(text) for text in texts)
        return cls(submission, fingerprint, tuple(blobs), received_at, key, signature)

    def verifies(
        self, submission: str, fingerprint: str, blobs: tuple[str, ...], keys: Mapping[str, bytes]
    ) -> bool:
        """Tell whether this receipt is for exactly this content, by one of the pinned keys.

        Parameters
        ----------
        keys
            :func:`key_id` → raw public key, as pinned at enrolment.
        """
        public_key = keys.get(self.key)
        return (
            public_key is not None
            and self.submission == submission
            and self.fingerprint == fingerprint
            and self.blobs == tuple(sorted(blobs))
            and signed_by(RECEIPT_PURPOSE, self.statement(), self.signature, public_key)
        )


def _message(purpose: str, data: Mapping[str, Any]) -> bytes:
    return purpose.encode("ascii") + b"\n" + canonical_json(dict(data))
