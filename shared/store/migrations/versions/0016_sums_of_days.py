"""what days and months counted, and the triggers that forget it when a counted row changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.store.models.sums import list_triggers

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. Nothing is counted yet: the daily chores do that, and until then figures read the rows."""
    op.create_table(
        "figure_sums",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(length=10), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("light", sa.LargeBinary(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "span"),
    )
    for statement in list_triggers(op.get_bind().dialect.name):
        op.execute(statement)
