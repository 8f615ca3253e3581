"""Of whom a roster's row or an enrolment photo was erased, so that no backup brings them back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; who was erased before is not known any more."""
    op.create_table(
        "gone",
        sa.Column("campaign", sa.String(40), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("what", sa.String(16), primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
    )
