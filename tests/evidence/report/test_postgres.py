"""On a real PostgreSQL the figures of the small year are those of SQLite, byte for byte; so is what a round freezes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from shared.evidence.report.desk import Desk
from shared.evidence.report.making import figures_of
from shared.evidence.report.reporter import HallReporter
from shared.evidence.report.speech import Speech
from shared.evidence.reports import freeze
from shared.evidence.rounds import digest_of
from shared.evidence.shelf import Shelf
from shared.store.engine import open_engine
from shared.store.models import Base
from tests.evidence.report.year import write_year
from tests.evidence.town import NOW, Town, make_town
from tests.postgres import cluster


@pytest.fixture(scope="module")
def postgres() -> Iterator[Engine]:
    """An empty database."""
    cluster().create("figures")
    engine = open_engine(cluster().url("figures"))
    yield engine
    engine.dispose()
    cluster().drop("figures")


@pytest.fixture(scope="module")
def both(postgres: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Engine]]:
    """The small year on SQLite, and the same rows on PostgreSQL, put there in another order."""
    town = make_town(f"sqlite:///{tmp_path_factory.mktemp('town')}/town.db")
    write_year(town)
    Base.metadata.create_all(postgres)
    with town.engine.connect() as here, postgres.begin() as there:
        for table in Base.metadata.sorted_tables:
            rows = [dict(row._mapping) for row in here.execute(select(table))]
            if rows:
                there.execute(insert(table), rows[::-1] if table.name in ("ticket", "rating") else rows)
    yield town, postgres
    town.engine.dispose()


@pytest.mark.parametrize("kind", ["half", "annual"])
@pytest.mark.parametrize("measure", [1, 4, 7])
def test_the_figures_of_a_measure_are_the_same_on_both_databases(
    both: tuple[Town, Engine], measure: int, kind: Any
) -> None:
    town, postgres = both
    found = []
    for engine in (town.engine, postgres):
        with engine.connect() as conn:
            value = figures_of(conn, town.site_id, measure, 2569, kind, now=NOW)
            found.append(json.dumps(value, ensure_ascii=False, sort_keys=True).encode())
    assert json.loads(found[0])["issued"] == (3 if kind == "half" else 16)
    assert found[0] == found[1]


def test_a_round_freezes_to_the_same_digest_on_both_databases(
    both: tuple[Town, Engine], thai: Speech, tmp_path: Path
) -> None:
    town, postgres = both
    digests = []
    for engine in (town.engine, postgres):
        with engine.connect() as conn:
            frozen = freeze(
                conn, town.site_id, year_be=2569, kind="annual", measure=0, now=NOW,
                reporter=HallReporter(Shelf(), thai, Desk(tmp_path)),
            )  # fmt: skip
            digests.append(digest_of(frozen))
    assert digests[0] == digests[1]
