"""Two sites of identical shape behind one application, for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from deploy.app import create_app
from shared.keeping.chores import Chores
from shared.settings import Settings
from shared.web.security import limiter
from tests.clockwork import Clock
from tests.databases import Databases
from tests.postgres import environment_of
from tests.sites.twins import Twins, build_twins


@pytest.fixture(scope="module")
def twins(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """The running application with both sites; its limits are off, because one asks for many."""
    path = tmp_path_factory.mktemp("twins") / "tonsai.db"
    clock = Clock()
    engine, writer, pair = build_twins(path, clock)
    app, socketio = create_app(Settings.from_env(environment_of(path)), now=clock, start_threads=False)
    deps = replace(app.extensions["tonsai"], chores=Chores(lambda _words: 0))
    app.extensions["tonsai"] = deps
    deps.writer.start()
    limiter.enabled = False
    yield Twins(app, socketio, engine, pair, pair[0], pair[1])
    limiter.enabled = True
    deps.writer.stop()
    writer.stop()
    deps.engine.dispose()
    engine.dispose()
