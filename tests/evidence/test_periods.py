"""Periods are whole Bangkok days: the year turns on 1 October, a month at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.domain.hours import service_day
from shared.evidence.figures import make_figures
from shared.evidence.periods import (
    Period,
    day_period,
    days_period,
    month_period,
    read_period,
    round_period,
)
from shared.store.engine import writing
from tests.evidence.town import NOW, Town


def test_rounds_are_those_of_the_fiscal_year() -> None:
    half, annual = round_period(2569, "half"), round_period(2569, "annual")
    assert (half.first, half.last) == (date(2025, 10, 1), date(2026, 3, 31))
    assert (annual.first, annual.last) == (date(2025, 10, 1), date(2026, 9, 30))
    assert annual.year_be == 2569
    assert len(annual.months()) == 12
    assert len(half.days()) == 182


def test_a_month_ends_where_the_next_begins_leap_years_included() -> None:
    assert month_period(2028, 2).last == date(2028, 2, 29)
    assert month_period(2026, 12).last == date(2026, 12, 31)
    assert month_period(2027, 2).months() == ["2027-02"]


def test_days_get_the_name_of_what_they_are() -> None:
    assert days_period(date(2026, 4, 7), date(2026, 4, 7)).kind == "day"
    assert days_period(date(2026, 4, 1), date(2026, 4, 30)).kind == "month"
    assert days_period(date(2025, 10, 1), date(2026, 3, 31)).kind == "half"
    assert days_period(date(2025, 10, 1), date(2026, 9, 30)).kind == "annual"
    assert days_period(date(2026, 4, 7), date(2026, 5, 7)).kind == "days"
    assert days_period(date(2025, 10, 2), date(2026, 9, 30)).kind == "days"


def test_what_a_person_chose_is_read() -> None:
    assert read_period(day="2026-04-07") == day_period(date(2026, 4, 7))
    assert read_period(month="2026-04") == month_period(2026, 4)
    assert read_period(year="2569", of="half") == round_period(2569, "half")
    assert read_period(year="2569") == round_period(2569, "annual")


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"day": "2026-04-07", "month": "2026-04"},
        {"day": "7 เม.ย. 69"},
        {"day": "2026-02-30"},
        {"month": "2026-13"},
        {"month": "2026"},
        {"year": "69"},
        {"year": "2026"},
        {"year": "2569", "of": "quarter"},
    ],
)
def test_what_cannot_be_read_is_refused(chosen: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_period(**chosen)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="A period ends on or after its first day"):
        Period("days", date(2026, 4, 2), date(2026, 4, 1))


def test_a_ticket_belongs_to_the_bangkok_day_of_its_issue_at_every_edge(town: Town) -> None:
    """17:00 UTC is midnight here: the second before still belongs to the day, month and year before."""
    edges = [datetime(2026, 9, 30, 17, tzinfo=UTC), datetime(2026, 3, 31, 17, tzinfo=UTC)]
    with writing(town.engine.connect()) as conn, conn.begin():
        for midnight in edges:
            for moment in (midnight - timedelta(seconds=1), midnight):
                day = service_day(moment).isoformat()
                town.ticket(conn, day, "tax", f"{moment + timedelta(hours=7):%H:%M:%S}")
                town.rating(conn, day, f"{moment + timedelta(hours=7):%H:%M:%S}", 5, group="tax")
        periods = {
            "half 2569": round_period(2569, "half"),
            "annual 2569": round_period(2569, "annual"),
            "annual 2570": round_period(2570, "annual"),
            "September": month_period(2026, 9),
            "October": month_period(2026, 10),
            "31 March": day_period(date(2026, 3, 31)),
            "1 April": day_period(date(2026, 4, 1)),
        }
        found = {name: make_figures(conn, town.site_id, period, now=NOW) for name, period in periods.items()}
    assert {name: (f.outcomes.issued, f.ratings.verified.n) for name, f in found.items()} == {
        "half 2569": (1, 1),
        "annual 2569": (3, 3),
        "annual 2570": (1, 1),
        "September": (1, 1),
        "October": (1, 1),
        "31 March": (1, 1),
        "1 April": (1, 1),
    }
