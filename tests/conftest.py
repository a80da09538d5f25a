"""Every test gets an office of its own: a copy of a database that was migrated once, and a clock that stands still."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests.cast import build_office
from tests.clockwork import OPENING_DAY, Clock
from tests.lobby import Lobby, open_lobby
from tests.office import Office, open_office
from tests.postgres import ON_POSTGRES, cluster, name_of, remove_cluster
from tests.routes_once import keep_routes

# Runs repeat: properties are searched from a fixed seed, and a slow disk is no failure.
hypothesis_settings.register_profile("tonsai", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("tonsai")
keep_routes()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the cast, made once per process and never opened by a test itself."""
    path = tmp_path_factory.mktemp("template") / "tonsai.db"
    build_office(path, now=OPENING_DAY)
    return path


@pytest.fixture
def clock() -> Clock:
    """Tuesday 12 January 2027, 09:00 in the office."""
    return Clock()


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the cast's database for one test, in a data folder of its own."""
    path = tmp_path / "tonsai.db"
    if ON_POSTGRES:
        cluster().create(name_of(path), name_of(template))
        yield path
        cluster().drop(name_of(path))
    else:
        yield Path(shutil.copy(template, path))


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what is about SQLite's own file."""
    if ON_POSTGRES:
        skip = pytest.mark.skip(reason="about the file of an embedded database")
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(skip)


def pytest_sessionfinish() -> None:
    """Throw the process's PostgreSQL away, if a test asked for one."""
    remove_cluster()
