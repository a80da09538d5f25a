"""An office moves to PostgreSQL with every row and goes on there; a fault leaves the target empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from deploy.checks_of_machine import examine
from deploy.cli import cli
from deploy.moving import MoveError, move
from shared.settings import Settings
from shared.store.config import Configs
from shared.store.engine import open_engine
from shared.store.journal import verify_site
from shared.store.models import Base, Rating, Site, Ticket
from shared.store.turn import Writer
from tests.cast import ANA, EVE, MARKET, OFFICE
from tests.lobby import open_lobby
from tests.office import Office
from tests.postgres import cluster, name_of

pytestmark = pytest.mark.sqlite
COMMENT = "ดีมาก\tและ\\เร็ว\nจริง ๆ"
"""With all that a text of COPY must write otherwise."""


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Assert that moving is refused with a code."""
    with pytest.raises(MoveError) as told:
        yield
    assert told.value.code == code


@pytest.fixture
def target(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    name = name_of(tmp_path / "target")
    cluster().create(name)
    yield cluster().url(name)
    cluster().drop(name)


def busy(office: Office) -> None:
    """Let something of every kind happen."""
    numbers = [office.issue("A", priority=n == 1) for n in range(4)]
    office.ana.open()
    office.ana.serve_next()
    office.rate(numbers[0], opinion={"comment": COMMENT})
    office.ana.call_next()
    office.ana.hold()
    office.cancel(numbers[3])


def counts(office: Office, url: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return the rows of each table, here and there."""
    there = open_engine(url)
    found = []
    for engine in (office.engine, there):
        with engine.connect() as conn:
            found.append(
                {
                    table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
                    for table in Base.metadata.sorted_tables
                }
            )
    there.dispose()
    return found[0], found[1]


def test_every_row_moves_and_the_chains_hold_there(office: Office, target: str) -> None:
    busy(office)
    heads = move(office.engine, target, lambda _table, _rows: None)
    here, there = counts(office, target)
    assert here == there
    engine = open_engine(target)
    with engine.connect() as conn, office.engine.connect() as old:
        assert heads == {row.code: row.head_hash for row in old.execute(select(Site.code, Site.head_hash))}
        assert verify_site(conn, OFFICE).fault is None
        assert verify_site(conn, MARKET).fault is None
        for table in (Ticket, Rating, Site):
            query = select(table.__table__).order_by(table.__table__.c.id)
            assert [tuple(r) for r in conn.execute(query)] == [tuple(r) for r in old.execute(query)]
    engine.dispose()


def test_the_office_goes_on_there_with_the_next_number(office: Office, target: str) -> None:
    busy(office)
    move(office.engine, target, lambda _table, _rows: None)
    engine, configs = open_engine(target), Configs()
    writer = Writer(engine, configs=configs, new_token=lambda: "a-token-of-the-new-house")
    writer.start()
    try:
        there = Office(engine, writer, configs, office.clock)
        assert there.issue("A") == "A005"
        assert there.verify().fault is None
    finally:
        writer.stop()
        engine.dispose()
    assert "A005" not in [f"{row.prefix}{row.number:03d}" for row in office.rows(Ticket)]


def test_the_moved_office_is_served_and_kept_there(office: Office, target: str, tmp_path: Path) -> None:
    busy(office)
    move(office.engine, target, lambda _table, _rows: None)
    env = {"TONSAI_DATABASE_URL": target.replace("+psycopg", "")}
    with open_lobby(tmp_path / "tonsai.db", office.clock, env=env) as lobby:
        issued = lobby.device("kiosk").post("/tickets", {"group": "A"})
        assert (issued.status, issued.data["number"]) == (201, "A005")
        called = lobby.person(ANA).post("/counters/1/call-next", {})
        assert (called.status, called.data["ticket"]["number"]) == (200, "A003")
        assert lobby.visitor().get("/health").status == 200
        pages = ("/overview", "/figures", "/journal", "/settings/keeping", "/settings/changes")
        assert {page: lobby.person(EVE).page(page).status_code for page in pages} == dict.fromkeys(pages, 200)
        assert "A003" in lobby.person(EVE).page("/journal").get_data(as_text=True)

    def run(*words: str) -> tuple[int, str]:
        ended = CliRunner().invoke(cli, list(words), env={"TONSAI_DATA": str(tmp_path), **env})
        return ended.exit_code, ended.output

    code, told = run("verify", "--figures")
    assert (code, told.count("the chain holds")) == (0, 2)
    assert "office: the sums of" in told
    assert run("keep") == (0, "retention: done\n")
    assert run("keep") == (0, "Nothing is due.\n")
    assert "backup.postgres" in run("backup")[1]
    settings = Settings.from_env({"TONSAI_DATA": str(tmp_path), **env})
    found = {(finding.name, finding.well) for finding in examine(settings, now=office.clock())}
    assert {("database", False), ("journal", True), ("copies", True)} <= found, (
        "the tests' own is quick, not safe"
    )


def test_an_office_is_never_moved_over_another(office: Office, target: str) -> None:
    move(office.engine, target, lambda _table, _rows: None)
    with refused("not_empty"):
        move(office.engine, target, lambda _table, _rows: None)


def test_an_office_whose_chain_is_broken_does_not_move_at_all(office: Office, target: str) -> None:
    busy(office)
    office.by_hand("UPDATE journal SET body = body || ' ' WHERE site_id = 1 AND seq = 2")
    with refused("chain"):
        move(office.engine, target, lambda _table, _rows: None)
    assert set(counts(office, target)[1].values()) == {0}


def test_only_postgresql_is_a_place_to_move_to(office: Office) -> None:
    with refused("target"):
        move(office.engine, "sqlite:///elsewhere.db", lambda _table, _rows: None)
