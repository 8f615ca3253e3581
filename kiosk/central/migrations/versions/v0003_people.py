"""Campaigns, rosters, photo counts, reviews: what the server knows of people without naming them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_DIGESTS = ("last4", "student_number", "name")
_WORDS = ("category", "level", "college", "class_name")


def upgrade() -> None:
    """Add the tables and the review's columns; what arrived before has no decision and no key."""
    for column in (
        sa.Column("campaign", sa.String(40)),
        sa.Column("person_key", sa.String(64)),
        sa.Column("reason", sa.String(40)),
        sa.Column("note", sa.Text()),
        sa.Column("rejections", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("decided_at", sa.String(40)),
        sa.Column("decided_by", sa.String(64)),
    ):
        op.add_column("submission", column)
    for name in ("review", "campaign", "person_key"):
        op.create_index(f"ix_submission_{name}", "submission", [name])
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "roster_version",
        sa.Column("campaign", sa.String(40), sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "roster_row",
        sa.Column("campaign", sa.String(40), sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("name_masked", sa.String(100)),
        *(sa.Column(name, sa.String(64)) for name in _DIGESTS),
        *(sa.Column(name, sa.String(100)) for name in _WORDS),
    )
    op.create_table(
        "photo_count",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("campaign", sa.String(40), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_index("photo_count_by_person", "photo_count", ["campaign", "person", "at"])
    op.create_table(
        "audit",
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("detail", sa.String(200)),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])
