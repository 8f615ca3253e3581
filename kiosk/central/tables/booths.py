"""Booths and how they are let in."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.central.tables.base import Base


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
