"""A backup folder: snapshots of the database side by side, their pictures in one pool by digest.

::

    DIR/blobs/ab/abcdef…              every picture of every snapshot, once
    DIR/snapshots/20261121T121314Z/   manifest.json, the database, sealed keys if asked for
    DIR/withdrawn.json                who and what must not come back
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from kiosk.central.database import open_sqlite
from kiosk.central.portable import compact, fault_of, revision_of
from kiosk.central.withdrawn import Withdrawn, apply_withdrawn, holds_withdrawn
from kiosk.digest import sha256_hex
from kiosk.durable import PART, remove_durably, sync_directory, write_durably
from kiosk.sqlite import sqlite3

FORMAT = 1
SNAPSHOTS, MANIFEST, KEYS = "snapshots", "manifest.json", "keys.sealed.json"
_NAME = re.compile(r"\d{8}T\d{6}(\d{3})?Z")


@dataclass(frozen=True)
class Manifest:
    """What a snapshot consists of.

    Attributes
    ----------
    database, keys
        File names; ``keys`` is None where the keys are kept elsewhere.
    sha256
        File name → digest, hex.
    missing
        Pictures that the server itself did not have any more, or not as they were received.
    """

    made_at: str
    revision: str
    database: str
    keys: str | None
    sha256: dict[str, str]
    submissions: int
    blobs: int
    missing: tuple[str, ...]
    format: int = FORMAT


@dataclass(frozen=True)
class Snapshot:
    """A snapshot's folder and what it consists of."""

    folder: Path
    manifest: Manifest

    @property
    def database(self) -> Path:
        return self.folder / self.manifest.database

    def fault(self) -> str:
        """Return what is wrong with its files, empty when they are what was written."""
        for name, sha256 in self.manifest.sha256.items():
            path = self.folder / name
            if not path.is_file():
                return f"{name} is missing"
            if digest_of(path) != sha256:
                return f"{name} is not what was written"
        return fault_of(self.database)


def folder_name(now: datetime) -> str:
    """Return under which name a snapshot made now lies: sorted by name is sorted by time."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z"


def list_snapshots(folder: Path) -> list[Snapshot]:
    """Return the finished snapshots of a backup folder, oldest first; one whose manifest is no manifest
    is left out."""
    read = [(path, _read_manifest(path)) for path in _folders(folder)]
    return [Snapshot(path, manifest) for path, manifest in read if manifest is not None]


def list_unreadable(folder: Path) -> list[str]:
    """Return the names of snapshots whose manifest cannot be read, or is of another version's format.

    What they have is not known, so none of their pictures may go.
    """
    return [path.name for path in _folders(folder) if _read_manifest(path) is None]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write or replace a snapshot's manifest, durably."""
    write_durably(folder / MANIFEST, json.dumps(asdict(manifest), indent=1).encode("utf-8"))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, hex, without holding it in memory."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def claimed_blobs(database: Path) -> list[str]:
    """Return the digests of all pictures that a snapshot's submissions claim; the file is not changed."""
    return [row[0] for row in _rows(database, "SELECT DISTINCT sha256 FROM submission_blob ORDER BY sha256")]


def forget_withdrawn(database: Path, withdrawn: Withdrawn, now: str) -> None:
    """Take out of a database file what was withdrawn, so that no page of it is left."""
    engine = open_sqlite(database)
    try:
        with Session(engine) as db, db.begin():
            apply_withdrawn(db, withdrawn, now)
    finally:
        engine.dispose()
    compact(database)


def forget(snapshot: Snapshot, withdrawn: Withdrawn, now: str) -> Snapshot:
    """Take out of a snapshot what was withdrawn since; the same snapshot when there is nothing to do.

    The new database file is whole before the manifest names it, the old one goes last: a crash leaves one
    or the other, and what it left beside goes first the next time.
    """
    named = {snapshot.manifest.database, *snapshot.manifest.sha256}
    _shred(path for path in snapshot.folder.glob("central*") if path.name not in named)
    if not _holds(snapshot.database, withdrawn, now):
        return snapshot
    fresh = snapshot.folder / f"central-{sha256_hex(now.encode())[:8]}.db"
    shutil.copyfile(snapshot.database, fresh)
    fresh.chmod(0o600)
    forget_withdrawn(fresh, withdrawn, now)
    old, manifest = snapshot.database, snapshot.manifest
    others = {name: sha256 for name, sha256 in manifest.sha256.items() if name != manifest.database}
    manifest = replace(
        manifest, database=fresh.name, sha256={**others, fresh.name: digest_of(fresh)}, **counts_of(fresh)
    )
    write_manifest(snapshot.folder, manifest)
    _shred([old])
    return Snapshot(snapshot.folder, manifest)


def counts_of(database: Path) -> dict[str, Any]:
    """Return the manifest's counts and revision of a snapshot's database."""
    ((submissions,),) = _rows(database, "SELECT count(*) FROM submission WHERE erased_at IS NULL")
    return {
        "submissions": submissions,
        "blobs": len(claimed_blobs(database)),
        "revision": revision_of(database) or "",
    }


def remove_snapshot(snapshot: Snapshot) -> None:
    """Remove a whole snapshot; under another name first, so that half of one is never taken for one."""
    gone = snapshot.folder.with_name(snapshot.folder.name + PART)
    snapshot.folder.rename(gone)
    sync_directory(gone.parent)
    _shred(sorted(gone.iterdir()))
    gone.rmdir()


def _folders(folder: Path) -> list[Path]:
    return [path for path in sorted((folder / SNAPSHOTS).glob("*")) if _NAME.fullmatch(path.name)]


def _read_manifest(folder: Path) -> Manifest | None:
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        data["missing"] = tuple(data["missing"])
        manifest = Manifest(**data)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    names = [*manifest.sha256, manifest.database, *([manifest.keys] if manifest.keys else [])]
    plain = all(Path(name).name == name for name in names)  # nothing outside the snapshot's own folder
    return manifest if plain and manifest.format == FORMAT else None


def _holds(database: Path, withdrawn: Withdrawn, now: str) -> bool:
    """Whether a snapshot still has what was withdrawn; asked without changing the file."""
    with closing(_unchanged(database)) as raw:
        return holds_withdrawn(raw, withdrawn, now)


def _rows(database: Path, query: str) -> list[Any]:
    with closing(_unchanged(database)) as raw:
        return raw.execute(query).fetchall()


def _unchanged(database: Path) -> sqlite3.Connection:
    """Open a file that must stay as it is, byte for byte, and may be of an older version."""
    return sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)


def _shred(paths: Iterable[Path]) -> None:
    for path in paths:
        remove_durably(path)
