"""Rosters are imported in two steps: what a file would change waits until somebody confirms it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COUNTS = ("rows", "added", "changed", "removed", "unchanged", "faulty")
_DIGESTS = ("last4", "student_number", "name")
_WORDS = ("category", "level", "college", "class_name")


def upgrade() -> None:
    """Add the tables of imports and of what they would change."""
    op.create_table(
        "roster_import",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign", sa.String(40), sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.Column("faults", sa.Text(), nullable=False),
    )
    op.create_index("ix_roster_import_campaign", "roster_import", ["campaign"])
    op.create_table(
        "roster_staged",
        sa.Column("import_id", sa.String(32), sa.ForeignKey("roster_import.id"), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("change", sa.String(16), nullable=False),
        sa.Column("name_masked", sa.String(100)),
        *(sa.Column(name, sa.String(64)) for name in _DIGESTS),
        *(sa.Column(name, sa.String(100)) for name in _WORDS),
    )
