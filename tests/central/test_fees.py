"""Fees at the server: one order a person and campaign, paid once, nothing believed that is not verified."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.campaign.payment import Payment, Settled
from kiosk.campaign.rules import Fee, FeeProvider
from kiosk.central.app import create_app
from kiosk.central.campaigns import put_campaign
from kiosk.central.fee_providers import Due, Paid, ProviderTrouble
from kiosk.central.fee_settings import FeeSettings
from kiosk.central.fees import LOOK_EVERY_S, Fees, Taken
from kiosk.central.problems import Problem
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import AuditRow, FeeOrder
from kiosk.digest import canonical_json, sha256_hex
from kiosk.store.manifest import build_manifest
from tests.central.conftest import BoothCalls, Site
from tests.leftovers import ExpectLog
from tests.store.making import CODE, submission

MANUAL = Fee(FeeProvider.MANUAL, 2000)
CAMPAIGN = replace(load_campaign("example"), salt="5a" * 16, fee=MANUAL)


def put(site: Site, campaign: Campaign) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, campaign, site.central.timestamp())


@pytest.fixture
def booth(site: Site) -> BoothCalls:
    put(site, CAMPAIGN)
    return site.booth()


def ask(booth: BoothCalls, code: str = CODE, campaign: str = "example") -> dict[str, Any]:
    answer = booth.call("POST", "/device/fees", canonical_json({"campaign": campaign, "code": code}))
    return {"status": answer.status_code, **answer.json()}


def look(booth: BoothCalls, order: str) -> dict[str, Any]:
    return dict(booth.call("GET", f"/device/fees/{order}").json())


def mark(booth: BoothCalls, order: str, reference: str | None = None) -> dict[str, Any]:
    return dict(
        booth.call("POST", f"/device/fees/{order}:mark", canonical_json({"reference": reference})).json()
    )


def paid(booth: BoothCalls) -> Any:
    body = canonical_json({"campaign": "example", "code": CODE})
    answer = booth.call("POST", "/codes:resolve", body)
    return answer.json()["paid"] if answer.status_code == 200 else answer.status_code


def audit(site: Site, subject: str) -> list[tuple[str, str]]:
    with site.central.session() as db:
        rows = db.scalars(select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.n)).all()
    return [(row.action, row.staff) for row in rows]


def test_nothing_is_due_where_the_campaign_asks_nothing(site: Site, booth: BoothCalls) -> None:
    put(site, replace(CAMPAIGN, fee=Fee()))
    answer = ask(booth)
    assert (answer["state"], answer["amount_fen"], answer["provider"]) == ("not-due", 0, "none")
    assert ask(booth, campaign="elsewhere")["status"] == 404
    body = canonical_json({"campaign": "example", "code": CODE})
    assert site.call("POST", "/device/fees", body).status_code == 401


def test_staff_mark_once_for_every_booth_and_retakes_are_free(site: Site, booth: BoothCalls) -> None:
    other = site.booth(2)
    order = ask(booth)
    assert (order["state"], order["amount_fen"], order["provider"], order["qr"]) == (
        "open",
        2000,
        "manual",
        None,
    )
    assert ask(other)["order"] == order["order"] != ask(other, "another-persons-code")["order"]
    assert paid(booth) == 404, "an order alone does not make a stranger known"
    done = mark(booth, order["order"], "R-17")
    assert (done["state"], done["reference"]) == ("marked", "R-17")
    again = mark(other, order["order"], "R-18")
    assert (again["state"], again["reference"]) == ("marked", "R-17"), "taken once"
    assert (ask(other)["state"], look(other, order["order"])["state"], paid(other)) == (
        "marked",
        "marked",
        "paid",
    )
    assert audit(site, order["order"]) == [("fee-marked", f"booth {booth.device}")]
    assert look(booth, "0" * 32)["status"] == 404 == mark(booth, "0" * 32)["status"]


def test_another_amount_than_the_orders_is_on_record_only(site: Site, booth: BoothCalls) -> None:
    order = ask(booth)["order"]
    body = canonical_json({"amount_fen": 1500, "reference": "R-1"})
    assert booth.call("POST", f"/device/fees/{order}:mark", body).json()["state"] == "open"
    assert audit(site, order) == [("fee-amount-wrong", f"booth {booth.device}")]


def test_two_booths_at_once_get_one_order(site: Site, booth: BoothCalls) -> None:
    booths = [site.booth(number) for number in (2, 3, 4, 5)]
    start = threading.Barrier(len(booths))

    def at_once(one: BoothCalls) -> Any:
        start.wait()
        return ask(one)["order"]

    with ThreadPoolExecutor(len(booths)) as pool:
        orders = set(pool.map(at_once, booths))
    assert len(orders) == 1
    with site.central.session() as db:
        assert len(db.scalars(select(FeeOrder)).all()) == 1


def test_a_changed_fee_makes_a_new_order_only_of_what_is_unpaid(site: Site, booth: BoothCalls) -> None:
    first, settled = ask(booth)["order"], ask(booth, "another-persons-code")["order"]
    mark(booth, settled)
    put(site, replace(CAMPAIGN, fee=replace(MANUAL, amount_fen=2500)))
    fresh = ask(booth)
    assert fresh["order"] != first and fresh["amount_fen"] == 2500
    assert look(booth, first)["status"] == 404 and audit(site, fresh["order"]) == [("fee-replaced", "server")]
    assert ask(booth, "another-persons-code")["order"] == settled, "paid is paid"


@pytest.mark.parametrize(
    ("settled", "amount", "state", "action"),
    [
        (Settled.MARKED, 2000, "marked", "fee-marked"),
        (Settled.MARKED, 1, "open", "fee-amount-wrong"),
        (Settled.PAID, 2000, "open", "fee-claimed"),
        (Settled.OPEN, 2000, "open", None),
    ],
)
def test_a_submission_tells_what_happened_without_a_network(
    site: Site, booth: BoothCalls, settled: Settled, amount: int, state: str, action: str | None
) -> None:
    payment = Payment("booth-7", amount, FeeProvider.MANUAL, settled, None)
    made = replace(submission(site.clock), payment=payment)
    manifest = build_manifest(made, booth.device, 1, site.clock.now())
    booth.put_blobs({sha256_hex(data): data for data in (made.photo, made.original)})
    assert booth.put(manifest).status_code == 201
    order = ask(booth)
    assert order["state"] == state
    assert [entry[0] for entry in audit(site, order["order"])] == ([] if action is None else [action])
    assert paid(booth) == ("paid" if state == "marked" else "open")
    assert booth.put(manifest).status_code == 200
    assert len(audit(site, order["order"])) == (action is not None), (
        "delivered again, nothing is counted again"
    )


class Till:
    """A provider whose till the test fills; it lists what it was asked."""

    code_s = 100.0

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.inside: dict[str, Paid] = {}
        self.closed: set[str] = set()
        self.broken = False

    def open(self, due: Due) -> str | None:
        self._note("open", due)
        return f"weixin://{due.order}/{len(self.asked)}"

    def look(self, due: Due) -> Paid | None:
        self._note("look", due)
        return self.inside.get(due.order)

    def close(self, due: Due) -> None:
        self._note("close", due)
        self.closed.add(due.order)

    def _note(self, what: str, due: Due) -> None:
        self.asked.append((what, due.order))
        if self.broken:
            raise ProviderTrouble("out of order")


WECHAT = replace(CAMPAIGN, fee=Fee(FeeProvider.WECHAT, 2000))
BASE = "https://photo.example.edu"


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture
def fees(site: Site, till: Till) -> Fees:
    return Fees(site.central, {FeeProvider.WECHAT: till})


def test_a_payment_code_is_kept_and_asked_for_anew_before_it_ends(site: Site, fees: Fees, till: Till) -> None:
    first = fees.ask(WECHAT, CODE, BASE)
    assert first is not None and first.qr is not None
    again = fees.ask(WECHAT, CODE, BASE)
    assert again is not None and again.qr == first.qr and till.asked == [("open", first.id)]
    site.clock.advance(100)
    later = fees.ask(WECHAT, CODE, BASE)
    assert later is not None and later.id == first.id and later.qr != first.qr


def test_the_provider_is_asked_seldom_and_believed(site: Site, fees: Fees, till: Till) -> None:
    order = fees.ask(WECHAT, CODE, BASE)
    assert order is not None
    for _ in range(5):
        seen = fees.look(order.id, BASE)
        assert seen is not None and seen.state == "open"
    assert till.asked.count(("look", order.id)) == 1
    till.inside[order.id] = Paid(order.id, 2000, "wx-1")
    site.clock.advance(LOOK_EVERY_S)
    seen = fees.look(order.id, BASE)
    assert seen is not None and (seen.state, seen.reference) == ("paid", "wx-1")
    assert audit(site, order.id) == [("fee-paid", "wechat")]
    settled = fees.ask(WECHAT, CODE, BASE)
    assert settled is not None and settled.state == "paid" and till.asked.count(("open", order.id)) == 1


def test_wrong_amounts_unknown_orders_and_second_payments_are_on_record(
    site: Site, fees: Fees, expect_log: ExpectLog
) -> None:
    for words in ("another amount", "not here", "paid again"):
        expect_log("kiosk.central.fees", words)
    order = fees.ask(WECHAT, CODE, BASE)
    assert order is not None
    short = fees.settle(Paid(order.id, 1, "wx-1"), "wechat")
    assert short is not None and short.state == "open"
    assert fees.settle(Paid("f" * 32, 2000, "wx-2"), "wechat") is None
    for reference in ("wx-3", "wx-3", "wx-4"):
        settled = fees.settle(Paid(order.id, 2000, reference), "wechat")
        assert settled is not None and (settled.state, settled.reference) == ("paid", "wx-3")
    assert [action for action, _ in audit(site, order.id)] == [
        "fee-amount-wrong",
        "fee-paid",
        "fee-paid-twice",
    ]
    assert audit(site, "f" * 32) == [("fee-unknown", "wechat")]


def test_what_staff_take_cannot_be_paid_to_the_provider_too(site: Site, fees: Fees, till: Till) -> None:
    order, other = fees.ask(WECHAT, CODE, BASE), fees.ask(WECHAT, "another-persons-code", BASE)
    assert order is not None and other is not None
    marked = fees.mark(order.id, Taken("booth"), BASE)
    assert marked is not None and marked.state == "marked" and till.closed == {order.id}
    till.inside[other.id] = Paid(other.id, 2000, "wx-1")
    found = fees.mark(other.id, Taken("booth"), BASE)
    assert found is not None and found.state == "paid", "it had been paid already: staff need not take it"


def test_a_provider_out_of_order_loses_nothing(fees: Fees, till: Till, expect_log: ExpectLog) -> None:
    expect_log("kiosk.central.fees", "out of order")
    expect_log("kiosk.central.fees", "not switched on here")
    till.broken = True
    with pytest.raises(Problem) as trouble:
        fees.ask(WECHAT, CODE, BASE)
    assert trouble.value.status == 503
    till.broken = False
    order = fees.ask(WECHAT, CODE, BASE)
    assert order is not None
    till.broken = True
    seen = fees.look(order.id, BASE)
    assert seen is not None and seen.state == "open"
    with pytest.raises(Problem):
        fees.mark(order.id, Taken("booth"), BASE)
    with pytest.raises(Problem) as off:
        fees.ask(replace(CAMPAIGN, fee=Fee(FeeProvider.SANDBOX, 100)), "third-persons-code", BASE)
    assert off.value.status == 503


@pytest.fixture
def rehearsal(site: Site, expect_log: ExpectLog) -> Iterator[Site]:
    """The same server, its sandbox switched on."""
    expect_log("kiosk.central.fee_providers", "SANDBOX PAYMENTS ARE ON")
    shipped = load_central_settings().fees
    fees = replace(shipped, sandbox=True, sandbox_pays_after_s=30.0)
    central = replace(site.central, settings=replace(site.central.settings, fees=fees))
    with TestClient(create_app(central)) as client:
        yield Site(central, client, site.clock, site.first)


def test_the_sandbox_pays_at_a_touch_or_by_itself(rehearsal: Site) -> None:
    put(rehearsal, replace(CAMPAIGN, fee=Fee(FeeProvider.SANDBOX, 1205)))
    booth = rehearsal.booth()
    touched, waited = ask(booth), ask(booth, "another-persons-code")
    assert touched["qr"] == f"http://testserver/sandbox/{touched['order']}"
    page = rehearsal.client.get(touched["qr"])
    assert "12.05" in page.text and "no money is taken" in page.text and "<button" in page.text
    assert look(booth, touched["order"])["state"] == "open"
    assert "<button" not in rehearsal.client.post(touched["qr"]).text
    assert look(booth, touched["order"])["state"] == "paid"
    rehearsal.clock.advance(30)
    assert look(booth, waited["order"])["state"] == "paid"
    assert rehearsal.client.get(f"/sandbox/{'0' * 32}").status_code == 404


def test_there_is_no_sandbox_unless_it_is_switched_on_and_never_beside_money(
    site: Site, booth: BoothCalls, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.central.fees", "not switched on here")
    put(site, replace(CAMPAIGN, fee=Fee(FeeProvider.SANDBOX, 100)))
    assert ask(booth)["status"] == 503
    with site.central.session() as db:
        order = db.scalars(select(FeeOrder.id)).one()
    assert site.client.post(f"/sandbox/{order}").status_code == 404
    assert site.client.post("/fees/notice", content=b"{}").status_code == 400
    put(site, CAMPAIGN)
    assert ask(booth)["provider"] == "manual", "what a rehearsal left open is taken by staff"
    shipped = load_central_settings().fees
    assert shipped.sandbox is False
    with pytest.raises(ValueError, match="rehearsals"):
        FeeSettings(True, 0.0, replace(shipped.wechat, mchid="1900000109"))


def test_codes_cannot_be_tried_out_at_speed(site: Site, booth: BoothCalls) -> None:
    limit = site.central.settings.resolves_per_minute
    statuses = [ask(booth)["status"] for _ in range(limit + 1)]
    assert statuses == [200] * limit + [429]
