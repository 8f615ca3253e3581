"""Canonical bytes and their digests: what two machines must compute alike."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Any

import rfc8785


def canonical_json(data: Any) -> bytes:
    """Return the canonical JSON of plain data (RFC 8785, JSON Canonicalization Scheme).

    Raises
    ------
    rfc8785.CanonicalizationError
        For NaN, infinities, integers beyond 2^53 and anything that is not plain JSON data.
    """
    try:
        return _canonical(data).encode("utf-8")
    except UnicodeEncodeError as error:
        raise rfc8785.CanonicalizationError("half a surrogate pair") from error


def _canonical(data: Any) -> str:
    """Return the canonical text; what is most of every manifest here, all else by the library.

    The library looks at each character by itself; every record of the audit, every seal, receipt and
    manifest goes through here, in the booth and in the server.
    """
    kind = type(data)
    if kind is str:
        return encode_basestring(data)  # escapes what RFC 8785, 3.2.2.2 escapes, and nothing else
    if kind is dict and _is_ascii(data):
        # In ASCII the order of code points is the order of UTF-16 code units that 3.2.3 asks for.
        members = [f"{encode_basestring(key)}:{_canonical(data[key])}" for key in sorted(data)]
        return "{" + ",".join(members) + "}"
    if kind is list or kind is tuple:
        return "[" + ",".join([_canonical(item) for item in data]) + "]"
    return rfc8785.dumps(data).decode("utf-8")


def _is_ascii(names: Iterable[Any]) -> bool:
    try:
        return "".join(names).isascii()
    except TypeError:
        return False


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(manifest: Any) -> str:
    """Return the fingerprint of a manifest: the SHA-256 of its canonical JSON, hex."""
    return sha256_hex(canonical_json(manifest))


def content_digest(body: bytes) -> str:
    """Return the value of the ``Content-Digest`` header for ``body`` (RFC 9530, sha-256)."""
    return _field(hashlib.sha256(body).digest())


def content_digest_matches(header: str | None, body: bytes) -> bool:
    """Tell whether a ``Content-Digest`` header names the sha-256 of ``body``; absent is no match."""
    return header is not None and names_digest(header, hashlib.sha256(body).digest())


def names_digest(header: str | None, digest: bytes) -> bool:
    """Tell whether a ``Content-Digest`` header names this sha-256; absent is no match."""
    if header is None:
        return False
    expected = _field(digest).encode("ascii")
    given = header.encode("utf-8", "replace")  # a header may hold any bytes; only ASCII can match
    return any(hmac.compare_digest(part.strip(), expected) for part in given.split(b","))


def _field(digest: bytes) -> str:
    return f"sha-256=:{base64.b64encode(digest).decode('ascii')}:"
