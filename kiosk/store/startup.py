"""What the store puts right when it opens: leases, leftovers, lost rows, lost files."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from kiosk.durable import sync_directory, write_durably
from kiosk.log import short_id
from kiosk.sqlite import BESIDE, sqlite3
from kiosk.store import ledger, schema
from kiosk.store.salvage import salvage
from kiosk.store.sealed_files import SealedFiles
from kiosk.store.submission import Delivery
from kiosk.store.withdrawals import Withdrawals

log = logging.getLogger(__name__)


def open_database(path: Path, now: datetime) -> schema.Database:
    """Open the database; one that cannot be read is set aside, never deleted, and a new one begun.

    What can still be read of it is kept; :func:`tidy` then rebuilds the rest from the sealed files.
    """
    if not path.exists() or path.stat().st_size == 0:
        set_aside(path, now, ("-wal", "-shm"))  # of a database that is gone: SQLite would drop them
    try:
        return schema.connect(path)
    except schema.Unreadable:
        aside = set_aside(path, now)
        database = schema.connect(path)
        kept = salvage(aside, database)
        log.error("the database was unreadable: set aside, %d rows kept, the rest from the files", kept)
        return database


def set_aside(path: Path, now: datetime, parts: tuple[str, ...] = (*BESIDE, "")) -> Path:
    """Give what is there of a database another name, and return that.

    Journals first: another database must never find them and take them for its own.
    """
    aside = path.with_name(f"{path.name}.unreadable-{now:%Y%m%dT%H%M%S%f}")
    there = [suffix for suffix in parts if path.with_name(path.name + suffix).exists()]
    for suffix in there:
        path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    if there:
        sync_directory(path.parent)
    return aside


def remember_device(db: sqlite3.Connection, note: Path, device: str) -> None:
    """Write the booth's id into the database and beside it."""
    write_durably(note, device.encode("ascii"))
    with schema.immediate(db):
        ledger.set_meta(db, "device", device)


def tidy(
    db: sqlite3.Connection, files: SealedFiles, withdrawals: Withdrawals, device: str, now: datetime
) -> None:
    """Make rows and files agree again after whatever ended the last run.

    - ``sending`` becomes ``queued``: the lease died with its process;
    - a half-written file is removed;
    - a sealed file without a row gets its row back (the crash came between file and row, or the
      database was lost); its person had confirmed it, and the server keeps it once;
    - what was noted as withdrawn is withdrawn, also when the database that knew it is gone;
    - a file of a purged row is destroyed (the crash came between row and file);
    - a row that should have a file and has none is quarantined.
    """
    files.drop_unfinished()
    present = files.ids()
    known = {id_: ledger.state(db, id_) for id_ in present}
    with schema.immediate(db):
        for id_ in ledger.ids_in(db, Delivery.SENDING):
            ledger.transition(db, id_, Delivery.SENDING, Delivery.QUEUED, "restarted", now)
        for id_, header in files.headers(frozenset(i for i in present if known[i] is None)):
            if header is None or header.context.device != device:
                log.error("a sealed file is unreadable and stays where it is: %s", short_id(id_))
                continue
            # Two files of one number: a save that failed on a failing disk, or a database from a backup.
            ledger.insert(db, ledger.with_free_seq(db, header.context), now, "rebuilt")
        withdrawals.apply(db, now)
        for holding in (Delivery.QUEUED, Delivery.BLOCKED, Delivery.ACCEPTED):
            for id_ in ledger.ids_in(db, holding):
                if id_ not in present:
                    ledger.transition(db, id_, holding, Delivery.QUARANTINED, "file-missing", now)
                    log.error("a sealed file is missing: %s", short_id(id_))
    for id_ in present:
        if known[id_] is Delivery.PURGED:
            files.destroy(id_)
