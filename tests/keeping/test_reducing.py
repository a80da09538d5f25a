"""After their years tickets and ratings go; every month, round and report says what it said, the chain holds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from shared.domain.keeping import Keeping
from shared.evidence.figures import make_figures
from shared.evidence.periods import Period, days_period, month_period, round_period
from shared.evidence.report.making import MEASURES, figures_of
from shared.evidence.selection import Scope
from shared.keeping.reducing import Old, find_old, keep_figures, reduce_year
from shared.store.models import KeptFigures, Leg, PrintJob, Rating, Ticket
from tests.cast import CHO
from tests.clockwork import Clock
from tests.lobby import Lobby
from tests.office import Office
from tests.refusals import refused

YEAR = 2570
"""The clock stands in January 2027, which is in it."""
KEEPING = Keeping()


def a_busy_day(office: Office) -> None:
    """Three visitors at counter 1; one rates with all that a rating has, one never comes."""
    ana = office.ana.open("A")
    for _ in range(3):
        office.issue("A")
    ana.serve_next("T1")
    ana.serve_next("R1")
    ana.call_next()
    ana.no_show()
    office.rate("A001", 4, opinion={"comment": "ดี"})
    ana.close()


def old_years(office: Office, keeping: Keeping = KEEPING) -> list[Old]:
    """Return what is due now."""
    with office.engine.connect() as conn:
        return find_old(conn, office.site_id, keeping, now=office.clock())


def reduce_all(office: Office, keeping: Keeping = KEEPING) -> list[dict[str, Any]]:
    """Reduce every year that is due, as the daily chores do."""
    done = []
    for old in old_years(office, keeping):
        with office.engine.connect() as conn:
            kept = keep_figures(conn, old, now=office.clock())
        done.append(office.take_turn(lambda turn, old=old, kept=kept: reduce_year(turn, old, kept)))  # type: ignore[misc]
    return done


def figures(office: Office, period: Period) -> dict[str, Any]:
    """Return every figure of a period, but for the moment and the end of the chain at which they were made."""
    with office.engine.connect() as conn:
        found = make_figures(conn, office.site_id, period, now=office.clock()).as_json()
    return {name: value for name, value in found.items() if name not in ("seq", "head", "made_at")}


def report(office: Office, measure: int) -> dict[str, Any]:
    """Return what a measure's report of the year says."""
    with office.engine.connect() as conn:
        found = figures_of(conn, office.site_id, measure, YEAR, "annual", now=office.clock())
    return {name: value for name, value in found.items() if name not in ("journal", "made_at")}


def rows(office: Office) -> list[int]:
    """Return how many tickets, legs, slips and ratings there are."""
    with office.engine.connect() as conn:
        return [
            conn.execute(select(func.count()).select_from(t)).scalar_one()
            for t in (Ticket, Leg, PrintJob, Rating)
        ]


def to_fiscal_year(clock: Clock, year_be: int) -> None:
    """Let time pass to a working day of a fiscal year."""
    clock.advance(days=(date(year_be - 543, 1, 12) - clock().date()).days)


PERIODS = [
    month_period(2027, 1),
    month_period(2027, 2),
    round_period(YEAR, "half"),
    round_period(YEAR, "annual"),
]


def test_nothing_is_due_before_two_whole_years_beside_the_present_one_are_over(
    office: Office, clock: Clock
) -> None:
    a_busy_day(office)
    for year in (YEAR, YEAR + 1, YEAR + 2):
        to_fiscal_year(clock, year)
        assert old_years(office) == []
    to_fiscal_year(clock, YEAR + 3)
    assert old_years(office) == [Old(office.site_id, YEAR, 3, 0, False)]
    assert old_years(office, Keeping(ticket_years=3)) == []


def test_every_month_round_and_report_says_what_it_said_and_the_chain_holds(
    office: Office, clock: Clock
) -> None:
    a_busy_day(office)
    to_fiscal_year(clock, YEAR + 3)
    before = [figures(office, period) for period in PERIODS]
    reports = [report(office, measure) for measure in MEASURES]
    assert before[0]["outcomes"]["issued"] == 3
    assert reduce_all(office) == [{"tickets": 3, "ratings": 0}]
    assert rows(office) == [0, 0, 0, 1]
    assert [figures(office, period) for period in PERIODS] == before
    assert [report(office, measure) for measure in MEASURES] == reports
    assert office.verify().fault is None
    assert office.facts("records.reduced") == [
        ("records.reduced", {"year": YEAR, "tickets": 3, "ratings": 0})
    ]


def test_the_kept_figures_say_when_and_from_which_chain_they_were_made(office: Office, clock: Clock) -> None:
    a_busy_day(office)
    to_fiscal_year(clock, YEAR + 3)
    reduce_all(office)
    (kept,) = office.rows(KeptFigures, period=f"{YEAR} annual", measure=0)
    assert kept.figures["made_at"].startswith("2030-01-12")
    assert kept.figures["head"]
    assert len(office.rows(KeptFigures)) == 12 + 2 + 2 * len(MEASURES)


