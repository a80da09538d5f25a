"""Paper today, as staff see it: slips that did not come out, and what each printer did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from shared.domain.printing import JobState
from shared.store.models import Device, PrinterDay, PrintJob, Ticket

SHOWN = 60
_WAITED_FOR = ("waiting", "called", "held", "no_show")
_NOTHING_CAME = (JobState.FAILED.value, JobState.EXPIRED.value)


@dataclass(frozen=True, slots=True)
class Missing:
    """A ticket whose newest slip did not come out, and may be printed again."""

    prefix: str
    number: int
    language: str
    reason: str
    at: int


def list_missing(conn: Connection, site_id: int, day: str) -> list[Missing]:
    """Return the tickets of a day that are still in use and whose newest slip did not come out, newest first."""
    newest = (
        select(PrintJob.ticket_id, func.max(PrintJob.copy).label("copy"))
        .where(PrintJob.site_id == site_id, PrintJob.day == day)
        .group_by(PrintJob.ticket_id)
        .subquery()
    )
    rows = conn.execute(
        select(Ticket.prefix, Ticket.number, Ticket.language, PrintJob.reason, PrintJob.queued_at)
        .join(newest, (newest.c.ticket_id == PrintJob.ticket_id) & (newest.c.copy == PrintJob.copy))
        .join(Ticket, Ticket.id == PrintJob.ticket_id)
        .where(
            Ticket.site_id == site_id,
            Ticket.day == day,
            Ticket.state.in_(_WAITED_FOR),
            PrintJob.state.in_(_NOTHING_CAME),
        )
        .order_by(PrintJob.id.desc())
        .limit(SHOWN)
    )
    return [
        Missing(row.prefix, row.number, row.language, row.reason or "late", row.queued_at) for row in rows
    ]


def list_devices(conn: Connection, site_id: int) -> Sequence[Row[int, str, str]]:
    """Return id, name and kind of the devices that may come in."""
    return conn.execute(
        select(Device.id, Device.name, Device.kind)
        .where(Device.site_id == site_id, Device.revoked_at.is_(None))
        .order_by(Device.id)
    ).all()


def days_of_printers(conn: Connection, site_id: int, day: str) -> Mapping[int, Row[Any]]:
    """Return what each printer did on a day, by device id."""
    rows = conn.execute(
        select(PrinterDay.__table__).where(PrinterDay.site_id == site_id, PrinterDay.day == day)
    )
    return {row.device_id: row for row in rows}
