"""Digests by which a person's data are compared without being kept: keyed by the campaign's salt.

A capture code has 64 random bits, so its keyed digest cannot be turned back. The last four of an ID and a
student number have few: their digests are keyed by the capture code as well, which is not stored beside
them, and so tell nothing to somebody who has the roster alone.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from kiosk.capture_code.code import CaptureCode

_HIDDEN = "*＊●○×"


def person_key(salt: str, code: CaptureCode | str) -> str:
    """Return who a capture code belongs to, as 64 hex digits; the code's own number where it is known.

    A student may show the QR picture one day and type the number the other: both give the same key.
    """
    if isinstance(code, CaptureCode):
        code = code.number or code.raw
    return _keyed(salt, "person", code)


def detail_digest(salt: str, code: CaptureCode | str, field: str, value: str) -> str:
    """Return the digest of one detail (``last4``, ``student-number``, ``name``) of a code's holder, hex."""
    if isinstance(code, CaptureCode):
        code = code.number or code.raw
    if field == "name":
        value = plain_name(value)
    return _keyed(salt, field, f"{code}\x1f{value}")


def plain_name(name: str) -> str:
    """Return a name in its one written form: no spaces, no dots between its parts, compatibility forms."""
    kept = (c for c in unicodedata.normalize("NFKC", name) if not c.isspace() and c not in "·•・.‧")
    return "".join(kept).casefold()


def name_fits_mask(name: str, masked: str) -> bool:
    """Whether a full name can be the masked one: as long, and alike wherever the mask shows a character.

    A mask such as ``测**`` hides a character with each of its signs.
    """
    plain, shown = plain_name(name), "".join(c for c in masked if not c.isspace() and c not in "·•・.‧")
    if not plain or len(plain) != len(shown):
        return False
    return all(b in _HIDDEN or a == b.casefold() for a, b in zip(plain, shown, strict=True))


def _keyed(salt: str, field: str, value: str) -> str:
    text = f"{field}\x1f{value}".encode("utf-8", "surrogatepass")
    return hmac.new(bytes.fromhex(salt), text, hashlib.sha256).hexdigest()
