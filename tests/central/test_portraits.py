"""Enrolment photos: taken in in two steps, sealed at rest, given only with consent, gone in time."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image
from sqlalchemy import select

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.campaign.rules import COMPARISON, ComparePolicy, CompareRules
from kiosk.central import portrait_import
from kiosk.central.bound import Served, bind
from kiosk.central.campaigns import put_campaign
from kiosk.central.expiry import keep_house
from kiosk.central.person import erase_person, export_person, held_about
from kiosk.central.portrait_files import LONGEST_PX, PhotoFault
from kiosk.central.portrait_import import confirm_portraits, discard_portraits, stage_portraits
from kiosk.central.portraits import count_portraits, erase_portraits
from kiosk.central.roster_import import confirm, stage
from kiosk.central.tables import AuditRow, Portrait, PortraitImport, StagedPortrait, StagedRow
from kiosk.digest import canonical_json
from kiosk.errors import KioskError
from kiosk.portrait import NotForUs, Opener
from tests.central.conftest import BoothCalls, Site

ANNA, BEN, CARL = "0123456789ABCDEF", "FEDCBA9876543210", "00112233445566FF"
OFF = replace(load_campaign("example"), salt="5a" * 16)
CAMPAIGN = replace(OFF, compare=CompareRules(ComparePolicy.RECORD))


def picture(grey: int, width: int = 300, height: int = 400) -> bytes:
    stream = io.BytesIO()
    made = Image.new("RGB", (width, height), (grey, grey, grey))
    made.save(stream, "JPEG", exif=b"Exif\x00\x00canary", comment=b"canary")
    return stream.getvalue()


def folder(place: Path, **files: bytes) -> Path:
    place.mkdir(exist_ok=True)
    for name, data in files.items():
        (place / f"{name}.jpg").write_bytes(data)
    return place


def put(site: Site, campaign: Campaign) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, campaign, site.central.timestamp())


@pytest.fixture
def held(site: Site, tmp_path: Path) -> BoothCalls:
    put(site, CAMPAIGN)
    source = folder(tmp_path / "photos", **{ANNA: picture(90, 1200, 1600), BEN: picture(160)})
    report = stage_portraits(site.central, "example", source, "admin")
    assert (report.files, report.added, report.faulty) == (2, 2, 0)
    confirm_portraits(site.central, report.id, "admin")
    return site.booth()


def ask(booth: BoothCalls, opener: Opener, code: str = ANNA, **other: Any) -> Any:
    text = next(text for text in CAMPAIGN.consents if text.purpose == COMPARISON)
    body = {
        "campaign": "example", "code": code, "key": opener.public.hex(),
        "consent": {"version": text.version, "text_sha256": text.sha256}, **other,
    }  # fmt: skip
    return booth.call("POST", "/codes:portrait", canonical_json(body))


def test_a_booth_gets_the_photo_sealed_for_its_question(site: Site, held: BoothCalls) -> None:
    opener = Opener()
    answer = ask(held, opener)
    assert answer.status_code == 200
    sealed = base64.b64decode(answer.json()["sealed"])
    got = opener.open(sealed, "example", ANNA)
    with Image.open(io.BytesIO(got)) as opened:
        assert opened.format == "JPEG"
        assert max(opened.size) == LONGEST_PX
        assert abs(opened.convert("L").resize((1, 1)).getpixel((0, 0)) - 90) < 3  # type: ignore[operator]
    assert b"canary" not in got
    for wrong in ((Opener(), "example", ANNA), (opener, "example", BEN), (opener, "other", ANNA)):
        with pytest.raises(NotForUs):
            wrong[0].open(sealed, *wrong[1:])
    with site.central.session() as db:
        given = db.scalars(select(AuditRow).where(AuditRow.action == "portrait-given")).one()
    assert (given.subject, given.detail) == ("example", held.device)


def test_nothing_of_a_photo_or_whose_it_is_lies_in_the_database(site: Site, held: BoothCalls) -> None:
    everything = site.held()
    assert ANNA.encode() not in everything and b"JFIF" not in everything
    with site.central.session() as db, db.begin():
        anna, ben = sorted(db.scalars(select(Portrait)), key=lambda row: row.person)
        with pytest.raises(InvalidTag):
            site.central.portraits.open(anna.sealed, "example", ben.person)


def test_every_reason_to_give_none_looks_the_same(site: Site, held: BoothCalls) -> None:
    text = next(text for text in CAMPAIGN.consents if text.purpose == COMPARISON)
    consent = {"version": text.version, "text_sha256": text.sha256}

    def refused(**other: Any) -> bool:
        answer = ask(held, Opener(), **other)
        return answer.status_code == 404 and answer.json()["type"].endswith("portrait-unknown")

    assert refused(consent={**consent, "text_sha256": "0" * 64})
    assert refused(consent={**consent, "version": "2025-01"})
    assert refused(code=CARL)
    assert refused(campaign="nowhere")
    for campaign in (OFF, replace(CAMPAIGN, closes_at=site.clock.now())):
        put(site, campaign)
        assert refused()
    put(site, CAMPAIGN)
    bind(site.central, held.device, Served(frozenset({"another"})), "admin")
    assert refused()
    bind(site.central, held.device, Served(None), "admin")
    assert not refused()
    site.clock.advance(31 * 86_400)
    assert refused()
    with site.central.session() as db:
        given = db.scalars(select(AuditRow).where(AuditRow.action == "portrait-given")).all()
    assert len(given) == 1


def test_a_question_without_consent_is_no_question(held: BoothCalls) -> None:
    body = {"campaign": "example", "code": ANNA, "key": Opener().public.hex()}
    assert held.call("POST", "/codes:portrait", canonical_json(body)).status_code == 422
    assert ask(held, Opener(), key="00" * 32).status_code == 422  # no key at all: everybody could open it


def test_asking_counts_against_the_limit_of_codes(site: Site, held: BoothCalls) -> None:
    limit = site.central.settings.resolves_per_minute
    for _ in range(limit - 1):
        held.call("POST", "/codes:resolve", canonical_json({"code": CARL}))
    assert ask(held, Opener()).status_code == 200
    assert ask(held, Opener()).status_code == 429


def test_what_cannot_be_taken_is_told_by_file_and_left_out(site: Site, tmp_path: Path) -> None:
    put(site, CAMPAIGN)
    packed = tmp_path / "photos.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"class 1/{ANNA}.JPG", picture(90))
        archive.writestr(f"class 2/{ANNA}.png", picture(91))
        archive.writestr("class 2/110101199003070000.jpg", picture(92))
        archive.writestr(f"{BEN}.jpg", b"\xff\xd8\xff no picture")
        archive.writestr(f"{CARL}.jpg", picture(93, 60, 80))
        archive.writestr("__MACOSX/._x.jpg", b"")
        archive.writestr("list.csv", "not looked at")
    report = stage_portraits(site.central, "example", packed, "admin")
    assert (report.files, report.added, report.faulty) == (5, 1, 4)
    assert dict(report.first_faults) == {
        f"class 2/{ANNA}.png": PhotoFault.REPEATED,
        "class 2/110101199003070000.jpg": PhotoFault.NAME,
        f"{BEN}.jpg": PhotoFault.PICTURE,
        f"{CARL}.jpg": PhotoFault.SMALL,
    }
    confirm_portraits(site.central, report.id, "admin")
    with site.central.session() as db:
        assert count_portraits(db, "example") == 1
        assert not db.scalars(select(StagedPortrait)).all()
    with pytest.raises(KioskError) as caught:
        confirm_portraits(site.central, report.id, "admin")
    assert caught.value.code == "import-settled"


def test_a_second_delivery_adds_to_the_first_and_says_what_it_changes(
    site: Site, held: BoothCalls, tmp_path: Path
) -> None:
    source = folder(tmp_path / "more", **{ANNA: picture(20), BEN: picture(160), CARL: picture(200)})
    first = stage_portraits(site.central, "example", source, "admin")
    again = stage_portraits(site.central, "example", source, "admin")
    assert (again.added, again.changed, again.unchanged) == (1, 1, 1)
    with pytest.raises(KioskError):
        confirm_portraits(site.central, first.id, "admin")  # the later one stands in its place
    discard_portraits(site.central, again.id, "admin")
    opener = Opener()
    sealed = base64.b64decode(ask(held, opener).json()["sealed"])
    with Image.open(io.BytesIO(opener.open(sealed, "example", ANNA))) as kept:
        assert max(kept.size) == LONGEST_PX  # as before
    assert ask(held, Opener(), code=CARL).status_code == 404


@pytest.mark.parametrize(("source", "code"), [("nowhere", "portraits-missing"), ("empty", "portraits-empty")])
def test_nothing_to_take_in_is_said(site: Site, tmp_path: Path, source: str, code: str) -> None:
    put(site, CAMPAIGN)
    (tmp_path / "empty").mkdir()
    with pytest.raises(KioskError) as caught:
        stage_portraits(site.central, "example", tmp_path / source, "admin")
    assert caught.value.code == code


def test_photos_go_by_themselves_by_hand_and_with_their_person(site: Site, held: BoothCalls) -> None:
    with site.central.session() as db:
        about = held_about(db, ANNA)
    assert about is not None and about.portraits == 1
    exported = export_person(site.central, ANNA, "admin")
    assert exported is not None
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        assert "enrolment-example.jpg" in archive.namelist()
    erase_person(site.central, ANNA, "admin")
    assert ask(held, Opener()).status_code == 404
    assert ask(held, Opener(), code=BEN).status_code == 200
    days = site.central.settings.retention.portrait_days
    site.clock.advance(timedelta(days=days).total_seconds() + 1)
    keep_house(site.central)
    with site.central.session() as db:
        assert count_portraits(db, "example") == 0
    assert erase_portraits(site.central, "example", "admin") == 0


def test_what_nobody_confirms_goes_after_the_same_time(
    site: Site, held: BoothCalls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site, replace(CAMPAIGN, id="other"))
    source = folder(tmp_path / "photos")
    photos = stage_portraits(site.central, "example", source, "admin")
    roster = stage(site.central, "example", f"采集码,姓名\n{ANNA},测试甲\n".encode(), "admin")
    with monkeypatch.context() as patch:
        patch.setattr(portrait_import, "CHUNK", 1)
        patch.setattr(portrait_import, "record", lambda *_: (_ for _ in ()).throw(OSError(28)))
        with pytest.raises(OSError, match="28"):
            stage_portraits(site.central, "other", source, "admin")
    month = timedelta(days=site.central.settings.retention.portrait_days).total_seconds()

    def waiting() -> tuple[int, int]:
        with site.central.session() as db:
            return len(db.scalars(select(StagedPortrait)).all()), len(db.scalars(select(StagedRow)).all())

    with site.central.session() as db, db.begin():
        of = db.scalars(select(PortraitImport.id).where(PortraitImport.state == "confirmed")).one()
        db.add(StagedPortrait(import_id=of, person="0" * 64, sealed=b"", mark=""))  # came in too late
    assert waiting() == (5, 1)
    site.clock.advance(month - 1)
    keep_house(site.central)
    assert waiting() == (4, 1)
    site.clock.advance(1)
    keep_house(site.central)
    assert waiting() == (0, 0)
    for late in (
        lambda: confirm_portraits(site.central, photos.id, "a"),
        lambda: confirm(site.central, roster.id, "a", False),
    ):
        with pytest.raises(KioskError) as caught:
            late()
        assert caught.value.code == "import-settled"
    with site.central.session() as db:
        told = db.scalars(select(AuditRow).where(AuditRow.action == "imports-expired"))
        assert [(row.subject, row.detail) for row in told] == [
            ("example", "2 never confirmed"), ("other", "1 never confirmed")
        ]  # fmt: skip


def test_the_command_takes_a_folder_in(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from kiosk.cli import main

    put(site, CAMPAIGN)
    source = folder(tmp_path / "photos", **{ANNA: picture(90), "somebody": picture(10)})
    arguments = ["central", "portraits", "import", "example", str(source), "--data", str(site.folder)]
    assert main([*arguments, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["added"], told["faults"]) == ("discarded", 1, {"name": 1})
    assert main([*arguments, "--confirm"]) == 1
    assert "taken over, sealed" in capsys.readouterr().out
    erase = ["central", "portraits", "erase", "example", "--data", str(site.folder), "--json"]
    assert main(erase) == 0
    assert json.loads(capsys.readouterr().out) == {"erased": 1}
