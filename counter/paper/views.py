"""The page of slips: printers as they are, slips that did not come out, printing again. Works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.paper import actions
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, service_day
from shared.domain.printing import WATCHED, read_paper
from shared.domain.tickets import label
from shared.store.paper_today import days_of_printers, list_devices, list_missing
from shared.store.printers import printer_states
from shared.store.turn import Answer, Turn
from shared.web.access import Principal
from shared.web.deps import deps
from shared.web.errors import STATUS
from shared.web.links import phone_base
from shared.web.pages import page
from shared.web.security import current_language

pages = Blueprint("paper", __name__, template_folder="../templates")


@pages.get("/slips")
def slips() -> BaseResponse:
    """Printers and slips of today."""
    person = signed_in("page.slips")
    return person if isinstance(person, BaseResponse) else _show(person)


@pages.post("/slips/print")
def print_again() -> BaseResponse:
    """Print a ticket's slip once more."""
    number, base = request.form.get("ticket", "").strip().upper()[:32], phone_base()
    return _do("slip.reprint", lambda turn: actions.reprint_slip(turn, ticket=number, base=base))


@pages.post("/slips/try")
def try_printer() -> BaseResponse:
    """Print the test slip."""
    device, language = request.form.get("device", 0, type=int), current_language()
    return _do("slip.reprint", lambda turn: actions.try_printer(turn, device=device, language=language))


def _do(permission: str, action: Callable[[Turn], Answer]) -> BaseResponse:
    person = signed_in(permission)
    if isinstance(person, BaseResponse):
        return person
    try:
        answer = deps().writer.run(person.site_id, action, now=deps().clock(), actor=person.actor)
    except QueueError as error:
        return _show(person, refused=error)
    deps().print_room.wake()
    return redirect(url_for("paper.slips", sent=answer.get("ticket", "test")), 303)


def _show(person: Principal, refused: QueueError | None = None) -> Response:
    now = deps().clock()
    day = service_day(now).isoformat()
    snapshot = deps().publisher.latest(person.site_id)
    with deps().engine.connect() as conn:
        states = printer_states(conn, person.site_id)
        days = days_of_printers(conn, person.site_id, day)
        devices = list_devices(conn, person.site_id)
        missing = list_missing(conn, person.site_id, day)
    paper = read_paper(snapshot.config.settings)
    printers: list[dict[str, Any]] = [
        {
            "device": row.id,
            "name": row.name,
            "way": paper.of(row.id).way,
            "state": states[row.id][0] if row.id in states else None,
            "since": _clock(states[row.id][1]) if row.id in states else None,
            "today": days.get(row.id),
            "can_try": paper.of(row.id).way in WATCHED,
        }
        for row in devices
        if paper.of(row.id).way != "none"
    ]
    return page(
        "counter/paper/slips.html",
        STATUS[refused.code] if refused is not None else 200,
        staff=person,
        office=snapshot.board.office.name,
        printers=printers,
        missing=[
            {"number": label(m.prefix, m.number), "reason": m.reason, "at": _clock(m.at)} for m in missing
        ],
        refused=refused,
        sent=request.args.get("sent", "")[:20],
        may_set_up=person.may("settings.change"),
    )


def _clock(seconds: int) -> str:
    return moment(seconds).astimezone(BANGKOK).strftime("%H.%M")
