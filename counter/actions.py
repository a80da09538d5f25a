"""What staff do at a counter. Each action reads as its story: who may, what stands where, the move, the fact.

Actions run inside a turn; they know nothing of HTTP. A refusal is a QueueError and leaves nothing behind.
"""

from __future__ import annotations

from sqlalchemy import select, update

from counter.seats import Worker, get_seat, hold_counter
from counter.steps import Target as Target
from counter.steps import (
    answer,
    call_to,
    demand,
    find_destination,
    get_current,
    get_free_counter,
    number_of,
    refuse_with_ticket,
    release_sent,
    reread,
    resume_waiting,
    set_leg_start,
    set_service,
    set_state,
    wait_again,
)
from shared.domain.errors import QueueError
from shared.domain.ordering import next_ticket, place_behind
from shared.domain.tickets import ELSEWHERE, State, TicketClass
from shared.store.days import enter_day, line_day, set_line_day
from shared.store.models import Counter, Help, Ticket
from shared.store.tickets import close_leg, get_ticket, heads, line_of, move, ticket_at
from shared.store.turn import Answer, Turn

PUT_BACK_BEHIND = 2
CORRECTION_SLACK_S = 5
"""The screen counts ten seconds; a press in the last of them may arrive a little later."""


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
    release_sent(turn, row.id, kept=chosen)
    turn.conn.execute(
        update(Counter)
        .where(Counter.id == row.id)
        .values(
            state="open", reason=None, since=turn.seconds, groups=chosen, staff_id=who.staff_id, seat=who.seat
        )
    )
    prefixes = [turn.config.groups_by_id[g].prefix for g in chosen if g in turn.config.groups_by_id]
    turn.record("counter.opened", counter=counter, groups=prefixes, taken_over=take_over)
    return answer(turn, ticket_at(turn.conn, row.id))


def pause(turn: Turn, *, counter: int, who: Worker, reason: str) -> Answer:
    """Pause a counter that has no ticket."""
    enter_day(turn)
    row = get_seat(turn, counter, who)
    if reason not in turn.config.settings["pause_reasons"]:
        raise QueueError("reason.unknown", reason=reason[:40])
    refuse_with_ticket(turn, row)
    set_state(turn, row, "paused", reason)
    turn.record("counter.paused", counter=counter, reason=reason)
    return answer(turn, None)


def close(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Close a counter that has no ticket; tickets sent to it alone go back to everybody's line."""
    enter_day(turn)
    row = get_seat(turn, counter, who)
    refuse_with_ticket(turn, row)
    release_sent(turn, row.id, kept=[])
    turn.conn.execute(
        update(Counter)
        .where(Counter.id == row.id)
        .values(state="closed", reason=None, since=turn.seconds, staff_id=None, seat=None)
    )
    turn.record("counter.closed", counter=counter)
    return answer(turn, None)


def call_next(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Call whoever is next by the published rule; an empty line answers with no ticket."""
    day = enter_day(turn)
    row = get_free_counter(turn, counter, who)
    lines = heads(turn.conn, turn.site_id, day, row.id, row.groups)
    streaks = {group_id: line_day(turn, day, group_id)[0] for group_id in lines}
    chosen = next_ticket(lines, streaks, turn.config.rule)
    if chosen is None:
        return answer(turn, None)
    ticket = turn.conn.execute(select(Ticket.__table__).where(Ticket.id == chosen.ticket_id)).one()
    return call_to(turn, day, row, ticket, who, reason=None, streak=streaks.get(chosen.group_id, 0))


def call_chosen(turn: Turn, *, counter: int, who: Worker, ticket: str, reason: str) -> Answer:
    """Call a chosen waiting or held ticket; the reason and who was passed over go into the journal."""
    day = enter_day(turn)
    row = get_free_counter(turn, counter, who)
    if reason not in turn.config.settings["chosen_reasons"]:
        raise QueueError("reason.unknown", reason=reason[:40])
    found = get_ticket(turn, day, ticket)
    if found.state == State.HELD:
        resume_waiting(turn, found)
        found = get_ticket(turn, day, ticket)
    if found.state != State.WAITING:
        raise QueueError("ticket.wrong_state", state=found.state, wanted="called")
    streak = line_day(turn, day, found.group_id)[0]
    return call_to(turn, day, row, found, who, reason=reason, streak=streak)


def recall(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Repeat the call, within the limit and not too soon."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = get_current(turn, row, State.CALLED)
    settings = turn.config.settings
    if ticket.calls >= settings["recall_limit"]:
        raise QueueError("recall.limit", limit=settings["recall_limit"])
    since = turn.seconds - ticket.last_call_at
    if since < settings["recall_spacing_s"]:
        raise QueueError("recall.too_soon", seconds=settings["recall_spacing_s"] - since)
    seq = turn.record(
        "ticket.recalled", day=day, ticket=number_of(ticket), counter=counter, call=ticket.calls + 1
    )
    turn.conn.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(calls=ticket.calls + 1, last_call_at=turn.seconds, last_call_seq=seq)
    )
    return answer(turn, reread(turn, ticket))


def start(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Begin to serve the called ticket."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = get_current(turn, row, State.CALLED)
    move(turn, ticket, State.SERVING, started_at=turn.seconds)
    set_leg_start(turn, ticket)
    turn.record("ticket.started", day=day, ticket=number_of(ticket), counter=counter)
    return answer(turn, reread(turn, ticket))


def finish(turn: Turn, *, counter: int, who: Worker, service: str | None) -> Answer:
    """Finish the ticket at the counter with the exact service done; start need not have been pressed."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = get_current(turn, row, State.CALLED, State.SERVING)
    done = turn.config.service(service) if service is not None else None
    if ticket.state == State.CALLED:
        move(turn, ticket, State.SERVING, started_at=None)
        ticket = reread(turn, ticket)
    service_id = done.id if done else None
    move(turn, ticket, State.FINISHED, finished_at=turn.seconds, service_id=service_id, reason=None)
    close_leg(turn, ticket, "finished", service_id)
    turn.record("ticket.finished", day=day, ticket=number_of(ticket), counter=counter, service=service)
    return answer(turn, reread(turn, ticket))


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
            Ticket.origin.not_in(ELSEWHERE),
        )
        .order_by(Ticket.finished_at.desc(), Ticket.id.desc())
        .limit(1)
    ).first()
    allowed = turn.config.settings["correct_within_s"] + CORRECTION_SLACK_S
    if ticket is None or turn.seconds - ticket.finished_at > allowed:
        raise QueueError("ticket.wrong_state", state="finished", wanted="finished")
    set_service(turn, ticket, done)
    turn.record("ticket.corrected", day=day, ticket=number_of(ticket), counter=counter, service=service)
    return answer(turn, reread(turn, ticket))


