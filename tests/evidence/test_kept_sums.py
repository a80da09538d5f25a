"""Whatever happens to past days, and in whatever order: what was kept of them is what their rows say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, event, func, insert, select, update

from deploy.chores import keep_all_sums
from shared.evidence import sums
from shared.evidence.figures import Figures, figures_from, make_figures, make_headline
from shared.evidence.gathering import Gathered
from shared.evidence.periods import Period, days_period, month_period, read_day, round_period
from shared.evidence.province import Round, read_round
from shared.evidence.satisfaction import read_ratings
from shared.evidence.selection import Scope, select_rows
from shared.evidence.shelf import Shelf
from shared.evidence.sums import check_sums, keep_sums
from shared.store.config import load_config
from shared.store.engine import writing
from shared.store.heads import Head
from shared.store.models import FigureSums, LateList, LateTicket, Rating, Site, Ticket
from shared.store.turn import Turn
from tests.evidence.town import Town, Towns, at
from tests.office import Office
from tests.postgres import examples

NOW = datetime(2026, 5, 5, 3, tzinfo=UTC)
YEAR = round_period(2569, "annual")
YEAR_2570 = round_period(2570, "annual")
PERIODS = (
    YEAR, month_period(2026, 4), days_period(read_day("2026-04-29"), read_day("2026-05-05")),
)  # fmt: skip
DAYS = ("2026-04-29", "2026-04-30", "2026-05-01", "2026-05-02", "2026-05-04", "2026-05-05")
"""Both sides of a month's end, a Saturday, yesterday and today."""
SERVICES = {"tax": ("T1", "T5", None), "registry": ("R1", "R4", None)}
Step = tuple[str, Any]


@st.composite
def new_tickets(draw: st.DrawFn) -> Step:
    """A ticket of some day, of the hall or of a file, early or late in the day, with whatever became of it."""
    group = draw(st.sampled_from(("tax", "registry")))
    issued = draw(st.sampled_from((8 * 60 + 20, 9 * 60, 11 * 60 + 58, 16 * 60 + 20)))
    what: dict[str, Any] = {
        "klass": draw(st.sampled_from(("normal", "priority"))),
        "origin": draw(st.sampled_from(("live", "live", "late", "imported", "outreach", "simulated"))),
        "state": draw(st.sampled_from(("finished", "no_show", "cancelled", "abandoned", "waiting"))),
    }
    if what["state"] in ("finished", "no_show"):
        called = issued + draw(st.integers(0, 20))
        what |= {"called": _clock(called), "promise_high_s": draw(st.sampled_from((None, 600)))}
        what["chosen_reason"] = draw(st.sampled_from((None, "urgent")))
        if what["state"] == "finished":
            second = draw(st.sampled_from((0, 1, 59)))
            what |= {"finished": f"{_clock(called + draw(st.integers(0, 12)))}:{second:02d}"}
            what |= {"started": _clock(called)} if draw(st.booleans()) else {}
            service = draw(st.sampled_from(SERVICES[group]))
            what |= {"service": service} if service else {}
    return ("ticket", (draw(st.sampled_from(DAYS)), group, _clock(issued), what, draw(st.booleans())))


@st.composite
def new_ratings(draw: st.DrawFn) -> Step:
    """A rating of some day."""
    what = {
        "verified": draw(st.booleans()), "process": draw(st.sampled_from((None, 1, 5))),
        "origin": draw(st.sampled_from(("live", "imported", "outreach", "simulated"))),
        "excluded_reason": draw(st.sampled_from((None, None, "burst"))),
    }  # fmt: skip
    return ("rating", (draw(st.sampled_from(DAYS)), draw(st.integers(1, 5)), what))


