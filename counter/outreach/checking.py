"""Holding the rows of a file against its own chain: what the chain says is what the rows must say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from counter.outreach.parcel import Parcel, TicketRow, data_of
from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.domain.fiscal import fiscal_year
from shared.domain.journal import Stored

Who = tuple[object, object]
"""A day and a number on it."""
_CALLS = ("ticket.called", "ticket.called_chosen")
_ENDS = {
    "ticket.finished": "finished",
    "ticket.cancelled": "cancelled",
    "ticket.no_show": "no_show",
    "ticket.abandoned": "abandoned",
}


@dataclass(slots=True)
class _Told:
    """What a chain says of tickets and ratings."""

    issued: dict[Who, tuple[int, int, object, object]] = field(default_factory=dict)
    """Entry, moment, group, class."""
    calls: dict[int, tuple[Who, int]] = field(default_factory=dict)
    ends: dict[Who, tuple[str, int]] = field(default_factory=dict)
    """The last end that was pressed."""
    services: dict[Who, object] = field(default_factory=dict)
    closed: set[object] = field(default_factory=set)
    late: Counter[object] = field(default_factory=Counter)
    ratings: Counter[object] = field(default_factory=Counter)
    reduced: set[object] = field(default_factory=set)
    """Fiscal years (B.E.) whose single records are gone at the unit."""


def check_rows(parcel: Parcel) -> None:
    """Refuse with `outreach.unlike` (day, what) rows that are not what their chain says: one too many, one missing,
    another time, another end."""
    told = _read(parcel.entries)
    seen: set[Who] = set()
    for row in parcel.tickets:
        who = (row.day, row.number)
        if who in seen or not (row.late or _is_as_told(told, row)):
            raise QueueError("outreach.unlike", day=row.day, what=row.number)
        seen.add(who)
    if len({row.number for row in parcel.ratings}) != len(parcel.ratings):
        raise QueueError("outreach.unlike", day=parcel.ratings[0].day, what="ratings")
    _check_counts(parcel, told)


def _read(entries: Iterable[Stored]) -> _Told:
    told = _Told()
    for entry in entries:
        kind, data = entry.kind, data_of(entry)
        day = data.get("day")
        who = (day, data.get("ticket"))
        if kind == "ticket.issued":
            told.issued[who] = (entry.seq, _seconds(entry), data.get("group"), data.get("class"))
        elif kind in _CALLS:
            told.calls[entry.seq] = (who, _seconds(entry))
        elif kind in _ENDS:
            told.ends[who] = (_ENDS[kind], _seconds(entry))
            told.services[who] = data.get("service")
        elif kind == "ticket.corrected":
            told.services[who] = data.get("service")
        elif kind == "day.closed":
            told.closed.add(day)
        elif kind == "tickets.written_late":
            told.late[day] += int(data.get("rows", 0))
        elif kind == "tickets.late_withdrawn":
            told.late[day] -= int(data.get("rows", 0))
        elif kind == "rating.given":
            told.ratings[day] += 1
        elif kind == "records.reduced":
            told.reduced.add(data.get("year"))
    return told


def _seconds(entry: Stored) -> int:
    try:
        return epoch(datetime.fromisoformat(entry.at))
    except ValueError:
        raise QueueError("outreach.broken", seq=entry.seq) from None


def _is_as_told(told: _Told, row: TicketRow) -> bool:
    who = (row.day, row.number)
    if told.issued.get(who) != (row.issued_seq, row.issued_at, row.first_group, row.klass):
        return False
    if (row.called_seq is None) != (row.called_at is None):
        return False
    if row.called_seq is not None and told.calls.get(row.called_seq) != (who, row.called_at):
        return False
    return _ended_as_told(told, row, who)


def _ended_as_told(told: _Told, row: TicketRow, who: Who) -> bool:
    """The end is the last one that was pressed; without one the day's own end made it."""
    state, at = told.ends.get(who, ("", 0))
    if state != row.state:
        return row.day in told.closed and row.state in ("finished", "no_show")
    if row.state != "finished" or row.finished_at is None:
        return True
    return at == row.finished_at and told.services.get(who) == row.service


def _check_counts(parcel: Parcel, told: _Told) -> None:
    """Each number that was given, each list and each rating is in the file, or told as left out or still open."""
    manifest = parcel.manifest
    here = Counter[object](row.day for row in parcel.tickets)
    expected = Counter(told.late)
    expected.update(day for day, _ in told.issued)
    for counts in (manifest.open, manifest.left_out):
        here.update(dict(counts))
    _compare(here, expected, told, "tickets")
    rated = Counter[object](row.day for row in parcel.ratings)
    rated.update(dict(manifest.ratings_left_out))
    _compare(rated, told.ratings, told, "ratings")


def _compare(here: Counter[object], expected: Counter[object], told: _Told, what: str) -> None:
    for day in sorted(map(str, here.keys() | expected.keys())):
        if here[day] != expected[day] and not _is_reduced(told, day):
            raise QueueError("outreach.unlike", day=day, what=what)


def _is_reduced(told: _Told, day: str) -> bool:
    try:
        return fiscal_year(datetime.fromisoformat(day).date()) in told.reduced
    except ValueError:
        return False
