"""Who sits in the booth, as far as the kiosk needs to know, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """The confirmed subject of a session; lives in memory and inside sealed files only.

    ``verified_by`` says what the last-4 check was made against: ``"code"``, ``"roster"``,
    or ``"typed"`` when nothing could be checked (an opaque code).
    """

    code_raw: str
    verified_by: str
    name_masked: str | None = None
    student_number: str | None = None
    school_code: str | None = None
    college: str | None = None
    class_name: str | None = None
    level: str | None = None
    id_last4: str | None = None


@dataclass(frozen=True)
class Consent:
    """One agreement: for which purpose, to which text, when."""

    purpose: str
    version: str
    text_sha256: str
    given_at: datetime


@dataclass(frozen=True)
class Answers:
    """What was typed, in the written form of :mod:`kiosk.capture_code.typed`; empty where not asked."""

    last4: str = ""
    student_number: str = ""
    name: str = ""
