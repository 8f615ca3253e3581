"""The fee desk against the real server: paid once at any booth, taken by staff, and what happens offline."""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from sqlalchemy import select

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.campaign.payment import Bill, Payment, Settled
from kiosk.campaign.person import Person
from kiosk.campaign.rules import Fee, FeeOffline, FeeProvider
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import Central
from kiosk.central.fee_orders import held_order
from kiosk.central.people import key_of
from kiosk.central.tables import AuditRow, FeeOrder
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.services import fee
from kiosk.services.fee import FeeDesk
from kiosk.services.fee_marks import SECRET, FeeMark, FeeMarks
from kiosk.session import effects as fx
from kiosk.session import events as ev
from tests.damage import spoilt
from tests.leftovers import ExpectLog
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer

PERSON = Person("0123456789abcdef", "typed")
AMOUNT = 2000


def campaign_with(inside: Central, provider: FeeProvider, offline: FeeOffline) -> Campaign:
    made = replace(
        load_campaign("example"),
        id=f"fee-{secrets.token_hex(4)}",
        salt=secrets.token_hex(16),
        fee=Fee(provider, AMOUNT, offline),
    )
    with inside.session() as db, db.begin():
        return put_campaign(db, made, inside.timestamp())


@pytest.fixture
def campaign(inside: Central) -> Campaign:
    return campaign_with(inside, FeeProvider.MANUAL, FeeOffline.CAPTURE_AND_MARK)


class Desk:
    """A desk whose events wait in a queue."""

    def __init__(self, booth: Booth, campaign: Campaign) -> None:
        self.booth, self.campaign = booth, campaign
        self.events: queue.Queue[ev.Event] = queue.Queue()
        self.desk = FeeDesk(booth.store, lambda: self.campaign, QUICK, SystemClock(), self.events.put)
        self.desk.start()

    def ask(self) -> ev.Event:
        assert self.desk.carry_out(fx.AskFee(PERSON))
        return self.next()

    def bill(self) -> Bill:
        shown = self.ask()
        assert isinstance(shown, ev.FeeShown)
        return shown.bill

    def mark(self, bill: Bill) -> Payment:
        assert self.desk.carry_out(fx.MarkPaid(PERSON, bill))
        settled = self.next()
        assert isinstance(settled, ev.FeeSettled)
        return settled.payment

    def next(self) -> ev.Event:
        return self.events.get(timeout=20)


