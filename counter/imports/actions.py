"""Writing a prepared file: all of its rows, in one turn, with one entry in the journal; or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from counter.imports.known import Known
from counter.imports.making import Words, list_made, make_missing
from counter.imports.preparing import Prepared, find_import, newest_import
from counter.imports.ratings import DIMENSIONS
from counter.imports.spool import Record
from shared.domain.errors import QueueError
from shared.store.models import Base, ImportedFile, Rating, Ticket
from shared.store.offload import Offload, inline
from shared.store.turn import Answer, Turn

CHUNK = 2_000
"""So many rows are written at a time; between two of them a server answers others."""
CALLS_AT_ONCE = 1_000_000
"""More than any day has tickets: the time of a call and the place within the day make one number."""


def write_file(turn: Turn, prepared: Prepared, *, unknown: Words, offload: Offload = inline) -> Answer:
    """Write a prepared file; a file whose rows came before changes nothing and says so.

    `unknown` is the name of the department of groups that are made. Refuses with `import.refused` for a file with
    faults, with `import.moved` when the office was changed since it was read.
    """
    earlier = find_import(turn.conn, prepared)
    if earlier is not None:
        return {"changed": False, "rows": prepared.spool.rows, "seq": earlier}
    if not prepared.is_good:
        raise QueueError("import.refused", n=prepared.faults.total)
    if (turn.config.version, newest_import(turn.conn, turn.site_id)) != (
        prepared.known.version,
        prepared.newest,
    ):
        raise QueueError("import.moved")
    known = (
        make_missing(turn, prepared.known, prepared.missing, unknown) if prepared.missing else prepared.known
    )
    seq = turn.record(
        f"{prepared.kind}.imported", file=prepared.name, sha256=prepared.sha256, rows=prepared.spool.rows,
        first=prepared.days[0], last=prepared.days[-1], counts=prepared.counts, made=list_made(prepared.missing),
    )  # fmt: skip
    if prepared.kind == "tickets":
        _insert(turn, Ticket, _tickets(turn, prepared, known), offload)
    else:
        _insert(turn, Rating, _ratings(turn, prepared, known, seq), offload)
    turn.conn.execute(
        insert(ImportedFile).values(
            site_id=turn.site_id, kind=prepared.kind, name=prepared.name, sha256=prepared.sha256,
            digest=prepared.spool.digest, rows=prepared.spool.rows, first_day=prepared.days[0],
            last_day=prepared.days[-1], at=turn.seconds, actor=turn.actor, seq=seq,
        )
    )  # fmt: skip
    return {"changed": True, "rows": prepared.spool.rows, "seq": seq}


def _insert(turn: Turn, table: type[Base], rows: Iterable[dict[str, Any]], offload: Offload) -> None:
    left, statement = iter(rows), insert(table)

    def write() -> bool:
        chunk = list(islice(left, CHUNK))
        if chunk:
            turn.conn.execute(statement, chunk)
        return bool(chunk)

    while offload(write):
        pass


def _tickets(turn: Turn, prepared: Prepared, known: Known) -> Iterator[dict[str, Any]]:
    """Yield the columns of the tickets, day by day in the order of their issue.

    Journal numbers of a past that had no journal: the place within the day stands for the order of issue, the time
    of the call (and where that is the same, the place) for the order of calling. Compared with each other alone.
    """
    last = prepared.spool.highest()
    if last:
        last = _highest_taken(turn, last)
    for place, record in prepared.spool.in_order():
        number = record.number
        if number is None:
            number = last[record.day, record.prefix] = last[record.day, record.prefix] + 1
        values = dict(record.values)
        group = known.groups[values.pop("group")]
        service, counter = values.pop("service"), values.pop("counter")
        called = values["called_at"]
        yield {
            **values,
            "site_id": turn.site_id,
            "day": record.day,
            "prefix": record.prefix,
            "number": number,
            "token": turn.new_token(),
            "group_id": group.id,
            "first_group_id": group.id,
            "service_id": known.services[service].id if service else None,
            "counter_id": known.counters[counter] if counter else None,
            "origin": "imported",
            "place_seq": place,
            "issued_seq": place,
            "queued_at": record.at,
            "called_seq": None if called is None else called * CALLS_AT_ONCE + place,
            "last_call_at": called,
            "calls": 0 if called is None else 1,
        }


def _highest_taken(turn: Turn, highest: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Return the highest numbers with those that the office has given itself on these days."""
    days = sorted({day for day, _ in highest})
    rows = turn.conn.execute(
        select(Ticket.day, Ticket.prefix, func.max(Ticket.number))
        .where(Ticket.site_id == turn.site_id, Ticket.day >= days[0], Ticket.day <= days[-1])
        .group_by(Ticket.day, Ticket.prefix)
    )
    for day, prefix, number in rows:
        if (day, prefix) in highest:
            highest[day, prefix] = max(highest[day, prefix], number)
    return highest


def _ratings(turn: Turn, prepared: Prepared, known: Known, seq: int) -> Iterator[dict[str, Any]]:
    for _, record in prepared.spool.in_order():
        yield _rating(turn, record, known, seq)


def _rating(turn: Turn, record: Record, known: Known, seq: int) -> dict[str, Any]:
    values = record.values
    service = known.services[values["service"]] if values["service"] else None
    group = known.groups[values["group"]] if values["group"] else None
    about = service or group
    return {
        **{name: values[name] for name in ("at", "score", *DIMENSIONS, "comment", "language", "verified")},
        "site_id": turn.site_id,
        "day": record.day,
        "reasons": [],
        "source": "import",
        "source_id": f"import:{seq}",
        "group_id": group.id if group else service.group_id if service else None,
        "service_id": service.id if service else None,
        "department_id": about.department_id if about else None,
        "counter_id": known.counters[values["counter"]] if values["counter"] else None,
        "origin": "imported",
    }
