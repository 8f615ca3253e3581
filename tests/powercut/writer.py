"""A booth's working day in a minute, to be recorded: ``python -m tests.powercut.writer FOLDER [MUTATION]``.

Only the standard library is imported before the mutation is in place.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from tests.powercut.mutate import Mutation, install


def work(folder: Path) -> None:
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
    tell("secret")
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
    saved(store)
    done(store, "idle")
    store.close()


def main(folder: str, mutation: str | None = None) -> None:
    if mutation is not None:
        install(Mutation.from_argument(mutation))
    logging.disable(logging.CRITICAL)
    work(Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
