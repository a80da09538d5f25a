"""The visitor's part of the HTTP API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, select

from kiosk import actions, forms
from shared.clock import epoch, iso
from shared.domain.errors import QueueError
from shared.domain.printing import read_paper
from shared.domain.tickets import ELSEWHERE, label
from shared.domain.waiting import Range, as_minutes
from shared.live.snapshots import Snapshot
from shared.live.values import Wait
from shared.store.config import SiteConfig
from shared.store.models import Counter, Ticket
from shared.store.print_jobs import find_slip
from shared.store.tickets import find_by_token
from shared.web.access import Principal, find_holder
from shared.web.api import Api, Call, Nothing, Ready
from shared.web.deps import deps
from shared.web.links import phone_base, phone_url
from shared.web.security import count_press, refuse_token

api = Api("kiosk")
RATABLE_SHOWN = 12
KEPT_S = 5
"""An answer about a ticket holds so long unless something happens at its site; only `ratable` changes by itself."""
_HALL = ("hall.before", "hall.closed", "hall.holiday", "hall.last_ticket", "clock.behind")


@api.add("GET", "/groups", allow="board.read", answer=forms.Groups)
def list_groups(call: Call) -> dict[str, Any]:
    """What the kiosk may offer now, with waiting count and estimate."""
    board = deps().publisher.latest(call.principal.site_id).board
    return {"groups": [asdict(group) for group in board.groups], "hall": asdict(board.hall)}


@api.add(
    "POST", "/tickets", allow="ticket.issue", body=forms.IssueBody, answer=forms.Issued, status=201,
    refuses=("group.unknown", "group.closed", "group.full", *_HALL),
)  # fmt: skip
def issue_ticket(call: Call) -> dict[str, Any]:
    """Give the next number of a group."""
    body: forms.IssueBody = call.body
    count_press(call.principal)
    snapshot = deps().publisher.kept(call.principal.site_id)
    promise = _promise(snapshot, body.group, priority=body.priority)
    channel = "program" if call.principal.subject.startswith("token:") else "kiosk"
    paper = _paper(snapshot, call.principal)
    answer = call.write(
        lambda turn: {
            **actions.issue_ticket(
                turn,
                group=body.group,
                priority=body.priority,
                language=body.language,
                channel=channel,
                promise=promise,
                paper=paper,
            ),
            "wait": _minutes(promise),
        }
    )
    if paper is not None:
        deps().print_room.wake()
    return {**answer, "url": phone_url(answer["token"])}


@api.add(
    "GET",
    "/tickets/<token>",
    allow="anybody",
    answer=forms.TicketView,
    refuses=("ticket.unknown",),
    conditional=True,
)
def get_ticket(call: Call, token: str) -> Ready:
    """A ticket as its holder sees it; ask again after `poll_after_s` seconds."""
    seconds, answers = epoch(call.now), deps().publisher.latest(_holder(token).site_id).answers
    kept = answers.get(token)
    if kept is None or not 0 <= seconds - kept[0] < KEPT_S:
        kept = answers[token] = seconds, Ready.of(view_ticket(token, seconds))
    return kept[1]


@api.add("GET", "/tickets/<token>/slip", allow="anybody", answer=forms.SlipView, refuses=("ticket.unknown",))
def get_slip(call: Call, token: str) -> dict[str, Any]:
    """Where the printing of a ticket's slip stands; `none` for a ticket without one."""
    holder = _holder(token)
    with deps().engine.connect() as conn:
        row = find_by_token(conn, holder.site_id, token)
        job = find_slip(conn, row.id) if row is not None else None
    return {"state": job.state if job is not None else "none"}


@api.add(
    "POST", "/tickets/<token>/slip", allow="slip.take", body=Nothing, answer=forms.SlipTaken,
    refuses=("ticket.unknown",),
)  # fmt: skip
def take_slip(call: Call, token: str) -> dict[str, Any]:
    """Take a ticket's slip to print it in the kiosk's own browser. Only the first who asks is told to print."""
    return call.write(lambda turn: actions.take_slip(turn, token=token))


