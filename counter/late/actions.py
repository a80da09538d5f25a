"""Writing a list in, and taking a wrong one back: each in one turn with one entry in the journal, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select

from counter.imports.actions import CALLS_AT_ONCE
from counter.imports.known import Codes, Known, read_known
from counter.imports.tickets import OUTCOMES
from counter.late.reading import MOST_ROWS, Late, Row, digest_of, read_rows
from shared.domain.errors import QueueError
from shared.domain.hours import service_day
from shared.domain.tickets import WRITTEN_LATE
from shared.store.models import JournalRow, KeptFigures, LateList, LateTicket, Ticket
from shared.store.turn import Answer, Turn

_OUTCOME = {state: outcome for outcome, state in OUTCOMES.items()}


def write_late(turn: Turn, *, day: date, rows: Sequence[Row]) -> Answer:
    """Write what was served by hand on a day. The same list again changes nothing and says who wrote it when.

    Faults of rows are in the answer, and then nothing was written. Refuses with `late.day` for a day to come or one
    before the year 2000, with `late.empty` for a list without a row, with `late.too_many` for one longer than paper is,
    with `figures.reduced` for a year whose single tickets are gone.
    """
    if not date(2000, 1, 1) <= day <= service_day(turn.now):
        raise QueueError("late.day")
    if len(rows) > MOST_ROWS:
        raise QueueError("late.too_many", n=MOST_ROWS)
    _check_counted(turn, day)
    known = read_known(turn.conn, turn.site_id)
    good, faults = read_rows(day, rows, Codes(known, create=False), now=turn.now)
    if faults:
        return {"list": None, "faults": [[fault.row, fault.field, fault.code] for fault in faults]}
    if not good:
        raise QueueError("late.empty")
    digest = digest_of(day, good)
    earlier = turn.conn.execute(
        select(LateList.id).where(LateList.site_id == turn.site_id, LateList.digest == digest)
    ).scalar()
    if earlier is not None:
        return {"list": earlier, "changed": False, "faults": []}
    seq = turn.record(
        "tickets.written_late",
        day=day.isoformat(),
        rows=len(good),
        untimed=sum(not late.timed for late in good),
        counts=dict(sorted(Counter(_OUTCOME[late.record.values["state"]] for late in good).items())),
        cards=[late.card for late in good if late.card],
        digest=digest,
    )
    number = turn.conn.execute(
        insert(LateList)
        .values(
            site_id=turn.site_id, day=day.isoformat(), digest=digest, rows=len(good), at=turn.seconds,
            actor=turn.actor, seq=seq,
        )
        .returning(LateList.id)
    ).scalar_one()  # fmt: skip
    last = _last_number(turn, day)
    for place, late in enumerate(good, last + 1):
        _write(turn, known, late, place, int(number))
    return {"list": int(number), "changed": True, "faults": []}


def withdraw_late(turn: Turn, *, list_id: int, reason: str) -> Answer:
    """Take a list back that should not have been written: its tickets count nowhere any more, the journal keeps why.

    The same list may be written again. Refuses with `late.unknown` for a list that is not there (any more), with
    `late.reason` without a reason, with `late.handed_in` at a unit on the road that has handed the list in, with
    `figures.reduced` for a year whose single tickets are gone.
    """
    found = turn.conn.execute(
        select(LateList.__table__).where(LateList.id == list_id, LateList.site_id == turn.site_id)
    ).first()
    if found is None:
        raise QueueError("late.unknown")
    if not reason:
        raise QueueError("late.reason")
    _check_counted(turn, date.fromisoformat(found.day))
    handed_in = select(JournalRow.seq).where(
        JournalRow.site_id == turn.site_id, JournalRow.kind == "outreach.exported", JournalRow.seq > found.seq
    )
    if turn.conn.execute(handed_in.limit(1)).first() is not None:
        raise QueueError("late.handed_in")
    of_list = LateTicket.list_id == list_id
    tickets = turn.conn.execute(select(LateTicket.ticket_id).where(of_list)).scalars().all()
    turn.conn.execute(delete(LateTicket).where(of_list))
    turn.conn.execute(delete(Ticket).where(Ticket.id.in_(tickets)))
    turn.conn.execute(delete(LateList).where(LateList.id == list_id))
    seq = turn.record(
        "tickets.late_withdrawn",
        day=found.day,
        rows=len(tickets),
        list=found.seq,
        digest=found.digest,
        reason=reason,
    )
    return {"seq": seq, "day": found.day, "rows": len(tickets)}


def _write(turn: Turn, known: Known, late: Late, place: int, list_id: int) -> None:
    """Write one ticket. Its places are made of its times, as those of imported ones are: it has none in the journal.

    Without a time of issue it takes no part in the order, because nobody knows whom it passed.
    """
    values = dict(late.record.values)
    group, counter, service = (values.pop(name) for name in ("group", "counter", "service"))
    issued, called = values["issued_at"], values["called_at"]
    own = issued * CALLS_AT_ONCE + place
    columns: dict[str, Any] = {
        **values,
        "site_id": turn.site_id,
        "day": late.record.day,
        "prefix": WRITTEN_LATE,
        "number": place,
        "token": turn.new_token(),
        "group_id": known.groups[group].id,
        "first_group_id": known.groups[group].id,
        "service_id": known.services[service].id if service else None,
        "counter_id": known.counters[counter] if counter else None,
        "origin": "late",
        "place_seq": own,
        "issued_seq": own,
        "queued_at": issued,
        "called_seq": called * CALLS_AT_ONCE + place if late.timed and called is not None else None,
        "last_call_at": called,
        "calls": 0 if called is None else 1,
    }
    ticket = turn.conn.execute(insert(Ticket).values(columns).returning(Ticket.id)).scalar_one()
    turn.conn.execute(
        insert(LateTicket).values(
            ticket_id=ticket, list_id=list_id, site_id=turn.site_id, day=late.record.day, card=late.card,
            timed=late.timed,
        )
    )  # fmt: skip


def _check_counted(turn: Turn, day: date) -> None:
    """Refuse a day whose single tickets are gone: what is kept of its month would not count another."""
    kept = select(KeptFigures.period).where(
        KeptFigures.site_id == turn.site_id, KeptFigures.period == f"{day:%Y-%m}"
    )
    if turn.conn.execute(kept.limit(1)).first() is not None:
        raise QueueError("figures.reduced")


def _last_number(turn: Turn, day: date) -> int:
    found = turn.conn.execute(
        select(func.max(Ticket.number)).where(
            Ticket.site_id == turn.site_id, Ticket.day == day.isoformat(), Ticket.prefix == WRITTEN_LATE
        )
    ).scalar()
    return found or 0
