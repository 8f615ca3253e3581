"""A store of every earlier version opens with all that it holds."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.sqlite import sqlite3
from kiosk.store import schema
from kiosk.store.report import audit_report, queue_rows
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests.store.making import ROOMY, HeldKeys, submission


def tables_of(version: int) -> set[str]:
    """Return the tables that a store of this version has."""
    statements = [statement for step in schema.MIGRATIONS[:version] for statement in step]
    return {found.group(1) for text in statements if (found := re.match(r"CREATE TABLE (\w+)", text))}


@pytest.mark.parametrize("version", range(1, len(schema.MIGRATIONS)))
def test_what_waits_in_an_older_store_is_there_after_the_upgrade(tmp_path: Path, version: int) -> None:
    clock, keys = ManualClock(), HeldKeys()
    with closing(Store.open(tmp_path, keys, clock, ROOMY)) as store:
        saved = [store.save(submission(clock, shade)) for shade in (1, 2)]
        store.transition(saved[0].id, Delivery.QUEUED, Delivery.SENDING, "leased")
        store.transition(saved[0].id, Delivery.SENDING, Delivery.BLOCKED, "refused-422")
    (path,) = tmp_path.glob("*.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        later = tables_of(len(schema.MIGRATIONS)) - tables_of(version)
        assert later
        for table in later:
            db.execute(f"DROP TABLE {table}")
        db.execute(f"PRAGMA user_version = {version}")
    copy = path.with_name(f"{path.name}.v{version}")
    copy.write_bytes(b"of an upgrade that a power cut ended")
    copy.with_name(f"{copy.name}.0a1b2c3d.part").write_bytes(b"the same")
    before = queue_rows(tmp_path)
    with closing(Store.open(tmp_path, keys, clock, ROOMY)) as store:
        for one in saved:
            assert store.open_sealed(one.id).fingerprint == one.fingerprint
        third = store.save(submission(clock, 3))
    assert queue_rows(tmp_path)[:2] == before
    assert [row.id for row in queue_rows(tmp_path)] == [*(one.id for one in saved), third.id]
    assert audit_report(tmp_path).whole
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert kept.execute("SELECT count(*) FROM submission").fetchone() == (2,)
    assert sorted(tmp_path.glob("*.v*")) == [copy]
    assert not list(tmp_path.glob("*unreadable*"))
