"""Writers of one process take turns; whoever only reads waits for nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kiosk.central.turns import READING, take_turns
from kiosk.sqlite import sqlite3

PATIENCE_S = 2.0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(
        f"sqlite:///{tmp_path / 'counter.db'}", module=sqlite3, connect_args={"timeout": PATIENCE_S}
    )
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    take_turns(engine, PATIENCE_S)
    yield engine
    engine.dispose()


def count(engine: Engine) -> int:
    with Session(engine) as db, db.begin():
        n = db.execute(text("SELECT n FROM counter")).scalar_one()
        time.sleep(0.002)  # so that another writer surely asks meanwhile
        db.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
    return int(n)


def test_what_a_writer_read_is_still_true_when_it_writes(engine: Engine) -> None:
    threads = [threading.Thread(target=lambda: [count(engine) for _ in range(12)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(engine) == 48


def test_a_reader_does_not_wait_and_a_second_writer_is_told(engine: Engine) -> None:
    with Session(engine) as writing, writing.begin():
        writing.execute(text("UPDATE counter SET n = 7"))
        with Session(engine.execution_options(**{READING: True})) as reading:
            assert reading.execute(text("SELECT n FROM counter")).scalar_one() == 0
        with pytest.raises(OperationalError, match="locked"), Session(engine) as second, second.begin():
            second.execute(text("UPDATE counter SET n = 8"))
    assert count(engine) == 7, "the turn was given back by both"


def test_a_transaction_that_fails_gives_its_turn_back(engine: Engine) -> None:
    with pytest.raises(OperationalError), Session(engine) as db, db.begin():
        db.execute(text("UPDATE nothing SET n = 1"))
    assert count(engine) == 0
