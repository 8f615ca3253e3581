"""The first version: devices, pictures, submissions, staff."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "device",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("enrolled_at", sa.String(40), nullable=False),
        sa.Column("revoked_at", sa.String(40)),
        sa.Column("seen_at", sa.String(40)),
        sa.Column("heartbeat", sa.Text()),
    )
    op.create_table(
        "enrolment_code",
        sa.Column("code_sha256", sa.String(64), primary_key=True),
        sa.Column("expires_at", sa.String(40), nullable=False),
        sa.Column("device", sa.String(64)),
        sa.Column("request_key", sa.String(128)),
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("device", sa.String(64), nullable=False, index=True),
        sa.Column("seq", sa.Integer()),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("manifest", sa.Text()),
        sa.Column("receipt", sa.Text()),
        sa.Column("received_at", sa.String(40)),
        sa.Column("review", sa.String(32), nullable=False),
        sa.Column("erased_at", sa.String(40)),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.UniqueConstraint("changed"),
    )
    op.create_table(
        "submission_blob",
        sa.Column("submission", sa.String(36), sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("role", sa.String(16), primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("blob.sha256"), nullable=False, index=True),
    )
    op.create_table(
        "staff",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("password", sa.String(200), nullable=False),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("staff", sa.String(64), sa.ForeignKey("staff.name"), nullable=False),
        sa.Column("expires_at", sa.String(40), nullable=False),
    )
