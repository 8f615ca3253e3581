"""What a person types instead of a scan: the code's 16 digits, the student number, the last 4 of the ID."""

from __future__ import annotations

import re
import unicodedata

from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.errors import KioskError

NUMBER = re.compile(r"[0-9a-f]{16}")
STUDENT_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{3,31}")
LAST4 = re.compile(r"[0-9A-Z]{4}|[0-9A-Z]\([0-9A-Z]\)")
"""Mainland IDs end in digits or X; some others carry a bracketed check digit: of 01002(3) it is 2(3)."""


def as_number(text: str) -> str | None:
    """Return the 16 lower-case hex digits of a capture code, spaces and hyphens between them allowed."""
    number = re.sub(r"[\s-]", "", _plain(text)).lower()
    return number if NUMBER.fullmatch(number) else None


def as_student_number(text: str) -> str | None:
    """Return a student number in its one written form (upper case, no spaces), or None."""
    number = re.sub(r"\s", "", _plain(text)).upper()
    return number if STUDENT_NUMBER.fullmatch(number) else None


def as_last4(text: str) -> str | None:
    """Return the last 4 characters of an ID number in their one written form, or None.

    Full-width characters and a small x are understood; of a longer (masked) number the end is taken.
    """
    last4 = re.sub(r"\s", "", _plain(text)).upper()[-4:]
    return last4 if LAST4.fullmatch(last4) else None


def typed_code(text: str) -> CaptureCode:
    """Return the capture code that was typed.

    Raises
    ------
    KioskError
        ``code-typed-wrong`` unless it is 16 hex digits.
    """
    number = as_number(text)
    if number is None:
        raise KioskError(
            "code-typed-wrong",
            "A capture code has 16 characters, only 0-9 and a-f.",
            "Compare it with the code under the QR picture and correct it.",
        )
    return CaptureCode(raw=number, form=PayloadForm.TYPED, number=number)


def typed_student_number(text: str) -> str:
    """Return the student number that was typed.

    Raises
    ------
    KioskError
        ``student-number-wrong`` unless it is 4 to 32 digits, letters or hyphens.
    """
    number = as_student_number(text)
    if number is None:
        raise KioskError(
            "student-number-wrong",
            "A student number has 4 to 32 digits or letters.",
            "Type it as it stands on the student card.",
        )
    return number


def typed_last4(text: str) -> str:
    """Return the last 4 characters of the ID number that were typed.

    Raises
    ------
    KioskError
        ``last4-wrong`` unless it is exactly 4 characters: digits, letters, or like ``2(3)``.
    """
    last4 = as_last4(text)
    if last4 is None or len(re.sub(r"\s", "", _plain(text))) != 4:
        raise KioskError(
            "last4-wrong",
            "The last 4 of an ID number are digits, letters (X) or like 2(3).",
            "Type the last four characters of the ID number, brackets included.",
        )
    return last4


def _plain(text: str) -> str:
    """Full-width digits, letters and brackets become their plain form."""
    return unicodedata.normalize("NFKC", text).strip()
