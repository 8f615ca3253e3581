"""Delivery against the real server, with everything a network does in between."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from kiosk.central.central import Central
from kiosk.central.tables import Device, Submission, SubmissionBlob
from kiosk.digest import canonical_json, content_digest
from kiosk.errors import KioskError
from kiosk.receipt import Receipt, key_id, public_bytes
from kiosk.store.ledger import WrongState
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.outcome import BoothState
from tests import leftovers
from tests.store.making import UNREADABLE, make_unreadable, submission
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer, Reply

PORTAL_PAGE = Reply(200, {"Content-Type": "text/html"}, b"<html>Log in to the network</html>")


def held_by(inside: Central, id_: str) -> list[Submission]:
    with inside.session() as db:
        return list(db.scalars(select(Submission).where(Submission.id == id_)))


def signed_reply(status: int, data: object) -> Reply:
    body = canonical_json(data)
    kind = "application/json" if status < 400 else "application/problem+json"
    return Reply(status, {"Content-Type": kind, "Content-Digest": content_digest(body)}, body)


def on(method: str, part: str, fault: Fault) -> Callable[[str, str], Fault | None]:
    return lambda m, path: fault if m == method and part in path else None


def never(method: str, path: str) -> Fault | None:
    return None


def test_a_submission_arrives_whole_once_with_a_receipt(
    booth: Booth, proxy: Interposer, inside: Central
) -> None:
    given = submission(booth.clock)
    saved = booth.store.save(given)
    courier = booth.courier()
    courier.step()
    assert booth.store.state(saved.id) is Delivery.ACCEPTED
    assert courier.state is BoothState.OK
    (row,) = held_by(inside, saved.id)
    assert (row.fingerprint, row.seq, row.review) == (saved.fingerprint, 1, "received")
    with inside.session() as db:
        links = db.scalars(select(SubmissionBlob).where(SubmissionBlob.submission == saved.id)).all()
        assert {link.role: inside.blobs.get(link.sha256) for link in links} == {
            "photo": given.photo, "original": given.original,
        }  # fmt: skip
    receipt = Receipt.parse(booth.store.receipt(saved.id))
    assert receipt is not None
    blobs = tuple(link.sha256 for link in links)
    assert receipt.verifies(saved.id, saved.fingerprint, blobs, booth.credentials.keys())
    assert booth.delivered == [(saved.id, receipt.as_json())]
    calls = len(proxy.calls)
    courier.step()
    assert len(proxy.calls) == calls


def test_an_answer_lost_after_the_commit_brings_the_same_receipt(
    booth: Booth, proxy: Interposer, inside: Central
) -> None:
    saved = booth.store.save(submission(booth.clock))
    courier = booth.courier()
    proxy.fault = on("PUT", "/submissions/", Fault(silent=True))
    courier.step()
    (before,) = held_by(inside, saved.id)
    assert booth.store.state(saved.id) is Delivery.QUEUED
    proxy.fault, sent = never, len(proxy.sent("PUT", "/blobs/"))
    booth.clock.advance(2.0)
    courier.step()
    assert booth.store.state(saved.id) is Delivery.ACCEPTED
    assert booth.store.receipt(saved.id) == json.loads(before.receipt or "")
    assert len(proxy.sent("PUT", "/blobs/")) == sent == 2
    assert len(held_by(inside, saved.id)) == len(booth.delivered) == 1


@pytest.mark.parametrize("cut", [0, 1, 40, 300])
def test_an_answer_cut_anywhere_is_no_answer(booth: Booth, proxy: Interposer, cut: int) -> None:
    saved = booth.store.save(submission(booth.clock))
    proxy.fault = on("PUT", "/submissions/", Fault(cut=cut))
    courier = booth.courier()
    courier.step()
    assert booth.store.state(saved.id) is Delivery.QUEUED
    assert courier.state is BoothState.OFFLINE


@pytest.mark.parametrize(
    "page",
    [
        PORTAL_PAGE,
        Reply(302, {"Location": "/login"}, b""),
        Reply(204, {}, b""),
        Reply(200, {"Content-Type": "application/json"}, b'{"status":"ok"}'),
        Reply(403, {"Content-Type": "text/html"}, b"<html>blocked</html>"),
        Reply(404, {"Content-Type": "text/html"}, b"<html>nothing</html>"),
    ],
    ids=["200-html", "302", "204", "200-json", "403-html", "404-html"],
)
@pytest.mark.parametrize("where", ["everywhere", "blobs", "commit"])
def test_a_captive_portal_delivers_and_blocks_nothing(
    booth: Booth, proxy: Interposer, page: Reply, where: str
) -> None:
    saved = booth.store.save(submission(booth.clock))
    part = {"everywhere": "/", "blobs": "/blobs/", "commit": "/submissions/"}[where]
    proxy.fault = lambda method, path: Fault(instead=page) if part in path else None
    courier = booth.courier()
    courier.step()
    assert booth.store.state(saved.id) is Delivery.QUEUED
    if page.status != 204 or where != "blobs":  # an empty 204 passes for a blob, the manifest then tells
        assert courier.state is BoothState.PORTAL
    assert not booth.delivered
    assert not [path for _, path in proxy.calls if path == "/login"]
    proxy.fault = never
    for _ in range(2):
        booth.clock.advance(5.0)
        courier.step()
    assert booth.store.state(saved.id) is Delivery.ACCEPTED
    assert courier.state is BoothState.OK


def forged(reply: Reply, kind: str) -> Reply:
    receipt = Receipt.parse(json.loads(reply.body))
    assert receipt is not None
    thief = Ed25519PrivateKey.generate()
    fakes = {
        "other key": Receipt.issue(
            receipt.submission, receipt.fingerprint, receipt.blobs, receipt.received_at, thief
        ),
        "other key, our name": replace(
            Receipt.issue(receipt.submission, receipt.fingerprint, receipt.blobs, receipt.received_at, thief),
            key=receipt.key,
        ),
        "other content": replace(receipt, fingerprint="0" * 64),
        "other pictures": replace(receipt, blobs=("0" * 64,)),
        "other time": replace(receipt, received_at="2030-01-01T00:00:00+00:00"),
        "other submission": replace(receipt, submission=receipt.submission[::-1]),
    }
    assert key_id(public_bytes(thief)) != receipt.key
    return signed_reply(201, fakes[kind].as_json())


@pytest.mark.parametrize(
    "kind",
    [
        "other key",
        "other key, our name",
        "other content",
        "other pictures",
        "other time",
        "other submission",
    ],
)
def test_a_forged_receipt_is_not_accepted(booth: Booth, proxy: Interposer, kind: str) -> None:
    saved = booth.store.save(submission(booth.clock))
    proxy.fault = on("PUT", "/submissions/", Fault(after=lambda reply: forged(reply, kind)))
    booth.courier().step()
    assert booth.store.state(saved.id) is Delivery.QUEUED
    assert booth.store.receipt(saved.id) is None


def test_missing_pictures_are_sent_when_the_server_asks(booth: Booth, proxy: Interposer) -> None:
    saved = booth.store.save(submission(booth.clock))
    booth.store.lease(saved.id)
    booth.store.postpone(saved.id, 0.0, "tried before")
    booth.courier().step()
    puts = [path.split("/")[3] for method, path in proxy.calls if method == "PUT"]
    assert puts == ["submissions", "blobs", "blobs", "submissions"]
    assert booth.store.state(saved.id) is Delivery.ACCEPTED


def test_a_conflict_blocks_one_and_holds_up_none(
    booth: Booth, inside: Central, expect_log: leftovers.ExpectLog
) -> None:
    clash = submission(booth.clock)
    first, second = booth.store.save(clash), booth.store.save(submission(booth.clock, 2))
    booth.courier().step()
    with inside.session() as db, db.begin():
        db.get_one(Submission, first.id).fingerprint = "0" * 64
    booth.store.requeue_lost(first.id)
    third = booth.store.save(submission(booth.clock, 3))
    expect_log("kiosk.sync.courier", "blocked: [0-9a-f]{8} conflict")
    booth.courier().step()
    states = [booth.store.state(saved.id) for saved in (first, second, third)]
    assert states == [Delivery.BLOCKED, Delivery.ACCEPTED, Delivery.ACCEPTED]


def test_a_poison_item_waits_alone(booth: Booth, proxy: Interposer) -> None:
    saved = [booth.store.save(submission(booth.clock, shade)) for shade in range(4)]
    broken = Fault(instead=Reply(500, {"Content-Type": "text/plain"}, b"oops"))
    proxy.fault = on("PUT", f"/submissions/{saved[1].id}", broken)
    courier = booth.courier()
    for _ in range(3):
        courier.step()
        booth.clock.advance(30.0)
    assert [booth.store.state(s.id) for s in saved].count(Delivery.ACCEPTED) == 3
    proxy.fault = never
    courier.step()
    assert booth.store.counts()[Delivery.ACCEPTED] == 4


def test_without_the_consents_nothing_is_sent(
    booth: Booth, proxy: Interposer, expect_log: leftovers.ExpectLog
) -> None:
    saved = booth.store.save(submission(booth.clock, consents=("privacy",)))
    expect_log("kiosk.sync.courier", "consent-missing")
    booth.courier().step()
    assert booth.store.state(saved.id) is Delivery.BLOCKED
    assert not proxy.sent("PUT", "")


def test_a_revoked_booth_pauses_and_its_items_stay(booth: Booth, inside: Central, proxy: Interposer) -> None:
    saved = booth.store.save(submission(booth.clock))
    with inside.session() as db, db.begin():
        db.get_one(Device, booth.store.device).revoked_at = inside.timestamp()
    courier = booth.courier()
    assert courier.step() == pytest.approx(QUICK.backoff_cap_s)
    assert courier.state is BoothState.AUTH_LOST
    assert booth.store.due(booth.clock.now())[0].attempts == 0
    assert not proxy.sent("PUT", "")
    with inside.session() as db, db.begin():
        db.get_one(Device, booth.store.device).revoked_at = None
    courier.resume()
    courier.step()
    assert booth.store.state(saved.id) is Delivery.ACCEPTED


def test_the_waits_grow_to_the_cap_and_retry_after_is_obeyed(booth: Booth, proxy: Interposer) -> None:
    proxy.fault = lambda method, path: Fault(silent=True)
    courier, waits = booth.courier(), []
    for _ in range(9):
        waits.append(courier.step())
        booth.clock.advance(waits[-1])
    assert waits == pytest.approx([0.999 * min(300, 2 * 2**n) for n in range(9)])
    asked = {"Retry-After": "1234", "Content-Type": "text/plain"}
    proxy.fault = lambda method, path: Fault(instead=Reply(503, asked, b"busy"))
    assert courier.step() == pytest.approx(1234)
    booth.clock.advance(1234)
    asked["Retry-After"] = "99999999"
    assert courier.step() == pytest.approx(3600)


def test_the_server_that_lost_a_submission_gets_it_again(
    booth: Booth, inside: Central, expect_log: leftovers.ExpectLog
) -> None:
    saved = booth.store.save(submission(booth.clock))
    courier = booth.courier()
    courier.step()
    with inside.session() as db, db.begin():  # restored from a backup before the submission
        for link in db.scalars(select(SubmissionBlob).where(SubmissionBlob.submission == saved.id)):
            db.delete(link)
        db.flush()
        db.delete(db.get_one(Submission, saved.id))
    expect_log("kiosk.sync.retention", "sent again")
    for _ in range(2):
        booth.clock.advance(QUICK.reconcile_s)
        courier.step()
    assert len(held_by(inside, saved.id)) == 1
    assert booth.store.state(saved.id) is Delivery.ACCEPTED


def test_purged_only_after_retention_and_only_what_the_server_holds(
    booth: Booth, inside: Central, expect_log: leftovers.ExpectLog
) -> None:
    kept, lost = (booth.store.save(submission(booth.clock, shade)) for shade in (1, 2))
    courier = booth.courier()
    courier.step()  # delivers and reconciles for the first time
    booth.clock.advance(QUICK.retention_s - 1)
    courier.step()
    assert booth.store.counts()[Delivery.ACCEPTED] == 2
    with inside.session() as db:
        link = db.scalars(select(SubmissionBlob).where(SubmissionBlob.submission == lost.id)).first()
    assert link is not None
    inside.blobs.remove(link.sha256)  # the row is there, the picture is not
    expect_log("kiosk.sync.retention", "sent again")
    booth.clock.advance(QUICK.reconcile_s)
    courier.step()
    assert booth.store.state(kept.id) is Delivery.PURGED
    booth.clock.advance(60)
    courier.step()
    assert booth.store.state(lost.id) is Delivery.ACCEPTED
    assert inside.blobs.has(link.sha256)
    assert booth.store.audit_break() is None


def test_a_withdrawn_consent_reaches_every_copy(booth: Booth, inside: Central) -> None:
    sent, unsent = (booth.store.save(submission(booth.clock, shade)) for shade in (1, 2))
    booth.store.lease(unsent.id)
    booth.store.postpone(unsent.id, 1000.0, "later")
    courier = booth.courier()
    courier.step()
    with inside.session() as db:
        links = db.scalars(select(SubmissionBlob).where(SubmissionBlob.submission == sent.id)).all()
    for saved in (sent, unsent):
        booth.store.withdraw(saved.id, "asked at the desk")
    courier.step()
    for saved in (sent, unsent):
        assert booth.store.state(saved.id) is Delivery.PURGED
        (tombstone,) = held_by(inside, saved.id)
        assert (tombstone.manifest, tombstone.receipt, tombstone.review) == (None, None, "erased")
    assert links
    assert not any(inside.blobs.has(link.sha256) for link in links)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [shorten, make_unreadable])
def test_a_damaged_item_is_set_aside_and_the_rest_goes_on(
    booth: Booth, damage: Callable[[Path], None], expect_log: leftovers.ExpectLog
) -> None:
    if damage is make_unreadable and not UNREADABLE.exists():
        pytest.skip("only Linux has a file that reads as a bad sector does")
    rotten, sound = (booth.store.save(submission(booth.clock, shade)) for shade in (1, 2))
    damage(next(booth.store.directory.glob(f"sealed/{rotten.id}*")))
    expect_log("kiosk.sync.courier", "damaged: [0-9a-f]{8}")
    booth.courier().step()
    assert booth.store.state(rotten.id) is Delivery.QUARANTINED
    assert booth.store.state(sound.id) is Delivery.ACCEPTED


def test_a_listener_that_fails_breaks_no_wave_off(booth: Booth, expect_log: leftovers.ExpectLog) -> None:
    expect_log("kiosk.sync.courier", "could not be told")
    told: list[str] = []

    def listen(id_: str, receipt: object) -> None:
        told.append(id_)
        if len(told) == 2:
            raise KioskError("store-io", "The disk reports an error.", "Try again.")

    eager = replace(QUICK, quick_s=math.inf)
    clients = [CentralClient(booth.credentials, eager) for _ in range(2)]
    courier = Courier(booth.store, clients, eager, booth.clock, lambda: 0.999, listen, lambda: False)
    first = booth.store.save(submission(booth.clock))
    courier.step()  # alone: the next go several at a time
    wave = [booth.store.save(submission(booth.clock, shade)) for shade in range(4)]
    courier.step()
    assert booth.store.counts()[Delivery.ACCEPTED] == 5
    assert sorted(told) == sorted(saved.id for saved in (first, *wave))


def test_a_lease_that_ended_otherwise_holds_nothing_up(
    booth: Booth, proxy: Interposer, expect_log: leftovers.ExpectLog
) -> None:
    """Its file rots while it is on its way, and somebody else's look sets it aside."""
    expect_log("kiosk.sync.courier", "a lease had ended already: [0-9a-f]{8}")
    rotten = booth.store.save(submission(booth.clock))

    def rot(method: str, path: str) -> None:
        sealed = booth.store.directory / "sealed" / f"{rotten.id}.sealed"
        if method == "PUT" and "/submissions/" in path and booth.store.state(rotten.id) is Delivery.SENDING:
            sealed.write_bytes(sealed.read_bytes()[:-1])
            with pytest.raises(KioskError, match="damaged"):
                booth.store.open_sealed(rotten.id)

    proxy.fault = rot
    courier = booth.courier()
    with pytest.raises(WrongState):
        courier.step()
    proxy.fault = never
    sound = booth.store.save(submission(booth.clock, 2))
    courier.step()
    assert booth.store.state(rotten.id) is Delivery.QUARANTINED
    assert booth.store.state(sound.id) is Delivery.ACCEPTED


def test_two_booths_do_not_see_each_other(new_booth: Callable[[], Booth], inside: Central) -> None:
    one, other = new_booth(), new_booth()
    saved = one.store.save(submission(one.clock))
    one.courier().step()
    other.store.save(submission(other.clock))
    other.courier().step()
    assert other.courier()._client.delete(saved.id).reason == "unknown"
    assert len(held_by(inside, saved.id)) == 1
