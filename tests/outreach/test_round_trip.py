"""A unit works without a network, hands in, goes on and hands in again: the office has the sum, once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from counter.outreach.parcel import pack
from shared.domain.errors import QueueError
from shared.domain.keeping import Keeping
from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import days_period, month_period
from shared.evidence.report.drawings import charts_of
from shared.evidence.report.making import figures_of
from shared.evidence.report.results import results_of
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import notes_of, tables_of
from shared.keeping.reducing import find_old, keep_figures, reduce_year
from shared.store.journal import verify_unit
from shared.store.models import (
    JournalRow,
    Leg,
    OutreachDay,
    OutreachEntry,
    OutreachFile,
    OutreachRating,
    OutreachTicket,
    Rating,
    Ticket,
)
from shared.web.languages import Languages
from tests.clockwork import Clock
from tests.databases import Databases
from tests.office import Office
from tests.outreach.units import desk, hand_in, on_the_road, read, receive, work

FIRST, LAST = date(2027, 1, 12), date(2027, 1, 16)
TABLES = (
    OutreachDay,
    OutreachEntry,
    OutreachFile,
    OutreachRating,
    OutreachTicket,
    JournalRow,
    Leg,
    Rating,
    Ticket,
)


def figures(office: Office, clock: Clock) -> Figures:
    with office.engine.connect() as conn:
        return make_figures(conn, office.site_id, days_period(FIRST, LAST), now=clock())


def counted(office: Office) -> dict[str, int]:
    return {table.__tablename__: len(office.rows(table)) for table in TABLES}


def sums(found: Figures) -> dict[str, Any]:
    """What adds up."""
    return {
        "issued": found.outcomes.issued,
        "served": found.outcomes.served,
        "no_show": found.outcomes.no_show,
        "cancelled": found.outcomes.cancelled,
        "priority": found.priority,
        "called": found.order.called,
        "out_of_order": found.order.with_reason + found.order.without_reason,
        "answers": found.ratings.verified.n,
        "process": found.ratings.dimensions["process"].n,
        "within": found.services.within_standard.part,
        "groups": {row.code: row.outcomes.served for row in found.groups},
        "services": {row.code: row.outcomes.served for row in found.exact_services},
        "departments": {row.code: row.rating.n for row in found.departments},
        "hours": sum(point.n for point in found.series),
    }


def added(one: Any, other: Any) -> Any:
    if isinstance(one, dict):
        return {key: added(one.get(key, 0), other.get(key, 0)) for key in one.keys() | other.keys()}
    return one + other


def test_office_and_unit_together_are_the_sum_of_both_after_each_file_and_after_the_same_file_again(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    work(unit, unit_clock)
    work(office, clock, visitors=9, score=5)
    clock.show("2027-01-13 09:00")
    alone = sums(figures(office, clock))
    first = hand_in(unit)
    assert receive(office, first)["changed"]
    unit_clock.show("2027-01-14 08:45")
    there = sums(figures(unit, unit_clock))
    both = figures(office, clock)
    assert sums(both) == added(alone, there)
    assert both.origins == {"live": 9, "outreach": 6}
    assert (both.ratings.outreach, sum(row.outreach for row in both.groups)) == (4, 6)
    assert [row.outreach for row in both.months] == [6]

    before = counted(office)
    assert receive(office, first) == {"changed": False, "tickets": 0, "ratings": 0, "unit": "unit1"}
    assert counted(office) == before

    work(unit, unit_clock, visitors=8, score=2)
    unit_clock.show("2027-01-15 09:00")
    second = hand_in(unit, places={"2027-01-14": "ตลาดนัด"})
    clock.show("2027-01-15 10:00")
    told = receive(office, second)
    assert (told["changed"], told["tickets"], told["ratings"]) == (True, 8, 6)
    assert sums(figures(office, clock)) == added(alone, sums(figures(unit, unit_clock)))
    assert [(row.day, row.place) for row in office.rows(OutreachDay)] == [
        ("2027-01-12", "วัดใต้ร่ม"),
        ("2027-01-14", "ตลาดนัด"),
    ]
    assert receive(office, first)["changed"] is False  # an older file of the same journal is no fork
    assert office.verify().fault is None
    with office.engine.connect() as conn:
        assert verify_unit(conn, 1).fault is None
    assert office.facts("outreach.imported")[-1][1]["last"] == read(second).manifest.seq


def test_what_the_hall_shows_is_the_same_with_and_without_a_file_of_today(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    """No line, no counter's last ticket, no estimate, no slip to print again: the unit is elsewhere."""
    work(office, clock, visitors=3)
    work(unit, unit_clock, visitors=8)
    clock.show("2027-01-12 15:00")
    before = office.snapshot()
    receive(office, hand_in(unit))
    after = office.snapshot()
    assert (after.board.waiting, after.board.groups, after.board.calls, after.board.counters) == (
        before.board.waiting,
        before.board.groups,
        before.board.calls,
        before.board.counters,
    )
    assert after.desk.counters == before.desk.counters
    assert after.desk.away == before.desk.away
    assert office.issue("A") == "A002"
    clock.show("2027-01-13 09:00")
    assert office.issue("A") == "A001"  # the day's end found nobody of theirs to send home


