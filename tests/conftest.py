"""Every test gets an office of its own: a copy of a database that was migrated once, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis_settings

from shared.web import staff
from tests.cast import build_office
from tests.clockwork import OPENING_DAY, Clock
from tests.databases import FIXTURE, Databases, keep_engines
from tests.evidence.town import Towns
from tests.lobby import Lobby, open_lobby
from tests.office import Office, open_office
from tests.once import compile_once
from tests.postgres import ON_POSTGRES, WHOLE, remove_cluster

# Runs repeat: properties are searched from a fixed seed, and a slow disk is no failure.
hypothesis_settings.register_profile("tonsai", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("tonsai")
compile_once()
# A real hash takes 64 MB and a tenth of a second, and nobody attacks these passwords.
staff.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
if ON_POSTGRES:
    keep_engines()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Where databases come from; who asks for it, runs on PostgreSQL too."""
    made = Databases()
    yield made
    made.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Path:
    """The database of the cast, made once per process and never opened by a test itself."""
    path = databases.new(tmp_path_factory.mktemp("template") / "tonsai.db")
    build_office(path, now=OPENING_DAY)
    return path


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Towns:
    """Where the towns of the figures come from."""
    return Towns(databases, tmp_path_factory.mktemp("towns"))


@pytest.fixture
def clock() -> Clock:
    """Tuesday 12 January 2027, 09:00 in the office."""
    return Clock()


@pytest.fixture
def database(template: Path, tmp_path: Path, databases: Databases) -> Iterator[Path]:
    """A copy of the cast's database for one test, in a data folder of its own."""
    path = databases.lend(template, tmp_path / "tonsai.db")
    yield path
    databases.give_back(path)


@pytest.fixture
def office(database: Path, clock: Clock) -> Iterator[Office]:
    """The office without a web: actions in real turns on a real file."""
    with open_office(database, clock) as opened:
        yield opened


@pytest.fixture
def lobby(database: Path, clock: Clock) -> Iterator[Lobby]:
    """The whole application with the office behind it."""
    with open_lobby(database, clock) as opened:
        yield opened


def pytest_configure(config: pytest.Config) -> None:
    """A connection that is lent while its engine is disposed of is closed by the collector; SQLite's do so silently."""
    config.addinivalue_line("filterwarnings", "ignore:.*was deleted while still open:ResourceWarning")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what has no database and what is about SQLite's file, and the repetitions unless all
    are asked for."""
    if ON_POSTGRES:
        kept = [item for item in items if _is_for_postgres(item)]
        if not WHOLE:  # the last of each: the first parameter is often the plain one
            kept = list({item.nodeid.partition("[")[0]: item for item in kept}.values())
        taken = set(kept)
        config.hook.pytest_deselected(items=[item for item in items if item not in taken])
        items[:] = kept


def _is_for_postgres(item: pytest.Item) -> bool:
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return FIXTURE in fixtures and item.get_closest_marker("sqlite") is None


def pytest_sessionfinish() -> None:
    """Throw the process's PostgreSQL away, if a test asked for one."""
    remove_cluster()
