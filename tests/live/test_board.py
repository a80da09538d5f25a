"""The board: a pure value of the database at one journal number, with nothing in it that the hall may not see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import orjson
import pytest

from shared.live.presence import Presence
from shared.live.snapshots import read_snapshot
from shared.live.values import Board
from tests.cast import BEN, STAFF
from tests.office import Office

SECRET_KEYS = {
    "klass", "class", "token", "staff", "seat", "service", "services", "name_of_staff", "comment", "score", "reasons",
    "chosen_reason", "passed_over", "priority", "priority_waiting", "issued_at", "device", "devices", "attention",
}  # fmt: skip


@pytest.fixture
def busy(office: Office) -> Office:
    """A morning with everything in it: priority, hold with a reason, chosen calls, pauses, help, a comment."""
    numbers = [office.issue("A", priority=n == 2) for n in range(4)]
    office.issue("B", priority=True, language="ms")
    ana, ben = office.ana.open(), office.ben.open()
    ana.call_next()
    ana.hold("copies")
    ana.call_chosen(numbers[2], "agreed")
    ana.start()
    ben.call_next()
    ben.no_show()
    ben.pause("prayer")
    office.rate(None, 1, opinion={"comment": "words nobody else should read"})
    return office


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every (key, plain value) in a JSON value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name, None
            yield from walk(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from walk(inner, key)
    else:
        yield key, value


def board_of(office: Office) -> Board:
    """Return the board as of now."""
    return office.snapshot().board


def test_the_hall_sees_no_name_no_class_no_token_no_service_and_no_reason_of_a_ticket(busy: Office) -> None:
    board = orjson.loads(orjson.dumps(asdict(board_of(busy))))
    assert {key for key, _ in walk(board)} & SECRET_KEYS == set()
    said = {str(value) for _, value in walk(board) if value is not None}
    tickets = {busy.token(number) for number in ("A001", "A002", "A003", "A004", "B001")}
    forbidden = {
        *(person.name for person in STAFF), *(person.username for person in STAFF), *tickets,
        "copies", "agreed", "priority", "ana-tab", "T1", "T2", "R1",
    }  # fmt: skip
    assert said & forbidden == set()
    text = orjson.dumps(board).decode()
    assert BEN.name not in text
    assert "words nobody else should read" not in text
    assert not [token for token in tickets if token in text]


def test_the_reason_of_a_pause_is_the_only_reason_shown(busy: Office) -> None:
    assert [(c.number, c.state, c.reason) for c in board_of(busy).counters] == [
        (1, "open", None), (2, "paused", "prayer"), (3, "closed", None),
    ]  # fmt: skip


def test_the_same_facts_give_the_same_value(busy: Office) -> None:
    assert board_of(busy) == board_of(busy)
    with busy.engine.connect() as conn:
        again = read_snapshot(conn, type(busy.configs)(), 1, busy.clock(), Presence().seen(busy.clock()))
    assert orjson.dumps(asdict(again.board)) == orjson.dumps(asdict(board_of(busy)))


def test_every_turn_that_writes_makes_the_number_of_the_board_grow(office: Office) -> None:
    seqs = [board_of(office).seq]
    for press in (
        lambda: office.issue("A"), office.ana.open, office.ana.call_next, office.ana.start, office.ana.finish,
        office.ana.pause, office.ana.open, office.ana.close, lambda: office.close_group("A"),
    ):  # fmt: skip
        press()
        seqs.append(board_of(office).seq)
    assert seqs == sorted(set(seqs))
    assert seqs[-1] == len(office.facts())


def test_calls_are_newest_first_and_their_number_grows_with_every_call(office: Office) -> None:
    for _ in range(3):
        office.issue("B")
    office.issue("A", language="ms")
    ana, ben = office.ana.open("A"), office.ben.open()
    ben.call_next()
    ana.call_next()
    office.clock.advance(seconds=30)
    ben.recall()
    calls = board_of(office).calls
    assert [(c.number, c.counter, c.group, c.language, c.repeat, c.at[11:19]) for c in calls] == [
        ("B001", 2, "B", "th", 2, "02:00:30"),
        ("A001", 1, "A", "ms", 1, "02:00:00"),
    ]
    assert calls[0].call > calls[1].call


def test_the_last_twelve_called_are_kept_whatever_became_of_them(office: Office) -> None:
    office.ana.open("A")
    for _ in range(14):
        office.issue("A")
        office.ana.serve_next()
    calls = board_of(office).calls
    assert [c.number for c in calls] == [f"A{n:03d}" for n in range(14, 2, -1)]
    assert len({c.call for c in calls}) == 12


def test_calls_of_yesterday_are_not_shown_today(office: Office) -> None:
    office.issue("A")
    office.ana.open().call_next()
    office.clock.show("2027-01-13 00:00")
    board = board_of(office)
    assert (board.day, board.calls, board.waiting) == ("2027-01-13", (), 0)
    assert [c.ticket for c in board.counters] == [None, None, None]


def test_a_counter_shows_what_it_serves_and_who_is_there(office: Office) -> None:
    office.issue("A")
    office.ana.open()
    shown = [(c.groups, c.ticket, c.ticket_state) for c in board_of(office).counters]
    assert shown == [(("A", "B"), None, None), (("B",), None, None), (("C",), None, None)]
    office.ana.call_next()
    assert (board_of(office).counters[0].ticket, board_of(office).counters[0].ticket_state) == (
        "A001",
        "called",
    )
    office.ana.start()
    assert board_of(office).counters[0].ticket_state == "serving"
    office.ana.finish()
    assert (board_of(office).counters[0].ticket, board_of(office).counters[0].ticket_state) == (None, None)


def test_the_groups_count_who_waits_and_where_somebody_works(office: Office) -> None:
    for group in "AAB":
        office.issue(group, priority=group == "B")
    office.ana.open()
    office.ben.open()
    board = board_of(office)
    assert [(g.prefix, g.waiting, g.counters_open) for g in board.groups] == [
        ("A", 2, 1),
        ("B", 1, 2),
        ("C", 0, 0),
    ]
    assert board.waiting == 3


def test_a_retired_group_leaves_the_board_with_its_counter_still_whole(office: Office) -> None:
    office.issue("A")
    office.ana.open()
    office.set_group("tax", retired=True)
    board = board_of(office)
    assert [g.prefix for g in board.groups] == ["B", "C"]
    assert board.counters[0].groups == ("B",)


def test_texts_are_there_in_three_languages(office: Office) -> None:
    (group, *_) = board_of(office).groups
    assert asdict(group.name) == {"th": "Tax (th)", "ms": "Tax (ms)", "en": "Tax"}
    assert [asdict(d)["en"] for d in group.documents] == ["ID card"]


def test_simulated_records_are_marked_on_every_screen(office: Office) -> None:
    assert not board_of(office).office.simulated
    office.issue("A", origin="simulated")
    assert board_of(office).office.simulated
