"""The desk: what staff see of the day, made from the same facts as the board."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from heapq import merge
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Row

from shared.clock import iso
from shared.domain.ordering import Waiting, next_ticket
from shared.domain.printing import read_paper
from shared.domain.statistics import Times, half_up
from shared.domain.tickets import label
from shared.domain.waiting import Forecast
from shared.live.attention import build_attention
from shared.live.board import (
    build_office,
    counters_open,
    group_state,
    prefixes,
    printer_state,
    text_of,
    wait_of,
)
from shared.live.facts import Facts, LastRow
from shared.live.house import NOTHING_KNOWN, House
from shared.live.tickets import desk_ticket
from shared.live.values import (
    CounterToday,
    Desk,
    DeskAnnouncement,
    DeskCounter,
    DeskDevice,
    DeskGroup,
    DeskService,
    DeskTicket,
    Hall,
    LastDone,
    Rules,
    Today,
)

Seen = dict[int, tuple[bool, str | None]]
"""Per device id: is it connected, and when it was last seen (ISO)."""


def build_desk(
    facts: Facts, hall: Hall, forecast: Forecast, seen: Seen, house: House = NOTHING_KNOWN
) -> Desk:
    """Return the staff snapshot of a site's day."""
    line = _line(facts)
    waiting = sum(facts.counts.values())
    return Desk(
        site=facts.config.code,
        seq=facts.seq,
        at=iso(facts.now),
        day=facts.day,
        office=build_office(facts),
        hall=hall,
        rules=_rules(facts),
        line=tuple(line),
        more=max(0, waiting - len(line)),
        away=tuple(desk_ticket(row, facts.config) for row in facts.away),
        counters=tuple(_counter(facts, row) for row in facts.counters),
        groups=tuple(_group(facts, group.id, forecast) for group in facts.config.groups),
        services=tuple(
            DeskService(
                s.code, facts.config.groups_by_id[s.group_id].code, text_of(s.name), s.standard_minutes
            )
            for s in facts.config.services
            if s.group_id in facts.config.groups_by_id
        ),
        devices=tuple(_device(facts, row, seen) for row in facts.devices),
        attention=build_attention(facts, hall, seen, house),
        announcements=tuple(
            DeskAnnouncement(
                one.id,
                text_of(one.words),
                prefixes(facts, one.groups),
                one.stops,
                iso(one.starts_at),
                iso(one.ends_at),
            )
            for one in facts.told
        ),
        today=_today(facts, waiting),
        words=facts.config.words,
    )


def _line(facts: Facts) -> list[DeskTicket]:
    """Return the line as it will be called if one counter served every group."""
    rows = facts.waiting_by_id
    lines = [zip(_earliest_of_rest(line), line, strict=True) for line in facts.ordered.values()]
    merged = merge(*lines, key=itemgetter(0))
    return [desk_ticket(rows[waiting.ticket_id], facts.config) for _, waiting in merged]


def _earliest_of_rest(line: list[Waiting]) -> list[tuple[int, int]]:
    """Return for each position the earliest place of those from there on."""
    earliest = [w.place for w in line]
    for i in reversed(range(len(earliest) - 1)):
        earliest[i] = min(earliest[i], earliest[i + 1])
    return earliest


def _counter(facts: Facts, row: Row[Any]) -> DeskCounter:
    config = facts.config.counters_by_id[row.id]
    ticket, last = facts.at_counters.get(row.id), facts.last_done.get(row.id)
    here = [d for d in facts.done if d.counter_id == row.id]
    return DeskCounter(
        number=row.number,
        name=text_of(config.name),
        state=row.state,
        reason=row.reason,
        since=iso(row.since) if row.since else None,
        groups=prefixes(facts, row.groups),
        default_groups=prefixes(facts, row.default_groups),
        staff=facts.staff.get(row.staff_id) if row.staff_id else None,
        seat=row.seat,
        ticket=desk_ticket(ticket, facts.config) if ticket else None,
        last=_last(facts, last) if last else None,
        today=CounterToday(
            served=sum(1 for d in here if d.state == "finished"),
            no_show=sum(1 for d in here if d.state == "no_show"),
            median_service_s=median(d.service_s for d in here),
            median_wait_s=median(d.wait_s for d in here),
        ),
        next=_next(facts, row),
    )


