"""Simulated days: the same seed gives the same journal, days keep to the hours, and everything that happens
in a hall does."""

from __future__ import annotations

import json
import secrets
from collections import Counter as Count
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from counter import actions as desk_actions
from counter.seats import Worker
from deploy import simulator
from deploy.catalogue import load_catalogue
from deploy.simulation import clerks
from deploy.simulation.shifts import Shift, plan_shifts
from deploy.simulation.visitors import plan_day, score_of
from deploy.simulator import SimulationError, plan_town_day, simulate_days, simulate_live, working_days
from deploy.sites import add_site, begin_journal
from kiosk import actions as visitor_actions
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK
from shared.domain.journal import KINDS
from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import days_period
from shared.store.config import Configs, load_config
from shared.store.engine import open_engine, writing
from shared.store.journal import verify_site
from shared.store.models import Base, JournalRow, Rating, Site, Ticket
from shared.store.models import Counter as CounterRow
from shared.store.turn import Turn, Writer

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 5), date(2026, 1, 9)
"""Monday to Friday of an ordinary week; one group is closed for a while on one of the days."""


@dataclass
class Town:
    """A new site with its writer."""

    engine: Engine
    writer: Writer
    site_id: int

    def simulate(self, first: date, last: date, seed: str = "a") -> int:
        with self.engine.connect() as conn:
            return simulate_days(
                self.writer, self.site_id, first=first, last=last, now=NOW, conn=conn, seed=seed
            )

    def hashes(self) -> list[str]:
        with self.engine.connect() as conn:
            return list(conn.execute(select(JournalRow.hash).order_by(JournalRow.seq)).scalars())


@contextmanager
def town_at(path: Path, *, always_open: bool = False) -> Iterator[Town]:
    engine = open_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    catalogue = load_catalogue()
    with writing(engine.connect()) as conn, conn.begin():
        site_id = add_site(
            conn,
            catalogue,
            always_open=always_open,
            password_hashes={p.username: "-" for p in catalogue.staff},
        )
    writer = Writer(engine, configs=Configs(), new_token=lambda: secrets.token_urlsafe(12))
    writer.start()
    begin_journal(writer, site_id, now=datetime(2025, 9, 1, tzinfo=UTC), code=catalogue.site)
    try:
        yield Town(engine, writer, site_id)
    finally:
        writer.stop()
        engine.dispose()


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town_at(tmp_path_factory.mktemp("week") / "town.db") as town:
        town.simulate(FIRST, LAST)
        yield town


@pytest.fixture(scope="module")
def figures(week: Town) -> Figures:
    with week.engine.connect() as conn:
        return make_figures(conn, week.site_id, days_period(FIRST, LAST), now=NOW, simulated=True)


def test_the_same_seed_gives_the_same_journal_hash_by_hash(tmp_path: Path) -> None:
    day = date(2026, 5, 15)
    with (
        town_at(tmp_path / "one.db") as one,
        town_at(tmp_path / "two.db") as two,
        town_at(tmp_path / "other.db") as other,
    ):
        assert one.simulate(day, day) == two.simulate(day, day) > 50
        other.simulate(day, day, seed="b")
        assert one.hashes() == two.hashes()
        assert one.hashes() != other.hashes()


def test_everything_that_happens_in_a_hall_happens(week: Town) -> None:
    with week.engine.connect() as conn:
        kinds = set(conn.execute(select(JournalRow.kind).distinct()).scalars())
    nouns = ("day", "ticket", "counter", "rating", "help", "group")
    of_the_hall = {kind for kind in KINDS if kind.split(".")[0] in nouns}
    # A slip is printed again by a hand, and whether anybody is left waiting in the evening is chance.
    assert of_the_hall - kinds - {"ticket.abandoned"} == {"ticket.reprinted"}
    assert kinds - of_the_hall == {"site.created"}


