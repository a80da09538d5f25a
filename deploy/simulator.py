"""Playing a municipality's days through the real actions: a year of the past at once, or a living hall in
real time.

The same seed over the same catalogue and days gives the same journal, hash by hash. Every record is marked as
simulated, in its row and by its actor in the journal, and reports leave it out unless they say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from counter.seats import Worker
from deploy.simulation.hall import Act, Action, Hall
from deploy.simulation.outlook import Outlook
from deploy.simulation.shifts import Shift, plan_shifts
from deploy.simulation.visitors import DayPlan, ServicePlan, plan_day
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, DayHours, bangkok, hours_of, service_day
from shared.store.config import SiteConfig, load_config
from shared.store.days import close_day
from shared.store.models import Counter, Staff
from shared.store.turn import Answer, Turn, Writer

DEFAULT_SEED = "ton-sai"
DAY_TIMEOUT_S = 600.0
HOUR_S = 3600
HOME_S = 18 * HOUR_S
"""By this second of the day everybody has gone home and the day is closed."""
BUSY_S = 9 * HOUR_S
"""A living hall that starts outside office hours begins with this second of a day."""
_TURNED_AWAY = ("hall.", "group.", "rating.too_soon")
"""Refusals that belong to an ordinary day: people who come too late, or tap twice."""


class SimulationError(ValueError):
    """The days cannot be played; the message is a sentence."""


def working_days(config: SiteConfig, first: date, last: date) -> Iterator[date]:
    """Give the days from `first` to `last` on which the office opens."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if hours_of(config.hours, day) is not None:
            yield day


def simulate_days(
    writer: Writer,
    site_id: int,
    *,
    first: date,
    last: date,
    now: datetime,
    conn: Connection,
    seed: str = DEFAULT_SEED,
    progress: Callable[[date, int], None] = lambda day, tickets: None,
) -> int:
    """Play whole days as fast as it goes, one write turn a day; return how many tickets were issued.

    `conn` reads the configuration. `progress` hears of each day. Raises SimulationError for days to come or
    while a counter is open: a living hall must not be disturbed.
    """
    if last < first:
        raise SimulationError("The last day comes before the first.")
    if last > service_day(now):
        raise SimulationError("Days to come cannot be played: the office could not open before them.")
    config, workers = _read_site(conn, site_id)
    if conn.execute(
        select(func.count()).select_from(Counter).where(Counter.site_id == site_id, Counter.state != "closed")
    ).scalar_one():
        raise SimulationError("A counter is open; close all counters first.")
    outlook = _outlook(config)
    total = 0
    for day in working_days(config, first, last):
        answer = writer.run(
            site_id,
            lambda turn, day=day: _play_day(turn, day, seed=seed, workers=workers, outlook=outlook),  # type: ignore[misc]
            now=bangkok(day, time()),
            actor="simulator",
            origin="simulated",
            timeout_s=DAY_TIMEOUT_S,
        )
        total += answer["tickets"]
        progress(day, answer["tickets"])
    return total


def _play_day(turn: Turn, day: date, *, seed: str, workers: dict[int, Worker], outlook: Outlook) -> Answer:
    midnight = bangkok(day, time())

    def act(second: int, actor: str, action: Action) -> Answer:
        return action(replace(turn, now=midnight + timedelta(seconds=second), actor=actor))

    hall = _make_hall(
        turn.config, day, seed=seed, act=act, workers=workers, outlook=outlook, refused=_only_usual
    )
    hall.play()
    close_day(replace(turn, now=midnight + timedelta(seconds=HOME_S)), day.isoformat())
    return {"tickets": len(hall.visits)}


def _only_usual(error: QueueError) -> None:
    """In a day that nobody else touches, any other refusal is a fault of the play and must not pass
    unseen."""
    if not error.code.startswith(_TURNED_AWAY):
        raise error


def simulate_live(
    writer: Writer,
    site_id: int,
    *,
    clock: Callable[[], datetime],
    wait: Callable[[float], bool],
    conn: Connection,
    speed: float = 1.0,
    seed: str = DEFAULT_SEED,
    refused: Callable[[QueueError], None] = lambda error: None,
) -> None:
    """Let a hall live beside real visitors, until `wait` says so: it waits some seconds and returns True to
    end.

    People come and are served as on a working day, `speed` times as fast, but every record bears the real
    time of `clock`. When the played day is over the next one begins. Counters that a person has taken are
    left to them.
    """
    if speed <= 0:
        raise SimulationError("The speed is a number above 0.")
    config, workers = _read_site(conn, site_id)
    outlook = _outlook(config)

    def act(_second: int, actor: str, action: Action) -> Answer:
        return writer.run(site_id, action, now=clock(), actor=actor, origin="simulated")

    begins = _first_second(config, clock())
    for day in _endless_days(config, service_day(clock())):
        hall = _make_hall(
            config,
            day,
            seed=seed,
            act=act,
            workers=workers,
            outlook=outlook,
            refused=refused,
            begins_s=begins,
        )
        now_s = begins
        while (event := hall.agenda.pop()) is not None:
            second, happen = event
            if second > now_s:
                if wait((second - now_s) / speed):
                    return
                now_s = second
            happen(second)
        begins = 0


