"""Reviewing through the pages: decisions, two people, undo, the lock, the filter, what booths are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.reasons import load_reasons
from kiosk.campaign.standing import Review
from kiosk.central.campaigns import put_campaign
from kiosk.central.review_queue import QueueFilter
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.services.reviewing import PhotoPictures
from tests.central.conftest import BoothCalls, Site
from tests.central.reviewing import (
    SECOND,
    add_second,
    audited,
    change_settings,
    enter,
    open_page,
    row_of,
    send,
    two_people,
    undo,
)
from tests.store.making import CODE


def feed(booth: BoothCalls, since: int) -> list[dict[str, object]]:
    return list(booth.call("GET", f"/submissions?since={since}").json()["items"])


def test_a_rejection_reaches_the_booth_with_its_reason_and_note(site: Site) -> None:
    booth = site.booth()
    id_ = booth.deliver()["id"]
    before = row_of(site, id_).changed
    enter(site)
    assert send(site, id_, "rejected", "other", "  Das  Bild ist schief ").status_code == 303
    [item] = feed(booth, before)
    told = {name: item[name] for name in ("id", "review", "reason", "note", "rejections")}
    assert told == {
        "id": id_, "review": "rejected", "reason": "other", "note": "Das Bild ist schief", "rejections": 1
    }  # fmt: skip
    row = row_of(site, id_)
    assert (row.decided_by, row.decided_at) == (site.first.staff, site.central.timestamp())
    assert audited(site, id_) == [(site.first.staff, "review", "rejected other -> rejected")]


def test_rejections_follow_the_person_to_the_next_photo(site: Site) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, load_campaign("example"), site.central.timestamp())
    booth = site.booth()
    enter(site)
    for expected in (1, 2):
        id_ = booth.deliver()["id"]
        send(site, id_, "rejected", "ears")
        body = json.dumps({"campaign": "example", "code": CODE}).encode()
        person = booth.call("POST", "/codes:resolve", body).json()
        assert (person["review"], person["reason"], person["rejections"]) == ("rejected", "ears", expected)


def test_a_photo_says_when_the_same_person_sent_a_newer_one(site: Site) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, load_campaign("example"), site.central.timestamp())
    enter(site)
    booth = site.booth()
    first = booth.deliver()["id"]
    booth.deliver(code_raw="f" * 16)
    assert 'id="newer"' not in open_page(site, first)[0]
    site.clock.advance(60)
    second = booth.deliver()["id"]
    assert f'href="/review/{second}?' in open_page(site, first)[0].partition('id="newer"')[2]
    assert 'id="newer"' not in open_page(site, second)[0]
    assert booth.call("DELETE", f"/submissions/{second}").status_code == 202
    assert 'id="newer"' not in open_page(site, first)[0]


def test_approval_locks_and_says_so(site: Site) -> None:
    booth = site.booth()
    id_ = booth.deliver()["id"]
    enter(site)
    page, hidden = open_page(site, id_)
    assert "Approve" in page
    send(site, id_, "approved")
    form = {**hidden, "decision": "rejected", "reason": "ears", "seen": ""}
    answer = site.client.post(f"/review/{id_}", data=form)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:photo-kiosk:problem:approved-locked")
    shown = site.client.post(f"/review/{id_}", data=form, headers={"Accept": "text/html"})
    assert shown.status_code == 409
    assert "通过后不能再更改" in shown.text
    assert row_of(site, id_).review == Review.APPROVED
    page, _ = open_page(site, id_)
    assert "nothing changes any more" in page
    assert 'name="decision"' not in page


def test_after_approval_no_other_photo_of_the_person_is_taken(site: Site) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, load_campaign("example"), site.central.timestamp())
    booth = site.booth()
    enter(site)
    approved, late = booth.deliver(), booth.make()
    send(site, approved["id"], "approved")
    booth.put_blobs(late[1])
    answer = booth.put(late[0])
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:photo-kiosk:problem:approved-locked")
    assert booth.put(approved).status_code == 200  # the same again still gets its receipt
    booth.deliver(code_raw="f" * 16)  # and somebody else's photo is taken


def test_of_two_photos_of_a_person_one_is_approved(site: Site) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, load_campaign("example"), site.central.timestamp())
    booth = site.booth()
    enter(site)
    first, second = booth.deliver()["id"], booth.deliver()["id"]
    send(site, second, "rejected", "ears")
    send(site, first, "approved")
    answer = send(site, second, "approved")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:photo-kiosk:problem:approved-locked")
    assert row_of(site, second).review == Review.REJECTED
    assert undo(site, second).status_code == 303  # of the rejection, which leaves nothing decided
    assert row_of(site, second).review == Review.RECEIVED
    assert send(site, second, "retake_requested", "ears").status_code == 303
    assert undo(site, first).status_code == 303
    assert send(site, second, "approved").status_code == 303, "the other one was taken back"
    assert send(site, first, "approved").status_code == 409


def test_where_two_must_agree_one_photo_of_a_person_is_approved_too(site: Site) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, load_campaign("example"), site.central.timestamp())
    two_people(site)
    add_second(site)
    booth = site.booth()
    first, second, third = (booth.deliver()["id"] for _ in range(3))
    enter(site)
    send(site, first, "approved")
    send(site, second, "approved")  # neither is settled yet
    enter(site, SECOND)
    assert send(site, first, "approved").status_code == 303
    assert send(site, second, "approved").status_code == 409
    assert send(site, third, "approved").status_code == 409, "it could never be settled"
    send(site, second, "rejected", "ears")
    assert undo(site, second).status_code == 303
    assert [row_of(site, id_).review for id_ in (first, second, third)] == [
        "approved",
        "in_review",
        "received",
    ]


def test_undo_within_its_time_by_the_same_person_only(site: Site) -> None:
    add_second(site)
    id_ = site.booth().deliver()["id"]
    enter(site)
    where = send(site, id_, "rejected", "blur").headers["Location"]
    assert f"done={id_}" in where
    assert "撤销 Undo" in site.client.get(where).text
    enter(site, SECOND)
    assert undo(site, id_).status_code == 409
    enter(site)
    assert undo(site, id_).status_code == 303
    row = row_of(site, id_)
    assert (row.review, row.reason, row.decided_by, row.rejections) == (Review.RECEIVED, None, None, 0)
    _, hidden = open_page(site, id_)
    send(site, id_, "approved")
    site.clock.advance(site.central.settings.review.undo_s + 1)
    assert undo(site, id_, hidden).status_code == 409
    assert row_of(site, id_).review == Review.APPROVED
    assert [action for _, action, _ in audited(site, id_)] == ["review", "undo", "review"]


def test_two_people_must_agree_where_the_site_says_so(site: Site) -> None:
    two_people(site)
    add_second(site)
    booth = site.booth()
    agreed, disputed = booth.deliver()["id"], booth.deliver()["id"]
    enter(site)
    for id_ in (agreed, disputed):
        send(site, id_, "approved")
        send(site, id_, "approved")  # twice the same person is still one
        assert row_of(site, id_).review == Review.IN_REVIEW
    assert "another staff member must agree" in open_page(site, agreed)[0]
    enter(site, SECOND)
    page, _ = open_page(site, agreed)
    assert "please judge on your own" in page
    assert site.first.staff in page
    send(site, agreed, "approved")
    send(site, disputed, "rejected", "pose")
    assert row_of(site, agreed).review == Review.APPROVED
    row = row_of(site, disputed)
    assert (row.review, row.reason, row.rejections) == (Review.RECEIVED, None, 0)
    assert audited(site, disputed)[-1] == (SECOND, "review", "rejected pose -> received")


def test_who_looked_at_an_older_state_is_told(site: Site) -> None:
    id_ = site.booth().deliver()["id"]
    enter(site)
    _, hidden = open_page(site, id_)
    send(site, id_, "rejected", "hair")
    late = site.client.post(f"/review/{id_}", data={**hidden, "decision": "approved"})
    assert (late.status_code, late.json()["type"]) == (409, "urn:photo-kiosk:problem:decided-meanwhile")
    assert row_of(site, id_).review == Review.REJECTED


@pytest.mark.parametrize(
    ("decision", "reason", "note"),
    [
        ("rejected", "", ""),
        ("rejected", "no-such", ""),
        ("retake_requested", "other", " "),
        ("rejected", "other", "x" * 201),
        ("rejected", "other", "a\x00b"),
        ("received", "", ""),
        ("nonsense", "ears", ""),
    ],
)
def test_a_photo_is_not_sent_back_without_a_proper_reason(
    site: Site, decision: str, reason: str, note: str
) -> None:
    id_ = site.booth().deliver()["id"]
    enter(site)
    assert send(site, id_, decision, reason, note).status_code == 422
    assert row_of(site, id_).review == Review.RECEIVED
    assert audited(site, id_) == []


def test_the_forms_first_button_decides_nothing(site: Site) -> None:
    """A browser presses it on Enter; what was meant is asked for, and the filter stays."""
    id_ = site.booth().deliver()["id"]
    enter(site)
    page, _ = open_page(site, id_, "?state=any")
    first = re.search(r'<(?:input type="submit"|button)[^>]*>', page.partition('id="decide"')[2])
    assert first is not None and 'value="none"' in first[0]
    answer = send(site, id_, "none", "other", "Augen zu", "?state=any")
    assert answer.headers["Location"] == f"/review/{id_}?state=any&undecided=yes"
    assert 'id="undecided" role="alert">' in site.client.get(answer.headers["Location"]).text
    assert row_of(site, id_).review == Review.RECEIVED
    assert audited(site, id_) == []


def test_who_thinks_again_after_choosing_a_reason_can_still_approve(site: Site) -> None:
    id_ = site.booth().deliver()["id"]
    enter(site)
    assert send(site, id_, "approved", "ears", "Augen zu").status_code == 303
    row = row_of(site, id_)
    assert (row.review, row.reason, row.note) == (Review.APPROVED, None, None)


def test_every_reason_can_be_chosen_by_its_own_key(site: Site) -> None:
    id_ = site.booth().deliver()["id"]
    enter(site)
    page, _ = open_page(site, id_)
    codes = list(load_reasons())
    keys = [page.split(f'value="{code}"')[1].split('data-key="')[1][0] for code in codes]
    assert len(set(keys)) == len(codes)
    assert dict(zip(codes, keys, strict=True))["other"] == "o"
    assert not set(keys) & set("jkau")


def test_nothing_is_shown_or_decided_without_a_log_in_or_from_elsewhere(site: Site) -> None:
    id_ = site.booth().deliver()["id"]
    for path in ("/review", f"/review/{id_}", f"/review/{id_}/overlay.jpg"):
        answer = site.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    post = site.client.post(f"/review/{id_}", data={"decision": "approved"}, follow_redirects=False)
    assert post.headers["Location"] == "/login"
    enter(site)
    for path in (f"/review/{id_}", f"/review/{id_}/undo"):
        forged = site.client.post(path, data={"decision": "approved", "token": "0" * 64})
        assert forged.status_code == 403
    assert row_of(site, id_).review == Review.RECEIVED


def test_scripts_are_our_own_file_and_only_on_these_pages(site: Site) -> None:
    id_ = site.booth().deliver(name_masked="<script>alert(1)</script>")["id"]
    enter(site)
    for path in ("/review", f"/review/{id_}"):
        answer = site.client.get(path)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.text.count("<script") == 1
        assert '<script src="/review.js" defer></script>' in answer.text
    assert "script-src" not in site.client.get("/").headers["Content-Security-Policy"]
    assert site.client.get("/review.js").headers["Content-Type"].startswith("text/javascript")


def test_the_queue_is_filtered_and_stepped_through(site: Site) -> None:
    booth = site.booth()
    waiver = Waiver(("head-covering",), WaiverReason.MEDICAL, site.clock.now(), None)
    ids = []
    for index in range(4):
        ids.append(booth.deliver(waiver if index == 2 else None)["id"])
        site.clock.advance(86_400)
    enter(site)  # the earlier log-in would have ended
    send(site, ids[0], "rejected", "ears")

    def listed(query: str) -> list[str]:
        text = site.client.get(f"/review?{query}").text
        return [id_ for id_ in ids if f'<li><a href="/review/{id_}?' in text]

    assert listed("") == ids[1:]
    assert listed("state=any") == ids
    assert listed("state=rejected&reason=ears") == ids[:1]
    assert listed("state=rejected&reason=hair") == []
    assert listed("waived=yes") == [ids[2]]
    assert listed("waived=no") == [ids[1], ids[3]]
    assert listed("campaign=example") == ids[1:]
    assert listed("campaign=another") == []
    assert listed("first_day=2026-01-02&last_day=2026-01-03") == ids[1:3]
    page, _ = open_page(site, ids[2], "?state=any")
    assert f'rel="prev" href="/review/{ids[1]}?state=any"' in page
    assert f'rel="next" href="/review/{ids[3]}?state=any"' in page
    after = send(site, ids[1], "approved", query="?waived=yes").headers["Location"]
    assert after == f"/review/{ids[2]}?state=waiting&waived=yes&done={ids[1]}"


ODD = [None, True, 0, -5, 1e300, "", "x", "<b>", [], {}, [1, 2], [5, -3], {"a": 1}]
"""What a school's own booth may write where another has something else: a manifest keeps it as it comes."""
CHECK = {"status": "fail", "value": 330.0, "unit": "px", "limit": [200.0, 300.0]}


