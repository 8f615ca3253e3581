"""The outbox of notices: written with the decision, sent by a worker, tried again until it arrives."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.central.central import Central
from kiosk.central.notices_settings import NoticeSettings
from kiosk.central.tables import Notice, Submission

_BATCH = 10
"""Notices looked at in one transaction."""


class Channel(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"


class NoticeState(StrEnum):
    """``VOID``: the decision was taken back or replaced before the notice left."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    VOID = "void"


@dataclass(frozen=True)
class Due:
    """A notice that is to be sent now, and the submission's manifest and decision."""

    id: str
    channel: Channel
    tries: int
    submission: str
    campaign: str
    review: str
    reason: str | None
    note: str | None
    rejections: int
    decided_at: str
    manifest: dict[str, Any]


def enqueue(db: Session, central: Central, row: Submission) -> None:
    """Put a settled decision's notices into the outbox, within its transaction.

    They are due when the decision can no longer be taken back.
    """
    settings = central.settings
    email = (json.loads(row.manifest or "{}").get("contact") or {}).get("email")
    wanted = {
        Channel.EMAIL: settings.notices.email.on and bool(email),
        Channel.WEBHOOK: settings.notices.webhook.on,
    }
    now = central.clock.now()
    db.add_all(
        Notice(
            id=str(uuid.uuid4()),
            submission=row.id,
            change=row.changed,
            channel=channel,
            state=NoticeState.WAITING,
            due_at=_text(now + timedelta(seconds=settings.review.undo_s)),
            made_at=_text(now),
        )
        for channel, on in wanted.items()
        if on
    )


def claim(central: Central) -> Due | None:
    """Take the notice that waits longest; None when none is due.

    The time of the next try is set before this one begins, so that a server that dies meanwhile, or a second
    one on the same database, neither loses it nor sends it at once again.
    """
    while True:
        due, looked_at = _claim_one(central)
        if due is not None or looked_at < _BATCH:
            return due


def _claim_one(central: Central) -> tuple[Due | None, int]:
    """Look through the notices that wait longest; return the first that still holds, and how many were seen.

    Only so many: after a long outage thousands are due, and every one looked at is locked for the others.
    """
    now, seen = central.clock.now(), 0
    with central.session() as db, db.begin():
        query = select(Notice).where(Notice.state == NoticeState.WAITING, Notice.due_at <= _text(now))
        # Where several look at once, each takes another one.
        first = query.order_by(Notice.due_at).limit(_BATCH).with_for_update(skip_locked=True)
        for seen, notice in enumerate(db.scalars(first), 1):
            row = db.get_one(Submission, notice.submission)
            if row.changed != notice.change or row.manifest is None:
                notice.state, notice.settled_at = NoticeState.VOID, _text(now)
                continue
            notice.tries += 1
            wait_s = retry_s(central.settings.notices, notice.tries) + central.settings.notices.timeout_s
            notice.due_at = _text(now + timedelta(seconds=wait_s))
            return _due(notice, row), seen
    return None, seen


def _due(notice: Notice, row: Submission) -> Due:
    return Due(
        id=notice.id,
        channel=Channel(notice.channel),
        tries=notice.tries,
        submission=row.id,
        campaign=row.campaign or "",
        review=row.review,
        reason=row.reason,
        note=row.note,
        rejections=row.rejections,
        decided_at=row.decided_at or "",
        manifest=json.loads(row.manifest or ""),
    )


def settle(central: Central, id_: str, fault: str | None, final: bool = False) -> None:
    """Note how a delivery went.

    Parameters
    ----------
    fault
        A short code, None when it arrived; never an address or a server's own words.
    final
        Whether trying again is of no use.
    """
    with central.session() as db, db.begin():
        notice = db.get(Notice, id_, with_for_update=True)
        if notice is None:
            return  # the person was erased while it was under way
        notice.fault = fault
        if fault is None:
            notice.state = NoticeState.SENT
        elif final or notice.tries >= central.settings.notices.give_up_after:
            notice.state = NoticeState.FAILED
        if notice.state != NoticeState.WAITING:
            notice.settled_at = central.timestamp()


def retry_s(settings: NoticeSettings, tries: int) -> float:
    """Return how long to wait after the ``tries``-th try failed, seconds."""
    return float(min(settings.retry_first_s * 2.0 ** (tries - 1), settings.retry_most_s))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
