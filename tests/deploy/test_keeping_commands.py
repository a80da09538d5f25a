"""`tonsai backup`, `keep` and `restore` as somebody types them, and the keeper of the running server."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy import cli
from deploy.chores import take_keeping
from deploy.database import take_folder
from deploy.keeper import Keeper
from shared import clock
from shared.keeping.witness import read_heads, write_witness
from shared.settings import Settings
from shared.store.engine import open_engine
from tests.cast import build_office
from tests.clockwork import Clock
from tests.office import open_office

Run = Callable[..., tuple[int | str | None, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the office of the cast."""
    folder = tmp_path / "data"
    folder.mkdir()
    build_office(folder / "tonsai.db", now=clock.now())
    return folder


@pytest.fixture
def tonsai(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `tonsai …` in this process on that folder."""
    for name in [name for name in os.environ if name.startswith("TONSAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TONSAI_DATA", str(data))

    def run(*arguments: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setattr(sys, "argv", ["tonsai", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


def read(data: Path, sql: str) -> list[tuple[Any, ...]]:
    """Read the database with another program's eyes."""
    with closing(sqlite3.connect(data / "tonsai.db")) as conn:
        return conn.execute(sql).fetchall()


def test_a_copy_is_made_tried_and_noted(tonsai: Run, data: Path) -> None:
    code, out, _ = tonsai("backup")
    assert code == 0
    assert "verified" in out
    (copy,) = (data / "backups").glob("*.zip")
    code, out, _ = tonsai("backup", "--test")
    assert (code, copy.name in out) == (0, True)
    assert read(data, "SELECT chore, target, well FROM keeping_run ORDER BY id") == [
        ("backup", "local", 1), ("test", "", 1),
    ]  # fmt: skip
    kinds = read(data, "SELECT kind FROM journal WHERE site_id = 1 ORDER BY seq")
    assert kinds[-2:] == [("backup.made",), ("backup.tested",)]


def test_the_daily_chores_are_done_once(tonsai: Run, data: Path) -> None:
    code, out, _ = tonsai("keep")
    assert (code, out.splitlines()) == (0, ["retention: done", "backup local: done", "test: done"])
    code, out, _ = tonsai("keep")
    assert (code, out) == (0, "Nothing is due.\n")
    assert len(list((data / "backups").glob("*.zip"))) == 1


def test_a_stick_that_is_away_is_said_every_time_and_journalled_once(tonsai: Run, data: Path) -> None:
    for _ in range(2):
        code, _, err = tonsai("backup", "--to", "/media/no-such-stick")
        assert (code, "(backup.absent)" in err, "Traceback" in err) == (1, True, False)
    assert read(data, "SELECT COUNT(*) FROM keeping_run WHERE code = 'backup.absent'") == [(2,)]
    assert read(data, "SELECT COUNT(*) FROM journal WHERE kind = 'backup.failed'") == [(1,)]


def test_a_copy_is_restored_by_hand(tonsai: Run, data: Path) -> None:
    tonsai("backup")
    (copy,) = (data / "backups").glob("*.zip")
    with closing(sqlite3.connect(data / "tonsai.db")) as conn, conn:
        conn.execute("UPDATE staff SET name = 'somebody else'")
    code, out, err = tonsai("restore", str(copy), "--yes")
    assert (code, err) == (0, "")
    assert "replaced" in out
    assert read(data, "SELECT COUNT(*) FROM staff WHERE name = 'somebody else'") == [(0,)]
    assert read(data, "SELECT kind FROM journal WHERE site_id = 1 ORDER BY seq DESC LIMIT 1") == [
        ("backup.restored",)
    ]
    assert tonsai("verify")[0] == 0


def test_no_number_that_was_given_after_the_copy_is_given_again(tonsai: Run, data: Path) -> None:
    def numbers(first_token: int) -> list[str]:
        with open_office(data / "tonsai.db", Clock(), first_token=first_token) as office:
            given = [office.issue("A"), office.issue("A")]
            with office.engine.connect() as conn:
                write_witness(data, read_heads(conn))
        return given

    assert numbers(1) == ["A001", "A002"]
    tonsai("backup")
    (copy,) = (data / "backups").glob("*.zip")
    assert numbers(3) == ["A003", "A004"]
    assert tonsai("restore", str(copy), "--yes")[0] == 0
    assert numbers(5) == ["A005", "A006"]
    passed = read(data, "SELECT body FROM journal WHERE kind = 'numbers.passed_over'")
    assert [json.loads(body)["data"] for (body,) in passed] == [
        {"day": "2027-01-12", "prefix": "A", "first": 3, "last": 4}
    ]
    assert tonsai("verify")[0] == 0


def test_nothing_is_restored_under_a_running_server_or_a_copy_being_made(tonsai: Run, data: Path) -> None:
    tonsai("backup")
    (copy,) = (data / "backups").glob("*.zip")
    held = take_folder(data)
    code, _, err = tonsai("restore", str(copy), "--yes")
    held.close()
    assert (code, "(restore.serving)" in err) == (1, True)
    with take_keeping(data):
        assert "(backup.busy)" in tonsai("restore", str(copy), "--yes")[2]
        assert "(backup.busy)" in tonsai("backup")[2]
        assert "(backup.busy)" in tonsai("keep")[2]
    assert not (data / "replaced").exists()


def test_the_doctor_tells_the_age_of_the_copies(tonsai: Run) -> None:
    assert "LOOK copies" in tonsai("doctor")[1]
    tonsai("keep")
    assert "ok   copies" in tonsai("doctor")[1]


def test_another_database_is_refused_with_its_own_tool_named(data: Path) -> None:
    from shared.domain.errors import QueueError
    from shared.keeping.snapshots import database_path

    with pytest.raises(QueueError, match=r"backup\.postgres"):
        database_path("postgresql+psycopg://localhost/tonsai")


def test_the_keeper_has_done_what_is_due_and_only_then(tonsai: Run, data: Path) -> None:
    settings = Settings.from_env({"TONSAI_DATA": str(data)})
    engine, now, calls = open_engine(settings.database_url), [clock.now()], []

    def run(_: Settings) -> int:
        calls.append(now[0])
        return int(tonsai("keep", "--quiet")[0] or 0)

    keeper = Keeper(engine, settings, lambda: now[0], run=run)
    assert keeper.look()
    assert not keeper.look()
    now[0] += timedelta(days=1)
    assert keeper.look()
    assert len(calls) == 2
    engine.dispose()


def test_the_keeper_leaves_the_chores_to_the_process_that_holds_them(data: Path) -> None:
    settings = Settings.from_env({"TONSAI_DATA": str(data)})
    engine, held = open_engine(settings.database_url), [False]
    keeper = Keeper(engine, settings, clock.now, holds=lambda: held[0], run=lambda _: 0)
    assert not keeper.look()
    held[0] = True
    assert keeper.look()
    engine.dispose()


def test_retention_says_first_what_it_would_do(tonsai: Run, data: Path) -> None:
    with closing(sqlite3.connect(data / "tonsai.db")) as conn, conn:
        conn.execute(
            "INSERT INTO rating (site_id, day, at, score, reasons, comment, language, verified, source, source_id,"
            " origin)"
            " VALUES (1, '2026-01-02', 1577934000, 4, '[]', 'old', 'th', 1, 'kiosk', 'device:1', 'live')"
        )
    assert tonsai("retention", "--dry-run")[1] == "0 links would be cut, 1 comments would be deleted.\n"
    assert read(data, "SELECT comment FROM rating") == [("old",)]
    assert tonsai("retention")[1] == "0 links were cut, 1 comments were deleted.\n"
    assert read(data, "SELECT score, comment FROM rating") == [(4, None)]
    assert tonsai("verify")[0] == 0
