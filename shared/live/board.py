"""The board: what the hall may see, made from the facts. No names, no services, no class, no reason ever enters it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from sqlalchemy import Row

from shared.clock import iso, moment
from shared.domain.announcements import standing, stopped_until
from shared.domain.hours import BANGKOK, HallNow, service_day
from shared.domain.printing import WATCHED, PrinterState, read_paper
from shared.domain.tickets import label
from shared.domain.waiting import Forecast, as_minutes
from shared.live.facts import Facts
from shared.live.halls import group_time_over
from shared.live.values import (
    Board,
    BoardAnnouncement,
    BoardCall,
    BoardCounter,
    BoardGroup,
    BoardPrinter,
    BoardResults,
    GroupState,
    Hall,
    Office,
    Text,
    Wait,
)
from shared.live.voice import build_voice, speech_of

NEWS_S = 60
"""A call this old is not spoken any more."""


def text_of(words: Mapping[str, str]) -> Text:
    """Return `{th, ms, en}` as the value that screens get."""
    return Text(th=words["th"], ms=words["ms"], en=words["en"])


def build_board(facts: Facts, hall: Hall, forecast: Forecast) -> Board:
    """Return the public snapshot of a site's day."""
    return Board(
        site=facts.config.code,
        seq=facts.seq,
        at=iso(facts.now),
        day=facts.day,
        office=build_office(facts),
        hall=hall,
        calls=tuple(
            _call(row, facts) for row in facts.calls if row.counter_id in facts.config.counters_by_id
        ),
        counters=tuple(_counter(row, facts) for row in facts.counters),
        groups=tuple(_group(facts, group_id, forecast) for group_id in facts.config.groups_by_id),
        printers=build_printers(facts),
        waiting=sum(facts.counts.values()),
        results=BoardResults(**facts.config.headline) if facts.config.headline else None,
        voice=build_voice(facts.config, facts.seconds),
        stage=facts.config.stage,
        words=facts.config.words,
        announcements=tuple(
            BoardAnnouncement(
                one.id, text_of(one.words), prefixes(facts, one.groups), one.stops, iso(one.ends_at)
            )
            for one in standing(facts.told, facts.seconds)
        ),
    )


def build_printers(facts: Facts) -> tuple[BoardPrinter, ...]:
    """Return how the slips of each kiosk come out, where any do."""
    printers = read_paper(facts.config.settings).printers
    known = {device.id for device in facts.devices}
    return tuple(
        BoardPrinter(device, config.way, config.width, printer_state(facts, device))
        for device, config in sorted(printers.items())
        if config.way != "none" and device in known
    )


def printer_state(facts: Facts, device: int) -> PrinterState | None:
    """Return how a device's printer is, or None where nobody can know."""
    if read_paper(facts.config.settings).of(device).way not in WATCHED:
        return None
    state = facts.printers.get(device)
    return cast("PrinterState", state[0]) if state is not None else None


def build_office(facts: Facts) -> Office:
    """Return what is written on every screen."""
    office: Mapping[str, Any] = facts.config.settings["office"]
    return Office(
        name=text_of(office["name"]),
        place=text_of(office["place"]),
        rule=text_of(office["rule"]),
        priority_text=text_of(office["priority_text"]),
        days=text_of(office["days"]),
        simulated=facts.simulated,
        logo=logo_address(office),
    )


def logo_address(office: Mapping[str, Any]) -> str | None:
    """Return where the logo of an office is; made from its bytes, so that a screen may keep it for ever."""
    digest = office.get("logo")
    return f"/logo/{digest}.png" if digest else None


