"""A file of the past read whole and held against the office's own records, without changing anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from counter.imports.columns import Kind
from counter.imports.faults import FaultError, Faults
from counter.imports.known import Codes, Known, Missing, read_known, site_of
from counter.imports.ratings import read_rating
from counter.imports.sheet import MOST_ROWS, Row, hash_file, read_rows
from counter.imports.spool import Record, Spool
from counter.imports.tickets import OUTCOMES, read_ticket
from shared.domain.hours import service_day
from shared.store.models import ImportedFile, Rating, Ticket

_READERS: dict[Kind, Callable[[Row, Codes, str], Record]] = {"tickets": read_ticket, "ratings": read_rating}
_OUTCOME = {state: outcome for outcome, state in OUTCOMES.items()}
_RATING_COLUMNS = (
    Rating.at, Rating.score, Rating.process, Rating.staff, Rating.facility, Rating.channel, Rating.comment,
    Rating.language, Rating.verified, Rating.group_id, Rating.service_id, Rating.counter_id,
)  # fmt: skip


@dataclass(slots=True)
class Prepared:
    """A file as it was read: its good rows, its faults, and what the office knew meanwhile."""

    kind: Kind
    name: str
    sha256: str
    known: Known
    newest: int
    """The id of the newest import then: another one since means to read again."""
    spool: Spool = field(default_factory=Spool)
    faults: Faults = field(default_factory=Faults)
    missing: Missing = field(default_factory=Missing)
    counts: dict[str, int] = field(default_factory=dict)
    """Tickets per outcome, ratings verified and open."""
    days: list[str] = field(default_factory=list)
    earlier_seq: int | None = None
    """The journal entry of the import that brought the same rows, where there was one."""

    @property
    def is_good(self) -> bool:
        """True when the file may be written."""
        return not self.faults.total


def prepare(
    conn: Connection,
    path: Path,
    kind: Kind,
    *,
    name: str,
    now: datetime,
    site_id: int,
    create_missing: bool = False,
    most: int = MOST_ROWS,
) -> Prepared:
    """Read a file of at most `most` rows for a site.

    What is wrong with it is in `faults`; close the spool afterwards.
    """
    known = read_known(conn, site_id)
    prepared = Prepared(kind, name[:120], hash_file(path), known, newest_import(conn, site_id))
    codes = Codes(known, create=create_missing)
    _read(prepared, path, codes, service_day(now).isoformat(), most)
    prepared.missing = codes.missing
    prepared.spool.done()
    prepared.days = prepared.spool.days()
    earlier = find_import(conn, prepared)
    if earlier is not None:
        prepared.earlier_seq = earlier
    elif kind == "tickets":
        _check_numbers(conn, prepared)
    else:
        _check_ratings(conn, prepared)
    return prepared


def site_in(conn: Connection, path: Path, kind: Kind) -> int | None:
    """Return the site that the first row of a file names, or None when there is no such site or no such row."""
    try:
        for _, row in islice(read_rows(path, kind), 1):
            return None if isinstance(row, FaultError) else site_of(conn, row["site"])
    except FaultError:
        pass
    return None


def newest_import(conn: Connection, site_id: int) -> int:
    """Return the id of a site's newest import, 0 without one."""
    found = conn.execute(select(func.max(ImportedFile.id)).where(ImportedFile.site_id == site_id)).scalar()
    return found or 0


def find_import(conn: Connection, prepared: Prepared) -> int | None:
    """Return the journal entry of the import that brought the same rows, or None."""
    if not prepared.spool.rows:
        return None
    return conn.execute(
        select(ImportedFile.seq).where(
            ImportedFile.site_id == prepared.known.site_id,
            ImportedFile.kind == prepared.kind,
            ImportedFile.digest == prepared.spool.digest,
        )
    ).scalar()


def _read(prepared: Prepared, path: Path, codes: Codes, today: str, most: int) -> None:
    read, faults = _READERS[prepared.kind], prepared.faults
    rows = 0
    try:
        for line, row in read_rows(path, prepared.kind, most):
            rows += 1
            try:
                if isinstance(row, FaultError):
                    raise row
                record = read(row, codes, today)
            except FaultError as wrong:
                faults.add(line, wrong.column, wrong.code, wrong.value)
                continue
            prepared.spool.add(line, record)
            name = _counted(record.values)
            prepared.counts[name] = prepared.counts.get(name, 0) + 1
    except FaultError as wrong:
        faults.add(int(wrong.value), wrong.column, wrong.code)
    else:
        if not rows:
            faults.add(1, "", "empty")


def _counted(values: dict[str, Any]) -> str:
    if "state" in values:
        return _OUTCOME[values["state"]]
    return "verified" if values["verified"] else "open"


def _check_numbers(conn: Connection, prepared: Prepared) -> None:
    """A number stands once on a day: in the file, and in the office's records."""
    for line, number in prepared.spool.numbers_twice():
        prepared.faults.add(line, "number", "number_twice", number)
    for day in _days_with(conn, prepared, Ticket.site_id, Ticket.day):
        taken = {
            (prefix, number)
            for prefix, number in conn.execute(
                select(Ticket.prefix, Ticket.number).where(
                    Ticket.site_id == prepared.known.site_id, Ticket.day == day
                )
            )
        }
        for line, record in prepared.spool.of_day(day):
            if (record.prefix, record.number) in taken:
                prepared.faults.add(line, "number", "number_taken", f"{record.prefix}{record.number:03d}")


def _check_ratings(conn: Connection, prepared: Prepared) -> None:
    """The same rating does not come twice in two files; within one file people may well say the same."""
    known = prepared.known
    imported = Rating.origin == "imported"
    for day in _days_with(conn, prepared, Rating.site_id, Rating.day, imported):
        rows = conn.execute(
            select(*_RATING_COLUMNS).where(Rating.site_id == known.site_id, Rating.day == day, imported)
        )
        seen = {tuple(row) for row in rows}
        for line, record in prepared.spool.of_day(day):
            values = record.values
            group, service = known.groups.get(values["group"]), known.services.get(values["service"])
            key = (
                *(values[column.key] for column in _RATING_COLUMNS[:9]),
                group.id if group else None,
                service.id if service else None,
                known.counters.get(values["counter"]),
            )
            if key in seen:
                prepared.faults.add(line, "at", "rating_known")


def _days_with(conn: Connection, prepared: Prepared, site: Any, day: Any, *where: Any) -> list[str]:
    """Return the days of the file on which the office has records of that kind already."""
    if not prepared.days:
        return []
    found = set(
        conn.execute(
            select(day)
            .distinct()
            .where(
                site == prepared.known.site_id,
                day >= prepared.days[0],
                day <= prepared.days[-1],
                *where,
            )
        ).scalars()
    )
    return [name for name in prepared.days if name in found]
