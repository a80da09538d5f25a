"""The page for requests about personal data. What is handed over is one JSON file; that it was is in the journal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.privacy.forms import StaffForm, TicketForm
from shared.domain.errors import QueueError
from shared.keeping.personal import Held, held_about_staff, held_about_ticket
from shared.store.turn import Answer, Turn
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.posted import read_form

pages = Blueprint("personal", __name__, url_prefix="/settings/personal")
MAY = "personal.export"
Find = Callable[[Connection], Held]


@pages.get("")
def show() -> BaseResponse:
    """Ask for what is held."""
    person = signed_in(MAY)
    return person if isinstance(person, BaseResponse) else _page(None)


@pages.post("/ticket")
def of_ticket() -> BaseResponse:
    """Hand over what is held about a ticket."""

    def find(person: Principal) -> Find:
        form = read_form(TicketForm)
        try:
            day = date.fromisoformat(form.day)
        except ValueError:
            raise QueueError("request.invalid", field="day") from None
        return lambda conn: held_about_ticket(conn, person.site_id, day=day, number=form.number)

    return _hand_over("ticket", find)


@pages.post("/staff")
def of_staff() -> BaseResponse:
    """Hand over what is held about a member of staff."""

    def find(person: Principal) -> Find:
        form = read_form(StaffForm)
        return lambda conn: held_about_staff(conn, person.site_id, username=form.username)

    return _hand_over("staff", find)


def _hand_over(about: str, find: Callable[[Principal], Find]) -> BaseResponse:
    person, parts = require(MAY, face="console"), deps()
    try:
        wanted = find(person)

        def work() -> Held:  # on a thread of its own: the journal is long
            with parts.engine.connect() as conn:
                return wanted(conn)

        held = parts.offload(work)
    except QueueError as error:
        return _page(error)
    rows = sum(len(found) for found in held["tables"].values())

    def note(turn: Turn) -> Answer:
        turn.record("personal.exported", about=about, rows=rows)
        return {}

    parts.writer.run(person.site_id, note, now=parts.clock(), actor=person.actor)
    return Response(
        json.dumps(held, ensure_ascii=False, indent=2, default=str),
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="personal-{about}.json"',
            "Cache-Control": "no-store",
        },
    )


def _page(error: QueueError | None) -> Response:
    if error is not None:
        log_refusal(error.code)
    entered: Any = request.form if error is not None else {}
    status = STATUS[error.code] if error is not None else 200
    return page("counter/privacy/personal.html", status, error=error, entered=entered)
