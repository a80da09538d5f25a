"""Print jobs inside a turn: queued with their ticket, claimed exactly once, ended once, and counted by day.

Every move is one conditional UPDATE whose row count is looked at, so that a job has one claimer, whoever asks and
however often: the server's own worker, an agent on a kiosk computer, a kiosk's browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, literal_column, select, update

from shared.domain.errors import QueueError
from shared.domain.hours import service_day
from shared.domain.printing import JobState, after_try, is_late
from shared.store.config import SiteConfig
from shared.store.models import PrinterDay, PrintJob, Ticket
from shared.store.turn import Turn

SERVER = "server"
"""The claim of the server's own workers."""
AGENT_WITHIN_S = 60
"""An agent that has not said how its job ended after so long is taken to have died with it."""
_MOST = 100
_REMEMBERED = 500
"""Jobs; a request does not stay under way for so many."""
_ENDED = (JobState.PRINTED, JobState.FAILED, JobState.EXPIRED)
_JOB = PrintJob.__table__


def _in_state(*states: JobState) -> Any:
    # Written out: SQLite must see them to use the index that holds only open jobs.
    return PrintJob.state.in_([literal_column(f"'{state.value}'") for state in states])


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job: what to print, once. `ticket` is the row of its ticket, None for a test print."""

    id: int
    device_id: int
    copy: int
    slip: Mapping[str, Any]
    ticket: Row[Any] | None
    config: SiteConfig
    """The office as it is now: its name, its rule, what a group needs."""


def queue_slip(
    turn: Turn, *, device_id: int, slip: Mapping[str, Any], ticket_id: int | None, copy: int = 0
) -> int:
    """Write a job in the turn of its press; return its id. A second slip for the same press cannot be written."""
    job_id = turn.conn.execute(
        insert(PrintJob)
        .values(
            site_id=turn.site_id, device_id=device_id, ticket_id=ticket_id, copy=copy, slip=dict(slip),
            day=service_day(turn.now).isoformat(), state=JobState.QUEUED.value, tries=0,
            queued_at=turn.seconds, state_since=turn.seconds,
        )
        .returning(PrintJob.id)
    ).scalar_one()  # fmt: skip
    return int(job_id)


def open_devices(conn: Connection, site_id: int) -> set[int]:
    """Return the devices that have a job which is queued or being printed: asked often, and without a turn."""
    return set(
        conn.execute(
            select(PrintJob.device_id)
            .where(PrintJob.site_id == site_id, _in_state(JobState.QUEUED, JobState.PRINTING))
            .distinct()
        ).scalars()
    )


def claim_job(turn: Turn, devices: Iterable[int], *, late_s: int, claim: str) -> Job | None:
    """Claim the oldest job of these devices that is still worth printing; those too late expire on the way."""
    for row in _queued(turn, devices):
        if _expire_late(turn, row, late_s):
            continue
        claimed = {"tries": row.tries + 1, "claim": claim[:64]}
        if _move(turn, row.id, JobState.QUEUED, JobState.PRINTING, **claimed):
            return _read_job(turn, row)
    return None


def claimed_job(turn: Turn, claim: str) -> Job | None:
    """Return the job that is being printed under a claim: for somebody who never heard the answer."""
    row = turn.conn.execute(
        select(_JOB).where(
            PrintJob.site_id == turn.site_id, _in_state(JobState.PRINTING), PrintJob.claim == claim[:64]
        )
    ).first()
    return _read_job(turn, row) if row is not None else None


def is_spent(turn: Turn, claim: str) -> bool:
    """True when one of the newest jobs was claimed so before; older claims are forgotten with their requests."""
    ours = PrintJob.site_id == turn.site_id
    newest = turn.conn.execute(select(func.max(PrintJob.id)).where(ours)).scalar() or 0
    query = select(PrintJob.id).where(ours, PrintJob.id > newest - _REMEMBERED, PrintJob.claim == claim[:64])
    return turn.conn.execute(query.limit(1)).first() is not None


def expire_late(turn: Turn, devices: Iterable[int], *, late_s: int) -> int:
    """Expire the queued jobs of these devices that come too late; return how many. For a printer without paper."""
    return sum(_expire_late(turn, row, late_s) for row in _queued(turn, devices))


def end_job(turn: Turn, job_id: int, outcome: str, *, claim: str) -> JobState:
    """Write how a try ended, if the job is still the claimer's; refuse with `not_found` otherwise.

    The same claimer may say the same again: it did not hear the answer.
    """
    row = turn.conn.execute(
        select(_JOB).where(
            PrintJob.id == job_id, PrintJob.site_id == turn.site_id, PrintJob.claim == claim[:64]
        )
    ).first()
    if row is None:
        raise QueueError("not_found")
    if row.state != JobState.PRINTING:
        return JobState(row.state)
    after, reason = after_try(outcome, row.tries)
    if not _move(turn, job_id, JobState.PRINTING, after, reason=reason and reason[:40]):
        raise QueueError("not_found")
    _count(turn, row, after)
    return after


def fail_unfinished(
    turn: Turn, *, devices: Iterable[int], claim: str | None = None, before: int | None = None
) -> int:
    """Fail the jobs somebody left in the middle: nobody knows whether the slip came out, so it is not sent again.

    With `claim` those of one claimer, with `before` those that have stood there since before that moment.
    """
    query = select(_JOB).where(
        PrintJob.site_id == turn.site_id,
        PrintJob.device_id.in_(list(devices)),
        _in_state(JobState.PRINTING),
    )
    if claim is not None:
        query = query.where(PrintJob.claim == claim)
    if before is not None:
        query = query.where(PrintJob.state_since < before)
    failed = 0
    for row in turn.conn.execute(query).all():
        if _move(turn, row.id, JobState.PRINTING, JobState.FAILED, reason="unknown"):
            _count(turn, row, JobState.FAILED)
            failed += 1
    return failed


def hand_to_browser(turn: Turn, *, ticket_id: int) -> bool:
    """Give a kiosk's browser its slip, once: True for the first who asks. What the browser does nobody can see."""
    row = find_slip(turn.conn, ticket_id)
    if row is None or not _move(turn, row.id, JobState.QUEUED, JobState.PRINTED, reason="browser"):
        return False
    _count(turn, row, JobState.PRINTED)
    return True


