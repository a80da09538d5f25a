"""Any past: what comes in is counted as by hand, and one bad cell anywhere keeps the whole file out."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clockwork import Clock
from tests.databases import Databases
from tests.imports.files import counted, faults, figures, rating, take_in, ticket, write
from tests.office import Office, open_office
from tests.postgres import examples

Fresh = Callable[[], AbstractContextManager[Office]]

APRIL = datetime.fromisoformat("2026-04-01T00:00")
"""The office's clock; the files name no zone either."""
Rows = list[dict[str, str]]
EVERY = settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
SERVICES = {"tax": ("", "T1", "T2"), "registry": ("", "R1"), "welfare": ("", "W1")}
LETTERS = {"tax": "A", "registry": "B", "welfare": "C"}
DEPARTMENTS = {"tax": "finance", "registry": "clerk", "welfare": "clerk"}
OUTCOMES = ("served", "no_show", "cancelled", "abandoned")


@st.composite
def pasts(draw: Any) -> Rows:
    """Return the rows of some tickets of April 2026, every one of them possible."""
    rows: Rows = []
    numbers: Counter[tuple[int, str]] = Counter()
    for _ in range(draw(st.integers(1, 25))):
        group, day = draw(st.sampled_from(sorted(SERVICES))), draw(st.integers(1, 30))
        outcome = draw(st.sampled_from(OUTCOMES))
        numbers[day, group] += 1
        moments = [APRIL + timedelta(days=day - 1, hours=7) + timedelta(seconds=draw(st.integers(0, 20_000)))]
        moments += [
            (moments[0] + timedelta(seconds=s))
            for s in sorted(draw(st.lists(st.integers(0, 9000), min_size=3, max_size=3)))
        ]
        times = [m.isoformat(sep=draw(st.sampled_from("T "))) for m in moments]
        names = {"served": 4, "no_show": 2, "cancelled": 1, "abandoned": 1}[outcome]
        known = [name if n == 0 or draw(st.booleans()) else "" for n, name in enumerate(times)]
        cells = {**dict.fromkeys(("called_at", "started_at", "finished_at"), "")}
        cells |= dict(
            zip(("issued_at", "called_at", "started_at", "finished_at"), known[:names], strict=False)
        )
        rows.append(
            ticket(
                group=group, service=draw(st.sampled_from(SERVICES[group])), outcome=outcome,
                number=f"{LETTERS[group]}{numbers[day, group]:03d}", counter=draw(st.sampled_from(("", "1", "2"))),
                klass=draw(st.sampled_from(("normal", "priority", ""))), language=draw(st.sampled_from(("", "ms"))),
                **cells,
            )
        )  # fmt: skip
    return list(draw(st.permutations(rows)))


def seconds(row: dict[str, str], first: str, last: str) -> int:
    """Return the seconds between two times of a row."""
    return int((datetime.fromisoformat(row[last]) - datetime.fromisoformat(row[first])).total_seconds())


@EVERY
@given(rows=pasts())
def test_figures_of_an_imported_past_are_those_counted_by_hand(
    fresh: Fresh, tmp_path: Path, rows: Rows
) -> None:
    with fresh() as office:
        take_in(office, write(tmp_path / "past.csv", "tickets", rows), "tickets")
        found = figures(office)
        chain = office.verify()
    ended = Counter(row["outcome"] for row in rows)
    served = [row for row in rows if row["outcome"] == "served"]
    assert found.outcomes.issued == len(rows) == found.origins["imported"]
    assert {name: getattr(found.outcomes, name) for name in OUTCOMES} == {n: ended[n] for n in OUTCOMES}
    assert found.priority == sum(row["class"] == "priority" for row in rows)
    waits = [seconds(row, "issued_at", "called_at") for row in rows if row["called_at"]]
    assert found.waits.called.n == len(waits)
    if waits:
        assert found.waits.called.median.seconds == round(statistics.median(waits), 2)
        assert found.waits.called.longest.seconds == max(waits)
    began = [(row, row["started_at"] or row["called_at"]) for row in served if row["finished_at"]]
    times = [seconds({**row, "began": at}, "began", "finished_at") for row, at in began if at]
    assert found.services.service.n == len(times)
    assert found.services.visit.n == len(began)
    own = Counter(DEPARTMENTS[row["group"]] for row in served)
    assert {u.code: u.outcomes.served for u in found.departments if u.outcomes.served} == own
    assert {u.code: u.outcomes.issued for u in found.groups} == Counter(row["group"] for row in rows)
    assert {u.code: u.imported for u in found.groups} == Counter(row["group"] for row in rows)
    assert found.order.called == len(waits)
    assert found.order.without_reason == sum(_passed(row, rows) for row in rows)
    assert chain.fault is None


def _passed(row: dict[str, str], rows: Rows) -> bool:
    """Say whether somebody of the same line and day, issued earlier, was called later. Ties harm nobody."""

    def line(one: dict[str, str]) -> tuple[str, str, str]:
        return one["issued_at"][:10], one["group"], one["class"] or "normal"

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text)

    return bool(row["called_at"]) and any(
        moment(other["issued_at"]) < moment(row["issued_at"])
        and moment(other["called_at"]) > moment(row["called_at"])
        for other in rows
        if other["called_at"] and line(other) == line(row)
    )