def test_the_chain_holds_and_every_entry_of_the_play_is_the_simulators(week: Town) -> None:
    with week.engine.connect() as conn:
        assert verify_site(conn, week.site_id).fault is None
        bodies = conn.execute(select(JournalRow.body).where(JournalRow.kind != "site.created")).scalars()
        assert {json.loads(body)["actor"].split(":")[0] for body in bodies} == {"simulator"}


def test_every_record_is_marked_as_simulated_and_the_site_says_so(week: Town) -> None:
    with week.engine.connect() as conn:
        assert set(conn.execute(select(Ticket.origin).distinct()).scalars()) == {"simulated"}
        assert set(conn.execute(select(Rating.origin).distinct()).scalars()) == {"simulated"}
        assert conn.execute(select(Site.simulated)).scalar_one() is True
        plain = make_figures(conn, week.site_id, days_period(FIRST, LAST), now=NOW)
    assert plain.outcomes.issued == 0
    assert plain.left_out.tickets > 500


def test_nobody_gets_a_number_outside_the_hours_and_days_end_with_empty_counters(week: Town) -> None:
    with week.engine.connect() as conn:
        issued = [
            datetime.fromtimestamp(s, BANGKOK).strftime("%H:%M")
            for s in conn.execute(select(Ticket.issued_at)).scalars()
        ]
        states = Count(conn.execute(select(Ticket.state)).scalars())
        days = set(conn.execute(select(Ticket.day).distinct()).scalars())
        open_counters = conn.execute(
            select(func.count()).select_from(CounterRow).where(CounterRow.state != "closed")
        ).scalar_one()
    assert min(issued) >= "08:30"
    assert max(issued) < "16:00"
    assert set(states) <= {"finished", "no_show", "cancelled", "abandoned"}
    assert days == {f"2026-01-{day:02d}" for day in range(5, 10)}
    assert open_counters == 0


def test_who_still_waits_when_everybody_has_gone_home_is_recorded_as_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def till_two(day: date, **plan: Any) -> tuple[Shift, ...]:
        """The clerks go home at two, after whom they serve just then; people come until four."""
        return plan_shifts(day, **{**plan, "closes_s": 14 * 3600})

    monkeypatch.setattr(clerks, "LAST_MINUTES_S", -3 * 3600)
    monkeypatch.setattr(simulator, "plan_shifts", till_two)
    with town_at(tmp_path / "town.db") as town, town.engine.connect() as conn:
        town.simulate(FIRST, FIRST)
        kinds = Count(conn.execute(select(JournalRow.kind)).scalars())
        states = Count(conn.execute(select(Ticket.state)).scalars())
    assert kinds["ticket.abandoned"] == states["abandoned"] > 0
    assert kinds["day.closed"] == 1
    assert states["waiting"] + states["called"] + states["serving"] + states["held"] == 0


def test_weekends_and_holidays_are_not_played(week: Town) -> None:
    with week.engine.connect() as conn:
        config = load_config(conn, week.site_id)
    songkran = list(working_days(config, date(2026, 4, 10), date(2026, 4, 18)))
    assert songkran == [date(2026, 4, 10), date(2026, 4, 16), date(2026, 4, 17)]


def test_figures_of_a_simulated_week_are_those_of_a_real_office(figures: Figures) -> None:
    f = figures
    assert f.days.in_service == 5
    assert 600 < f.outcomes.issued < 1300
    assert f.outcomes.served / f.outcomes.issued > 0.85
    assert 1 < (f.no_show_rate.percent.value or 0) < 10
    assert 60 < (f.waits.called.median.seconds or 0) < 30 * 60
    assert 85 < (f.services.within_standard.percent.value or 0) < 99.5
    assert 0 < f.services.unstarted < f.outcomes.served / 5
    assert f.order.without_reason == 0
    assert 0 < f.order.with_reason < f.order.called / 20
    assert 4.2 < (f.ratings.verified.mean.value or 0) < 4.9
    assert 15 < (f.ratings.response.percent.value or 0) < 45
    assert f.ratings.open.n > 0
    assert all(f.ratings.dimensions[name].n > 20 for name in ("process", "staff", "facility", "channel"))
    assert f.out_of_hours.lunch.days == 5
    assert f.out_of_hours.non_working.tickets == 0
    assert f.waits.promise_kept.whole > 300
    assert f.waits.promise_kept.part / f.waits.promise_kept.whole > 0.5
    assert {row.code for row in f.departments} == {"clerk", "finance", "works", "health", "education"}
    assert {row.code for row in f.groups} >= {"tax", "registry", "welfare", "building", "licence", "general"}


