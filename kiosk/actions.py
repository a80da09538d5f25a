"""What a visitor does: take a number, give up the place, rate, ask for staff. Actions run inside a turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from shared.clock import iso
from shared.domain.announcements import stopped_until
from shared.domain.errors import QueueError
from shared.domain.tickets import ELSEWHERE, State, TicketClass, label
from shared.live.halls import check_tickets_given
from shared.store.announcements import list_told
from shared.store.config import GroupConfig
from shared.store.days import enter_day, line_day
from shared.store.models import Help, Rating, Ticket
from shared.store.print_jobs import expire_slip, hand_to_browser, queue_slip
from shared.store.tickets import (
    add_ticket,
    close_leg,
    count_ahead,
    count_before,
    find_by_token,
    line_of,
    move,
    next_number,
    note_one_more,
)
from shared.store.turn import Answer, Turn

HIGHEST_ID = 2**63 - 1
"""No database takes a longer one."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The estimate shown when the number was taken, in seconds; kept so that it can be compared with the truth."""

    low_s: int
    high_s: int


@dataclass(frozen=True, slots=True)
class Paper:
    """Where the slip comes out, and what the address in its QR begins with."""

    device_id: int
    base: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a visitor answered. `score` 1–5; everything else is free to be left out."""

    score: int | None = None
    answers: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    comment: str | None = None
    sex: str | None = None
    age: str | None = None
    occupation: str | None = None


def issue_ticket(
    turn: Turn,
    *,
    group: str,
    priority: bool = False,
    language: str = "th",
    channel: str = "kiosk",
    promise: Promise | None = None,
    paper: Paper | None = None,
) -> Answer:
    """Give the next number of a group; answers with the number, its public token and the place in line.

    With `paper` its print job is written in the same turn: the ticket has one slip to come, or there is neither.
    """
    day = enter_day(turn)
    chosen = turn.config.group(group)
    _check_open(turn, day, chosen)
    klass = TicketClass.PRIORITY if priority else TicketClass.NORMAL
    waiting = count_before(turn, day, chosen.id)
    number = next_number(turn, day, chosen.prefix)
    seq = turn.record(
        "ticket.issued", day=day, ticket=label(chosen.prefix, number), group=chosen.code, language=language,
        channel=channel, **{"class": klass.value},
    )  # fmt: skip
    token = turn.new_token()
    ticket_id = add_ticket(
        turn, day=day, prefix=chosen.prefix, number=number, token=token, group_id=chosen.id,
        first_group_id=chosen.id, klass=klass.value, language=language, channel=channel, origin=turn.origin,
        state=State.WAITING.value, state_since=turn.seconds, place_seq=seq, place_tie=0, issued_seq=seq,
        issued_at=turn.seconds, queued_at=turn.seconds, calls=0, rated=False,
        promise_low_s=promise.low_s if promise else None, promise_high_s=promise.high_s if promise else None,
    )  # fmt: skip
    note_one_more(turn, day, chosen.id)
    ahead: int | None = waiting
    if priority and waiting:
        line = line_of(turn.conn, turn.site_id, day, chosen.id)
        ahead = count_ahead(line, line_day(turn, day, chosen.id)[0], turn.config.rule, ticket_id)
    if paper is not None:
        wait = [promise.low_s // 60, promise.high_s // 60] if promise else None
        slip = {"base": paper.base, "ahead": waiting if ahead is None else ahead, "wait": wait}
        queue_slip(turn, device_id=paper.device_id, slip=slip, ticket_id=ticket_id)
    return {
        "number": label(chosen.prefix, number),
        "token": token,
        "group": chosen.code,
        "ahead": waiting if ahead is None else ahead,
        "seq": seq,
    }


def take_slip(turn: Turn, *, token: str) -> Answer:
    """Give the kiosk's own browser the slip of a ticket, once; `print` is false for whoever asks again."""
    ticket = find_by_token(turn.conn, turn.site_id, token)
    if ticket is None:
        raise QueueError("ticket.unknown", ticket="")
    return {"print": hand_to_browser(turn, ticket_id=ticket.id)}


def drop_slip(turn: Turn, *, token: str) -> Answer:
    """Let a slip that waits for its printer go, because its visitor went; answers with where it stands."""
    ticket = find_by_token(turn.conn, turn.site_id, token)
    if ticket is None:
        raise QueueError("ticket.unknown", ticket="")
    return {"state": expire_slip(turn, ticket_id=ticket.id)}


