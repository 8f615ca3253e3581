"""Roles, campaigns of reviewers, second factor, lock-out, log-ins that can be listed and ended."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever could log in before could do everything and still can; everybody logs in again."""
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("role", sa.String(16), nullable=False, server_default="administrator"))
        staff.add_column(sa.Column("disabled_at", sa.String(40)))
        staff.add_column(sa.Column("totp_secret", sa.String(200)))
        staff.add_column(sa.Column("totp_step", sa.Integer()))
    with op.batch_alter_table("staff") as staff:  # from now on a role is given, never assumed
        staff.alter_column("role", existing_type=sa.String(16), existing_nullable=False, server_default=None)
    op.create_table(
        "staff_campaign",
        sa.Column("staff", sa.String(64), sa.ForeignKey("staff.name"), primary_key=True),
        sa.Column("campaign", sa.String(40), primary_key=True),
    )
    op.create_table(
        "staff_recovery_code",
        sa.Column("code_sha256", sa.String(64), primary_key=True),
        sa.Column("staff", sa.String(64), sa.ForeignKey("staff.name"), nullable=False),
    )
    op.create_index("ix_staff_recovery_code_staff", "staff_recovery_code", ["staff"])
    op.drop_table("staff_session")
    op.create_table(
        "staff_session",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("staff", sa.String(64), sa.ForeignKey("staff.name"), nullable=False),
        sa.Column("stage", sa.String(8), nullable=False),
        sa.Column("opened_at", sa.String(40), nullable=False),
        sa.Column("seen_at", sa.String(40), nullable=False),
        sa.Column("expires_at", sa.String(40), nullable=False),
        sa.Column("confirmed_at", sa.String(40), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(120), nullable=False),
        sa.Column("pending", sa.String(200)),
    )
    op.create_index("ix_staff_session_staff", "staff_session", ["staff"])
    op.create_index("ix_staff_session_expires_at", "staff_session", ["expires_at"])
    op.create_table(
        "log_in_tries",
        sa.Column("name_digest", sa.String(64), primary_key=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(40), nullable=False),
        sa.Column("locked_until", sa.String(40)),
    )
    op.create_index("ix_log_in_tries_last_at", "log_in_tries", ["last_at"])
