"""A submission as it is handed to the store: everything that must reach the central server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.campaign.contact import Contact
from kiosk.campaign.payment import Payment
from kiosk.campaign.person import Consent, Person
from kiosk.guidance.waiver import Waiver


class Delivery(StrEnum):
    """Delivery states of a stored submission (``draft`` lives in memory only)."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    PURGED = "purged"
    BLOCKED = "blocked"
    QUARANTINED = "quarantined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, eq=False)
class Submission:
    """One confirmed capture, in memory.

    Attributes
    ----------
    id
        UUIDv7 in canonical text form.
    campaign, spec
        Their ids.
    photo
        Bytes of the finished JPEG.
    original
        Bytes of the untouched camera frame (JPEG, quality 95), same rectangle as the camera gave.
    inspection
        The report as plain JSON data.
    capture
        How it was taken, plain JSON data: source, frame size, crop, manual or automatic,
        failed rules, measures.
    waiver
        What staff let the person off, if anything.
    contact, payment
        How the person can be reached and how a fee was settled, where the campaign asks.
    person_key
        :func:`kiosk.campaign.digests.person_key`; under it the booth remembers whose submission it was.
    """

    id: str
    campaign: str
    spec: str
    person: Person
    consents: tuple[Consent, ...]
    photo: bytes
    original: bytes
    inspection: Mapping[str, Any]
    capture: Mapping[str, Any]
    waiver: Waiver | None = None
    contact: Contact | None = None
    payment: Payment | None = None
    person_key: str | None = None
