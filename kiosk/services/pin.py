"""The operator's PIN: an argon2id hash in the settings; misses cost growing waits, over restarts too."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.store.staff import StaffEvent

FREE_MISSES = 4
"""Slips of a person who knows the PIN; the next one and every later one locks."""
FIRST_WAIT_S, LONGEST_WAIT_S = 60.0, 3600.0
"""The wait doubles from the one to the other: some 25 guesses a day, so four digits hold out for months."""

MEMORY_KIB, PASSES, LANES = 32 * 1024, 3, 1
"""Argon2id (RFC 9106, section 4): as many passes as its second recommendation over half the memory; 0.08 s on
a booth's processor."""


class Doorbook(Protocol):
    """Where misses are counted and visits written down, see :class:`kiosk.store.staff.Staff`."""

    def note(self, event: StaffEvent, reason: str) -> None: ...

    def misses(self) -> int: ...

    def count_miss(self) -> int: ...

    def forget_misses(self) -> None: ...


def hash_pin(pin: str) -> str:
    """Return the hash for the settings file, as a PHC string.

    Raises
    ------
    KioskError
        ``pin-too-short`` when it is not 4 to 12 digits.
    """
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise KioskError("pin-too-short", "A PIN has 4 to 12 digits.", "Choose another PIN.")
    derive = Argon2id(
        salt=secrets.token_bytes(16), length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB
    )
    return derive.derive_phc_encoded(pin.encode())


def wait_s(misses: int) -> float:
    """Return how long nobody may try after so many misses in a row, s."""
    if misses <= FREE_MISSES:
        return 0.0
    doublings = min(misses - FREE_MISSES - 1, 10)  # enough for the longest; more would overflow
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0**doublings)


@dataclass
class PinLock:
    """Until when nobody may try; kept as long as the program runs, by who opens the store for each try.

    Attributes
    ----------
    began
        ``Clock.monotonic`` seconds at the program's start, from where the wait for old misses counts.
    until
        None before the misses were first looked up.
    """

    began: float
    until: float | None = None


class PinCheck:
    """Compares typed PINs with the stored hash; used by one thread.

    The wall clock decides nothing: after a restart the whole wait begins anew, once.

    Parameters
    ----------
    stored
        As :func:`hash_pin` made it, or None when no PIN is set: then nobody gets in.
    lock
        What an earlier check of this program left locked; by default it begins here.
    """

    def __init__(self, stored: str | None, clock: Clock, book: Doorbook, lock: PinLock | None = None) -> None:
        self._stored, self._clock, self._book = stored, clock, book
        self._lock = PinLock(clock.monotonic()) if lock is None else lock
        if self._lock.until is None:
            self._lock.until = self._lock.began + wait_s(book.misses())

    def refusal(self, pin: str, door: str) -> str | None:
        """Return None when the PIN is right, else ``pin-not-set``, ``pin-locked`` or ``pin-wrong``.

        Parameters
        ----------
        door
            The page it was typed on, for the record.

        Raises
        ------
        KioskError
            When the store cannot be written: then nobody gets in either.
        """
        if self._stored is None:
            return "pin-not-set"
        if self._lock.until is not None and self._clock.monotonic() < self._lock.until:
            return "pin-locked"
        misses = self._book.count_miss()
        if self._fits(pin):
            self._book.note(StaffEvent.ENTERED, door)
            self._book.forget_misses()
            return None
        locked_s = wait_s(misses)
        self._lock.until = self._clock.monotonic() + locked_s
        self._book.note(StaffEvent.LOCKED if locked_s else StaffEvent.DENIED, door)
        return "pin-locked" if locked_s else "pin-wrong"

    def left(self, door: str) -> None:
        """Write down that the page was left."""
        self._book.note(StaffEvent.LEFT, door)

    def _fits(self, pin: str) -> bool:
        assert self._stored is not None
        try:
            Argon2id.verify_phc_encoded(pin.encode(), self._stored)
        except InvalidKey:
            return False
        return True
