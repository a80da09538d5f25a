"""Files of the past for the office of the cast: written plainly, read in as the command and the page do."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from counter.imports.actions import write_file
from counter.imports.columns import COLUMNS, Kind
from counter.imports.faults import Fault
from counter.imports.preparing import Prepared, prepare
from shared.domain.errors import QueueError
from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import days_period
from shared.store.models import ImportedFile, Rating, Ticket
from shared.store.turn import Answer
from tests.clockwork import bangkok
from tests.office import Office

DAY = "2026-04-07"
UNKNOWN = {"th": "ไม่ทราบ", "ms": "Tidak diketahui", "en": "Not known"}
TICKET = {
    "site": "office", "group": "tax", "service": "T1", "number": "A001", "class": "normal", "language": "th",
    "channel": "kiosk", "counter": "1", "issued_at": f"{DAY}T09:00", "called_at": f"{DAY}T09:10",
    "started_at": f"{DAY}T09:11", "finished_at": f"{DAY}T09:15", "outcome": "served",
}  # fmt: skip
RATING = {
    "site": "office", "group": "tax", "service": "T1", "counter": "1", "at": f"{DAY}T09:20", "score": "5",
    "process": "4", "staff": "5", "facility": "", "channel": "3", "comment": "", "language": "ms", "verified": "true",
}  # fmt: skip


def ticket(**cells: str) -> dict[str, str]:
    """Return a good row of a ticket with some cells changed; `klass` stands for class."""
    cells = {"class" if name == "klass" else name: cell for name, cell in cells.items()}
    return {**TICKET, **cells}


def rating(**cells: str) -> dict[str, str]:
    """Return a good row of a rating with some cells changed."""
    return {**RATING, **cells}


def write(
    path: Path, kind: Kind, rows: Iterable[Mapping[str, str]], *, bom: bool = False, names: Any = None
) -> Path:
    """Write a file as a spreadsheet does."""
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.DictWriter(file, names or COLUMNS[kind])
        writer.writeheader()
        writer.writerows(rows)
    return path


def check(office: Office, path: Path, kind: Kind, *, create_missing: bool = False) -> Prepared:
    """Read a file and change nothing."""
    with office.engine.connect() as conn:
        return prepare(
            conn, path, kind, name=path.name, now=office.clock(), site_id=office.site_id,
            create_missing=create_missing,
        )  # fmt: skip


def take_in(office: Office, path: Path, kind: Kind, **how: Any) -> Answer:
    """Read a file and write it."""
    prepared = check(office, path, kind, create_missing=how.pop("create_missing", False))
    return office.take_turn(lambda turn: write_file(turn, prepared, unknown=UNKNOWN, **how), actor="staff:5")


def faults(office: Office, path: Path, kind: Kind, **how: Any) -> list[Fault]:
    """Return what is wrong with a file; it is refused, too, by whoever would write it."""
    prepared = check(office, path, kind, **how)
    if not prepared.is_good:
        with pytest.raises(QueueError, match=r"import\.refused"):
            office.take_turn(lambda turn: write_file(turn, prepared, unknown=UNKNOWN))
    return prepared.faults.in_order()


def counted(office: Office) -> tuple[int, int, int, str]:
    """Return everything that an import could change: tickets, ratings, files, the head of the journal."""
    return (
        len(office.rows(Ticket)),
        len(office.rows(Rating)),
        len(office.rows(ImportedFile)),
        office.verify().head,
    )


def figures(
    office: Office, first: str = "2026-04-01", last: str = "2026-04-30", *, later: timedelta = timedelta()
) -> Figures:
    """Return the figures of some days, made when the clock shows, or later."""
    period = days_period(bangkok(f"{first} 12:00").date(), bangkok(f"{last} 12:00").date())
    with office.engine.connect() as conn:
        return make_figures(conn, office.site_id, period, now=office.clock() + later)