@pytest.fixture
def new_desk(
    new_booth: Callable[[], Booth], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Campaign], Desk]]:
    monkeypatch.setattr(fee, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(fee, "NOTICE_S", 0.3)
    with ExitStack() as stack:

        def make(campaign: Campaign) -> Desk:
            made = Desk(new_booth(), campaign)
            stack.callback(made.desk.stop)
            return made

        yield make


def order_at(inside: Central, campaign: Campaign) -> FeeOrder | None:
    with inside.session() as db:
        row = held_order(db, campaign.id, key_of(campaign, PERSON.code_raw))
        if row is not None:
            db.expunge(row)
        return row


def offline(proxy: Interposer, on: bool = True) -> None:
    proxy.fault = lambda method, path: Fault(silent=True) if on else None


def test_staff_take_it_once_and_every_booth_knows(
    new_desk: Callable[[Campaign], Desk], campaign: Campaign, inside: Central
) -> None:
    first, second = new_desk(campaign), new_desk(campaign)
    bill = first.bill()
    assert (bill.amount_fen, bill.provider, bill.qr) == (AMOUNT, FeeProvider.MANUAL, None)
    assert second.bill().order == bill.order
    paid = first.mark(bill)
    assert (paid.order, paid.settled) == (bill.order, Settled.MARKED)
    seen = second.next()
    assert isinstance(seen, ev.FeeSettled) and seen.payment.order == bill.order, "told while it is shown"
    again = second.ask()
    assert isinstance(again, ev.FeeSettled) and again.payment.settled is Settled.MARKED, "retakes are free"


def test_two_booths_asking_at_once_get_one_order(
    new_desk: Callable[[Campaign], Desk], campaign: Campaign, inside: Central
) -> None:
    desks = [new_desk(campaign) for _ in range(3)]
    start = threading.Barrier(len(desks))

    def ask(desk: Desk) -> None:
        start.wait()
        desk.desk.carry_out(fx.AskFee(PERSON))

    threads = [threading.Thread(target=ask, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = [desk.next() for desk in desks]
    orders = {event.bill.order for event in shown if isinstance(event, ev.FeeShown)}
    assert len(orders) == 1
    with inside.session() as db:
        assert len(db.scalars(select(FeeOrder).where(FeeOrder.campaign == campaign.id)).all()) == 1


def test_a_payment_that_arrives_while_the_bill_is_shown_settles_it(
    new_desk: Callable[[Campaign], Desk], campaign: Campaign, inside: Central, proxy: Interposer
) -> None:
    desk = new_desk(campaign)
    bill = desk.bill()
    offline(proxy)
    with inside.session() as db, db.begin():
        row = db.get_one(FeeOrder, bill.order)
        row.state, row.reference = "paid", "wx-1"
    time.sleep(0.3)
    assert desk.events.empty(), "a network that fails meanwhile is waited for"
    offline(proxy, False)
    settled = desk.next()
    assert isinstance(settled, ev.FeeSettled)
    assert (settled.payment.settled, settled.payment.reference) == (Settled.PAID, "wx-1")


def test_who_leaves_is_not_told_of(
    new_desk: Callable[[Campaign], Desk], campaign: Campaign, inside: Central
) -> None:
    desk = new_desk(campaign)
    bill = desk.bill()
    desk.desk.forget()
    with inside.session() as db, db.begin():
        db.get_one(FeeOrder, bill.order).state = "paid"
    time.sleep(0.3)
    assert desk.events.empty()


def test_what_staff_take_without_a_network_is_kept_sealed_and_told_later(
    new_desk: Callable[[Campaign], Desk], campaign: Campaign, inside: Central, proxy: Interposer
) -> None:
    desk = new_desk(campaign)
    offline(proxy)
    bill = desk.bill()
    assert bill.order.startswith("booth-") and bill.amount_fen == AMOUNT
    paid = desk.mark(bill)
    assert (paid.order, paid.settled) == (bill.order, Settled.MARKED)
    again = desk.ask()
    assert isinstance(again, ev.FeeSettled) and again.payment == paid, "not taken twice"
    for path in desk.booth.store.secrets._directory.iterdir():
        assert PERSON.code_raw.encode() not in path.read_bytes()
    before = order_at(inside, campaign)
    assert before is not None and before.state == "open", "what was asked arrived, only the answers were lost"
    offline(proxy, False)
    desk.desk.stop()
    back = Desk(desk.booth, campaign)  # the booth starts again, with a network
    try:
        settled = back.ask()
    finally:
        back.desk.stop()
    assert isinstance(settled, ev.FeeSettled) and settled.payment.reference == bill.order
    row = order_at(inside, campaign)
    assert row is not None and (row.state, row.reference) == ("marked", bill.order)
    assert FeeMarks(desk.booth.store.secrets).all() == ()
    with inside.session() as db:
        actions = db.scalars(select(AuditRow.action).where(AuditRow.subject == row.id)).all()
    assert actions == ["fee-marked"]


def test_what_staff_took_as_the_day_ended_is_kept_though_the_server_is_silent(
    booth: Booth, campaign: Campaign, proxy: Interposer
) -> None:
    desk = Desk(booth, campaign)
    bill = desk.bill()
    offline(proxy)
    desk.desk.carry_out(fx.AskFee(PERSON))  # the desk waits for an answer to this
    desk.desk.carry_out(fx.MarkPaid(PERSON, bill))
    desk.desk.stop()
    assert [mark.order for mark in FeeMarks(booth.store.secrets).all()] == [bill.order]


@pytest.mark.parametrize("policy", FeeOffline)
def test_without_a_network_the_campaigns_policy_holds(
    new_desk: Callable[[Campaign], Desk], inside: Central, proxy: Interposer, policy: FeeOffline
) -> None:
    desk = new_desk(campaign_with(inside, FeeProvider.WECHAT, policy))
    offline(proxy)
    told = desk.ask()
    if policy is FeeOffline.WAIT:
        assert told == ev.FeeFailed("fee-offline", PERSON.code_raw)
        assert desk.ask() == ev.FeeFailed("fee-offline", PERSON.code_raw), "and again, when tried again"
        return
    assert told == ev.FeeFailed("fee-left-open", PERSON.code_raw)
    asked = time.monotonic()
    settled = desk.next()
    assert isinstance(settled, ev.FeeSettled) and time.monotonic() - asked > 0.2, "said before it goes on"
    assert settled.payment.settled is Settled.OPEN and settled.payment.provider is FeeProvider.WECHAT


def test_a_provider_that_is_out_of_order_counts_as_no_network(
    new_desk: Callable[[Campaign], Desk], inside: Central
) -> None:
    desk = new_desk(campaign_with(inside, FeeProvider.WECHAT, FeeOffline.WAIT))
    assert desk.ask() == ev.FeeFailed("fee-offline", PERSON.code_raw), (
        "this server has no account with WeChat Pay"
    )


def test_a_campaign_the_server_does_not_know_is_told_and_no_mark_is_lost(
    new_desk: Callable[[Campaign], Desk], campaign: Campaign
) -> None:
    desk = new_desk(replace(campaign, id="nobody-has-it"))
    assert desk.ask() == ev.FeeFailed("fee-unavailable", PERSON.code_raw)
    foreign = desk.mark(Bill("booth-1", AMOUNT, FeeProvider.MANUAL))
    assert foreign.settled is Settled.MARKED
    desk.campaign = campaign
    assert desk.bill().amount_fen == AMOUNT, "what cannot be told holds up nobody"
    assert [mark.campaign for mark in FeeMarks(desk.booth.store.secrets).all()] == ["nobody-has-it"]


def test_a_changed_price_is_shown_anew_instead_of_marked(
    new_desk: Callable[[Campaign], Desk], campaign: Campaign, inside: Central
) -> None:
    desk = new_desk(campaign)
    bill = desk.bill()
    with inside.session() as db, db.begin():
        dearer = replace(campaign, fee=replace(campaign.fee, amount_fen=AMOUNT + 500))
        put_campaign(db, dearer, inside.timestamp())
    assert desk.desk.carry_out(fx.MarkPaid(PERSON, bill))
    shown = desk.next()
    assert isinstance(shown, ev.FeeShown) and shown.bill.amount_fen == AMOUNT + 500


def test_a_mark_that_cannot_be_kept_is_not_said_to_be(
    booth: Booth, campaign: Campaign, proxy: Interposer, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.services.fee", "could not be kept: store-io")
    desk = Desk(booth, campaign)
    try:
        offline(proxy)
        bill = desk.bill()

        def broken(name: str, secret: bytes) -> None:
            raise KioskError("store-io", "The disk failed.", "Ask staff.")

        booth.store.secrets.put = broken  # type: ignore[method-assign]
        assert desk.desk.carry_out(fx.MarkPaid(PERSON, bill))
        assert desk.next() == ev.FeeFailed("fee-not-kept", PERSON.code_raw)
    finally:
        desk.desk.stop()


def test_a_fee_that_is_not_due_any_more_is_settled(
    new_desk: Callable[[Campaign], Desk], campaign: Campaign, inside: Central
) -> None:
    with inside.session() as db, db.begin():
        put_campaign(db, replace(campaign, fee=Fee()), inside.timestamp())
    settled = new_desk(campaign).ask()
    assert isinstance(settled, ev.FeeSettled)
    assert (settled.payment.provider, settled.payment.amount_fen) == (FeeProvider.NONE, 0)


def test_marks_that_cannot_be_read_hold_up_nobody(
    booth: Booth, campaign: Campaign, proxy: Interposer, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.services.fee", "cannot be read: secret-damaged")
    expect_log("kiosk.services.fee", "cannot be read or removed: secret-damaged")
    booth.store.secrets.put(SECRET, b"[]")
    path = booth.store.secrets._path(SECRET)
    path.write_bytes(spoilt(path.read_bytes()))
    desk = Desk(booth, campaign)
    try:
        offline(proxy)
        assert desk.bill().amount_fen == AMOUNT
    finally:
        desk.desk.stop()


def test_a_code_shown_or_typed_is_one_person(booth: Booth) -> None:
    marks = FeeMarks(booth.store.secrets)
    marks.add(FeeMark("c", "p" * 64, PERSON.code_raw, "booth-1", 1))
    marks.add(FeeMark("c", "p" * 64, "0123-4567-89ab-cdef", "booth-2", 1))
    assert [mark.order for mark in marks.all()] == ["booth-1"]
    assert marks.find("d", "p" * 64) is None
