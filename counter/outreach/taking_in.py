"""At the office: a unit's chain and its rows are written, all of them in one turn with one entry; or nothing.

Tickets and ratings become rows of the office with `origin = outreach`: figures count them, nothing live knows them.
Their numbers carry the letter `+`, the visitor's own stands beside the row. Places in the chain are kept apart by unit,
so that the order of calling is compared within one unit only. What a later file says otherwise takes the place of what
was there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from counter.imports.known import Known, read_known
from counter.outreach.checking import check_rows
from counter.outreach.parcel import Parcel, RatingRow, TicketRow, previous_hash
from shared.domain.errors import QueueError
from shared.domain.hours import service_day
from shared.domain.tickets import OFF_SITE
from shared.store.models import (
    OutreachDay,
    OutreachEntry,
    OutreachFile,
    OutreachRating,
    OutreachTicket,
    OutreachUnit,
    Rating,
    Ticket,
)
from shared.store.turn import Answer, Turn

UNIT_SPAN = 10**9
"""More entries than a chain will ever have: the entry's number and the unit make one number."""
CHUNK = 1_000
ORIGIN = "outreach"
_BESIDE = frozenset(
    {"group", "first_group", "service", "number", "late", "timed", "issued_seq", "called_seq"}
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a file would bring; nothing was changed. `known_to`: the last entry of the unit that is here already."""

    parcel: Parcel
    known_to: int
    days: tuple[str, ...]
    new_days: tuple[str, ...]
    users: int
    places: Mapping[str, str]
    """Where the unit was, by day: what is kept here already, else what the file says."""

    @property
    def is_new(self) -> bool:
        """Whether the file goes further than what is here."""
        return self.parcel.manifest.seq > self.known_to


def look_at(conn: Connection, site_id: int, parcel: Parcel) -> Look:
    """Check a file against its own chain, against what is here of its unit and against the office's codes.

    Refuses with `outreach.unlike`, `outreach.self`, `outreach.fork`, `outreach.codes` and `figures.reduced`.
    """
    check_rows(parcel)
    known = read_known(conn, site_id)
    if parcel.manifest.code in known.sites:
        raise QueueError("outreach.self", site=parcel.manifest.code)
    unit = _find(conn, site_id, parcel.manifest.code)
    if unit is not None:
        _check_continues(conn, unit, parcel)
    _check_codes(known, parcel)
    there = _days(conn, unit)
    days = sorted({row.day for row in parcel.tickets} | {row.day for row in parcel.ratings})
    for day in days:
        if day[:7] in known.reduced and day not in there:
            raise QueueError("figures.reduced")
    return Look(
        parcel=parcel,
        known_to=unit.head_seq if unit is not None else 0,
        days=tuple(days),
        new_days=tuple(day for day in days if day not in there),
        users=sum(row.state == "finished" for row in parcel.tickets),
        places={day: there.get(day) or parcel.manifest.places.get(day, "") for day in days},
    )


def take_in(turn: Turn, parcel: Parcel, *, places: Mapping[str, str] | None = None) -> Answer:
    """Write what a file brings. One that brings nothing new changes nothing. Refuses as `look_at` does, and with
    `outreach.day` for days to come."""
    look = look_at(turn.conn, turn.site_id, parcel)
    if look.days and look.days[-1] > service_day(turn.now).isoformat():
        raise QueueError("outreach.day", day=look.days[-1])
    if not look.is_new:
        return {"changed": False, "tickets": 0, "ratings": 0, "unit": parcel.manifest.code}
    unit_id, known = _unit(turn, parcel), read_known(turn.conn, turn.site_id)
    _write_chain(turn, unit_id, parcel, look.known_to)
    tickets = _write_tickets(turn, unit_id, known, parcel.tickets)
    ratings = _write_ratings(turn, unit_id, known, parcel.ratings)
    _write_days(turn, unit_id, look, places or {})
    seq = turn.record(
        "outreach.imported", unit=parcel.manifest.code, sha256=parcel.sha256, first=look.known_to + 1,
        last=parcel.manifest.seq, head=parcel.manifest.head, days=list(look.new_days), tickets=tickets, ratings=ratings,
    )  # fmt: skip
    turn.conn.execute(
        insert(OutreachFile).values(
            unit_id=unit_id, sha256=parcel.sha256, first_seq=look.known_to + 1, last_seq=parcel.manifest.seq,
            tickets=tickets, ratings=ratings, at=turn.seconds, actor=turn.actor, seq=seq,
        )
    )  # fmt: skip
    return {"changed": True, "tickets": tickets, "ratings": ratings, "unit": parcel.manifest.code}


def _find(conn: Connection, site_id: int, code: str) -> Row[Any] | None:
    return conn.execute(
        select(OutreachUnit.__table__).where(OutreachUnit.site_id == site_id, OutreachUnit.code == code)
    ).first()


def _check_continues(conn: Connection, unit: Row[Any], parcel: Parcel) -> None:
    """A later file goes on where the one before ended; an earlier one ends where this chain was."""
    common = min(unit.head_seq, parcel.manifest.seq)
    here = conn.execute(
        select(OutreachEntry.hash).where(OutreachEntry.unit_id == unit.id, OutreachEntry.seq == common)
    ).scalar()
    if here != previous_hash(parcel.entries, common):
        raise QueueError("outreach.fork", unit=unit.code, seq=common)


def _check_codes(known: Known, parcel: Parcel) -> None:
    groups = {row.group for row in parcel.tickets} | {row.first_group for row in parcel.tickets}
    groups |= {row.group for row in parcel.ratings if row.group}
    services = {row.service for row in parcel.tickets if row.service}
    services |= {row.service for row in parcel.ratings if row.service}
    departments = {row.department for row in parcel.ratings if row.department}
    missing = [
        *_named(parcel, "service_group", groups - known.groups.keys()),
        *_named(parcel, "service", services - known.services.keys()),
        *_named(parcel, "department", departments - known.departments.keys()),
    ]
    if missing:
        raise QueueError("outreach.codes", codes=", ".join(missing))


def _named(parcel: Parcel, part: str, codes: Iterable[str]) -> list[str]:
    names = parcel.manifest.names.get(part, {})
    return [f"{code} ({names[code]})" if code in names else code for code in sorted(codes)]


def _days(conn: Connection, unit: Row[Any] | None) -> dict[str, str]:
    if unit is None:
        return {}
    rows = conn.execute(select(OutreachDay.day, OutreachDay.place).where(OutreachDay.unit_id == unit.id))
    return {row.day: row.place for row in rows}


def _unit(turn: Turn, parcel: Parcel) -> int:
    told = parcel.manifest
    values = {"name": told.name, "head_seq": told.seq, "head_hash": told.head}
    found = _find(turn.conn, turn.site_id, told.code)
    if found is not None:
        turn.conn.execute(update(OutreachUnit).where(OutreachUnit.id == found.id).values(values))
        return int(found.id)
    statement = insert(OutreachUnit).values(site_id=turn.site_id, code=told.code, **values)
    return int(turn.conn.execute(statement.returning(OutreachUnit.id)).scalar_one())


def _write_chain(turn: Turn, unit_id: int, parcel: Parcel, known_to: int) -> None:
    _insert(
        turn,
        OutreachEntry,
        [
            {
                "unit_id": unit_id, "seq": e.seq, "kind": e.kind, "at": e.at, "body": e.body,
                "prev_hash": e.prev_hash, "hash": e.hash,
            }
            for e in parcel.entries[known_to:]
        ],
    )  # fmt: skip


def _write_tickets(turn: Turn, unit_id: int, known: Known, rows: Sequence[TicketRow]) -> int:
    """Write what is new or says something else than before; return how many."""
    kept = {
        (row.day, row.number): (row.ticket_id, row.digest)
        for row in turn.conn.execute(
            select(OutreachTicket.__table__).where(OutreachTicket.unit_id == unit_id)
        )
    }
    news = []
    for row in rows:
        ticket_id, digest = kept.get((row.day, row.number), (None, ""))
        own = _digest(row)
        if digest == own or row.day[:7] in known.reduced:
            continue
        if ticket_id is not None:
            turn.conn.execute(delete(OutreachTicket).where(OutreachTicket.ticket_id == ticket_id))
            turn.conn.execute(delete(Ticket).where(Ticket.id == ticket_id))
        news.append((row, own))
    last = _last_numbers(turn, {row.day for row, _ in news})
    beside = []
    for row, own in news:
        last[row.day] += 1
        ticket_id = turn.conn.execute(
            insert(Ticket).values(_ticket(turn, unit_id, known, row, last[row.day])).returning(Ticket.id)
        ).scalar_one()
        beside.append(
            {
                "ticket_id": ticket_id, "unit_id": unit_id, "day": row.day, "number": row.number, "timed": row.timed,
                "digest": own,
            }
        )  # fmt: skip
    _insert(turn, OutreachTicket, beside)
    return len(news)


def _ticket(turn: Turn, unit_id: int, known: Known, row: TicketRow, number: int) -> dict[str, Any]:
    issued = row.issued_at if row.issued_seq is None else row.issued_seq
    return {
        **row.model_dump(exclude=set(_BESIDE)),
        "site_id": turn.site_id,
        "prefix": OFF_SITE,
        "number": number,
        "token": turn.new_token(),
        "group_id": known.groups[row.group].id,
        "first_group_id": known.groups[row.first_group].id,
        "service_id": known.services[row.service].id if row.service else None,
        "origin": ORIGIN,
        "place_seq": unit_id * UNIT_SPAN + issued,
        "issued_seq": unit_id * UNIT_SPAN + issued,
        "called_seq": None if row.called_seq is None else unit_id * UNIT_SPAN + row.called_seq,
    }


def _last_numbers(turn: Turn, days: set[str]) -> Counter[str]:
    rows = turn.conn.execute(
        select(Ticket.day, func.max(Ticket.number))
        .where(Ticket.site_id == turn.site_id, Ticket.prefix == OFF_SITE, Ticket.day.in_(days))
        .group_by(Ticket.day)
    )
    return Counter({row.day: row[1] for row in rows})


def _write_ratings(turn: Turn, unit_id: int, known: Known, rows: Sequence[RatingRow]) -> int:
    """Write what is new or says something else than before; return how many."""
    kept = {
        row.number: (row.rating_id, row.digest)
        for row in turn.conn.execute(
            select(OutreachRating.__table__).where(OutreachRating.unit_id == unit_id)
        )
    }
    beside = []
    for row in rows:
        rating_id, digest = kept.get(row.number, (None, ""))
        own = _digest(row)
        if digest == own or row.day[:7] in known.reduced:
            continue
        values = _rating(turn, unit_id, known, row)
        if rating_id is not None:
            values["excluded_reason"] = values["excluded_reason"] or _excluded(turn.conn, rating_id)
            turn.conn.execute(update(Rating).where(Rating.id == rating_id).values(values))
            turn.conn.execute(delete(OutreachRating).where(OutreachRating.rating_id == rating_id))
        else:
            rating_id = turn.conn.execute(insert(Rating).values(values).returning(Rating.id)).scalar_one()
        beside.append({"rating_id": rating_id, "unit_id": unit_id, "number": row.number, "digest": own})
    _insert(turn, OutreachRating, beside)
    return len(beside)


def _rating(turn: Turn, unit_id: int, known: Known, row: RatingRow) -> dict[str, Any]:
    return {
        **row.model_dump(exclude={"number", "device", "group", "service", "department"}),
        "site_id": turn.site_id,
        "source_id": f"{ORIGIN}:{unit_id}:{row.device or ''}",
        "group_id": known.groups[row.group].id if row.group else None,
        "service_id": known.services[row.service].id if row.service else None,
        "department_id": known.departments[row.department] if row.department else None,
        "origin": ORIGIN,
    }


def _excluded(conn: Connection, rating_id: int) -> str | None:
    """Return why a rating was taken out of the figures here; that stands, whatever the unit says of it."""
    return conn.execute(select(Rating.excluded_reason).where(Rating.id == rating_id)).scalar_one()


def _write_days(turn: Turn, unit_id: int, look: Look, places: Mapping[str, str]) -> None:
    rows = [
        {"unit_id": unit_id, "day": day, "place": places.get(day) or look.places[day]}
        for day in look.new_days
    ]
    _insert(turn, OutreachDay, rows)
    for day in set(look.days) - set(look.new_days):
        place = places.get(day) or look.places[day]
        turn.conn.execute(
            update(OutreachDay)
            .where(OutreachDay.unit_id == unit_id, OutreachDay.day == day)
            .values(place=place)
        )


def _insert(turn: Turn, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    for first in range(0, len(rows), CHUNK):
        turn.conn.execute(insert(table), rows[first : first + CHUNK])


def _digest(row: TicketRow | RatingRow) -> str:
    return hashlib.sha256(row.model_dump_json().encode()).hexdigest()
