"""One row of a file of tickets: its cells read, and held against each other as one visit of one day."""

from __future__ import annotations

from typing import Any

from counter.imports.columns import (
    LANGUAGES,
    need_time,
    read_channel,
    read_choice,
    read_counter,
    read_number,
    read_time,
)
from counter.imports.faults import FaultError
from counter.imports.known import Codes
from counter.imports.sheet import Row
from counter.imports.spool import Record
from shared.clock import moment
from shared.domain.hours import service_day
from shared.domain.tickets import State, TicketClass

OUTCOMES = {
    "served": State.FINISHED.value,
    "no_show": State.NO_SHOW.value,
    "cancelled": State.CANCELLED.value,
    "abandoned": State.ABANDONED.value,
}
_NEVER = {"no_show": ("started_at",), "cancelled": ("started_at",), "abandoned": ("called_at", "started_at")}
"""Times that an outcome cannot have."""
_MOMENTS = ("issued_at", "called_at", "started_at", "finished_at")


def read_ticket(row: Row, codes: Codes, today: str) -> Record:
    """Return a ticket ready to be written. Raises FaultError with the first thing that is wrong."""
    codes.known.check_site(row["site"])
    letter, number = read_number(row["number"])
    group = row["group"]
    if not group:
        raise FaultError("group", "required")
    outcome = read_choice("outcome", row["outcome"], tuple(OUTCOMES))
    times = {"issued_at": need_time("issued_at", row["issued_at"])}
    times |= {name: at for name in _MOMENTS[1:] if (at := read_time(name, row[name])) is not None}
    day = service_day(moment(times["issued_at"])).isoformat()
    if day >= today:
        raise FaultError("issued_at", "not_past", row["issued_at"])
    check_times(times, row, outcome, day)
    values: dict[str, Any] = {
        "klass": read_choice("class", row["class"], tuple(TicketClass), TicketClass.NORMAL),
        "language": read_choice("language", row["language"], LANGUAGES, ""),
        "channel": read_channel(row["channel"]),
        "counter": read_counter(row["counter"]),
        "group": group,
        "service": row["service"] or None,
        **as_kept(times, outcome),
    }
    prefix = codes.group(group, letter)
    codes.known.check_day("issued_at", day, row["issued_at"])
    codes.service(row["service"], group)
    codes.counter(values["counter"])
    return Record(day, letter or prefix, number, times["issued_at"], values)


def check_times(times: dict[str, int], row: Row, outcome: str, day: str) -> None:
    """Hold the known times of a visit against each other, in the order of its steps, and against its outcome."""
    for name in _NEVER.get(outcome, ()):
        if name in times:
            raise FaultError(name, "outcome_time", row[name])
    before: int | None = None
    for name, at in times.items():
        if before is not None and at < before:
            raise FaultError(name, "order", row[name])
        if service_day(moment(at)).isoformat() != day:
            raise FaultError(name, "other_day", row[name])
        before = at


def as_kept(times: dict[str, int], outcome: str) -> dict[str, int | str | None]:
    """Return the columns of the table: the last known moment is the one since which the outcome stands."""
    ended = times.get("finished_at")
    served = outcome == "served"
    return {
        "state": OUTCOMES[outcome],
        "state_since": max(times.values()),
        "issued_at": times["issued_at"],
        "called_at": times.get("called_at"),
        "started_at": times.get("started_at"),
        "finished_at": ended if served else None,
        "left_at": ended if outcome in ("cancelled", "abandoned") else None,
    }
