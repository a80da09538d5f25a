"""Alembic's entry: migrations run on the connection or URL that `deploy/database.py` hands over."""

from __future__ import annotations

from alembic import context

from shared.store.engine import open_engine, writing
from shared.store.models import Base


def run() -> None:
    """Run the migrations."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        connection = open_engine(context.config.attributes["url"]).connect()
    context.configure(
        connection=writing(connection), target_metadata=Base.metadata, render_as_batch=True, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


run()
