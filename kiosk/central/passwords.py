"""Passwords of staff: which are good enough, and their hashes (argon2id)."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.errors import KioskError

MIN_CHARS = 10
MAX_CHARS = 200
"""Longer than any phrase somebody remembers; what is hashed must have an end."""
MIN_DIFFERENT = 6
"""NIST SP 800-63B asks to refuse repeated and running characters: "aaaaaaaaaa" has one, "1234512345" five."""
RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
"""In the order of the digits, the alphabet and the keyboard; also backwards."""
RUN_CHARS = 8


def first_password() -> str:
    """Return a password of 96 random bits, to be told once."""
    return secrets.token_urlsafe(12)


def check_password(password: str, name: str) -> str:
    """Return a new password as it is hashed (NFKC, so that every keyboard gives the same bytes).

    Raises
    ------
    KioskError
        ``password-weak``, saying why.
    """
    password = unicodedata.normalize("NFKC", password)
    folded = password.casefold()
    fault = None
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        fault = f"A password has {MIN_CHARS} to {MAX_CHARS} characters."
    elif len(name) > 2 and name.casefold() in folded:
        fault = "The password must not contain the name."
    elif len(set(folded)) < MIN_DIFFERENT or _is_run(folded):
        fault = "The password repeats or runs through the same few characters."
    if fault is not None:
        raise KioskError("password-weak", fault, "Choose a longer one: several words that nobody expects.")
    return password


def hash_password(password: str) -> str:
    """Return the argon2id hash with its salt and parameters."""
    return PasswordHasher().hash(unicodedata.normalize("NFKC", password))


def matches(hashed: str, password: str) -> bool:
    """Tell whether ``password`` is the one that was hashed; takes a fifth of a second on purpose."""
    try:
        # Cut as it is counted: an accent that came as a sign of its own makes one character with its letter.
        return PasswordHasher().verify(hashed, unicodedata.normalize("NFKC", password)[: MAX_CHARS + 1])
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(hashed: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return PasswordHasher().check_needs_rehash(hashed)


def _is_run(folded: str) -> bool:
    lines = [line for run in RUNS for line in (run, run[::-1])]
    parts = (folded[start : start + RUN_CHARS] for start in range(len(folded) - RUN_CHARS + 1))
    return any(part in line for part in parts for line in lines)
