"""The agreement without which no face is measured: a value that every measuring call must be given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kiosk.campaign.person import Consent
from kiosk.campaign.rules import COMPARISON


@dataclass(frozen=True)
class ComparisonConsent:
    """Somebody agreed that this face is compared.

    Made by :func:`consent_to_compare` from what a person ticked, or by :func:`vouched` outside a session.

    Attributes
    ----------
    basis
        ``person``: asked in the booth. ``vouched``: whoever runs a command over files answers for it.
    version, text_sha256
        Of the words that were agreed to; empty when vouched for.
    given_at
        When, with time zone.
    """

    basis: Literal["person", "vouched"]
    version: str
    text_sha256: str
    given_at: datetime

    def __post_init__(self) -> None:
        if self.given_at.tzinfo is None:
            raise ValueError("a consent's time needs its time zone")
        if self.basis == "person" and not (self.version and self.text_sha256):
            raise ValueError("a person's consent names the words that were agreed to")


def consent_to_compare(given: Iterable[Consent]) -> ComparisonConsent | None:
    """Return the agreement among those a person gave; None when the comparison was not agreed to."""
    found = next((consent for consent in given if consent.purpose == COMPARISON), None)
    if found is None:
        return None
    return ComparisonConsent("person", found.version, found.text_sha256, found.given_at)


def vouched(now: datetime) -> ComparisonConsent:
    """Return the agreement that whoever runs a command over their own files has to hold themselves."""
    return ComparisonConsent("vouched", "", "", now)


def insist(consent: ComparisonConsent) -> None:
    """Refuse anything that is no consent, also where types are not checked.

    Raises
    ------
    TypeError
        For None and everything else.
    """
    if not isinstance(consent, ComparisonConsent):
        raise TypeError("a face is measured only with a ComparisonConsent")