def odd_manifests() -> Iterator[dict[str, Any]]:
    """Return the parts of manifests that a booth may fill in as it likes."""
    names = ("eye_line", "centre_x", "nonsense", "", " _-", "\n")
    for odd in ODD:
        checks = [odd, {"check": odd}, *({"check": n, **CHECK, key: odd} for n in names for key in CHECK)]
        for inspection in ({"ok": odd}, {"spec": odd}, {"checks": odd}, {"checks": checks}):
            yield {"inspection": inspection, "capture": {"comparison": odd}}
        for comparison in ({"score": odd}, {"model": odd, "version": odd}):
            yield {"inspection": {}, "capture": {"comparison": comparison}}


@pytest.mark.parametrize("drawn", [False, True])
def test_whatever_manifest_is_taken_can_be_reviewed(site: Site, drawn: bool) -> None:
    if drawn:
        site.client.app.state.review_pictures = PhotoPictures()  # type: ignore[attr-defined]
    booth = site.booth()
    enter(site)
    for parts in odd_manifests():
        manifest, blobs = booth.make()
        booth.put_blobs(blobs)
        assert booth.put(manifest | parts).status_code == 201
        for part in ("", "/overlay.jpg") if drawn else ("",):
            assert site.client.get(f"/review/{manifest['id']}{part}").status_code == 200, parts
    for path in ("/", "/review", "/?page=2", "/review?page=2"):
        assert site.client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("inspection", "says"),
    [
        ({}, "没有说明"), ({"ok": None}, "没有说明"), ({"ok": "yes"}, "没有说明"),
        ({"ok": True}, "合格"), ({"ok": False}, "有问题"),
    ],
)  # fmt: skip
def test_what_a_booth_does_not_tell_is_called_so(
    site: Site, inspection: dict[str, object], says: str
) -> None:
    booth = site.booth()
    manifest, blobs = booth.make()
    booth.put_blobs(blobs)
    comparison = {"score": 0, "model": "m"}
    booth.put(manifest | {"inspection": inspection, "capture": {"comparison": comparison}})
    enter(site)
    for path in ("/", "/review", f"/review/{manifest['id']}"):
        text = site.client.get(path).text.partition("<main")[2]
        assert [word for word in ("合格", "有问题", "没有说明") if word in text] == [says], path
    assert "<strong>0</strong>" in text
    other, blobs = booth.make()
    booth.put_blobs(blobs)
    booth.put(other | {"capture": {"comparison": {"model": "m"}}})
    assert "<strong>没有说明 not told</strong>" in open_page(site, other["id"])[0]


