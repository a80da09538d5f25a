"""The file itself is hurt: a page is overwritten, the write-ahead log is gone. It is found at the start, and said."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from deploy.checks_of_machine import examine
from deploy.chores import migrate_copy
from shared import clock
from shared.keeping.copies import local_target, make_copy
from shared.keeping.restore import restore_copy
from shared.keeping.witness import HEADS
from shared.settings import Settings
from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import Aftermath, fault
from tests.faults.servers import Server, open_server
from tests.faults.watching import Screen
from tests.office import Office, open_office

pytestmark = [pytest.mark.faults, pytest.mark.sqlite]
PAGE = 4096


@contextmanager
def at_work(server: Server, first_token: int = 1) -> Iterator[Office]:
    """The office in this process, at the real time, while no server runs."""
    with open_office(server.database, Clock(clock.now()), first_token=first_token) as office:
        yield office


def give(office: Office, times: int) -> dict[str, str]:
    """Give so many numbers; return token → number."""
    answers = [office.issued("A") for _ in range(times)]
    return {answer["token"]: answer["number"] for answer in answers}


def findings(server: Server, name: str) -> list[str]:
    """Return what the doctor says is not well under a name."""
    settings = Settings.from_env({"TONSAI_DATA": str(server.data), "TONSAI_PORT": str(server.port)})
    return [one.text for one in examine(settings, now=clock.now()) if one.name == name and not one.well]


@fault(
    "A page of the database is corrupted",
    how="the last page overwritten while no server runs; then a copy restored",
    told="doctor: restore the newest copy",
    health="503 read file",
    records="those of the copy, once",
    after="after `tonsai restore`",
)
def test_a_corrupted_page_is_found_at_the_start_and_a_copy_brings_the_office_back(
    tmp_path: Path, aftermath: Aftermath
) -> None:
    with open_server(tmp_path) as server:
        url = f"sqlite:///{server.database}"
        with at_work(server) as office:
            given = give(office, 20)
            copy, _ = make_copy(
                data=server.data,
                url=url,
                target=local_target(server.data),
                keeping=None,
                version="test",
                now=clock.now(),
            )
        with closing(sqlite3.connect(server.database)) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with server.database.open("r+b") as file:
            file.seek(-PAGE, 2)
            file.write(b"\xa5" * PAGE)
        server.start_ill()
        wait_until(lambda: "the file of the records is damaged" in server.log)
        aftermath.health(server)
        server.stop()
        if any("`tonsai restore` the newest copy" in text for text in findings(server, "database")):
            aftermath.told("doctor: restore the newest copy")
        restore_copy(copy.path, data=server.data, url=url, migrate=migrate_copy, now=clock.now())
        server.start()
        screen = Screen(server.url)
        aftermath.goes_on("after `tonsai restore`")
        aftermath.check_screen(server, screen)
        screen.close()
        server.cut_the_power()
        with at_work(server) as office:
            aftermath.check_rows(office, given, words="those of the copy, once")


@fault(
    "The write-ahead log is lost",
    how="`tonsai.db-wal` deleted after a power cut; then put back",
    told="log and doctor: entries are gone; put the file back",
    health="503 lost",
    after="after the file is put back",
)
def test_a_lost_write_ahead_log_is_noticed_although_the_chain_holds(
    tmp_path: Path, aftermath: Aftermath
) -> None:
    with open_server(tmp_path) as server:
        server.start()
        answers = [server.ask("POST", "/api/v1/tickets", {"group": "A"}) for _ in range(5)]
        given = {said["token"]: said["number"] for _, said in filter(None, answers)}
        newest = max(said["seq"] for _, said in filter(None, answers))
        wait_until(lambda: f'"office": [{newest},' in _read(server.data / HEADS))
        server.cut_the_power()
        log = server.database.with_name("tonsai.db-wal")
        aside = tmp_path / "aside"
        shutil.move(log, aside)
        server.database.with_name("tonsai.db-shm").unlink()
        server.start_ill()
        wait_until(lambda: "of office are gone" in server.log)
        aftermath.health(server)
        if any(f"to {newest} are gone" in text for text in findings(server, "journal")):
            aftermath.told("log and doctor: entries are gone; put the file back")
        answer = server.ask("POST", "/api/v1/tickets", {"group": "A"})
        assert answer is not None
        assert answer[1]["number"] == "A006", "no number on somebody's paper is given to another"
        server.cut_the_power()
        for name in ("tonsai.db-wal", "tonsai.db-shm"):
            server.database.with_name(name).unlink(missing_ok=True)
        shutil.move(aside, log)
        server.start()
        aftermath.goes_on("after the file is put back")
        screen = Screen(server.url)
        aftermath.check_screen(server, screen)
        screen.close()
        server.cut_the_power()
        with at_work(server) as office:
            aftermath.check_rows(office, given)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
