"""The capture code as the rest of the kiosk sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PayloadForm(StrEnum):
    """How the payload could be understood; nothing decoded is trusted until it is confirmed."""

    BASE64_JSON = "base64-json"
    JSON = "json"
    URL = "url"
    HEX16 = "hex16"
    OPAQUE = "opaque"
    TYPED = "typed"


@dataclass(frozen=True)
class CaptureCode:
    """One capture code, decoded as far as it goes.

    Attributes
    ----------
    raw
        The text exactly as read, untouched: the agency needs it.
    form
        Which decoder understood it; ``OPAQUE`` when none did.
    number
        The 16 lower-case hex digits a person can read, if known.
    name_masked, student_number, school_code, level, category, college, class_name
        As decoded, not yet trusted; None where the payload says nothing.
    id_last4
        Last four of the ID number as the payload gives it, brackets included (``2(3)``); None if absent.
    issued_ms
        Milliseconds since the epoch from the payload, if any.
    """

    raw: str
    form: PayloadForm
    number: str | None = None
    name_masked: str | None = None
    id_last4: str | None = None
    student_number: str | None = None
    school_code: str | None = None
    level: str | None = None
    category: str | None = None
    college: str | None = None
    class_name: str | None = None
    issued_ms: int | None = None

    @property
    def decoded(self) -> bool:
        """Whether identity fields could be read from the payload."""
        return self.form in (PayloadForm.BASE64_JSON, PayloadForm.JSON, PayloadForm.URL)
