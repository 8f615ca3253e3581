"""What a closed campaign leaves after its time, and what a person gets or takes back."""

from __future__ import annotations

import io
import json
import threading
import time
import zipfile
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.central import expiry, roster_import
from kiosk.central.campaigns import find_campaign, put_campaign, roster_versions
from kiosk.central.central import Central
from kiosk.central.expiry import Housekeeping, erase_expired
from kiosk.central.people import key_of
from kiosk.central.person import erase_person, export_person, held_about
from kiosk.central.portrait_import import confirm_portraits, stage_portraits
from kiosk.central.roster_import import confirm, stage
from kiosk.central.settings import RetentionSettings
from kiosk.central.tables import (
    AuditRow,
    CampaignRow,
    PhotoCountRow,
    Portrait,
    RosterRow,
    RosterVersion,
    StagedRow,
    Submission,
)
from kiosk.cli import main
from kiosk.errors import KioskError
from tests.central.conftest import Site
from tests.central.reviewing import change_settings
from tests.leftovers import ExpectLog
from tests.store.making import NAME, STUDENT_NUMBER

CODE, OTHER = "0123456789abcdef", "f" * 16


def put(site: Site, closed_days_ago: float | None) -> Campaign:
    now = site.clock.now()
    closes = None if closed_days_ago is None else now - timedelta(days=closed_days_ago)
    campaign = replace(load_campaign("example"), opens_at=None, closes_at=closes)
    with site.central.session() as db, db.begin():
        return put_campaign(db, campaign, site.central.timestamp())


def list_people(site: Site, *codes: str) -> None:
    with site.central.session() as db, db.begin():
        campaign = find_campaign(db, "example")
        assert campaign is not None
        db.add(RosterVersion(campaign="example", version=1, imported_at="then"))
        for code in codes:
            db.add(RosterRow(campaign="example", key=key_of(campaign, code), name_masked=NAME))


def keep(site: Site, days: int) -> None:
    change_settings(site.central, retention=RetentionSettings(days))


def reviews(site: Site) -> dict[str, str]:
    with site.central.session() as db:
        return {row.id: row.review for row in db.scalars(select(Submission))}


@pytest.mark.parametrize(
    ("closed_days_ago", "days", "gone"),
    [(31, 30, True), (30, 30, True), (29.9, 30, False), (1000, 0, False), (None, 1, False)],
)
def test_a_campaign_is_erased_when_its_time_is_over(
    site: Site, closed_days_ago: float | None, days: int, gone: bool
) -> None:
    put(site, closed_days_ago)
    list_people(site, CODE)
    manifest = site.booth().deliver(code_raw=CODE)
    keep(site, days)
    assert erase_expired(site.central) == int(gone)
    assert reviews(site) == {manifest["id"]: "erased" if gone else "received"}
    assert site.central.blobs.has(manifest["blobs"]["photo"]["sha256"]) is not gone
    with site.central.session() as db:
        assert db.scalar(select(func.count()).select_from(RosterRow)) == int(not gone)
        audited = list(db.scalars(select(AuditRow.detail).where(AuditRow.action == "expired")))
    assert audited == (["1 submissions, 1 people of the roster"] if gone else [])
    assert erase_expired(site.central) == 0


def test_nothing_personal_stays_and_booths_are_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "_BATCH", 2)
    put(site, 40)
    booth = site.booth()
    made = [booth.deliver(code_raw=CODE) for _ in range(5)]
    keep(site, 30)
    assert erase_expired(site.central) == 5
    held = site.held()
    for personal in (NAME, STUDENT_NUMBER, CODE, made[0]["blobs"]["photo"]["sha256"]):
        assert personal.encode() not in held
    feed = booth.call("GET", "/submissions?since=0").json()["items"]
    assert {item["review"] for item in feed} == {"erased"}
    assert len(feed) == 5


def test_booths_take_the_roster_anew_when_it_expired_and_once(site: Site) -> None:
    put(site, 40)
    list_people(site, CODE, OTHER)
    booth = site.booth()
    etag = booth.call("GET", "/device/config").headers["ETag"]
    assert len(booth.call("GET", "/device/rosters/example").json()["entries"]) == 2
    keep(site, 30)
    for _ in range(2):
        erase_expired(site.central)
        config = booth.call("GET", "/device/config", If_None_Match=etag)
        assert (config.status_code, config.json()["rosters"]) == (200, {"example": 2})
    roster = booth.call("GET", "/device/rosters/example").json()
    assert (roster["version"], roster["entries"]) == (2, [])