def test_people_who_waited_long_are_less_content() -> None:
    moods = [n / 1000 for n in range(1000)]
    at_once, after_an_hour = (Count(score_of(mood, wait) for mood in moods) for wait in (0, 3600))
    assert at_once[5] == 770
    assert after_an_hour[5] == 400
    assert after_an_hour[1] > at_once[1] > 0
    assert set(at_once) == set(after_an_hour) == {1, 2, 3, 4, 5}


def test_the_plan_is_pure_and_knows_the_seasons(week: Town) -> None:
    with week.engine.connect() as conn:
        config = load_config(conn, week.site_id)

    def groups(month: int) -> Count[str]:
        days = working_days(config, date(2026, month, 1), date(2026, month, 28))
        return Count(v.group for day in days for v in plan_town_day(config, day, seed="a").visitors)

    day = date(2026, 6, 2)
    assert plan_town_day(config, day, seed="a") == plan_town_day(config, day, seed="a")
    assert plan_town_day(config, day, seed="a") != plan_town_day(config, day, seed="b")
    june, september = groups(6), groups(9)
    assert june["tax"] > 1.6 * september["tax"]


def test_no_plan_without_services_and_none_for_a_group_nobody_serves() -> None:
    plan = plan_day(date(2026, 6, 2), seed="a", services=[], groups=["tax"], counters=[1])
    assert plan.visitors == ()


def test_at_lunch_two_counters_go_on_for_all_groups_together() -> None:
    counters = {
        1: ["welfare", "education"],
        2: ["registry", "general"],
        3: ["tax"],
        4: ["tax"],
        5: ["building", "licence"],
    }
    noon, one = 12 * 3600, 13 * 3600
    shifts = plan_shifts(
        date(2026, 6, 2), counters=counters, breaks={}, opens_s=30600, closes_s=59400, lunch=(noon, one)
    )
    standing: dict[int, tuple[str, tuple[str, ...]]] = {}
    for shift in shifts:
        if shift.at_s <= noon + 60:
            standing[shift.counter] = (shift.what, shift.groups)
    assert {n for n, (what, _) in standing.items() if what == "open"} == {2, 4}
    assert {g for what, groups in standing.values() for g in groups if what == "open"} == {
        "welfare", "education", "registry", "general", "tax", "building", "licence",
    }  # fmt: skip


def test_days_to_come_and_a_hall_at_work_are_refused(tmp_path: Path) -> None:
    with town_at(tmp_path / "town.db") as town:
        with pytest.raises(SimulationError, match="Days to come"):
            town.simulate(date(2026, 11, 20), date(2026, 11, 24))
        with pytest.raises(SimulationError, match="before the first"):
            town.simulate(date(2026, 11, 20), date(2026, 11, 19))
        with writing(town.engine.connect()) as conn, conn.begin():
            conn.execute(update(CounterRow).where(CounterRow.number == 2).values(state="open"))
        with pytest.raises(SimulationError, match="A counter is open"):
            town.simulate(FIRST, FIRST)


