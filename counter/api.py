"""The staff's part of the HTTP API: counters, the desk, groups, help, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from flask import request

from counter import actions, forms
from counter.overseeing import actions as overseeing
from counter.overseeing.forms import TakeBody
from counter.seats import Worker
from shared.domain.errors import QueueError
from shared.evidence.figures import Figures, make_headline
from shared.evidence.headline import Headline
from shared.evidence.periods import Period, days_period, present_round, read_day, read_period
from shared.evidence.reckoner import Question
from shared.evidence.selection import Scope
from shared.evidence.veil import hide_few
from shared.live.values import Board, Desk
from shared.store.turn import Answer, Turn
from shared.web.api import Api, Body, Call, Nothing, Ready
from shared.web.deps import deps

api = Api("counter")
_SEAT = ("counter.unknown", "counter.closed", "counter.elsewhere", "clock.behind")
_TICKET = ("counter.no_ticket", "ticket.wrong_state")
_FREE = ("counter.has_ticket", "counter.paused")


@api.add("GET", "/board", allow="board.read", answer=Board, conditional=True)
def get_board(call: Call) -> dict[str, Any]:
    """The board: the same value the socket sends."""
    return asdict(deps().publisher.latest(call.principal.site_id).board)


@api.add("GET", "/desk", allow="desk.read", answer=Desk, conditional=True)
def get_desk(call: Call) -> dict[str, Any]:
    """The desk: the same value the socket sends to staff."""
    return asdict(deps().publisher.latest(call.principal.site_id).desk)


def _counter_call(verb: str, body: type[Body], refuses: tuple[str, ...]) -> Callable[..., Any]:
    return api.add(
        "POST", f"/counters/<int:number>/{verb}", allow="counter.work", body=body, answer=forms.Moved,
        refuses=(*_SEAT, *refuses),
    )  # fmt: skip


def _at(call: Call, number: int, action: Callable[..., Answer], **values: Any) -> Answer:
    """Do an action at a counter as the person or program that asks."""
    principal = call.principal
    if principal.counter is not None and principal.counter != number:
        raise QueueError("auth.forbidden")
    program = principal.subject.startswith("token:")
    who = Worker() if program else Worker(principal.id, request.headers.get("X-Seat", "")[:64] or None)
    if not program and who.seat is None:
        raise QueueError("request.invalid", field="X-Seat")

    def act(turn: Turn) -> Answer:
        return action(turn, counter=number, who=who, **values)

    return call.write(act)


@_counter_call("open", forms.OpenBody, ("group.unknown",))
def open_counter(call: Call, number: int) -> Answer:
    """Open a counter, or come back from a pause."""
    return _at(call, number, actions.open_counter, groups=call.body.groups, take_over=call.body.take_over)


@_counter_call("pause", forms.PauseBody, ("counter.has_ticket", "reason.unknown"))
def pause(call: Call, number: int) -> Answer:
    """Pause a counter that has no ticket."""
    return _at(call, number, actions.pause, reason=call.body.reason)


@_counter_call("close", Nothing, ("counter.has_ticket",))
def close(call: Call, number: int) -> Answer:
    """Close a counter that has no ticket."""
    return _at(call, number, actions.close)


@_counter_call("call-next", Nothing, _FREE)
def call_next(call: Call, number: int) -> Answer:
    """Call whoever is next by the published rule; an empty line answers `ticket: null`."""
    return _at(call, number, actions.call_next)


@_counter_call(
    "call",
    forms.CallBody,
    (*_FREE, "ticket.unknown", "ticket.not_today", "ticket.wrong_state", "reason.unknown"),
)
def call_chosen(call: Call, number: int) -> Answer:
    """Call a chosen ticket, with a reason that is kept."""
    return _at(call, number, actions.call_chosen, ticket=call.body.ticket, reason=call.body.reason)


@_counter_call("recall", Nothing, (*_TICKET, "recall.limit", "recall.too_soon"))
def recall(call: Call, number: int) -> Answer:
    """Repeat the call."""
    return _at(call, number, actions.recall)


@_counter_call("start", Nothing, _TICKET)
def start(call: Call, number: int) -> Answer:
    """Begin to serve the called ticket."""
    return _at(call, number, actions.start)


@_counter_call("finish", forms.FinishBody, (*_TICKET, "service.unknown"))
def finish(call: Call, number: int) -> Answer:
    """Finish with the exact service done."""
    return _at(call, number, actions.finish, service=call.body.service)


@_counter_call("correct", forms.CorrectBody, ("ticket.wrong_state", "service.unknown"))
def correct(call: Call, number: int) -> Answer:
    """Correct the service of the ticket this counter finished last."""
    return _at(call, number, actions.correct, service=call.body.service)


@_counter_call("no-show", Nothing, _TICKET)
def no_show(call: Call, number: int) -> Answer:
    """Nobody came to the call."""
    return _at(call, number, actions.no_show)


@_counter_call("put-back", forms.TicketBody, ("ticket.unknown", "ticket.not_today", "ticket.wrong_state"))
def put_back(call: Call, number: int) -> Answer:
    """Put a no-show who came back behind the next two."""
    return _at(call, number, actions.put_back, ticket=call.body.ticket)


@_counter_call("hold", forms.HoldBody, (*_TICKET, "reason.unknown"))
def hold(call: Call, number: int) -> Answer:
    """Put the ticket at the counter on hold."""
    return _at(call, number, actions.hold, reason=call.body.reason)


@_counter_call("resume", forms.TicketBody, ("ticket.unknown", "ticket.not_today", "ticket.wrong_state"))
def resume(call: Call, number: int) -> Answer:
    """Let a held ticket wait again, at its old place."""
    return _at(call, number, actions.resume, ticket=call.body.ticket)


@_counter_call("transfer", forms.TransferBody, (*_TICKET, "group.unknown"))
def transfer(call: Call, number: int) -> Answer:
    """Send the ticket to another group's line or to one counter."""
    target = actions.Target(group=call.body.group, counter=call.body.counter)
    return _at(call, number, actions.transfer, target=target)


