"""One SQLite in the whole program, journalling so that nothing acknowledged is lost and nothing lingers."""

from __future__ import annotations

import ast
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk import sqlite
from kiosk.paths import project_root
from kiosk.sqlite import sqlite3
from tests.small_disk import small_disk

ROOT = project_root()
SECRET = b"somebody's name, written twice"
IS_LOGGING = sqlite.durable_pragmas()[0] == "WAL"
needs_log = pytest.mark.skipif(not IS_LOGGING, reason=f"SQLite {sqlite3.sqlite_version} keeps a journal")


class Plain(sqlite3.Connection):
    """A connection as the driver makes it."""


def opened(path: Path) -> Plain:
    db = sqlite.connect(path, 5.0, Plain)
    sqlite.make_durable(db)
    return db


def contents(path: Path) -> bytes:
    """Return all that lies on the disk of a database."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def test_only_one_module_chooses_the_driver() -> None:
    """Two SQLites in one process lose each other's locks: also a test that opens a booth's database."""
    found = []
    for path in (path for part in ("kiosk", "ui", "tests") for path in (ROOT / part).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "sqlite" not in text or path == ROOT / "kiosk" / "sqlite.py":
            continue
        for node in ast.walk(ast.parse(text)):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            )  # fmt: skip
            if any(name.split(".")[0] in ("sqlite3", "pysqlite3") for name in names):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).endswith("create_engine")
                and "sqlite" in ast.unparse(node.args[0])
                and not any(keyword.arg == "module" for keyword in node.keywords)
            ):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} leaves the driver to SQLAlchemy")
    assert found == []


def test_the_driver_of_the_packages_is_the_same() -> None:
    from sqlite_utils import utils

    assert utils.sqlite3.__name__ == sqlite3.__name__


def test_errors_say_exactly_what_failed(tmp_path: Path) -> None:
    """A failed sync is told from a failed write: only of the former nobody knows what is on the disk."""
    with closing(opened(tmp_path / "a.db")) as db:
        db.execute("CREATE TABLE t (n INTEGER UNIQUE)")
        db.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(sqlite3.DatabaseError) as twice:
            db.execute("INSERT INTO t VALUES (1)")
        assert twice.value.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT | 8 << 8


@needs_log
def test_a_database_with_a_journal_goes_over_and_one_with_a_log_goes_back(tmp_path: Path) -> None:
    """Back by the standard library's SQLite, in a process of its own, from a log that was never emptied."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("PRAGMA journal_mode = TRUNCATE")
        old.execute("CREATE TABLE t (n INTEGER)")
        old.execute("INSERT INTO t VALUES (1)")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "a.db-wal").stat().st_size > 0
    earlier = subprocess.run(
        [sys.executable, "-c", EARLIER, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert earlier.stdout.split() == ["truncate", "ok", "1", "2"]
    assert not (tmp_path / "a.db-wal").exists()
    with closing(opened(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("SELECT n FROM t").fetchall() == [(1,), (2,)]


KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk import sqlite
db = sqlite.connect(Path(sys.argv[1]), 5.0, sqlite.sqlite3.Connection)
sqlite.make_durable(db)
db.execute("INSERT INTO t VALUES (2)")
os.kill(os.getpid(), signal.SIGKILL)
"""
EARLIER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
print(*db.execute("PRAGMA journal_mode = TRUNCATE").fetchone())
print(*db.execute("PRAGMA integrity_check").fetchone())
print(*(n for n, in db.execute("SELECT n FROM t ORDER BY n")))
"""


@needs_log
def test_what_was_deleted_is_in_no_file_once_the_log_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(opened(path)) as db:
        db.execute("CREATE TABLE t (name BLOB)")
        db.execute("INSERT INTO t VALUES (?)", (SECRET * 300,))
        assert sqlite.empty_log(db, 0.0)
        db.execute("DELETE FROM t")
        assert SECRET in contents(path), "the log does not hold it: this test proves nothing"
        with closing(sqlite.read_only(path)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM t").fetchall()
            db.execute("INSERT INTO t VALUES ('later')")
            assert not sqlite.empty_log(db, 0.0), "somebody still reads what the log holds"
        assert db.execute("PRAGMA busy_timeout").fetchone() == (5000,)
        assert sqlite.empty_log(db, 0.0)
        assert SECRET not in contents(path)
        assert (tmp_path / "a.db-wal").stat().st_size == 0


@needs_log
def test_a_log_does_not_keep_the_room_it_once_took(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(opened(path)) as db:
        db.execute("CREATE TABLE t (filler BLOB)")
        db.execute("INSERT INTO t VALUES (zeroblob(?))", (3 * sqlite.LOG_KEPT_BYTES,))
        assert (tmp_path / "a.db-wal").stat().st_size > 2 * sqlite.LOG_KEPT_BYTES
        db.execute("INSERT INTO t VALUES ('after the large one was brought in')")
        assert (tmp_path / "a.db-wal").stat().st_size <= sqlite.LOG_KEPT_BYTES


@needs_log
def test_a_log_that_cannot_be_brought_in_loses_nothing(tmp_path: Path) -> None:
    """The database may not grow any more, as on a full disk: rows stay readable, and come in later."""
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path / "a.db")], cwd=ROOT, check=False)
    assert done.returncode == 0
    with closing(opened(tmp_path / "a.db")) as db:
        assert sqlite.empty_log(db, 0.0)
        assert db.execute("SELECT count(*) FROM t").fetchone() == (40,)


FULL = """
import os, resource, signal, sys
from pathlib import Path
from kiosk import sqlite
db = sqlite.connect(Path(sys.argv[1]), 5.0, sqlite.sqlite3.Connection)
sqlite.make_durable(db)
db.execute("CREATE TABLE t (filler BLOB)")
assert sqlite.empty_log(db, 0.0)
for _ in range(40):
    db.execute("INSERT INTO t VALUES (zeroblob(3000))")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))
try:
    sqlite.empty_log(db, 0.0)
except sqlite.sqlite3.DatabaseError:
    assert db.execute("SELECT count(*) FROM t").fetchone() == (40,)
    os._exit(0)
os._exit(1)
"""


@pytest.mark.parametrize("mode", ["WAL", "TRUNCATE"])
def test_a_database_on_a_disk_mounted_read_only_can_be_read(tmp_path: Path, mode: str) -> None:
    """Of a booth's disk in another machine, say: nothing can be made beside it."""
    with small_disk(tmp_path / "disk", "2m") as disk:
        path = disk / "a.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute(f"PRAGMA journal_mode = {mode}")
            db.execute("CREATE TABLE t (n INTEGER)")
            db.execute("INSERT INTO t VALUES (7)")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with closing(sqlite.read_only(path)) as reader:
            assert reader.execute("SELECT n FROM t").fetchone() == (7,)


def test_a_reader_beside_a_writer_sees_what_was_committed_last(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(opened(path)) as db:
        db.execute("CREATE TABLE t (n INTEGER)")
        with closing(sqlite.read_only(path)) as reader:
            for n in range(3):
                db.execute("INSERT INTO t VALUES (?)", (n,))
                assert reader.execute("SELECT count(*) FROM t").fetchone() == (n + 1,)
            with pytest.raises(sqlite3.DatabaseError, match="readonly"):
                reader.execute("DELETE FROM t")


def test_a_file_system_without_shared_memory_gets_a_journal_that_lasts(tmp_path: Path) -> None:
    uri = f"{(tmp_path / 'a.db').as_uri()}?vfs=unix-dotfile"  # locks by files beside it, and shares nothing
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as db:
        sqlite.make_durable(db)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
        assert db.execute("PRAGMA synchronous").fetchone() == (3,)


def test_a_database_that_can_keep_no_journal_is_refused() -> None:
    with closing(sqlite.connect(Path(":memory:"), 0.0, Plain)) as db, pytest.raises(sqlite3.OperationalError):
        sqlite.make_durable(db)
