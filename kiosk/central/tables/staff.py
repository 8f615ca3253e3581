"""Who may log in, and what they did."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.central.tables.base import Base


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
