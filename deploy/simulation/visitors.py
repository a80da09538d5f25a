"""Who comes on a day and what they will do: a pure plan, drawn from one seeded source of chance.

Everything by chance about a person is decided here, before the day is played, so that the same seed gives the
same people whatever happens in the hall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log
from random import Random
from typing import TypeVar

from deploy.simulation.seasons import arrival_shares, counter_minutes, people_on, service_weight

T = TypeVar("T")

HOUR_S = 3600
HALF_HOUR_S = 1800
LANGUAGES = (("th", 0.62), ("ms", 0.34), ("en", 0.04))
PRIORITY: Mapping[str, float] = {"welfare": 0.4}
PRIORITY_OTHERWISE = 0.13
WRONG_GROUP: Mapping[str, float] = {"general": 0.1}
WRONG_GROUP_OTHERWISE = 0.012
_USUAL = 0.55
"""The median service takes so much of the published time; with `_SPREAD` about 94 % stay within it."""
_SPREAD = 0.38
_SHORTEST_S = 45


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service as the plan needs it."""

    code: str
    group: str
    standard_minutes: int | None


@dataclass(frozen=True, slots=True)
class RatingPlan:
    """An answer somebody will give: seconds after the finish, how they feel (0 best – 1 worst), what they
    answer."""

    after_s: int
    mood: float
    source: str
    dimensions: tuple[str, ...]
    amended: bool
    reason: bool


@dataclass(frozen=True, slots=True)
class Visitor:
    """One person. Seconds: `arrives_s` since midnight, the others from the moment they begin.

    `walk_s` None: does not come to the call, and comes back after `returns_s` if that is set. `gives_up_s`:
    how long somebody with a phone waits at most. `fetches_s`: has to fetch copies and is away so long.
    `other_group`: belongs to another line. `alternative`: the service the clerk taps by mistake and corrects.
    """

    arrives_s: int
    group: str
    priority: bool
    language: str
    service: str
    alternative: str | None
    service_s: int
    walk_s: int | None
    returns_s: int | None
    gives_up_s: int | None
    fetches_s: int | None
    returns_to_clerk: bool
    other_group: str | None
    to_counter: bool
    urgent: bool
    start_pressed: bool
    pace_s: int
    """How long the clerk takes before the next call."""
    rating: RatingPlan | None


