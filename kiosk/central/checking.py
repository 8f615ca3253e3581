"""Is everything there that this server gave its word for? Reads all, changes nothing."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.central.audit import verify
from kiosk.central.central import Central
from kiosk.central.database import MIGRATIONS
from kiosk.central.keys import RECOVERY_PRIVATE
from kiosk.central.portable import fault_of, revision_of
from kiosk.central.settings import CentralSettings
from kiosk.central.tables import Blob, Submission, SubmissionBlob
from kiosk.digest import fingerprint, sha256_hex
from kiosk.receipt import Receipt, key_id, public_bytes

MIN_FREE_BYTES = 2 << 30
"""A busy day of one school: 500 submissions of 4 MB. Below it somebody has to act today."""
_BATCH = 500


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    Attributes
    ----------
    code
        Stable kebab-case name.
    wrong
        False for what the server itself puts right, or somebody should know.
    subject
        An id, digest or file name; never personal data.
    """

    code: str
    wrong: bool
    subject: str
    what: str
    do: str


def check_places(data: Path, settings: CentralSettings) -> Iterator[Finding]:
    """Check a database that is a file; a database server looks after its own."""
    if not settings.database:
        yield from check_file(data / "central.db")


def check_file(database: Path) -> Iterator[Finding]:
    """Check the database's file before anything opens it for writing."""
    if fault := fault_of(database):
        yield Finding(
            "database-damaged", True, database.name, fault,
            "Stop the server and restore the newest backup: kiosk central restore.",
        )  # fmt: skip
    held, expected = revision_of(database), newest_revision()
    if held != expected:
        yield Finding(
            "schema-version", True, database.name, f"is at migration {held}, this program at {expected}",
            "Start the server with this version once; a newer file needs the newer program.",
        )  # fmt: skip


def check(central: Central, data: Path) -> Iterator[Finding]:
    """Check keys, rows, pictures, receipts, the audit's chain and the disk of an open server."""
    yield from _modes(data)
    with central.session() as db:
        yield from _submissions(db, central)
        yield from _pictures(db, central)
        found = verify(db)
        if found.fault:
            yield Finding(
                "audit-broken", True, f"line {found.broken_at}", found.fault,
                "Compare with a backup; kiosk central audit verify says more.",
            )  # fmt: skip
    free = shutil.disk_usage(data).free
    if free < MIN_FREE_BYTES:
        yield Finding(
            "disk-low", True, data.name, f"{free / 1e9:.1f} GB are free",
            "Free some space: booths keep their photos as long as this disk takes none.",
        )  # fmt: skip


def newest_revision() -> str:
    """Return the newest migration this program knows."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return str(ScriptDirectory.from_config(config).get_current_head())


def _modes(data: Path) -> Iterator[Finding]:
    for path in [data, *sorted(data.glob("*.key")), *sorted(data.glob("*.db"))]:
        mode = stat.S_IMODE(path.stat().st_mode)
        # A file in a folder that nobody else enters is read by nobody else.
        if path.suffix != ".db" and mode & 0o077:
            yield Finding(
                "file-mode", True, path.name, f"others on this machine may read it ({mode:04o})",
                f"chmod {'700' if path.is_dir() else '600'} {path.name}",
            )  # fmt: skip
    if (data / RECOVERY_PRIVATE).exists():
        yield Finding(
            "recovery-key-here", False, RECOVERY_PRIVATE, "the private recovery key lies on the server",
            "Move it to a safe place off this machine.",
        )  # fmt: skip


def _submissions(db: Session, central: Central) -> Iterator[Finding]:
    own = public_bytes(central.keys.signing)
    keys = {key_id(own): own}
    claims: dict[str, set[str]] = {}
    for link in db.scalars(select(SubmissionBlob)):
        claims.setdefault(link.submission, set()).add(link.sha256)
    for row in db.scalars(select(Submission).execution_options(yield_per=_BATCH)):
        if row.erased_at is not None:
            kept = [row.manifest, row.waiver, row.receipt, row.person_key, row.note]
            if any(part is not None for part in kept) or row.id in claims:
                yield Finding(
                    "tombstone-content", True, row.id, "an erased submission still has content",
                    "Withdraw it once more; if that does not help, tell the maker.",
                )  # fmt: skip
        elif not _receipt_holds(row, claims.get(row.id, set()), keys):
            yield Finding(
                "receipt-invalid", True, row.id, "manifest, pictures and receipt do not fit together",
                "Restore the newest backup in which this check finds nothing.",
            )  # fmt: skip


def _receipt_holds(row: Submission, claimed: set[str], keys: dict[str, bytes]) -> bool:
    try:
        manifest = json.loads(row.manifest or "")
        receipt = Receipt.parse(json.loads(row.receipt or ""))
        named = {manifest["blobs"][role]["sha256"] for role in ("photo", "original")}
    except (ValueError, KeyError, TypeError):
        return False
    whole = fingerprint(manifest)
    return (
        receipt is not None
        and manifest.get("id") == row.id
        and row.fingerprint == whole
        and claimed == named
        and receipt.verifies(row.id, whole, tuple(named), keys)
    )


def _pictures(db: Session, central: Central) -> Iterator[Finding]:
    claimed = set(db.scalars(select(SubmissionBlob.sha256).distinct()))
    known = set()
    for blob in db.scalars(select(Blob).execution_options(yield_per=_BATCH)):
        known.add(blob.sha256)
        data = central.blobs.get(blob.sha256)
        if data is None or sha256_hex(data) != blob.sha256 or len(data) != blob.bytes:
            what = "is missing" if data is None else "is not what was received"
            # Booths send an unclaimed one again by themselves, and a claimed one as long as they have it.
            yield Finding(
                "picture-missing" if data is None else "picture-damaged", blob.sha256 in claimed,
                blob.sha256, what, "Restore this picture from a backup's blobs folder, under the same name.",
            )  # fmt: skip
    for name in central.blobs.names_before(central.clock.now()):
        if name not in known:
            yield Finding(
                "picture-orphan", False, name, "no row knows this file",
                "Nothing: the server removes it when it starts.",
            )  # fmt: skip
