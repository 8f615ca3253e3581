"""Small secrets on disk, each sealed with the booth's key; they outlive a lost database."""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.durable import drop_unfinished, make_directory, remove_durably, write_durably
from kiosk.errors import KioskError
from kiosk.store.faults import environment_faults
from kiosk.store.sealing import NONCE_BYTES

SUFFIX = ".secret"


class SecretFiles:
    """Named secrets below ``directory``; the name is authenticated with the content."""

    def __init__(self, directory: Path, wrapping_key: bytes) -> None:
        self._directory = directory
        self._cipher = AESGCM(wrapping_key)
        make_directory(directory)
        drop_unfinished(directory)

    def put(self, name: str, secret: bytes) -> None:
        """Store or replace a secret, durably.

        Raises
        ------
        KioskError
            ``disk-full``, ``store-readonly`` or ``store-io``.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        with environment_faults():
            write_durably(self._path(name), nonce + self._cipher.encrypt(nonce, secret, name.encode()))

    def get(self, name: str) -> bytes | None:
        """Return the secret, None when there is none.

        Raises
        ------
        KioskError
            ``secret-damaged`` when the file was altered or belongs to another key.
        """
        with environment_faults():
            if not self._path(name).exists():
                return None
            content = self._path(name).read_bytes()
        try:
            return self._cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise KioskError(
                "secret-damaged",
                "What the booth knows of its central server cannot be opened.",
                "Enrol the booth again with a new code from the administrator.",
            ) from error

    def remove(self, name: str) -> None:
        """Destroy a secret; absent is fine."""
        with environment_faults():
            remove_durably(self._path(name))

    def _path(self, name: str) -> Path:
        return self._directory / f"{name}{SUFFIX}"


def opens_any_secret(directory: Path, wrapping_key: bytes) -> bool:
    """Whether at least one of the secrets below ``directory`` was sealed with this key."""
    if not directory.is_dir():
        return False
    files = SecretFiles(directory, wrapping_key)
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        try:
            if files.get(path.name.removesuffix(SUFFIX)) is not None:
                return True
        except KioskError as error:
            if error.code != "secret-damaged":
                raise
    return False
