"""One site's newest board and desk, built together from one reading of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from orjson import Fragment, dumps
from sqlalchemy import Connection, select

from shared.clock import RELEASED, moment
from shared.domain.announcements import standing
from shared.domain.hours import clock_behind
from shared.domain.waiting import Forecast, OpenCounter, forecast
from shared.live.board import build_board, build_hall
from shared.live.desk import Seen, build_desk
from shared.live.facts import Facts, read_facts
from shared.live.halls import hall_at
from shared.live.house import NOTHING_KNOWN, House
from shared.live.values import Board, Desk, Hall, plain
from shared.store.config import Configs, SiteConfig
from shared.store.models import Site


@dataclass(frozen=True)
class Snapshot:
    """Board, desk and the estimates behind them, at journal number `seq`."""

    seq: int
    config: SiteConfig
    facts: Facts
    seen: Seen
    board: Board
    forecast: Forecast
    ahead: dict[int, int]
    """Per waiting ticket id: how many of its line are called before it."""
    printers: Mapping[int, tuple[str, int]]
    """Per device id: how its printer was, and since when."""
    told: tuple[int, ...]
    """The announcements that stood."""
    house: House
    """What was known of the machine."""
    present: Mapping[int, bool]
    """Per device: was it connected."""
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """What was answered about tickets by their token, and when in seconds: as long as nothing happens at the site, a
    phone that asks again gets the same bytes."""

    @cached_property
    def desk(self) -> Desk:
        """What staff see. Made when somebody first looks: of all values it takes the longest."""
        return build_desk(self.facts, self.board.hall, self.forecast, self.seen, self.house)

    @cached_property
    def plain_board(self) -> dict[str, Any]:
        """The board as it is sent."""
        return plain(self.board)

    @cached_property
    def plain_desk(self) -> dict[str, Any]:
        """The desk as it is sent."""
        return plain(self.desk)

    @cached_property
    def board_json(self) -> Fragment:
        """The board as it travels, written once for everybody who connects."""
        return Fragment(dumps(self.board))


def read_snapshot(
    conn: Connection,
    configs: Configs,
    site_id: int,
    now: datetime,
    seen: Seen,
    house: House = NOTHING_KNOWN,
) -> Snapshot:
    """Read the facts of a site once and build what its screens show."""
    facts = read_facts(conn, configs, site_id, now)
    estimates = run_forward(facts)
    head_at = conn.execute(select(Site.head_at).where(Site.id == site_id)).scalar_one()
    hall = hall_of(facts.config, head_at, now)
    return Snapshot(
        seq=facts.seq,
        config=facts.config,
        facts=facts,
        seen=seen,
        board=build_board(facts, hall, estimates),
        forecast=estimates,
        ahead={
            waiting.ticket_id: position
            for line in facts.ordered.values()
            for position, waiting in enumerate(line)
        },
        printers=facts.printers,
        told=tuple(one.id for one in standing(facts.told, facts.seconds)),
        house=house,
        present={device.id: seen.get(device.id, (False, None))[0] for device in facts.devices},
    )


def hall_of(config: SiteConfig, head_at: int | None, now: datetime) -> Hall:
    """Return whether the office works at a moment; `head_at` is its newest entry, for the guard of the clock."""
    newest = moment(head_at) if head_at else None
    wrong = clock_behind(now, newest=newest, released=RELEASED)
    return build_hall(hall_at(config, now), clock_wrong=wrong, usual=_usual(config))


def run_forward(facts: Facts) -> Forecast:
    """Run the rule forward over the present lines."""
    counters = [_open_counter(facts, row) for row in facts.counters if row.state == "open"]
    return forecast(
        facts.lines,
        streaks=facts.streaks,
        rule=facts.config.rule,
        counters=counters,
        samples=facts.samples,
    )


def _open_counter(facts: Facts, row: Any) -> OpenCounter:
    ticket = facts.at_counters.get(row.id)
    busy_since = ticket.last_call_at if ticket is not None else None
    return OpenCounter(
        groups=frozenset(row.groups),
        busy_with=ticket.group_id if ticket is not None else None,
        busy_since_s=max(0, facts.seconds - busy_since) if busy_since is not None else None,
    )


def _usual(config: SiteConfig) -> tuple[str, str, str]:
    day = next((d for d in config.hours.weekly if d is not None), None)
    if day is None:
        return ("", "", "")
    closing = day.closes.hour * 60 + day.closes.minute - config.hours.last_ticket_before_min
    return (
        day.opens.strftime("%H:%M"),
        day.closes.strftime("%H:%M"),
        f"{closing // 60:02d}:{closing % 60:02d}",
    )
