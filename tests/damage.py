"""What a failing disk does to a file."""

from __future__ import annotations


def spoilt(content: bytes) -> bytes:
    """Return the content with its last byte changed: any fixed one may be the one that is there."""
    return content[:-1] + bytes([content[-1] ^ 1])
