"""The figures of measures 1, 4 and 7 of a small year, each counted by hand beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.domain.errors import QueueError
from shared.evidence.report.making import figures_of, figures_of_all
from shared.evidence.shelf import Shelf
from shared.store.engine import writing
from tests.evidence.report.conftest import made
from tests.evidence.report.year import FIRST, HALF, LAST
from tests.evidence.town import NOW, Town


def test_satisfaction_of_the_year_is_that_of_all_verified_ratings(year: Town) -> None:
    value = made(year, 1)
    # 5 5 | 2 | 5 4 5 4 3 | 4: n = 9, sum 37
    headline = value["headline"]
    assert (headline["n"], headline["mean"]["text"]) == (9, "4.11")  # 37 ÷ 9 = 4.1111…
    assert headline["percent"]["text"] == "82.22"  # 20 × 37 ÷ 9 = 82.2222…
    # Σx² = 4·25 + 3·16 + 9 + 4 = 161; (9·161 − 37²) ÷ (9·8) = 80 ÷ 72; √1.1111 = 1.0541
    assert headline["sd"]["text"] == "1.05"
    assert [(x["level"], x["n"], x["percent"]["text"]) for x in headline["levels"]] == [
        (5, 4, "44.44"), (4, 3, "33.33"), (3, 1, "11.11"), (2, 1, "11.11"), (1, 0, "0.00"),
    ]  # fmt: skip
    assert headline["satisfied"]["percent"]["text"] == "77.78"  # 7 ÷ 9
    assert (value["band"], headline["band"]) == ("A", 4)  # 3.41 ≤ 4.11 < 4.21
    assert value["response"]["percent"]["text"] == "81.82"  # 9 ÷ 11 served
    assert value["ratings"]["open"]["n"] == 2
    assert value["excluded"] == {"test": 1}


def test_the_year_is_compared_with_its_halves_and_with_the_year_before(year: Town) -> None:
    rows = {row["name"]: row for row in made(year, 1)["comparison"]}
    assert list(rows) == ["this", "first_half", "second_half", "before"]
    found = {name: (row["rating"]["n"], row["rating"]["mean"]["text"]) for name, row in rows.items()}
    # first half 5 + 5 + 2 = 12 ÷ 3; second half 21 + 4 = 25 ÷ 6 = 4.1666…; 30 September 2025: 3
    assert found == {
        "this": (9, "4.11"),
        "first_half": (3, "4.00"),
        "second_half": (6, "4.17"),
        "before": (1, "3.00"),
    }
    assert rows["before"]["response"]["percent"]["text"] == "100.00"  # one rating of one served
    assert rows["first_half"]["response"]["percent"]["text"] == "100.00"  # 3 of 3
    assert rows["second_half"]["response"]["percent"]["text"] == "75.00"  # 6 of 8


def test_a_half_year_is_compared_with_the_same_half_a_year_before(year: Town) -> None:
    rows = made(year, 1, "half")["comparison"]
    assert [(row["name"], row["first"], row["last"]) for row in rows] == [
        ("this", "2025-10-01", "2026-03-31"),
        ("before", "2024-10-01", "2025-03-31"),
    ]
    assert rows[1]["rating"]["mean"] == {"value": None, "text": "–"}


def test_themes_are_counted_and_what_people_wrote_is_never_in_a_report(year: Town) -> None:
    value = made(year, 1)
    assert value["themes"] == [{"code": "long_wait", "n": 1}]
    assert value["comments"] == 1
    assert "นานมาก" not in json.dumps(value, ensure_ascii=False)


def test_respondents_are_shown_only_where_they_were_asked_and_add_up_to_all(year: Town) -> None:
    found = made(year, 1)["respondents"]
    assert set(found) == {"sex", "language"}
    # female 2, male 1, six who did not say: 9
    assert [(row["code"], row["n"], row["share"]["percent"]["text"]) for row in found["sex"]] == [
        ("female", 2, "22.22"), ("male", 1, "11.11"), ("none", 6, "66.67"),
    ]  # fmt: skip


def test_users_outcomes_and_order_of_the_year(year: Town) -> None:
    value = made(year, 4)
    # 11 in April + 2 + 1 + 2; served 7 + 2 + 1 + 1; nobody came 2 + 1
    outcomes = {name: n for name, n in value["outcomes"].items() if n}
    assert outcomes == {"issued": 16, "served": 11, "no_show": 3, "cancelled": 1, "abandoned": 1}
    assert value["no_show_rate"]["percent"]["text"] == "21.43"  # 3 ÷ 14
    # within standard: April 3 of 5, T1 240 ≤ 300 yes, R1 960 > 600 no, T2 960 > 300 no; H1 is in days: 4 of 8
    within = value["services"]["within_standard"]
    assert (within["part"], within["whole"], within["percent"]["text"]) == (4, 8, "50.00")
    # April called 9, 2 of them out of order; 2 + 1 + 2 more, all in order: 12 of 14
    assert value["order"]["in_order"]["percent"]["text"] == "85.71"
    assert value["reasons"] == [{"code": "urgent", "n": 1}, {"code": "none", "n": 1}]
    users = {row["month"]: row["outcomes"]["served"] for row in value["months"]}
    assert list(users) == [f"2025-{m:02d}" for m in (10, 11, 12)] + [f"2026-{m:02d}" for m in range(1, 10)]
    assert {month: n for month, n in users.items() if n} == {
        "2025-10": 2, "2026-03": 1, "2026-04": 7, "2026-09": 1,
    }  # fmt: skip


def test_every_call_out_of_order_is_named_with_its_reason(year: Town) -> None:
    calls = made(year, 4)["exceptions"]
    assert [(c["day"], c["number"], c["called_at"], c["reason"]) for c in calls] == [
        ("2026-04-07", "A003", "2026-04-07T01:41:00Z", "urgent"),
        ("2026-04-07", "D002", "2026-04-07T09:31:00Z", "none"),
    ]


def test_working_days_without_a_ticket_are_named_from_the_first_ticket_on(year: Town) -> None:
    days = made(year, 4, "half")["without_tickets"]
    assert "2025-10-01" not in days
    assert "2025-10-02" in days
    assert "2025-10-04" not in days  # a Saturday
    assert "2025-10-13" not in days  # a holiday
    assert "2026-03-31" not in days


def test_service_outside_the_usual_hours_month_by_month(year: Town) -> None:
    value = made(year, 7)
    # April: 2 on one day, lunch 1, Saturday 1; 31 March finished 16:45
    assert value["out_of_hours"]["outside"] == {"tickets": 3, "days": 2}
    assert value["outside_days"] == [
        {"day": "2026-03-31", "tickets": 1},
        {"day": "2026-04-07", "tickets": 2},
    ]
    months = {row["month"]: row["outside"] for row in value["months"]}
    assert months["2026-03"] == {"tickets": 1, "days": 1}
    assert months["2026-04"] == {"tickets": 2, "days": 1}
    assert value["non_working_days"] == [{"day": "2026-04-11", "tickets": 1}]
    # group "general": one served in April, one who did not come in September
    assert (value["advice"]["tickets"], value["advice"]["users"]) == (2, 1)


@pytest.mark.parametrize("measure", [1, 4, 7])
def test_no_day_is_doubled_or_lost_at_the_ends_of_the_year_and_its_half(year: Town, measure: int) -> None:
    whole, half = made(year, measure), made(year, measure, "half")
    assert (whole["issued"], half["issued"]) == (16, 3)
    after, before = made(year, measure, year_be=2570), made(year, measure, year_be=2568)
    assert (before["issued"], after["issued"]) == (1, 1)
    assert {FIRST, HALF, LAST} <= set(_days_of(year))


def _days_of(town: Town) -> list[str]:
    with town.engine.connect() as conn:
        return [day for (day,) in conn.exec_driver_sql("SELECT DISTINCT day FROM ticket")]


@pytest.mark.parametrize("measure", [1, 4, 7])
def test_a_year_before_the_system_existed_is_empty_and_true(year: Town, measure: int) -> None:
    value = made(year, measure, year_be=2560)
    assert (value["issued"], value["users"], value["headline"]["n"]) == (0, 0, 0)
    assert value["response"]["percent"]["value"] is None


def test_the_value_is_json_and_says_of_what_chain_and_moment_it_is(year: Town) -> None:
    value = made(year, 1)
    assert json.loads(json.dumps(value)) == value
    assert value["made_at"] == "2027-01-15T03:00:00Z"
    assert value["journal"] == {"first_seq": 0, "seq": 0, "head": "0" * 64}
    assert not value["partial"]


def test_all_measures_come_from_one_reading_and_a_shelf_changes_nothing(year: Town) -> None:
    shelf = Shelf()
    with year.engine.connect() as conn:
        first = figures_of_all(conn, 1, (1, 4, 7), 2569, "annual", now=NOW, shelf=shelf)
        again = figures_of_all(conn, 1, (1, 4, 7), 2569, "annual", now=NOW, shelf=shelf)
    assert first == again
    assert first == {measure: made(year, measure) for measure in (1, 4, 7)}


@pytest.mark.parametrize(("measure", "year_be"), [(2, 2569), (0, 2569), (1, 26), (1, 9999)])
def test_an_unknown_measure_or_year_is_refused(town: Town, measure: int, year_be: int) -> None:
    with town.engine.connect() as conn, pytest.raises(QueueError) as caught:
        figures_of(conn, 1, measure, year_be, "annual", now=NOW)
    assert caught.value.code == "request.invalid"


def test_simulated_records_are_left_out_and_told(year: Town) -> None:
    value = made(year, 4)
    assert value["left_out"] == {"tickets": 1, "ratings": 1}
    with year.engine.connect() as conn:
        both: dict[str, Any] = figures_of(conn, 1, 4, 2569, "annual", now=NOW, simulated=True)
    assert (both["issued"], both["simulated"]) == (17, True)


def test_a_round_that_still_runs_says_so(town: Town) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        town.ticket(conn, "2027-01-14", "tax", "09:00", called="09:01", finished="09:05", service="T1")
    value = made(town, 4, year_be=2570)
    assert value["partial"]
    assert value["users"] == 1