BAD_TICKET = {
    "site": ("", "market", "x"), "group": ("", "water"), "service": ("T9",), "number": ("0", "A-B", "1.5"),
    "class": ("vip",), "language": ("zh", "TH"), "channel": ("a kiosk",), "counter": ("0", "99"),
    "issued_at": ("", "soon", "2026-04-31T08:00", "2569-04-01T08:00", "2027-01-12T00:00"),
    "called_at": ("9:30", "2026-04-01", "2001-01-01T00:00"), "started_at": ("-", "2026-05-01T08:00"),
    "finished_at": ("2026-04-01T25:00",), "outcome": ("", "done", "=1+1"),
}  # fmt: skip
BAD_RATING = {
    "site": ("", "market"), "group": ("water",), "service": ("T9",), "counter": ("one",), "at": ("", "2026-04-01"),
    "score": ("", "0", "6", "5.0", "=5"), "process": ("9",), "staff": ("good",), "facility": ("-1",),
    "channel": ("kiosk",), "comment": ("x" * 1001, "bell\a"), "language": ("xx",), "verified": ("maybe",),
}  # fmt: skip


@EVERY
@given(rows=pasts(), data=st.data())
def test_one_bad_cell_of_a_ticket_keeps_the_whole_file_out(
    fresh: Fresh, tmp_path: Path, rows: Rows, data: st.DataObject
) -> None:
    _spoil(rows, BAD_TICKET, data)
    with fresh() as office:
        before = counted(office)
        assert faults(office, write(tmp_path / "past.csv", "tickets", rows), "tickets")
        assert counted(office) == before


def ratings() -> st.SearchStrategy[Rows]:
    """Return rows of ratings of April 2026, comments of every kind included."""
    level = st.sampled_from(("", "1", "2", "3", "4", "5"))
    comment = st.sampled_from(
        (
            "",
            "ดีมาก, ขอบคุณ",
            'said "good"',
            '=HYPERLINK("x")',
            "<script>alert(1)</script>",
            "two\nlines",
            "+1",
            "@a",
        )
    )
    at = st.integers(0, 30 * 86_400 - 1).map(lambda s: (APRIL + timedelta(seconds=s)).isoformat())
    group = st.sampled_from((("", ""), ("tax", "T1"), ("tax", ""), ("registry", "R1"), ("welfare", "")))
    row = st.builds(
        lambda about, **cells: rating(group=about[0], service=about[1], **cells),
        about=group, at=at, score=st.sampled_from("12345"), process=level, staff=level, facility=level,
        channel=level, comment=comment, verified=st.sampled_from(("true", "false", "1", "0", "")),
        language=st.sampled_from(("th", "")),
    )  # fmt: skip
    return st.lists(row, min_size=1, max_size=25)


@EVERY
@given(rows=ratings())
def test_figures_of_imported_ratings_are_those_counted_by_hand(
    fresh: Fresh, tmp_path: Path, rows: Rows
) -> None:
    with fresh() as office:
        take_in(office, write(tmp_path / "past.csv", "ratings", rows), "ratings")
        found = figures(office).ratings
    verified = [row for row in rows if row["verified"] in ("true", "1")]
    assert (found.verified.n, found.open.n) == (len(verified), len(rows) - len(verified))
    assert found.imported == len(rows)
    levels = Counter(int(row["score"]) for row in verified)
    assert {level.level: level.n for level in found.verified.levels if level.n} == levels
    if verified:
        mean = sum(int(row["score"]) for row in verified) / len(verified)
        assert abs((found.verified.mean.value or 0) - mean) <= 0.005 + 1e-9
    for name in ("process", "staff", "facility", "channel"):
        assert found.dimensions[name].n == sum(bool(row[name]) for row in verified)


@EVERY
@given(rows=ratings(), data=st.data())
def test_one_bad_cell_of_a_rating_keeps_the_whole_file_out(
    fresh: Fresh, tmp_path: Path, rows: Rows, data: st.DataObject
) -> None:
    _spoil(rows, BAD_RATING, data)
    with fresh() as office:
        before = counted(office)
        assert faults(office, write(tmp_path / "past.csv", "ratings", rows), "ratings")
        assert counted(office) == before


def _spoil(rows: Rows, bad: dict[str, tuple[str, ...]], data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(sorted(bad)))
    rows[data.draw(st.integers(0, len(rows) - 1))][column] = data.draw(st.sampled_from(bad[column]))


@pytest.fixture
def fresh(template: Path, databases: Databases, tmp_path: Path) -> Fresh:
    """Opens the office of the cast with an empty day book."""

    @contextmanager
    def opened() -> Iterator[Office]:
        for left in tmp_path.glob("any.db*"):
            left.unlink()
        path = databases.lend(template, tmp_path / "any.db")
        with open_office(path, Clock()) as office:
            yield office
        databases.give_back(path)

    return opened


def test_the_office_of_these_tests_has_the_departments_used_here(office: Office) -> None:
    with office.engine.connect() as conn:
        config = office.configs.get(conn, 1, 1)
    assert {g.code: g.prefix for g in config.groups} == LETTERS
