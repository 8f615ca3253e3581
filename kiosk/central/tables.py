"""The tables of the central server; times are RFC 3339 in UTC."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class Device(Base):
    """A booth; its token is kept as a SHA-256 only (the token itself has 256 random bits)."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    public_key: Mapped[str] = mapped_column(String(64))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[str] = mapped_column(String(40))
    revoked_at: Mapped[str | None] = mapped_column(String(40))
    seen_at: Mapped[str | None] = mapped_column(String(40))
    heartbeat: Mapped[str | None] = mapped_column(Text)


class EnrolmentCode(Base):
    """A one-time code, as SHA-256; ``request_key`` lets the same request be answered again."""

    __tablename__ = "enrolment_code"

    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[str] = mapped_column(String(40))
    device: Mapped[str | None] = mapped_column(String(64))
    request_key: Mapped[str | None] = mapped_column(String(128))


class Blob(Base):
    """A picture in the blob store."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    received_at: Mapped[str] = mapped_column(String(40))


class Submission(Base):
    """A committed submission, or its tombstone: then ``erased_at`` is set and the content is gone.

    ``waiver`` is the manifest's as JSON, where there is one. ``changed`` grows with every change of any
    row: the feed's cursor. ``campaign`` and ``person_key`` (:mod:`kiosk.campaign.digests`) say whose it is
    without naming anybody; ``reason``, ``note``, ``decided_at`` and ``decided_by`` belong to the newest
    decision, ``rejections`` counts those against it and against the person's earlier ones.
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


class Staff(Base):
    """Someone who may look at the submissions."""

    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password: Mapped[str] = mapped_column(String(200))


class StaffSession(Base):
    """A log-in; the cookie's token is kept as a SHA-256 only."""

    __tablename__ = "staff_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff: Mapped[str] = mapped_column(ForeignKey("staff.name"))
    expires_at: Mapped[str] = mapped_column(String(40))


class CampaignRow(Base):
    """A campaign as booths get it; ``version`` grows with every change."""

    __tablename__ = "campaign"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[str] = mapped_column(String(40))


class RosterVersion(Base):
    """Which roster of a campaign booths should have; absent: none."""

    __tablename__ = "roster_version"

    campaign: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    version: Mapped[int]
    imported_at: Mapped[str] = mapped_column(String(40))


class RosterRow(Base):
    """One person of a roster: a masked name and salted digests, never an ID number."""

    __tablename__ = "roster_row"

    campaign: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name_masked: Mapped[str | None] = mapped_column(String(100))
    last4: Mapped[str | None] = mapped_column(String(64))
    student_number: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(100))
    level: Mapped[str | None] = mapped_column(String(100))
    college: Mapped[str | None] = mapped_column(String(100))
    class_name: Mapped[str | None] = mapped_column(String(100))


class PhotoCountRow(Base):
    """A finished photo that a booth made for a person, for the campaign's limit."""

    __tablename__ = "photo_count"
    __table_args__ = (Index("photo_count_by_person", "campaign", "person", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device: Mapped[str] = mapped_column(String(64))
    campaign: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(40))


class AuditRow(Base):
    """What staff did to which subject and when; the words hold no personal data."""

    __tablename__ = "audit"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[str] = mapped_column(String(40))
    staff: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[str | None] = mapped_column(String(200))