def cancel_ticket(turn: Turn, *, token: str) -> Answer:
    """The visitor gives up the place."""
    day = enter_day(turn)
    ticket = find_by_token(turn.conn, turn.site_id, token)
    if ticket is None:
        raise QueueError("ticket.unknown", ticket="")
    if ticket.day != day:
        raise QueueError("ticket.not_today", ticket=label(ticket.prefix, ticket.number))
    move(turn, ticket, State.CANCELLED, left_at=turn.seconds)
    close_leg(turn, ticket, "cancelled")
    number = label(ticket.prefix, ticket.number)
    seq = turn.record("ticket.cancelled", day=day, ticket=number)
    return {"number": number, "state": State.CANCELLED.value, "seq": seq}


def rate(
    turn: Turn,
    *,
    opinion: Opinion,
    source: str,
    source_id: str,
    language: str,
    token: str | None = None,
    group: str | None = None,
) -> Answer:
    """Accept a rating: verified for a finished ticket, open without one.

    One per ticket; inside the correction time the same source changes it. Refuses with `rating.*` codes.
    """
    day = enter_day(turn)
    if opinion.score is None:
        raise QueueError("request.invalid", field="score")
    ticket = _ratable_ticket(turn, token) if token is not None else None
    if ticket is not None and ticket.rated:
        return _correct(turn, ticket, opinion, source_id)
    if ticket is None:
        _check_spacing(turn, source_id)
    chosen = turn.config.group(group) if group is not None else None
    values = _about(turn, ticket, chosen)
    rating_id = turn.conn.execute(
        insert(Rating).values(
            site_id=turn.site_id, day=day, at=turn.seconds, score=opinion.score, reasons=opinion.reasons,
            comment=opinion.comment, sex=opinion.sex, age=opinion.age, occupation=opinion.occupation,
            language=language, verified=ticket is not None, source=source, source_id=source_id, origin=turn.origin,
            ticket_id=ticket.id if ticket is not None else None, **_dimensions(opinion), **values,
        ).returning(Rating.id)
    ).scalar_one()  # fmt: skip
    if ticket is not None:
        turn.conn.execute(update(Ticket).where(Ticket.id == ticket.id).values(rated=True))
    turn.record(
        "rating.given",
        day=day,
        verified=ticket is not None,
        source=source,
        language=language,
        **_facts(opinion),
    )
    return _rated(turn, rating_id, turn.seconds, verified=ticket is not None)


def amend_rating(
    turn: Turn, *, rating_id: int, opinion: Opinion, source_id: str, token: str | None = None
) -> Answer:
    """Add the free answers to a rating just given, from where it was given, within the minutes allowed."""
    enter_day(turn)
    if rating_id > HIGHEST_ID:
        raise QueueError("rating.unknown")
    row = turn.conn.execute(
        select(Rating.__table__).where(Rating.id == rating_id, Rating.site_id == turn.site_id)
    ).first()
    if row is None or row.source_id != source_id or not _same_ticket(turn, row, token):
        raise QueueError("rating.unknown")
    settings = turn.config.settings["rating"]
    if turn.seconds - row.at > settings["amend_within_s"]:
        raise QueueError("rating.window_over")
    if opinion.score is not None and turn.seconds - row.at > settings["correct_s"]:
        raise QueueError("rating.done")
    _amend(turn, row, opinion)
    return _rated(turn, rating_id, row.at, verified=row.verified)


def ask_help(turn: Turn, *, device: str) -> Answer:
    """A visitor asks for staff; asking again while nobody came changes nothing."""
    enter_day(turn)
    waiting = turn.conn.execute(
        select(Help.id).where(Help.site_id == turn.site_id, Help.device == device, Help.answered_at.is_(None))
    ).first()
    if waiting is None:
        turn.conn.execute(insert(Help).values(site_id=turn.site_id, asked_at=turn.seconds, device=device))
        turn.record("help.asked", device=device)
    return {"seq": turn.head.seq}


