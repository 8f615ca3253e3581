"""Submission ids: UUID version 7 (RFC 9562), which sort by the time they were made."""

from __future__ import annotations

import secrets
import uuid

from kiosk.clock import Clock


def new_uuid7(clock: Clock) -> str:
    """Return a fresh UUIDv7 in canonical text form: 48 bits of Unix ms, 74 random bits."""
    unix_ms = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    value = unix_ms << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
