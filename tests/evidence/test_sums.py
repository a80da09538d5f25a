"""Whatever happened: parts add up to the whole, the order of the rows never matters, and SQL agrees with the
domain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from shared.clock import iso
from shared.domain.fairness import Order, Stay, Turn, order_of, peak_waiting
from shared.domain.hours import bangkok
from shared.domain.tickets import TicketClass
from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import round_period
from shared.store.engine import writing
from shared.store.models import Rating, Ticket
from tests.evidence.town import NOW, Town, Towns
from tests.postgres import examples

DAYS = ("2025-10-01", "2025-10-31", "2026-03-31", "2026-04-04")
GROUPS = ("tax", "registry", "welfare")
SERVICES = {"tax": ("T1", "T5", None), "registry": ("R1", "R4", None), "welfare": ("W1", "T1", None)}
Row = dict[str, Any]


@st.composite
def tickets(draw: st.DrawFn) -> Row:
    """A ticket of an hour in which much happens at the same second."""
    day, group = draw(st.sampled_from(DAYS)), draw(st.sampled_from(GROUPS))
    issued = draw(st.integers(0, 20))
    row: Row = {
        "day": day,
        "group": group,
        "issued": issued,
        "klass": draw(st.sampled_from(["normal", "priority"])),
    }
    kind = draw(st.sampled_from(["finished", "no_show", "cancelled", "abandoned"]))
    row["state"] = kind
    if kind in ("finished", "no_show"):
        row["called"] = issued + draw(st.integers(0, 20))
        row["chosen_reason"] = draw(st.sampled_from([None, None, "urgent"]))
    if kind == "finished":
        row["finished"] = row["called"] + draw(st.integers(0, 900))
        row["service"] = draw(st.sampled_from(SERVICES[group]))
        row["score"] = draw(st.sampled_from([None, 1, 2, 3, 4, 5]))
    if kind == "cancelled":
        row["left"] = issued + draw(st.integers(0, 20))
    return row


def clock(second: int) -> str:
    return f"09:{second // 60:02d}:{second % 60:02d}"


def write(conn: Connection, town: Town, rows: list[Row], order: list[int]) -> None:
    """Write the rows in another order than they happened; seq says how they happened."""
    town.numbers.clear()
    for i in order:
        row = rows[i]
        what: Row = {name: clock(row[name]) for name in ("called", "finished", "left") if name in row}
        if row.get("service"):
            what["service"] = row["service"]
        town.ticket(
            conn, row["day"], row["group"], clock(row["issued"]), klass=row["klass"], state=row["state"],
            issued_seq=1000 * row["issued"] + i, chosen_reason=row.get("chosen_reason"),
            called_seq=1000 * row["called"] + i + 500 if "called" in row else None, **what,
        )  # fmt: skip
        if row.get("score"):
            about = {"service": row["service"]} if row.get("service") else {"group": row["group"]}
            town.rating(conn, row["day"], "10:00", row["score"], **about)


@pytest.fixture(scope="module")
def kept_town(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with towns.lend(tmp_path_factory.mktemp("sums")) as town:
        yield town


def figures_of(town: Town, rows: list[Row], order: list[int]) -> Figures:
    with writing(town.engine.connect()) as conn:
        transaction = conn.begin()
        conn.execute(delete(Rating))
        conn.execute(delete(Ticket))
        write(conn, town, rows, order)
        found = make_figures(conn, town.site_id, round_period(2569, "annual"), now=NOW)
        transaction.rollback()
    return found


few = settings(
    max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@few
@given(rows=st.lists(tickets(), max_size=40))
def test_departments_groups_and_months_add_up_to_the_whole(kept_town: Town, rows: list[Row]) -> None:
    found = figures_of(kept_town, rows, list(range(len(rows))))
    assert found.outcomes.issued == len(rows)
    for table in (found.departments, found.groups, found.months):
        for name in ("issued", "served", "no_show", "cancelled", "abandoned"):
            assert sum(getattr(row.outcomes, name) for row in table) == getattr(found.outcomes, name)
        assert sum(row.rating.n for row in table) == found.ratings.verified.n
    assert sum(row.wait.n for row in found.departments) == found.waits.called.n
    assert sum(row.service.n for row in found.groups) == found.services.service.n
    assert (
        sum(row.within_standard.whole for row in found.exact_services) == found.services.within_standard.whole
    )
    assert sum(n for month in found.months for n in month.departments.values()) == found.outcomes.served
    assert sum(level.n for level in found.ratings.verified.levels) == found.ratings.verified.n
    assert sum(found.origins.values()) == found.outcomes.issued
    assert sum(point.n for point in found.series) == found.outcomes.served


@few
@given(rows=st.lists(tickets(), max_size=25), data=st.data())
def test_the_order_in_which_rows_were_written_never_matters(
    kept_town: Town, rows: list[Row], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    assert figures_of(kept_town, rows, list(range(len(rows)))) == figures_of(kept_town, rows, list(order))


@few
@given(rows=st.lists(tickets(), max_size=40))
def test_order_and_peak_agree_with_the_domain(kept_town: Town, rows: list[Row]) -> None:
    found = figures_of(kept_town, rows, list(range(len(rows))))
    turns = [
        Turn(
            day=date.fromisoformat(row["day"]),
            group=row["group"],
            klass=TicketClass(row["klass"]),
            issued=1000 * row["issued"] + i,
            called=1000 * row["called"] + i + 500 if "called" in row else None,
            reasoned=row.get("chosen_reason") is not None,
        )
        for i, row in enumerate(rows)
    ]
    order = sum(order_of(turns).values(), start=Order())
    assert (found.order.called, found.order.with_reason, found.order.without_reason) == (
        order.called, order.with_reason, order.without_reason,
    )  # fmt: skip
    peak = peak_waiting(_stay(row) for row in rows)
    assert (found.peak.waiting, found.peak.at) == ((peak.waiting, iso(peak.at)) if peak else (0, None))


def _stay(row: Row) -> Stay:
    """The wait of a row; the abandoned wait until the office closes at half past four."""
    day = date.fromisoformat(row["day"])
    nine = bangkok(day, time(9))
    until = row.get("called", row.get("left"))
    gone = bangkok(day, time(16, 30)) if until is None else nine + timedelta(seconds=until)
    return Stay(nine + timedelta(seconds=row["issued"]), gone)