def _next(facts: Facts, counter: Row[Any]) -> str | None:
    rows = facts.waiting_by_id
    mine = {
        g: [w for w in facts.lines.get(g, ()) if rows[w.ticket_id].only_counter_id in (None, counter.id)]
        for g in (counter.groups or counter.default_groups)
    }
    chosen = next_ticket(mine, facts.streaks, facts.config.rule)
    return label(rows[chosen.ticket_id].prefix, rows[chosen.ticket_id].number) if chosen else None


def _last(facts: Facts, row: LastRow) -> LastDone:
    service = facts.config.services_by_id.get(row.service_id) if row.service_id else None
    return LastDone(label(row.prefix, row.number), service.code if service else None, iso(row.finished_at))


def _group(facts: Facts, group_id: int, forecast: Forecast) -> DeskGroup:
    group = facts.config.groups_by_id[group_id]
    here = [d for d in facts.done if d.group_id == group_id]
    oldest = min((row.issued_at for row in facts.waiting_by_group.get(group_id, ())), default=None)
    promised = [d for d in here if d.promise_high_s is not None]
    normal, priority = facts.counts.get((group_id, "normal"), 0), facts.counts.get((group_id, "priority"), 0)
    return DeskGroup(
        code=group.code,
        prefix=group.prefix,
        name=text_of(group.name),
        short=text_of(group.short),
        state=group_state(facts, group_id),
        waiting=normal + priority,
        priority_waiting=priority,
        longest_wait_s=max(0, facts.seconds - oldest) if oldest is not None else None,
        wait=wait_of(forecast, group_id),
        served=sum(1 for d in here if d.state == "finished"),
        no_show=sum(1 for d in here if d.state == "no_show"),
        counters_open=counters_open(facts, group_id),
        median_wait_s=median(d.wait_s for d in here),
        promise_low_s=median(d.promise_low_s for d in promised),
        promise_high_s=median(d.promise_high_s for d in promised),
        promised_wait_s=median(d.wait_s for d in promised),
        promised=len(promised),
        kept=sum(1 for d in promised if d.wait_s <= (d.promise_high_s or 0)),
    )


def _device(facts: Facts, row: Row[Any], seen: Seen) -> DeskDevice:
    connected, at = seen.get(row.id, (False, None))
    counter = facts.config.counters_by_id.get(row.counter_id) if row.counter_id else None
    served = read_paper(facts.config.settings).for_agent(row.id) if row.kind == "agent" else {}
    states = [printer_state(facts, kiosk) for kiosk in served]
    if row.kind == "agent":  # it has no socket: who hears of its printers hears of it
        connected = any(state not in (None, "silent") for state in states)
    return DeskDevice(
        row.name,
        cast("Any", row.kind),
        counter.number if counter else None,
        at,
        connected,
        printer_state(facts, row.id),
        row.version,
        row.width,
        row.height,
        row.sound,
        iso(row.reported_at) if row.reported_at else None,
    )


def _rules(facts: Facts) -> Rules:
    settings = facts.config.settings
    return Rules(
        recall_limit=settings["recall_limit"],
        recall_spacing_s=settings["recall_spacing_s"],
        correct_within_s=settings["correct_within_s"],
        long_wait_min=settings["long_wait_min"],
        standard_ratio=settings["priority_ratio"],
        chosen_reasons=tuple(settings["chosen_reasons"]),
        hold_reasons=tuple(settings["hold_reasons"]),
        pause_reasons=tuple(settings["pause_reasons"]),
    )


def _today(facts: Facts, waiting: int) -> Today:
    times = Times.of(d.wait_s for d in facts.done)
    p90 = times.p90
    return Today(
        issued=sum(facts.totals.values()),
        served=facts.totals.get("finished", 0),
        no_show=facts.totals.get("no_show", 0),
        cancelled=facts.totals.get("cancelled", 0),
        waiting=waiting,
        median_wait_s=median(d.wait_s for d in facts.done),
        p90_wait_s=whole(p90),
        median_service_s=median(d.service_s for d in facts.done),
    )


def median(values: Iterable[int | None]) -> int | None:
    """Return the median of the values that are known, in whole seconds; None without any."""
    known = [value for value in values if value is not None]
    found = Times.of(known).median
    return whole(found)


def whole(seconds: Fraction | None) -> int | None:
    """Return whole seconds, half up."""
    return int(half_up(seconds, 0)) if seconds is not None else None