def test_who_waits_at_the_unit_fills_no_chair_of_the_hall(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    office.issue("A")
    work(unit, unit_clock, visitors=8)
    clock.show("2027-01-13 09:00")
    receive(office, hand_in(unit))
    assert figures(office, clock).peak.waiting == 1


def test_tickets_still_open_are_told_and_come_with_the_next_file(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    numbers = [unit.issue("A") for _ in range(3)]
    table = desk(unit).open()
    unit_clock.advance(minutes=1)
    table.serve_next("T1")
    table.call_next()
    table.no_show()
    raw = hand_in(unit)
    assert read(raw).manifest.open == {"2027-01-12": 1}
    clock.show("2027-01-12 15:00")
    assert receive(office, raw)["tickets"] == 2
    unit_clock.advance(minutes=1)
    table.put_back(numbers[1])
    table.serve_next("T2")  # the one nobody waited for: what the first file said of them is no longer true
    table.serve_next("T1")
    assert receive(office, hand_in(unit))["tickets"] == 2
    clock.show("2027-01-13 09:00")
    assert figures(office, clock).outcomes.served == 3
    assert [(row.number, row.day) for row in office.rows(OutreachTicket)] == [
        (number, "2027-01-12") for number in (numbers[0], numbers[1], numbers[2])
    ]


def report(office: Office, clock: Clock, measure: int) -> dict[str, Any]:
    with office.engine.connect() as conn:
        return figures_of(conn, office.site_id, measure, 2570, "half", now=clock())


def test_measure_8_names_days_places_users_services_and_what_was_said_there(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    work(unit, unit_clock, visitors=8, score=4)
    unit_clock.show("2027-01-14 11:55")
    work(unit, unit_clock, visitors=4, score=5)
    raw = hand_in(unit, place="วัดใต้ร่ม", places={"2027-01-14": "ตลาดนัด"})
    clock.show("2027-01-15 09:00")
    receive(office, raw)
    value, speech = report(office, clock, 8), Speech(Languages(), "th")
    out = value["off_site"]
    assert {name: out[name] for name in ("days", "places", "issued", "users")} == {
        "days": 2, "places": 2, "issued": 12, "users": 8,
    }  # fmt: skip
    assert (out["rating"]["n"], out["rating"]["mean"]["text"]) == (8, "4.25")
    assert [(row["day"], row["place"], row["users"]) for row in value["outings"]] == [
        ("2027-01-12", "วัดใต้ร่ม", 6),
        ("2027-01-14", "ตลาดนัด", 2),
    ]
    assert sum(row["users"] for row in value["off_site_services"]) == 8
    assert value["lunch"]["tickets"] > 0
    (said,) = results_of(value, speech).values()
    assert said[0] == "ออกให้บริการนอกสถานที่ 2 วัน 2 แห่ง มีผู้รับบริการ 8 คน"
    sheets = {sheet.name: sheet for sheet in tables_of(value, speech)}
    assert sheets["outings"].lines()[-1] == ("รวม", None, None, 12, 8)
    assert charts_of(value, speech)
    assert any("นอกสถานที่ 12 ใบ" in note for note in notes_of(value, speech))


def test_measures_1_and_4_say_how_many_were_off_site(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    work(unit, unit_clock, visitors=8)
    clock.show("2027-01-13 09:00")
    receive(office, hand_in(unit))
    speech = Speech(Languages(), "th")
    values = {measure: report(office, clock, measure) for measure in (1, 4)}
    for value in values.values():
        assert any("นอกสถานที่ 8 ใบ" in note for note in notes_of(value, speech))
    groups = {sheet.name: sheet for sheet in tables_of(values[4], speech)}["outcomes_groups"]
    assert groups.lines()[-1][[c.name for c in groups.columns].index("outreach")] == 8
    assert report(office, clock, 8)["off_site"]["rating"]["n"] == 6
    office.issue("A")
    office.ana.open().serve_next("T1")
    office.rate("A001", 1)
    clock.show("2027-01-14 09:00")
    alone = report(office, clock, 8)["off_site"]["rating"]
    assert (alone["n"], alone["mean"]["value"]) == (
        6,
        None,
    )  # else the hall's only answer could be subtracted


def test_two_units_of_one_day_meet_neither_in_numbers_nor_in_order(
    office: Office,
    clock: Clock,
    unit: Office,
    unit_clock: Clock,
    databases: Databases,
    template: Path,
    tmp_path: Path,
) -> None:
    work(unit, unit_clock)
    other_clock = Clock()
    with on_the_road(databases, template, tmp_path / "other.db", other_clock, "unit2") as other:
        work(other, other_clock, visitors=4)
        theirs = hand_in(other)
    clock.show("2027-01-13 09:00")
    receive(office, theirs)
    receive(office, hand_in(unit))
    found = figures(office, clock)
    assert found.origins == {"outreach": 10}
    assert (found.order.called, found.order.without_reason) == (8, 0)
    assert [row.number for row in office.rows(Ticket)] == list(range(1, 11))
    assert len(office.rows(OutreachDay)) == 2


def test_played_and_tried_tickets_are_handed_in_by_nobody(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    unit.issue("A", origin="simulated")
    unit.issue("A", origin="test")
    number = unit.issue("A")
    unit.cancel(number)
    raw = hand_in(unit)
    assert read(raw).manifest.left_out == {"2027-01-12": 2}
    clock.show("2027-01-13 09:00")
    assert receive(office, raw)["tickets"] == 1


def test_a_file_holds_no_token_no_name_of_a_person_and_a_comment_only_when_asked_for(
    unit: Office, unit_clock: Clock
) -> None:
    work(unit, unit_clock)
    quiet, full = read(hand_in(unit)), read(hand_in(unit, comments=True))
    assert {row.comment for row in quiet.ratings} == {None}
    assert {row.comment for row in full.ratings} == {"ที่นี่ดีมาก"}
    whole = repr(full)
    assert "ticket-token" not in whole
    assert "Rimsai" not in whole


def test_another_journal_under_the_same_code_is_refused_and_nothing_is_written(
    office: Office,
    clock: Clock,
    unit: Office,
    unit_clock: Clock,
    databases: Databases,
    template: Path,
    tmp_path: Path,
) -> None:
    work(unit, unit_clock)
    receive(office, hand_in(unit))
    clock.show("2027-01-14 09:00")
    before = counted(office)
    other_clock = Clock()
    with on_the_road(databases, template, tmp_path / "again.db", other_clock) as again:
        work(again, other_clock, visitors=9)
        raw = hand_in(again)
    with pytest.raises(QueueError) as told:
        receive(office, raw)
    assert told.value.code == "outreach.fork"
    assert counted(office) == before


def test_codes_that_the_office_does_not_have_are_named_and_nothing_is_written(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    work(unit, unit_clock)
    raw = hand_in(unit)
    office.by_hand("UPDATE service SET code = 'T9' WHERE code = 'T1' AND site_id = 1")
    before = counted(office)
    with pytest.raises(QueueError) as told:
        receive(office, raw)
    assert (told.value.code, told.value.details["codes"]) == ("outreach.codes", "T1 (Service T1 (th))")
    assert counted(office) == before


def test_a_file_of_an_office_s_own_code_is_refused(office: Office, clock: Clock) -> None:
    work(office, clock)
    with pytest.raises(QueueError) as told:
        receive(office, hand_in(office))
    assert told.value.code == "outreach.self"


def test_a_day_to_come_is_refused(office: Office, unit: Office, unit_clock: Clock) -> None:
    unit_clock.show("2027-01-13 09:00")
    work(unit, unit_clock)
    with pytest.raises(QueueError) as told:
        receive(office, hand_in(unit))
    assert told.value.code == "outreach.day"


def test_no_byte_of_a_file_can_be_changed(unit: Office, unit_clock: Clock) -> None:
    work(unit, unit_clock, visitors=3)
    raw = hand_in(unit)
    for place in range(0, len(raw), 37):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises(QueueError) as told:
            read(bytes(changed))
        assert told.value.code == "outreach.damaged"
    for cut in (raw[:-1], raw[: len(raw) // 2], b"", raw + b"x"):
        with pytest.raises(QueueError):
            read(cut)


@pytest.mark.parametrize("what", ["row", "count", "entry", "last", "manifest"])
def test_whoever_packs_a_changed_file_anew_is_found_out_by_the_chain(
    unit: Office, unit_clock: Clock, what: str
) -> None:
    work(unit, unit_clock, visitors=4)
    parcel = read(hand_in(unit))
    entries, tickets = list(parcel.entries), list(parcel.tickets)
    manifest = parcel.manifest
    if what == "row":
        tickets[0] = tickets[0].model_copy(update={"called_at": None, "called_seq": None})
    elif what == "count":
        tickets = tickets[1:]
    elif what == "entry":
        del entries[3]
    elif what == "last":
        del entries[-1]
    else:
        manifest = manifest.model_copy(update={"places": {"2027-01-12": "ที่อื่น"}})
    lines = [
        b"".join(row.model_dump_json().encode() + b"\n" for row in rows) for rows in (tickets, parcel.ratings)
    ]
    with pytest.raises(QueueError) as told:
        read(pack(manifest, entries, lines[0], lines[1]))
    assert told.value.code == ("outreach.broken" if what == "entry" else "outreach.damaged")


def test_an_old_year_is_reduced_with_what_was_off_site_and_a_later_file_brings_none_of_it_back(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    work(unit, unit_clock, visitors=4)
    clock.show("2027-01-13 09:00")
    receive(office, hand_in(unit))
    clock.advance(days=3 * 365)
    with office.engine.connect() as conn:
        (old,) = find_old(conn, office.site_id, Keeping(), now=clock())
        kept = keep_figures(conn, old, now=clock())
    assert office.take_turn(lambda turn: reduce_year(turn, old, kept))["tickets"] == 4
    assert (office.rows(Ticket), office.rows(OutreachTicket)) == ([], [])
    unit_clock.now = clock()
    told = receive(office, hand_in(unit))  # the whole chain comes again, with the rows of the old year
    assert (told["changed"], told["tickets"], office.rows(Ticket)) == (True, 0, [])
    with office.engine.connect() as conn:
        found = make_figures(conn, office.site_id, month_period(2027, 1), now=clock())
    assert sum(row.outreach for row in found.groups) == 4
    unit_clock.show("2027-01-20 09:00")  # its clock stood wrong: a day of that year that was never handed in
    unit.by_hand("UPDATE site SET head_at = 0, day = NULL")
    work(unit, unit_clock, visitors=3)
    with pytest.raises(QueueError) as refused:
        receive(office, hand_in(unit))
    assert refused.value.code == "figures.reduced"
