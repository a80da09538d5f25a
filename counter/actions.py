"""What staff do at a counter. Each action reads as its story: who may, what stands where, the move, the fact.

Actions run inside a turn; they know nothing of HTTP. A refusal is a QueueError and leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, select, update

from counter.seats import Worker, get_seat, hold_counter
from shared.domain.errors import QueueError
from shared.domain.ordering import Waiting, next_streak, next_ticket, place_behind
from shared.domain.tickets import State, TicketClass, label
from shared.live.tickets import desk_ticket
from shared.store.config import ServiceConfig
from shared.store.days import enter_day, line_day, set_line_day
from shared.store.models import Counter, Help, Leg, Rating, Ticket
from shared.store.tickets import close_leg, get_ticket, heads, line_of, move, open_leg, passed_over, ticket_at
from shared.store.turn import Answer, Turn

PUT_BACK_BEHIND = 2
CORRECTION_SLACK_S = 5
"""The screen counts ten seconds; a press in the last of them may arrive a little later."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a transfer goes: a group's line, or the line of one counter."""

    group: str | None = None
    counter: int | None = None


def open_counter(
    turn: Turn, *, counter: int, who: Worker, groups: list[str] | None = None, take_over: bool = False
) -> Answer:
    """Open a counter for its usual groups or the given ones; take it over from another seat only when told to.

    Tickets sent to it alone whose group it does not serve now go back to everybody's line: nobody waits for ever.
    """
    enter_day(turn)
    row = hold_counter(turn, counter, who, take_over=take_over)
    usual = row.groups if row.state == "paused" and row.groups else row.default_groups
    chosen = [turn.config.group(code).id for code in groups] if groups is not None else list(usual)
    if not chosen:
        raise QueueError("group.unknown", group="")
    _release(turn, row.id, kept=chosen)
    turn.conn.execute(
        update(Counter)
        .where(Counter.id == row.id)
        .values(
            state="open", reason=None, since=turn.seconds, groups=chosen, staff_id=who.staff_id, seat=who.seat
        )
    )
    prefixes = [turn.config.groups_by_id[g].prefix for g in chosen if g in turn.config.groups_by_id]
    turn.record("counter.opened", counter=counter, groups=prefixes, taken_over=take_over)
    return _answer(turn, ticket_at(turn.conn, row.id))


def pause(turn: Turn, *, counter: int, who: Worker, reason: str) -> Answer:
    """Pause a counter that has no ticket."""
    enter_day(turn)
    row = get_seat(turn, counter, who)
    if reason not in turn.config.settings["pause_reasons"]:
        raise QueueError("reason.unknown", reason=reason[:40])
    _refuse_with_ticket(turn, row)
    _set_state(turn, row, "paused", reason)
    turn.record("counter.paused", counter=counter, reason=reason)
    return _answer(turn, None)


