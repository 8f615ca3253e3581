"""Small values in the database that may name a person: each sealed with the booth's key under its place."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.store.sealing import NONCE_BYTES


class SealedValues:
    """Seals texts with AES-256-GCM; the place (table and key) is authenticated with the text."""

    def __init__(self, wrapping_key: bytes) -> None:
        self._cipher = AESGCM(wrapping_key)

    def seal(self, place: str, text: str) -> bytes:
        """Return nonce and ciphertext."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode("utf-8"), place.encode("utf-8"))

    def open(self, place: str, sealed: bytes) -> str | None:
        """Return the text; None when it was altered, moved, or sealed with another key."""
        try:
            plain = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode("utf-8"))
        except (InvalidTag, ValueError):
            return None
        return plain.decode("utf-8")
