"""Sealing: one fresh AES-256-GCM key a submission, wrapped for the booth and for offline recovery.

Layout of a sealed file: the magic line, the header's length (4 bytes, big-endian), the header
(canonical JSON in clear: context and wrapped keys), the ciphertext of the body.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import asdict, dataclass, replace
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.digest import canonical_json

MAGIC = b"photo-kiosk sealed 1\n"
MAX_HEADER_BYTES = 16_384
NONCE_BYTES = 12
"""NIST SP 800-38D: 96-bit nonces; every key seals one body, so random nonces cannot repeat."""

_RECOVERY = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_RECOVERY_INFO = b"photo-kiosk recovery 1\n"


class Damaged(Exception):
    """A sealed file that is not what was written, or not for this key."""


@dataclass(frozen=True)
class Context:
    """What a sealed file says of itself in clear, authenticated with the body: no personal data."""

    id: str
    device: str
    seq: int
    fingerprint: str
    sealed_at: str

    def associated_data(self) -> bytes:
        return canonical_json(asdict(self))


@dataclass(frozen=True)
class Header:
    """The clear part of a sealed file, wrapped keys as raw bytes; ``recovery`` None without such a key."""

    context: Context
    nonce: bytes
    booth: bytes
    recovery: bytes | None


def seal(context: Context, body: bytes, wrapping_key: bytes, recovery_key: bytes | None) -> bytes:
    """Return the whole sealed file.

    Parameters
    ----------
    wrapping_key
        The booth's, 32 bytes.
    recovery_key
        Raw X25519 public key whose private half is kept offline (HPKE, RFC 9180), or None.
    """
    aad = context.associated_data()
    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(NONCE_BYTES)
    recovery = None
    if recovery_key is not None:
        public = X25519PublicKey.from_public_bytes(recovery_key)
        recovery = _RECOVERY.encrypt(key, public, info=_RECOVERY_INFO + aad)
    header = Header(context, nonce, _wrap(key, wrapping_key, context), recovery)
    return _file(header, AESGCM(key).encrypt(nonce, body, aad))


def read_header(file: BinaryIO) -> Header:
    """Read the clear part from the start of ``file`` and leave it at the ciphertext.

    Raises
    ------
    Damaged
        When it is not a sealed file's header.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise Damaged("not a sealed file")
    length = int.from_bytes(file.read(4), "big")
    if length > MAX_HEADER_BYTES:
        raise Damaged("header too long")
    try:
        data = json.loads(file.read(length))
        recovery = data["recovery"]
        return Header(
            Context(**data["context"]),
            _raw(data["nonce"]),
            _raw(data["booth"]),
            None if recovery is None else _raw(recovery),
        )
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Damaged("unreadable header") from error


def unwrap(header: Header, wrapping_key: bytes) -> bytes:
    """Return the submission's own key, opened with the booth's.

    Raises
    ------
    Damaged
        When the key is another booth's or the header was altered.
    """
    nonce, wrapped = header.booth[:NONCE_BYTES], header.booth[NONCE_BYTES:]
    try:
        return AESGCM(wrapping_key).decrypt(nonce, wrapped, header.context.associated_data())
    except (InvalidTag, ValueError) as error:
        raise Damaged("the booth's key does not open it") from error


def unseal(file: BinaryIO, wrapping_key: bytes) -> tuple[Context, bytes]:
    """Return context and body of a sealed file, opened with the booth's key.

    Raises
    ------
    Damaged
        When a single bit differs or the key is another booth's.
    """
    header = read_header(file)
    return header.context, _open_body(file.read(), header, unwrap(header, wrapping_key))


def unwrap_with_recovery(header: Header, recovery_key: X25519PrivateKey) -> bytes:
    """Return the submission's own key, opened with the offline private key.

    Raises
    ------
    Damaged
        As :func:`unwrap`; also when the file was sealed before a recovery key was known.
    """
    if header.recovery is None:
        raise Damaged("sealed without a recovery key")
    info = _RECOVERY_INFO + header.context.associated_data()
    try:
        return _RECOVERY.decrypt(header.recovery, recovery_key, info=info)
    except (InvalidTag, ValueError) as error:
        raise Damaged("the recovery key does not open it") from error


def unseal_with_recovery(file: BinaryIO, recovery_key: X25519PrivateKey) -> tuple[Context, bytes]:
    """Return context and body of a sealed file whose booth key is lost; errors as :func:`unseal`."""
    header = read_header(file)
    return header.context, _open_body(file.read(), header, unwrap_with_recovery(header, recovery_key))


def rewrap(file: BinaryIO, recovery_key: X25519PrivateKey, wrapping_key: bytes) -> tuple[bytes, bytes]:
    """Return the same sealed file wrapped for another booth key, and its body, which was checked.

    Only the booth's wrap changes: context, ciphertext and the wrap for recovery stay as they were sealed.

    Raises
    ------
    Damaged
        As :func:`unseal_with_recovery`.
    """
    header = read_header(file)
    ciphertext = file.read()
    key = unwrap_with_recovery(header, recovery_key)
    body = _open_body(ciphertext, header, key)
    return _file(replace(header, booth=_wrap(key, wrapping_key, header.context)), ciphertext), body


def _wrap(key: bytes, wrapping_key: bytes, context: Context) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, key, context.associated_data())


def _file(header: Header, ciphertext: bytes) -> bytes:
    clear = canonical_json(
        {
            "context": asdict(header.context),
            "nonce": _text(header.nonce),
            "booth": _text(header.booth),
            "recovery": None if header.recovery is None else _text(header.recovery),
        }
    )
    return MAGIC + len(clear).to_bytes(4, "big") + clear + ciphertext


def _open_body(ciphertext: bytes, header: Header, key: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(header.nonce, ciphertext, header.context.associated_data())
    except (InvalidTag, ValueError) as error:
        raise Damaged("the body was altered") from error


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
