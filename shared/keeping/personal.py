"""What is held about a ticket or a member of staff, for whoever answers a person's request under the privacy law.

Whatever table hangs on the row comes along, also one of a room built later; secrets and their hashes never do. A bare
ticket is not personal data; the answer shows that there is nothing more to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, or_, select

from shared.domain.errors import QueueError
from shared.store.chronicle import Wanted, each_entry
from shared.store.models import Base, JournalRow, Staff, Ticket

_SECRET = ("hash", "token", "secret", "seat")
_MOST_ENTRIES = 100_000
Held = dict[str, Any]


def held_about_ticket(conn: Connection, site_id: int, *, day: date, number: str) -> Held:
    """Return everything about a ticket of a day by its number; refuse with `ticket.unknown`."""
    prefix, digits = number.rstrip("0123456789"), number[len(number.rstrip("0123456789")) :]
    row = conn.execute(
        select(Ticket.id).where(
            Ticket.site_id == site_id,
            Ticket.day == day.isoformat(),
            Ticket.prefix == prefix,
            Ticket.number == int(digits or 0),
        )
    ).first()
    if row is None:
        raise QueueError("ticket.unknown", ticket=number)
    entries = each_entry(conn, site_id, Wanted(day, day, ticket=number), limit=_MOST_ENTRIES)
    told = [{"seq": e.seq, "at": e.at, "kind": e.kind, "data": e.data} for e in entries]
    return {
        "about": f"ticket {number} of {day}",
        "tables": _rows(conn, Ticket.__tablename__, row.id),
        "journal": told,
    }


def held_about_staff(conn: Connection, site_id: int, *, username: str) -> Held:
    """Return everything about a member of staff; refuse with `staff.unknown`."""
    row = conn.execute(
        select(Staff.id).where(Staff.site_id == site_id, Staff.username == username.strip().lower())
    ).first()
    if row is None:
        raise QueueError("staff.unknown")
    return {
        "about": f"staff {username}",
        "tables": _rows(conn, Staff.__tablename__, row.id),
        "journal": _entries_of_staff(conn, site_id, row.id),
    }


def _rows(conn: Connection, name: str, row_id: int) -> dict[str, list[Held]]:
    """Return the row and the rows of every table that refers to it."""
    own = Base.metadata.tables[name]
    found = {name: _read(conn, own, [own.c.id == row_id])}
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if any(key.column is own.c.id for key in c.foreign_keys)]
        if columns and (rows := _read(conn, table, [column == row_id for column in columns])):
            found[table.name] = found.get(table.name, []) + rows
    return found


def _read(conn: Connection, table: Table, conditions: Sequence[Any]) -> list[Held]:
    shown = [c for c in table.columns if not any(part in c.name for part in _SECRET)]
    return [dict(row._mapping) for row in conn.execute(select(*shown).where(or_(*conditions)))]


def _entries_of_staff(conn: Connection, site_id: int, staff_id: int) -> list[Held]:
    actor = f'{{"actor":"staff:{staff_id}",'
    named = [f'"staff":{staff_id}{after}' for after in (",", "}")]
    rows = conn.execute(
        select(JournalRow.seq, JournalRow.at, JournalRow.kind, JournalRow.body)
        .where(
            JournalRow.site_id == site_id,
            or_(
                JournalRow.body.startswith(actor, autoescape=True),
                *(JournalRow.body.contains(text, autoescape=True) for text in named),
            ),
        )
        .order_by(JournalRow.seq)
        .limit(_MOST_ENTRIES)
    )
    return [{"seq": r.seq, "at": r.at, "kind": r.kind, "data": json.loads(r.body)["data"]} for r in rows]
