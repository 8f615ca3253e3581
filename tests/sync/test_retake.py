"""A photo that is taken again before the first was sent: the first is kept until the second has arrived."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.reasons import load_reasons
from kiosk.campaign.standing import Review
from kiosk.central import reviews
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import Central
from kiosk.central.tables import Device, Submission
from kiosk.store import ledger
from kiosk.store.submission import Delivery
from kiosk.sync.courier import Courier
from tests import leftovers
from tests.store.making import submission
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer

PERSON, OTHER = "1" * 64, "2" * 64


CODES = {PERSON: "c0de" * 4, OTHER: "0123" * 4, "approved": "a" * 16, "rejected": "b" * 16}


def save(booth: Booth, person: str = PERSON, shade: int = 1) -> str:
    made = submission(booth.clock, shade)
    who = replace(made.person, code_raw=CODES[person])
    return booth.store.save(replace(made, person=who, person_key=person)).id


def sealed(booth: Booth) -> set[str]:
    return {path.stem for path in Path(booth.store.directory / "sealed").iterdir()}


def at_server(inside: Central, id_: str) -> Submission | None:
    with inside.session() as db:
        return db.get(Submission, id_)


def again(booth: Booth, courier: Courier) -> None:
    booth.clock.advance(QUICK.backoff_cap_s)
    courier.resume()
    courier.step()


def lose_answers(proxy: Interposer, id_: str) -> None:
    proxy.fault = lambda method, path: Fault(silent=True) if path.endswith(id_) else None


def test_a_retake_replaces_what_was_not_sent_and_nobody_elses(
    booth: Booth, proxy: Interposer, inside: Central
) -> None:
    first, other = save(booth), save(booth, OTHER)
    second = save(booth, shade=2)
    assert booth.store.state(first) is Delivery.SUPERSEDED
    assert booth.store.memory.history("example", PERSON).submission == second
    depth = booth.store.depth()
    assert (depth.queued, depth.withdrawn) == (2, 1)
    assert sealed(booth) == {first, second, other}
    booth.courier().step()
    assert {id_: booth.store.state(id_) for id_ in (first, second, other)} == {
        first: Delivery.PURGED,
        second: Delivery.ACCEPTED,
        other: Delivery.ACCEPTED,
    }
    assert sealed(booth) == {second, other}
    assert booth.store.receipt(first) is None and booth.store.receipt(second) is not None
    stone, kept = at_server(inside, first), at_server(inside, second)
    assert stone is not None and stone.erased_at and stone.manifest is None
    assert kept is not None and kept.review == "received"
    assert not proxy.sent("PUT", first), "it was never sent"
    booth.clock.advance(QUICK.heartbeat_s)
    booth.courier().step()
    with inside.session() as db:
        assert db.get_one(Device, booth.store.device).gap == 0, "its number is no gap"


def test_the_first_is_kept_until_the_retake_has_arrived(booth: Booth, proxy: Interposer) -> None:
    first = save(booth)
    second = save(booth)
    third = save(booth)
    lose_answers(proxy, third)
    courier = booth.courier()
    courier.step()
    assert [booth.store.state(id_) for id_ in (first, second)] == [Delivery.SUPERSEDED] * 2
    assert sealed(booth) == {first, second, third}
    assert not proxy.sent("DELETE", "")
    proxy.fault = lambda method, path: None
    again(booth, courier)
    assert sealed(booth) == {third}
    assert booth.store.audit_break() is None


def test_a_copy_whose_answer_was_lost_leaves_the_review(
    booth: Booth, proxy: Interposer, inside: Central
) -> None:
    first = save(booth)
    lose_answers(proxy, first)
    courier = booth.courier()
    courier.step()
    row = at_server(inside, first)
    assert row is not None and row.review == "received"
    proxy.fault = lambda method, path: None
    second = save(booth)
    again(booth, courier)
    row = at_server(inside, first)
    assert row is not None and row.erased_at
    assert booth.store.state(second) is Delivery.ACCEPTED and sealed(booth) == {second}


@pytest.mark.parametrize("decision", [Review.REJECTED, Review.APPROVED])
def test_what_was_decided_on_meanwhile_stays_decided(
    booth: Booth,
    proxy: Interposer,
    inside: Central,
    decision: Review,
    expect_log: leftovers.ExpectLog,
) -> None:
    with inside.session() as db, db.begin():
        put_campaign(db, replace(load_campaign("example"), salt="5a" * 16), inside.timestamp())
    first = save(booth, decision.value)
    lose_answers(proxy, first)
    courier = booth.courier()
    courier.step()
    reviews.decide(
        inside, first, "admin", decision, None if decision is Review.APPROVED else next(iter(load_reasons()))
    )
    proxy.fault = lambda method, path: None
    second = save(booth, decision.value)
    if decision is Review.APPROVED:
        expect_log("kiosk.sync.courier", "blocked: [0-9a-f]{8} approved-locked")
    again(booth, courier)
    row = at_server(inside, first)
    assert row is not None and row.review == decision and row.erased_at is None
    approved = decision is Review.APPROVED
    assert booth.store.state(second) is (Delivery.BLOCKED if approved else Delivery.ACCEPTED)
    assert booth.store.state(first) is (Delivery.SUPERSEDED if approved else Delivery.PURGED)


def test_a_retake_that_is_not_saved_replaces_nothing(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    first = save(booth)
    superseded = ledger.supersede

    def cut(*args: object) -> None:
        superseded(*args)  # type: ignore[arg-type]
        raise OSError(5, "the disk fails here")

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "supersede", cut)
        with pytest.raises(Exception, match="disk"):
            save(booth)
    assert booth.store.state(first) is Delivery.QUEUED
    assert sealed(booth) == {first}


def test_a_withdrawal_reaches_what_was_replaced(booth: Booth, inside: Central) -> None:
    first, second = save(booth), save(booth)
    for id_ in booth.store.memory.submissions("example", PERSON):
        booth.store.withdraw(id_, "asked")
    booth.courier().step()
    assert not sealed(booth)
    for id_ in (first, second):
        row = at_server(inside, id_)
        assert row is not None and row.erased_at