def expire_slip(turn: Turn, *, ticket_id: int) -> str:
    """Let a ticket's slips that still wait expire, because nobody waits for them; return where its own stands."""
    rows = turn.conn.execute(select(_JOB).where(PrintJob.ticket_id == ticket_id)).all()
    for row in rows:
        if _move(turn, row.id, JobState.QUEUED, JobState.EXPIRED, reason="left"):
            _count(turn, row, JobState.EXPIRED)
    own = find_slip(turn.conn, ticket_id)
    return str(own.state) if own is not None else "none"


def next_copy(turn: Turn, ticket_id: int) -> int:
    """Return the number of the next slip of a ticket; 0 when it never had one."""
    newest = turn.conn.execute(
        select(func.max(PrintJob.copy)).where(PrintJob.ticket_id == ticket_id)
    ).scalar()
    return 0 if newest is None else int(newest) + 1


def find_slip(conn: Connection, ticket_id: int, copy: int = 0) -> Row[Any] | None:
    """Return the job of a ticket's slip, or None when it never had one."""
    return conn.execute(select(_JOB).where(PrintJob.ticket_id == ticket_id, PrintJob.copy == copy)).first()


def _read_job(turn: Turn, row: Row[Any]) -> Job:
    ticket = None
    if row.ticket_id is not None:
        ticket = turn.conn.execute(select(Ticket.__table__).where(Ticket.id == row.ticket_id)).one()
    return Job(row.id, row.device_id, row.copy, row.slip, ticket, turn.config)


def _queued(turn: Turn, devices: Iterable[int]) -> list[Row[Any]]:
    return list(
        turn.conn.execute(
            select(_JOB, Ticket.state.label("ticket_state"))
            .outerjoin(Ticket, Ticket.id == PrintJob.ticket_id)
            .where(
                PrintJob.site_id == turn.site_id,
                PrintJob.device_id.in_(list(devices)),
                _in_state(JobState.QUEUED),
            )
            .order_by(PrintJob.id)
            .limit(_MOST)
        ).all()
    )


def _expire_late(turn: Turn, row: Row[Any], late_s: int) -> bool:
    late = is_late(
        age_s=turn.seconds - row.queued_at, late_s=late_s, copy=row.copy, ticket_state=row.ticket_state
    )
    if not late or not _move(turn, row.id, JobState.QUEUED, JobState.EXPIRED, reason="late"):
        return False
    _count(turn, row, JobState.EXPIRED)
    return True


def _move(turn: Turn, job_id: int, before: JobState, after: JobState, **values: object) -> bool:
    changed = turn.conn.execute(
        update(PrintJob)
        .where(PrintJob.id == job_id, PrintJob.state == before.value)
        .values(state=after.value, state_since=turn.seconds, **values)
    )
    return changed.rowcount == 1


def _count(turn: Turn, row: Row[Any], after: JobState) -> None:
    """Add a job that has ended to its printer's day; a test print is no visitor's slip."""
    if row.ticket_id is not None and after in _ENDED:
        add_to_day(turn, row.device_id, row.day, after.value, 1)


def add_to_day(turn: Turn, device_id: int, day: str, column: str, amount: int) -> None:
    """Add to one figure of a printer's day."""
    here = (PrinterDay.device_id == device_id, PrinterDay.day == day)
    if turn.conn.execute(select(PrinterDay.day).where(*here)).first() is None:
        nothing = dict.fromkeys(("printed", "failed", "expired", "no_paper_s", "away_s"), 0)
        turn.conn.execute(
            insert(PrinterDay).values(device_id=device_id, day=day, site_id=turn.site_id, **nothing)
        )
    grown = getattr(PrinterDay, column) + amount
    turn.conn.execute(update(PrinterDay).where(*here).values({column: grown}))
