"""The booth's own secrets: the key that wraps every submission's key, and the booth's identity."""

from __future__ import annotations

import base64
import json
import logging
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.store.faults import environment_faults

log = logging.getLogger(__name__)


class KeyStore(Protocol):
    """Where the booth's secrets live; the operating system's store in a real booth."""

    def wrapping_key(self) -> bytes:
        """Return the 32 bytes that wrap the submissions' keys."""
        ...

    def identity(self) -> Ed25519PrivateKey:
        """Return the key by which the booth proves at enrolment that it is the same booth."""
        ...


class KeyFile:
    """Secrets in a plain file, for rehearsals without an operating-system key store.

    Whoever can read the file can open every stored photo, so it says so in the log each time.

    Raises
    ------
    KioskError
        ``keys-unreadable`` when the file is not a key file; ``disk-full``, ``store-readonly``.
    """

    def __init__(self, path: Path) -> None:
        with environment_faults():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                fresh = {"wrapping": secrets.token_bytes(32), "identity": secrets.token_bytes(32)}
                text = json.dumps({name: base64.b64encode(raw).decode() for name, raw in fresh.items()})
                write_durably(path, text.encode("ascii"))
            content = path.read_bytes()
        try:
            held = json.loads(content)
            self._wrapping = base64.b64decode(held["wrapping"], validate=True)
            self._identity = Ed25519PrivateKey.from_private_bytes(
                base64.b64decode(held["identity"], validate=True)
            )
            if len(self._wrapping) != 32:
                raise ValueError("a wrapping key has 32 bytes")
        except (ValueError, KeyError, TypeError) as error:
            raise KioskError(
                "keys-unreadable",
                "The booth's key file cannot be understood.",
                "Restore it from the backup; without it only the recovery key opens the stored photos.",
            ) from error
        log.warning("the booth's keys lie in a plain file: fit for rehearsals only, never for real people")

    def wrapping_key(self) -> bytes:
        return self._wrapping

    def identity(self) -> Ed25519PrivateKey:
        return self._identity
