"""What a booth knows of its central server after enrolment."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Protocol
from urllib.parse import urlsplit

from kiosk.errors import KioskError

SECRET = "central"
"""Name under which the credentials lie among the store's secrets."""


class Secrets(Protocol):
    """Where credentials are kept, sealed."""

    def put(self, name: str, secret: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def remove(self, name: str) -> None: ...


@dataclass(frozen=True)
class Credentials:
    """Address, device and token of the booth, and the keys pinned at enrolment.

    ``receipt_keys`` maps a key's id to its raw 32 bytes in hex. ``previous`` is the token that this one
    replaced, for a server that was put back to a day before; ``since`` when that was, RFC 3339.
    """

    url: str
    device: str
    token: str
    receipt_keys: Mapping[str, str]
    previous: str | None = None
    since: str | None = None

    def keys(self) -> dict[str, bytes]:
        """Return key id → raw Ed25519 public key."""
        return {name: bytes.fromhex(text) for name, text in self.receipt_keys.items()}

    def keep(self, secrets: Secrets) -> None:
        """Store them, replacing older ones."""
        secrets.put(SECRET, json.dumps(asdict(self)).encode("utf-8"))

    @classmethod
    def kept(cls, secrets: Secrets) -> Credentials | None:
        """Return those stored, None before enrolment."""
        raw = secrets.get(SECRET)
        return None if raw is None else cls(**json.loads(raw))


def checked_url(url: str) -> str:
    """Return ``url`` without a trailing slash, if pictures may be sent there.

    Raises
    ------
    KioskError
        ``central-insecure`` for anything but HTTPS, except HTTP to this very machine.
    """
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return url.rstrip("/")
    if parts.scheme == "http" and _is_loopback(parts.hostname or ""):
        return url.rstrip("/")
    raise KioskError(
        "central-insecure",
        "The address of the central server is not encrypted.",
        "Use an address that begins with https://.",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