def test_other_campaigns_stay(site: Site) -> None:
    put(site, 40)
    manifest = site.booth().deliver(code_raw=CODE)
    with site.central.session() as db, db.begin():
        db.get_one(Submission, manifest["id"]).campaign = "another"
    keep(site, 30)
    assert erase_expired(site.central) == 0
    assert reviews(site) == {manifest["id"]: "received"}


def test_the_server_does_it_by_itself_and_only_one_process(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site, 40)
    manifest = site.booth().deliver(code_raw=CODE)
    keep(site, 30)
    monkeypatch.setattr(expiry, "PERIOD_S", 0.02)
    done, calls, real = threading.Event(), [], expiry.erase_expired

    def seen(central: object) -> int:
        calls.append(threading.current_thread().name)
        count = real(central)  # type: ignore[arg-type]
        done.set()
        return count

    monkeypatch.setattr(expiry, "erase_expired", seen)
    keepers = [Housekeeping(site.central) for _ in range(2)]
    for keeper in keepers:
        keeper.start()
    assert done.wait(10)
    for keeper in keepers:
        keeper.stop()
    assert len(calls) == 1  # the test's clock stands: the turn is not over
    assert reviews(site) == {manifest["id"]: "erased"}


def test_what_fails_keeps_no_other_work_back_and_is_tried_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.central", "housekeeping put off, campaigns: KioskError")
    expect_log("kiosk.central", "housekeeping put off: TimeoutError")
    put(site, 40)
    manifest = site.booth().deliver(code_raw=CODE)
    keep(site, 30)
    with site.central.session() as db, db.begin():
        whole = db.get_one(CampaignRow, "example").document
        db.get_one(CampaignRow, "example").document = "{}"
        portrait = {"sealed": b"", "mark": "", "expires_at": "2000-01-01T00:00:00.000+00:00"}
        db.add(Portrait(campaign="example", person="0" * 64, **portrait))
    monkeypatch.setattr(expiry, "PERIOD_S", 0.02)
    real, turns = expiry.take_turn, []

    def taken(central: Central, name: str, lasting_s: float) -> bool:
        turns.append(name)
        if len(turns) == 1:
            raise PoolTimeout("no connection")
        if len(turns) == 3:
            with site.central.session() as db, db.begin():
                db.get_one(CampaignRow, "example").document = whole
        site.clock.advance(1)
        return real(central, name, lasting_s)

    monkeypatch.setattr(expiry, "take_turn", taken)
    keeper = Housekeeping(site.central)
    keeper.start()
    end = time.monotonic() + 20
    while len(turns) < 4 and time.monotonic() < end:
        time.sleep(0.01)
    keeper.stop()
    assert reviews(site) == {manifest["id"]: "erased"}
    with site.central.session() as db:
        actions = list(db.scalars(select(AuditRow.action).order_by(AuditRow.n)))
    assert [one for one in actions if "expired" in one] == ["portraits-expired", "expired"]


def test_a_person_gets_everything_and_only_their_own(site: Site) -> None:
    put(site, None)
    list_people(site, CODE, OTHER)
    booth = site.booth()
    own, foreign = booth.deliver(code_raw=CODE), booth.deliver(code_raw=OTHER)
    data = export_person(site.central, CODE.upper(), "admin")
    assert data is not None
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert sorted(archive.namelist()) == sorted(
        ["person.json", f"{own['id']}-photo.jpg", f"{own['id']}-original.jpg"]
    )
    told = json.loads(archive.read("person.json"))
    assert [row["manifest"] for row in told["submissions"]] == [own]
    assert [row["name_masked"] for row in told["roster"]] == [NAME]
    assert foreign["id"] not in archive.read("person.json").decode()
    assert export_person(site.central, "e" * 16, "admin") is None


