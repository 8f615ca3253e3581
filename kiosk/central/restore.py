"""Putting a backup in an empty place: proven first, and nothing comes back that was withdrawn."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from kiosk.central.audit import record
from kiosk.central.backup import DATABASE
from kiosk.central.blobs import BlobStore, DirectoryBlobs
from kiosk.central.database import open_sqlite
from kiosk.central.keys import load_keys
from kiosk.central.places import open_blobs, open_engine
from kiosk.central.portable import compact, copy_rows
from kiosk.central.settings import CentralSettings
from kiosk.central.snapshots import Snapshot, claimed_blobs, list_snapshots
from kiosk.central.tables import (
    CampaignRow,
    EnrolmentCode,
    HandoffRow,
    Lease,
    Notice,
    RateCall,
    RosterVersion,
    Staff,
    StaffSession,
    Submission,
)
from kiosk.central.withdrawn import Withdrawn, apply_withdrawn, read_withdrawn
from kiosk.digest import sha256_hex
from kiosk.durable import remove_durably, sync_directory, write_durably
from kiosk.errors import KioskError

RESTORING = ".restoring"
"""Suffix of a place that is being filled; whatever a crash left there is removed by the next attempt."""
CURSOR_JUMP = 10_000_000
"""More changes than any server makes between two backups: the feed's cursors that booths hold are all
behind it, so every booth is told every state once more."""
VERSION_JUMP = 1_000
"""Likewise for campaigns and rosters, of which booths take newer ones only."""


@dataclass(frozen=True)
class Restored:
    """What was put back; ``withdrawn`` counts submissions that were in the snapshot and stay erased."""

    snapshot: Snapshot
    submissions: int
    blobs: int
    withdrawn: int


def choose(folder: Path, name: str | None) -> Snapshot:
    """Return the newest snapshot of a backup folder, or the one that is named.

    Raises
    ------
    KioskError
        ``backup-none``.
    """
    found = [one for one in list_snapshots(folder) if name in (None, one.folder.name)]
    if not found:
        raise KioskError(
            "backup-none",
            f"There is no {'finished backup' if name is None else 'backup of that name'} in {folder}.",
            "Name the folder that was given to: kiosk central backup.",
        )
    return found[-1]


def restore(
    folder: Path,
    snapshot: Snapshot,
    data: Path,
    keys: Mapping[str, bytes],
    now: str,
    settings: CentralSettings,
) -> Restored:
    """Fill the empty place ``data`` with a snapshot, its pictures and the server's keys.

    The place gets its name only when everything is there and proven. Where the settings name a database
    server or an object store, rows and pictures go there instead: also those of a backup of files.

    Parameters
    ----------
    keys
        File name → content of the server's key files.

    Raises
    ------
    KioskError
        ``restore-not-empty``, ``backup-damaged``, ``backup-withdrawn``, ``central-not-set-up`` when the
        keys are none.
    OSError
        When the place cannot be written.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise KioskError(
            "restore-not-empty",
            f"{data} is not empty: what lies there is never overwritten.",
            "Name a new folder with --data, or move the old one away.",
        )
    withdrawn = read_withdrawn(folder)
    if fault := snapshot.fault():
        raise damaged(fault)
    part = data.with_name(data.name + RESTORING)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    for name, content in keys.items():
        write_durably(part / Path(name).name, content)
    load_keys(part)
    shutil.copyfile(snapshot.database, part / DATABASE)
    (part / DATABASE).chmod(0o600)
    erased = _bring_up_to_date(part / DATABASE, withdrawn, now)
    pictures = open_blobs(settings.blobs, part)
    blobs = copy_pictures(folder, part / DATABASE, pictures, snapshot.manifest.missing)
    if settings.database:
        _move_rows(part / DATABASE, settings.database)
    _sync_tree(part)
    if data.exists():
        data.rmdir()
    os.replace(part, data)
    sync_directory(data.parent)
    return Restored(snapshot, snapshot.manifest.submissions - erased, blobs, erased)


def copy_pictures(folder: Path, database: Path, blobs: BlobStore, missing: tuple[str, ...]) -> int:
    """Copy the pictures a restored database claims; return how many. ``missing`` were not backed up.

    Raises
    ------
    KioskError
        ``backup-damaged``.
    """
    pool, copied = DirectoryBlobs(folder / "blobs"), 0
    for sha256 in claimed_blobs(database):
        data = pool.get(sha256)
        if data is not None and sha256_hex(data) == sha256:
            blobs.put(sha256, data)
            copied += 1
        elif sha256 not in missing:
            raise damaged(f"picture {sha256[:12]}… is missing or not what was written")
    return copied


def _move_rows(database: Path, where: str) -> None:
    """Copy every row to an empty database server, all or none, and remove the file they came from."""
    source, target = open_sqlite(database), open_engine(where, database.parent)
    try:
        with source.connect() as rows, target.begin() as connection:
            if connection.scalar(select(func.count()).select_from(Staff)):
                raise KioskError(
                    "restore-not-empty",
                    "The database holds a server already: it is never overwritten.",
                    "Name an empty database.",
                )
            copy_rows(rows, connection)
    finally:
        source.dispose()
        target.dispose()
    remove_durably(database)


def damaged(fault: str) -> KioskError:
    """Return the error of a backup that does not hold what its manifest says."""
    return KioskError(
        "backup-damaged",
        f"This backup is damaged: {fault}.",
        "Take an older one with --snapshot, or the copy on another volume.",
    )


def _bring_up_to_date(database: Path, withdrawn: Withdrawn, now: str) -> int:
    """Migrate the copy, erase what was withdrawn, and put it after everything booths have seen."""
    engine = open_sqlite(database)
    try:
        with Session(engine) as db, db.begin():
            held = set(db.scalars(select(Submission.id).where(Submission.erased_at.is_(None))))
            apply_withdrawn(db, withdrawn, now)
            db.execute(update(Submission).values(changed=Submission.changed + CURSOR_JUMP))
            # A notice is void when its submission's cursor is another: it goes along.
            db.execute(update(Notice).values(change=Notice.change + CURSOR_JUMP))
            for row in db.scalars(select(CampaignRow)):
                row.version += VERSION_JUMP
                row.document = _with_version(row.document, row.version)
            db.execute(update(RosterVersion).values(version=RosterVersion.version + VERSION_JUMP))
            for passing in (StaffSession, EnrolmentCode, HandoffRow, Lease, RateCall):
                db.execute(delete(passing))  # log-ins, codes, phones' pages and turns of another time
            record(db, now, "restore", "restored", "server", f"{len(held)} submissions")
            db.flush()
    finally:
        engine.dispose()
    compact(database)
    return len(held & withdrawn.erased.keys())


def _with_version(document: str, version: int) -> str:
    return json.dumps({**json.loads(document), "version": version}, ensure_ascii=False, sort_keys=True)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_directory(path)
    sync_directory(folder)
