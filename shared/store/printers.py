"""How printers are, as the screens show it and as the reports count it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from shared.domain.hours import hall_now, service_day
from shared.domain.printing import PRINTABLE
from shared.store.models import PrinterDay, PrinterNow
from shared.store.prepared import Prepared
from shared.store.print_jobs import add_to_day
from shared.store.turn import Turn

COUNT_S = 30
"""A printer that cannot print is written about so often: its seconds must survive a power cut."""
_WORKING = ("open", "lunch", "last_ticket")
LONGEST_STEP_S = 90
"""Seconds between two looks that are believed; a longer gap means that nobody looked."""
_STATES = Prepared(
    select(PrinterNow.device_id, PrinterNow.state, PrinterNow.since)
    .where(PrinterNow.site_id == bindparam("site"))
    .order_by(PrinterNow.device_id)
)

_EVERYWHERE = Prepared(
    select(PrinterNow.site_id, PrinterNow.device_id, PrinterNow.state, PrinterNow.since).order_by(
        PrinterNow.device_id
    )
)


def printer_states(conn: Connection, site_id: int) -> dict[int, tuple[str, int]]:
    """Return per device how its printer is, and since when."""
    return {device: (state, since) for device, state, since in _STATES.all(conn, {"site": site_id})}


def printers_everywhere(conn: Connection) -> dict[int, dict[int, tuple[str, int]]]:
    """Return per site what `printer_states` says of it; a site without printers is not there."""
    found: dict[int, dict[int, tuple[str, int]]] = {}
    for site, device, state, since in _EVERYWHERE.all(conn, {}):
        found.setdefault(site, {})[device] = (state, since)
    return found


def printers_seen(conn: Connection, site_id: int) -> dict[int, tuple[str, int]]:
    """Return per device how its printer is, and when that was last written down."""
    query = select(PrinterNow.device_id, PrinterNow.state, PrinterNow.counted_at)
    return {d: (state, at) for d, state, at in conn.execute(query.where(PrinterNow.site_id == site_id))}


def note_printer(turn: Turn, device_id: int, state: str) -> None:
    """Write how a printer is now, and add the time since the last look to its day if it could not print."""
    row = turn.conn.execute(select(PrinterNow.__table__).where(PrinterNow.device_id == device_id)).first()
    if row is None:
        turn.conn.execute(
            insert(PrinterNow).values(
                device_id=device_id, site_id=turn.site_id, state=state, since=turn.seconds,
                counted_at=turn.seconds,
            )
        )  # fmt: skip
        return
    _add_time(turn, row)
    since = row.since if row.state == state else turn.seconds
    turn.conn.execute(
        update(PrinterNow)
        .where(PrinterNow.device_id == device_id)
        .values(state=state, since=since, counted_at=turn.seconds)
    )


def forget_printer(turn: Turn, device_id: int) -> None:
    """A device has no watched printer any more: nothing is said about it."""
    turn.conn.execute(
        delete(PrinterNow).where(PrinterNow.device_id == device_id, PrinterNow.site_id == turn.site_id)
    )


def printer_days(conn: Connection, site_id: int, first: str, last: str) -> Mapping[str, Any]:
    """Return what all printers of a site did in a span of days: the sums, and the days without paper.

    A day counts as one without paper when a printer stood without it for a minute or longer.
    """
    rows: list[Row[Any]] = list(
        conn.execute(
            select(PrinterDay.__table__).where(
                PrinterDay.site_id == site_id, PrinterDay.day >= first, PrinterDay.day <= last
            )
        )
    )
    names = ("printed", "failed", "expired", "no_paper_s", "away_s")
    sums: dict[str, Any] = {name: sum(getattr(row, name) for row in rows) for name in names}
    return {**sums, "days_without_paper": len({row.day for row in rows if row.no_paper_s >= 60})}


def _add_time(turn: Turn, row: Row[Any]) -> None:
    passed = turn.seconds - row.counted_at
    if row.state in PRINTABLE or not 0 < passed <= LONGEST_STEP_S or not _is_open(turn):
        return
    column = "no_paper_s" if row.state == "paper_out" else "away_s"
    add_to_day(turn, row.device_id, service_day(turn.now).isoformat(), column, passed)


def _is_open(turn: Turn) -> bool:
    """True while the office works: a printer that is switched off for the night is missing to nobody."""
    if turn.config.settings.get("always_open"):
        return True
    return hall_now(turn.config.hours, turn.now).state in _WORKING