def close(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Close a counter that has no ticket; tickets sent to it alone go back to everybody's line."""
    enter_day(turn)
    row = get_seat(turn, counter, who)
    _refuse_with_ticket(turn, row)
    _release(turn, row.id, kept=[])
    turn.conn.execute(
        update(Counter)
        .where(Counter.id == row.id)
        .values(state="closed", reason=None, since=turn.seconds, staff_id=None, seat=None)
    )
    turn.record("counter.closed", counter=counter)
    return _answer(turn, None)


def call_next(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Call whoever is next by the published rule; an empty line answers with no ticket."""
    day = enter_day(turn)
    row = _free_counter(turn, counter, who)
    lines = heads(turn.conn, turn.site_id, day, row.id, row.groups)
    streaks = {group_id: line_day(turn, day, group_id)[0] for group_id in lines}
    chosen = next_ticket(lines, streaks, turn.config.rule)
    if chosen is None:
        return _answer(turn, None)
    ticket = turn.conn.execute(select(Ticket.__table__).where(Ticket.id == chosen.ticket_id)).one()
    return _call(turn, day, row, ticket, who, reason=None, streak=streaks.get(chosen.group_id, 0))


def call_chosen(turn: Turn, *, counter: int, who: Worker, ticket: str, reason: str) -> Answer:
    """Call a chosen waiting or held ticket; the reason and who was passed over go into the journal."""
    day = enter_day(turn)
    row = _free_counter(turn, counter, who)
    if reason not in turn.config.settings["chosen_reasons"]:
        raise QueueError("reason.unknown", reason=reason[:40])
    found = get_ticket(turn, day, ticket)
    if found.state == State.HELD:
        _resume(turn, found)
        found = get_ticket(turn, day, ticket)
    if found.state != State.WAITING:
        raise QueueError("ticket.wrong_state", state=found.state, wanted="called")
    streak = line_day(turn, day, found.group_id)[0]
    return _call(turn, day, row, found, who, reason=reason, streak=streak)


def recall(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Repeat the call, within the limit and not too soon."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = _current(turn, row, State.CALLED)
    settings = turn.config.settings
    if ticket.calls >= settings["recall_limit"]:
        raise QueueError("recall.limit", limit=settings["recall_limit"])
    since = turn.seconds - ticket.last_call_at
    if since < settings["recall_spacing_s"]:
        raise QueueError("recall.too_soon", seconds=settings["recall_spacing_s"] - since)
    seq = turn.record(
        "ticket.recalled", day=day, ticket=_label(ticket), counter=counter, call=ticket.calls + 1
    )
    turn.conn.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(calls=ticket.calls + 1, last_call_at=turn.seconds, last_call_seq=seq)
    )
    return _answer(turn, _reread(turn, ticket))


def start(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Begin to serve the called ticket."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = _current(turn, row, State.CALLED)
    move(turn, ticket, State.SERVING, started_at=turn.seconds)
    _set_leg_start(turn, ticket)
    turn.record("ticket.started", day=day, ticket=_label(ticket), counter=counter)
    return _answer(turn, _reread(turn, ticket))


def finish(turn: Turn, *, counter: int, who: Worker, service: str | None) -> Answer:
    """Finish the ticket at the counter with the exact service done; start need not have been pressed."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = _current(turn, row, State.CALLED, State.SERVING)
    done = turn.config.service(service) if service is not None else None
    if ticket.state == State.CALLED:
        move(turn, ticket, State.SERVING, started_at=None)
        ticket = _reread(turn, ticket)
    service_id = done.id if done else None
    move(turn, ticket, State.FINISHED, finished_at=turn.seconds, service_id=service_id, reason=None)
    close_leg(turn, ticket, "finished", service_id)
    turn.record("ticket.finished", day=day, ticket=_label(ticket), counter=counter, service=service)
    return _answer(turn, _reread(turn, ticket))


def correct(turn: Turn, *, counter: int, who: Worker, service: str) -> Answer:
    """Change the service of the ticket this counter finished last, within the seconds allowed."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    done = turn.config.service(service)
    ticket = turn.conn.execute(
        select(Ticket.__table__)
        .where(
            Ticket.site_id == turn.site_id,
            Ticket.day == day,
            Ticket.counter_id == row.id,
            Ticket.state == "finished",
        )
        .order_by(Ticket.finished_at.desc(), Ticket.id.desc())
        .limit(1)
    ).first()
    allowed = turn.config.settings["correct_within_s"] + CORRECTION_SLACK_S
    if ticket is None or turn.seconds - ticket.finished_at > allowed:
        raise QueueError("ticket.wrong_state", state="finished", wanted="finished")
    _set_service(turn, ticket, done)
    turn.record("ticket.corrected", day=day, ticket=_label(ticket), counter=counter, service=service)
    return _answer(turn, _reread(turn, ticket))


def no_show(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Nobody came to the call."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = _current(turn, row, State.CALLED)
    move(turn, ticket, State.NO_SHOW)
    close_leg(turn, ticket, "no_show")
    turn.record("ticket.no_show", day=day, ticket=_label(ticket), counter=counter, calls=ticket.calls)
    return _answer(turn, _reread(turn, ticket))


def put_back(turn: Turn, *, counter: int, who: Worker, ticket: str) -> Answer:
    """Put a no-show who came back behind the next two of the line."""
    day = enter_day(turn)
    get_seat(turn, counter, who)
    found = get_ticket(turn, day, ticket)
    _demand(found, State.NO_SHOW)
    seq = turn.record("ticket.put_back", day=day, ticket=_label(found), counter=counter)
    line = line_of(turn.conn, turn.site_id, day, found.group_id)
    streak = line_day(turn, day, found.group_id)[0]
    place = place_behind(
        line, streak, turn.config.rule, klass=TicketClass(found.klass), count=PUT_BACK_BEHIND, own_seq=seq
    )
    _wait_again(turn, found, place, found.group_id)
    return _answer(turn, _reread(turn, found))


def hold(turn: Turn, *, counter: int, who: Worker, reason: str | None = None) -> Answer:
    """Put the ticket at the counter on hold."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    if reason is not None and reason not in turn.config.settings["hold_reasons"]:
        raise QueueError("reason.unknown", reason=reason[:40])
    ticket = _current(turn, row, State.CALLED, State.SERVING)
    move(turn, ticket, State.HELD, reason=reason)
    close_leg(turn, ticket, "held")
    turn.record("ticket.held", day=day, ticket=_label(ticket), counter=counter, reason=reason)
    return _answer(turn, _reread(turn, ticket))


def resume(turn: Turn, *, counter: int, who: Worker, ticket: str) -> Answer:
    """Let a held ticket wait again, at its old place."""
    day = enter_day(turn)
    get_seat(turn, counter, who)
    found = get_ticket(turn, day, ticket)
    _demand(found, State.HELD)
    _resume(turn, found)
    return _answer(turn, _reread(turn, found))


def transfer(turn: Turn, *, counter: int, who: Worker, target: Target) -> Answer:
    """End this leg and let the ticket wait in another line, with the same number and the original issue time."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = _current(turn, row, State.CALLED, State.SERVING)
    group_id, only = _destination(turn, row, ticket, target)
    close_leg(turn, ticket, "transferred")
    _wait_again(turn, ticket, (ticket.issued_seq, 0), group_id, only_counter_id=only, queued_at=turn.seconds)
    group = turn.config.groups_by_id[group_id]
    turn.record(
        "ticket.transferred",
        day=day,
        ticket=_label(ticket),
        counter=counter,
        group=group.code,
        to_counter=target.counter,
    )
    return _answer(turn, _reread(turn, ticket))


def set_group_closed(turn: Turn, *, group: str, closed: bool) -> Answer:
    """Let a group give no more tickets today, or give them again. Those who wait keep their places."""
    day = enter_day(turn)
    found = turn.config.group(group)
    set_line_day(turn, day, found.id, closed=closed)
    seq = turn.record("group.closed" if closed else "group.opened", day=day, group=found.code)
    return {"seq": seq}


def answer_help(turn: Turn) -> Answer:
    """Say that somebody is with those who asked for staff."""
    enter_day(turn)
    answered = turn.conn.execute(
        update(Help)
        .where(Help.site_id == turn.site_id, Help.answered_at.is_(None))
        .values(answered_at=turn.seconds)
    )
    if answered.rowcount:
        turn.record("help.answered", count=answered.rowcount)
    return {"seq": turn.head.seq}


def _call(
    turn: Turn, day: str, counter: Row[Any], ticket: Row[Any], who: Worker, *, reason: str | None, streak: int
) -> Answer:
    kind, extra = "ticket.called", {}
    if reason is not None:
        kind, extra = (
            "ticket.called_chosen",
            {"reason": reason, "passed_over": passed_over(turn, day, counter, ticket)},
        )
    seq = turn.record(
        kind,
        day=day,
        ticket=_label(ticket),
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
    return _answer(turn, _reread(turn, ticket))


def _free_counter(turn: Turn, number: int, who: Worker) -> Row[Any]:
    row = get_seat(turn, number, who)
    if row.state != "open":
        raise QueueError(f"counter.{row.state}", counter=number)
    _refuse_with_ticket(turn, row)
    return row


def _refuse_with_ticket(turn: Turn, counter: Row[Any]) -> None:
    ticket = ticket_at(turn.conn, counter.id)
    if ticket is not None:
        raise QueueError("counter.has_ticket", ticket=_label(ticket))


def _current(turn: Turn, counter: Row[Any], *states: State) -> Row[Any]:
    ticket = ticket_at(turn.conn, counter.id)
    if ticket is None:
        raise QueueError("counter.no_ticket", counter=counter.number)
    if ticket.state not in states:
        raise QueueError("ticket.wrong_state", state=ticket.state, wanted=states[0].value)
    return ticket


def _set_service(turn: Turn, ticket: Row[Any], done: ServiceConfig) -> None:
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


def _demand(ticket: Row[Any], state: State) -> None:
    """Refuse unless the ticket stands in the one state this move begins at; a transfer may leave others too."""
    if ticket.state != state:
        raise QueueError("ticket.wrong_state", state=ticket.state, wanted=State.WAITING.value)


def _release(turn: Turn, counter_id: int, *, kept: list[int]) -> None:
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


def _set_state(turn: Turn, counter: Row[Any], state: str, reason: str | None) -> None:
    turn.conn.execute(
        update(Counter).where(Counter.id == counter.id).values(state=state, reason=reason, since=turn.seconds)
    )


def _set_leg_start(turn: Turn, ticket: Row[Any]) -> None:
    turn.conn.execute(
        update(Leg).where(Leg.ticket_id == ticket.id, Leg.outcome.is_(None)).values(started_at=turn.seconds)
    )


def _resume(turn: Turn, ticket: Row[Any]) -> None:
    _wait_again(turn, ticket, (ticket.issued_seq, 0), ticket.group_id)
    turn.record("ticket.resumed", day=ticket.day, ticket=_label(ticket))


def _wait_again(
    turn: Turn, ticket: Row[Any], place: tuple[int, int], group_id: int, **values: object
) -> None:
    move(
        turn, ticket, State.WAITING,
        **{
            "place_seq": place[0], "place_tie": place[1], "group_id": group_id, "only_counter_id": None, "calls": 0,
            "reason": None, "queued_at": turn.seconds, "started_at": None, **values,
        },
    )  # fmt: skip


def _destination(turn: Turn, counter: Row[Any], ticket: Row[Any], target: Target) -> tuple[int, int | None]:
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


def _reread(turn: Turn, ticket: Row[Any]) -> Row[Any]:
    return turn.conn.execute(select(Ticket.__table__).where(Ticket.id == ticket.id)).one()


def _label(ticket: Row[Any]) -> str:
    return label(ticket.prefix, ticket.number)


def _answer(turn: Turn, ticket: Row[Any] | None) -> Answer:
    value = asdict(desk_ticket(ticket, turn.config)) if ticket is not None else None
    return {"ticket": value, "seq": turn.head.seq}
