"""Canonical bytes and their digests: what two machines must compute alike."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import rfc8785


def canonical_json(data: Any) -> bytes:
    """Return the canonical JSON of plain data (RFC 8785, JSON Canonicalization Scheme).

    Raises
    ------
    rfc8785.CanonicalizationError
        For NaN, infinities, integers beyond 2^53 and anything that is not plain JSON data.
    """
    return rfc8785.dumps(data)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(manifest: Any) -> str:
    """Return the fingerprint of a manifest: the SHA-256 of its canonical JSON, hex."""
    return sha256_hex(canonical_json(manifest))


def content_digest(body: bytes) -> str:
    """Return the value of the ``Content-Digest`` header for ``body`` (RFC 9530, sha-256)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def content_digest_matches(header: str | None, body: bytes) -> bool:
    """Tell whether a ``Content-Digest`` header names the sha-256 of ``body``; absent is no match."""
    if header is None:
        return False
    expected = content_digest(body).encode("ascii")
    given = header.encode("utf-8", "replace")  # a header may hold any bytes; only ASCII can match
    return any(hmac.compare_digest(part.strip(), expected) for part in given.split(b","))
