"""Statements that go to the driver itself: the same answers and the same errors as the long way."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, column, insert, select, table
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from kiosk.central.prepared import Prepared
from kiosk.central.tables import Lease
from tests.central.conftest import Site

PUT = Prepared(insert(Lease), ("name", "until"))
UNTIL = Prepared(select(Lease.until).where(Lease.name == bindparam("name")))
NOWHERE = Prepared(select(table("nowhere", column("until"))))


def test_it_belongs_to_the_transaction_and_a_query_alone_sees_what_is_committed(site: Site) -> None:
    with site.central.session() as db, db.begin():
        PUT.run(db.connection(), name="a", until="1")
        assert UNTIL.rows(db.connection(), name="a") == [("1",)]
    with site.central.session() as db:
        PUT.run(db.connection(), name="b", until="2")
        db.rollback()
    for _ in range(8):  # as often as it takes a driver to keep a plan
        assert UNTIL.rows_alone(site.central.engine, name="a") == [("1",)]
        assert UNTIL.rows_alone(site.central.engine, name="b") == []
    with site.central.session() as db:  # the same connection begins transactions as before
        PUT.run(db.connection(), name="b", until="2")
        db.rollback()
    assert UNTIL.rows_alone(site.central.engine, name="b") == []


def test_errors_are_those_that_the_server_knows_and_name_no_value(site: Site) -> None:
    with site.central.session() as db, db.begin():
        PUT.run(db.connection(), name="a", until="1")
    with pytest.raises(IntegrityError) as twice, site.central.session() as db, db.begin():
        PUT.run(db.connection(), name="a", until="of somebody")
    assert "somebody" not in str(twice.value).replace(str(twice.value.orig), "")
    with pytest.raises((OperationalError, ProgrammingError)):
        NOWHERE.rows_alone(site.central.engine)
    assert UNTIL.rows_alone(site.central.engine, name="a") == [("1",)], "the connection is sound"
