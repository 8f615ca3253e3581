"""Several processes on one database: its key, whose turn it is, calls counted; the feed's own numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; on PostgreSQL a sequence, which gives two writers two numbers without waiting."""
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("receipt_key", sa.String(64), nullable=False),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("until", sa.String(40), nullable=False),
    )
    op.create_table(
        "rate_call",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("caller", sa.String(64), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_index("rate_call_by_caller", "rate_call", ["caller", "at"])
    op.create_index("ix_rate_call_at", "rate_call", ["at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(sa.Sequence("submission_change", start=1)))
