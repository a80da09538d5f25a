"""Months that are over are read once: what was counted in them is kept on a shelf for the next look.

A ticket of a past day never changes any more; what may come later is a record that was imported, entered late
or simulated, and then the number of records of its month has changed. So a month on the shelf is good while
its tickets are as many, the newest of them is the same, as many are still open, the journal tells of no other change
of the past (tickets that go may leave their numbers to the next), and the settings are the same.
The shelf belongs to one process and may be emptied at any time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import Any

from sqlalchemy import Connection, func, select

from shared.evidence.periods import days_period
from shared.evidence.reading import Reading, merge_readings, read_tickets
from shared.evidence.selection import Selection
from shared.store.models import JournalRow, Ticket

_STILL_OPEN = ("waiting", "called", "serving", "held")
_CHANGES_OF_THE_PAST = (
    "tickets.imported", "tickets.written_late", "tickets.late_withdrawn", "outreach.imported", "records.reduced",
)  # fmt: skip
MONTHS_KEPT = 60
"""Five years of one kind of view; a month of 3,000 tickets takes about half a megabyte."""


class Shelf:
    """Readings of months that are over, the least recently used ones dropped first. Safe for several
    threads."""

    def __init__(self, room: int = MONTHS_KEPT) -> None:
        self._room = room
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Reading]] = OrderedDict()

    def read(self, conn: Connection, selection: Selection) -> Reading:
        """Return the reading of a selection, months that are over from the shelf where they still hold."""
        marks = _marks(conn, selection)
        return merge_readings([self._read_part(conn, part, marks) for part in _by_month(selection)])

    def _read_part(self, conn: Connection, part: Selection, marks: dict[str, tuple[Any, ...]]) -> Reading:
        month = part.period.months()[0]
        if part.period.kind != "month" or part.period.last >= part.today or month not in marks:
            return read_tickets(conn, part)
        key = (part.site_id, month, part.scope, part.simulated)
        mark = (*marks[month], part.version)
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found[0] == mark:
                self._kept.move_to_end(key)
                return found[1]
        reading = read_tickets(conn, part)
        with self._lock:
            self._kept[key] = (mark, reading)
            self._kept.move_to_end(key)
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return reading


def _marks(conn: Connection, selection: Selection) -> dict[str, tuple[Any, ...]]:
    """Return per month of the period how many tickets it has, which is the newest, how many no day's end has closed."""
    month = func.substr(Ticket.day, 1, 7)
    rows = conn.execute(
        select(month, func.count(), func.max(Ticket.id), func.count().filter(Ticket.state.in_(_STILL_OPEN)))
        .where(selection.in_period(Ticket.site_id, Ticket.day))
        .group_by(month)
    ).all()
    changed = conn.execute(
        select(func.max(JournalRow.seq)).where(
            JournalRow.site_id == selection.site_id, JournalRow.kind.in_(_CHANGES_OF_THE_PAST)
        )
    ).scalar_one()
    return {name: (n, newest, still_open, changed) for name, n, newest, still_open in rows}


def _by_month(selection: Selection) -> list[Selection]:
    """Return the selection cut at the ends of months; whole months have periods of that kind."""
    first, last = selection.period.first, selection.period.last
    parts: list[Selection] = []
    while first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(last, following - timedelta(days=1))
        parts.append(replace(selection, period=days_period(first, end)))
        first = following
    return parts
