"""Half and second half give the year, every day is in one round alone, and the order of the rows changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from shared.domain.fiscal import Round, round_bounds
from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import days_period, round_period
from shared.evidence.report.making import figures_of
from shared.store.engine import writing
from shared.store.models import Rating, Ticket
from tests.evidence.town import NOW, Town, Towns, at
from tests.postgres import examples

BORDERS = (
    "2025-09-30", "2025-10-01", "2025-10-31", "2025-11-01", "2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01",
    "2026-03-31", "2026-04-01", "2026-09-30", "2026-10-01",
)  # fmt: skip
"""First and last days of fiscal years, halves and months, the days beside them too."""
MINUTES = (0, 1, 7 * 60 - 1, 7 * 60, 8 * 60 + 30, 12 * 60, 16 * 60 + 30, 23 * 60 + 59)
"""Of the day in Bangkok: midnight here, midnight in UTC (07:00), opening, lunch, closing, the last minute."""
SERVICES = {"tax": "T1", "registry": "R1", "licence": "H1"}
Row = dict[str, Any]


@st.composite
def visits(draw: st.DrawFn) -> Row:
    """A visit at a border of the calendar."""
    group = draw(st.sampled_from(sorted(SERVICES)))
    row: Row = {
        "day": draw(st.sampled_from(BORDERS)), "group": group, "minute": draw(st.sampled_from(MINUTES)),
        "wait": draw(st.integers(0, 900)), "took": draw(st.integers(0, 900)),
        "state": draw(st.sampled_from(["finished", "finished", "no_show", "cancelled", "abandoned"])),
        "klass": draw(st.sampled_from(["normal", "priority"])),
    }  # fmt: skip
    if row["state"] == "finished":
        row["score"] = draw(st.sampled_from([None, 1, 2, 3, 4, 5]))
        row["verified"] = draw(st.booleans())
    return row


def write(conn: Connection, town: Town, rows: list[Row], order: list[int]) -> None:
    """Write the visits in an order of their own; numbers and journal say how they happened."""
    town.numbers.clear()
    for i in order:
        row = rows[i]
        issued = f"{row['minute'] // 60:02d}:{row['minute'] % 60:02d}"
        began = at(row["day"], issued)
        what: Row = {}
        if row["state"] in ("finished", "no_show"):
            what["called_at"] = began + row["wait"]
            what["last_call_at"] = what["called_at"]
            what["called_seq"] = 10_000 * (row["minute"] + row["wait"]) + i
        if row["state"] == "finished":
            what["finished_at"] = what["called_at"] + row["took"]
            what["service"] = SERVICES[row["group"]]
        town.ticket(
            conn, row["day"], row["group"], issued, klass=row["klass"], state=row["state"], number=i + 1,
            token=f"token-{i}", issued_seq=1000 * row["minute"] + i, **what,
        )  # fmt: skip
        if row.get("score"):
            town.rating(
                conn,
                row["day"],
                issued,
                row["score"],
                service=SERVICES[row["group"]],
                verified=row["verified"],
            )


@pytest.fixture(scope="module")
def kept_town(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with towns.lend(tmp_path_factory.mktemp("adding")) as town:
        yield town


class Written:
    """The visits in the database for a while."""

    def __init__(self, town: Town, rows: list[Row], order: list[int] | None = None) -> None:
        self._town, self._rows, self._order = town, rows, order or list(range(len(rows)))

    def __enter__(self) -> Connection:
        self._conn = writing(self._town.engine.connect())
        self._turn = self._conn.begin()
        self._conn.execute(delete(Rating))
        self._conn.execute(delete(Ticket))
        write(self._conn, self._town, self._rows, self._order)
        return self._conn

    def __exit__(self, *_: object) -> None:
        self._turn.rollback()
        self._conn.close()


few = settings(max_examples=examples(12), deadline=None)


def counts(figures: Figures) -> dict[str, int]:
    """Return everything of a period that can be added."""
    found = {
        f"outcome.{name}": getattr(figures.outcomes, name)
        for name in ("issued", "served", "no_show", "cancelled", "abandoned")
    }
    found |= {
        "priority": figures.priority,
        "waits": figures.waits.called.n,
        "services": figures.services.service.n,
    }
    order, hours = figures.order, figures.out_of_hours
    found |= {"called": order.called, "reasoned": order.with_reason, "unreasoned": order.without_reason}
    for name in ("outside", "lunch", "non_working"):
        counted = getattr(hours, name)
        found |= {f"{name}.tickets": counted.tickets, f"{name}.days": counted.days}
    for name in ("verified", "open", "both"):
        opinion = getattr(figures.ratings, name)
        found |= {f"{name}.{level.level}": level.n for level in opinion.levels} | {f"{name}.n": opinion.n}
    return found | {"days": figures.days.in_service, "within": figures.services.within_standard.part}


@few
@given(rows=st.lists(visits(), max_size=30))
def test_the_half_and_the_second_half_add_up_to_the_year(kept_town: Town, rows: list[Row]) -> None:
    second = days_period(date(2026, 4, 1), date(2026, 9, 30))
    with Written(kept_town, rows) as conn:
        first, rest, year = (
            make_figures(conn, kept_town.site_id, period, now=NOW)
            for period in (round_period(2569, "half"), second, round_period(2569, "annual"))
        )
    halves, whole = [counts(first), counts(rest)], counts(year)
    assert whole == {name: halves[0][name] + halves[1][name] for name in whole}
    assert year.months == (*first.months, *rest.months)
    assert year.peak.waiting == max(first.peak.waiting, rest.peak.waiting)


@few
@given(rows=st.lists(visits(), max_size=30))
def test_no_visit_is_in_two_years_or_in_none(kept_town: Town, rows: list[Row]) -> None:
    issued = [at(row["day"], "00:00") + 60 * row["minute"] for row in rows]
    with Written(kept_town, rows) as conn:
        for year in (2568, 2569, 2570):
            for kind in ("half", "annual"):
                begins, ends = (bound.timestamp() for bound in round_bounds(Round(year, kind)))
                found = figures_of(conn, kept_town.site_id, 4, year, kind, now=NOW)
                assert found["issued"] == sum(begins <= moment < ends for moment in issued), (year, kind)
        total = sum(
            figures_of(conn, kept_town.site_id, 7, year, "annual", now=NOW)["issued"]
            for year in (2568, 2569, 2570)
        )
    assert total == len(rows)


@few
@given(rows=st.lists(visits(), max_size=20), data=st.data())
def test_no_figure_of_a_report_changes_with_the_order_of_the_rows(
    kept_town: Town, rows: list[Row], data: st.DataObject
) -> None:
    order = list(data.draw(st.permutations(range(len(rows)))))
    said = []
    for way in (None, order):
        with Written(kept_town, rows, way) as conn:
            said.append(
                [
                    json.dumps(
                        figures_of(conn, kept_town.site_id, measure, 2569, "annual", now=NOW), sort_keys=True
                    )
                    for measure in (1, 4, 7)
                ]
            )
    assert said[0] == said[1]


@few
@given(rows=st.lists(visits(), max_size=30))
def test_the_tables_of_a_report_add_up_to_its_totals(kept_town: Town, rows: list[Row]) -> None:
    with Written(kept_town, rows) as conn:
        opinion, service, comfort = (
            figures_of(conn, kept_town.site_id, measure, 2569, "annual", now=NOW) for measure in (1, 4, 7)
        )
    for kind in ("departments", "groups"):
        assert sum(row["rating"]["n"] for row in opinion["units"][kind]) == opinion["headline"]["n"]
        assert sum(row["outcomes"]["served"] for row in service["units"][kind]) == service["users"]
    assert sum(row["rating"]["n"] for row in opinion["months"]) == opinion["headline"]["n"]
    assert sum(n for row in service["months"] for n in row["users"].values()) == service["users"]
    assert sum(row["issued"] for row in service["hours"]) == service["issued"]
    for name in ("outside", "lunch", "non_working"):
        for what in ("tickets", "days"):
            assert sum(row[name][what] for row in comfort["months"]) == comfort["out_of_hours"][name][what]
    assert sum(level["n"] for level in opinion["headline"]["levels"]) == opinion["headline"]["n"]


@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_every_day_is_in_one_fiscal_year_and_the_next_begins_where_it_ends(day: date) -> None:
    inside = [
        year for year in range(2560, 2580) if Round(year, "annual").first <= day <= Round(year, "annual").last
    ]
    assert len(inside) == 1
    covered, following = Round(inside[0], "annual"), Round(inside[0] + 1, "annual")
    assert covered.last + timedelta(days=1) == following.first
    assert Round(inside[0], "half").first == covered.first
