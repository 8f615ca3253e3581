"""Removing pictures that belong to nothing, while booths send more: by age, one picture at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import select

from kiosk.central.central import Central
from kiosk.central.holds import hold_blob
from kiosk.central.tables import Blob, SubmissionBlob

BATCH = 500
"""Names asked of the database at once."""


def sweep(central: Central) -> int:
    """Remove pictures nobody claimed in time and old files without a row; return how many went.

    Safe beside running servers: what is younger than ``unclaimed_blob_hours`` may be about to be claimed
    and stays.
    """
    oldest = central.clock.now() - timedelta(hours=central.settings.unclaimed_blob_hours)
    claimed = select(SubmissionBlob.sha256)
    with central.session() as db:
        unclaimed = list(
            db.scalars(
                select(Blob.sha256).where(
                    Blob.received_at < oldest.isoformat(timespec="milliseconds"), Blob.sha256.not_in(claimed)
                )
            )
        )
    gone = []
    for sha256 in unclaimed:
        with central.session() as db, db.begin():
            row = db.get(Blob, sha256, with_for_update=True)  # whoever claims it now has to wait …
            links = select(SubmissionBlob.role).where(SubmissionBlob.sha256 == sha256).limit(1)
            if row is not None and db.scalar(links) is None:  # … or has claimed it already
                db.delete(row)
                gone.append(sha256)
    removed = remove_files(central, gone)
    for names in _batches(central.blobs.names_before(oldest)):
        with central.session() as db:
            known = set(db.scalars(select(Blob.sha256).where(Blob.sha256.in_(names))))
        removed += remove_files(central, (name for name in names if name not in known))
    return removed


def remove_files(central: Central, names: Iterable[str]) -> int:
    """Remove the files of pictures that have no row any more; return how many went.

    Each under a lock that recording a picture takes too: a row is never made for a
    file that is just being removed.
    """
    removed = 0
    for name in names:
        with central.session() as db, db.begin():
            hold_blob(db, name)
            if db.get(Blob, name) is None:
                central.blobs.remove(name)
                removed += 1
    return removed


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, BATCH)):
        yield batch
