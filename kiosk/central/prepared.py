"""Statements of the way that every delivery takes: compiled once, then given to the driver itself.

SQLAlchemy spends about 150 µs on carrying out a statement that SQLite needs 10 µs for. Here it makes the
statement, for whichever database it is, and keeps the connection and its transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ClauseElement

Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Text:
    """A statement as one driver wants it; ``order`` of its values, None where they go by name."""

    sql: str
    order: tuple[str, ...] | None

    def values(self, named: Mapping[str, Any]) -> Any:
        return named if self.order is None else tuple(named[name] for name in self.order)


class Prepared:
    """A statement on texts and whole numbers, which every driver gives and takes as they are.

    Parameters
    ----------
    columns
        Of an insertion: those that are given.
    """

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        self._statement, self._columns = statement, columns
        self._texts: dict[str, _Text] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Row]:
        """Carry out a query within the connection's transaction."""
        return self._carried_out(connection.connection.cursor(), connection.dialect, values, fetch=True)

    def run(self, connection: Connection, **values: Any) -> None:
        """Carry out a change within the connection's transaction."""
        self._carried_out(connection.connection.cursor(), connection.dialect, values, fetch=False)

    def run_alone(self, engine: Engine, **values: Any) -> None:
        """Carry out a change that is a transaction of its own."""
        with closing(engine.raw_connection()) as raw, _without_transaction(engine, raw.driver_connection):
            self._carried_out(raw.cursor(), engine.dialect, values, fetch=False)

    def rows_alone(self, engine: Engine, **values: Any) -> list[Row]:
        """Carry out a query that needs no transaction with anything else."""
        with closing(engine.raw_connection()) as raw, _without_transaction(engine, raw.driver_connection):
            return self._carried_out(raw.cursor(), engine.dialect, values, fetch=True)

    def _carried_out(
        self, cursor: Any, dialect: Dialect, values: Mapping[str, Any], fetch: bool
    ) -> list[Row]:
        text = self._texts.get(dialect.name) or self._made_for(dialect)
        drivers = dialect.loaded_dbapi.Error
        try:
            cursor.execute(text.sql, text.values(values))
            return [tuple(row) for row in cursor.fetchall()] if fetch else []
        except drivers as error:
            # As SQLAlchemy would have raised it; without the values, which may be personal.
            wrapped = DBAPIError.instance(
                text.sql, None, error, drivers, hide_parameters=True, dialect=dialect
            )
            raise wrapped from error
        finally:
            cursor.close()

    def _made_for(self, dialect: Dialect) -> _Text:
        assert isinstance(self._statement, ClauseElement)
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        order = compiled.positiontup
        made = self._texts[dialect.name] = _Text(str(compiled), None if order is None else tuple(order))
        return made


@contextmanager
def _without_transaction(engine: Engine, driver: Any) -> Iterator[None]:
    """Spare the way to a database server and back for the beginning of a transaction, and for its end."""
    if engine.dialect.name == "sqlite":
        yield  # its driver begins none by itself as it is set up here
        return
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = False