@dataclass(frozen=True, slots=True)
class OpenRating:
    """An answer at the kiosk without a ticket."""

    at_s: int
    mood: float
    group: str | None


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Everything that will come from outside on a day, in order of time."""

    day: date
    visitors: tuple[Visitor, ...]
    open_ratings: tuple[OpenRating, ...]
    helps_s: tuple[int, ...]
    closed_group: tuple[str, int, int] | None
    """A group that gives no tickets for a while: code, from, until."""
    breaks: Mapping[int, tuple[int, int, str]]
    """A short pause of a counter: from, seconds, reason."""


STRANGER = Visitor(
    arrives_s=0, group="", priority=False, language="th", service="", alternative=None, service_s=150, walk_s=20,
    returns_s=None, gives_up_s=None, fetches_s=None, returns_to_clerk=False, other_group=None, to_counter=False,
    urgent=False, start_pressed=True, pace_s=20, rating=None,
)  # fmt: skip
"""Somebody whom no plan knows: comes when called, is served without an exact service."""


def plan_day(
    day: date, *, seed: str, services: Sequence[ServicePlan], groups: Sequence[str], counters: Sequence[int]
) -> DayPlan:
    """Return the plan of a day. The same seed and catalogue give the same plan, on every machine."""
    chance, office = (Random(f"{seed}/{day.isoformat()}/{of}") for of in ("people", "office"))  # nosec B311 # noqa: S311 - a play
    offered = {group: [s for s in services if s.group == group] for group in groups}
    shares = arrival_shares(day)
    visitors = [
        _draw_visitor(chance, day, group, offered, start)
        for group in groups
        if offered[group]
        for start, share in shares.items()
        for _ in range(_poisson(chance, people_on(day, group) * share))
    ]
    visitors.sort(key=lambda v: (v.arrives_s, v.group, v.service_s))
    return DayPlan(
        day=day,
        visitors=tuple(visitors),
        open_ratings=_draw_open_ratings(office, groups),
        helps_s=tuple(sorted(_moment(office) for _ in range(_poisson(office, 1.2)))),
        closed_group=_draw_closed_group(office, groups),
        breaks={number: _draw_break(office) for number in counters},
    )


def _draw_visitor(
    chance: Random, day: date, group: str, offered: Mapping[str, Sequence[ServicePlan]], start: float
) -> Visitor:
    arrives = int(start * HOUR_S) + chance.randrange(HALF_HOUR_S)
    wrong = chance.random() < WRONG_GROUP.get(group, WRONG_GROUP_OTHERWISE)
    others = [code for code, services in offered.items() if services and code != group]
    other = chance.choice(others) if wrong and others else None
    service = _draw_service(chance, offered[other or group], day.month)
    same_group = [s.code for s in offered[service.group] if s.code != service.code]
    comes = chance.random()
    away = chance.random() < 0.025
    return Visitor(
        arrives_s=arrives,
        group=group,
        priority=chance.random() < PRIORITY.get(group, PRIORITY_OTHERWISE),
        language=_weighted(chance, LANGUAGES),
        service=service.code,
        alternative=chance.choice(same_group) if same_group and chance.random() < 0.01 else None,
        service_s=_draw_service_time(chance, service),
        walk_s=None if comes < 0.042 else _draw_walk(chance),
        returns_s=chance.randrange(180, 1200) if comes < 0.016 else None,
        gives_up_s=int(chance.lognormvariate(log(50 * 60), 0.5)) if chance.random() < 0.22 else None,
        fetches_s=chance.randrange(300, 1200) if away else None,
        returns_to_clerk=chance.random() < 0.5,
        other_group=other,
        to_counter=chance.random() < 0.3,
        urgent=chance.random() < 0.003,
        start_pressed=chance.random() >= 0.05,
        pace_s=_draw_pace(chance),
        rating=_draw_rating(chance) if chance.random() < 0.33 else None,
    )


def _draw_service(chance: Random, services: Sequence[ServicePlan], month: int) -> ServicePlan:
    return _weighted(chance, [(service, service_weight(service.code, month)) for service in services])


def _draw_service_time(chance: Random, service: ServicePlan) -> int:
    """Log-normal around the published time: mostly well within it, now and then far beyond."""
    usual = counter_minutes(service.code, service.standard_minutes) * 60 * _USUAL
    return max(_SHORTEST_S, int(chance.lognormvariate(log(usual), _SPREAD)))


def _draw_walk(chance: Random) -> int:
    """Seconds from the call to the counter: most are near, some have to be called again."""
    return chance.randrange(42, 65) if chance.random() < 0.06 else chance.randrange(6, 29)


def _draw_pace(chance: Random) -> int:
    """Seconds between a finish and the next call: papers are put away, a file is fetched."""
    return 15 + int(chance.expovariate(1 / 80))


def _draw_rating(chance: Random) -> RatingPlan:
    asked = tuple(name for name in ("process", "staff", "facility", "channel") if chance.random() < 0.4)
    return RatingPlan(
        after_s=chance.randrange(8, 240),
        mood=chance.random(),
        source=_weighted(chance, (("tablet", 0.6), ("kiosk", 0.25), ("phone", 0.15))),
        dimensions=asked,
        amended=chance.random() < 0.5,
        reason=chance.random() < 0.3,
    )


def _draw_open_ratings(chance: Random, groups: Sequence[str]) -> tuple[OpenRating, ...]:
    found = [
        OpenRating(_moment(chance), chance.random(), chance.choice(groups) if chance.random() < 0.5 else None)
        for _ in range(_poisson(chance, 3.0))
    ]
    return tuple(sorted(found, key=lambda rating: rating.at_s))


def _draw_closed_group(chance: Random, groups: Sequence[str]) -> tuple[str, int, int] | None:
    if chance.random() >= 0.04:
        return None
    begins = chance.randrange(10 * HOUR_S, 14 * HOUR_S)
    return chance.choice(groups), begins, begins + chance.randrange(1800, 5400)


def _draw_break(chance: Random) -> tuple[int, int, str]:
    begins = chance.randrange(int(9.5 * HOUR_S), 11 * HOUR_S) + (4 * HOUR_S if chance.random() < 0.5 else 0)
    reason = _weighted(chance, (("break", 0.7), ("document", 0.2), ("meeting", 0.1)))
    return begins, chance.randrange(300, 900), reason


def _moment(chance: Random) -> int:
    return chance.randrange(int(8.6 * HOUR_S), 16 * HOUR_S)


def _poisson(chance: Random, mean: float) -> int:
    """Draw a count by Knuth's product; means here are small."""
    limit, count, product = exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count


def _weighted(chance: Random, choices: Sequence[tuple[T, float]]) -> T:
    """Draw one of some values by their weights."""
    point = chance.random() * sum(weight for _, weight in choices)
    for value, weight in choices:
        point -= weight
        if point < 0:
            return value
    return choices[-1][0]


def score_of(mood: float, wait_s: int) -> int:
    """Return the score 1–5 somebody gives: mostly 5, and the longer the wait the less often."""
    patience = min(wait_s, HOUR_S) / HOUR_S
    shares = ((5, 0.77 - 0.37 * patience), (4, 0.18 + 0.12 * patience), (3, 0.035 + 0.14 * patience))
    point = mood
    for score, share in shares:
        point -= share
        if point < 0:
            return score
    return 2 if point < 0.01 + 0.08 * patience else 1
