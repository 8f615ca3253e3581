"""What staff take on themselves: rules that need not be met by this person, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NOTE_MAX_CHARS = 40


class WaiverReason(StrEnum):
    """Why a rule cannot be met; only :attr:`OTHER` needs words."""

    RELIGIOUS_COVERING = "religious-covering"
    MEDICAL = "medical"
    MISSING_EAR = "missing-ear"
    POSTURE = "posture"
    LOOKED_AT = "looked-at"
    """Staff looked who it is, instead of the comparison with the enrolment photo."""
    OTHER = "other"


class StaffRole(StrEnum):
    """Who may waive; a booth knows roles, not names."""

    OPERATOR = "operator"


@dataclass(frozen=True)
class Waiver:
    """Rules waived for one session; goes with its photo to whoever reviews it.

    Attributes
    ----------
    rules
        Names of rules, at least one.
    given_at
        UTC.
    note
        A few words where the reason is ``other``, at most :data:`NOTE_MAX_CHARS`; nobody's name.
    """

    rules: tuple[str, ...]
    reason: WaiverReason
    given_at: datetime
    note: str | None = None
    role: StaffRole = StaffRole.OPERATOR

    def __post_init__(self) -> None:
        if not self.rules:
            raise ValueError("a waiver names at least one rule")
        if (self.reason is WaiverReason.OTHER) is not bool(self.note):
            raise ValueError("a note belongs to the reason 'other', and to no other")
        if self.note is not None and len(self.note) > NOTE_MAX_CHARS:
            raise ValueError("the note is too long")
