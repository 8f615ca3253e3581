"""Who was erased from rosters and enrolment photos stays so in every backup and after each restore."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from kiosk.campaign.campaign import load_campaign
from kiosk.central.backup import back_up, pass_on_withdrawals
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import open_central
from kiosk.central.expiry import keep_house
from kiosk.central.gone import What, gone_in, note_gone
from kiosk.central.person import erase_person, held_about
from kiosk.central.portrait_import import confirm_portraits, stage_portraits
from kiosk.central.portraits import erase_portraits
from kiosk.central.restore import restore
from kiosk.central.roster_import import confirm, stage
from kiosk.central.settings import RetentionSettings, load_central_settings
from kiosk.central.snapshots import digest_of, list_snapshots, write_manifest
from kiosk.central.withdrawn import FILE, Withdrawn
from kiosk.digest import sha256_hex
from kiosk.sqlite import sqlite3
from tests.central.conftest import Site
from tests.central.reviewing import change_settings

ANNA, BEN = "0123456789ABCDEF", "FEDCBA9876543210"
BOTH = {ANNA: (1, 1), BEN: (1, 1)}
CAMPAIGN = replace(load_campaign("example"), salt="5a" * 16)
Act = Callable[[Site], object]


def take_in(site: Site, tmp_path: Path, confirmed: bool = True) -> None:
    """Import a roster and enrolment photos of two people."""
    photos = tmp_path / "photos"
    photos.mkdir(exist_ok=True)
    for code in (ANNA, BEN):
        Image.new("RGB", (300, 400)).save(photos / f"{code}.jpg")
    roster = stage(site.central, "example", f"采集码,姓名\n{ANNA},测试甲\n{BEN},测试乙\n".encode(), "admin")
    portraits = stage_portraits(site.central, "example", photos, "admin")
    if confirmed:
        confirm(site.central, roster.id, "admin", False)
        confirm_portraits(site.central, portraits.id, "admin")


@pytest.fixture
def listed(site: Site, tmp_path: Path) -> Site:
    with site.central.session() as db, db.begin():
        put_campaign(db, CAMPAIGN, site.central.timestamp())
    take_in(site, tmp_path)
    return site


def in_snapshots(folder: Path) -> list[tuple[int, int]]:
    """Return how many people each snapshot lists and has enrolment photos of; all are whole."""
    found = []
    for snapshot in list_snapshots(folder):
        assert snapshot.fault() == ""
        with closing(sqlite3.connect(snapshot.database)) as raw:
            ((people,),) = raw.execute("SELECT count(*) FROM roster_row")
            ((photos,),) = raw.execute("SELECT count(*) FROM portrait")
        found.append((people, photos))
    return found


def after_restore(site: Site, folder: Path, tmp_path: Path, n: int = 0) -> dict[str, tuple[int, int]]:
    """Restore a snapshot into files; return of whom there is a roster's row and an enrolment photo."""
    keys = {path.name: path.read_bytes() for path in tmp_path.glob("*.key")}
    settings = replace(load_central_settings(), database="", blobs="")
    to = tmp_path / f"again-{n}-{len(list(tmp_path.iterdir()))}"
    restore(folder, list_snapshots(folder)[n], to, keys, site.central.timestamp(), settings)
    central = open_central(to, settings, site.clock)
    try:
        with central.session() as db:
            held = {code: held_about(db, code) for code in (ANNA, BEN)}
            return {code: (one.roster, one.portraits) for code, one in held.items() if one is not None}
    finally:
        central.close()


def test_a_person_goes_from_every_backup_and_stays_away_until_they_are_imported_again(
    listed: Site, tmp_path: Path
) -> None:
    folder, only_told = tmp_path / "backups", tmp_path / "told"
    back_up(listed.central, folder, 5, None)
    back_up(listed.central, only_told, 5, None)
    listed.clock.advance(1)
    erase_person(listed.central, ANNA, "admin")
    pass_on_withdrawals(listed.central, folder)
    assert in_snapshots(folder) == [(1, 1)]
    assert after_restore(listed, folder, tmp_path) == {BEN: (1, 1)}
    (only_told / FILE).write_bytes((folder / FILE).read_bytes())
    assert in_snapshots(only_told) == [(2, 2)]
    assert after_restore(listed, only_told, tmp_path) == {BEN: (1, 1)}, "the record beside it tells"
    assert ANNA.lower() not in (folder / FILE).read_text().lower()
    listed.clock.advance(1)
    take_in(listed, tmp_path)  # by a later list of the school, which may
    back_up(listed.central, folder, 5, None)
    pass_on_withdrawals(listed.central, folder)
    assert in_snapshots(folder) == [(1, 1), (2, 2)]
    assert [after_restore(listed, folder, tmp_path, n) for n in (0, 1)] == [{BEN: (1, 1)}, BOTH]
    erase_person(listed.central, ANNA, "admin")  # who asked once more
    pass_on_withdrawals(listed.central, folder)
    assert in_snapshots(folder) == [(1, 1), (1, 1)]