def test_a_person_is_erased_everywhere_and_the_roster_goes_out_anew(site: Site) -> None:
    booth = site.booth()
    before = booth.deliver(code_raw=CODE)  # the campaign is not known yet: kept without the person's key
    put(site, None)
    list_people(site, CODE, OTHER)
    own, foreign = booth.deliver(code_raw=CODE), booth.deliver(code_raw=OTHER)
    with site.central.session() as db, db.begin():
        campaign = find_campaign(db, "example")
        assert campaign is not None
        db.add(PhotoCountRow(id="p", device="d", campaign="example", person=key_of(campaign, CODE), at="t"))
    erased = erase_person(site.central, CODE, "admin")
    assert (erased.submissions, erased.roster) == (2, 1)
    assert reviews(site) == {before["id"]: "erased", own["id"]: "erased", foreign["id"]: "received"}
    with site.central.session() as db:
        assert roster_versions(db) == {"example": 2}
        assert db.scalar(select(func.count()).select_from(RosterRow)) == 1
        assert db.scalar(select(func.count()).select_from(PhotoCountRow)) == 1
    assert CODE.encode() not in site.held()


def roster_of(*codes: str) -> bytes:
    return "\n".join(["采集码,姓名", *(f"{code},测试甲" for code in codes), ""]).encode()


def listed(site: Site) -> int:
    with site.central.session() as db:
        return db.scalar(select(func.count()).select_from(RosterRow)) or 0


def test_who_is_erased_is_brought_back_by_no_import_that_waits(site: Site, tmp_path: Path) -> None:
    put(site, None)
    waiting = stage(site.central, "example", roster_of(CODE, OTHER), "admin")
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (300, 400)).save(photos / f"{CODE}.jpg")
    portraits = stage_portraits(site.central, "example", photos, "admin")
    with site.central.session() as db:
        held = held_about(db, CODE)
    assert held is not None and (held.roster, held.portraits) == (1, 1)
    data = export_person(site.central, CODE, "admin")
    assert data is not None
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert "enrolment-example-waiting.jpg" in archive.namelist()
    assert [row["change"] for row in json.loads(archive.read("person.json"))["roster_waiting"]] == ["added"]
    assert erase_person(site.central, CODE, "admin").roster == 1
    assert confirm(site.central, waiting.id, "admin", False).added == 1
    confirm_portraits(site.central, portraits.id, "admin")
    with site.central.session() as db:
        assert held_about(db, CODE) is None
    assert listed(site) == 1
    assert confirm(site.central, stage(site.central, "example", roster_of(CODE), "admin").id, "admin", False)
    assert listed(site) == 1, "a later file of the school may name them again"


def test_who_is_erased_while_a_roster_is_read_is_not_in_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site, None)
    monkeypatch.setattr(roster_import, "CHUNK", 1)
    chunks = []

    def meanwhile(*args: Any) -> Any:
        chunks.append(args)
        if len(chunks) == 2:
            erase_person(site.central, CODE, "admin")
        return islice(*args)

    monkeypatch.setattr(roster_import, "islice", meanwhile)
    with pytest.raises(KioskError) as error:
        stage(site.central, "example", roster_of(OTHER, CODE), "admin")
    assert error.value.code == "import-overtaken"
    with site.central.session() as db:
        assert held_about(db, CODE) is None
        assert db.scalar(select(func.count()).select_from(StagedRow)) == 0


def test_the_commands_read_the_code_from_the_input(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(site, None)
    site.booth().deliver(code_raw=CODE)

    def run(code: str, *words: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(code + "\n"))
        return main(["central", "person", *words, "--data", str(tmp_path), "--json"])

    out = tmp_path / "person.zip"
    assert run(CODE, "export", "--out", str(out)) == 0
    assert out.stat().st_mode & 0o077 == 0
    assert run("", "export", "--out", str(out)) == 2
    assert run(OTHER, "export", "--out", str(out)) == 2
    capsys.readouterr()
    assert run(CODE, "erase") == 2
    assert "person-unasked" in capsys.readouterr().err
    assert run(CODE, "erase", "--asked") == 0
    assert json.loads(capsys.readouterr().out) == {"submissions": 1, "roster": 0, "orders": 0}
    assert run(CODE, "export", "--out", str(out)) == 2
