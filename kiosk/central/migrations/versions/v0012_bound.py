"""Which campaigns a booth serves, and those that the code it is enrolled with names."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; without a value a booth serves every campaign, as before."""
    op.add_column("device", sa.Column("campaigns", sa.Text))
    op.add_column("enrolment_code", sa.Column("campaigns", sa.Text))
