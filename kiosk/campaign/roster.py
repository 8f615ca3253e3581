"""A roster as a booth may hold it: masked names and salted digests, never an ID number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.capture_code.code import CaptureCode


@dataclass(frozen=True)
class RosterEntry:
    """One person of a campaign.

    Attributes
    ----------
    key
        :func:`kiosk.campaign.digests.person_key` of the capture code.
    name_masked
        As it may be shown.
    last4, student_number, name
        :func:`kiosk.campaign.digests.detail_digest` of each; None where the school gave none.
    """

    key: str
    name_masked: str | None = None
    last4: str | None = None
    student_number: str | None = None
    name: str | None = None
    category: str | None = None
    level: str | None = None
    college: str | None = None
    class_name: str | None = None


class Roster(Protocol):
    """Something that knows the people of a campaign."""

    def find(self, code: CaptureCode) -> RosterEntry | None:
        """Return the holder of a code, None when nobody is known by it."""
        ...
