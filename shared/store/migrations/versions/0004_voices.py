"""voices of the hall."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "voice_clip",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "language", "name"),
    )
    op.create_index(op.f("ix_voice_clip_digest"), "voice_clip", ["digest"], unique=False)
    op.create_table(
        "voice_pack",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("speaker", sa.String(length=120), nullable=False),
        sa.Column("gender", sa.String(length=10), nullable=False),
        sa.Column("consent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("site_id", "language"),
    )
