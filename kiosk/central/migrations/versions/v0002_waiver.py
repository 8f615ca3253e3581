"""Waivers: what staff let a person off, beside the manifest it came with."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what arrived before had no waiver."""
    op.add_column("submission", sa.Column("waiver", sa.Text()))