def test_an_odd_filter_is_left_out() -> None:
    odd = {"state": "x' OR 1", "waived": "perhaps", "first_day": "2026-02-31", "last_day": "yesterday"}
    assert QueueFilter.of(odd) == QueueFilter()
    assert QueueFilter.of({"last_day": "9999-12-31"}) == QueueFilter(), "there is no day after it"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30", "9999-12-31"])
def test_no_day_is_too_early_or_too_late_to_ask_for(site: Site, day: str) -> None:
    id_ = site.booth().deliver()["id"]
    enter(site)
    for path in ("/review", f"/review/{id_}"):
        assert site.client.get(path, params={"first_day": day, "last_day": day}).status_code == 200


def test_an_erased_submission_cannot_be_reviewed(site: Site) -> None:
    booth = site.booth()
    id_ = booth.deliver()["id"]
    booth.call("DELETE", f"/submissions/{id_}")
    enter(site)
    assert site.client.get(f"/review/{id_}").status_code == 404
    assert id_ not in site.client.get("/review?state=any").text


def test_no_time_to_undo_is_a_setting_too(site: Site) -> None:
    change_settings(site.central, review=replace(site.central.settings.review, undo_s=0))
    id_ = site.booth().deliver()["id"]
    enter(site)
    send(site, id_, "rejected", "ears")
    assert undo(site, id_).status_code == 409
