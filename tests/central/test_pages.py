"""The staff's page: never open to nobody, bilingual, harmless."""

from __future__ import annotations

import re

import pytest

from kiosk.central.central import next_change
from kiosk.central.jpeg_parts import without_metadata
from kiosk.central.orders import OrderState
from kiosk.central.pages import PAGE
from kiosk.central.tables import PrintOrder, Submission
from kiosk.guidance.waiver import Waiver, WaiverReason
from tests.central.conftest import Site
from tests.central.reviewing import enter


def test_nothing_is_shown_without_a_log_in(site: Site) -> None:
    manifest = site.booth().deliver()
    sha256 = manifest["blobs"]["photo"]["sha256"]
    for path in ("/", f"/photos/{sha256}"):
        answer = site.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
        assert not answer.content
    for form in ({"name": "admin", "password": "x"}, {"name": "nobody", "password": site.first.password}, {}):
        answer = site.client.post("/login", data=form, follow_redirects=False)
        assert answer.status_code == 401
        assert "kiosk_staff" not in answer.cookies


def test_staff_see_the_submissions_and_the_photo(site: Site) -> None:
    booth = site.booth()
    manifest = booth.deliver()
    site.log_in()
    page = site.client.get("/").text
    for text in ("已收照片", "Submissions", manifest["id"], manifest["person"]["name_masked"], "合格 Passed"):
        assert text in page
    sha256 = manifest["blobs"]["photo"]["sha256"]
    photo = site.client.get(f"/photos/{sha256}")
    assert photo.headers["Content-Type"] == "image/jpeg"
    assert photo.content == without_metadata(site.central.blobs.get(sha256) or b"")
    assert site.client.get(f"/photos/{'0' * 64}").status_code == 404


@pytest.mark.parametrize("reason", WaiverReason)
def test_staff_see_what_was_waived_and_why(site: Site, reason: WaiverReason) -> None:
    note = "<b>Verband" if reason is WaiverReason.OTHER else None
    site.booth().deliver(Waiver(("ear-left", "head-covering"), reason, site.clock.now(), note))
    site.log_in()
    page = site.client.get("/").text
    assert "Waived by staff" in page
    assert str(reason).replace("-", " ") in page
    assert "ear-left, head-covering" in page
    assert ("&lt;b&gt;Verband" in page) is (note is not None)


def test_without_a_waiver_nothing_is_said_of_one(site: Site) -> None:
    site.booth().deliver()
    site.log_in()
    assert "Waived by staff" not in site.client.get("/").text


def test_a_picture_that_belongs_to_no_submission_is_not_shown(site: Site) -> None:
    booth = site.booth()
    _, blobs = booth.make()
    booth.put_blobs(blobs)
    site.log_in()
    assert site.client.get(f"/photos/{next(iter(blobs))}").status_code == 404


def test_what_a_booth_sends_cannot_become_markup(site: Site) -> None:
    site.booth().deliver(name_masked="<script>alert(1)</script>", college='"><img src=x>')
    site.log_in()
    answer = site.client.get("/")
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<img src=x>" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_erased_submission_shows_no_person(site: Site) -> None:
    booth = site.booth()
    manifest = booth.deliver()
    booth.call("DELETE", f"/submissions/{manifest['id']}")
    site.log_in()
    page = site.client.get("/").text
    assert "已删除 Erased" in page
    assert manifest["person"]["student_number"] not in page


def test_a_log_in_ends_by_time_or_by_log_out(site: Site) -> None:
    site.log_in()
    assert site.client.get("/", follow_redirects=False).status_code == 200
    site.clock.advance(site.central.settings.staff_session_hours * 3600 + 1)
    assert site.client.get("/", follow_redirects=False).status_code == 303
    site.log_in()
    cookie = site.client.cookies["kiosk_staff"]
    assert site.client.post("/logout").status_code == 403
    token = re.search(r'name="token" value="(\w+)"', site.client.get("/").text)
    assert token is not None
    site.client.post("/logout", data={"token": token[1]})
    site.client.cookies.set("kiosk_staff", cookie)
    assert site.client.get("/", follow_redirects=False).status_code == 303


def test_long_lists_have_pages(site: Site) -> None:
    oldest = site.booth().deliver()["id"]
    tombstones = [f"{n:08d}-0000-7000-8000-000000000000" for n in range(PAGE)]
    with site.central.session() as db, db.begin():
        cursor = next_change(db, "d")
        db.add_all(
            Submission(
                id=id_, device="d", review="erased", erased_at="2026-01-01T00:00:00+00:00", changed=cursor + n
            )
            for n, id_ in enumerate(tombstones)
        )
    site.log_in()
    first, second = site.client.get("/").text, site.client.get("/?page=2").text
    assert all(id_ in first for id_ in tombstones)
    assert oldest not in first
    assert oldest in second
    assert site.client.get("/?page=99").text == second


def test_a_page_beyond_the_last_is_the_last(site: Site) -> None:
    booth = site.booth()
    manifest, blobs = booth.make()
    booth.put_blobs(blobs)
    contact = {"phone": None, "email": None, "delivery": "school", "addressee": None}
    assert booth.put(manifest | {"contact": contact}).status_code == 201
    id_ = manifest["id"]
    with site.central.session() as db, db.begin():
        row = db.get_one(Submission, id_)
        same = {column.key: getattr(row, column.key) for column in Submission.__table__.columns}
        cursor = next_change(db, row.device)
        ids = [f"{n:08d}-0000-7000-8000-000000000000" for n in range(PAGE)]
        db.add_all(Submission(**{**same, "id": copy, "changed": cursor + n}) for n, copy in enumerate(ids))
        db.flush()
        db.add_all(
            PrintOrder(submission=copy, state=OrderState.NEW, made_at=row.received_at) for copy in (id_, *ids)
        )
    enter(site)
    for path in ("/", "/review", "/orders"):
        pages = [site.client.get(path, params={"page": page}) for page in ("2", "99", "9" * 20, "9" * 400)]
        assert [page.status_code for page in pages] == [200] * 4, path
        assert {page.text for page in pages} == {pages[0].text}
        assert "<span>2 / 2</span>" in pages[0].text
        first = site.client.get(path).text
        assert site.client.get(path, params={"page": "-" + "9" * 20}).text == first != pages[0].text


def test_passwords_cannot_be_guessed_at_speed_nor_large_forms_sent(site: Site) -> None:
    form = {"name": "admin", "password": "guess"}
    limit = site.central.settings.logins_per_minute
    statuses = [site.client.post("/login", data=form).status_code for _ in range(limit + 1)]
    assert statuses == [401] * limit + [429]
    site.clock.advance(61)
    site.log_in()
    assert site.client.post("/login", content=bytes(100_000)).status_code == 413
    assert site.client.post("/login", content=b"\xff\xfe").status_code == 401
