"""What the processes on one database agree on."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.central.tables.base import Base


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