@api.add(
    "POST", "/groups/<code>/close", allow="group.manage", body=Nothing, answer=forms.Done,
    refuses=("group.unknown", "clock.behind"),
)  # fmt: skip
def close_group(call: Call, code: str) -> Answer:
    """Let a group give no more tickets today; those who wait keep their places."""
    return call.write(lambda turn: actions.set_group_closed(turn, group=code, closed=True))


@api.add(
    "POST", "/groups/<code>/open", allow="group.manage", body=Nothing, answer=forms.Done,
    refuses=("group.unknown", "clock.behind"),
)  # fmt: skip
def open_group(call: Call, code: str) -> Answer:
    """Let a group give tickets again."""
    return call.write(lambda turn: actions.set_group_closed(turn, group=code, closed=False))


@api.add("POST", "/alerts/take", allow="alert.take", body=TakeBody, answer=forms.Done)
def take_alert(call: Call) -> Answer:
    """Take an alert on: for so many minutes it makes no sound and stands last, with the name of whoever took it."""
    body, who = call.body, call.principal
    staff_id = who.id if who.subject.startswith("staff:") else None
    return call.write(
        lambda turn: overseeing.take_alert(
            turn, code=body.code, subject=body.subject, minutes=body.minutes, staff_id=staff_id
        )
    )


@api.add("DELETE", "/help", allow="help.answer", answer=forms.Done, refuses=("clock.behind",))
def answer_help(call: Call) -> Answer:
    """Say that somebody is with those who asked for staff."""
    return call.write(actions.answer_help)


@api.add(
    "GET", "/figures", allow="figures.read", answer=Figures, query=forms.FiguresQuery, refuses=("figures.reduced",)
)  # fmt: skip
def get_figures(call: Call) -> Ready:
    """The figures of a period: visitors, waits, service, order, satisfaction, each as defined."""
    query: forms.FiguresQuery = call.body
    scope = Scope(department=query.department, group=query.group)
    asked = Question(
        call.principal.site_id, _period(query, call), scope, now=call.now, simulated=query.simulated == "1"
    )
    with known_scope():
        return Ready(deps().reckoner.said(asked))


@api.add(
    "GET", "/figures/headline", allow="figures.read", answer=Headline, query=forms.HeadlineQuery,
    refuses=("figures.reduced",),
)  # fmt: skip
def get_headline(call: Call) -> dict[str, Any]:
    """The first figures of the whole office, also by month: quick for any length of time, from the sums of its days."""
    period, parts = _period(call.body, call), deps()
    with parts.engine.connect() as conn:
        said = parts.offload(
            lambda: make_headline(conn, call.principal.site_id, period, now=call.now).as_json()
        )
    shown: dict[str, Any] = hide_few(said)
    return shown


@contextmanager
def known_scope() -> Iterator[None]:
    """Refuse an unknown department or group with `request.invalid`."""
    try:
        yield
    except ValueError:
        raise QueueError("request.invalid", field="scope") from None


def _period(query: forms.HeadlineQuery, call: Call) -> Period:
    try:
        if query.first is not None and query.last is not None:
            return days_period(read_day(query.first), read_day(query.last))
        if query.year is not None:
            return read_period(year=query.year, of=query.round or "annual")
    except ValueError:
        raise QueueError("request.invalid", field="period") from None
    if query.first is not None or query.last is not None or query.round is not None:
        raise QueueError("request.invalid", field="period")
    return present_round(call.now)
