"""The tables of the central server; times are RFC 3339 in UTC."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class Device(Base):
    """A booth; its token is kept as a SHA-256 only (the token itself has 256 random bits).

    ``name`` is what staff call it; ``gap`` how many of its submissions nobody has
    (:func:`kiosk.central.fleet.note_heartbeat`); ``campaigns`` a JSON list of those it serves, None for all.
    ``next_token_sha256`` is of a token that was handed out and not used yet: with its first use it takes the
    other's place. ``version`` is the program's, as the booth last said.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    public_key: Mapped[str] = mapped_column(String(64))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[str] = mapped_column(String(40))
    revoked_at: Mapped[str | None] = mapped_column(String(40))
    seen_at: Mapped[str | None] = mapped_column(String(40))
    heartbeat: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(String(100))
    gap: Mapped[int] = mapped_column(default=0, server_default="0")
    gap_since: Mapped[str | None] = mapped_column(String(40))
    campaigns: Mapped[str | None] = mapped_column(Text)
    next_token_sha256: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)
    version: Mapped[str | None] = mapped_column(String(64))


class EnrolmentCode(Base):
    """A one-time code, as SHA-256; ``request_key`` lets the same request be answered again.

    ``campaigns``: what the booth will serve, a JSON list; None leaves that as it is, at first all.
    """

    __tablename__ = "enrolment_code"

    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[str] = mapped_column(String(40))
    device: Mapped[str | None] = mapped_column(String(64))
    request_key: Mapped[str | None] = mapped_column(String(128))
    campaigns: Mapped[str | None] = mapped_column(Text)


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


class Staff(Base):
    """Someone who may log in; ``role`` is one of :class:`kiosk.central.roles.Role`.

    ``totp_secret`` is sealed with a key that is not in the database; ``totp_step`` is the step of the last
    code that was taken, so that none is taken twice.
    """

    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    disabled_at: Mapped[str | None] = mapped_column(String(40))
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    totp_step: Mapped[int | None]


class StaffCampaign(Base):
    """A campaign that was given to a reviewer; it need not be one this server holds a file of."""

    __tablename__ = "staff_campaign"

    staff: Mapped[str] = mapped_column(ForeignKey("staff.name"), primary_key=True)
    campaign: Mapped[str] = mapped_column(String(40), primary_key=True)


class RecoveryCode(Base):
    """A code for one log-in without the authenticator, as SHA-256; gone once it was used."""

    __tablename__ = "staff_recovery_code"

    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff: Mapped[str] = mapped_column(ForeignKey("staff.name"), index=True)


class StaffSession(Base):
    """A log-in; the cookie's token is kept as a SHA-256 only, ``id`` names it on pages.

    ``stage`` is one of :class:`kiosk.central.sessions.Stage`; ``pending`` the sealed secret of an
    authenticator that is being set up; ``confirmed_at`` when password or code were last given.
    """

    __tablename__ = "staff_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    staff: Mapped[str] = mapped_column(ForeignKey("staff.name"), index=True)
    stage: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[str] = mapped_column(String(40))
    seen_at: Mapped[str] = mapped_column(String(40))
    expires_at: Mapped[str] = mapped_column(String(40), index=True)
    confirmed_at: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(120))
    pending: Mapped[str | None] = mapped_column(String(200))


class LogInTries(Base):
    """Wrong log-ins of a name in a row; the name, which may be anything somebody typed, as a keyed digest."""

    __tablename__ = "log_in_tries"

    name_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[str] = mapped_column(String(40), index=True)
    locked_until: Mapped[str | None] = mapped_column(String(40))


class Installation(Base):
    """One row: which receipt key every process on this database signs with, as :func:`key_id` says it."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    receipt_key: Mapped[str] = mapped_column(String(64))


class Lease(Base):
    """Work that one process at a time does; it is another's turn after ``until``."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    until: Mapped[str] = mapped_column(String(40))


