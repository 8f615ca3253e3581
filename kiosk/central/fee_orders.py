"""Orders of fees in the database: made, read, and brought in line with what a submission says."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.payment import Settled
from kiosk.campaign.rules import FeeProvider
from kiosk.campaign.standing import Paid
from kiosk.central.audit import record
from kiosk.central.holds import hold_person
from kiosk.central.models import ManifestPayment
from kiosk.central.tables import FeeOrder

OPEN, PAID, MARKED = "open", "paid", "marked"


@dataclass(frozen=True)
class Order:
    """An order as it stood when it was read.

    ``opened_at`` and ``looked_at`` say when the provider was asked for a payment code, and for the state.
    """

    id: str
    campaign: str
    amount_fen: int
    provider: FeeProvider
    state: str
    qr: str | None
    opened_at: datetime | None
    looked_at: datetime | None
    reference: str | None


def new_order(campaign: Campaign, person: str, now: str) -> FeeOrder:
    """Return an open order of the campaign's fee, not yet in the database."""
    fee = campaign.fee
    return FeeOrder(
        id=secrets.token_hex(16),
        campaign=campaign.id,
        person=person,
        amount_fen=fee.amount_fen,
        provider=str(fee.provider),
        state=OPEN,
        created_at=now,
    )


def order_of(row: FeeOrder) -> Order:
    """Return a row's values, for use after its transaction."""
    return Order(
        row.id,
        row.campaign,
        row.amount_fen,
        FeeProvider(row.provider),
        row.state,
        row.qr,
        None if row.qr_at is None else datetime.fromisoformat(row.qr_at),
        None if row.looked_at is None else datetime.fromisoformat(row.looked_at),
        row.reference,
    )


def held_order(db: Session, campaign: str, person: str, lock: bool = False) -> FeeOrder | None:
    """Return the person's one order of a campaign; ``lock`` it to change it or to make it."""
    query = select(FeeOrder).where(FeeOrder.campaign == campaign, FeeOrder.person == person)
    if lock:
        hold_person(db, campaign, person)
        query = query.with_for_update()
    return db.scalar(query)


def paid_by(campaign: Campaign, row: FeeOrder | None) -> Paid:
    """Return what a person's order of a campaign comes to; who was never asked has it still to do."""
    if not campaign.fee.due:
        return Paid.NOT_DUE
    return Paid.OPEN if row is None or row.state == OPEN else Paid.PAID


def take_payment(
    db: Session, campaign: Campaign, person: str, payment: ManifestPayment, device: str, now: str
) -> None:
    """Take in what a submission says of the fee, within the caller's transaction.

    Only what staff marked at a booth without a network is believed: that a provider was paid, the provider
    itself has to say. An amount other than the order's is put on record and left to staff.
    """
    if not campaign.fee.due or payment.provider is FeeProvider.NONE:
        return
    row = held_order(db, campaign.id, person, lock=True)
    if row is None:
        row = new_order(campaign, person, now)
        db.add(row)
        db.flush()
    if row.state != OPEN or payment.settled is Settled.OPEN:
        return
    if payment.settled is Settled.PAID:
        told = "told as paid by a submission, not by the provider"
        record(db, now, f"booth {device}", "fee-claimed", row.id, told)
        return
    mark_order(db, row, device, payment.amount_fen, payment.reference or payment.order, now)


def mark_order(
    db: Session, row: FeeOrder, device: str, amount_fen: int | None, reference: str | None, now: str
) -> None:
    """Record what staff at a booth took for an open order, within the caller's transaction."""
    by = f"booth {device}"
    if row.state != OPEN:
        return
    if amount_fen not in (None, row.amount_fen):
        record(db, now, by, "fee-amount-wrong", row.id, f"{amount_fen} instead of {row.amount_fen} fen")
        return
    row.state, row.reference, row.settled_at, row.settled_by = MARKED, reference, now, device
    record(db, now, by, "fee-marked", row.id, f"{row.amount_fen} fen")