@api.add(
    "DELETE", "/tickets/<token>/slip", allow="slip.take", answer=forms.SlipView,
    refuses=("ticket.unknown",),
)  # fmt: skip
def drop_slip(call: Call, token: str) -> dict[str, Any]:
    """Nobody waits at the kiosk for this slip any more: it is not printed, unless that has begun."""
    return call.write(lambda turn: actions.drop_slip(turn, token=token))


@api.add(
    "DELETE", "/tickets/<token>", allow="anybody", answer=forms.Cancelled,
    refuses=("ticket.unknown", "ticket.not_today", "ticket.wrong_state", "clock.behind"),
)  # fmt: skip
def cancel_ticket(call: Call, token: str) -> dict[str, Any]:
    """The visitor gives up the place."""
    holder = _holder(token)
    return Call(holder, call.now, None).write(lambda turn: actions.cancel_ticket(turn, token=token))


@api.add("GET", "/ratable", allow="rating.list", answer=forms.Ratable)
def list_ratable(call: Call) -> dict[str, Any]:
    """The tickets just finished and not rated yet, newest first."""
    snapshot = deps().publisher.latest(call.principal.site_id)
    window_s = snapshot.config.settings["rating"]["window_min"] * 60
    query = (
        select(
            Ticket.prefix, Ticket.number, Ticket.token, Ticket.finished_at, Counter.number.label("counter")
        )
        .join(Counter, Counter.id == Ticket.counter_id)
        .where(
            Ticket.site_id == call.principal.site_id,
            Ticket.day == snapshot.board.day,
            Ticket.state == "finished",
            Ticket.origin.not_in(ELSEWHERE),
            Ticket.rated.is_(False),
            Ticket.finished_at >= epoch(call.now) - window_s,
        )
        .order_by(Ticket.finished_at.desc(), Ticket.id.desc())
        .limit(RATABLE_SHOWN)
    )
    if call.principal.counter is not None:
        query = query.where(Counter.number == call.principal.counter)
    with deps().engine.connect() as conn:
        rows = conn.execute(query).all()
    return {
        "tickets": [
            {
                "number": label(row.prefix, row.number),
                "token": row.token,
                "finished_at": iso(row.finished_at),
                "counter": row.counter,
            }
            for row in rows
        ]
    }


@api.add(
    "POST", "/ratings", allow="rating.give", body=forms.RatingBody, answer=forms.Rated, status=201,
    refuses=("ticket.unknown", "group.unknown", "rating.done", "rating.not_finished", "rating.too_soon",
             "rating.window_over", "reason.unknown", "clock.behind"),
)  # fmt: skip
def give_rating(call: Call) -> dict[str, Any]:
    """Rate: verified with the token of a finished ticket, open without one."""
    body: forms.RatingBody = call.body
    principal, source, source_id = _source(call.principal, body.token)
    opinion = _opinion(body, principal.site_id, body.score)
    return Call(principal, call.now, None).write(
        lambda turn: actions.rate(
            turn,
            opinion=opinion,
            source=source,
            source_id=source_id,
            language=body.language,
            token=body.token,
            group=body.group,
        )
    )


@api.add(
    "PATCH", "/ratings/<int:rating_id>", allow="rating.give", body=forms.AmendBody, answer=forms.Rated,
    refuses=("rating.unknown", "rating.done", "rating.window_over", "reason.unknown", "ticket.unknown", "clock.behind"),
)  # fmt: skip
def amend_rating(call: Call, rating_id: int) -> dict[str, Any]:
    """Add the free answers to a rating just given."""
    body: forms.AmendBody = call.body
    principal, _, source_id = _source(call.principal, body.token)
    opinion = _opinion(body, principal.site_id, body.score)
    return Call(principal, call.now, None).write(
        lambda turn: actions.amend_rating(
            turn, rating_id=rating_id, opinion=opinion, source_id=source_id, token=body.token
        )
    )


@api.add(
    "POST", "/help", allow="help.ask", body=Nothing, answer=forms.Done, status=201, refuses=("clock.behind",)
)
def ask_help(call: Call) -> dict[str, Any]:
    """Ask for staff at this kiosk."""
    return call.write(lambda turn: actions.ask_help(turn, device=call.principal.name))


