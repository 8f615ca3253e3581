"""The audit becomes a chain of digests; what was written before is chained as it stands."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

START = "0" * 64
NAMES = ("n", "at", "staff", "action", "subject", "detail")


def upgrade() -> None:
    """Add the digests, give every line its own, note the newest."""
    for name in ("previous", "digest"):
        op.add_column("audit", sa.Column(name, sa.String(64), nullable=False, server_default=""))
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    audit = sa.table("audit", *(sa.column(name) for name in (*NAMES, "previous", "digest")))
    connection, n, previous = op.get_bind(), 0, START
    for row in connection.execute(sa.select(*(audit.c[name] for name in NAMES)).order_by(audit.c.n)).all():
        line = {**dict(zip(NAMES, row, strict=True)), "previous": previous}
        text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        connection.execute(
            audit.update().where(audit.c.n == line["n"]).values(previous=previous, digest=digest)
        )
        n, previous = line["n"], digest
    op.bulk_insert(head, [{"id": 1, "n": n, "digest": previous}])
