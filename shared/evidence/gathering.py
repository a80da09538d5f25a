"""What is read of a period before anything is computed: which rows count, tickets, ratings, in one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from shared.evidence.periods import Period
from shared.evidence.reading import Reading
from shared.evidence.satisfaction import Ratings, read_ratings
from shared.evidence.selection import Scope, Selection, select_rows
from shared.evidence.shelf import Shelf
from shared.evidence.sums import are_kept, read_days


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read of a period, from one snapshot: the rows that count, the tickets, the ratings."""

    selection: Selection
    reading: Reading
    rated: Ratings


def gather(
    conn: Connection,
    site_id: int,
    period: Period,
    *,
    now: datetime,
    scope: Scope | None = None,
    simulated: bool = False,
    shelf: Shelf | None = None,
    light: bool = False,
) -> Gathered:
    """Read the tickets and ratings of a period; the words of `make_figures` hold.

    Past days of the whole office come from their sums (`sums.py`), everything else from the rows, each table once.
    `light`: durations are those of the whole office alone, no unit's.
    """
    take_snapshot(conn)
    selection = select_rows(conn, site_id, period, now=now, scope=scope, simulated=simulated)
    return Gathered(selection, *_read(conn, selection, shelf or Shelf(), light=light))


def _read(conn: Connection, selection: Selection, shelf: Shelf, *, light: bool) -> tuple[Reading, Ratings]:
    if are_kept(selection):
        return read_days(conn, selection, shelf, light=light)
    return shelf.read(conn, selection), read_ratings(conn, selection)


def take_snapshot(conn: Connection) -> None:
    """Let all statements see the same moment; SQLite does so by itself once a transaction reads."""
    if conn.dialect.name == "postgresql" and not conn.in_transaction():
        conn.execution_options(isolation_level="REPEATABLE READ")