def _check_open(turn: Turn, day: str, group: GroupConfig) -> None:
    if turn.origin != "test":  # an office is tried out on the evening before it opens
        check_tickets_given(turn.config, group, turn.now)
    _, closed = turn.remember(("line", day, group.id), lambda: line_day(turn, day, group.id))
    if closed:
        raise QueueError("group.closed", group=group.code)
    told = turn.remember("told", lambda: list_told(turn.conn, turn.site_id, turn.seconds))
    if stopped_until(told, group.id, turn.seconds) is not None:
        raise QueueError("group.closed", group=group.code)
    if group.daily_cap is not None:
        given = turn.conn.execute(
            select(func.count())
            .select_from(Ticket)
            .where(
                Ticket.site_id == turn.site_id,
                Ticket.day == day,
                Ticket.first_group_id == group.id,
                Ticket.origin.not_in(ELSEWHERE),
            )
        ).scalar_one()
        if given >= group.daily_cap:
            raise QueueError("group.full", group=group.code)


def _ratable_ticket(turn: Turn, token: str) -> Row[Any]:
    ticket = find_by_token(turn.conn, turn.site_id, token)
    if ticket is None:
        raise QueueError("ticket.unknown", ticket="")
    if ticket.state != State.FINISHED or ticket.finished_at is None:
        raise QueueError("rating.not_finished")
    if turn.seconds - ticket.finished_at > turn.config.settings["rating"]["window_min"] * 60:
        raise QueueError("rating.window_over")
    return ticket


def _correct(turn: Turn, ticket: Row[Any], opinion: Opinion, source_id: str) -> Answer:
    row = turn.conn.execute(select(Rating.__table__).where(Rating.ticket_id == ticket.id)).first()
    within = row is not None and turn.seconds - row.at <= turn.config.settings["rating"]["correct_s"]
    if row is None or not within or row.source_id != source_id:
        raise QueueError("rating.done")
    _amend(turn, row, opinion)
    return _rated(turn, row.id, row.at, verified=True)


def _amend(turn: Turn, row: Row[Any], opinion: Opinion) -> None:
    values: dict[str, object] = {**{k: v for k, v in _dimensions(opinion).items() if v is not None}}
    for name in ("score", "comment", "sex", "age", "occupation"):
        if getattr(opinion, name) is not None:
            values[name] = getattr(opinion, name)
    if opinion.reasons:
        values["reasons"] = opinion.reasons
    if values:
        turn.conn.execute(update(Rating).where(Rating.id == row.id).values(values))
        turn.record("rating.corrected", day=row.day, **_facts(opinion))


def _check_spacing(turn: Turn, source_id: str) -> None:
    last = turn.conn.execute(
        select(func.max(Rating.at)).where(
            Rating.site_id == turn.site_id, Rating.source_id == source_id, Rating.verified.is_(False)
        )
    ).scalar()
    gap = turn.config.settings["rating"]["open_gap_s"]
    if last is not None and 0 <= turn.seconds - last < gap:
        raise QueueError("rating.too_soon", seconds=gap - (turn.seconds - last))


def _about(turn: Turn, ticket: Row[Any] | None, group: GroupConfig | None) -> dict[str, int | None]:
    if ticket is None:
        return {"group_id": group.id, "department_id": group.department_id} if group else {}
    service = turn.config.services_by_id.get(ticket.service_id) if ticket.service_id else None
    own = turn.config.groups_by_id.get(ticket.group_id)
    department = service.department_id if service else own.department_id if own else None
    return {
        "group_id": ticket.group_id,
        "service_id": ticket.service_id,
        "department_id": department,
        "counter_id": ticket.counter_id,
    }


def _same_ticket(turn: Turn, row: Row[Any], token: str | None) -> bool:
    if row.source != "phone":
        return True
    ticket = find_by_token(turn.conn, turn.site_id, token) if token else None
    return ticket is not None and row.ticket_id == ticket.id


def _dimensions(opinion: Opinion) -> dict[str, int | None]:
    return {name: opinion.answers.get(name) for name in ("process", "staff", "facility", "channel")}


def _facts(opinion: Opinion) -> dict[str, object]:
    answered: dict[str, object] = dict(opinion.answers)
    if opinion.score is not None:
        answered["score"] = opinion.score
    if opinion.reasons:
        answered["reasons"] = opinion.reasons
    return {"answers": answered, "comment": opinion.comment is not None}


def _rated(turn: Turn, rating_id: int, at: int, *, verified: bool) -> Answer:
    return {
        "id": rating_id,
        "verified": verified,
        "correct_until": iso(at + turn.config.settings["rating"]["correct_s"]),
    }