@pytest.mark.parametrize(
    ("period", "scope"),
    [(days_period(date(2027, 1, 12), date(2027, 1, 12)), None),
     (days_period(date(2027, 1, 12), date(2027, 2, 3)), None),
     (days_period(date(2026, 12, 1), date(2030, 1, 3)), None),
     (month_period(2027, 1), Scope(group="tax"))],
    ids=["a day", "some days", "days on both sides", "a group"],
)  # fmt: skip
def test_what_was_not_kept_is_refused_and_never_said_to_be_nothing(
    office: Office, clock: Clock, period: Period, scope: Scope | None
) -> None:
    a_busy_day(office)
    to_fiscal_year(clock, YEAR + 3)
    reduce_all(office)
    with office.engine.connect() as conn, refused("figures.reduced"):
        make_figures(conn, office.site_id, period, now=clock(), scope=scope)


def test_ratings_go_three_years_later_and_the_figures_stay(office: Office, clock: Clock) -> None:
    a_busy_day(office)
    to_fiscal_year(clock, YEAR + 3)
    before = [figures(office, period) for period in PERIODS]
    reduce_all(office)
    to_fiscal_year(clock, YEAR + 5)
    assert old_years(office) == []
    to_fiscal_year(clock, YEAR + 6)
    assert reduce_all(office) == [{"tickets": 0, "ratings": 1}]
    assert rows(office) == [0, 0, 0, 0]
    assert [figures(office, period) for period in PERIODS] == before
    assert old_years(office) == []


def test_an_office_switched_off_for_years_loses_no_figure_when_both_are_due_at_once(
    office: Office, clock: Clock
) -> None:
    a_busy_day(office)
    to_fiscal_year(clock, YEAR + 9)
    before = [figures(office, period) for period in PERIODS]
    assert reduce_all(office) == [{"tickets": 3, "ratings": 1}]
    assert [figures(office, period) for period in PERIODS] == before


@pytest.mark.parametrize("origin", ["imported", "simulated"])
def test_a_year_with_rows_that_came_from_elsewhere_is_left_alone(
    office: Office, clock: Clock, origin: str
) -> None:
    a_busy_day(office)
    office.by_hand("UPDATE ticket SET origin = :origin WHERE number = 2", origin=origin)
    to_fiscal_year(clock, YEAR + 3)
    assert old_years(office) == []


def test_what_comes_in_between_reading_and_deleting_stops_it(office: Office, clock: Clock) -> None:
    a_busy_day(office)
    to_fiscal_year(clock, YEAR + 3)
    (old,) = old_years(office)
    with office.engine.connect() as conn:
        kept = keep_figures(conn, old, now=clock())
    office.by_hand("UPDATE ticket SET origin = 'imported' WHERE number = 1")
    assert office.take_turn(lambda turn: reduce_year(turn, old, kept)) == {"tickets": 0, "ratings": 0}
    assert rows(office)[0] == 3


def test_another_site_keeps_its_own(office: Office, clock: Clock) -> None:
    a_busy_day(office)
    to_fiscal_year(clock, YEAR + 3)
    with office.engine.connect() as conn:
        assert find_old(conn, 2, KEEPING, now=clock()) == []


def test_today_goes_on_after_it(office: Office, clock: Clock) -> None:
    a_busy_day(office)
    to_fiscal_year(clock, YEAR + 3)
    reduce_all(office)
    clock.advance(days=2)  # a Monday
    assert office.issued("A")["number"] == "A001"
    assert figures(office, month_period(2030, 1))["outcomes"]["issued"] == 1


def test_the_page_and_the_api_show_what_was_kept_and_say_what_was_not(lobby: Lobby, clock: Clock) -> None:
    lobby.work_on_threads()
    a_busy_day(lobby.office)
    to_fiscal_year(clock, YEAR + 3)
    cho, admin = lobby.person(CHO), lobby.program("admin")
    before = admin.get(f"/figures?year={YEAR}&round=annual").data
    reduce_all(lobby.office)
    after = admin.get(f"/figures?year={YEAR}&round=annual").data
    assert {k: v for k, v in after.items() if k not in ("seq", "head", "made_at")} == {
        k: v for k, v in before.items() if k not in ("seq", "head", "made_at")
    }
    for language in ("th", "ms", "en"):
        assert cho.page(f"/figures?year={YEAR}&of=annual&lang={language}").status_code == 200
        assert cho.page(f"/figures?month=2027-01&lang={language}").status_code == 200
    gone = cho.page("/figures?day=2027-01-12")
    assert gone.status_code == 410
    assert 'data-code="figures.reduced"' in gone.get_data(as_text=True)
    assert admin.get("/figures?from=2027-01-12&to=2027-01-13").code == "figures.reduced"
    for form in ("csv", "xlsx", "json"):
        assert cho.page(f"/evidence/{YEAR}/rounds/annual/report.{form}").status_code == 200
