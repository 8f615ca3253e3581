"""A booth's day in seconds, to be recorded: ``python -m tests.powercut.writer DAY FOLDER [MUTATION]``.

Only the standard library is imported before the mutation is in place.
"""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path

from tests.powercut.mutate import Mutation, install

STARTS, ROUNDS = 4, 6
"""How often a booth whose disk refuses is started again, and how many people come on a bad day."""


def good_day(folder: Path) -> None:
    """Save, send, accept, withdraw, purge and start again; tell each promise at the moment it is made."""
    from kiosk.clock import SystemClock
    from kiosk.store.store import Store
    from tests.powercut.promise import tell
    from tests.store.making import ROOMY, HeldKeys, submission

    clock = SystemClock()

    def saved(store: Store) -> str:
        made = store.save(submission(clock))
        tell("saved", made.id, made.fingerprint, str(made.seq))
        return made.id

    def done(store: Store, *words: str) -> None:
        tell(*words)
        tell("head", store.depth().audit_head)

    store = Store.open(folder, HeldKeys(), clock, ROOMY)
    tell("device", store.device)
    store.secrets.put("central", b"a token")
    tell("secret", "kept")
    first, second, third = (saved(store) for _ in range(3))
    for id_ in (first, second):
        store.lease(id_)
        tell("accepting", id_)
        store.accept(id_, {"submission": id_})
        done(store, "accepted", id_)
    tell("withdrawing", third)
    store.withdraw(third, "test")
    done(store, "withdrawn", third)
    tell("purging", first)
    store.purge(first, "test")
    done(store, "purged", first)
    store.lease(saved(store))
    store.close()
    store = Store.open(folder, HeldKeys(), clock, ROOMY)
    tell("purging", third)
    store.purge(third, "test")
    done(store, "purged", third)
    tell("secret", "going")
    store.secrets.remove("central")
    tell("secret", "gone")
    saved(store)
    done(store, "idle", "")
    store.close()


def bad_day(folder: Path) -> None:
    """Go on working whatever the disk says, starting again when the store asks for it."""
    from kiosk.clock import SystemClock
    from kiosk.errors import KioskError
    from kiosk.store.store import Store
    from tests.powercut.promise import tell
    from tests.store.making import ROOMY, HeldKeys, submission

    clock = SystemClock()

    def opened() -> Store:
        for _ in range(STARTS):
            try:
                return Store.open(folder, HeldKeys(), clock, ROOMY)
            except KioskError as error:
                tell("refused", error.code)
        raise SystemExit("the store never opened")

    store = opened()
    tell("device", store.device)
    for number in range(ROUNDS):
        try:
            made = store.save(submission(clock))
            tell("saved", made.id, made.fingerprint, str(made.seq))
            store.lease(made.id)
            tell("accepting", made.id)
            store.accept(made.id, {"submission": made.id})
            tell("accepted", made.id)
            if number % 3 == 0:
                tell("purging", made.id)
                store.purge(made.id, "test")
                tell("purged", made.id)
            tell("head", store.depth().audit_head)
        except KioskError as error:
            tell("refused", error.code)
            if error.code == "store-doubt":
                store.close()
                store = opened()
    store.close()


def damaged_day(folder: Path, whole: bool = False) -> None:
    """Find the database unreadable at the start, its first page or ``whole``, and go on from the files."""
    from kiosk.clock import SystemClock
    from kiosk.store.store import Store
    from tests.powercut.promise import tell
    from tests.store.making import ROOMY, HeldKeys, submission

    clock = SystemClock()
    store = Store.open(folder, HeldKeys(), clock, ROOMY)
    tell("device", store.device)
    for _ in range(2):
        made = store.save(submission(clock))
        tell("saved", made.id, made.fingerprint, str(made.seq))
    store.close()
    tell("damaged", "")
    with (folder / "store.db").open("r+b") as file:
        file.write(bytes((folder / "store.db").stat().st_size) if whole else b"no database any more")
    store = Store.open(folder, HeldKeys(), clock, ROOMY)
    made = store.save(submission(clock))
    tell("saved", made.id, made.fingerprint, str(made.seq))
    tell("head", store.depth().audit_head)
    store.close()


def upgraded_day(folder: Path) -> None:
    """Find a database of the version before, and go on with it."""
    from kiosk import sqlite
    from kiosk.clock import SystemClock
    from kiosk.store import schema
    from kiosk.store.store import Store
    from tests.powercut.promise import tell
    from tests.store.making import ROOMY, HeldKeys, submission

    clock, version = SystemClock(), len(schema.MIGRATIONS) - 1
    store = Store.open(folder, HeldKeys(), clock, ROOMY)
    tell("device", store.device)
    made = store.save(submission(clock))
    tell("saved", made.id, made.fingerprint, str(made.seq))
    store.close()
    db = sqlite.connect(folder / "store.db", 5.0, sqlite.sqlite3.Connection)
    sqlite.make_durable(db)
    db.execute("BEGIN IMMEDIATE")
    for statement in schema.MIGRATIONS[version]:
        kind, name = statement.split()[1:3]
        if kind == "TABLE":
            db.execute(f"DROP TABLE {name}")
    db.execute(f"PRAGMA user_version = {version}")
    db.execute("COMMIT")
    db.close()
    store = Store.open(folder, HeldKeys(), clock, ROOMY)
    tell("upgraded", str(version))
    made = store.save(submission(clock))
    tell("saved", made.id, made.fingerprint, str(made.seq))
    tell("head", store.depth().audit_head)
    store.close()


DAYS = {
    "good": good_day,
    "upgraded": upgraded_day,
    "bad": bad_day,
    "damaged": damaged_day,
    "lost": partial(damaged_day, whole=True),
}


def main(day: str, folder: str, mutation: str | None = None) -> None:
    if mutation is not None:
        install(Mutation.from_argument(mutation))
    logging.disable(logging.CRITICAL)
    DAYS[day](Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
