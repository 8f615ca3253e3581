"""The central server's database on a PostgreSQL server, for more than one machine."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from kiosk.central.database import POSTGRESQL, hold, upgrade
from kiosk.central.tables import Submission
from kiosk.errors import KioskError

CONNECT_TIMEOUT_S = 10
LOCK_TIMEOUT_S = 10
"""A lock is held for a few milliseconds; who waits longer gives up, and the booth comes again."""
STATEMENT_TIMEOUT_S = 60
"""The longest statement of a request takes over a staged roster of 100 000 people: about 5 s."""
IDLE_TIMEOUT_S = 60
"""A transaction whose process hangs gives back its locks."""
POOL = 10
"""Connections of one process; a database server allows 100 unless told otherwise."""
POOL_TIMEOUT_S = 20
_DRIVER = f"{POSTGRESQL}+psycopg"


def parse_url(given: str) -> URL:
    """Return a database's address with the driver this server uses.

    Raises
    ------
    KioskError
        ``database-url``; the address itself is not told, it may hold a password.
    """
    try:
        url = make_url(given)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in (POSTGRESQL, _DRIVER) or not url.database:
        raise KioskError(
            "database-url",
            "The database's address is none that this server understands.",
            "Write it like postgresql+psycopg://user@host/name.",
        )
    return url.set(drivername=_DRIVER)


def open_postgresql(given: str) -> Engine:
    """Return an engine on the database ``given`` names, migrated to this version.

    Raises
    ------
    KioskError
        ``database-url``, ``postgres-not-installed``, ``database-unreachable``, ``database-collation`` or
        ``database-not-durable``.
    """
    url = parse_url(given)
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise KioskError(
            "postgres-not-installed",
            "The packages for PostgreSQL are not installed.",
            "Install them with: pip install photo-kiosk[postgres]",
        ) from error
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "application_name": "photo-kiosk"},
    )
    event.listen(engine, "connect", _prepare)
    try:
        with engine.begin() as connection:
            _check(connection)
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            hold(connection, "migration")  # several processes start at once
            upgrade(connection)
            _continue_feed(connection)
    except DBAPIError as error:
        engine.dispose()
        raise KioskError(
            "database-unreachable",
            f"The database {url.render_as_string(hide_password=True)} cannot be used: "
            f"{type(error.orig).__name__}.",
            "Check that it runs, that its address is right and that the user may create tables there.",
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare(raw: Any, _record: Any) -> None:
    """Limit what one connection may wait, and never acknowledge what could still be lost."""
    limits = {
        "lock_timeout": LOCK_TIMEOUT_S,
        "statement_timeout": STATEMENT_TIMEOUT_S,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT_S,
    }
    for name, seconds in limits.items():
        raw.execute(f"SET {name} = '{seconds}s'")
    # A site may ask for more (a standby's word), never for less.
    raw.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = 'off'"
    )
    raw.commit()


def _check(connection: Connection) -> None:
    """Refuse a database that could lose what was acknowledged, or that sorts as no other does."""
    if connection.scalar(text("SELECT current_setting('fsync')")) != "on":
        raise KioskError(
            "database-not-durable",
            "The database server runs with fsync off: it forgets what it confirmed in a power cut.",
            "Switch fsync on in its configuration.",
        )
    # Times and keys are text, compared byte by byte as SQLite does; other rules skip their punctuation.
    if not connection.scalar(text("SELECT 'a-c' < 'ab' AND 'B' < 'a'")):
        raise KioskError(
            "database-collation",
            "The database sorts text by the rules of a language.",
            "Create it with: createdb --encoding UTF8 --locale C --template template0 NAME",
        )


def _continue_feed(connection: Connection) -> None:
    """Let the feed's numbers go on above all there are, also where the rows were copied in."""
    newest = connection.scalar(select(func.max(Submission.changed))) or 0
    connection.execute(
        text(
            "SELECT setval('submission_change', :newest) FROM submission_change"
            " WHERE CAST(:newest AS bigint) > last_value"
        ),
        {"newest": newest},
    )
