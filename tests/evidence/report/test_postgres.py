"""On a real PostgreSQL the figures of the small year are those of SQLite, byte for byte; so is what a round freezes.

Runs where the machine has PostgreSQL's own programs (`initdb`, `postgres`); a cluster of its own in a temporary folder,
reached by a socket there and nothing else, gone afterwards.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

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

WAIT_S = 60


def _programs() -> Path | None:
    """Return the folder of PostgreSQL's programs: on the path, or where Debian keeps the newest."""
    found = shutil.which("initdb")
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )
    return (
        Path(found).resolve().parent if found else next((f for f in folders if (f / "initdb").exists()), None)
    )


PROGRAMS = _programs()
pytestmark = [
    pytest.mark.skipif(PROGRAMS is None, reason="this machine has no PostgreSQL"),
    pytest.mark.enable_socket,
]


def _as_other() -> dict[str, Any]:
    """Return who runs the server: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    other = next((p for p in pwd.getpwall() if p.pw_name == "postgres"), None) or pwd.getpwnam("nobody")
    return {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module")
def postgres() -> Iterator[Engine]:
    """An empty database of a cluster of its own."""
    assert PROGRAMS is not None
    folder, who = (
        Path(subprocess.check_output(["mktemp", "-d", "/tmp/tonsai-pg-XXXXXX"], text=True).strip()),
        _as_other(),
    )
    if who:
        os.chown(folder, who["user"], who["group"])
    quiet: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder, "timeout": WAIT_S, **who}
    data = folder / "data"
    subprocess.run(
        [
            PROGRAMS / "initdb",
            "-D",
            data,
            "-U",
            "tonsai",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ],
        **quiet,
    )
    server = subprocess.Popen(
        [PROGRAMS / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-F"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who,
    )  # fmt: skip
    engine = open_engine(f"postgresql+psycopg://tonsai@/postgres?host={folder}")
    try:
        _wait_for(engine, server)
        yield engine
    finally:
        engine.dispose()
        server.terminate()
        server.wait(WAIT_S)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(engine: Engine, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + WAIT_S
    while True:
        try:
            with engine.connect() as conn:
                conn.execute(text("SELECT 1"))
            return
        except Exception:
            if time.monotonic() > ends or server.poll() is not None:
                raise


@pytest.fixture(scope="module")
def both(postgres: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Engine]]:
    """The small year on SQLite, and the same rows on PostgreSQL, put there in another order."""
    town = make_town(tmp_path_factory.mktemp("town") / "town.db")
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
