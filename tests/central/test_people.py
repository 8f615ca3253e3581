"""What booths learn about people: campaigns, rosters, earlier photos; and nothing about strangers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.standing import AHEAD
from kiosk.central.bound import Served, bind
from kiosk.central.campaigns import find_campaign, put_campaign
from kiosk.central.people import key_of
from kiosk.central.prepared import Prepared
from kiosk.central.tables import PhotoCountRow, RosterRow, RosterVersion, Submission
from kiosk.digest import canonical_json
from kiosk.store.uuid7 import new_uuid7
from tests.central.conftest import BoothCalls, Site
from tests.store.making import CODE

CAMPAIGN = replace(load_campaign("example"), salt="5a" * 16)
KEY = key_of(CAMPAIGN, CODE)


@pytest.fixture
def booth(site: Site) -> BoothCalls:
    with site.central.session() as db, db.begin():
        put_campaign(db, CAMPAIGN, site.central.timestamp())
    return site.booth()


def resolved(booth: BoothCalls, code: str = CODE, campaign: str = "example") -> Any:
    answer = booth.call("POST", "/codes:resolve", canonical_json({"campaign": campaign, "code": code}))
    return answer.json() if answer.status_code == 200 else answer.status_code


def count(booth: BoothCalls, *ids: str, campaign: str = "example") -> int:
    at = booth.site.clock.now().isoformat()
    items = [{"id": id_, "campaign": campaign, "person": KEY, "at": at} for id_ in ids]
    return booth.call("POST", "/device/photos", canonical_json({"items": items})).status_code


def test_a_campaigns_version_grows_only_when_it_changes(site: Site) -> None:
    with site.central.session() as db, db.begin():
        assert put_campaign(db, CAMPAIGN, "t1").version == 1
        assert put_campaign(db, CAMPAIGN, "t2").version == 1
        changed = put_campaign(db, replace(CAMPAIGN, school_code="00001"), "t3")
        assert changed.version == 2 and find_campaign(db, "example") == changed
        assert find_campaign(db, "other") is None and find_campaign(db, None) is None


def test_booths_are_told_every_campaign_and_roster_with_an_etag(site: Site, booth: BoothCalls) -> None:
    first = booth.call("GET", "/device/config")
    assert first.json()["campaigns"] == [CAMPAIGN.as_json()] and first.json()["rosters"] == {}
    etag = first.headers["ETag"]
    assert booth.call("GET", "/device/config", If_None_Match=etag).status_code == 304
    with site.central.session() as db, db.begin():
        db.add(RosterVersion(campaign="example", version=4, imported_at="t"))
    changed = booth.call("GET", "/device/config", If_None_Match=etag)
    assert changed.status_code == 200 and changed.json()["rosters"] == {"example": 4}


def test_nobody_is_known_by_a_strangers_code_and_all_strangers_alike(site: Site, booth: BoothCalls) -> None:
    booth.deliver()
    answers = [
        booth.call("POST", "/codes:resolve", canonical_json(body))
        for body in (
            {"campaign": "example", "code": "somebody-else"},
            {"campaign": "other", "code": CODE},
            {"code": CODE},
        )
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1


def test_a_submission_is_known_at_every_booth_with_its_decision(site: Site, booth: BoothCalls) -> None:
    manifest = booth.deliver()
    other = site.booth(2)
    known = resolved(other)
    assert (known["review"], known["submission"], known["on_roster"]) == ("received", manifest["id"], False)
    with site.central.session() as db, db.begin():
        row = db.get_one(Submission, manifest["id"])
        row.review, row.reason, row.note, row.rejections, row.changed = "rejected", "ears", "左耳", 1, 99
    assert {resolved(other)[name] for name in ("review", "reason", "note")} == {"rejected", "ears", "左耳"}
    feed = booth.call("GET", "/submissions?since=0").json()["items"]
    assert [(i["review"], i["reason"], i["note"], i["rejections"]) for i in feed] == [
        ("rejected", "ears", "左耳", 1)
    ]
    site.clock.advance(60)
    again = booth.deliver()
    assert (resolved(other)["submission"], resolved(other)["rejections"]) == (again["id"], 1)
    assert booth.call("DELETE", f"/submissions/{again['id']}").status_code == 202
    assert resolved(other)["submission"] == manifest["id"], "what was erased is not spoken of"


def test_photos_count_once_at_every_booth_and_for_as_long_as_the_limit_looks_back(
    site: Site, booth: BoothCalls
) -> None:
    first, second = new_uuid7(site.clock), new_uuid7(site.clock)
    assert count(booth, first) == 204
    assert count(booth, first, second) == 204, "told again, because the answer was lost"
    assert len(resolved(site.booth(2))["photos"]) == 2
    assert count(booth, new_uuid7(site.clock), campaign="other") == 204
    site.clock.advance(timedelta(hours=CAMPAIGN.limits.pause_h).total_seconds())
    assert resolved(booth) == 404
    assert count(booth, *(new_uuid7(site.clock) for _ in range(501))) == 413


def test_a_booth_whose_clock_is_ahead_locks_nobody_out(site: Site, booth: BoothCalls) -> None:
    ahead = (site.clock.now() + timedelta(days=3650)).isoformat()
    almost = (site.clock.now() + AHEAD).isoformat()
    told = [
        {"id": new_uuid7(site.clock), "campaign": "example", "person": KEY, "at": at}
        for at in (ahead, almost)
    ]
    assert booth.call("POST", "/device/photos", canonical_json({"items": told})).status_code == 204
    with site.central.session() as db, db.begin():
        row = {"device": "d", "campaign": "example", "person": KEY}
        db.add(PhotoCountRow(id="earlier", at="2036-01-01T00:00:00.000000+00:00", **row))
    photos = [datetime.fromisoformat(at) for at in resolved(booth)["photos"]]
    assert photos == [site.clock.now(), site.clock.now() + AHEAD], "made now, whatever the booth says"
    site.clock.advance(timedelta(hours=CAMPAIGN.limits.pause_h).total_seconds() + AHEAD.total_seconds())
    assert resolved(booth) == 404


def test_a_roster_is_handed_out_in_pages(site: Site, booth: BoothCalls) -> None:
    assert booth.call("GET", "/device/rosters/example").status_code == 404
    entries = [RosterEntry(f"{n:064x}", f"测{n}*", last4=f"{n:064x}", college="示例学院") for n in range(5)]
    with site.central.session() as db, db.begin():
        db.add(RosterVersion(campaign="example", version=2, imported_at="t"))
        db.add_all(RosterRow(campaign="example", **asdict(entry)) for entry in entries)
        db.add(RosterRow(campaign="example", key=KEY, name_masked="名*"))
    seen: list[RosterEntry] = []
    after = ""
    while True:
        page = booth.call("GET", f"/device/rosters/example?limit=2{after}").json()
        assert page["version"] == 2 and len(page["entries"]) <= 2
        seen += [RosterEntry(**entry) for entry in page["entries"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen[:5] == entries and seen[5].key == KEY and len(seen) == 6
    assert resolved(booth)["on_roster"] is True and resolved(booth)["name_masked"] == "名*"
    assert json.dumps(resolved(booth)).count("身份证") == 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, site: Site) -> Iterator[list[str]]:
    """Every statement that goes to the database, by whichever way."""
    seen: list[str] = []
    carried_out = Prepared._carried_out

    def noted(self: Prepared, *args: Any, **kwargs: Any) -> Any:
        seen.append(str(self._statement))
        return carried_out(self, *args, **kwargs)

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    monkeypatch.setattr(Prepared, "_carried_out", noted)
    event.listen(site.central.engine, "before_cursor_execute", executed)
    yield seen
    event.remove(site.central.engine, "before_cursor_execute", executed)


def test_whoever_is_unknown_here_costs_the_same_questions(booth: BoothCalls, asked: list[str]) -> None:
    """Unknown, another campaign's, and of a campaign that does not exist: told apart by nothing at all."""
    central = booth.site.central
    booth.deliver(code_raw=CODE)
    with central.session() as db, db.begin():
        put_campaign(db, replace(CAMPAIGN, id="other"), central.timestamp())
        db.add(RosterVersion(campaign="other", version=1, imported_at="t"))
        db.add(RosterRow(campaign="other", key=KEY, name_masked="测*"))
    bind(central, booth.device, Served(frozenset({"example"})), "admin")
    stranger = "fedcba9876543210"

    def statements(code: str, campaign: str) -> list[str]:
        asked.clear()
        assert resolved(booth, code, campaign) == 404
        return list(asked)

    unknown = statements(stranger, "example")
    assert len(unknown) > 5
    for code, campaign in ((CODE, "other"), (stranger, "other"), (CODE, "nowhere"), (stranger, "nowhere")):
        assert statements(code, campaign) == unknown, (code, campaign)
    asked.clear()
    assert resolved(booth)["review"] == "received"
    assert asked == unknown, "who is known costs no other questions either"
