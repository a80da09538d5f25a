"""One real server for all tests of faults that leave it as they found it, and what each fault is asked afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.aftermath import Aftermath
from tests.faults.servers import Server, serving
from tests.faults.watching import Screen


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole run. Its clock is right and its process believes to be somewhere else on earth."""
    with serving(tmp_path_factory.mktemp("served"), TZ="Pacific/Honolulu") as running:
        yield running


@pytest.fixture
def server(served: Server) -> Server:
    """The server, running and healthy: whoever was here before may have killed it."""
    if not served.is_running():
        served.start()
    assert served.is_healthy(), served.log[-2000:]
    return served


@pytest.fixture
def screen(server: Server) -> Iterator[Screen]:
    """A screen that is connected before anything goes wrong."""
    watching = Screen(server.url)
    yield watching
    watching.close()


@pytest.fixture
def aftermath() -> Aftermath:
    """What this test sees."""
    return Aftermath()
