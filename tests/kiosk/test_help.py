"""Asking for staff: one open request per kiosk, until somebody says they are coming."""

from __future__ import annotations

from counter.actions import answer_help
from kiosk.actions import ask_help
from shared.store.models import Help
from tests.office import Office


def ask(office: Office, device: str = "Lobby kiosk") -> None:
    """Press the key for help."""
    office.take_turn(lambda turn: ask_help(turn, device=device))


def test_asking_shows_on_the_desk_until_staff_answer(office: Office) -> None:
    ask(office)
    (attention,) = office.snapshot().desk.attention
    assert (attention.code, attention.subject, attention.since) == (
        "help",
        "Lobby kiosk",
        "2027-01-12T02:00:00Z",
    )
    office.clock.advance(seconds=30)
    office.take_turn(answer_help)
    assert office.snapshot().desk.attention == ()
    assert [kind for kind, _ in office.facts("help.asked", "help.answered")] == [
        "help.asked",
        "help.answered",
    ]


def test_asking_again_while_nobody_came_changes_nothing(office: Office) -> None:
    for _ in range(5):
        ask(office)
    assert (len(office.rows(Help)), len(office.facts("help.asked"))) == (1, 1)


def test_two_kiosks_ask_for_themselves_and_one_answer_is_for_both(office: Office) -> None:
    ask(office)
    ask(office, "Side kiosk")
    assert len(office.snapshot().desk.attention) == 2
    office.take_turn(answer_help)
    assert office.facts("help.answered") == [("help.answered", {"count": 2})]


def test_asking_again_after_an_answer_is_a_new_request(office: Office) -> None:
    ask(office)
    office.take_turn(answer_help)
    ask(office)
    assert len(office.facts("help.asked")) == 2


def test_answering_nobody_writes_nothing(office: Office) -> None:
    office.take_turn(answer_help)
    assert office.facts("help.answered") == []


def test_the_hall_never_sees_who_asked(office: Office) -> None:
    ask(office)
    assert "Lobby kiosk" not in repr(office.snapshot().board)