def test_a_past_can_be_filled_in_while_today_is_already_alive(tmp_path: Path) -> None:
    with town_at(tmp_path / "town.db", always_open=True) as town, town.engine.connect() as conn:

        def issue(now: datetime) -> str:
            number: str = town.writer.run(
                town.site_id,
                lambda turn: visitor_actions.issue_ticket(turn, group="tax"),
                now=now,
                actor="kiosk:1",
            )["number"]
            return number

        assert issue(NOW) == "A001"
        assert town.simulate(FIRST, FIRST) > 100
        assert issue(NOW + timedelta(minutes=1)) == "A002"
        assert verify_site(conn, town.site_id).fault is None
        left = conn.execute(
            select(func.count())
            .select_from(Ticket)
            .where(Ticket.origin == "simulated", Ticket.state.in_(["waiting", "called", "serving", "held"]))
        ).scalar_one()
        assert left == 0


class Clock:
    """A clock that only waiting moves, and that ends the play after some hours or when something has
    happened."""

    def __init__(self, hours: float) -> None:
        self.now = NOW
        self.end = NOW + timedelta(hours=hours)
        self.on_wait: Callable[[datetime], None] = lambda now: None

    def wait(self, seconds: float) -> bool:
        self.now += timedelta(seconds=seconds)
        self.on_wait(self.now)
        return self.now >= self.end


def test_a_living_hall_writes_real_times_and_serves_strangers_too(tmp_path: Path) -> None:
    clock = Clock(hours=0.5)
    with town_at(tmp_path / "town.db", always_open=True) as town, town.engine.connect() as conn:
        town.writer.run(
            town.site_id,
            lambda turn: visitor_actions.issue_ticket(turn, group="registry"),
            now=clock.now,
            actor="kiosk:1",
        )
        simulate_live(town.writer, town.site_id, clock=lambda: clock.now, wait=clock.wait, conn=conn, speed=4)
        rows = conn.execute(select(Ticket.origin, Ticket.state, Ticket.issued_at).order_by(Ticket.id)).all()
    stranger = rows[0]
    assert (stranger.origin, stranger.state) == ("live", "finished")
    played = [row for row in rows if row.origin == "simulated"]
    assert len(played) > 20
    assert all(NOW.timestamp() <= row.issued_at <= clock.end.timestamp() for row in rows)


def test_a_counter_that_a_person_takes_over_is_left_to_them(tmp_path: Path) -> None:
    clock, refused = Clock(hours=0.5), Count[str]()
    with town_at(tmp_path / "town.db", always_open=True) as town, town.engine.connect() as conn:
        person = Worker(staff_id=8, seat="a person's tab")
        taken_at: list[int] = []

        def take(now: datetime) -> None:
            if now > NOW + timedelta(minutes=5) and not taken_at:
                town.writer.run(town.site_id, _take_over(person), now=now, actor="staff:8")
                taken_at.append(int(now.timestamp()))

        def note(error: QueueError) -> None:
            refused[error.code] += 1

        clock.on_wait = take
        simulate_live(
            town.writer,
            town.site_id,
            clock=lambda: clock.now,
            wait=clock.wait,
            conn=conn,
            speed=4,
            refused=note,
        )
        counter_id = conn.execute(select(CounterRow.id).where(CounterRow.number == 3)).scalar_one()
        calls = conn.execute(
            select(func.count()).select_from(Ticket).where(
                Ticket.counter_id == counter_id, Ticket.last_call_at > taken_at[0]
            )
        ).scalar_one()  # fmt: skip
        seat = conn.execute(select(CounterRow.seat).where(CounterRow.number == 3)).scalar_one()
    assert seat == "a person's tab"
    assert calls == 0
    assert refused["counter.elsewhere"] > 0


def _take_over(person: Worker) -> Callable[[Turn], dict[str, object]]:
    return lambda turn: desk_actions.open_counter(turn, counter=3, who=person, take_over=True)


def test_speed_is_above_nothing(tmp_path: Path) -> None:
    with town_at(tmp_path / "town.db") as town, town.engine.connect() as conn:
        clock = Clock(hours=1)
        with pytest.raises(SimulationError, match="above 0"):
            simulate_live(town.writer, 1, clock=lambda: clock.now, wait=clock.wait, conn=conn, speed=0)
