"""Migrations: from an empty file to the models and no further, again and again, and never by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from deploy.database import alembic_config, upgrade
from shared.store.engine import open_engine
from shared.store.models import Base
from shared.store.models.sums import COUNTED
from tests.office import Office

VERSIONS = Path(__file__).resolve().parents[2] / "shared/store/migrations/versions"


def test_an_empty_file_becomes_exactly_the_models(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'tonsai.db'}"
    upgrade(url)
    engine = open_engine(url)
    with engine.connect() as conn:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_office_s_own_database_is_exactly_the_models(office: Office) -> None:
    """On PostgreSQL too: the file of the test before is always SQLite's."""
    with office.engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_guards_are_in_the_migrated_file_and_not_only_in_the_models(tmp_path: Path) -> None:
    """Comparing does not look at conditions of indexes and at checks, so this does."""
    migrated, modelled = (
        open_engine(f"sqlite:///{tmp_path / name}") for name in ("migrated.db", "modelled.db")
    )
    upgrade(f"sqlite:///{tmp_path / 'migrated.db'}")
    Base.metadata.create_all(modelled)
    for table in Base.metadata.tables:
        one, other = (
            (
                _index_texts(engine, table),
                sorted((u["name"] or "", tuple(u["column_names"]))
                       for u in inspect(engine).get_unique_constraints(table)),
                sorted((c["name"] or "", c["sqltext"]) for c in inspect(engine).get_check_constraints(table)),
                sorted((tuple(f["constrained_columns"]), f["referred_table"])
                       for f in inspect(engine).get_foreign_keys(table)),
            )
            for engine in (migrated, modelled)
        )  # fmt: skip
        assert one == other, table
    triggers = [_triggers(engine) for engine in (migrated, modelled)]
    assert triggers[0] == triggers[1]
    assert len(triggers[0]) == 3 * len(COUNTED)
    migrated.dispose()
    modelled.dispose()


def _triggers(engine: Engine) -> list[str]:
    """Return the triggers as SQL; a table that a migration writes anew would lose its own."""
    with engine.connect() as conn:
        return sorted(conn.execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars())


def _index_texts(engine: Engine, table: str) -> list[str]:
    """Return a table's indexes as SQL, their conditions included."""
    with engine.connect() as conn:
        found = conn.execute(
            text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = :t"),
            {"t": table},
        )
        return sorted(" ".join(sql.replace('"', "").split()) for sql in found.scalars())


@pytest.mark.sqlite
def test_upgrading_twice_changes_nothing(database: Path) -> None:
    before = database.read_bytes()
    upgrade(f"sqlite:///{database}")
    assert database.read_bytes() == before


def test_migrations_are_one_line_of_numbered_sentences() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    revisions = [r.revision for r in scripts.walk_revisions()][::-1]
    assert len(scripts.get_heads()) == 1
    assert revisions == sorted(revisions)
    for path in VERSIONS.glob("*.py"):
        assert re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", path.name), path.name
