"""Backups between places: from files to a database server with an object store, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.campaign.standing import Review
from kiosk.central import notices
from kiosk.central.backup import back_up
from kiosk.central.central import Central, open_central, set_up
from kiosk.central.checking import check
from kiosk.central.notices_settings import WebhookSettings
from kiosk.central.restore import choose, restore
from kiosk.central.reviews import decide, undo
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import Base, ReviewVote, Submission
from kiosk.cli import main
from tests.central.conftest import Site
from tests.central.reviewing import change_settings
from tests.storing import Cluster, Local, ObjectServer, Place, Servers, Storage


def rows(central: Central) -> dict[str, int]:
    with central.reading() as db:
        tables = Base.metadata.sorted_tables
        return {table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def wrong(central: Central, data: Path) -> list[str]:
    return [finding.code for finding in check(central, data) if finding.wrong]


@pytest.fixture
def servers(cluster: Cluster, objects: ObjectServer, storage: Storage) -> Storage:
    if not isinstance(storage, Local):
        pytest.skip("goes from files to servers and back, once is enough")
    return Servers(cluster, objects)


def test_a_school_moves_to_servers_and_back_with_everything(
    site: Site, tmp_path: Path, servers: Storage
) -> None:
    booth = site.booth()
    first, second = booth.deliver(), booth.deliver()
    decide(site.central, first["id"], "admin", Review.APPROVED)
    backups, keys = tmp_path / "backups", ["--keys", str(tmp_path)]
    back_up(site.central, backups, 3, None)
    before = rows(site.central)
    place: Place = servers.fresh()
    try:
        with place.in_environment():
            moved = tmp_path / "moved"
            assert main(["central", "restore", str(backups), "--data", str(moved), *keys]) == 0
            assert not (moved / "central.db").exists()
            assert not (moved / "blobs").exists()
            central = open_central(moved, load_central_settings(), site.clock)
            try:
                passing = {"staff_session", "enrolment_code", "handoff", "lease", "rate_call"}
                after = rows(central)
                assert {name for name in before if before[name] != after[name]} <= {*passing, "audit"}
                assert wrong(central, moved) == []
                decide(central, second["id"], "admin", Review.APPROVED)  # numbers go on where they were
                with central.reading() as db:
                    assert sorted(db.scalars(select(ReviewVote.n))) == [1, 2]
                site.clock.advance(1)
                back_up(central, backups, 3, None)
            finally:
                central.close()
            assert main(["central", "restore", str(backups), "--data", str(tmp_path / "twice"), *keys]) == 2
    finally:
        servers.drop(place)
    with Place().in_environment():
        back = tmp_path / "back"
        assert main(["central", "restore", str(backups), "--data", str(back), *keys]) == 0
        central = open_central(back, load_central_settings(), site.clock)
        with central.reading() as db:
            reviews = {row.id: row.review for row in db.scalars(select(Submission))}
        assert reviews == {first["id"]: "approved", second["id"]: "approved"}
        assert wrong(central, back) == []
        central.close()


def test_a_new_place_of_servers_is_set_up_and_checked_by_the_same_commands(
    tmp_path: Path, servers: Storage
) -> None:
    place = servers.fresh()
    try:
        with place.in_environment():
            assert set_up(tmp_path / "data") is not None
            assert main(["central", "check", "--data", str(tmp_path / "data")]) == 0
    finally:
        servers.drop(place)


def test_what_was_to_be_told_is_told_after_a_restore(site: Site, tmp_path: Path) -> None:
    webhook = WebhookSettings("https://x.example/h", "/nowhere")
    change_settings(site.central, notices=replace(site.central.settings.notices, webhook=webhook))
    booth = site.booth()
    told, undone = booth.deliver()["id"], booth.deliver()["id"]
    decide(site.central, told, "admin", Review.APPROVED)
    decide(site.central, undone, "admin", Review.REJECTED, "ears")
    undo(site.central, undone, "admin")
    backups, data = tmp_path / "backups", tmp_path / "again"
    back_up(site.central, backups, 3, None)
    keys = {path.name: path.read_bytes() for path in tmp_path.glob("*.key")}
    settings = replace(load_central_settings(), database="", blobs="", notices=site.central.settings.notices)
    restore(backups, choose(backups, None), data, keys, site.central.timestamp(), settings)
    site.clock.advance(settings.review.undo_s + 1)
    again = open_central(data, settings, site.clock)
    try:
        due = notices.claim(again)
        assert due is not None and due.submission == told
        assert notices.claim(again) is None, "what was taken back is told nobody"
    finally:
        again.close()
