"""Group commit: who comes together shares a transaction, and answers only for itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from kiosk.central.database import open_sqlite
from kiosk.central.groups import MOST, Groups
from kiosk.central.losable import LOSABLE
from kiosk.central.turns import take_turns
from kiosk.sqlite import durable_pragmas, sqlite3

AT_ONCE = 12


class Shop:
    """A table of numbers, its groups, and how often was committed."""

    def __init__(self, path: Path, together: bool = True, timeout_s: float = 5) -> None:
        self.engine: Engine = create_engine(
            f"sqlite:///{path}", module=sqlite3, connect_args={"timeout": timeout_s}
        )
        with self.engine.begin() as connection:
            connection.execute(text("CREATE TABLE number (n INTEGER PRIMARY KEY)"))
        take_turns(self.engine, 5)
        self.commits = 0
        event.listen(self.engine, "commit", self._committed)
        losable = self.engine.execution_options(**{LOSABLE: True})
        self.groups = Groups(lambda: Session(self.engine), lambda: Session(losable), together)

    def add(self, n: int) -> int:
        def work(db: Session) -> int:
            db.execute(text("INSERT INTO number VALUES (:n)"), {"n": n})
            return n * n

        return self.groups.carry_out(work)

    def held(self) -> list[int]:
        with Session(self.engine) as db:
            return list(db.scalars(text("SELECT n FROM number ORDER BY n")))

    def while_busy(self, *works: Callable[[], object]) -> list[object]:
        """Have several asked for while another one's transaction is open; return results and errors."""
        entered, go_on = threading.Event(), threading.Event()

        def slow(db: Session) -> None:
            db.execute(text("SELECT 1"))
            entered.set()
            assert go_on.wait(10)

        def asked(work: Callable[[], object]) -> object:
            try:
                return work()
            except Exception as error:
                return error

        with ThreadPoolExecutor(len(works) + 1) as pool:
            first = pool.submit(self.groups.carry_out, slow)
            assert entered.wait(10)
            rest = [pool.submit(asked, work) for work in works]
            while len(self.groups._waiting) < len(works):
                threading.Event().wait(0.001)
            go_on.set()
            first.result(10)
            return [one.result(10) for one in rest]

    def _committed(self, _connection: object) -> None:
        self.commits += 1


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "numbers.db")


def test_who_comes_meanwhile_shares_one_commit(shop: Shop) -> None:
    before = shop.commits
    answers = shop.while_busy(*(lambda n=n: shop.add(n) for n in range(AT_ONCE)))
    assert answers == [n * n for n in range(AT_ONCE)]
    assert shop.held() == list(range(AT_ONCE))
    assert shop.commits - before == 2, "one of the first, one of all others"


def test_one_that_fails_takes_nobody_along(shop: Shop) -> None:
    shop.add(3)
    answers = shop.while_busy(*(lambda n=n: shop.add(n) for n in range(6)))
    assert [type(answer) for answer in answers] == [int, int, int, IntegrityError, int, int]
    assert shop.held() == list(range(6))


def test_nothing_is_told_before_it_is_committed(shop: Shop) -> None:
    told: list[int] = []

    def look(_connection: object) -> None:
        assert not told

    event.listen(shop.engine, "commit", look)
    with ThreadPoolExecutor(2) as pool:
        pool.submit(lambda: told.append(shop.add(1))).result(10)
    assert told == [1]


def test_a_commit_that_fails_is_everybodys_error_and_nothing_stays(shop: Shop) -> None:
    def full(_connection: object) -> None:
        raise OSError("no room")

    event.listen(shop.engine, "commit", full)
    for n in (1, 2):
        with pytest.raises(OSError, match="no room"):
            shop.add(n)
    event.remove(shop.engine, "commit", full)
    assert shop.held() == []
    assert shop.add(1) == 1


def test_a_database_that_stays_busy_keeps_a_group_waiting_once(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "numbers.db", timeout_s=0.2)
    other = create_engine(f"sqlite:///{tmp_path / 'numbers.db'}", module=sqlite3)
    with other.connect() as elsewhere:  # another process
        elsewhere.exec_driver_sql("BEGIN IMMEDIATE")
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            errors = [one.exception(10) for one in [pool.submit(shop.add, n) for n in range(AT_ONCE)]]
        took_s = time.monotonic() - began
    other.dispose()
    assert {type(error) for error in errors} == {OperationalError}
    assert took_s < 0.2 * AT_ONCE / 2, "one after another they would have waited for longer"
    assert shop.add(1) == 1


def test_a_group_has_an_end(shop: Shop) -> None:
    before = shop.commits
    shop.while_busy(*(lambda n=n: shop.add(n) for n in range(MOST + 3)))
    assert shop.held() == list(range(MOST + 3))
    assert shop.commits - before == 3


def test_a_database_that_groups_by_itself_is_left_to_it(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "numbers.db", together=False)
    before = shop.commits
    assert [shop.add(n) for n in (1, 2)] == [1, 4]
    assert shop.commits - before == 2
    with pytest.raises(IntegrityError):
        shop.add(1)


@pytest.mark.skipif(durable_pragmas()[0] != "WAL", reason="a rollback journal is always synced")
def test_only_what_may_be_lost_waits_for_no_sync(tmp_path: Path) -> None:
    normal, full = 1, 2
    shop = Shop(tmp_path / "other.db")
    shop.engine.dispose()
    shop.engine = open_sqlite(tmp_path / "central.db")
    losable = shop.engine.execution_options(**{LOSABLE: True})
    shop.groups = Groups(lambda: Session(shop.engine), lambda: Session(losable), together=True)

    def asked(losable: bool) -> int:
        return shop.groups.carry_out(lambda db: int(db.scalar(text("PRAGMA synchronous")) or 0), losable)

    assert [asked(losable) for losable in (False, True, True)] == [full, normal, normal]
    assert asked(False) == full
    assert shop.while_busy(lambda: asked(True), lambda: asked(True)) == [normal, normal]
    assert shop.while_busy(lambda: asked(True), lambda: asked(False)) == [full, full]
    shop.engine.dispose()
