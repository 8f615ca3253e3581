"""What the store tells others about the submissions it holds: plain values, no insides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.campaign.standing import Review
from kiosk.store.submission import Delivery


@dataclass(frozen=True)
class Saved:
    """A submission that will survive a power cut: its place in this booth's order, and its fingerprint."""

    id: str
    seq: int
    fingerprint: str
    saved_at: datetime


@dataclass(frozen=True)
class Waiting:
    """A queued submission whose time has come; ``attempts`` counts the tries so far."""

    id: str
    seq: int
    attempts: int


@dataclass(frozen=True)
class Held:
    """An accepted submission; ``held_at`` is when a reconciliation first found it on the server."""

    id: str
    fingerprint: str
    held_at: datetime | None


@dataclass(frozen=True, eq=False)
class Parcel:
    """An opened submission, ready to send.

    Attributes
    ----------
    manifest
        The canonical JSON, exactly the bytes that were fingerprinted.
    consents
        The purposes consented to, from the manifest.
    blobs
        SHA-256 hex → picture bytes.
    """

    id: str
    fingerprint: str
    manifest: bytes
    consents: tuple[str, ...]
    blobs: Mapping[str, bytes]


@dataclass(frozen=True)
class Depth:
    """How the queue stands, for the operator and the heartbeat.

    ``withdrawn`` are those the server has still to be told of, superseded ones too; ``backup`` is a
    :class:`kiosk.store.second_volume.BackupState`.
    """

    queued: int
    blocked: int
    quarantined: int
    withdrawn: int
    oldest_queued_at: datetime | None
    last_seq: int
    free_bytes: int
    audit_head: str
    backup: str = "off"


@dataclass(frozen=True)
class HeldUp:
    """A submission that waits for staff; ``reason`` is a code, e.g. the server's."""

    id: str
    seq: int
    state: Delivery
    saved_at: datetime
    reason: str


@dataclass(frozen=True)
class PhotoCount:
    """One finished photo that the server should count too."""

    id: str
    campaign: str
    person: str
    at: datetime


@dataclass(frozen=True)
class Reviewed:
    """News of one submission of this booth."""

    id: str
    review: Review
    reason: str | None
    note: str | None
    rejections: int
