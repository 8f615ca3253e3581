"""Comparing what the booths said with what they and the server have in the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kiosk.bench.crash_told import Told
from kiosk.central.central import Central
from kiosk.central.tables import Blob, Submission, SubmissionBlob
from kiosk.digest import sha256_hex
from kiosk.errors import KioskError
from kiosk.receipt import Receipt
from kiosk.store.store import Store
from kiosk.store.submission import Delivery

KEPT = (Delivery.QUEUED, Delivery.SENDING, Delivery.ACCEPTED, Delivery.BLOCKED)
UNSENT = (Delivery.QUEUED, Delivery.SENDING, Delivery.BLOCKED, Delivery.QUARANTINED, Delivery.WITHDRAWN)


@dataclass(frozen=True)
class Findings:
    """What is wrong, by ids (files by name, audit logs by booth); all empty when nothing is.

    Attributes
    ----------
    lost
        Called saved, and neither the server has it whole nor the booth.
    duplicates
        Pictures of more than one submission, and places in a booth's order given twice.
    bad_receipts
        Receipts that do not verify or are not the server's, and deliveries without one.
    returned
        Withdrawn, and still or again on the server.
    undelivered
        Not on the server although all were given time to deliver.
    dangling
        Rows without their file and files without a row, at booths and server.
    audit_breaks
        Booths whose audit log does not fit its chain.
    """

    lost: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    bad_receipts: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    undelivered: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()
    audit_breaks: tuple[str, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        return Findings(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def nothing(self) -> bool:
        return self == Findings()


@dataclass(frozen=True)
class OnServer:
    """One row of the server; ``fingerprint`` is computed anew, ``whole`` when every picture is there."""

    device: str
    seq: int | None
    fingerprint: str | None
    receipt: Any
    pictures: tuple[str, ...]
    whole: bool

    @property
    def erased(self) -> bool:
        return self.fingerprint is None


def rows_on(central: Central) -> dict[str, OnServer]:
    """Return every submission of the server by its id."""
    with central.session() as db:
        pictures: dict[str, set[str]] = {}
        for link in db.scalars(select(SubmissionBlob)):
            pictures.setdefault(link.submission, set()).add(link.sha256)
        rows = {}
        for row in db.scalars(select(Submission)):
            own = tuple(sorted(pictures.get(row.id, ())))
            rows[row.id] = OnServer(
                row.device,
                row.seq,
                None if row.manifest is None else sha256_hex(row.manifest.encode("utf-8")),
                None if row.receipt is None else json.loads(row.receipt),
                own,
                bool(own) and all(_is_there(central, sha256) for sha256 in own),
            )
    return rows


def of_server(central: Central, data: Path, rows: Mapping[str, OnServer]) -> Findings:
    """Return what is wrong at the server alone."""
    users = Counter(sha256 for row in rows.values() for sha256 in row.pictures)
    places = Counter((row.device, row.seq) for row in rows.values() if row.seq is not None)
    twice = [sha256 for sha256, times in users.items() if times > 1]
    twice += [f"{device} {seq}" for (device, seq), times in places.items() if times > 1]
    with central.session() as db:
        known = set(db.scalars(select(Blob.sha256)))
    files = {path.name for path in (data / "blobs").glob("*/*")}
    dangling = (files ^ known) | (set(users) - known)
    return Findings(duplicates=tuple(sorted(twice)), dangling=tuple(sorted(dangling)))


def of_booth(told: Told, store: Store, keys: Mapping[str, bytes], rows: Mapping[str, OnServer]) -> Findings:
    """Return what is wrong with what one booth said and has; ``keys`` are those pinned at its enrolment."""
    states = {id_: state for state in Delivery for id_ in store.ids_in(state)}
    lost = [
        id_
        for id_, fingerprint in told.saved.items()
        if id_ not in told.withdrawing
        and not (id_ in rows and rows[id_].whole and rows[id_].fingerprint == fingerprint)
        and not (states.get(id_) in KEPT and _opens(store, id_, fingerprint))
    ]
    receipts: list[tuple[str, Any]] = list(told.receipts)
    receipts += [
        (id_, store.receipt(id_))
        for id_, state in states.items()
        if state in (Delivery.ACCEPTED, Delivery.PURGED) and id_ not in told.withdrawing
    ]
    bad = {id_ for id_, receipt in receipts if not _is_good(id_, receipt, keys, rows.get(id_))}
    files = {path.name.removesuffix(".sealed") for path in (store.directory / "sealed").iterdir()}
    holding = {id_ for id_, state in states.items() if state is not Delivery.PURGED}
    return Findings(
        lost=tuple(lost),
        bad_receipts=tuple(sorted(bad)),
        returned=tuple(sorted(id_ for id_ in told.withdrawn if id_ in rows and not rows[id_].erased)),
        undelivered=tuple(sorted(id_ for id_, state in states.items() if state in UNSENT)),
        dangling=tuple(sorted(files ^ holding)),
        audit_breaks=() if store.audit_break() is None else (store.device,),
    )


def _is_there(central: Central, sha256: str) -> bool:
    data = central.blobs.get(sha256)
    return data is not None and sha256_hex(data) == sha256


def _opens(store: Store, id_: str, fingerprint: str) -> bool:
    try:
        return store.open_sealed(id_).fingerprint == fingerprint
    except KioskError:
        return False


def _is_good(id_: str, given: Any, keys: Mapping[str, bytes], row: OnServer | None) -> bool:
    receipt = Receipt.parse(given)
    if receipt is None or row is None:
        return False
    if row.erased:  # the content it spoke of is gone, by the person's own wish
        return receipt.verifies(id_, receipt.fingerprint, receipt.blobs, keys)
    verifies = receipt.verifies(id_, row.fingerprint or "", row.pictures, keys)
    return verifies and given == row.receipt
