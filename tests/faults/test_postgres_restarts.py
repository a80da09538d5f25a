"""PostgreSQL restarts while people press: each turn is done once, or refused with a code and not done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import text

from kiosk import actions as lobby
from shared import clock as machine
from shared.domain.errors import QueueError
from shared.press.keepers import PRINT_ROOM, OneOfMany
from shared.store.engine import open_engine
from shared.store.keys import Key
from shared.store.models import Ticket
from tests.cast import fill_office
from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import Aftermath, fault, tokens_of
from tests.faults.servers import open_server
from tests.faults.watching import Screen
from tests.office import Office, open_office_at
from tests.postgres import cluster

pytestmark = pytest.mark.faults
PEOPLE = 6
NAME, PRISTINE = "restarts", "restarts-template"


@pytest.fixture(scope="module")
def template() -> Iterator[str]:
    """An office with its doors always open."""
    cluster().create(PRISTINE)
    fill_office(cluster().url(PRISTINE), now=machine.now(), always_open=True)
    yield PRISTINE
    cluster().drop(PRISTINE)


@pytest.fixture
def url(template: str) -> Iterator[str]:
    """The address of a copy of it."""
    cluster().create(NAME, template)
    with cluster().connect() as conn:  # as a PostgreSQL is that nobody made quick for tests
        conn.execute(SQL("ALTER DATABASE {} SET synchronous_commit = on").format(Identifier(NAME)))
    yield cluster().url(NAME)
    cluster().drop(NAME)


@dataclass
class Person:
    """Somebody who presses one key after another until the doors close, and a refused one again until it is done."""

    name: str
    keyed: bool
    given: dict[str, str] = field(default_factory=dict)
    """Token → number of what was acknowledged."""
    asked: int = 0
    """How many different tickets were wanted."""
    codes: set[str] = field(default_factory=set)

    def press(self, office: Office, over: threading.Event) -> None:
        while not over.is_set():
            self.asked += 1
            self._one(office, Key("kiosk", f"{self.name}-{self.asked}", "issue") if self.keyed else None)

    def _one(self, office: Office, key: Key | None) -> None:
        for _ in range(2_000):
            try:
                answer = office.take_turn(lambda turn: lobby.issue_ticket(turn, group="C"), key=key)
            except QueueError as error:
                self.codes.add(error.code)
                if key is None:
                    return  # nobody can know whether it was done; who has no key looks at the slip
            else:
                self.given[str(answer["token"])] = str(answer["number"])
                return
        raise AssertionError("the database did not come back")


@pytest.mark.parametrize("mode", ["immediate", "fast"])
def test_turns_are_done_once_or_refused_and_everybody_comes_back_by_themselves(url: str, mode: str) -> None:
    over = threading.Event()
    with open_office_at(url, Clock(machine.now())) as office, ThreadPoolExecutor(PEOPLE) as pool:
        elsewhere = open_engine(url)
        keeper, other = (OneOfMany(engine, PRINT_ROOM) for engine in (office.engine, elsewhere))
        assert (keeper.holds(), other.holds()) == (True, False)
        people = [Person(f"person {n}", keyed=n % 2 == 0) for n in range(PEOPLE)]
        pressing = [pool.submit(person.press, office, over) for person in people]
        wait_until(lambda: all(len(person.given) > 2 for person in people))
        cluster().stop(mode)
        assert not keeper.holds()
        wait_until(lambda: all(person.codes for person in people))
        cluster().start()
        before = [len(person.given) for person in people]
        wait_until(lambda: all(len(p.given) > n + 2 for p, n in zip(people, before, strict=True)))
        over.set()
        for one in pressing:
            one.result(20)
        assert set().union(*(person.codes for person in people)) == {"server.busy"}
        _check(office, people)
        assert [keeper.holds(), other.holds()] == [True, False]
        keeper.let_go()
        elsewhere.dispose()


def _check(office: Office, people: list[Person]) -> None:
    assert office.verify().fault is None
    rows = office.rows(Ticket)
    assert sorted(row.number for row in rows) == list(range(1, len(rows) + 1)), "no number twice, no gap"
    there = {row.token: f"{row.prefix}{row.number:03d}" for row in rows}
    given = {token: number for person in people for token, number in person.given.items()}
    assert given.items() <= there.items(), "what was acknowledged is there"
    assert all(len(person.given) == person.asked for person in people if person.keyed)
    unanswered = sum(person.asked - len(person.given) for person in people)
    assert len(rows) - len(given) <= unanswered, "a key pressed again gives no second ticket"


def test_a_writer_that_slept_through_a_restart_refuses_nobody(url: str) -> None:
    with open_office_at(url, Clock(machine.now())) as office:
        assert office.issue("C") == "C001"
        with office.engine.connect() as conn:
            conn.execute(text("SELECT 1"))
        cluster().stop("fast")
        cluster().start()
        assert office.issue("C") == "C002"
        assert len(office.rows(Ticket)) == 2
        assert office.verify().fault is None


@fault(
    "PostgreSQL restarts under load",
    how="`pg_ctl stop -m immediate` while six people press, and a start a moment later",
    told="server.busy; the same press again: done once",
    health="503 read",
)
def test_postgresql_restarts_while_people_press(url: str, tmp_path: Path, aftermath: Aftermath) -> None:
    over = threading.Event()
    with open_server(tmp_path, TONSAI_DATABASE_URL=url.replace("+psycopg", "")) as server:
        server.start()
        screen = Screen(server.url)
        codes: set[str] = set()

        def press(name: str) -> list[tuple[int, dict[str, str]] | None]:
            """Press one key after another; each is pressed again until it is answered well."""
            given: list[tuple[int, dict[str, str]] | None] = []
            while not over.is_set():
                for _ in range(500):
                    answer = server.ask("POST", "/api/v1/tickets", {"group": "C"}, key=f"{name}-{len(given)}")
                    if answer is not None and answer[0] == 201:
                        given.append(answer)
                        break
                    codes.add("nothing" if answer is None else answer[1]["code"])
            return given

        with ThreadPoolExecutor(PEOPLE) as pool:
            pressing = [pool.submit(press, f"person-{n}") for n in range(PEOPLE)]
            wait_until(lambda: bool(screen.boards) and screen.boards[-1]["seq"] > 20)
            cluster().stop("immediate")
            wait_until(lambda: bool(codes) and not server.is_healthy())
            aftermath.health(server)
            cluster().start()
            wait_until(server.is_healthy)
            over.set()
            answers = [answer for one in pressing for answer in one.result(30)]
        aftermath.told("; ".join([*sorted(codes), "the same press again: done once"]))
        aftermath.check_screen(server, screen)
        aftermath.goes_on("by itself")
        screen.close()
        given = tokens_of(answers)
    with open_office_at(url, Clock(machine.now())) as office:
        assert len(given) == len(answers) == len(office.rows(Ticket))
        aftermath.check_rows(office, given)