def _first_second(config: SiteConfig, now: datetime) -> int:
    """Return the second of the day with which a living hall begins: now in office hours, else a busy one."""
    local = now.astimezone(BANGKOK)
    hours = hours_of(config.hours, local.date())
    if hours is None or not hours.opens <= local.time() < hours.closes:
        return BUSY_S
    return _seconds(local.time())


def _endless_days(config: SiteConfig, first: date) -> Iterator[date]:
    day = first
    while True:
        if day.weekday() < 5 and hours_of(config.hours, day) is not None:
            yield day
        day += timedelta(days=1)


def _make_hall(
    config: SiteConfig,
    day: date,
    *,
    seed: str,
    act: Act,
    workers: dict[int, Worker],
    outlook: Outlook,
    refused: Callable[[QueueError], None],
    begins_s: int = 0,
) -> Hall:
    """Return the hall of a day; from `begins_s` on, with the counters as they would stand then."""
    hours = hours_of(config.hours, day) or DayHours(time(8, 30), time(16, 30))
    plan = plan_town_day(config, day, seed=seed)
    outlook.new_day()
    codes = {group.id: group.code for group in config.groups}
    counters = {c.number: [codes[id_] for id_ in c.default_groups if id_ in codes] for c in config.counters}
    lunch = config.hours.lunch
    shifts = plan_shifts(
        day,
        counters=counters,
        breaks=plan.breaks,
        opens_s=_seconds(hours.opens),
        closes_s=_seconds(hours.closes),
        lunch=(_seconds(lunch.start), _seconds(lunch.end))
        if lunch is not None and lunch.fits(hours)
        else None,
    )
    if begins_s:
        plan, shifts = _from(plan, begins_s), _shifts_from(shifts, begins_s)
    return Hall(
        plan,
        shifts,
        act=act,
        workers=workers,
        closes_s=_seconds(hours.closes),
        outlook=outlook,
        refused=refused,
    )


def plan_town_day(config: SiteConfig, day: date, *, seed: str) -> DayPlan:
    """Return who comes to a site on a day."""
    codes = {group.id: group.code for group in config.groups}
    return plan_day(
        day,
        seed=seed,
        services=[
            ServicePlan(s.code, codes[s.group_id], s.standard_minutes)
            for s in config.services
            if s.group_id in codes
        ],
        groups=[group.code for group in config.groups],
        counters=[counter.number for counter in config.counters],
    )


def _from(plan: DayPlan, second: int) -> DayPlan:
    closed = plan.closed_group if plan.closed_group and plan.closed_group[1] >= second else None
    return replace(
        plan,
        visitors=tuple(v for v in plan.visitors if v.arrives_s >= second),
        open_ratings=tuple(r for r in plan.open_ratings if r.at_s >= second),
        helps_s=tuple(s for s in plan.helps_s if s >= second),
        closed_group=closed,
    )


def _shifts_from(shifts: tuple[Shift, ...], second: int) -> tuple[Shift, ...]:
    """Return the shifts to come, and for each counter the last one before, at once."""
    standing: dict[int, Shift] = {}
    for shift in shifts:
        if shift.at_s < second:
            standing[shift.counter] = shift
    opened = {s.counter: replace(s, at_s=second) for s in shifts if s.what == "open" and s.at_s < second}
    now = [opened[number] for number in standing if number in opened]
    now += [replace(s, at_s=second) for s in standing.values() if s.what != "open"]
    return (*now, *(s for s in shifts if s.at_s >= second))


def _read_site(conn: Connection, site_id: int) -> tuple[SiteConfig, dict[int, Worker]]:
    """Return the configuration, and who sits at each counter: the clerks in order, or programs where none
    are."""
    config = load_config(conn, site_id)
    clerks = conn.execute(
        select(Staff.id)
        .where(Staff.site_id == site_id, Staff.role == "clerk", Staff.disabled.is_(False))
        .order_by(Staff.id)
    ).scalars()
    ids = list(clerks)
    conn.rollback()  # the reading is over; nothing must hold the snapshot while days are written
    workers = {
        counter.number: Worker(staff_id=ids[i], seat=f"simulator-{counter.number}")
        if i < len(ids)
        else Worker()
        for i, counter in enumerate(config.counters)
    }
    return config, workers


def _outlook(config: SiteConfig) -> Outlook:
    return Outlook({group.code: group.id for group in config.groups}, config.rule)


def _seconds(clock: time) -> int:
    return clock.hour * HOUR_S + clock.minute * 60 + clock.second
