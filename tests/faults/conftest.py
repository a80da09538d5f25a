"""One real server for all tests of faults that leave it as they found it, and what each fault is asked afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clockwork import wait_until
from tests.faults.aftermath import Aftermath
from tests.faults.disks import SmallDisk
from tests.faults.servers import Server, open_server
from tests.faults.watching import Screen

ELSEWHERE = "Pacific/Honolulu"
"""Seventeen hours behind the office: another day for most of the day."""


@pytest.fixture(scope="session")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    """A disk of its own for the server's folder where the user of the tests may mount one; else a plain folder."""
    disk = SmallDisk(tmp_path_factory.mktemp("disk") / "data")
    disk.mount()
    yield disk
    disk.unmount()


@pytest.fixture(scope="session")
def served(small_disk: SmallDisk) -> Iterator[Server]:
    """One server for the whole run. Its clock is right and its process believes to be somewhere else on earth."""
    with open_server(small_disk.folder, TZ=ELSEWHERE) as running:
        running.start(as_installed=True)
        yield running


@pytest.fixture
def server(served: Server) -> Server:
    """The server, running and healthy: whoever was here before may have killed it."""
    if not served.is_running():
        served.start()
    wait_until(served.is_healthy, at_most_s=30)
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