def no_show(turn: Turn, *, counter: int, who: Worker) -> Answer:
    """Nobody came to the call."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = get_current(turn, row, State.CALLED)
    move(turn, ticket, State.NO_SHOW)
    close_leg(turn, ticket, "no_show")
    turn.record("ticket.no_show", day=day, ticket=number_of(ticket), counter=counter, calls=ticket.calls)
    return answer(turn, reread(turn, ticket))


def put_back(turn: Turn, *, counter: int, who: Worker, ticket: str) -> Answer:
    """Put a no-show who came back behind the next two of the line."""
    day = enter_day(turn)
    get_seat(turn, counter, who)
    found = get_ticket(turn, day, ticket)
    demand(found, State.NO_SHOW)
    seq = turn.record("ticket.put_back", day=day, ticket=number_of(found), counter=counter)
    line = line_of(turn.conn, turn.site_id, day, found.group_id)
    streak = line_day(turn, day, found.group_id)[0]
    place = place_behind(
        line, streak, turn.config.rule, klass=TicketClass(found.klass), count=PUT_BACK_BEHIND, own_seq=seq
    )
    wait_again(turn, found, place, found.group_id)
    return answer(turn, reread(turn, found))


def hold(turn: Turn, *, counter: int, who: Worker, reason: str | None = None) -> Answer:
    """Put the ticket at the counter on hold."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    if reason is not None and reason not in turn.config.settings["hold_reasons"]:
        raise QueueError("reason.unknown", reason=reason[:40])
    ticket = get_current(turn, row, State.CALLED, State.SERVING)
    move(turn, ticket, State.HELD, reason=reason)
    close_leg(turn, ticket, "held")
    turn.record("ticket.held", day=day, ticket=number_of(ticket), counter=counter, reason=reason)
    return answer(turn, reread(turn, ticket))


def resume(turn: Turn, *, counter: int, who: Worker, ticket: str) -> Answer:
    """Let a held ticket wait again, at its old place."""
    day = enter_day(turn)
    get_seat(turn, counter, who)
    found = get_ticket(turn, day, ticket)
    demand(found, State.HELD)
    resume_waiting(turn, found)
    return answer(turn, reread(turn, found))


def transfer(turn: Turn, *, counter: int, who: Worker, target: Target) -> Answer:
    """End this leg and let the ticket wait in another line, with the same number and the original issue time."""
    day = enter_day(turn)
    row = get_seat(turn, counter, who)
    ticket = get_current(turn, row, State.CALLED, State.SERVING)
    group_id, only = find_destination(turn, row, ticket, target)
    close_leg(turn, ticket, "transferred")
    wait_again(turn, ticket, (ticket.issued_seq, 0), group_id, only_counter_id=only, queued_at=turn.seconds)
    group = turn.config.groups_by_id[group_id]
    turn.record(
        "ticket.transferred",
        day=day,
        ticket=number_of(ticket),
        counter=counter,
        group=group.code,
        to_counter=target.counter,
    )
    return answer(turn, reread(turn, ticket))


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
