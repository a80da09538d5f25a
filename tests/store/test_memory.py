"""What the writer remembers between turns is never older than the journal: the place in line is always counted true."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from kiosk import actions as lobby
from shared.domain.errors import QueueError
from shared.store.engine import writing
from shared.store.models import Numbering, Ticket
from shared.store.prepared import Prepared
from shared.store.tickets import count_waiting
from shared.store.turn import Answer, Turn
from tests.clockwork import Clock
from tests.office import Office, open_office
from tests.postgres import examples
from tests.refusals import refused


def test_the_place_in_line_grows_by_one_with_each_ticket(office: Office) -> None:
    assert [office.issued("A")["ahead"] for _ in range(3)] == [0, 1, 2]
    assert [office.issued("B")["ahead"] for _ in range(2)] == [0, 1]


def test_the_place_in_line_knows_of_calls_and_of_those_who_left(office: Office) -> None:
    numbers = [office.issue("A") for _ in range(4)]
    office.ana.open()
    office.ana.call_next()
    office.cancel(numbers[3])
    assert office.issued("A")["ahead"] == 2


def test_the_place_in_line_knows_what_another_program_did(
    office: Office, database: Path, clock: Clock
) -> None:
    office.issue("A")
    with open_office(database, clock, first_token=1000) as other:
        other.issue("A")
        other.issue("A")
    assert office.issued("A")["ahead"] == 3


def test_a_ticket_that_was_undone_is_not_counted(office: Office) -> None:
    office.issue("A")

    def act(turn: Turn) -> Answer:
        lobby.issue_ticket(turn, group="A")
        raise QueueError("group.full", group="A")

    with refused("group.full"):
        office.take_turn(act)
    assert office.issued("A")["ahead"] == 1


def test_a_ticket_of_a_transaction_that_was_lost_is_not_counted(office: Office) -> None:
    office.issue("A")

    def act(turn: Turn) -> Answer:
        lobby.issue_ticket(turn, group="A")
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    with refused("server.busy"):
        office.take_turn(act)
    assert office.issued("A")["ahead"] == 1


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(st.sampled_from(["issue A", "issue B", "call", "leave", "undo", "put back"]), max_size=25)
)
def test_after_any_deeds_the_next_place_is_what_counting_says(office: Office, deeds: list[str]) -> None:
    office.ana.open(take_over=True)
    for deed in deeds:
        _do(office, deed)
    with office.engine.connect() as conn:
        day = office.snapshot().board.day
        waiting = count_waiting(conn, office.site_id, day, _group_id(office, "A"))
    assert office.issued("A")["ahead"] == waiting


def test_a_prepared_statement_fails_as_any_other(office: Office) -> None:
    statement = Prepared(insert(Numbering), "site_id", "day", "prefix", "last")
    row = {"site_id": office.site_id, "day": "2027-01-12", "prefix": "Q", "last": 1}
    with writing(office.engine.connect()) as conn, conn.begin():
        assert statement.change(conn, row) == 1
        with pytest.raises(IntegrityError):
            statement.change(conn, row)


def test_a_prepared_statement_wants_all_its_values(office: Office) -> None:
    statement = Prepared(select(Ticket.id).where(Ticket.token == bindparam("token")))
    assert statement.ask(office.engine, {"token": "nobody's"}) is None
    with pytest.raises((KeyError, DBAPIError)):  # psycopg looks for the names itself
        statement.ask(office.engine, {})


def _do(office: Office, deed: str) -> None:
    rows = {state: office.rows(Ticket, state=state) for state in ("waiting", "called", "no_show")}
    if deed.startswith("issue"):
        office.issue(deed[-1])
    elif deed == "call" and not rows["called"]:
        office.ana.call_next()
    elif deed == "call":
        office.ana.no_show()
    elif deed == "put back" and rows["no_show"]:
        row = rows["no_show"][-1]
        office.ana.put_back(f"{row.prefix}{row.number:03d}")
    elif deed == "leave" and rows["waiting"]:
        row = rows["waiting"][0]
        office.cancel(f"{row.prefix}{row.number:03d}")
    elif deed == "undo":
        with refused("group.full"):
            office.take_turn(_undone)


def _undone(turn: Turn) -> Answer:
    lobby.issue_ticket(turn, group="A")
    raise QueueError("group.full", group="A")


def _group_id(office: Office, prefix: str) -> int:
    return next(g.id for g in office.snapshot().config.groups if g.prefix == prefix)
