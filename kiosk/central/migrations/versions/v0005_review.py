"""Reviewers' votes, notices on their way out, orders of prints."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; nothing that was there before has any of these."""
    op.create_table(
        "review_vote",
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("submission", sa.String(36), sa.ForeignKey("submission.id"), nullable=False),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("review", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("note", sa.Text()),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.String(40)),
    )
    op.create_index("ix_review_vote_submission", "review_vote", ["submission"])
    op.create_table(
        "notice",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("submission", sa.String(36), sa.ForeignKey("submission.id"), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("due_at", sa.String(40), nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("settled_at", sa.String(40)),
        sa.Column("fault", sa.String(80)),
    )
    op.create_index("ix_notice_submission", "notice", ["submission"])
    op.create_index("notice_by_due", "notice", ["state", "due_at"])
    op.create_table(
        "print_order",
        sa.Column("submission", sa.String(36), sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("printed_at", sa.String(40)),
        sa.Column("sent_at", sa.String(40)),
    )
    op.create_index("ix_print_order_state", "print_order", ["state"])
