"""Campaigns and the rosters of people they are for."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.central.tables.base import Base


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
