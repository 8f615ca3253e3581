"""The central server's parts, put together once and handed to every route."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy import BigInteger, Engine, bindparam, func, literal_column, select
from sqlalchemy.orm import Session, sessionmaker

from kiosk.central.blobs import BlobStore
from kiosk.central.database import hold, is_postgresql, lock_key
from kiosk.central.groups import Groups
from kiosk.central.keys import CentralKeys, create_keys, derived_key, load_keys
from kiosk.central.losable import LOSABLE
from kiosk.central.numbers import PURPOSE as NUMBERS
from kiosk.central.numbers import digest_earlier_numbers
from kiosk.central.passwords import first_password, hash_password
from kiosk.central.places import open_blobs, open_engine
from kiosk.central.portrait_seal import PURPOSE as PORTRAITS
from kiosk.central.portrait_seal import PortraitSeal
from kiosk.central.prepared import Prepared
from kiosk.central.roles import Role
from kiosk.central.settings import CentralSettings, load_central_settings
from kiosk.central.tables import EnrolmentCode, Installation, Staff, Submission
from kiosk.central.turns import READING
from kiosk.clock import Clock
from kiosk.digest import sha256_hex
from kiosk.durable import make_directory
from kiosk.errors import KioskError
from kiosk.receipt import key_id, public_bytes

T = TypeVar("T")

_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters without 0/O and 1/I, so that a code can be read out."""
_CODE_GROUPS, _CODE_GROUP = 3, 4
FIRST_STAFF = "admin"
_TURN = (
    select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)).label("turn"))
    .cte("turn")
    .prefix_with("MATERIALIZED")
)
_NEXT_CHANGE = Prepared(select(func.nextval(literal_column("'submission_change'"))).select_from(_TURN))
"""Waits, then counts, in one way there and back."""
_NEWEST_CHANGE = Prepared(select(func.max(Submission.changed)))


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

    def together(self, work: Callable[[Session], T], losable: bool = False) -> T:
        """Carry out ``work`` in a transaction that it may share (:class:`kiosk.central.groups.Groups`)."""
        return self._groups.carry_out(work, losable)

    def reading(self) -> Session:
        """Return a session that only reads, and so waits for no writer's turn."""
        return self._reading()

    @cached_property
    def _writing(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine)

    @cached_property
    def _groups(self) -> Groups:
        losable = sessionmaker(self.engine.execution_options(**{LOSABLE: True}))
        return Groups(self.session, losable, together=not is_postgresql(self.engine))

    @cached_property
    def _reading(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine.execution_options(**{READING: True}))

    @cached_property
    def number_key(self) -> bytes:
        """Under which student numbers are digested (:mod:`kiosk.central.numbers`)."""
        return derived_key(self.keys, NUMBERS)

    @cached_property
    def portraits(self) -> PortraitSeal:
        """What seals enrolment photos in the database."""
        return PortraitSeal(derived_key(self.keys, PORTRAITS))

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

    Every process and machine on one database has the same keys in its folder.

    Raises
    ------
    KioskError
        ``central-not-set-up``, ``central-keys-foreign`` or those of :mod:`kiosk.central.places`.
    """
    keys = load_keys(data)
    engine = open_engine(settings.database, data)
    try:
        with sessionmaker(engine)() as db, db.begin():
            hold(db, "set up")
            _check_key(db, key_id(public_bytes(keys.signing)))
        central = Central(settings, clock, keys, engine, open_blobs(settings.blobs, data))
        digest_earlier_numbers(engine, central.number_key)
        return central
    except BaseException:
        engine.dispose()
        raise


def set_up(data: Path, settings: CentralSettings | None = None) -> FirstSecrets | None:
    """Make keys and the first staff member; None when the database was set up before.

    ``settings`` say which database it is, by default those of the configuration.
    """
    make_directory(data)
    data.chmod(0o700)  # names and photos lie below: nobody else on this machine reads them
    engine = open_engine((settings or load_central_settings()).database, data)
    try:
        password = first_password()
        with sessionmaker(engine)() as db, db.begin():
            hold(db, "set up")
            if db.scalar(select(func.count()).select_from(Staff)):
                return None
            # Keys first: a crash before the commit makes them anew, after it they are there.
            private = create_keys(data)
            db.add(Staff(name=FIRST_STAFF, password=hash_password(password), role=Role.ADMINISTRATOR))
        return FirstSecrets(FIRST_STAFF, password, private)
    finally:
        engine.dispose()


def new_enrolment_code(central: Central, device: str | None = None, campaigns: str | None = None) -> str:
    """Make a one-time code of 60 random bits; only its hash is kept.

    Parameters
    ----------
    device
        A booth that lost its keys: the code is for it alone, and lets it come back with new ones.
    campaigns
        What the booth will serve, as :meth:`kiosk.central.bound.Served.as_column` says it.
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
                campaigns=campaigns,
            )
        )
    return code


def next_change(db: Session, device: str) -> int:
    """Return the next cursor of a booth's feed, within the caller's transaction.

    A booth that has read up to a number must never miss one below it, so what concerns the same booth is
    committed in the order of these numbers: whoever comes next waits here until this transaction ends. So
    it is asked for late. Booths do not wait for each other.
    """
    if is_postgresql(db):
        return int(_NEXT_CHANGE.rows(db.connection(), key=lock_key(f"feed {device}"))[0][0])
    db.flush()
    return (_NEWEST_CHANGE.rows(db.connection())[0][0] or 0) + 1


def _check_key(db: Session, key: str) -> None:
    """Note which key the receipts are signed with; another one is refused, booths trust the first only."""
    row = db.get(Installation, 1)
    if row is None:
        db.add(Installation(id=1, receipt_key=key))
    elif row.receipt_key != key:
        raise KioskError(
            "central-keys-foreign",
            "The keys in the server's folder are not those that this database was set up with.",
            "Copy the keys of the first machine's folder here; without them booths believe no receipt.",
        )
