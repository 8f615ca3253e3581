"""The booth's memory against the real server: campaigns, rosters, news, counts; a month offline and back."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from sqlalchemy import delete, select

from kiosk.campaign.campaign import Campaign, campaign_from_json, load_campaign
from kiosk.campaign.digests import person_key
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.standing import Review, judge_standing
from kiosk.capture_code.payload import parse_payload
from kiosk.central.bound import Served, bind
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import Central, next_change
from kiosk.central.erasure import withdraw
from kiosk.central.tables import CampaignRow, PhotoCountRow, RosterRow, RosterVersion, Submission
from kiosk.digest import canonical_json, content_digest
from kiosk.services.standing import merged
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.directory import Directory
from kiosk.sync.outcome import Meaning
from kiosk.sync.pulling import Pull
from kiosk.sync.retention import reconcile
from tests.leftovers import ExpectLog
from tests.store.making import submission
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer, Reply

CODE = parse_payload("0123456789abcdef")


@pytest.fixture
def campaign(inside: Central) -> Campaign:
    """A campaign at the server, with a salt of this test's own: nobody else's people are in it."""
    made = replace(load_campaign("example"), salt=secrets.token_hex(16))
    with inside.session() as db, db.begin():
        for table in (RosterRow, RosterVersion, CampaignRow):
            db.execute(delete(table))
        return put_campaign(db, made, inside.timestamp())


class Pulling:
    """A booth that pulls."""

    def __init__(self, booth: Booth) -> None:
        self.booth, self.memory, self.told = booth, booth.store.memory, 0
        self.directory = Directory(booth.credentials, QUICK)
        self._pull = Pull(self.memory, self.directory, booth.clock, self._tell)

    def _tell(self) -> None:
        self.told += 1

    def step(self) -> Meaning:
        return self._pull.step().meaning


def enlist(inside: Central, version: int, entries: list[RosterEntry]) -> None:
    with inside.session() as db, db.begin():
        db.execute(delete(RosterRow))
        db.merge(RosterVersion(campaign="example", version=version, imported_at="t"))
        db.add_all(RosterRow(campaign="example", **asdict(entry)) for entry in entries)


def test_campaigns_are_pulled_once_and_again_when_they_change(
    new_booth: Callable[[], Booth], inside: Central, campaign: Campaign
) -> None:
    pulling = Pulling(new_booth())
    assert pulling.step() is Meaning.DONE and pulling.told == 1
    assert pulling.memory.campaign("example") == campaign.as_json()
    assert pulling.step() is Meaning.DONE and pulling.told == 1, "nothing new, nothing told"
    with inside.session() as db, db.begin():
        put_campaign(db, replace(campaign, school_code="00001"), inside.timestamp())
    assert pulling.step() is Meaning.DONE and pulling.told == 2
    kept = campaign_from_json(pulling.memory.campaign("example"), None)  # type: ignore[arg-type]
    assert (kept.version, kept.school_code) == (campaign.version + 1, "00001")


def test_a_roster_of_several_pages_is_taken_whole(
    new_booth: Callable[[], Booth], inside: Central, campaign: Campaign
) -> None:
    pulling = Pulling(new_booth())
    entries = [
        RosterEntry(secrets.token_hex(32), f"测{n}*", last4=secrets.token_hex(32)) for n in range(2500)
    ]
    enlist(inside, 3, entries)
    assert pulling.step() is Meaning.DONE
    assert pulling.memory.roster_version("example") == 3
    assert all(pulling.memory.roster_entry("example", e.key) == e for e in entries[::97])
    enlist(inside, 4, entries[:1])
    assert pulling.step() is Meaning.DONE
    assert pulling.memory.roster_entry("example", entries[1].key) is None


def test_a_booth_bound_to_another_campaign_loses_this_ones_roster_and_gets_it_back(
    new_booth: Callable[[], Booth], inside: Central, campaign: Campaign
) -> None:
    pulling = Pulling(new_booth())
    entry = RosterEntry(person_key(campaign.salt, CODE), "测*")
    enlist(inside, 7, [entry])
    with inside.session() as db, db.begin():
        put_campaign(db, replace(campaign, id="other"), inside.timestamp())
    for id_, there in (("example", entry), ("other", None), ("example", entry)):
        bind(inside, pulling.booth.credentials.device, Served(frozenset({id_})), "test")
        assert pulling.step() is Meaning.DONE
        assert pulling.memory.roster_entry("example", entry.key) == there
        assert pulling.memory.serves("example") is (there is not None)
        assert (pulling.memory.campaign("example") is None) is (there is None)
    assert pulling.directory.resolve("other", CODE.raw)[1] is None


def newer(reply: Reply) -> Reply:
    """A server of a later version whose campaigns hold what this one does not know."""
    data = json.loads(reply.body)
    data["campaigns"][0]["from_the_future"] = True
    body = canonical_json(data)
    old = ("content-digest", "content-length")
    kept = {name: value for name, value in reply.headers.items() if name.lower() not in old}
    mended = {"Content-Digest": content_digest(body), "Content-Length": str(len(body))}
    return replace(reply, headers=kept | mended, body=body)


def test_a_campaign_this_version_cannot_read_leaves_the_old_one(
    new_booth: Callable[[], Booth], proxy: Interposer, campaign: Campaign, expect_log: ExpectLog
) -> None:
    pulling = Pulling(new_booth())
    pulling.step()
    expect_log("kiosk.sync.pulling", "cannot be used")
    pulling.memory.keep_campaigns([campaign.as_json()], '"older"')
    proxy.fault = lambda method, path: Fault(after=newer) if path.endswith("/device/config") else None
    assert pulling.step() is not Meaning.DONE
    assert pulling.memory.campaign("example") == campaign.as_json()


def test_a_withdrawal_by_staff_at_the_server_reaches_the_booths_copies(
    new_booth: Callable[[], Booth], inside: Central, campaign: Campaign
) -> None:
    booth = new_booth()
    pulling = Pulling(booth)
    key = person_key(campaign.salt, CODE)
    made = replace(submission(booth.clock), person_key=key)
    made = replace(made, person=replace(made.person, code_raw=CODE.raw))
    booth.store.save(made)
    booth.courier().step()
    assert pulling.step() is Meaning.DONE
    withdraw(inside, made.id, "admin")
    assert pulling.step() is Meaning.DONE
    assert pulling.memory.history("example", key).review is Review.NONE, "they may come again, offline too"
    assert pulling.memory.submissions("example", key) == ()
    client = CentralClient(booth.credentials, QUICK)
    assert reconcile(booth.store, client, QUICK, booth.clock, lambda: False, True).meaning is Meaning.DONE
    assert booth.store.state(made.id) is Delivery.PURGED


def test_news_of_a_review_reach_the_booth(
    new_booth: Callable[[], Booth], inside: Central, campaign: Campaign
) -> None:
    booth = new_booth()
    pulling = Pulling(booth)
    key = person_key(campaign.salt, CODE)
    made = replace(submission(booth.clock), person_key=key)
    made = replace(made, person=replace(made.person, code_raw=CODE.raw))
    booth.store.save(made)
    booth.courier().step()
    assert pulling.step() is Meaning.DONE
    assert pulling.memory.history("example", key).review is Review.RECEIVED
    with inside.session() as db, db.begin():
        row = db.get_one(Submission, made.id)
        row.review, row.reason, row.note, row.rejections = "rejected", "ears", "左耳", 1
        row.changed = next_change(db, row.device)
    assert pulling.step() is Meaning.DONE
    history = pulling.memory.history("example", key)
    assert (history.review, history.reason, history.note, history.rejections) == (
        Review.REJECTED, "ears", "左耳", 1,
    )  # fmt: skip
    outcome, known = pulling.directory.resolve("example", CODE.raw)
    assert outcome.meaning is Meaning.DONE and known is not None
    assert merged(history, known.history).review is Review.REJECTED
    assert pulling.directory.resolve("example", "fedcba9876543210")[1] is None


def test_a_month_without_a_network_then_everything_arrives_and_limits_are_joined(
    new_booth: Callable[[], Booth], proxy: Interposer, inside: Central, campaign: Campaign
) -> None:
    """Two booths photograph one person offline; a server that comes back learns of all of it, once."""
    first, second = new_booth(), new_booth()
    pulls = [Pulling(first), Pulling(second)]
    for pulling in pulls:
        assert pulling.step() is Meaning.DONE
    proxy.fault = lambda method, path: Fault(instead=Reply(503, {}, b""), silent=True)
    key = person_key(campaign.salt, CODE)
    saved: list[str] = []
    for _ in range(30):
        for booth, pulling in zip((first, second), pulls, strict=True):
            booth.clock.advance(24 * 3600)
            kept = campaign_from_json(pulling.memory.campaign("example"), None)  # type: ignore[arg-type]
            assert kept == campaign, "the campaign works for weeks alone"
            standing = judge_standing(
                kept, CODE, False, pulling.memory.history("example", key), booth.clock.now()
            )
            assert standing.photos_left == campaign.limits.standardizations
            pulling.memory.count_photo("example", key)
            made = replace(submission(booth.clock), person_key=person_key(campaign.salt, f"{len(saved)}"))
            booth.store.save(made)
            saved.append(made.id)
            assert booth.courier().step() > 0 and pulling.step() is not Meaning.DONE
    proxy.fault = lambda method, path: None
    for booth, pulling in zip((first, second), pulls, strict=True):
        booth.clock.advance(3600)
        booth.courier().step()
        assert pulling.step() is Meaning.DONE and pulling.step() is Meaning.DONE
        assert booth.store.depth().queued == 0 and pulling.memory.untold_photos(10) == ()
    with inside.session() as db:
        assert all(db.get(Submission, id_) is not None for id_ in saved)
        counted = db.scalars(select(PhotoCountRow.device).where(PhotoCountRow.person == key)).all()
    assert Counter(counted) == {first.store.device: 30, second.store.device: 30}
    assert pulls[0].step() is Meaning.DONE, "and nothing is told twice"
