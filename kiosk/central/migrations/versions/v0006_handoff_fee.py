"""Pages for a student's own phone; fees, one order a person and campaign."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "handoff",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("campaign", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text()),
        sa.Column("expires_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_handoff_device", "handoff", ["device"])
    op.create_index("ix_handoff_expires_at", "handoff", ["expires_at"])
    op.create_table(
        "fee_order",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign", sa.String(40), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("qr", sa.Text()),
        sa.Column("qr_at", sa.String(40)),
        sa.Column("looked_at", sa.String(40)),
        sa.Column("reference", sa.String(64)),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("settled_at", sa.String(40)),
        sa.Column("settled_by", sa.String(64)),
        sa.UniqueConstraint("campaign", "person"),
    )
