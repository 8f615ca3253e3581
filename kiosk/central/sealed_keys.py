"""The server's key files under a passphrase: for backups, which lie where the server's keys must not."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.errors import KioskError

PATTERN = "*.key"
"""What is sealed: all keys the server needs to run; the private recovery key is none of them."""
MIN_PASSPHRASE_CHARS = 12
_PURPOSE = b"photo-kiosk central keys v1"
_KDF = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 4}
"""Argon2id, RFC 9106, section 4, the second recommended choice: 64 MiB, three passes, four lanes."""
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32


def seal_keys(folder: Path, passphrase: str) -> bytes:
    """Return every key file of the server's folder as one sealed JSON document.

    Raises
    ------
    KioskError
        ``passphrase-short``.
    """
    if len(passphrase) < MIN_PASSPHRASE_CHARS:
        raise KioskError(
            "passphrase-short",
            "The passphrase is too short to protect the server's keys.",
            f"Use at least {MIN_PASSPHRASE_CHARS} characters: four or five words do.",
        )
    files = {path.name: _text(path.read_bytes()) for path in sorted(folder.glob(PATTERN))}
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key(passphrase, salt, _KDF)).encrypt(nonce, json.dumps(files).encode(), _PURPOSE)
    told = {"kdf": _KDF, "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}
    return json.dumps(told, indent=1).encode("ascii")


def open_keys(document: bytes, passphrase: str) -> Mapping[str, bytes]:
    """Return file name → content.

    Raises
    ------
    KioskError
        ``passphrase-wrong``, also when the document was changed.
    """
    try:
        told = json.loads(document)
        key = _key(passphrase, base64.b64decode(told["salt"]), _KDF)
        plain = AESGCM(key).decrypt(
            base64.b64decode(told["nonce"]), base64.b64decode(told["sealed"]), _PURPOSE
        )
        return {name: base64.b64decode(text) for name, text in json.loads(plain).items()}
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise KioskError(
            "passphrase-wrong",
            "The sealed keys do not open: another passphrase, or the file was changed.",
            "Try again, or give a folder that holds the key files with --keys.",
        ) from error


def _key(passphrase: str, salt: bytes, kdf: Mapping[str, int]) -> bytes:
    return hash_secret_raw(passphrase.encode("utf-8"), salt, hash_len=_KEY_BYTES, type=Type.ID, **kdf)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
