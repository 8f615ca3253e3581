"""A booth's next token and its version; whose student number a submission has, as a keyed digest."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the digests are made when the server opens the database, which has the key."""
    op.add_column("device", sa.Column("next_token_sha256", sa.String(64)))
    op.create_index("ix_device_next_token_sha256", "device", ["next_token_sha256"], unique=True)
    op.add_column("device", sa.Column("version", sa.String(64)))
    op.add_column("submission", sa.Column("number_digest", sa.String(64)))
    op.create_index("ix_submission_number_digest", "submission", ["number_digest"])
