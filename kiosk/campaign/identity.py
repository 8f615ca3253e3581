"""The identity check: does the person know what the holder of this code knows?"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from kiosk.campaign.digests import detail_digest, name_fits_mask
from kiosk.campaign.person import Answers, Person
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.rules import IdentityField, IdentityRules
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


def asked_fields(
    code: CaptureCode, rules: IdentityRules, entry: RosterEntry | None = None
) -> tuple[IdentityField, ...]:
    """Return what must be typed, in the order of :class:`IdentityField`.

    What the campaign asks; and student number and last 4 as well when neither code nor roster says
    anything to hold an answer against.
    """
    asks = set(rules.asks)
    known = code.id_last4 is not None or (entry is not None and entry.last4 is not None)
    if not known:
        asks |= {IdentityField.STUDENT_NUMBER, IdentityField.LAST4}
    return tuple(field for field in IdentityField if field in asks)


def judge_identity(
    code: CaptureCode,
    answers: Answers,
    rules: IdentityRules,
    salt: str,
    entry: RosterEntry | None = None,
) -> Person | None:
    """Compare what was typed with what the code and the roster say.

    Returns
    -------
    The person, with ``verified_by="roster"`` when the roster's last 4 or student number were met,
    ``"code"`` when the code's last 4 were, ``"typed"`` when there was nothing to hold them against; None
    on a miss. Every comparison is made whatever the others gave, in constant time, so neither the answer
    nor its delay tells which part was wrong.
    """
    typed = {
        IdentityField.NAME: answers.name,
        IdentityField.STUDENT_NUMBER: answers.student_number,
        IdentityField.LAST4: answers.last4,
    }
    asks = asked_fields(code, rules, entry)
    complete = [bool(typed[field]) for field in asks]
    fits = [_fits(field, typed[field], code, salt, entry) for field in asks]  # each, whatever the others
    if not (all(complete) and all(fits)):
        return None
    by_roster = entry is not None and not (entry.last4 is None and entry.student_number is None)
    known = None if entry is None else entry
    return Person(
        code_raw=code.raw,
        verified_by="roster" if by_roster else "code" if code.id_last4 is not None else "typed",
        name_masked=(None if known is None else known.name_masked) or code.name_masked,
        student_number=code.student_number or answers.student_number or None,
        school_code=code.school_code,
        college=code.college or (None if known is None else known.college),
        class_name=code.class_name or (None if known is None else known.class_name),
        level=code.level or (None if known is None else known.level),
        id_last4=code.id_last4 or answers.last4 or None,
    )


class IdentityCheck:
    """Judges answers and locks a code after too many misses; owned by one thread.

    Misses are counted for each code, over sessions, so that trying on does not help and nobody
    else in the queue is held up. Codes are remembered only as keyed digests of this run, and no
    longer than the lock lasts.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._misses: dict[bytes, tuple[int, float]] = {}

    def check(
        self,
        code: CaptureCode,
        answers: Answers,
        rules: IdentityRules,
        salt: str,
        entry: RosterEntry | None = None,
    ) -> Confirmed | Refused:
        """Judge one answer; see :func:`judge_identity`."""
        now = self._clock.monotonic()
        self._misses = {k: v for k, v in self._misses.items() if now < v[1] + rules.lock_s}
        key = hmac.new(self._key, code.raw.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        misses, last_miss = self._misses.get(key, (0, now))
        if misses >= rules.max_misses:
            return Refused(LOCKED, last_miss + rules.lock_s)
        person = judge_identity(code, answers, rules, salt, entry)
        if person is not None:
            self._misses.pop(key, None)
            return Confirmed(person)
        self._misses[key] = (misses + 1, now)
        if misses + 1 >= rules.max_misses:
            return Refused(LOCKED, now + rules.lock_s)
        return Refused(WRONG)


def _fits(field: IdentityField, typed: str, code: CaptureCode, salt: str, entry: RosterEntry | None) -> bool:
    """Whether an answer agrees with everything that is known of the field."""
    listed = {
        IdentityField.NAME: None if entry is None else entry.name,
        IdentityField.STUDENT_NUMBER: None if entry is None else entry.student_number,
        IdentityField.LAST4: None if entry is None else entry.last4,
    }[field]
    by_roster = listed is None or _same(detail_digest(salt, code, str(field), typed), listed)
    match field:
        case IdentityField.NAME:
            masked = (None if entry is None else entry.name_masked) or code.name_masked
            by_code = masked is None or name_fits_mask(typed, masked)
        case IdentityField.STUDENT_NUMBER:
            by_code = code.student_number is None or _same(typed, code.student_number)
        case IdentityField.LAST4:
            by_code = code.id_last4 is None or _same(typed, code.id_last4)
    return by_roster and by_code


def _same(typed: str, expected: str) -> bool:
    return hmac.compare_digest(typed.encode(), expected.encode())
