"""What staff call a booth, and how many of its submissions nobody has."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("device", sa.Column("name", sa.String(100)))
    op.add_column("device", sa.Column("gap", sa.Integer, nullable=False, server_default="0"))
    op.add_column("device", sa.Column("gap_since", sa.String(40)))
