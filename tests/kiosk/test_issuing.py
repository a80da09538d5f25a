"""Taking a number: what a visitor gets, what is written, and when none is given."""

from __future__ import annotations

import re

import pytest

from kiosk.actions import Promise
from shared.store.models import Ticket
from tests.clockwork import bangkok
from tests.office import Office
from tests.refusals import refused


def test_a_visitor_gets_a_number_a_token_and_a_place(office: Office) -> None:
    first, second = office.issued("A"), office.issued("A")
    assert first == {"number": "A001", "token": first["token"], "group": "tax", "ahead": 0, "seq": 3}
    assert second == {"number": "A002", "token": second["token"], "group": "tax", "ahead": 1, "seq": 4}
    assert first["token"] != second["token"]


def test_the_row_says_everything_that_a_figure_needs_later(office: Office) -> None:
    row = office.ticket(office.issue("B", priority=True, language="ms", channel="program"))
    written = {name: getattr(row, name) for name in
               ("day", "prefix", "number", "klass", "language", "channel", "origin", "state", "issued_seq", "place_seq",
                "issued_at", "queued_at", "calls", "rated", "called_at", "service_id", "promise_low_s")}  # fmt: skip
    at = int(office.clock().timestamp())
    assert written == {
        "day": "2027-01-12", "prefix": "B", "number": 1, "klass": "priority", "language": "ms", "channel": "program",
        "origin": "live", "state": "waiting", "issued_seq": 3, "place_seq": 3, "issued_at": at, "queued_at": at,
        "calls": 0, "rated": False, "called_at": None, "service_id": None, "promise_low_s": None,
    }  # fmt: skip


def test_the_journal_says_what_was_given_and_to_nobody(office: Office) -> None:
    office.issue("A", priority=True, language="en")
    assert office.facts("ticket.issued") == [
        ("ticket.issued", {"day": "2027-01-12", "ticket": "A001", "group": "tax", "language": "en",
                           "channel": "kiosk", "class": "priority"})
    ]  # fmt: skip


def test_why_somebody_has_priority_is_asked_of_nobody_and_kept_nowhere(office: Office) -> None:
    number = office.issue("A", priority=True)
    assert office.ticket(number).reason is None
    assert "reason" not in office.facts("ticket.issued")[0][1]


def test_a_priority_ticket_is_told_its_true_place(office: Office) -> None:
    assert [office.issued("A", priority=p)["ahead"] for p in (False, False, False, False, True, True, False)] == [
        0, 1, 2, 3, 2, 5, 6,
    ]  # fmt: skip


def test_a_promise_is_kept_with_the_ticket(office: Office) -> None:
    row = office.ticket(office.issue("A", promise=Promise(low_s=300, high_s=900)))
    assert (row.promise_low_s, row.promise_high_s) == (300, 900)


@pytest.mark.parametrize(
    ("local", "code"),
    [
        ("2027-01-12 08:29:59", "hall.before"),
        ("2027-01-12 16:00", "hall.last_ticket"),
        ("2027-01-12 16:29:59", "hall.last_ticket"),
        ("2027-01-12 16:30", "hall.closed"),
        ("2027-01-16 10:00", "hall.closed"),  # a Saturday
    ],
)
def test_outside_the_hours_no_number_is_given(office: Office, local: str, code: str) -> None:
    office.by_hand("UPDATE site SET head_at = 0")
    office.clock.show(local)
    with refused(code):
        office.issue("A")
    assert office.rows(Ticket) == []


@pytest.mark.parametrize(
    "local", ["2027-01-12 08:30", "2027-01-12 12:00", "2027-01-12 12:59:59", "2027-01-12 15:59:59"]
)
def test_within_the_hours_and_over_lunch_numbers_are_given(office: Office, local: str) -> None:
    office.by_hand("UPDATE site SET head_at = 0")
    office.clock.show(local)
    assert office.issue("A") == "A001"


