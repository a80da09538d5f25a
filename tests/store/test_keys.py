"""Idempotency keys: the same press twice is one press, over threads and over a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk.actions import issue_ticket
from shared.store.keys import Key
from shared.store.models import KeySeen, Ticket
from tests.cast import MARKET
from tests.clockwork import Clock
from tests.office import Office, open_office
from tests.refusals import refused
from tests.store.waiting_turns import writer_held

PRESS = Key("device:1", "press-1", "POST /tickets A")


def press(office: Office, key: Key = PRESS, group: str = "A") -> dict[str, Any]:
    """Take a number under a key."""
    return office.take_turn(lambda turn: issue_ticket(turn, group=group), key=key)


def test_the_same_key_gives_the_first_answer_again_and_does_nothing(office: Office) -> None:
    first = press(office)
    head = office.facts()
    assert press(office) == first
    assert first["number"] == "A001"
    assert office.facts() == head
    assert len(office.rows(Ticket)) == 1


def test_a_double_press_in_the_same_moment_gives_one_ticket(office: Office) -> None:
    with writer_held(office) as line:
        asked = [line.ask(press, office) for _ in range(8)]
    answers = [a.result() for a in asked]
    assert answers == [answers[0]] * 8
    assert len(office.rows(Ticket)) == 1


def test_a_key_used_for_something_else_is_refused(office: Office) -> None:
    press(office)
    with refused("key.reused"):
        press(office, Key("device:1", "press-1", "POST /tickets B"), group="B")
    assert len(office.rows(Ticket)) == 1


def test_two_devices_may_happen_on_the_same_key(office: Office) -> None:
    assert press(office)["number"] == "A001"
    assert press(office, Key("device:2", PRESS.text, PRESS.fingerprint))["number"] == "A002"


def test_two_sites_may_happen_on_the_same_key(office: Office) -> None:
    press(office)
    office.site_id = MARKET
    assert press(office)["number"] == "A001"
    assert len(office.rows(Ticket)) == 2


def test_a_key_is_remembered_over_a_restart(database: Path, clock: Clock) -> None:
    with open_office(database, clock) as before:
        first = press(before)
    with open_office(database, clock, first_token=100) as after:
        assert press(after) == first
        assert len(after.rows(Ticket)) == 1


def test_a_refused_press_may_be_tried_again_with_its_key(office: Office) -> None:
    office.close_group("A")
    with refused("group.closed"):
        press(office)
    office.close_group("A", closed=False)
    assert press(office)["number"] == "A001"


def test_keys_are_forgotten_after_two_days_but_not_before(office: Office) -> None:
    press(office)
    office.clock.show("2027-01-14 08:30")
    office.issue("A")
    assert len(office.rows(KeySeen)) == 1
    office.clock.show("2027-01-15 08:30")
    office.issue("A")
    assert office.rows(KeySeen) == []
