"""Ratings: verified once per finished ticket, open ones spaced, and a journal that does not say who."""

from __future__ import annotations

import json

import pytest

from shared.store.models import Department, Rating, Service
from tests.cast import MARKET
from tests.office import Office
from tests.refusals import refused

WINDOW_MIN = 60
OPEN_GAP_S = 5


@pytest.fixture
def served(office: Office) -> str:
    """The number of a visitor whom Ana has just finished with service T2 of group A."""
    number = office.issue("A")
    office.ana.open()
    office.ana.serve_next("T2")
    return number


def test_a_rating_of_a_finished_ticket_is_verified_and_knows_what_it_is_about(
    office: Office, served: str
) -> None:
    opinion = {"answers": {"process": 4, "staff": 5}, "reasons": ["long_wait"], "comment": "ดีมาก", "sex": "female",
               "age": "31-40", "occupation": "farmer"}  # fmt: skip
    answer = office.rate(served, 4, opinion=opinion, language="ms", source="tablet", source_id="device:3")
    (row,) = office.rows(Rating)
    (service,) = office.rows(Service, code="T2", site_id=1)
    (finance,) = office.rows(Department, code="finance", site_id=1)
    assert answer == {"id": row.id, "verified": True, "correct_until": "2027-01-12T02:00:10Z"}
    kept = {name: getattr(row, name) for name in
            ("score", "process", "staff", "facility", "channel", "reasons", "comment", "language", "sex", "age",
             "occupation", "verified", "source", "source_id", "ticket_id", "group_id", "service_id", "department_id",
             "counter_id", "day", "origin")}  # fmt: skip
    assert kept == {
        "score": 4, "process": 4, "staff": 5, "facility": None, "channel": None, "reasons": ["long_wait"],
        "comment": "ดีมาก", "language": "ms", "sex": "female", "age": "31-40", "occupation": "farmer",
        "verified": True, "source": "tablet", "source_id": "device:3", "ticket_id": office.ticket(served).id,
        "group_id": 1, "service_id": service.id, "department_id": finance.id, "counter_id": 1, "day": "2027-01-12",
        "origin": "live",
    }  # fmt: skip
    assert office.ticket(served).rated


def test_a_score_alone_is_a_complete_answer(office: Office, served: str) -> None:
    office.rate(served, 5)
    (row,) = office.rows(Rating)
    assert (row.score, row.reasons, row.comment, row.process) == (5, [], None, None)


def test_the_journal_says_that_somebody_rated_and_never_who(office: Office, served: str) -> None:
    office.rate(
        served, 2, opinion={"reasons": ["staff_manner"], "comment": "secret words", "answers": {"staff": 1}}
    )
    ((_, data),) = office.facts("rating.given")
    assert data == {
        "day": "2027-01-12", "verified": True, "source": "kiosk", "language": "th", "comment": True,
        "answers": {"score": 2, "staff": 1, "reasons": ["staff_manner"]},
    }  # fmt: skip
    said = json.dumps(data)
    for secret in (served, office.token(served), "secret words"):
        assert secret not in said
    assert not {"ticket", "token", "counter", "group", "service"} & data.keys()


def test_a_ticket_is_rated_once(office: Office, served: str) -> None:
    office.rate(served, 5)
    office.clock.advance(seconds=11)
    with refused("rating.done"):
        office.rate(served, 1)
    assert [row.score for row in office.rows(Rating)] == [5]


@pytest.mark.parametrize("state", ["waiting", "called", "serving", "held", "no_show", "cancelled"])
def test_a_ticket_that_is_not_finished_cannot_be_rated(office: Office, state: str) -> None:
    number = office.issue("A")
    ana = office.ana.open()
    if state == "cancelled":
        office.cancel(number)
    elif state != "waiting":
        ana.call_next()
        {"called": lambda: None, "serving": ana.start, "held": ana.hold, "no_show": ana.no_show}[state]()
    assert office.state(number) == state
    with refused("rating.not_finished"):
        office.rate(number)


def test_a_service_ended_by_the_end_of_the_day_cannot_be_rated(office: Office) -> None:
    number = office.issue("A")
    office.ana.open().call_next()
    office.ana.start()
    office.clock.show("2027-01-13 08:30")
    office.issue("B")
    with refused("rating.not_finished"):
        office.rate(number)


def test_a_ticket_may_be_rated_for_an_hour_and_no_longer(office: Office, served: str) -> None:
    other = office.issue("A")
    office.ana.serve_next()
    office.clock.advance(minutes=WINDOW_MIN)
    assert office.rate(served)["verified"]
    office.clock.advance(seconds=1)
    with refused("rating.window_over"):
        office.rate(other)


def test_a_token_nobody_has_rates_nothing(office: Office, served: str) -> None:
    token = office.token(served)
    office.by_hand("UPDATE ticket SET token = 'another'")
    with refused("ticket.unknown"):
        office.take_turn(lambda turn: _rate_with(turn, token))
    office.site_id = MARKET
    with refused("ticket.unknown"):
        office.take_turn(lambda turn: _rate_with(turn, "another"))


def test_a_rating_without_a_ticket_is_open_and_may_name_a_group(office: Office) -> None:
    assert office.rate(None, 3, group="B")["verified"] is False
    office.clock.advance(seconds=OPEN_GAP_S)
    office.rate(None, 4)
    first, second = office.rows(Rating)
    assert (first.verified, first.ticket_id, first.group_id, first.counter_id) == (False, None, 2, None)
    assert (second.group_id, second.department_id) == (None, None)
    with refused("group.unknown"):
        office.clock.advance(seconds=OPEN_GAP_S)
        office.rate(None, 4, group="Z")


def test_a_button_pressed_forty_times_by_a_child_counts_once_in_five_seconds(office: Office) -> None:
    office.rate(None, 1)
    for press in range(1, 40):
        office.clock.show(f"2027-01-12 09:00:{press // 10:02d}")
        with refused("rating.too_soon", seconds=OPEN_GAP_S - press // 10):
            office.rate(None, 1)
    assert len(office.rows(Rating)) == 1
    office.clock.show("2027-01-12 09:00:05")
    office.rate(None, 5)
    assert len(office.rows(Rating)) == 2


def test_open_ratings_of_two_devices_do_not_wait_for_each_other(office: Office) -> None:
    office.rate(None, 4, source_id="device:1")
    office.rate(None, 4, source_id="device:2")
    assert len(office.rows(Rating)) == 2


def test_a_verified_rating_never_waits_for_an_open_one(office: Office, served: str) -> None:
    office.rate(None, 4)
    assert office.rate(served)["verified"]


def test_a_clock_that_was_corrected_does_not_block_open_ratings(office: Office) -> None:
    office.rate(None, 4)
    office.clock.advance(seconds=-60)
    assert office.rate(None, 4)["verified"] is False


def _rate_with(turn: object, token: str) -> dict[str, object]:
    from kiosk.actions import Opinion, rate

    return rate(turn, opinion=Opinion(score=5), source="kiosk", source_id="x", language="th", token=token)  # type: ignore[arg-type]
