"""What booths handed in, what staff said of it, and what follows from that."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.central.tables.base import Base


class Blob(Base):
    """A picture in the blob store."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    received_at: Mapped[str] = mapped_column(String(40))


class BlobHolder(Base):
    """Which booths sent a picture: only they may hand in a manifest that names it, and only they are told
    that it is there already.
    """

    __tablename__ = "blob_holder"

    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256", ondelete="CASCADE"), primary_key=True)
    device: Mapped[str] = mapped_column(String(64), primary_key=True)


class Submission(Base):
    """A committed submission, or its tombstone: then ``erased_at`` is set and the content is gone.

    ``waiver`` is the manifest's as JSON, where there is one. ``changed`` grows with every change of any
    row: the feed's cursor. ``campaign`` and ``person_key`` (:mod:`kiosk.campaign.digests`) say whose it is
    without naming anybody, ``number_digest`` (:mod:`kiosk.central.numbers`) does by student number;
    ``reason``, ``note``, ``decided_at`` and ``decided_by`` belong to the newest decision, ``rejections``
    counts those against it and against the person's earlier ones.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("changed"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device: Mapped[str] = mapped_column(String(64), index=True)
    seq: Mapped[int | None]
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    manifest: Mapped[str | None] = mapped_column(Text)
    waiver: Mapped[str | None] = mapped_column(Text)
    receipt: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[str | None] = mapped_column(String(40))
    review: Mapped[str] = mapped_column(String(32), index=True)
    campaign: Mapped[str | None] = mapped_column(String(40), index=True)
    person_key: Mapped[str | None] = mapped_column(String(64), index=True)
    number_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    rejections: Mapped[int] = mapped_column(default=0, server_default="0")
    decided_at: Mapped[str | None] = mapped_column(String(40))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[str | None] = mapped_column(String(40))
    changed: Mapped[int]


class SubmissionBlob(Base):
    """Which pictures belong to which submission, and as what (``photo``, ``original``)."""

    __tablename__ = "submission_blob"

    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)


class ReviewVote(Base):
    """What a staff member said about a submission; ``undone_at`` when they took it back."""

    __tablename__ = "review_vote"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    staff: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(40))
    review: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    needed: Mapped[int]
    undone_at: Mapped[str | None] = mapped_column(String(40))


class Notice(Base):
    """A notice of a result on its way out; whom it is for is read from the manifest when it is sent.

    ``change`` is the submission's cursor at the decision: when that has moved on, the notice is void.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("notice_by_due", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    change: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[str] = mapped_column(String(40))
    settled_at: Mapped[str | None] = mapped_column(String(40))
    fault: Mapped[str | None] = mapped_column(String(80))


class PrintOrder(Base):
    """Prints of an approved photo; where they go is in the manifest."""

    __tablename__ = "print_order"

    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    made_at: Mapped[str] = mapped_column(String(40))
    printed_at: Mapped[str | None] = mapped_column(String(40))
    sent_at: Mapped[str | None] = mapped_column(String(40))
