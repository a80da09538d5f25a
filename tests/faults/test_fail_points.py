"""The machine stops before any statement of a turn, and after the last: the deed is whole or not there, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from counter import actions as desk
from kiosk import actions as lobby
from shared.store.keys import Key
from shared.store.models import Leg, Rating, Ticket
from shared.store.turn import Action
from tests.cast import BEN
from tests.clockwork import Clock
from tests.faults.aftermath import Aftermath, fault
from tests.faults.failpoints import die_at
from tests.office import Office, open_office

pytestmark = [pytest.mark.faults, pytest.mark.sqlite]
MOST = 80
"""No turn has so many statements."""
WRITING = {"BEGIN", "SAVEPOINT", "INSERT", "UPDATE", "RELEASE", "COMMIT"}
"""What every turn sends, so that the count cannot have missed the kinds that matter."""


@dataclass
class Day:
    """What a kind of turn needs before it, and what counts what it did."""

    ready: Callable[[Office], Any]
    """Brings the office to where the deed can be done, and gives what the deed is about."""
    deed: Callable[[Office, Any], Action]
    count: Callable[[Office], int]
    """How often the deed was done, read from the rows."""


def _called(office: Office) -> str:
    number = office.issue("A")
    console = office.console(1, BEN, tab="seat")
    if office.counter(1).state == "closed":
        console.open("A")
    assert console.call_next() == number
    return number


def _finished(office: Office) -> str:
    number = _called(office)
    office.console(1, BEN, tab="seat").finish("T1")
    return office.token(number)


def _evening(office: Office) -> None:
    """Somebody waits and somebody is at the counter when the day ends."""
    _free(office)
    office.console(1, BEN, tab="seat").call_next()
    office.issue("A")
    office.clock.advance(days=1)


def _press(action: Callable[..., Any], **values: Any) -> Callable[[Office, Any], Action]:
    return lambda office, _about: (
        lambda turn: action(turn, counter=1, who=office.console(1, BEN, tab="seat").who, **values)
    )


def _rate(_office: Office, token: str) -> Action:
    return lambda turn: lobby.rate(
        turn, opinion=lobby.Opinion(score=5), token=token, source="kiosk", source_id="device:1", language="th"
    )


def _free(office: Office) -> None:
    """Counter 1 is open and free, and somebody waits."""
    console = office.console(1, BEN, tab="seat")
    if office.counter(1).state == "closed":
        console.open("A")
    elif office.rows(Ticket, state="called"):
        console.finish("T1")
    office.issue("A")


def _in_state(state: str) -> Callable[[Office], int]:
    return lambda office: len(office.rows(Ticket, state=state))


TURNS = {
    "issue": Day(
        lambda _office: None,
        lambda _office, _about: lambda turn: lobby.issue_ticket(turn, group="A"),
        lambda office: len(office.rows(Ticket)),
    ),
    "call": Day(_free, _press(desk.call_next), lambda office: len(office.rows(Leg))),
    "finish": Day(_called, _press(desk.finish, service="T1"), _in_state("finished")),
    "rating": Day(_finished, _rate, lambda office: len(office.rows(Rating))),
    "closing": Day(
        _evening,
        lambda _office, _about: lambda turn: lobby.issue_ticket(turn, group="A"),
        lambda office: len(office.facts("day.closed")),
    ),
}


@fault(
    "Machine restarted between any two statements of a turn",
    how="SIGKILL before each statement, and after the last, of issue, call, finish, rating and a day's closing",
    told="no answer; the same press again: done once",
    health="—",
    screens="—",
)
@pytest.mark.parametrize("kind", TURNS)
def test_a_machine_that_stops_before_any_statement_leaves_the_deed_whole_or_undone(
    database: Path, clock: Clock, kind: str, aftermath: Aftermath
) -> None:
    turn = TURNS[kind]
    with open_office(database, clock) as office:
        office.set(always_open=True)  # a day's closing goes through the weekend
        about, before, heads = turn.ready(office), turn.count(office), office.verify()
    lived, again, number = None, None, 0
    while lived is None:
        number += 1
        assert number <= MOST
        press = partial(_press_once, turn, about, Key("device:1", f"{kind}-{number}", "digest"))
        lived = die_at(number, database, clock, press)
        with open_office(database, clock, first_token=number * 1000) as office:
            after, done = office.verify(), turn.count(office) - before
            assert after.fault is None
            assert (done, after.entries > heads.entries) in {(0, False), (1, True)}, "whole or undone"
            again = press(office)
            assert turn.count(office) == before + 1
            aftermath.told("no answer; the same press again: done once")
            about, before, heads = turn.ready(office), turn.count(office), office.verify()
    answer, sent = lived
    assert again == answer
    assert set(sent) >= WRITING
    assert number == len(sent) + 2, "it died before every statement, and after the last"
    with open_office(database, clock) as office:
        aftermath.check_rows(office)
        aftermath.goes_on("by itself")


def _press_once(turn: Day, about: Any, key: Key, office: Office) -> Any:
    return office.take_turn(turn.deed(office, about), actor="device:1", key=key)
