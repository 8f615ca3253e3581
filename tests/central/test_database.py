"""Migrations, keys, the committed description, what a crash leaves."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from kiosk.central.central import open_central, set_up
from kiosk.central.database import open_sqlite
from kiosk.central.openapi import COMMITTED, describe
from kiosk.central.settings import load_central_settings
from kiosk.central.sweeping import sweep
from kiosk.central.tables import Base
from kiosk.clock import ManualClock, SystemClock
from kiosk.errors import KioskError
from kiosk.sqlite import durable_pragmas
from tests.central.conftest import Site


def test_the_committed_description_is_the_codes() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == describe()


def test_the_migrations_make_the_tables_the_code_uses(site: Site) -> None:
    with site.central.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_sqlite_keeps_what_it_confirmed(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "central.db")
    with engine.connect() as connection:
        journal_mode, synchronous = durable_pragmas()
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one().upper() == journal_mode
        level = connection.execute(text("PRAGMA synchronous")).scalar_one()
        assert ("OFF", "NORMAL", "FULL", "EXTRA")[level] == synchronous
    engine.dispose()


@pytest.mark.usefixtures("empty_place")
def test_setting_up_twice_changes_nothing(tmp_path: Path) -> None:
    first = set_up(tmp_path)
    assert first is not None
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert set_up(tmp_path) is None
    assert {path: path.read_bytes() for path in before} == before
    for key in ("receipt-signing.key", "recovery-private.pem", "recovery-public.key"):
        assert (tmp_path / key).stat().st_mode & 0o077 == 0


def test_a_folder_that_was_not_set_up_is_told(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as error:
        open_central(tmp_path, load_central_settings(), SystemClock())
    assert error.value.code == "central-not-set-up"
    assert not list(tmp_path.iterdir())


def test_unclaimed_pictures_go_after_a_day_and_claimed_ones_stay(site: Site) -> None:
    booth = site.booth()
    kept = booth.deliver()
    _, unclaimed = booth.make()
    booth.put_blobs(unclaimed)
    site.leave_picture("ab" * 32, b"a file whose row a crash prevented")
    clock = SystemClock()
    assert sweep(replace(site.central, clock=clock)) == 2, "pictures were received long ago by the row's time"
    assert not any(site.central.blobs.has(sha) for sha in unclaimed)
    assert site.central.blobs.has("ab" * 32), "it may be about to be recorded"
    clock = ManualClock()
    clock.advance((SystemClock().now() - clock.now()).total_seconds() + 25 * 3600)
    assert sweep(replace(site.central, clock=clock)) == 1
    assert not site.central.blobs.has("ab" * 32)
    assert site.central.blobs.has(kept["blobs"]["photo"]["sha256"])


def test_a_restart_keeps_everything(site: Site, tmp_path: Path) -> None:
    manifest = site.booth().deliver()
    with closing(open_central(tmp_path, load_central_settings(), SystemClock())) as again:
        assert sweep(again) == 0
        assert again.blobs.has(manifest["blobs"]["photo"]["sha256"])
        assert again.keys.recovery_public == site.central.keys.recovery_public
