"""The central server's parts, put together once and handed to every route."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from kiosk.central.blobs import BlobStore, DirectoryBlobs
from kiosk.central.database import open_sqlite
from kiosk.central.keys import CentralKeys, create_keys, load_keys
from kiosk.central.passwords import first_password, hash_password
from kiosk.central.roles import Role
from kiosk.central.settings import CentralSettings
from kiosk.central.tables import Blob, EnrolmentCode, Staff, Submission, SubmissionBlob
from kiosk.central.turns import READING
from kiosk.clock import Clock
from kiosk.digest import sha256_hex

_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters without 0/O and 1/I, so that a code can be read out."""
_CODE_GROUPS, _CODE_GROUP = 3, 4
FIRST_STAFF = "admin"


@dataclass(frozen=True, eq=False)
class Central:
    """Everything a route needs.

    ``rehearsal`` lets administrators in from this very machine without a second factor; a server that
    anybody else reaches is never started so.
    """

    settings: CentralSettings
    clock: Clock
    keys: CentralKeys
    engine: Engine
    blobs: BlobStore
    rehearsal: bool = False

    def session(self) -> Session:
        """Return a database session; use as ``with central.session() as db, db.begin():``."""
        return self._writing()

    def reading(self) -> Session:
        """Return a session that only reads, and so waits for no writer's turn."""
        return self._reading()

    @cached_property
    def _writing(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine)

    @cached_property
    def _reading(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine.execution_options(**{READING: True}))

    def timestamp(self) -> str:
        """Return the time now, RFC 3339 in UTC."""
        return self.clock.now().isoformat(timespec="milliseconds")

    def close(self) -> None:
        self.engine.dispose()


@dataclass(frozen=True)
class FirstSecrets:
    """What setting up prints once: the first staff member, and where the private recovery key lies."""

    staff: str
    password: str
    recovery_private: Path


def open_central(data: Path, settings: CentralSettings, clock: Clock) -> Central:
    """Open a data folder that was set up and bring its database to this version.

    Raises
    ------
    KioskError
        ``central-not-set-up``.
    """
    keys = load_keys(data)
    return Central(settings, clock, keys, open_sqlite(data / "central.db"), DirectoryBlobs(data / "blobs"))


def set_up(data: Path) -> FirstSecrets | None:
    """Make keys and the first staff member; None when the folder was set up before."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)  # names and photos lie below: nobody else on this machine reads them
    engine = open_sqlite(data / "central.db")
    try:
        password = first_password()
        with sessionmaker(engine)() as db, db.begin():
            if db.scalar(select(func.count()).select_from(Staff)):
                return None
            # Keys first: a crash before the commit makes them anew, after it they are there.
            private = create_keys(data)
            db.add(Staff(name=FIRST_STAFF, password=hash_password(password), role=Role.ADMINISTRATOR))
        return FirstSecrets(FIRST_STAFF, password, private)
    finally:
        engine.dispose()


def new_enrolment_code(central: Central, device: str | None = None) -> str:
    """Make a one-time code of 60 random bits; only its hash is kept.

    Parameters
    ----------
    device
        A booth that lost its keys: the code is for it alone, and lets it come back with new ones.
    """
    groups = [
        "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_GROUP)) for _ in range(_CODE_GROUPS)
    ]
    code = "-".join(groups)
    expires = central.clock.now() + timedelta(minutes=central.settings.enrolment_code_minutes)
    with central.session() as db, db.begin():
        db.add(
            EnrolmentCode(
                code_sha256=sha256_hex(code.encode()),
                expires_at=expires.isoformat(timespec="milliseconds"),
                device=device,
            )
        )
    return code


def next_change(db: Session) -> int:
    """Return the next cursor of the feed, within the caller's transaction."""
    return (db.scalar(select(func.max(Submission.changed))) or 0) + 1


def sweep(central: Central) -> None:
    """Remove pictures nobody claimed in time and files without a row; before the server takes calls."""
    oldest = central.clock.now() - timedelta(hours=central.settings.unclaimed_blob_hours)
    with central.session() as db, db.begin():
        claimed = select(SubmissionBlob.sha256)
        unclaimed = select(Blob).where(
            Blob.received_at < oldest.isoformat(timespec="milliseconds"), Blob.sha256.not_in(claimed)
        )
        for blob in db.scalars(unclaimed):
            db.delete(blob)
        db.flush()
        known = frozenset(db.scalars(select(Blob.sha256)))
    central.blobs.keep_only(known)
