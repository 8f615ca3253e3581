"""Enrolment photos at rest: sealed one by one, with a key that is not in the database."""

from __future__ import annotations

import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PURPOSE = b"photo-kiosk enrolment photos v1"
_NONCE_BYTES = 12
"""NIST SP 800-38D: random nonces of 96 bits, far fewer than 2**32 pictures under one key."""


class PortraitSeal:
    """Seals pictures at rest, each to its campaign and person; the key is not in the database."""

    def __init__(self, key: bytes) -> None:
        self._key, self._cipher = key, AESGCM(key)

    def seal(self, picture: bytes, campaign: str, person: str) -> bytes:
        """Return nonce and ciphertext."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, picture, _context(campaign, person))

    def open(self, sealed: bytes, campaign: str, person: str) -> bytes:
        """Return the picture.

        Raises
        ------
        cryptography.exceptions.InvalidTag
            When the row was altered or moved to somebody else.
        """
        return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _context(campaign, person))

    def mark(self, picture: bytes) -> str:
        """Return by what two pictures are told apart without being opened, 64 hex digits."""
        return hmac.new(self._key, picture, "sha256").hexdigest()


def _context(campaign: str, person: str) -> bytes:
    return f"{campaign}\n{person}".encode()
