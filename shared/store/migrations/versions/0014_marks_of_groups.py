"""A group's colour, which groups say nothing of why somebody comes, and which services need such a group."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. The group of general matters is neutral from the start."""
    op.add_column(
        "service_group",
        sa.Column("colour", sa.String(length=20), server_default=sa.text("''"), nullable=False),
    )
    op.add_column(
        "service_group", sa.Column("neutral", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("service", sa.Column("sensitive", sa.Boolean(), server_default=sa.false(), nullable=False))
    group = sa.table("service_group", sa.column("code", sa.String), sa.column("neutral", sa.Boolean))
    op.execute(sa.update(group).where(group.c.code == "general").values(neutral=True))
