"""The operator's PIN: a salted scrypt hash in the settings, misses slowed down."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from kiosk.clock import Clock
from kiosk.errors import KioskError

MISSES_BEFORE_LOCK = 5
LOCK_S = 60.0

_N, _R, _P = 2**14, 8, 1
"""scrypt cost as RFC 7914 names it: 16 MiB and some 50 ms on a booth's processor."""


def hash_pin(pin: str) -> str:
    """Return ``salt$hash`` in hex for the settings file.

    Raises
    ------
    KioskError
        ``pin-too-short`` when it is not 4 to 12 digits.
    """
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise KioskError("pin-too-short", "A PIN has 4 to 12 digits.", "Choose another PIN.")
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_derive(pin, salt).hex()}"


def _derive(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_N, r=_R, p=_P, dklen=32)


class PinCheck:
    """Compares typed PINs with the stored hash; five misses lock for a minute.

    Parameters
    ----------
    stored
        As :func:`hash_pin` made it, or None when no PIN is set: then nobody gets in.
    """

    def __init__(self, stored: str | None, clock: Clock) -> None:
        self._stored = stored
        self._clock = clock
        self._misses = 0
        self._locked_until = 0.0

    def refusal(self, pin: str) -> str | None:
        """Return None when the PIN is right, else ``pin-not-set``, ``pin-locked`` or ``pin-wrong``."""
        if self._stored is None:
            return "pin-not-set"
        if self._clock.monotonic() < self._locked_until:
            return "pin-locked"
        salt, _, expected = self._stored.partition("$")
        if hmac.compare_digest(_derive(pin, bytes.fromhex(salt)).hex(), expected):
            self._misses = 0
            return None
        self._misses += 1
        if self._misses >= MISSES_BEFORE_LOCK:
            self._misses = 0
            self._locked_until = self._clock.monotonic() + LOCK_S
            return "pin-locked"
        return "pin-wrong"