def hours_with(office: Office, **changes: object) -> dict[str, object]:
    """Return the office's hours with some of them different."""
    return {**office.snapshot().config.settings["hours"], **changes}


def test_a_holiday_gives_no_numbers_and_names_itself(office: Office) -> None:
    name = {"th": "วันเด็ก", "ms": "Hari Kanak-kanak", "en": "Children's Day"}
    office.set(hours=hours_with(office, holidays={"2027-01-12": {"name": name, "state": "closed"}}))
    with refused("hall.holiday", opens="08:30"):
        office.issue("A")
    hall = office.snapshot().board.hall
    assert (hall.state, hall.holiday and hall.holiday.en) == ("holiday", "Children's Day")
    assert (hall.next_open_date, hall.next_open_time) == ("2027-01-13", "08:30")


def test_a_lunch_that_closes_the_hall_gives_no_numbers(office: Office) -> None:
    office.set(hours=hours_with(office, lunch={"start": "12:00", "end": "13:00", "closes": True}))
    office.clock.show("2027-01-12 12:15")
    with refused("hall.closed", opens="13:00"):
        office.issue("A")
    assert office.snapshot().board.hall.state == "lunch_closed"


def test_an_office_that_is_always_open_gives_numbers_on_a_sunday_at_night(office: Office) -> None:
    office.set(always_open=True)
    office.clock.show("2027-01-17 23:00")
    assert office.issue("A") == "A001"
    assert office.snapshot().board.hall.state == "open"


def test_a_group_may_stop_earlier_than_the_office(office: Office) -> None:
    office.set_group("tax", last_ticket="11:00")
    office.clock.show("2027-01-12 10:59:59")
    assert office.issue("A") == "A001"
    office.clock.advance(seconds=1)
    with refused("group.closed", group="tax"):
        office.issue("A")
    assert office.issue("B") == "B001"
    assert [g.state for g in office.snapshot().board.groups] == ["closed", "open", "open"]


def test_a_group_closed_by_a_supervisor_keeps_those_who_wait(office: Office) -> None:
    office.issue("A")
    office.close_group("A")
    with refused("group.closed", group="tax"):
        office.issue("A")
    assert [g.state for g in office.snapshot().board.groups] == ["closed", "open", "open"]
    assert office.ana.open().call_next() == "A001"
    office.close_group("A", closed=False)
    assert office.issue("A") == "A002"
    assert [kind for kind, _ in office.facts("group.closed", "group.opened")] == [
        "group.closed",
        "group.opened",
    ]


def test_a_full_group_gives_no_more_today_even_when_somebody_leaves(office: Office) -> None:
    office.set_group("tax", daily_cap=2)
    office.issue("A")
    office.cancel(office.issue("A"))
    with refused("group.full", group="tax"):
        office.issue("A")
    assert office.snapshot().board.groups[0].state == "full"
    office.clock.show("2027-01-13 08:30")
    assert office.issue("A") == "A001"


def test_tickets_transferred_into_a_group_do_not_use_up_its_numbers(office: Office) -> None:
    office.set_group("registry", daily_cap=1)
    office.issue("A")
    office.ana.open()
    office.ana.call_next()
    office.ana.transfer(group="B")
    assert office.issue("B") == "B001"


def test_a_group_that_does_not_exist_is_refused(office: Office) -> None:
    with refused("group.unknown", group="Z"):
        office.issue("Z")


def test_a_retired_group_gives_no_numbers(office: Office) -> None:
    office.set_group("tax", retired=True)
    with refused("group.unknown"):
        office.issue("A")


def test_tokens_made_by_the_program_are_long_random_and_fit_an_address() -> None:
    from deploy.app import new_token

    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{16}", token) for token in tokens)


def test_the_office_opens_at_the_time_its_clock_shows() -> None:
    """The hours above are Bangkok's: 08:30 there is half past one in the night for the server."""
    assert bangkok("2027-01-12 08:30").isoformat() == "2027-01-12T01:30:00+00:00"