class RateCall(Base):
    """A call that counts against a limit; ``caller`` is a digest, it would name a telephone else."""

    __tablename__ = "rate_call"
    __table_args__ = (Index("rate_call_by_caller", "caller", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    caller: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(40), index=True)


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


class RosterFields:
    """What is kept of a person on a roster: a masked name and salted digests, never an ID number."""

    name_masked: Mapped[str | None] = mapped_column(String(100))
    last4: Mapped[str | None] = mapped_column(String(64))
    student_number: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(100))
    level: Mapped[str | None] = mapped_column(String(100))
    college: Mapped[str | None] = mapped_column(String(100))
    class_name: Mapped[str | None] = mapped_column(String(100))


class RosterRow(RosterFields, Base):
    """One person of a roster."""

    __tablename__ = "roster_row"

    campaign: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)


class RosterImportRow(Base):
    """One file of a roster, read and compared but not taken over before somebody confirms it.

    ``base_version`` is the roster it was compared with; ``state`` one of
    :class:`kiosk.central.roster_report.State`; ``faults`` JSON: where and what, never the cell's content.
    """

    __tablename__ = "roster_import"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    staff: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(40))
    base_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    rows: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    removed: Mapped[int]
    unchanged: Mapped[int]
    faulty: Mapped[int]
    faults: Mapped[str] = mapped_column(Text)


class StagedRow(RosterFields, Base):
    """A person an import would add, change or remove; removed: the key alone."""

    __tablename__ = "roster_staged"

    import_id: Mapped[str] = mapped_column(ForeignKey("roster_import.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    change: Mapped[str] = mapped_column(String(16))


class Portrait(Base):
    """A person's enrolment photo, sealed (:mod:`kiosk.central.portraits`); ``mark`` tells it from another."""

    __tablename__ = "portrait"

    campaign: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes]
    mark: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[str] = mapped_column(String(40), index=True)


class PortraitImport(Base):
    """A delivery of enrolment photos, read but not taken over before somebody confirms it.

    ``state`` is one of :class:`kiosk.central.roster_report.State`.
    """

    __tablename__ = "portrait_import"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    staff: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16))
    files: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    faulty: Mapped[int]


class StagedPortrait(Base):
    """A photo an import would add or change."""

    __tablename__ = "portrait_staged"

    import_id: Mapped[str] = mapped_column(ForeignKey("portrait_import.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes]
    mark: Mapped[str] = mapped_column(String(64))


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
    """What staff did to which subject and when; the words hold no personal data.

    ``digest`` is of the line with ``previous``, the one before it (:mod:`kiosk.central.audit`).
    """

    __tablename__ = "audit"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[str] = mapped_column(String(40))
    staff: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[str | None] = mapped_column(String(200))
    previous: Mapped[str] = mapped_column(String(64), server_default="")
    digest: Mapped[str] = mapped_column(String(64), server_default="")


class AuditHead(Base):
    """One row: the newest line of the audit, locked by whoever writes the next."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class HandoffRow(Base):
    """A page that a student's phone may fill in once; ``fields`` (JSON) is erased when the booth has it."""

    __tablename__ = "handoff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(64), index=True)
    campaign: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(default=0)
    fields: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[str] = mapped_column(String(40), index=True)


class FeeOrder(Base):
    """What a person owes for a campaign: one order each, so that nobody pays twice.

    ``state`` is ``open``, ``paid`` (verified with the provider) or ``marked`` (staff took the money).
    ``qr`` is the provider's payment code, asked for at ``qr_at``; ``looked_at`` says when the provider was
    last asked what became of it.
    """

    __tablename__ = "fee_order"
    __table_args__ = (UniqueConstraint("campaign", "person"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    campaign: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(64))
    amount_fen: Mapped[int]
    provider: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    qr: Mapped[str | None] = mapped_column(Text)
    qr_at: Mapped[str | None] = mapped_column(String(40))
    looked_at: Mapped[str | None] = mapped_column(String(40))
    reference: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[str] = mapped_column(String(40))
    settled_at: Mapped[str | None] = mapped_column(String(40))
    settled_by: Mapped[str | None] = mapped_column(String(64))


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
