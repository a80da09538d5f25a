"""The disk is full, takes no writing, or is held by another program: said, nothing lost, and it goes on by itself."""

from __future__ import annotations

import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import Aftermath, fault, tokens_of
from tests.faults.disks import SmallDisk, refusing_to_write
from tests.faults.servers import TONSAI, Server
from tests.faults.watching import Screen
from tests.office import open_office

pytestmark = [pytest.mark.faults, pytest.mark.sqlite]
MOST = 400
"""Presses until even what the log had in reserve is used up."""
BUSY_S = 17.0


def press(server: Server, key: str, *, timeout_s: float = 5.0) -> tuple[int, dict[str, str]]:
    """Take a number; return status and answer."""
    answer = server.ask("POST", "/api/v1/tickets", {"group": "A"}, key=key, timeout_s=timeout_s)
    assert answer is not None
    return answer


def look(server: Server, screen: Screen, aftermath: Aftermath, given: dict[str, str]) -> None:
    """What holds when the fault is over."""
    aftermath.check_screen(server, screen)
    with open_office(server.database, Clock()) as office:
        aftermath.check_rows(office, given)


def press_until_refused(server: Server, name: str) -> tuple[list[tuple[int, dict[str, str]]], str, int]:
    """Press until there is a refusal; return what was given, the refusal's code, and the number of the press."""
    given: list[tuple[int, dict[str, str]]] = []
    for n in range(MOST):
        answer = press(server, f"{name}-{n}")
        if answer[0] != 201:
            return given, answer[1]["code"], n
        given.append(answer)
    raise AssertionError("the disk still takes what it has no room for")


@fault(
    "The disk is full",
    how="a tmpfs of 48 MB, filled to the last byte",
    told="server.no_room",
    health="503 write",
    after="by itself, when there is room",
)
def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(
    server: Server, screen: Screen, aftermath: Aftermath, small_disk: SmallDisk
) -> None:
    if not small_disk.mounted:
        pytest.skip("no right to mount; tests/store/test_turns.py fills a database by max_page_count")
    with closing(sqlite3.connect(server.database)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with small_disk.full():
        given, code, n = press_until_refused(server, "full")
        aftermath.told(code)
        aftermath.health(server)
        assert server.ask("GET", "/api/v1/board") is not None, "looking goes on"
    given.append(press(server, f"full-{n}"))
    assert given[-1][0] == 201
    wait_until(server.is_healthy, at_most_s=5)
    aftermath.goes_on("by itself, when there is room")
    look(server, screen, aftermath, tokens_of(given))


@fault(
    "The disk takes no writing any more",
    how="RLIMIT_FSIZE of the running server, so that every write to a file fails as on a disk that was made read-only",
    told="server.disk",
    health="503 write",
)
def test_a_disk_that_refuses_every_write_is_said_and_work_goes_on_afterwards(
    server: Server, screen: Screen, aftermath: Aftermath
) -> None:
    with refusing_to_write(server.worker):
        given, code, n = press_until_refused(server, "refused")
        aftermath.told(code)
        aftermath.health(server)
        assert server.ask("GET", "/api/v1/board") is not None, "looking goes on"
    given.append(press(server, f"refused-{n}"))
    assert given[-1][0] == 201
    wait_until(server.is_healthy, at_most_s=5)
    aftermath.goes_on("by itself")
    look(server, screen, aftermath, tokens_of(given))


@fault(
    "The database is locked by a backup tool",
    how="another process that holds SQLite's write lock",
    told="server.busy",
    health="503 write",
)
def test_a_database_that_another_program_holds_is_said_in_time_and_screens_go_on(
    server: Server, screen: Screen, aftermath: Aftermath
) -> None:
    with (
        closing(sqlite3.connect(server.database, isolation_level=None)) as tool,
        ThreadPoolExecutor(2) as people,
    ):
        tool.execute("BEGIN IMMEDIATE")
        beats = len(screen.beats)
        asked = people.submit(press, server, "locked", timeout_s=BUSY_S)
        aftermath.health(server)
        wait_until(lambda: len(screen.beats) >= beats + 2, at_most_s=5)
        status, said = asked.result()
        tool.execute("ROLLBACK")
    assert status == 503
    aftermath.told(said["code"])
    again = press(server, "locked")
    assert again[0] == 201
    wait_until(server.is_healthy, at_most_s=5)
    aftermath.goes_on("by itself")
    look(server, screen, aftermath, tokens_of([again]))


@fault(
    "The disk is read-only when the server starts",
    how="the server's tmpfs mounted read-only",
    told="tonsai serve ends: cannot be written",
    health="—",
    after="when the disk can be written",
)
def test_a_server_on_a_read_only_disk_does_not_start_and_says_why(
    server: Server, aftermath: Aftermath, small_disk: SmallDisk, screen: Screen
) -> None:
    if not small_disk.mounted:
        pytest.skip("no right to mount")
    given = tokens_of([press(server, "before")])
    server.stop()
    with small_disk.read_only():
        said = _run_tonsai(server, "serve")
        if said.returncode == 1 and f"{server.data} cannot be written" in said.stderr:
            aftermath.told("tonsai serve ends: cannot be written")
        assert "Traceback" not in said.stderr
    server.start()
    aftermath.goes_on("when the disk can be written")
    look(server, screen, aftermath, given)


def _run_tonsai(server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": str(Path(TONSAI).parent),
        "TONSAI_DATA": str(server.data),
        "TONSAI_PORT": str(server.port),
    }
    return subprocess.run(
        [TONSAI, *words], capture_output=True, text=True, env=environment, timeout=60, check=False
    )
