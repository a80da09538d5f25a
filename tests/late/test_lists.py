"""What was served by hand is written in whole or not at all, counts once, is marked, and never meets the hall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from counter.late.actions import withdraw_late, write_late
from counter.late.reading import MOST_ROWS, Row
from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.domain.keeping import Keeping
from shared.domain.tickets import WRITTEN_LATE
from shared.evidence.figures import make_figures
from shared.evidence.periods import month_period
from shared.evidence.report.making import figures_of
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import notes_of, tables_of
from shared.evidence.shelf import Shelf
from shared.keeping.reducing import find_old, keep_figures, reduce_year
from shared.store.models import LateList, LateTicket, Leg, Ticket
from shared.store.turn import Answer
from shared.web.languages import Languages
from tests.clockwork import bangkok
from tests.imports.files import figures
from tests.office import Office

TODAY = date(2027, 1, 12)
YESTERDAY = date(2027, 1, 11)
ACTOR = "staff:1"
PASSED = (Row("tax", "12", issued="9.10", called="9.15"), Row("tax", "11", issued="9.00", called="9.20"))
"""The first was called before the second, who came earlier."""


def write(office: Office, *rows: Row, day: date = YESTERDAY) -> Answer:
    """Write a list in."""
    return office.take_turn(lambda turn: write_late(turn, day=day, rows=rows), actor=ACTOR)


def refusal(office: Office, *rows: Row, day: date = YESTERDAY) -> str:
    """Return the code with which a list is refused."""
    with pytest.raises(QueueError) as caught:
        write(office, *rows, day=day)
    return caught.value.code


def test_a_row_with_all_its_times_becomes_a_finished_ticket_of_its_day(office: Office) -> None:
    row = Row("tax", "17", "T1", "priority", "2", "9.05", "0910", "09:30 น.", "served")
    assert write(office, row) == {"list": 1, "changed": True, "faults": []}
    (ticket,) = office.rows(Ticket)
    at = [epoch(bangkok(f"2027-01-11 09:{minute}")) for minute in ("05", "10", "30")]
    assert [ticket.issued_at, ticket.called_at, ticket.finished_at] == at
    assert (ticket.day, ticket.state, ticket.klass, ticket.origin, ticket.channel) == (
        "2027-01-11", "finished", "priority", "late", "paper",
    )  # fmt: skip
    (late,) = office.rows(LateTicket)
    assert (late.ticket_id, late.card, late.timed) == (ticket.id, "17", True)
    assert office.rows(Leg) == []


def test_a_row_of_a_group_alone_counts_as_served_and_for_no_time(office: Office) -> None:
    write(office, Row("registry"))
    found = figures(office, "2027-01-11", "2027-01-11", later=timedelta(days=1))
    assert (found.outcomes.issued, found.outcomes.served) == (1, 1)
    assert (found.waits.called.n, found.services.visit.n, found.peak.waiting) == (0, 0, 0)
    assert (found.order.called, found.out_of_hours.outside.tickets) == (0, 0)
    assert found.origins == {"late": 1}
    assert [row.late for row in found.groups] == [1]


def test_the_known_times_count_by_hand(office: Office) -> None:
    # waits 5 and 20 minutes, visits 25 and 40, services from the call 20 and 20; who came first was called first
    first = Row("tax", service="T1", issued="9.05", called="9.10", finished="9.30")
    write(office, first, Row("tax", issued="9.10", called="9.30", finished="9.50"))
    found = figures(office, "2027-01-11", "2027-01-11", later=timedelta(days=1))
    assert (found.waits.called.n, found.waits.called.mean.seconds, found.waits.called.longest.seconds) == (
        2, 750, 1200,
    )  # fmt: skip
    assert (found.services.visit.mean.seconds, found.services.service.mean.seconds) == (1950, 1200)
    assert (found.order.called, found.order.without_reason, found.peak.waiting) == (2, 0, 1)


def test_somebody_called_before_another_who_came_earlier_is_out_of_order(office: Office) -> None:
    write(office, *PASSED)
    found = figures(office, "2027-01-11", "2027-01-11", later=timedelta(days=1))
    assert (found.order.called, found.order.without_reason) == (2, 1)


def test_the_journal_has_one_entry_with_counts_cards_and_the_digest(office: Office) -> None:
    write(office, Row("tax", "7", outcome="no_show"), Row("tax"), Row(), Row("tax", issued="9.00"))
    ((_, data),) = office.facts("tickets.written_late")
    (kept,) = office.rows(LateList)
    assert data == {
        "day": "2027-01-11", "rows": 3, "untimed": 2, "counts": {"no_show": 1, "served": 2}, "cards": ["7"],
        "digest": kept.digest,
    }  # fmt: skip
    assert (kept.rows, kept.actor, len(kept.digest)) == (3, ACTOR, 64)
    assert office.verify().fault is None


def test_the_same_list_a_second_time_changes_nothing_however_its_times_are_written(office: Office) -> None:
    first = write(office, Row("tax", "7", issued="9.05"), Row("registry"))
    again = write(office, Row("tax", "7", issued="0905", klass="normal", outcome="served"), Row("registry"))
    assert again == {"list": first["list"], "changed": False, "faults": []}
    assert (len(office.rows(Ticket)), len(office.facts("tickets.written_late"))) == (2, 1)


def test_the_same_rows_of_another_day_are_another_list(office: Office) -> None:
    write(office, Row("tax"))
    assert write(office, Row("tax"), day=TODAY)["changed"] is True


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row(card="7"), ["group", "required"]),
        (Row("nothing"), ["group", "group_unknown"]),
        (Row("tax", "7" * 21), ["card", "card"]),
        (Row("tax", "7\x00"), ["card", "card"]),
        (Row("tax", service="X9"), ["service", "service_unknown"]),
        (Row("tax", klass="royal"), ["class", "class"]),
        (Row("tax", counter="9"), ["counter", "counter_unknown"]),
        (Row("tax", counter="one"), ["counter", "counter"]),
        (Row("tax", issued="morning"), ["issued", "clock"]),
        (Row("tax", issued="24.00"), ["issued", "clock"]),
        (Row("tax", issued="9.60"), ["issued", "clock"]),
        (Row("tax", issued="9.10", called="9.05"), ["called", "order"]),
        (Row("tax", called="9.10", finished="9.05"), ["finished", "order"]),
        (Row("tax", called="9.10", outcome="abandoned"), ["called", "outcome_time"]),
        (Row("tax", outcome="lost"), ["outcome", "outcome"]),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(office: Office, row: Row, fault: list[str]) -> None:
    answer = write(office, Row("tax"), Row(), row)
    assert answer["faults"] == [[3, *fault]]
    assert (office.rows(Ticket), office.rows(LateList), office.facts("tickets.written_late")) == ([], [], [])


def test_thai_digits_are_digits(office: Office) -> None:
    write(office, Row("tax", issued="๙.๐๕", counter="๒"))
    assert office.rows(Ticket)[0].issued_at == epoch(bangkok("2027-01-11 09:05"))


def test_today_takes_past_times_only_and_tomorrow_nothing(office: Office) -> None:
    now = office.clock().astimezone(bangkok("2027-01-12 09:00").tzinfo)
    later = f"{(now + timedelta(hours=7, minutes=1)):%H.%M}"
    assert write(office, Row("tax", issued=later), day=TODAY)["faults"] == [[1, "issued", "future"]]
    assert write(office, Row("tax", issued="6.00"), day=TODAY)["changed"] is True
    assert refusal(office, Row("tax"), day=TODAY + timedelta(days=1)) == "late.day"
    assert refusal(office, Row("tax"), day=date(1999, 12, 31)) == "late.day"


def test_an_empty_list_and_one_of_too_many_rows_are_refused(office: Office) -> None:
    assert refusal(office, Row(), Row(klass="normal", outcome="served")) == "late.empty"
    assert refusal(office, *[Row("tax")] * (MOST_ROWS + 1)) == "late.too_many"
    assert write(office, *[Row("tax")] * MOST_ROWS)["changed"] is True


def test_the_hall_never_hears_of_what_was_written_in_today(office: Office) -> None:
    office.issue("A")
    before = office.snapshot()
    rows = [Row("tax", str(n), "T1", counter="1", issued="6.00", called="6.05", finished="6.10", outcome=outcome)
            for n, outcome in enumerate(("served", "no_show", "cancelled"))]  # fmt: skip
    write(office, *rows, Row("tax"), day=TODAY)
    after = office.snapshot()
    for part in ("groups", "counters", "calls"):
        assert getattr(after.board, part) == getattr(before.board, part)
    assert after.desk.today == before.desk.today
    assert (after.desk.away, after.desk.groups) == (before.desk.away, before.desk.groups)


def test_numbers_of_the_queue_go_on_as_if_nothing_had_been_written(office: Office) -> None:
    office.issue("A")
    write(office, Row("tax", "A002"), Row("tax", "A001"), day=TODAY)
    write(office, Row("registry"), day=TODAY)
    assert office.issue("A") == "A002"
    late = [(t.prefix, t.number) for t in office.rows(Ticket, origin="late")]
    assert late == [(WRITTEN_LATE, 1), (WRITTEN_LATE, 2), (WRITTEN_LATE, 3)]


def test_a_counter_cannot_correct_or_put_back_what_was_written_in(office: Office) -> None:
    ana = office.ana.open()
    write(office, Row("tax", counter="1", finished="6.10"), day=TODAY)
    with pytest.raises(QueueError) as caught:
        ana.correct("T2")
    assert caught.value.code == "ticket.wrong_state"


def test_the_change_of_day_leaves_them_as_they_were_written(office: Office) -> None:
    write(office, Row("tax", outcome="no_show"), day=TODAY)
    office.clock.advance(days=1)
    office.issue("A")
    (late,) = office.rows(Ticket, origin="late")
    assert (late.state, late.reason) == ("no_show", None)


@pytest.mark.parametrize("measure", [1, 4, 7])
def test_the_reports_say_how_many_were_written_in(office: Office, measure: int) -> None:
    write(office, Row("tax"), *PASSED)
    value = report(office, measure)
    assert value["origins"] == {"late": 3}
    speech = Speech(Languages(), "th")
    assert any("บันทึกย้อนหลัง 3 ใบ" in note for note in notes_of(value, speech))
    if measure == 4:
        sheets = {sheet.name: sheet for sheet in tables_of(value, speech)}
        assert [row[2] for row in sheets["exceptions"].rows] == ["12"]
        groups = sheets["outcomes_groups"]
        assert groups.lines()[-1][[c.name for c in groups.columns].index("late")] == 3
        assert sheets["hours"].lines() == (
            ("09.00–10.00", 2), ("ไม่ทราบเวลา", 1), ("รวม", 3),
        )  # fmt: skip


def report(office: Office, measure: int) -> dict[str, Any]:
    """Return the figures of the half year of the list."""
    with office.engine.connect() as conn:
        now = office.clock() + timedelta(days=1)
        return figures_of(conn, office.site_id, measure, 2570, "half", now=now)


def test_a_year_whose_single_tickets_are_gone_takes_no_list_and_loses_its_lists_with_them(
    office: Office,
) -> None:
    write(office, Row("tax", "7"))
    office.clock.advance(days=3 * 365)
    with office.engine.connect() as conn:
        (old,) = find_old(conn, office.site_id, Keeping(), now=office.clock())
        kept = keep_figures(conn, old, now=office.clock())
    assert office.take_turn(lambda turn: reduce_year(turn, old, kept))["tickets"] == 1
    assert (office.rows(Ticket), office.rows(LateTicket)) == ([], [])
    assert refusal(office, Row("tax", "8")) == "figures.reduced"
    with office.engine.connect() as conn:
        found = make_figures(conn, office.site_id, month_period(2027, 1), now=office.clock())
    assert [row.late for row in found.groups] == [1]


def withdraw(office: Office, list_id: int, reason: str = "ผิดวัน") -> Answer:
    """Take a list back."""
    return office.take_turn(lambda turn: withdraw_late(turn, list_id=list_id, reason=reason), actor=ACTOR)


def counted(office: Office, shelf: Shelf) -> dict[str, int]:
    """Return the tickets of January by group, when it is long over."""
    now = office.clock() + timedelta(days=60)
    with office.engine.connect() as conn:
        found = make_figures(conn, office.site_id, month_period(2027, 1), now=now, shelf=shelf)
    return {row.code: row.outcomes.issued for row in found.groups if row.outcomes.issued}


def test_a_list_that_was_taken_back_counts_nowhere_and_may_be_written_again(office: Office) -> None:
    shelf = Shelf()
    write(office, Row("registry"), day=date(2027, 1, 8))
    wrong = write(office, *PASSED)["list"]
    assert counted(office, shelf) == {"tax": 2, "registry": 1}
    assert withdraw(office, wrong)["rows"] == 2
    assert counted(office, shelf) == {"registry": 1}
    (told,) = office.facts("tickets.late_withdrawn")
    assert (told[1]["day"], told[1]["rows"], told[1]["reason"]) == ("2027-01-11", 2, "ผิดวัน")
    assert [ticket.day for ticket in office.rows(Ticket)] == ["2027-01-08"]
    assert len(office.rows(LateTicket)) == len(office.rows(LateList)) == 1
    assert write(office, *PASSED)["changed"] is True
    assert counted(office, shelf) == {"tax": 2, "registry": 1}
    assert office.verify().fault is None


def test_a_list_in_the_place_of_one_taken_back_is_counted_although_its_rows_may_have_the_same_numbers(
    office: Office,
) -> None:
    shelf = Shelf()
    wrong = write(office, *PASSED)["list"]
    assert counted(office, shelf) == {"tax": 2}
    withdraw(office, wrong)
    write(office, Row("tax", "3"), Row("registry", "4"))
    assert counted(office, shelf) == {"tax": 1, "registry": 1}


def test_a_list_that_is_not_there_or_without_a_reason_is_not_taken_back(office: Office) -> None:
    kept = write(office, Row("tax", "7"))["list"]
    for list_id, reason, code in ((kept + 1, "why", "late.unknown"), (kept, "", "late.reason")):
        with pytest.raises(QueueError) as caught:
            withdraw(office, list_id, reason)
        assert caught.value.code == code
    assert len(office.rows(Ticket)) == 1
    withdraw(office, kept)
    with pytest.raises(QueueError) as caught:
        withdraw(office, kept)
    assert caught.value.code == "late.unknown"
    assert len(office.facts("tickets.late_withdrawn")) == 1


def test_a_list_of_a_year_whose_single_tickets_are_gone_is_not_taken_back(office: Office) -> None:
    kept = write(office, Row("tax", "7"))["list"]
    office.clock.advance(days=3 * 365)
    with office.engine.connect() as conn:
        (old,) = find_old(conn, office.site_id, Keeping(), now=office.clock())
        figures_kept = keep_figures(conn, old, now=office.clock())
    office.take_turn(lambda turn: reduce_year(turn, old, figures_kept))
    with pytest.raises(QueueError) as caught:
        withdraw(office, kept)
    assert caught.value.code == "figures.reduced"
