"""Pages for a student's own phone: opened by a booth, filled in once, erased once the booth has it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.central.central import Central
from kiosk.central.database import hold
from kiosk.central.tables import HandoffRow
from kiosk.digest import sha256_hex

TOKEN_BYTES = 18
"""144 random bits: not to be guessed in the ten minutes it lives, and short enough for a coarse QR code."""
MAX_TRIES = 20
"""So often may one page be sent in, right or wrong; somebody who needs more asks at the booth."""


@dataclass(frozen=True)
class Opened:
    """A new page; ``token`` is told to the booth only, the server keeps its digest."""

    id: str
    token: str
    expires_at: str


@dataclass(frozen=True)
class PhonePage:
    """A page that a phone may fill in now."""

    id: str
    kind: str
    campaign: str
    language: str


@dataclass(frozen=True)
class PickedUp:
    """What the booth finds: None of ``fields`` as long as the phone has sent nothing."""

    fields: dict[str, str] | None


def open_handoff(central: Central, device: str, kind: str, campaign: str, language: str) -> Opened:
    """Make a page; whatever this booth had open before belongs to a session that is over."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires = central.clock.now() + timedelta(minutes=central.settings.handoff_minutes)
    opened = Opened(secrets.token_hex(16), token, expires.isoformat(timespec="milliseconds"))
    with central.session() as db, db.begin():
        hold(db, f"hand-off {device}")
        forget_expired(db, central.timestamp())
        db.execute(delete(HandoffRow).where(HandoffRow.device == device))
        db.add(
            HandoffRow(
                id=opened.id,
                token_sha256=sha256_hex(token.encode()),
                device=device,
                campaign=campaign,
                kind=kind,
                language=language,
                expires_at=opened.expires_at,
            )
        )
    return opened


def page_of(central: Central, token: str) -> PhonePage | None:
    """Return the page of a token; None when it was never given, has expired or was used: all alike."""
    with central.session() as db:
        row = _open_row(db, token, central.timestamp())
        return None if row is None else PhonePage(row.id, row.kind, row.campaign, row.language)


def count_try(central: Central, token: str) -> PhonePage | None:
    """Return the page of a token and count that something is sent in; None also after too many tries."""
    with central.session() as db, db.begin():
        forget_expired(db, central.timestamp())
        row = _open_row(db, token, central.timestamp(), lock=True)
        if row is None or row.tries >= MAX_TRIES:
            return None
        row.tries += 1
        return PhonePage(row.id, row.kind, row.campaign, row.language)


def fill(central: Central, token: str, fields: dict[str, str]) -> bool:
    """Keep what the phone sent for the booth; False when the page is no more, or was filled in meanwhile."""
    with central.session() as db, db.begin():
        row = _open_row(db, token, central.timestamp(), lock=True)
        if row is None:
            return False
        row.fields = json.dumps(fields, ensure_ascii=False)
        return True


def look(central: Central, device: str, id_: str) -> PickedUp | None:
    """Return what the booth's own page holds; None when it is no more."""
    with central.session() as db, db.begin():
        forget_expired(db, central.timestamp())
        row = db.get(HandoffRow, id_)
        if row is None or row.device != device:
            return None
        return PickedUp(None if row.fields is None else json.loads(row.fields))


def close(central: Central, device: str, id_: str) -> None:
    """Erase a booth's page with its contents; one that is gone is fine."""
    with central.session() as db, db.begin():
        db.execute(delete(HandoffRow).where(HandoffRow.id == id_, HandoffRow.device == device))


def forget_expired(db: Session, now: str) -> None:
    """Erase what nobody picked up in time, within the caller's transaction."""
    expired = select(HandoffRow.id).where(HandoffRow.expires_at <= now)
    ids = list(db.scalars(expired.with_for_update(skip_locked=True)))  # others are at it as well
    if ids:
        db.execute(delete(HandoffRow).where(HandoffRow.id.in_(ids)))


def _open_row(db: Session, token: str, now: str, lock: bool = False) -> HandoffRow | None:
    query = select(HandoffRow).where(HandoffRow.token_sha256 == sha256_hex(token.encode()))
    row = db.scalar(query.with_for_update() if lock else query)
    return row if row is not None and row.expires_at > now and row.fields is None else None
