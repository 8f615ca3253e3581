"""What is kept of a campaign's people beside the roster."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.central.tables.base import Base


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


class Gone(Base):
    """That a person's rows of a kind were erased, so that no backup of before brings them back.

    ``person`` is their keyed digest, empty: everybody of the campaign; ``what`` one of
    :class:`kiosk.central.gone.What`.
    """

    __tablename__ = "gone"

    campaign: Mapped[str] = mapped_column(String(40), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[str] = mapped_column(String(40))


class PhotoCountRow(Base):
    """A finished photo that a booth made for a person, for the campaign's limit."""

    __tablename__ = "photo_count"
    __table_args__ = (Index("photo_count_by_person", "campaign", "person", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device: Mapped[str] = mapped_column(String(64))
    campaign: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(40))


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
