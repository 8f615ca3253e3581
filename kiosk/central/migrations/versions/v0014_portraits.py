"""Enrolment photos to compare with, and deliveries of them that wait to be confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "portrait",
        sa.Column("campaign", sa.String(40), sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_portrait_expires_at", "portrait", ["expires_at"])
    op.create_table(
        "portrait_import",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign", sa.String(40), sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("files", "added", "changed", "unchanged", "faulty")
        ),
    )
    op.create_index("ix_portrait_import_campaign", "portrait_import", ["campaign"])
    op.create_table(
        "portrait_staged",
        sa.Column("import_id", sa.String(32), sa.ForeignKey("portrait_import.id"), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
    )
