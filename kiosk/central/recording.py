"""Recording a picture that was written: what it is, and which booth sent it.

The record may be lost in a power cut: whoever hands in the manifest is told then that the picture is missing
and sends it again. So nobody waits for the disk here. A submission's commit does, and everything that was
committed before it lies before it in the database's log.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import BigInteger, Integer, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from kiosk.central.central import Central
from kiosk.central.database import add_if_new, is_postgresql, lock_key
from kiosk.central.holds import blob_name, hold_blob
from kiosk.central.prepared import Prepared
from kiosk.central.tables import Blob, BlobHolder


@dataclass(frozen=True)
class Sent:
    """A picture that a booth sent and that lies in the blob store."""

    sha256: str
    device: str
    size_bytes: int
    width_px: int
    height_px: int


_HELD = (
    select(
        # As hold_blob does, until this one statement is committed; without waiting for the disk.
        func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)).label("held"),
        literal_column("set_config('synchronous_commit', 'off', true)").label("unhurried"),
    )
    .cte("held")
    .prefix_with("MATERIALIZED")
)
_BLOB = (
    insert(Blob)
    .from_select(
        ["sha256", "bytes", "width", "height", "received_at"],
        select(
            bindparam("sha256"),
            bindparam("size", type_=Integer),
            bindparam("width", type_=Integer),
            bindparam("height", type_=Integer),
            bindparam("now"),
        ).select_from(_HELD),
    )
    .on_conflict_do_nothing()
    .cte("recorded")
)
_AT_ONCE = Prepared(
    insert(BlobHolder)
    .from_select(["sha256", "device"], select(bindparam("sha256"), bindparam("device")).select_from(_HELD))
    .on_conflict_do_nothing()
    .add_cte(_BLOB)
)
"""All of it on PostgreSQL: one way to the database and back."""


def record_picture(central: Central, picture: Sent) -> None:
    """Record a picture, and that this booth sent it; each is recorded once."""
    now = central.timestamp()
    if not is_postgresql(central.engine):
        central.together(partial(_record, picture, now), losable=True)
        return
    _AT_ONCE.run_alone(
        central.engine,
        key=lock_key(blob_name(picture.sha256)),
        sha256=picture.sha256,
        device=picture.device,
        size=picture.size_bytes,
        width=picture.width_px,
        height=picture.height_px,
        now=now,
    )


def _record(picture: Sent, now: str, db: Session) -> None:
    hold_blob(db, picture.sha256)
    connection = db.connection()
    add_if_new(
        connection,
        Blob,
        sha256=picture.sha256,
        bytes=picture.size_bytes,
        width=picture.width_px,
        height=picture.height_px,
        received_at=now,
    )
    add_if_new(connection, BlobHolder, sha256=picture.sha256, device=picture.device)