CHANGES: dict[str, tuple[type[Ticket] | type[Rating], dict[str, Any]]] = {
    "corrected service": (Ticket, {"service_id": 2}),
    "closed afterwards": (Ticket, {"state": "abandoned", "left_at": at("2026-05-02", "17:00")}),
    "called after all": (Ticket, {"called_at": at("2026-05-04", "15:00"), "called_seq": 3}),
    "excluded": (Rating, {"excluded_reason": "test"}),
    "restored": (Rating, {"excluded_reason": None}),
    "corrected score": (Rating, {"score": 2, "facility": 4}),
    "other day": (Rating, {"day": "2026-04-30"}),
}
later = st.tuples(st.sampled_from((*CHANGES, "gone ticket", "gone rating", "leg")), st.integers(0, 9))
settled = st.tuples(st.just("hours"), st.sampled_from(("08:00", "09:00")))
kept = st.tuples(st.just("keep"), st.sampled_from((1, 3, 99)))
steps = st.lists(st.one_of(new_tickets(), new_ratings(), kept, later, settled, kept), min_size=3, max_size=14)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@pytest.fixture(scope="module")
def lasting_town(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with towns.lend(tmp_path_factory.mktemp("kept")) as town:
        yield town


def keep(conn: Connection, most: int = 99) -> int:
    turn = Turn(conn, load_config(conn, 1), Head(0, "", 0, None, False), NOW, "system")
    return len(keep_sums(turn, most=most))


def play(conn: Connection, town: Town, step: Step) -> None:
    kind, what = step
    if kind == "ticket":
        day, group, issued, columns, untimed = what
        ticket = town.ticket(conn, day, group, issued, **dict(columns))
        if columns["origin"] == "late" and untimed:
            conn.execute(insert(LateTicket).values(
                ticket_id=ticket, list_id=1, site_id=1, day=day, card="", timed=False
            ))  # fmt: skip
    elif kind == "rating":
        day, score, columns = what
        town.rating(conn, day, "10:00", score, group="tax", **columns)
    elif kind == "keep":
        keep(conn, what)
    elif kind == "hours":
        weekly = [[what, "16:30"]] * 5 + [None, None]
        hours = {**town.catalogue.settings["hours"], "weekly": weekly}
        conn.execute(update(Site).values(settings={**town.catalogue.settings, "hours": hours}))
    else:
        _change(conn, town, kind, what)


def _change(conn: Connection, town: Town, kind: str, which: int) -> None:
    model = Rating if kind == "gone rating" else CHANGES.get(kind, (Ticket, {}))[0]
    ids = conn.execute(select(model.id).order_by(model.id)).scalars().all()
    if not ids:
        return
    chosen = ids[which % len(ids)]
    if kind == "leg":
        day = conn.execute(select(Ticket.day).where(Ticket.id == chosen)).scalar_one()
        conn.execute(update(Ticket).where(Ticket.id == chosen).values(last_call_at=at(day, "16:00")))
        town.leg(conn, chosen, day, "tax", "12:30")
    elif kind.startswith("gone"):
        conn.execute(delete(LateTicket).where(LateTicket.ticket_id == chosen))
        conn.execute(delete(model).where(model.id == chosen))
    else:
        conn.execute(update(model).where(model.id == chosen).values(CHANGES[kind][1]))


def counted_afresh(conn: Connection, period: Period) -> Figures:
    selection = select_rows(conn, 1, period, now=NOW)
    found = Gathered(selection, Shelf().read(conn, selection), read_ratings(conn, selection))
    return figures_from(conn, found, now=NOW)


@settings(max_examples=examples(15), deadline=None)
@given(history=steps)
def test_after_any_history_the_sums_are_what_a_direct_count_says(
    lasting_town: Town, history: list[Step]
) -> None:
    with writing(lasting_town.engine.connect()) as conn:
        transaction = conn.begin()
        conn.execute(insert(LateList).values(
            id=1, site_id=1, day=DAYS[0], digest="", rows=0, at=0, actor="", seq=1
        ))  # fmt: skip
        for step in history:
            play(conn, lasting_town, step)
        for period in PERIODS:
            direct = counted_afresh(conn, period)
            assert make_figures(conn, 1, period, now=NOW) == direct
            said = make_headline(conn, 1, period, now=NOW)
            assert (said.months, said.ratings, said.waits) == (direct.months, direct.ratings, direct.waits)
            assert (said.days, said.outcomes, said.service) == (
                direct.days, direct.outcomes, direct.services.service,
            )  # fmt: skip
            told = read_round(conn, 1, period, now=NOW, simulated=False, shelf=Shelf())
            assert told == Round(
                users=direct.outcomes.served,
                answers=direct.ratings.verified,
                response=direct.ratings.response,
                wait=direct.waits.called.median,
                standard=direct.services.within_standard,
            )
        transaction.rollback()


class Readings:
    """Counts how often single tickets are read."""

    def __init__(self, conn: Connection) -> None:
        self.n = 0
        event.listen(conn, "before_cursor_execute", self._note)

    def _note(self, conn: object, cursor: object, statement: str, *_rest: object) -> None:
        self.n += statement.startswith("SELECT ticket.day, ticket.group_id")


def test_a_year_whose_days_were_counted_reads_no_ticket_of_a_past_day(town: Town) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        town.ticket(conn, "2026-03-02", "tax", "09:00", called="09:05", finished="09:10")
        town.ticket(conn, "2026-05-04", "tax", "09:00", called="09:30", finished="09:40")
        town.rating(conn, "2026-05-02", "09:41", 5, group="tax")  # a Saturday without a ticket
        assert keep(conn, 50) == 50
        assert keep(conn) == 31 + 30 + 4 + 2 - 50
        readings = Readings(conn)
        past = days_period(read_day("2026-03-01"), read_day("2026-05-04"))
        assert make_figures(conn, 1, past, now=NOW).outcomes.served == 2
        assert make_headline(conn, 1, past, now=NOW).ratings.verified.n == 1
        assert readings.n == 0
        assert keep(conn) == 0


def test_a_department_alone_is_read_from_its_rows(town: Town) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        town.ticket(conn, "2026-05-04", "tax", "09:00", called="09:05")
        town.ticket(conn, "2026-05-04", "registry", "09:00", called="09:06")
        keep(conn)
        alone = make_figures(conn, 1, YEAR, now=NOW, scope=Scope(group="tax"))
        assert (alone.outcomes.issued, alone.peak.waiting) == (1, 1)


def test_a_cut_link_and_a_deleted_comment_leave_the_sums_alone(town: Town) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        town.rating(conn, "2026-05-04", "09:00", 4, group="tax", comment="ขอบคุณ")
        keep(conn)
        before = conn.execute(select(func.count()).select_from(FigureSums)).scalar_one()
        conn.execute(update(Rating).values(comment=None, ticket_id=None))
        assert conn.execute(select(func.count()).select_from(FigureSums)).scalar_one() == before
        conn.execute(update(Rating).values(score=1))
        gone = conn.execute(select(func.count()).select_from(FigureSums)).scalar_one()
        assert before - gone == 1  # the day; its month is not over


def test_a_sum_that_somebody_changed_by_hand_is_found(town: Town) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        town.ticket(conn, "2026-04-30", "tax", "09:00", called="09:05", finished="09:10")
        keep(conn)
        assert check_sums(conn, 1, now=NOW)[1] == []
        other = select(FigureSums.light).where(FigureSums.span == "2026-05-01").scalar_subquery()
        conn.execute(
            update(FigureSums).where(FigureSums.span.in_(("2026-04", "2026-04-30"))).values(light=other)
        )
        assert check_sums(conn, 1, now=NOW)[1] == ["2026-04", "2026-04-30"]


def spans_of(office: Office) -> list[str]:
    return [row.span for row in office.rows(FigureSums)]


def test_the_turn_that_closes_a_day_counts_it_and_a_later_change_forgets_it(office: Office) -> None:
    number = office.issue("A")
    office.ana.open("A")
    office.ana.serve_next()
    office.rate(number, score=5)
    rated = office.rows(Rating)[0].id
    assert spans_of(office) == []
    office.clock.show("2027-01-15T08:30")
    office.issue("A")
    assert spans_of(office) == ["2027-01-11", "2027-01-12", "2027-01-13", "2027-01-14"]
    with office.engine.connect() as conn:
        assert make_headline(conn, office.site_id, YEAR_2570, now=office.clock()).ratings.verified.n == 1

    def leave_out(turn: Turn) -> dict[str, Any]:
        turn.conn.execute(update(Rating).where(Rating.id == rated).values(excluded_reason="test"))
        return {}

    office.take_turn(leave_out)
    assert spans_of(office) == ["2027-01-11", "2027-01-13", "2027-01-14"]
    with office.engine.connect() as conn:
        left = make_headline(conn, office.site_id, YEAR_2570, now=office.clock()).ratings
        assert (left.verified.n, left.excluded) == (0, {"test": 1})


def test_a_day_begins_even_when_the_one_before_cannot_be_counted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **_how: object) -> int:
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr(sums, "keep_sums", broken)
    office.issue("A")
    office.clock.show("2027-01-13T08:30")
    assert office.issue("A") == "A001"
    assert spans_of(office) == []
    assert office.verify().fault is None


def test_the_daily_chores_count_what_is_missing_up_to_the_months_that_are_over(office: Office) -> None:
    office.issue("A")
    office.clock.show("2027-02-02T17:30")
    assert keep_all_sums(office.writer, office.site_id, now=office.clock()) == 31 + 1 + 1
    assert "2027-01" in spans_of(office)
    assert keep_all_sums(office.writer, office.site_id, now=office.clock()) == 0
