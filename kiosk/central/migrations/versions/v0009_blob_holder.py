"""Which booths sent a picture; of what is held already, those whose submissions have it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; a picture nobody claimed yet is asked for once more."""
    op.create_table(
        "blob_holder",
        sa.Column(
            "sha256", sa.String(64), sa.ForeignKey("blob.sha256", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("device", sa.String(64), primary_key=True),
    )
    op.execute(
        "INSERT INTO blob_holder (sha256, device) SELECT DISTINCT submission_blob.sha256, submission.device "
        "FROM submission_blob JOIN submission ON submission.id = submission_blob.submission"
    )
