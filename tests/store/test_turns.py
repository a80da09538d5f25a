"""The doorway: turns one after another, a refusal undoes itself and nothing else, answers come after the commit."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError

from kiosk import actions as lobby
from shared.domain.errors import QueueError
from shared.store.models import Counter, Site
from shared.store.turn import Answer, Turn
from tests.cast import MARKET, OFFICE
from tests.office import Office
from tests.refusals import refused
from tests.store.waiting_turns import writer_held


def pause_counter(turn: Turn, number: int) -> Answer:
    """Write a row and a fact that a later look can find."""
    turn.conn.execute(
        update(Counter)
        .where(Counter.site_id == turn.site_id, Counter.number == number)
        .values(state="paused")
    )
    return {"seq": turn.record("counter.paused", counter=number)}


def test_an_action_that_is_refused_leaves_neither_rows_nor_facts(office: Office) -> None:
    before = office.facts()

    def act(turn: Turn) -> Answer:
        pause_counter(turn, 1)
        raise QueueError("reason.unknown")

    with refused("reason.unknown"):
        office.take_turn(act)
    assert office.counter(1).state == "closed"
    assert office.facts() == before


def test_an_action_that_breaks_leaves_nothing_and_the_writer_goes_on(office: Office) -> None:
    def act(turn: Turn) -> Answer:
        pause_counter(turn, 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.take_turn(act)
    assert office.issue("A") == "A001"
    assert office.facts("counter.paused") == []
    assert office.verify().fault is None


def test_a_refusal_inside_a_batch_does_not_undo_its_neighbours(office: Office) -> None:
    def bad(turn: Turn) -> Answer:
        pause_counter(turn, 2)
        raise QueueError("counter.closed")

    with writer_held(office) as line:
        before = line.ask(office.take_turn, lambda turn: pause_counter(turn, 1))
        between = line.ask(office.take_turn, bad)
        after = line.ask(office.take_turn, lambda turn: pause_counter(turn, 3))
        batches = office.writer.batches
    assert (before.result()["seq"], after.result()["seq"]) == (2, 3)
    with refused("counter.closed"):
        between.result()
    assert office.writer.batches - batches == 2, "the one held, and the three together"
    assert [office.counter(n).state for n in (1, 2, 3)] == ["paused", "closed", "paused"]
    assert [data["counter"] for _, data in office.facts("counter.paused")] == [1, 3]
    assert office.verify().fault is None


def test_turns_that_wait_share_one_commit(office: Office) -> None:
    with writer_held(office) as line:
        batches, turns = office.writer.batches, office.writer.turns
        waiting = [line.ask(office.issue, "A") for _ in range(8)]
    assert [w.result() for w in waiting] == [f"A{n:03d}" for n in range(1, 9)]
    assert (office.writer.turns - turns, office.writer.batches - batches) == (9, 2)


def test_the_answer_comes_after_the_commit(office: Office) -> None:
    number = office.issue("A")
    with office.engine.connect() as other:
        head = other.execute(select(Site.head_seq).where(Site.id == OFFICE)).scalar_one()
    assert head == office.ticket(number).issued_seq


def test_those_who_hear_of_commits_hear_before_the_answer_and_only_of_sites_that_changed(
    office: Office,
) -> None:
    heard: list[int] = []
    office.writer._after_commit = heard.extend
    office.issue("A")
    assert heard == [OFFICE]
    office.take_turn(lambda _turn: {})
    assert heard == [OFFICE]


def test_a_turn_for_a_site_that_does_not_exist_is_refused_alone(office: Office) -> None:
    with writer_held(office) as line:
        lost = line.ask(office.writer.run, 99, lambda _turn: {}, now=office.clock(), actor="system")
        real = line.ask(office.issue, "A")
    with refused("not_found", site=99):
        lost.result()
    assert real.result() == "A001"


def test_a_database_that_fails_answers_busy_and_loses_nothing(office: Office) -> None:
    office.issue("A")

    def fail(turn: Turn) -> Answer:
        pause_counter(turn, 1)
        raise OperationalError("insert", {}, Exception("disk I/O error"))

    with refused("server.busy"):
        office.take_turn(fail)
    assert office.issue("A") == "A002"
    assert office.facts("counter.paused") == []
    assert office.verify().fault is None


@pytest.mark.sqlite
def test_a_full_disk_gives_no_number_and_leaves_no_gap_when_there_is_room_again(office: Office) -> None:
    full = [True]

    @event.listens_for(office.engine, "connect")
    def limit(connection: DBAPIConnection, _record: object) -> None:
        if full[0]:
            connection.cursor().execute("PRAGMA max_page_count = 1")  # as large as it is now, and no larger

    given = []
    with refused("server.no_room"):
        for _ in range(500):
            given.append(office.issue("A"))
    full[0] = False
    assert office.issue("A") == f"A{len(given) + 1:03d}"
    assert given == [f"A{n:03d}" for n in range(1, len(given) + 1)]
    assert office.verify().fault is None


def test_nobody_waits_for_ever_for_a_turn(office: Office) -> None:
    with writer_held(office), refused("server.busy"):
        office.writer.run(OFFICE, lambda _turn: {}, now=office.clock(), actor="system", timeout_s=0.01)


def test_who_was_told_busy_does_not_get_a_number_behind_their_back(office: Office) -> None:
    with writer_held(office), refused("server.busy"):
        office.writer.run(
            OFFICE,
            lambda turn: lobby.issue_ticket(turn, group="A"),
            now=office.clock(),
            actor="system",
            timeout_s=0.01,
        )
    assert office.issue("A") == "A001"


def test_a_writer_that_was_not_started_says_so(office: Office) -> None:
    office.writer.stop()
    with pytest.raises(RuntimeError, match="not been started"):
        office.issue("A")


def test_a_writer_that_is_stopped_finishes_what_waits(office: Office) -> None:
    with writer_held(office) as line:
        waiting = line.ask(office.issue, "A")
        stopping = line.ask(office.writer.stop)
    assert waiting.result() == "A001"
    stopping.result()
    assert office.state("A001") == "waiting"


def test_each_site_has_a_chain_of_its_own(office: Office) -> None:
    office.issue("A")
    of_the_office = office.facts()
    office.site_id = MARKET
    assert office.issue("A") == "A001"
    assert [kind for kind, _ in office.facts()] == ["site.created", "day.opened", "ticket.issued"]
    assert office.verify().fault is None
    office.site_id = OFFICE
    assert office.facts() == of_the_office
    assert office.verify().fault is None


def test_two_sites_in_one_batch_get_their_own_numbers_and_heads(office: Office) -> None:
    market = Office(office.engine, office.writer, office.configs, office.clock, MARKET)
    with writer_held(office) as line:
        asked = [line.ask(o.issue, "A") for o in (office, market, office, market)]
    assert [a.result() for a in asked] == ["A001", "A001", "A002", "A002"]
    assert (office.verify().fault, market.verify().fault) == (None, None)
