"""`tonsai doctor` names what is wrong with the machine, and says what to do."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert

from deploy.checks_of_machine import examine
from deploy.checks_of_system import (
    examine_fonts,
    examine_memory,
    examine_postgres,
    examine_redis,
    examine_secret,
    examine_sound,
)
from deploy.findings import Finding
from shared.domain.hours import BANGKOK
from shared.keeping.witness import find_lost, read_heads, write_witness
from shared.paper.typesetting import FONTS
from shared.settings import Settings
from shared.store.models import DeviceReport
from tests.clockwork import Clock, bangkok
from tests.office import Office, open_office

Doctor = Callable[[], dict[str, Finding]]


def settings_of(data: Path) -> Settings:
    """Return the settings of an office in a folder, on a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings.from_env({"TONSAI_DATA": str(data), "TONSAI_PORT": str(port)})


@pytest.fixture
def doctor(database: Path, clock: Clock) -> Doctor:
    """What the doctor says about the office's folder, by name; of several under one name the worst."""

    def examined() -> dict[str, Finding]:
        found = sorted(examine(settings_of(database.parent), now=clock()), key=lambda one: not one.well)
        return {one.name: one for one in found}

    return examined


@pytest.mark.sqlite
def test_a_healthy_machine_is_told_about_everything_that_was_looked_at(doctor: Doctor) -> None:
    found = doctor()
    assert {"disk", "memory", "fonts", "zone", "database", "clock", "journal", "copies", "port"} <= set(found)
    assert [one for one in found.values() if not one.well and one.name not in ("copies", "memory")] == []


@pytest.mark.sqlite
def test_a_clock_that_is_behind_the_newest_entry_is_named(
    doctor: Doctor, office: Office, clock: Clock
) -> None:
    office.issue("A")
    clock.advance(hours=-1)
    assert not doctor()["clock"].well
    assert "set the clock" in doctor()["clock"].text


@pytest.mark.sqlite
def test_a_damaged_page_is_named_and_the_newest_copy_is_what_helps(
    database: Path, clock: Clock, doctor: Doctor
) -> None:
    with open_office(database, clock) as office:
        for _ in range(20):
            office.issue("A")
    with closing(sqlite3.connect(database)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as file:
        file.seek(-4096, 2)
        file.write(b"\xa5" * 4096)
    found = doctor()["database"]
    assert not found.well
    assert "is damaged" in found.text
    assert "`tonsai restore` the newest copy" in found.text


@pytest.mark.sqlite
def test_entries_that_are_gone_are_named_until_the_witness_is_taken_away(
    database: Path, clock: Clock, doctor: Doctor
) -> None:
    older = database.with_name("older.db")
    with open_office(database, clock) as office:
        office.issue("A")
        office.by_hand("SELECT 1")
    shutil.copy(database, older)
    with open_office(database, clock, first_token=50) as office:
        office.issue("A")
        office.issue("A")
        with office.engine.connect() as conn:
            write_witness(database.parent, read_heads(conn))
            assert find_lost(conn, database.parent) == []
    older.replace(database)
    found = doctor()["journal"]
    assert not found.well
    assert "entries 4 to 5 are gone" in found.text
    (database.parent / "heads.json").unlink()
    assert doctor()["journal"].well


@pytest.mark.sqlite
def test_a_witness_that_is_no_witness_says_nothing(office: Office, tmp_path: Path) -> None:
    with office.engine.connect() as conn:
        for words in ("", "[]", "{}", '{"office": 3}', '{"office": ["x", "y"]}', '{"elsewhere": [9, "f"]}'):
            (tmp_path / "heads.json").write_text(words, encoding="utf-8")
            assert find_lost(conn, tmp_path) == []


@pytest.mark.sqlite
def test_a_folder_that_takes_no_file_is_named(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("")
    settings = replace(settings_of(tmp_path), data=tmp_path / "file" / "data")
    found = next(iter(examine(settings, now=clock())))
    assert (found.name, found.well) == ("disk", False)
    assert "cannot be written (Not a directory)" in found.text


@pytest.mark.sqlite
def test_a_port_that_somebody_else_has_is_named(database: Path, clock: Clock) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = replace(settings_of(database.parent), port=other.getsockname()[1])
        port = [one for one in examine(settings, now=clock()) if one.name == "port"]
    assert [one.well for one in port] == [False]
    assert "set TONSAI_PORT" in port[0].text


def test_little_memory_is_named(tmp_path: Path) -> None:
    source = tmp_path / "meminfo"
    told: list[Finding] = []
    for kilobytes in (200 * 1024, 4000 * 1024):
        source.write_text(f"MemTotal:  8000000 kB\nMemAvailable:  {kilobytes} kB\n")
        told += examine_memory(source)
    assert [one.well for one in told] == [False, True]
    assert "200 MB can be had: end other programs" in told[0].text
    assert list(examine_memory(tmp_path / "absent")) == []


def test_a_secret_that_others_may_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert list(examine_secret(path)) == []
    path.write_text("x")
    for mode, well in ((0o644, False), (0o640, False), (0o600, True)):
        path.chmod(mode)
        (found,) = examine_secret(path)
        assert found.well is well
    path.chmod(0o644)
    (found,) = examine_secret(path)
    assert f"chmod 600 {path}" in found.text


def test_fonts_that_are_missing_or_empty_are_named(tmp_path: Path) -> None:
    assert examine_fonts(FONTS).well
    (tmp_path / "Sarabun-Regular.ttf").write_bytes(b"")
    found = examine_fonts(tmp_path)
    assert not found.well
    assert "Sarabun-Regular.ttf" in found.text


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port at which nobody listens, kept so by a socket that is bound and does not listen."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_a_database_server_or_redis_that_does_not_answer_is_named_without_its_password(
    dead_port: int,
) -> None:
    told = [
        examine_postgres(f"postgresql+psycopg://tonsai:hidden@127.0.0.1:{dead_port}/tonsai"),
        examine_redis(f"redis://:hidden@127.0.0.1:{dead_port}/0"),
    ]
    assert [(one.name, one.well) for one in told] == [("postgresql", False), ("redis", False)]
    for one in told:
        assert f"127.0.0.1:{dead_port} does not answer" in one.text
        assert "is it running" in one.text
        assert "hidden" not in one.text


def test_screens_that_cannot_sound_are_named(office: Office) -> None:
    for sound, well in (("blocked", False), ("broken", False), ("on", True)):
        office.by_hand("DELETE FROM device_report")
        with office.engine.begin() as conn:
            conn.execute(
                insert(DeviceReport).values(device_id=2, at=0, version="1", width=1, height=1, sound=sound)
            )
        with office.engine.connect() as conn:
            (found,) = examine_sound(conn)
        assert found.well is well
        assert found.text.startswith("Hall screen: ")


@pytest.mark.sqlite
def test_the_machine_s_zone_is_told_and_changes_nothing(doctor: Doctor) -> None:
    assert bangkok("2027-01-12 09:00").astimezone(BANGKOK).hour == 9
    assert doctor()["zone"].well
