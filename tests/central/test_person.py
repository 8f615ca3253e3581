"""The page about one person: found by code or number, handed out whole, erased when they ask, on record."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from httpx2 import Response
from sqlalchemy import func, select, update

from kiosk.campaign.campaign import load_campaign
from kiosk.central.campaigns import put_campaign
from kiosk.central.numbers import digest_earlier_numbers
from kiosk.central.people import key_of
from kiosk.central.tables import AuditRow, RosterRow, RosterVersion, Submission
from kiosk.digest import sha256_hex
from tests.central.conftest import Site
from tests.central.reviewing import enter

CODE, OTHER = "0123456789abcdef", "f" * 16
NUMBER = "2022-1A-0007"


@pytest.fixture
def listed(site: Site) -> Site:
    """A site with a person on a roster, and an administrator at its pages."""
    with site.central.session() as db, db.begin():
        campaign = replace(load_campaign("example"), salt="5a" * 16)
        put_campaign(db, campaign, site.central.timestamp())
        db.add(RosterVersion(campaign="example", version=1, imported_at="t"))
        db.add(RosterRow(campaign="example", key=key_of(campaign, CODE), name_masked="名册*"))
    enter(site)
    return site


def post(site: Site, **form: str) -> Response:
    found = re.search(r'name="token" value="(\w+)"', site.client.get("/person").text)
    assert found is not None
    return site.client.post("/person", data={"token": found[1], **form}, follow_redirects=False)


def records(site: Site) -> list[tuple[str, str, str | None]]:
    with site.central.session() as db:
        rows = db.scalars(select(AuditRow).where(AuditRow.subject == "person").order_by(AuditRow.n))
        return [(row.staff, row.action, row.detail) for row in rows]


def test_a_person_is_found_handed_out_and_erased(listed: Site) -> None:
    booth = listed.booth()
    own = booth.deliver(code_raw=CODE, student_number=NUMBER, name_masked="测*甲")
    other = booth.deliver(code_raw=OTHER, student_number="NOBODY-ELSE", name_masked="别*人")
    for who in (CODE, f"  {CODE.upper()} ", NUMBER.lower()):
        page = post(listed, do="find", who=who)
        assert page.status_code == 200 and "测*甲" in page.text and "别*人" not in page.text, who
        assert own["blobs"]["photo"]["sha256"] in page.text and "1</dd>" in page.text
    answer = post(listed, do="export", code=CODE)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="person-')
    assert answer.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert json.loads(archive.read("person.json"))["submissions"][0]["manifest"] == own
    assert post(listed, do="erase", code=CODE).status_code == 422, "without the box ticked"
    assert booth.reconcile((own["id"], "0" * 64))[own["id"]] == "conflict", "still there"
    page = post(listed, do="erase", code=CODE, asked="yes")
    assert page.status_code == 200 and "已删除 1 份提交、1 条名单记录" in page.text
    with listed.central.session() as db:
        assert (
            db.get_one(Submission, own["id"]).erased_at and not db.get_one(Submission, other["id"]).erased_at
        )
        assert db.scalar(select(func.count()).select_from(RosterRow)) == 0
    by = listed.first.staff
    assert records(listed) == [
        *[(by, "person-shown", None)] * 3,
        (by, "person-exported", "1 submissions"),
        (by, "person-erased", "1 submissions, 1 rows of rosters"),
    ]
    assert post(listed, do="find", who=CODE).status_code == 404
    assert post(listed, do="export", code=CODE).status_code == 404


def test_a_number_of_two_people_asks_which(listed: Site) -> None:
    booth = listed.booth()
    booth.deliver(code_raw=CODE, student_number=NUMBER, name_masked="测*甲")
    booth.deliver(code_raw=OTHER, student_number=NUMBER, name_masked="别*人")
    booth.deliver(code_raw="e" * 16, student_number=f"{NUMBER}9", name_masked="三*者")
    page = post(listed, do="find", who=NUMBER).text
    assert "测*甲" in page and "别*人" in page and "三*者" not in page
    assert "永久删除" not in page, "nobody is erased by a number that is not theirs alone"
    assert "别*人" in post(listed, do="show", code=OTHER).text
    assert len(records(listed)) == 1, "both were only named, one was shown"


def test_what_came_before_numbers_were_digested_is_found_by_number(listed: Site) -> None:
    booth, central = listed.booth(), listed.central
    booth.deliver(code_raw=CODE, student_number=NUMBER, name_masked="测*甲")
    booth.deliver(code_raw=OTHER, student_number=None, name_masked="别*人")
    gone = booth.deliver(code_raw="e" * 16, student_number=NUMBER, name_masked="已*除")
    assert booth.call("DELETE", f"/submissions/{gone['id']}").status_code == 202
    with central.session() as db, db.begin():
        (digest,) = set(db.scalars(select(Submission.number_digest))) - {""}
        assert digest not in ("", sha256_hex(NUMBER.encode())), "a plain digest could be guessed"
        db.execute(update(Submission).values(number_digest=None))
    assert "测*甲" not in post(listed, do="find", who=NUMBER).text
    assert digest_earlier_numbers(central.engine, central.number_key) == 3
    assert digest_earlier_numbers(central.engine, central.number_key) == 0
    page = post(listed, do="find", who=NUMBER).text
    assert "测*甲" in page and "别*人" not in page and "已*除" not in page


@pytest.mark.parametrize("who", ["", "nobody", "%", "_" * 8, '","name_masked":"', "<script>"])
def test_nobody_is_found_by_what_is_no_code_and_no_number(listed: Site, who: str) -> None:
    listed.booth().deliver(code_raw=CODE, student_number=NUMBER, name_masked="测*甲")
    page = post(listed, do="find", who=who)
    assert page.status_code == (404 if who else 200)
    assert "测*甲" not in page.text and "<script>" not in page.text


def test_only_who_proved_a_moment_ago_who_they_are_sees_it(listed: Site) -> None:
    listed.clock.advance(timedelta(minutes=listed.central.settings.staff.confirm_minutes).total_seconds())
    answer = listed.client.get("/person", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/confirm?back=%2Fperson")
    sent = listed.client.post("/person", data={"do": "find", "who": CODE}, follow_redirects=False)
    assert sent.headers["Location"].startswith("/confirm")
