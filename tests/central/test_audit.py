"""The record of what staff did: a chain that shows every change, however it was made."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from kiosk.central.audit import record, verify
from kiosk.central.database import MIGRATIONS, upgrade
from kiosk.central.tables import AuditHead, AuditRow
from kiosk.cli import main
from kiosk.sqlite import sqlite3
from tests.central.conftest import Site

LINES = 6


def written(site: Site) -> str:
    """Write some lines and return the newest digest."""
    with site.central.session() as db, db.begin():
        for number in range(LINES):
            record(db, site.central.timestamp(), "admin", "review", f"subject-{number}", f"detail {number}")
    with site.central.session() as db:
        found = verify(db)
    assert (found.fault, found.broken_at) == ("", None)
    return found.head


def change(site: Site, statement: str) -> None:
    """Change the database behind the program's back."""
    with site.central.engine.begin() as connection:
        connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "fault", "at"),
    [
        ("UPDATE audit SET staff = 'somebody' WHERE n = 3", "changed", 3),
        ("UPDATE audit SET detail = NULL WHERE n = 4", "changed", 4),
        ("DELETE FROM audit WHERE n = 2", "order", 3),
        (f"DELETE FROM audit WHERE n = {LINES}", "end", LINES - 1),
        ("DELETE FROM audit", "end", 0),
        ("UPDATE audit_head SET n = 9", "end", LINES),
        (
            "INSERT INTO audit (n, at, staff, action, subject, previous, digest) "
            "SELECT 7, at, staff, action, subject, digest, digest FROM audit WHERE n = 6",
            "changed",
            7,
        ),
    ],
)
def test_whatever_is_changed_behind_the_programs_back_shows(
    site: Site, statement: str, fault: str, at: int
) -> None:
    written(site)
    change(site, statement)
    with site.central.session() as db:
        found = verify(db)
    assert (found.fault, found.broken_at) == (fault, at)


def test_a_chain_written_anew_is_found_by_a_digest_kept_elsewhere(site: Site) -> None:
    kept = written(site)
    with site.central.session() as db, db.begin():
        record(db, site.central.timestamp(), "admin", "later", "x")
        assert verify(db, kept).fault == ""
    change(site, "DELETE FROM audit")
    change(site, "DELETE FROM audit_head")
    with site.central.session() as db, db.begin():
        record(db, site.central.timestamp(), "admin", "review", "subject-0", "forged")
        assert verify(db).fault == ""
        assert verify(db, kept).fault == "kept-missing"


def test_lines_written_at_once_follow_one_another(site: Site) -> None:
    def write(number: int) -> None:
        with site.central.session() as db, db.begin():
            record(db, site.central.timestamp(), f"staff-{number}", "review", "x")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with site.central.session() as db:
        assert (verify(db).lines, verify(db).fault) == (40, "")
        assert db.get_one(AuditHead, 1).n == 40


def test_a_transaction_that_fails_leaves_no_line(site: Site) -> None:
    with site.central.session() as db:
        record(db, site.central.timestamp(), "admin", "review", "x")
        db.rollback()
    with site.central.session() as db:
        assert verify(db).lines == 0


def test_lines_of_an_earlier_version_are_chained_as_they_stand(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'old.db'}", module=sqlite3)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        for n, detail in ((2, '旧 "x"\t'), (5, None)):
            connection.execute(
                sa.text("INSERT INTO audit VALUES (:n, '2026-01-01', 'admin', 'export', 'all', :detail)"),
                {"n": n, "detail": detail},
            )
        upgrade(connection)
    with sa.orm.Session(engine) as db, db.begin():
        record(db, "2026-02-01", "admin", "export", "all")
        assert (verify(db).lines, verify(db).fault) == (3, "")
        assert db.get_one(AuditRow, 6).previous == db.get_one(AuditRow, 5).digest
    engine.dispose()


def test_the_command_says_whether_the_record_holds(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = written(site)

    def told(*words: str) -> tuple[int, dict[str, object]]:
        code = main(["central", "audit", "verify", "--data", str(tmp_path), "--json", *words])
        return code, dict(json.loads(capsys.readouterr().out or "{}"))

    assert told() == (0, {"lines": LINES, "head": head, "fault": None, "broken_at": None})
    assert told("--kept", head)[0] == 0
    assert told("--kept", "f" * 64)[1]["fault"] == "kept-missing"
    assert told("--kept", "no")[0] == 2
    change(site, "UPDATE audit SET action = 'x' WHERE n = 1")
    assert told()[0] == 1
    assert main(["central", "audit", "verify", "--data", str(tmp_path)]) == 1
    assert "line 1 was changed" in capsys.readouterr().out
