"""Fees: one order a person and campaign, paid once; every change of it is on record."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.rules import FeeProvider
from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.fee_orders import OPEN, PAID, Order, held_order, mark_order, new_order, order_of
from kiosk.central.fee_providers import Due, Paid, Provider, ProviderTrouble, Sandbox, TellsOfPayments
from kiosk.central.holds import hold_person
from kiosk.central.people import key_of
from kiosk.central.problems import Problem
from kiosk.central.tables import FeeOrder

log = logging.getLogger(__name__)
T = TypeVar("T")

LOOK_EVERY_S = 2.0
"""A booth asks each second; the provider is not asked for the same order more often than this."""


@dataclass(frozen=True)
class Taken:
    """What staff at a booth took; None of ``amount_fen`` is the order's own."""

    device: str
    amount_fen: int | None = None
    reference: str | None = None


class Fees:
    """The server's fees.

    Parameters
    ----------
    providers
        Who takes the money here; a campaign that names another cannot take fees.
    """

    def __init__(self, central: Central, providers: Mapping[FeeProvider, Provider]) -> None:
        self._central, self._providers = central, providers

    def ask(self, campaign: Campaign, code: str, base_url: str) -> Order | None:
        """Return the order of a code's holder, made the first time it is asked for; None when nothing is due.

        Raises
        ------
        Problem
            503 ``fee-provider-off`` or ``fee-provider-trouble``.
        """
        if not campaign.fee.due:
            return None
        order = self._held(campaign, key_of(campaign, code))
        if order.state != OPEN:
            return order
        if (order.provider, order.amount_fen) != (campaign.fee.provider, campaign.fee.amount_fen):
            order = self._renewed(order, campaign, base_url)
        provider = self._provider(order.provider)
        if order.state != OPEN or not self._needs_code(order, provider):
            return order
        due = self._due(order, campaign, base_url)
        qr = _asked(lambda: provider.open(due))
        return self._change(order.id, qr=qr, qr_at=self._central.timestamp())

    def find(self, id_: str) -> Order | None:
        """Return an order as it stands here, None when there is none."""
        with self._central.session() as db:
            row = db.get(FeeOrder, id_)
            return None if row is None else order_of(row)

    def look(self, id_: str, base_url: str) -> Order | None:
        """Return an order, after asking its provider what became of it; None when there is none."""
        order = self.find(id_)
        if order is None or order.state != OPEN or not self._may_look(order):
            return order
        provider = self._providers.get(order.provider)
        if provider is None:
            return order
        self._change(id_, looked_at=self._central.timestamp())
        try:
            paid = provider.look(self._due(order, None, base_url))
        except ProviderTrouble as trouble:
            log.warning("what became of an order is not known: %s", trouble)
            return order
        return order if paid is None else self.settle(paid, str(order.provider))

    def mark(self, id_: str, taken: Taken, base_url: str) -> Order | None:
        """Record that staff at a booth took the money; it cannot be paid to the provider any more then.

        Another amount than the order's is put on record, and the order stays open.

        Raises
        ------
        Problem
            503 as :meth:`ask`.
        """
        order = self.find(id_)
        if order is None or order.state != OPEN:
            return order
        if taken.amount_fen in (None, order.amount_fen):
            paid = self._withdrawn(order, base_url)
            if paid is not None:
                return self.settle(paid, str(order.provider))
        with self._central.session() as db, db.begin():
            row = db.get_one(FeeOrder, id_, with_for_update=True)
            mark_order(db, row, taken.device, taken.amount_fen, taken.reference, self._central.timestamp())
            return order_of(row)

    def settle(self, paid: Paid, by: str) -> Order | None:
        """Take in a payment a provider vouches for; told again, nothing changes. None: no order of ours."""
        with self._central.session() as db, db.begin():
            row, now = db.get(FeeOrder, paid.order, with_for_update=True), self._central.timestamp()
            if row is None:
                record(db, now, by, "fee-unknown", paid.order[:80], f"{paid.amount_fen} fen")
                log.error("a payment came in for an order that is not here")
                return None
            if row.state == OPEN and row.amount_fen == paid.amount_fen:
                row.state, row.reference, row.settled_at, row.settled_by = PAID, paid.reference, now, by
                record(db, now, by, "fee-paid", row.id, f"{paid.amount_fen} fen")
            elif row.state == OPEN:
                detail = f"{paid.amount_fen} instead of {row.amount_fen} fen"
                record(db, now, by, "fee-amount-wrong", row.id, detail)
                log.error("an order was paid with another amount: it stays open")
            elif (row.state, row.reference) != (PAID, paid.reference):
                record(db, now, by, "fee-paid-twice", row.id, f"{paid.amount_fen} fen to be given back")
                log.error("an order that was settled was paid again: the money has to be given back")
            return order_of(row)

    def sandbox(self, id_: str, pay: bool) -> Order | None:
        """Return an order of the sandbox, paid at the touch of its page's button; None when there is none."""
        order, provider = self.find(id_), self._providers.get(FeeProvider.SANDBOX)
        if order is None or order.provider is not FeeProvider.SANDBOX or not isinstance(provider, Sandbox):
            return None
        if not pay or order.state != OPEN:
            return order
        return self.settle(provider.paid(self._due(order, None, "")), str(FeeProvider.SANDBOX))

    def wechat_notice(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Take in what WeChat Pay tells of a payment; False unless it is theirs and is understood."""
        provider = self._providers.get(FeeProvider.WECHAT)
        if not isinstance(provider, TellsOfPayments):
            return False
        paid = provider.noticed(headers, body)
        if paid is not None:
            self.settle(paid, str(FeeProvider.WECHAT))
        return paid is not None

    def _held(self, campaign: Campaign, person: str) -> Order:
        """Return the person's one order; of two calls at once, one makes it and both find it."""
        for _ in range(2):
            try:
                with self._central.session() as db, db.begin():
                    row = held_order(db, campaign.id, person, lock=True)
                    if row is None:
                        row = new_order(campaign, person, self._central.timestamp())
                        db.add(row)
                        db.flush()
                    return order_of(row)
            except IntegrityError:  # made meanwhile by another process
                continue
        raise Problem(503, "fee-busy", "The order is being made; ask again.")

    def _renewed(self, order: Order, campaign: Campaign, base_url: str) -> Order:
        """Replace an unpaid order by one of the campaign's present amount and provider."""
        # What a sandbox asked for needs no closing; a provider of money does, or it might still be paid.
        if order.provider is not FeeProvider.SANDBOX:
            paid = self._withdrawn(order, base_url)
            if paid is not None:
                return self.settle(paid, str(order.provider)) or order
        with self._central.session() as db, db.begin():
            person = db.scalar(select(FeeOrder.person).where(FeeOrder.id == order.id))
            if person is not None:
                hold_person(db, order.campaign, person)
            row = db.get(FeeOrder, order.id, with_for_update=True)
            if row is None or row.state != OPEN:
                return order if row is None else order_of(row)
            now = self._central.timestamp()
            fresh = new_order(campaign, row.person, now)
            record(db, now, "server", "fee-replaced", fresh.id, f"for {order.id}, {order.amount_fen} fen")
            db.delete(row)
            db.flush()
            db.add(fresh)
            db.flush()
            return order_of(fresh)

    def _withdrawn(self, order: Order, base_url: str) -> Paid | None:
        """Close an order at its provider; returns its payment if it was paid already."""
        provider, due = self._provider(order.provider), self._due(order, None, base_url)
        paid = _asked(lambda: provider.look(due))
        if paid is None:
            _asked(lambda: provider.close(due))
        return paid

    def _provider(self, name: FeeProvider) -> Provider:
        provider = self._providers.get(name)
        if provider is None:
            log.error("a campaign takes fees by %s, which is not switched on here", name)
            raise Problem(503, "fee-provider-off", "Fees cannot be taken in this way here.")
        return provider

    def _needs_code(self, order: Order, provider: Provider) -> bool:
        if order.opened_at is None:
            return True
        age_s = (self._central.clock.now() - order.opened_at).total_seconds()
        return provider.code_s is not None and age_s >= provider.code_s

    def _may_look(self, order: Order) -> bool:
        if order.looked_at is None:
            return True
        return (self._central.clock.now() - order.looked_at).total_seconds() >= LOOK_EVERY_S

    def _change(self, id_: str, **values: str | None) -> Order:
        with self._central.session() as db, db.begin():
            row = db.get(FeeOrder, id_, with_for_update=True)
            if row is None:  # replaced meanwhile: the campaign's fee was changed
                raise Problem(503, "fee-busy", "The order is being made anew; ask again.")
            for name, value in values.items():
                setattr(row, name, value)
            return order_of(row)

    @staticmethod
    def _due(order: Order, campaign: Campaign | None, base_url: str) -> Due:
        title = "" if campaign is None else campaign.name.zh
        return Due(order.id, order.amount_fen, title, order.opened_at, base_url)


def _asked(question: Callable[[], T]) -> T:
    """Ask a provider."""
    try:
        return question()
    except ProviderTrouble as trouble:
        log.warning("a provider of payments cannot be asked: %s", trouble)
        raise Problem(503, "fee-provider-trouble", "The payment provider cannot be reached.") from trouble
