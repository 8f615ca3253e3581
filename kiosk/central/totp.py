"""One-time codes by time (RFC 6238), their set-up, and recovery codes: nothing here knows the database."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STEP_S = 30
"""RFC 6238, section 5.2: the recommended step; what authenticator programs assume."""
WINDOW = (-1, 0, 1)
"""Steps around now that are taken: a clock half a minute off, or a code typed slowly."""
ISSUER = "Photo centre"
RECOVERY_CODES = 10
_GROUPS, _GROUP = 4, 4
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters without 0/O and 1/I: a recovery code has 80 bits and needs no salt, it cannot be guessed."""
_NONCE_BYTES = 12


@dataclass(frozen=True)
class SetUp:
    """What a page shows once so that an authenticator program can be set up.

    Attributes
    ----------
    secret
        Base32, in groups of four to be typed.
    svg
        QR code of the ``otpauth://`` address as an SVG element.
    """

    secret: str
    svg: str


def new_secret() -> str:
    """Return a secret of 160 bits, base32 (RFC 4226, section 4: recommended length)."""
    return pyotp.random_base32()


def set_up_of(secret: str, name: str) -> SetUp:
    """Return what is shown of a secret."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return SetUp(grouped, str(segno.make(address, error="m").svg_inline(scale=5, border=4)))


def step_at(time_s: float) -> int:
    """Return the number of the step at a Unix time."""
    return int(time_s // STEP_S)


def matching_step(secret: str, code: str, now_s: float, after: int | None) -> int | None:
    """Return the step whose code this is, None when it is none's.

    Parameters
    ----------
    after
        The step of the last code that was taken; it and earlier ones are used up (RFC 6238, section 5.2).
    """
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return None
    totp, now = pyotp.TOTP(secret), step_at(now_s)
    found = None
    for step in (now + offset for offset in WINDOW):
        matched = hmac.compare_digest(totp.generate_otp(step), digits)
        if matched and (after is None or step > after):
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes to be written down, each for one log-in without the authenticator."""
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    )


def plain_recovery_code(typed: str) -> str | None:
    """Return a recovery code as it was made, however it was typed; None when it cannot be one."""
    letters = "".join(c for c in typed.upper() if c.isalnum())
    if len(letters) != _GROUPS * _GROUP or set(letters) - set(_ALPHABET):
        return None
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def seal(secret: str, key: bytes, name: str) -> str:
    """Return a secret for the database, readable with the server's keys only; base64."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, secret.encode(), name.encode())).decode()


def unseal(sealed: str, key: bytes, name: str) -> str | None:
    """Return the secret; None when it was sealed for another name or by a server with other keys."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], name.encode()).decode()
    except InvalidTag:
        return None
