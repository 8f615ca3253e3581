"""A fee as a session sees it: the bill shown, and how it was settled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.campaign.rules import FeeProvider


class Settled(StrEnum):
    """How: paid and verified, marked as paid by staff, or left open by policy (no network)."""

    PAID = "paid"
    MARKED = "marked"
    OPEN = "open"


@dataclass(frozen=True)
class Bill:
    """What is to be paid; ``qr`` is the text of the provider's payment code, None where staff take it."""

    order: str
    amount_fen: int
    provider: FeeProvider
    qr: str | None = None


@dataclass(frozen=True)
class Payment:
    """The settled fee that goes with the submission; ``reference`` is the provider's own number."""

    order: str
    amount_fen: int
    provider: FeeProvider
    settled: Settled
    reference: str | None = None
