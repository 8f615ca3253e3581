"""The identity check: does the person know what the holder of this code knows?"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from kiosk.campaign.campaign import IdentityMode, IdentityRules
from kiosk.campaign.person import Person
from kiosk.capture_code.code import CaptureCode
from kiosk.clock import Clock

WRONG = "identity-wrong"
"""The one answer to every miss: it does not say which part was wrong."""

LOCKED = "identity-locked"


@dataclass(frozen=True)
class Confirmed:
    """The answers fit, or there was nothing to hold them against (``verified_by="typed"``)."""

    person: Person


@dataclass(frozen=True)
class Refused:
    """They do not. ``locked_until``: ``Clock.monotonic`` seconds until which this code is not checked."""

    notice: str
    locked_until: float | None = None


def asks_student_number(code: CaptureCode, mode: IdentityMode) -> bool:
    """Whether the student number must be typed besides the last 4."""
    return mode is IdentityMode.STUDENT_NUMBER_AND_LAST4 or code.id_last4 is None


def judge_identity(
    code: CaptureCode, last4: str, student_number: str | None, mode: IdentityMode
) -> Person | None:
    """Compare what was typed with what the code says.

    Parameters
    ----------
    last4, student_number
        In the written form of :mod:`kiosk.capture_code.typed`.

    Returns
    -------
    The person, with ``verified_by="code"`` when the code's last 4 were met, ``"typed"`` when the
    code gives none; None on a miss. Every comparison is made whatever the others gave, in constant
    time, so neither the answer nor its delay tells which part was wrong.
    """
    wants_number = asks_student_number(code, mode)
    typed_number = student_number or ""
    last4_fits = code.id_last4 is None or _same(last4, code.id_last4)
    number_fits = code.student_number is None or _same(typed_number, code.student_number)
    complete = bool(last4) and (bool(typed_number) or not wants_number)
    if not all((complete, last4_fits, number_fits or not wants_number)):
        return None
    return Person(
        code_raw=code.raw,
        verified_by="typed" if code.id_last4 is None else "code",
        name_masked=code.name_masked,
        student_number=code.student_number or student_number,
        school_code=code.school_code,
        college=code.college,
        class_name=code.class_name,
        level=code.level,
        id_last4=code.id_last4 or last4,
    )


class IdentityCheck:
    """Judges answers and locks a code after too many misses; owned by one thread.

    Misses are counted for each code, over sessions, so that trying on does not help and nobody
    else in the queue is held up. Codes are remembered only as keyed digests of this run, and no
    longer than the lock lasts.
    """

    def __init__(self, rules: IdentityRules, clock: Clock) -> None:
        self._rules = rules
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._misses: dict[bytes, tuple[int, float]] = {}

    def check(self, code: CaptureCode, last4: str, student_number: str | None) -> Confirmed | Refused:
        """Judge one answer; see :func:`judge_identity`."""
        now = self._clock.monotonic()
        self._misses = {k: v for k, v in self._misses.items() if now < v[1] + self._rules.lock_s}
        key = hmac.new(self._key, code.raw.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        misses, last_miss = self._misses.get(key, (0, now))
        if misses >= self._rules.max_misses:
            return Refused(LOCKED, last_miss + self._rules.lock_s)
        person = judge_identity(code, last4, student_number, self._rules.mode)
        if person is not None:
            self._misses.pop(key, None)
            return Confirmed(person)
        self._misses[key] = (misses + 1, now)
        if misses + 1 >= self._rules.max_misses:
            return Refused(LOCKED, now + self._rules.lock_s)
        return Refused(WRONG)


def _same(typed: str, expected: str) -> bool:
    return hmac.compare_digest(typed.encode(), expected.encode())
