"""Backing up a server that goes on serving: a consistent snapshot, its pictures, and what was withdrawn."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import select

from kiosk.central.blobs import DirectoryBlobs
from kiosk.central.central import Central
from kiosk.central.portable import snapshot
from kiosk.central.sealed_keys import seal_keys
from kiosk.central.snapshots import (
    KEYS,
    SNAPSHOTS,
    Manifest,
    Snapshot,
    claimed_blobs,
    counts_of,
    digest_of,
    folder_name,
    forget,
    forget_withdrawn,
    list_snapshots,
    list_unreadable,
    remove_snapshot,
    write_manifest,
)
from kiosk.central.tables import SubmissionBlob
from kiosk.central.withdrawn import Withdrawn, read_withdrawn, withdrawn_in, write_withdrawn
from kiosk.digest import sha256_hex
from kiosk.durable import PART, remove_durably, sync_directory, write_durably
from kiosk.errors import KioskError

log = logging.getLogger(__name__)

DATABASE = "central.db"


@dataclass(frozen=True)
class Made:
    """A backup that was made, how many pictures it added to the pool, and how many snapshots were removed.

    ``unreadable`` are earlier snapshots that nobody can tell what they have: until they are mended or gone,
    no picture leaves the pool.
    """

    snapshot: Snapshot
    copied: int
    removed: int
    unreadable: tuple[str, ...] = ()


def back_up(central: Central, folder: Path, keep: int, keys_of: Path | None, passphrase: str = "") -> Made:
    """Add a snapshot to a backup folder and bring the older ones up to date with what was withdrawn.

    Parameters
    ----------
    keep
        So many snapshots stay, this one included; pictures that none of them has go as well.
    keys_of
        The server's folder, to put its keys in under ``passphrase``; None leaves them out.

    Raises
    ------
    KioskError
        ``backup-running``, ``passphrase-short``, ``backup-withdrawn``.
    OSError
        When the folder cannot be written.
    """
    sealed = None if keys_of is None else seal_keys(keys_of, passphrase)
    with _alone(folder):
        pool = DirectoryBlobs(folder / "blobs")
        name = folder_name(central.clock.now())
        part = folder / SNAPSHOTS / (name + PART)
        part.mkdir(mode=0o700)
        snapshot(central.engine, part / DATABASE)
        missing, copied = _copy_pictures(central, part / DATABASE, pool)
        # Read after the pictures: who was erased while they were copied is not in the snapshot either.
        with central.session() as db:
            withdrawn = withdrawn_in(db).with_older(read_withdrawn(folder))
        write_withdrawn(folder, withdrawn)
        forget_withdrawn(part / DATABASE, withdrawn, central.timestamp())
        made = _finish(part, name, central.timestamp(), missing, sealed)
        removed = _tidy(folder, pool, withdrawn, keep, central.timestamp())
        unreadable = tuple(list_unreadable(folder))
    return Made(made, copied, removed, unreadable)


def pass_on_withdrawals(central: Central, folder: Path) -> tuple[str, ...]:
    """Bring what was withdrawn into the backups there are, without making another: cheap enough to be
    done every few minutes. Return the names of those it could not be brought into."""
    with _alone(folder):
        with central.session() as db:
            withdrawn = withdrawn_in(db).with_older(read_withdrawn(folder))
        write_withdrawn(folder, withdrawn)
        count = len(list_snapshots(folder))
        _tidy(folder, DirectoryBlobs(folder / "blobs"), withdrawn, max(count, 1), central.timestamp())
        return tuple(list_unreadable(folder))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep two backups into one folder apart, and remove what a crash left half made."""
    (folder / SNAPSHOTS).mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)  # names and photos lie below
    try:
        with FileLock(folder / ".lock", timeout=0):
            for left in (folder / SNAPSHOTS).glob("*" + PART):
                for path in left.iterdir():
                    remove_durably(path)
                left.rmdir()
            yield
    except Timeout as error:
        raise KioskError(
            "backup-running", "Another backup into this folder is running.", "Wait until it is done."
        ) from error


def _copy_pictures(central: Central, database: Path, pool: DirectoryBlobs) -> tuple[tuple[str, ...], int]:
    """Copy what the pool has not yet; return what the server itself has not, and how many were copied."""
    missing, copied = [], 0
    for sha256 in claimed_blobs(database):
        if pool.has(sha256):
            continue
        data = central.blobs.get(sha256)
        if data is not None and sha256_hex(data) == sha256:
            pool.put(sha256, data)  # durable, and read back
            copied += 1
        elif _still_claimed(central, sha256):
            missing.append(sha256)
    return tuple(missing), copied


def _still_claimed(central: Central, sha256: str) -> bool:
    """Whether a picture should be there; else its submission was erased while this backup was made."""
    with central.session() as db:
        query = select(SubmissionBlob.submission).where(SubmissionBlob.sha256 == sha256).limit(1)
        return db.scalar(query) is not None


def _finish(part: Path, name: str, now: str, missing: tuple[str, ...], sealed: bytes | None) -> Snapshot:
    counts = counts_of(part / DATABASE)
    sha256 = {DATABASE: digest_of(part / DATABASE)}
    if sealed is not None:
        write_durably(part / KEYS, sealed)
        sha256[KEYS] = sha256_hex(sealed)
    keys = None if sealed is None else KEYS
    manifest = Manifest(made_at=now, database=DATABASE, keys=keys, sha256=sha256, missing=missing, **counts)
    write_manifest(part, manifest)
    folder = part.with_name(name)
    os.replace(part, folder)
    sync_directory(folder.parent)
    return Snapshot(folder, manifest)


def _tidy(folder: Path, pool: DirectoryBlobs, withdrawn: Withdrawn, keep: int, now: str) -> int:
    """Let go of the oldest snapshots, of withdrawn people in the others, and of pictures of neither."""
    found = list_snapshots(folder)
    for old in found[:-keep]:
        remove_snapshot(old)
    known: set[str] = set()
    for kept in found[-keep:]:
        known.update(claimed_blobs(forget(kept, withdrawn, now).database))
    unreadable = list_unreadable(folder)
    if unreadable:  # their pictures are among those that no other snapshot has
        log.error("backups: unreadable, so no picture is removed: %s", ", ".join(unreadable))
        return max(0, len(found) - keep)
    for path in (folder / "blobs").glob("*/*"):
        if path.name not in known:
            remove_durably(path)
    return max(0, len(found) - keep)