def test_what_was_told_already_costs_no_snapshot_anew(listed: Site, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    back_up(listed.central, folder, 5, None)
    erase_person(listed.central, ANNA, "admin")
    pass_on_withdrawals(listed.central, folder)
    before = list_snapshots(folder)
    listed.clock.advance(60)
    pass_on_withdrawals(listed.central, folder)
    assert list_snapshots(folder) == before


def expire_photos(site: Site) -> None:
    days = site.central.settings.retention.portrait_days
    site.clock.advance(timedelta(days=days).total_seconds() + 1)
    keep_house(site.central)


def expire_campaign(site: Site) -> None:
    with site.central.session() as db, db.begin():
        closed = replace(CAMPAIGN, opens_at=None, closes_at=site.clock.now() - timedelta(days=2))
        put_campaign(db, closed, site.central.timestamp())
    change_settings(site.central, retention=RetentionSettings(1))
    keep_house(site.central)


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda site: erase_portraits(site.central, "example", "admin"), (1, 0)),
        (expire_photos, (1, 0)),
        (expire_campaign, (0, 0)),
    ],
)
def test_what_expires_or_is_erased_for_everybody_goes_from_the_backups_as_well(
    listed: Site, tmp_path: Path, act: Act, left: tuple[int, int]
) -> None:
    folder = tmp_path / "backups"
    back_up(listed.central, folder, 5, None)
    act(listed)
    pass_on_withdrawals(listed.central, folder)
    assert in_snapshots(folder) == [(2 * left[0], 2 * left[1])]
    assert after_restore(listed, folder, tmp_path) == ({ANNA: left, BEN: left} if any(left) else {})


def test_what_waits_to_be_confirmed_is_in_no_backup(listed: Site, tmp_path: Path) -> None:
    erase_portraits(listed.central, "example", "admin")
    take_in(listed, tmp_path, confirmed=False)
    folder = tmp_path / "backups"
    made = back_up(listed.central, folder, 5, None).snapshot
    with closing(sqlite3.connect(made.database)) as raw:
        for table in ("portrait_staged", "roster_staged"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        states = raw.execute("SELECT state FROM portrait_import UNION SELECT state FROM roster_import")
        assert set(states) == {("confirmed",), ("discarded",)}
    assert after_restore(listed, folder, tmp_path) == {ANNA: (1, 0), BEN: (1, 0)}


def test_a_backup_of_an_older_version_loses_them_as_well(listed: Site, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    made = back_up(listed.central, folder, 5, None).snapshot
    with closing(sqlite3.connect(made.database)) as raw:
        raw.executescript("DROP TABLE gone; UPDATE alembic_version SET version_num = '0014'")
    digests = {made.manifest.database: digest_of(made.database)}
    write_manifest(made.folder, replace(made.manifest, revision="0014", sha256=digests))
    before = {"erased": {}, "revoked": {}, "staff": None}  # the record as it was written then
    (folder / FILE).write_text(json.dumps(before))
    assert after_restore(listed, folder, tmp_path) == BOTH
    erase_person(listed.central, ANNA, "admin")
    pass_on_withdrawals(listed.central, folder)
    assert in_snapshots(folder) == [(1, 1)]
    assert after_restore(listed, folder, tmp_path) == {BEN: (1, 1)}


def test_the_later_erasure_of_two_records_counts() -> None:
    early, late = Withdrawn(gone={"a b c": "1", "d e f": "3"}), Withdrawn(gone={"a b c": "2"})
    for both in (early.with_older(late), late.with_older(early)):
        assert both.gone == {"a b c": "2", "d e f": "3"}


def test_each_erasure_is_later_than_the_one_before_whatever_the_clock_says(listed: Site) -> None:
    now, earlier = listed.central.timestamp(), "2001-01-01T00:00:00.000+00:00"
    person = sha256_hex(b"somebody")
    seen = []
    for at in (now, now, earlier):
        with listed.central.session() as db, db.begin():
            note_gone(db, "example", (What.ROSTER,), at, person)
        with listed.central.session() as db:
            (noted,) = gone_in(db).values()
        seen.append(noted)
    assert seen == sorted(set(seen))