def view_ticket(token: str, seconds: int) -> dict[str, Any]:
    """Return a ticket as its holder sees it; refuse with `ticket.unknown`."""
    holder = _holder(token)
    snapshot = deps().publisher.latest(holder.site_id)
    with deps().engine.connect() as conn:
        row = find_by_token(conn, holder.site_id, token)
    assert row is not None  # the holder was found by it
    config = snapshot.config
    group, counter = config.groups_by_id.get(row.group_id), config.counters_by_id.get(row.counter_id or 0)
    ahead = snapshot.ahead.get(row.id) if row.state == "waiting" else None
    estimate = snapshot.forecast.tickets.get(row.id) if row.state == "waiting" else None
    shown = row.state in ("called", "serving", "finished", "no_show")
    return {
        "number": label(row.prefix, row.number),
        "state": row.state,
        "group": group.code if group else row.prefix,
        "group_name": dict(group.name) if group else {},
        "counter": counter.number if counter and shown else None,
        "ahead": ahead,
        "wait": asdict(_wait(estimate)) if estimate is not None else None,
        "poll_after_s": _poll_after(row, ahead),
        "language": row.language,
        "called_at": iso(row.last_call_at) if row.last_call_at else None,
        "rated": row.rated,
        "ratable": _is_ratable(row, config, seconds),
        "seq": snapshot.seq,
    }


def _promise(snapshot: Snapshot, group: str, *, priority: bool) -> actions.Promise | None:
    found = snapshot.config.find_group(group)
    estimates = snapshot.forecast.priority if priority else snapshot.forecast.normal
    estimate = estimates.get(found.id) if found is not None else None
    if estimate is None:
        return None
    low_min, high_min = as_minutes(estimate)  # the promise is what people are told, not what was computed
    return actions.Promise(low_min * 60, high_min * 60)


def _paper(snapshot: Snapshot, asker: Principal) -> actions.Paper | None:
    """Return where the slip of a ticket comes out: at the kiosk that was touched, if it has a printer."""
    if asker.subject != "device:kiosk":
        return None
    config = read_paper(snapshot.config.settings).of(asker.id)
    return actions.Paper(asker.id, phone_base()) if config.way != "none" else None


def _minutes(promise: actions.Promise | None) -> dict[str, int] | None:
    return asdict(_wait(Range(promise.low_s, promise.high_s))) if promise is not None else None


def _wait(estimate: Range) -> Wait:
    return Wait(*as_minutes(estimate))


def _holder(token: str) -> Principal:
    holder = find_holder(token)
    if holder is None:
        refuse_token()
    return holder


def _source(principal: Principal, token: str | None) -> tuple[Principal, str, str]:
    """Return who rates, the kind of place it comes from, and the place itself."""
    if principal.subject == "holder":
        if token is None:
            raise QueueError("auth.required")
        return _holder(token), "phone", "phone"
    kind = "program" if principal.subject.startswith("token:") else principal.role
    return principal, kind, principal.actor


def _opinion(body: forms.OpinionBody, site_id: int, score: int | None) -> actions.Opinion:
    known = deps().publisher.kept(site_id).config.settings["rating"]["reasons"]
    for reason in body.reasons:
        if reason not in known:
            raise QueueError("reason.unknown", reason=reason)
    answers = body.answers.model_dump(exclude_none=True) if body.answers else {}
    return actions.Opinion(
        score=score, answers=answers, reasons=list(body.reasons), comment=body.comment,
        sex=body.sex, age=body.age, occupation=body.occupation,
    )  # fmt: skip


def _poll_after(row: Row[Any], ahead: int | None) -> int:
    if row.state == "waiting":
        return 20 if ahead is None or ahead > 5 else 10 if ahead > 2 else 5
    return {"called": 5, "serving": 15, "held": 15, "no_show": 15}.get(row.state, 60)


def _is_ratable(row: Row[Any], config: SiteConfig, seconds: int) -> bool:
    if row.state != "finished" or row.rated or row.finished_at is None:
        return False
    return bool(seconds - row.finished_at <= config.settings["rating"]["window_min"] * 60)
