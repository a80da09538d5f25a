"""The steps that a counter's actions are made of: calling, waiting again, finding what stands where."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, select, update

from counter.seats import Worker, get_seat
from shared.domain.errors import QueueError
from shared.domain.ordering import Waiting, next_streak
from shared.domain.tickets import State, TicketClass, label
from shared.live.tickets import desk_ticket
from shared.store.config import ServiceConfig
from shared.store.days import set_line_day
from shared.store.models import Counter, Leg, Rating, Ticket
from shared.store.tickets import move, open_leg, passed_over, ticket_at
from shared.store.turn import Answer, Turn


@dataclass(frozen=True, slots=True)
class Target:
    """Where a transfer goes: a group's line, or the line of one counter."""

    group: str | None = None
    counter: int | None = None


def call_to(
    turn: Turn, day: str, counter: Row[Any], ticket: Row[Any], who: Worker, *, reason: str | None, streak: int
) -> Answer:
    """Call a waiting ticket to a counter: the fact, the move, the leg, the streak of its line."""
    kind, extra = "ticket.called", {}
    if reason is not None:
        kind, extra = (
            "ticket.called_chosen",
            {"reason": reason, "passed_over": passed_over(turn, day, counter, ticket)},
        )
    seq = turn.record(
        kind,
        day=day,
        ticket=number_of(ticket),
        counter=counter.number,
        **{"class": ticket.klass},
        call=1,
        **extra,
    )
    first = (
        {}
        if ticket.called_at is not None
        else {"called_at": turn.seconds, "called_seq": seq, "chosen_reason": reason}
    )
    move(
        turn, ticket, State.CALLED, counter_id=counter.id, calls=1, last_call_at=turn.seconds, last_call_seq=seq,
        started_at=None, reason=None, **first,
    )  # fmt: skip
    open_leg(turn, ticket, counter.id, who.staff_id)
    called = Waiting(
        ticket.id, ticket.group_id, TicketClass(ticket.klass), (ticket.place_seq, ticket.place_tie)
    )
    set_line_day(turn, day, ticket.group_id, streak=next_streak(called, streak))
    return answer(turn, reread(turn, ticket))


def get_free_counter(turn: Turn, number: int, who: Worker) -> Row[Any]:
    """Return this person's open counter without a ticket; refuse with `counter.paused` or `counter.has_ticket`."""
    row = get_seat(turn, number, who)
    if row.state != "open":
        raise QueueError(f"counter.{row.state}", counter=number)
    refuse_with_ticket(turn, row)
    return row


def refuse_with_ticket(turn: Turn, counter: Row[Any]) -> None:
    """Refuse with `counter.has_ticket` while a ticket is called or served there."""
    ticket = ticket_at(turn.conn, counter.id)
    if ticket is not None:
        raise QueueError("counter.has_ticket", ticket=number_of(ticket))


def get_current(turn: Turn, counter: Row[Any], *states: State) -> Row[Any]:
    """Return the ticket at a counter in one of `states`; refuse with `counter.no_ticket` or `ticket.wrong_state`."""
    ticket = ticket_at(turn.conn, counter.id)
    if ticket is None:
        raise QueueError("counter.no_ticket", counter=counter.number)
    if ticket.state not in states:
        raise QueueError("ticket.wrong_state", state=ticket.state, wanted=states[0].value)
    return ticket


def set_service(turn: Turn, ticket: Row[Any], done: ServiceConfig) -> None:
    """Say what was done everywhere it was said before: on the ticket, its leg, and a rating given already."""
    turn.conn.execute(update(Ticket).where(Ticket.id == ticket.id).values(service_id=done.id))
    turn.conn.execute(
        update(Leg).where(Leg.ticket_id == ticket.id, Leg.outcome == "finished").values(service_id=done.id)
    )
    turn.conn.execute(
        update(Rating)
        .where(Rating.ticket_id == ticket.id)
        .values(service_id=done.id, department_id=done.department_id)
    )


def demand(ticket: Row[Any], state: State) -> None:
    """Refuse unless the ticket stands in the one state this move begins at; a transfer may leave others too."""
    if ticket.state != state:
        raise QueueError("ticket.wrong_state", state=ticket.state, wanted=State.WAITING.value)


def release_sent(turn: Turn, counter_id: int, *, kept: list[int]) -> None:
    """Give tickets sent to this counter alone back to everybody's line, but for those of the groups `kept`."""
    turn.conn.execute(
        update(Ticket)
        .where(
            Ticket.site_id == turn.site_id,
            Ticket.only_counter_id == counter_id,
            Ticket.state == "waiting",
            Ticket.group_id.not_in(kept),
        )
        .values(only_counter_id=None)
    )


def set_state(turn: Turn, counter: Row[Any], state: str, reason: str | None) -> None:
    """Write what a counter does now, and why."""
    turn.conn.execute(
        update(Counter).where(Counter.id == counter.id).values(state=state, reason=reason, since=turn.seconds)
    )


def set_leg_start(turn: Turn, ticket: Row[Any]) -> None:
    """Write when the open leg's service began."""
    turn.conn.execute(
        update(Leg).where(Leg.ticket_id == ticket.id, Leg.outcome.is_(None)).values(started_at=turn.seconds)
    )


def resume_waiting(turn: Turn, ticket: Row[Any]) -> None:
    """Let a held ticket wait at its old place, and say so in the journal."""
    wait_again(turn, ticket, (ticket.issued_seq, 0), ticket.group_id)
    turn.record("ticket.resumed", day=ticket.day, ticket=number_of(ticket))


def wait_again(turn: Turn, ticket: Row[Any], place: tuple[int, int], group_id: int, **values: object) -> None:
    """Let a ticket wait in a line at a place."""
    move(
        turn, ticket, State.WAITING,
        **{
            "place_seq": place[0], "place_tie": place[1], "group_id": group_id, "only_counter_id": None, "calls": 0,
            "reason": None, "queued_at": turn.seconds, "started_at": None, **values,
        },
    )  # fmt: skip


def find_destination(
    turn: Turn, counter: Row[Any], ticket: Row[Any], target: Target
) -> tuple[int, int | None]:
    """Return the group and, if sent to one counter, that counter's row id."""
    if target.group is not None:
        return turn.config.group(target.group).id, None
    if target.counter is None:
        raise QueueError("request.invalid", field="group")
    to = turn.conn.execute(
        select(Counter.__table__).where(Counter.id == turn.config.counter(target.counter).id)
    ).one()
    if to.id == counter.id:
        raise QueueError("request.invalid", field="counter")
    if to.state == "closed":
        raise QueueError("counter.closed", counter=to.number)
    group_id = ticket.group_id if ticket.group_id in to.groups else to.groups[0]
    return group_id, to.id


def reread(turn: Turn, ticket: Row[Any]) -> Row[Any]:
    """Return a ticket as it stands now."""
    return turn.conn.execute(select(Ticket.__table__).where(Ticket.id == ticket.id)).one()


def number_of(ticket: Row[Any]) -> str:
    """Return a ticket's number as people read it."""
    return label(ticket.prefix, ticket.number)


def answer(turn: Turn, ticket: Row[Any] | None) -> Answer:
    """Return what a console gets: the ticket and the journal number."""
    value = asdict(desk_ticket(ticket, turn.config)) if ticket is not None else None
    return {"ticket": value, "seq": turn.head.seq}
