"""A small April, counted by hand: eleven tickets, five verified ratings. The arithmetic stands beside each
figure."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Connection, update

from shared.evidence.cells import Outcomes
from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import day_period, read_day, round_period
from shared.evidence.selection import Scope
from shared.store.engine import writing
from shared.store.models import Site
from tests.evidence.april import APRIL, SAT, TUE, write_april
from tests.evidence.town import NOW, Town, at


@pytest.fixture
def april(town: Town) -> Figures:
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
    return figures(town)


def figures(town: Town, scope: Scope | None = None, *, simulated: bool = False) -> Figures:
    with town.engine.connect() as conn:
        return make_figures(conn, town.site_id, APRIL, now=NOW, scope=scope, simulated=simulated)


def test_users_are_those_served_and_the_outcomes_sum_to_the_issued(april: Figures) -> None:
    # 7 finished + 2 nobody came + 1 gave up + 1 left at closing = 11 issued
    assert april.outcomes == Outcomes(issued=11, served=7, no_show=2, cancelled=1, abandoned=1)
    assert april.priority == 1
    # 2 ÷ (7 + 2) = 22.222…
    assert (april.no_show_rate.part, april.no_show_rate.whole) == (2, 9)
    assert april.no_show_rate.percent.text == "22.22"


def test_waits_are_of_all_first_called_with_the_served_as_a_second_reading(april: Figures) -> None:
    # seconds in order: 0 60 300 300 540 840 900 1860 3000, sum 7800
    wait = april.waits.called
    assert wait.n == 9
    assert (wait.mean.seconds, wait.mean.text, wait.mean.minutes) == (
        866.67,
        "14:27",
        14,
    )  # 7800 ÷ 9 = 866.666…
    assert (wait.median.seconds, wait.median.text) == (540, "09:00")  # the fifth of nine
    # h = 8 × 0.9 = 7.2: 1860 + 0.2 × (3000 − 1860) = 2088
    assert (wait.p90.seconds, wait.p90.text) == (2088, "34:48")
    assert (wait.longest.text, wait.longest.minutes) == ("50:00", 50)
    # without the two no-shows (540, 3000): 0 60 300 300 840 900 1860, sum 4260 ÷ 7 = 608.571…
    served = april.waits.served
    assert (served.n, served.mean.text, served.median.text) == (7, "10:09", "05:00")
    # promised to two: 300 s of 600 kept, 840 s of 600 not
    assert (april.waits.promise_kept.part, april.waits.promise_kept.whole) == (1, 2)
    assert april.waits.promise_kept.percent.text == "50.00"


def test_service_runs_from_the_call_where_start_was_not_pressed(april: Figures) -> None:
    # 240, 600 (from the call 08:45), 180, 300, 3300, 840, 120 = 5580
    service = april.services.service
    assert april.services.unstarted == 1
    assert (service.n, service.mean.text, service.median.text) == (
        7,
        "13:17",
        "05:00",
    )  # 797.14 s; the fourth
    assert service.p90.text == "30:24"  # h = 5.4: 840 + 0.4 × (3300 − 840) = 1824 s
    assert service.longest.text == "55:00"
    # whole visits 600 1440 270 600 4200 2700 120 = 9930 ÷ 7 = 1418.57
    assert (april.services.visit.n, april.services.visit.mean.text) == (7, "23:39")


def test_within_standard_leaves_out_services_in_days_and_tickets_without_service(april: Figures) -> None:
    # T1 240 ≤ 300, T2 600 > 300, T3 180 ≤ 180, T1 300 ≤ 300, R1 3300 > 600; E3 is in days; one has no service
    assert (april.services.within_standard.part, april.services.within_standard.whole) == (3, 5)
    assert april.services.within_standard.percent.text == "60.00"


def test_out_of_order_is_within_day_group_and_class_and_reasons_stand_apart(april: Figures) -> None:
    # A003 (with reason) was called before A002; D002 (without) before D001; A004 is of the other class
    assert (april.order.called, april.order.with_reason, april.order.without_reason) == (9, 1, 1)
    assert april.order.in_order.percent.text == "77.78"  # 7 ÷ 9


def test_peak_is_the_first_of_two_equal_moments(april: Figures) -> None:
    # 08:33: A001–A004 wait; 16:00: D001, C001, C002, D002 wait
    assert (april.peak.waiting, april.peak.at) == (4, "2026-04-07T01:33:00Z")


def test_out_of_hours_counts_tickets_and_days(april: Figures) -> None:
    found = april.out_of_hours
    assert (found.outside.tickets, found.outside.days) == (2, 1)  # called at 16:31 and 16:40
    assert (found.lunch.tickets, found.lunch.days) == (1, 1)  # called at 12:10
    assert (found.non_working.tickets, found.non_working.days) == (1, 1)  # the Saturday
    # April 2026 has 22 weekdays; 6, 13, 14 and 15 are holidays
    assert (april.days.in_service, april.days.working, april.days.non_working) == (2, 18, 1)


def test_the_headline_is_verified_overall_ratings_alone(april: Figures) -> None:
    verified = april.ratings.verified
    assert (verified.n, verified.mean.text) == (5, "4.20")  # (5+4+5+4+3) ÷ 5
    assert verified.sd.text == "0.84"  # √((2·0.64 + 2·0.04 + 1.44) ÷ 4) = √0.7
    assert verified.percent.text == "84.00"  # 20 × 4.2
    assert (verified.satisfied.part, verified.satisfied.percent.text) == (4, "80.00")
    assert verified.band == 4  # 4.20 is below 4.21
    assert [(x.level, x.n, x.percent.text) for x in verified.levels] == [
        (5, 2, "40.00"), (4, 2, "40.00"), (3, 1, "20.00"), (2, 0, "0.00"), (1, 0, "0.00"),
    ]  # fmt: skip
    assert april.ratings.open.n == 2
    both = april.ratings.both
    assert (both.n, both.mean.text, both.percent.text) == (7, "3.86", "77.14")  # 27 ÷ 7 = 3.857…
    assert april.ratings.response.percent.text == "71.43"  # 5 ÷ 7
    assert april.ratings.excluded == {"test": 1}
    assert (april.ratings.few, april.ratings.low_response) == (True, False)


def test_dimensions_pool_verified_answers_only(april: Figures) -> None:
    process, staff = april.ratings.dimensions["process"], april.ratings.dimensions["staff"]
    assert (process.n, process.mean.text) == (2, "4.50")
    assert (staff.n, staff.mean.text, staff.sd.text) == (1, "4.00", "–")
    assert (april.ratings.dimensions["channel"].n, april.ratings.dimensions["channel"].mean.text) == (0, "–")


def test_the_department_is_that_of_the_exact_service_else_of_the_group(april: Figures) -> None:
    rows = {row.code: row for row in april.departments}
    # finance: A001–A004, the Saturday's A001 without service, and G001 whose service was land tax
    assert {code: (r.outcomes.issued, r.outcomes.served) for code, r in rows.items()} == {
        "clerk": (3, 1), "finance": (6, 5), "works": (2, 1),
    }  # fmt: skip
    assert rows["finance"].share.percent.text == "71.43"
    assert (rows["finance"].wait.n, rows["finance"].wait.median.text) == (6, "05:00")  # 0 60 300 300 540 840
    assert (rows["finance"].rating.n, rows["finance"].rating.mean.text, rows["finance"].rating.few) == (
        3,
        "4.67",
        True,
    )
    groups = {row.code: (row.outcomes.issued, row.outcomes.served) for row in april.groups}
    assert groups == {
        "tax": (5, 4),
        "registry": (1, 1),
        "welfare": (2, 0),
        "building": (2, 1),
        "general": (1, 1),
    }
    services = {row.code: (row.outcomes.served, row.within_standard.part) for row in april.exact_services}
    assert services == {"T1": (2, 2), "T2": (1, 0), "T3": (1, 1), "R1": (1, 0), "E3": (1, 0)}


def test_months_show_users_by_department_and_the_chart_of_a_month_shows_its_days(april: Figures) -> None:
    (month,) = april.months
    assert (month.month, month.outcomes.served) == ("2026-04", 7)
    assert month.departments == {"clerk": 1, "finance": 5, "works": 1, "health": 0, "education": 0}
    assert len(april.series) == 30
    assert {p.at: p.n for p in april.series if p.n} == {TUE: 6, SAT: 1}


def test_simulated_records_are_left_out_and_told_unless_asked_for(town: Town, april: Figures) -> None:
    assert april.simulated is False
    assert (april.left_out.tickets, april.left_out.ratings) == (1, 1)
    assert april.origins == {"imported": 1, "live": 10}
    with_simulated = figures(town, simulated=True)
    assert with_simulated.simulated is True
    assert with_simulated.outcomes.issued == 12
    assert with_simulated.ratings.verified.n == 6
    assert with_simulated.origins == {"imported": 1, "live": 10, "simulated": 1}
    assert (with_simulated.left_out.tickets, with_simulated.left_out.ratings) == (0, 0)


@pytest.mark.parametrize(
    ("scope", "served", "verified", "called"),
    [
        (Scope(department="finance"), 5, 3, 6),
        (Scope(group="tax"), 4, 3, 5),
        (Scope(service="T1"), 2, 1, 2),
        (Scope(department="finance", group="general"), 1, 0, 1),
        (Scope(department="health"), 0, 0, 0),
    ],
)
def test_a_scope_counts_only_its_own(
    town: Town, april: Figures, scope: Scope, served: int, verified: int, called: int
) -> None:
    found = figures(town, scope)
    assert (found.outcomes.served, found.ratings.verified.n, found.order.called) == (served, verified, called)
    assert found.waits.called.n == called


def test_an_unknown_code_in_the_scope_is_refused(town: Town) -> None:
    with pytest.raises(ValueError, match="There is no 'police' here"):
        figures(town, Scope(group="police"))


def test_one_day_shows_its_hours(town: Town, april: Figures) -> None:
    with town.engine.connect() as conn:
        day = make_figures(conn, town.site_id, day_period(read_day(TUE)), now=NOW)
    assert [(p.by, p.at, p.n) for p in day.series][:4] == [
        ("hour", "8", 4),
        ("hour", "9", 0),
        ("hour", "10", 1),
        ("hour", "11", 1),
    ]
    assert day.outcomes.issued == 10


def test_the_band_in_use_is_the_offices(town: Town, april: Figures) -> None:
    assert april.band == "A"
    with writing(town.engine.connect()) as conn, conn.begin():
        conn.execute(update(Site).values(settings={**town.catalogue.settings, "band": "B"}))
    b = figures(town)
    assert b.band == "B"
    assert b.ratings.dimensions["process"].band == 4  # 4.50 is below 4.51; by band A it is the highest level
    assert april.ratings.dimensions["process"].band == 5


def test_the_whole_is_plain_json(april: Figures) -> None:
    plain = json.loads(json.dumps(april.as_json()))
    assert plain["period"] == {"kind": "month", "first": "2026-04-01", "last": "2026-04-30", "year_be": 2569}
    assert plain["waits"]["called"]["median"] == {"seconds": 540.0, "text": "09:00", "minutes": 9}
    assert plain["ratings"]["verified"]["mean"] == {"value": 4.2, "text": "4.20"}


def test_an_empty_period_has_dashes_and_no_division_by_nothing(town: Town) -> None:
    with town.engine.connect() as conn:
        empty = make_figures(conn, town.site_id, round_period(2569, "half"), now=NOW)
    assert empty.outcomes == Outcomes()
    assert (empty.no_show_rate.percent.text, empty.no_show_rate.percent.value) == ("–", None)
    assert (empty.waits.called.mean.text, empty.waits.called.p90.minutes) == ("–", None)
    assert (empty.ratings.verified.mean.text, empty.ratings.verified.band) == ("–", None)
    assert (empty.peak.waiting, empty.peak.at) == (0, None)
    assert empty.departments == ()
    assert [row.month for row in empty.months] == [
        "2025-10",
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    assert (empty.ratings.few, empty.ratings.low_response) == (True, False)


def test_a_day_that_is_over_counts_those_still_there_as_its_closing_will(town: Town) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        town.ticket(conn, TUE, "tax", "15:00")
        town.ticket(conn, TUE, "tax", "15:01", called="15:30", state="waiting")
        town.ticket(conn, TUE, "tax", "15:02", called="15:31", state="held")
        town.ticket(conn, TUE, "tax", "15:03", called="15:32", state="serving")
        today = NOW.date().isoformat()
        town.ticket(conn, today, "tax", "09:00")
    found = figures(town)
    assert found.outcomes == Outcomes(issued=4, served=1, no_show=1, abandoned=1, left=1)
    with town.engine.connect() as conn:
        now = make_figures(conn, town.site_id, day_period(NOW.date()), now=NOW)
    assert now.outcomes == Outcomes(issued=1, open=1)


def test_a_call_in_the_lunch_hour_between_two_others_counts(town: Town) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        ticket = town.ticket(
            conn, TUE, "tax", "11:30", called="11:50", started="13:10", finished="13:20",
            last_call_at=at(TUE, "13:09"),
        )  # fmt: skip
        assert figures_in(conn, town).out_of_hours.lunch.tickets == 0
        for called in ("11:50", "12:30", "13:09"):
            town.leg(conn, ticket, TUE, "tax", called)
        assert figures_in(conn, town).out_of_hours.lunch.tickets == 1


def test_lunch_and_closing_begin_at_their_second(town: Town) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        for issued in (
            "08:29:59",
            "08:30:00",
            "11:59:59",
            "12:00:00",
            "12:59:59",
            "13:00:00",
            "16:29:59",
            "16:30:00",
        ):
            town.ticket(conn, TUE, "tax", issued)
        found = figures_in(conn, town).out_of_hours
    assert (found.outside.tickets, found.lunch.tickets, found.non_working.tickets) == (2, 2, 0)


def figures_in(conn: Connection, town: Town) -> Figures:
    return make_figures(conn, town.site_id, APRIL, now=NOW)
