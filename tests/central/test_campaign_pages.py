"""The administrators' pages: campaigns, rosters, withdrawal; closed to everybody else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from sqlalchemy import select

from kiosk.campaign.campaign import load_campaign
from kiosk.central import campaign_pages, roster_pages, withdrawal_pages
from kiosk.central.campaign_files import NO_SALT, as_toml, parse_campaign, take_up
from kiosk.central.campaigns import find_campaign, roster_versions
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import (
    AuditRow,
    Notice,
    PhotoCountRow,
    PrintOrder,
    ReviewVote,
    RosterRow,
    Submission,
)
from kiosk.errors import KioskError
from kiosk.paths import config_dir
from tests.central.conftest import Site
from tests.central.test_rosters import HEADER, as_csv, as_xlsx, person
from tests.store.making import CODE

EXAMPLE = (config_dir() / "campaigns" / "example.toml").read_bytes()


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def send(site: Site, path: str, name: str, data: bytes, token: str | None = None) -> Response:
    """Send a file from the page at ``path``, as a browser does."""
    if token is None:
        token = token_in(site.client.get(path).text)
    files = {"file": (name, data, "application/octet-stream")}
    return site.client.post(path, data={"token": token}, files=files)


def audited(site: Site) -> list[tuple[str, str, str]]:
    with site.central.session() as db:
        rows = db.scalars(select(AuditRow).where(AuditRow.action != "log-in").order_by(AuditRow.n))
        return [(row.staff, row.action, row.subject) for row in rows]


PAGES = sorted(
    (method, route.path)
    for part in (campaign_pages, roster_pages, withdrawal_pages)
    for route in part.router.routes
    if isinstance(route, APIRoute) and route.path != "/admin.css"
    for method in route.methods
)


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_every_page_sends_strangers_and_booths_to_the_log_in(site: Site, method: str, path: str) -> None:
    booth = site.booth()
    manifest = booth.deliver()
    filled = path.replace("{id}", manifest["id"]).replace("{import_id}", "0" * 32)
    for headers in ({}, {"Authorization": f"Bearer {booth.token}"}, {"Cookie": "kiosk_staff=wrong"}):
        answer = site.client.request(method, filled, headers=headers, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/login"), headers
        assert not answer.content
    assert audited(site) == []


@pytest.mark.parametrize("path", [path for method, path in PAGES if method == "POST"])
def test_a_form_from_elsewhere_does_nothing(site: Site, path: str) -> None:
    manifest = site.booth().deliver()
    site.log_in()
    filled = path.replace("{id}", manifest["id"]).replace("{import_id}", "0" * 32)
    fields = {"do": "confirm", "asked": "yes"}
    for token in (None, "", "0" * 64, "é"):
        sent = fields if token is None else {**fields, "token": token}
        answer = site.client.post(filled, data=sent, follow_redirects=False)
        assert answer.status_code == 403, token
    before = token_in(site.client.get("/campaigns").text)
    site.client.post("/logout")
    site.log_in()
    assert site.client.post(filled, data={**fields, "token": before}).status_code == 403
    assert audited(site) == []


def test_a_campaign_is_taken_up_changed_and_given_back(site: Site) -> None:
    site.log_in()
    assert "没有采集任务" in site.client.get("/campaigns").text
    page = send(site, "/campaigns", "C:\\x\\example.toml", EXAMPLE).text
    assert "已新增" in page and "2026 届毕业图像采集" in page
    given = site.client.get("/campaigns/example/campaign.toml")
    assert given.headers["Content-Disposition"] == 'attachment; filename="example.toml"'
    held = parse_campaign(given.content, Path("given"))
    assert held.salt != NO_SALT and replace(held, salt=NO_SALT) == load_campaign("example")
    assert "没有变化" in send(site, "/campaigns", "example.toml", given.content).text
    assert "没有变化" in send(site, "/campaigns", "example.toml", EXAMPLE).text, "its salt stays"
    edited = given.content.replace(b"standardizations = 3", b"standardizations = 5")
    assert "已更新" in send(site, "/campaigns", "example.toml", edited).text
    booth = site.booth()
    told = booth.call("GET", "/device/config").json()["campaigns"]
    assert [(c["version"], c["limits"]["standardizations"], c["salt"]) for c in told] == [(2, 5, held.salt)]
    assert audited(site) == [("admin", "campaign-put", "example")] * 2
    assert site.client.get("/campaigns/other/campaign.toml").status_code == 404


WRONG = [
    (b"\xff", "config-unreadable", "UTF-8"),
    (b"id = ", "config-syntax", "not valid TOML"),
    (EXAMPLE.replace(b"[limits]", b"[limits]\nunknown = 1"), "config-invalid", "limits.unknown"),
    (EXAMPLE.replace(b'spec = "chsi"', b'spec = "nowhere"'), "config-invalid", "spec"),
    (EXAMPLE.replace("同意采集".encode(), "反对采集".encode()), "config-invalid", "consent"),
]


@pytest.mark.parametrize(("data", "code", "said"), WRONG)
def test_a_wrong_file_is_told_with_its_keys(site: Site, data: bytes, code: str, said: str) -> None:
    with pytest.raises(KioskError) as error:
        parse_campaign(data, Path("mine.toml"))
    assert error.value.code == code
    site.log_in()
    answer = send(site, "/campaigns", "mine<b>.toml", data)
    assert answer.status_code == 422 and said in answer.text
    assert "mine&lt;b&gt;.toml" in answer.text and "<b>" not in answer.text
    with site.central.session() as db:
        assert find_campaign(db, "example") is None


def test_a_spec_of_the_booths_own_is_known_where_the_settings_name_its_folder(
    site: Site, tmp_path: Path
) -> None:
    own = EXAMPLE.replace(b'spec = "chsi"', b'spec = "our-office"')
    site.log_in()
    assert "our-office" in send(site, "/campaigns", "example.toml", own).text
    settings = tmp_path / "central.toml"
    shipped = (config_dir() / "central.toml").read_text("utf-8")
    settings.write_text(shipped.replace('specs_dir = ""', 'specs_dir = "our-specs"'), "utf-8")
    specs_dir = load_central_settings(settings).specs_dir
    with pytest.raises(KioskError) as error:
        parse_campaign(own, Path("mine.toml"), specs_dir)
    assert error.value.code == "config-missing"
    (tmp_path / "our-specs").mkdir()
    (tmp_path / "our-specs" / "our-office.toml").write_text('like = "chsi"\n')
    assert parse_campaign(own, Path("mine.toml"), specs_dir).spec == "our-office"
    assert parse_campaign(EXAMPLE, Path("mine.toml"), specs_dir).spec == "chsi"


def test_no_file_and_too_large_a_file_are_told(site: Site) -> None:
    site.log_in()
    token = token_in(site.client.get("/campaigns").text)
    answer = site.client.post("/campaigns", data={"token": token})
    assert answer.status_code == 422 and "请先选择文件" in answer.text
    big = b"#" * (site.central.settings.imports.max_file_bytes + 10_000)
    assert send(site, "/campaigns", "x.toml", big, token).status_code == 413


def test_a_campaigns_salt_is_never_changed(site: Site) -> None:
    campaign = replace(load_campaign("example"), salt="5a" * 16)
    assert take_up(site.central, campaign, "admin").new
    with pytest.raises(KioskError) as error:
        take_up(site.central, replace(campaign, salt="6b" * 16), "admin")
    assert error.value.code == "campaign-salt"


def test_a_campaign_given_back_is_the_same_with_everything_set() -> None:
    campaign = load_campaign("example")
    campaign = replace(
        campaign,
        opens_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
        closes_at=datetime(2026, 6, 1, 8, tzinfo=UTC),
        feature_code="abc123",
        version=7,
        service=replace(campaign.service, help=campaign.name),
    )
    assert b"opens_at = 2026-03-01" in as_toml(campaign)
    assert parse_campaign(as_toml(campaign), Path("given")) == campaign


def test_a_roster_goes_through_the_pages(site: Site) -> None:
    site.log_in()
    send(site, "/campaigns", "example.toml", EXAMPLE)
    assert "还没有名单" in site.client.get("/campaigns/example/roster").text
    faulty = person(3, id="?")
    answer = send(site, "/campaigns/example/roster", "r.xlsx", as_xlsx(HEADER, person(1), person(2), faulty))
    report, page = answer.url.path, answer.text
    assert re.fullmatch(r"/campaigns/example/roster/[0-9a-f]{32}", report)
    for said in ("等待确认", "<dd>2</dd>", "末四位应是数字", "D 身份证后四位", "<td>4</td>", "I</small>"):
        assert said in page, said
    token = token_in(page)
    refused = site.client.post(report, data={"token": token, "do": "confirm"})
    assert refused.status_code == 409 and "错误的行" in refused.text
    with site.central.session() as db:
        assert roster_versions(db) == {}
    assert site.client.post(report, data={"token": token, "do": "else"}).status_code == 422
    done = site.client.post(report, data={"token": token, "do": "confirm", "without_faulty": "yes"})
    assert "已确认" in done.text and 'name="do"' not in done.text
    assert "现有 2 人，第 1 版" in site.client.get("/campaigns/example/roster").text
    again = send(site, "/campaigns/example/roster", "r.csv", as_csv(HEADER, person(1)))
    assert "1 人将从名单中移除" in again.text
    dropped = site.client.post(again.url.path, data={"token": token, "do": "discard"})
    assert "已放弃" in dropped.text
    settled = site.client.post(again.url.path, data={"token": token, "do": "confirm"})
    assert settled.status_code == 409 and "已被确认" in settled.text
    bad = send(site, "/campaigns/example/roster", "r.csv", b"a,b\n")
    assert bad.status_code == 422 and "没有找到表头" in bad.text
    assert site.client.get(report.replace("example", "other")).status_code == 404
    assert site.client.get("/campaigns/other/roster").status_code == 404
    assert [action for _, action, _ in audited(site)] == [
        "campaign-put", "roster-staged", "roster-imported", "roster-staged", "roster-discarded",
    ]  # fmt: skip
    assert "第 1 版 version 1" in site.client.get("/campaigns").text


def test_a_withdrawal_reaches_every_copy_and_the_booth_learns_of_it(site: Site, tmp_path: Path) -> None:
    site.log_in()
    send(site, "/campaigns", "example.toml", EXAMPLE)
    send_roster = send(site, "/campaigns/example/roster", "r.csv", as_csv(HEADER, person(1, code=CODE)))
    page = site.client.get(send_roster.url.path).text
    site.client.post(send_roster.url.path, data={"token": token_in(page), "do": "confirm"})
    booth = site.booth()
    manifest = booth.deliver(student_number="CANARY2022")
    id_, blobs = manifest["id"], {manifest["blobs"][role]["sha256"] for role in ("photo", "original")}
    with site.central.session() as db, db.begin():
        row = db.get_one(Submission, id_)
        row.review, row.note, key = "approved", "CANARY-note", row.person_key
        vote = {"staff": "admin", "at": "t", "review": "approved", "note": "CANARY-vote", "needed": 1}
        db.add(ReviewVote(submission=id_, **vote))
        db.add(PrintOrder(submission=id_, state="new", made_at="t"))
        db.add(
            Notice(id="n", submission=id_, change=1, channel="e-mail", state="due", due_at="t", made_at="t")
        )
        db.add(PhotoCountRow(id="p", device=booth.device, campaign="example", person=key, at="t"))
    path = f"/withdraw/{id_}"
    asked = site.client.get(path).text
    assert "已通过审核" in asked and "CANARY2022" in asked
    token = token_in(asked)
    assert site.client.post(path, data={"token": token}).status_code == 422, "nobody asked for it"
    cursor = booth.call("GET", "/submissions?since=0").json()["cursor"]
    done = site.client.post(path, data={"token": token, "asked": "yes"})
    assert "已删除" in done.text and "CANARY" not in done.text
    assert not any(site.central.blobs.has(sha256) for sha256 in blobs)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"CANARY" not in file.read_bytes(), file
    with site.central.session() as db:
        assert db.get_one(Submission, id_).person_key is None
        assert not db.scalars(select(PrintOrder)).all() and not db.scalars(select(Notice)).all()
        assert db.scalar(select(PhotoCountRow.person)) == key, "the limit still counts"
        assert db.get(RosterRow, ("example", key)) is not None, "the school's list is not touched"
    assert booth.reconcile((id_, "0" * 64)) == {id_: "erased"}
    feed = booth.call("GET", f"/submissions?since={cursor}").json()["items"]
    assert [(item["id"], item["review"]) for item in feed] == [(id_, "erased")]
    assert booth.put(manifest).status_code == 409, "a late copy cannot bring it back"
    assert site.client.post(path, data={"token": token, "asked": "yes"}).status_code == 409
    assert audited(site)[-1] == ("admin", "withdrawn", id_)
    unknown = "01900000-0000-7000-8000-000000000000"
    assert site.client.get(f"/withdraw/{unknown}").status_code == 404
