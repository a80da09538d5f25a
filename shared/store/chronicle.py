"""Looking things up in the journal: what happened to a ticket, at a counter, on certain days.

Entries have no index by day or ticket: that would cost at every press. `day.opened` entries cut the chain into days,
and the index by kind finds them; within those days the canonical text of the body is searched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from shared.clock import iso
from shared.domain.fiscal import days_bounds
from shared.store.models import JournalRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: days, and if given only some kinds, one ticket, one counter."""

    first: date
    last: date
    kinds: Sequence[str] | None = None
    ticket: str | None = None
    counter: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One entry, read."""

    seq: int
    kind: str
    at: str
    actor: str
    data: dict[str, Any]
    body: str
    hash: str


def find_entries(
    conn: Connection, site_id: int, wanted: Wanted, *, before: int | None = None, limit: int
) -> list[Told]:
    """Return matching entries, newest first, those before an entry number only if given."""
    query = select(JournalRow.__table__).where(_condition(conn, site_id, wanted))
    if before is not None:
        query = query.where(JournalRow.seq < before)
    return [_read(row) for row in conn.execute(query.order_by(JournalRow.seq.desc()).limit(limit))]


def each_entry(conn: Connection, site_id: int, wanted: Wanted, *, limit: int) -> Iterator[Told]:
    """Yield matching entries in the order they were written, at most so many."""
    query = select(JournalRow.__table__).where(_condition(conn, site_id, wanted)).order_by(JournalRow.seq)
    for row in conn.execute(query.limit(limit).execution_options(yield_per=1000)):
        yield _read(row)


def _condition(conn: Connection, site_id: int, wanted: Wanted) -> ColumnElement[bool]:
    begin, end = days_bounds(wanted.first, wanted.last)
    parts = [JournalRow.site_id == site_id, JournalRow.at >= iso(begin), JournalRow.at < iso(end)]
    parts.append(JournalRow.seq >= _first_seq(conn, site_id, wanted.first))
    if wanted.kinds is not None:
        parts.append(JournalRow.kind.in_(wanted.kinds))
    if wanted.ticket is not None:
        parts.append(JournalRow.body.contains(f'"{wanted.ticket}"', autoescape=True))
    if wanted.counter is not None:
        named = [
            f'"{name}":{wanted.counter}{after}' for name in ("counter", "to_counter") for after in (",", "}")
        ]
        parts.append(or_(*(JournalRow.body.contains(text, autoescape=True) for text in named)))
    return and_(*parts)


def _first_seq(conn: Connection, site_id: int, first: date) -> int:
    """Return an entry number before which nothing of this day or a later one lies.

    What happened before a day's first ticket stands in the stretch of the day before; so it is the beginning of the
    stretch before the first one of these days. There is no such end: what was entered later, or played as a past,
    lies after the days it tells of, and its time finds it.
    """
    opened = conn.execute(
        select(JournalRow.seq, JournalRow.body)
        .where(JournalRow.site_id == site_id, JournalRow.kind == "day.opened")
        .order_by(JournalRow.seq)
    )
    before = 0
    for row in opened:
        if json.loads(row.body)["data"].get("day", "9999") >= first.isoformat():
            break
        before = row.seq
    return before


def _read(row: Row[Any]) -> Told:
    body = json.loads(row.body)
    return Told(row.seq, row.kind, row.at, body["actor"], body["data"], row.body, row.hash)
