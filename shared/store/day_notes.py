"""Notes of a service day: what a supervisor writes down, among them outages with their times."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from shared.store.models import DayNote, Staff

KINDS = ("note", "outage")
MOST_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Note:
    """A note. `starts` and `ends` are local `HH:MM` as somebody wrote them down, or None; `staff` is a name or None."""

    id: int
    day: str
    kind: str
    starts: str | None
    ends: str | None
    text: str
    at: int
    staff: str | None


def list_notes(
    conn: Connection, site_id: int, first: str, last: str, *, kind: str | None = None
) -> list[Note]:
    """Return the notes of the days from `first` to `last` (`YYYY-MM-DD`) that stand, in the order of their times.

    Reports read outages with `kind="outage"`.
    """
    query = select(DayNote.__table__).where(
        DayNote.site_id == site_id, DayNote.day >= first, DayNote.day <= last, DayNote.withdrawn_at.is_(None)
    )
    if kind is not None:
        query = query.where(DayNote.kind == kind)
    rows = conn.execute(query.order_by(DayNote.day, DayNote.starts, DayNote.id)).all()
    names: dict[str, str] = {
        f"staff:{row.id}": row.name
        for row in conn.execute(select(Staff.id, Staff.name).where(Staff.site_id == site_id))
    }
    return [
        Note(row.id, row.day, row.kind, row.starts, row.ends, row.text, row.at, names.get(row.actor))
        for row in rows
    ]