def build_hall(hall: HallNow, *, clock_wrong: bool, usual: tuple[str, str, str]) -> Hall:
    """Return whether the office works; `usual` are opening, closing and last-ticket time for a day without any."""
    opens = hall.opens.strftime("%H:%M") if hall.opens else usual[0]
    closes = hall.closes.strftime("%H:%M") if hall.closes else usual[1]
    last = hall.last_ticket.strftime("%H:%M") if hall.last_ticket else usual[2]
    following = hall.next_open.astimezone(BANGKOK) if hall.next_open else None
    return Hall(
        state="clock" if clock_wrong else hall.state,
        opens=opens,
        closes=closes,
        last_ticket=last,
        lunch=(hall.lunch[0].strftime("%H:%M"), hall.lunch[1].strftime("%H:%M")) if hall.lunch else None,
        next_open_date=following.date().isoformat() if following else None,
        next_open_time=following.strftime("%H:%M") if following else None,
        holiday=text_of(hall.holiday) if hall.holiday else None,
    )


def group_state(facts: Facts, group_id: int) -> GroupState:
    """Return whether a group gives tickets now, apart from the hours of the office."""
    group = facts.config.groups_by_id[group_id]
    if group_id in facts.closed_groups or group_time_over(facts.config, group, facts.now):
        return "closed"
    if stopped_until(facts.told, group_id, facts.seconds) is not None:
        return "closed"
    if group.daily_cap is not None and facts.issued.get(group_id, 0) >= group.daily_cap:
        return "full"
    return "open"


def _opens(facts: Facts, group_id: int) -> str | None:
    """Return the local time at which a group stopped by an announcement alone gives tickets again today."""
    group = facts.config.groups_by_id[group_id]
    if group_id in facts.closed_groups or group_time_over(facts.config, group, facts.now):
        return None
    until = stopped_until(facts.told, group_id, facts.seconds)
    if until is None or service_day(moment(until)).isoformat() != facts.day:
        return None
    return moment(until).astimezone(BANGKOK).strftime("%H:%M")


def counters_open(facts: Facts, group_id: int) -> int:
    """Return how many open counters serve a group now."""
    return sum(1 for row in facts.counters if row.state == "open" and group_id in row.groups)


def wait_of(forecast: Forecast, group_id: int) -> Wait | None:
    """Return the estimate for somebody who takes a normal ticket of the group now."""
    found = forecast.normal.get(group_id)
    return Wait(*as_minutes(found)) if found is not None else None


def prefixes(facts: Facts, group_ids: Collection[int]) -> tuple[str, ...]:
    """Return the letters of groups, in the order of the kiosk."""
    return tuple(g.prefix for g in facts.config.groups if g.id in group_ids)


def _call(row: Row[Any], facts: Facts) -> BoardCall:
    number, counter = label(row.prefix, row.number), facts.config.counters_by_id[row.counter_id].number
    news = facts.seconds - row.last_call_at <= NEWS_S
    return BoardCall(
        call=row.last_call_seq,
        number=number,
        counter=counter,
        group=row.prefix,
        language=cast("Any", row.language),
        repeat=max(1, row.calls),
        at=iso(row.last_call_at),
        speech=speech_of(facts.config, number, counter, row.language) if news else (),
    )


def _counter(row: Row[Any], facts: Facts) -> BoardCounter:
    ticket = facts.at_counters.get(row.id)
    return BoardCounter(
        number=row.number,
        state=row.state,
        reason=row.reason,
        groups=prefixes(facts, row.groups if row.state != "closed" else row.default_groups),
        ticket=label(ticket.prefix, ticket.number) if ticket else None,
        ticket_state=ticket.state if ticket else None,
    )


def _group(facts: Facts, group_id: int, forecast: Forecast) -> BoardGroup:
    group = facts.config.groups_by_id[group_id]
    return BoardGroup(
        code=group.code,
        prefix=group.prefix,
        name=text_of(group.name),
        short=text_of(group.short),
        icon=group.icon,
        colour=group.colour,
        state=group_state(facts, group_id),
        opens=_opens(facts, group_id),
        waiting=facts.counts.get((group_id, "normal"), 0) + facts.counts.get((group_id, "priority"), 0),
        wait=wait_of(forecast, group_id),
        counters_open=counters_open(facts, group_id),
        documents=tuple(text_of(words) for words in group.documents),
    )
