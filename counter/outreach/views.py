"""The page that takes in what a unit on the road hands in: looked at first, written only by a second press.

The same code as `tonsai site import` reads and checks; the reading runs beside the server's loop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast

from flask import Blueprint, Response, redirect, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.imports.waiting import Waiting
from counter.outreach.parcel import LARGEST, Parcel, spaced, unpack
from counter.outreach.taking_in import Look, look_at, take_in
from counter.settings.sections import Section, add_section
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK
from shared.domain.thai import Language, short_date
from shared.store.models import OutreachDay, OutreachFile, OutreachTicket, OutreachUnit, Staff, Ticket
from shared.store.turn import Answer, Turn
from shared.web.access import Principal
from shared.web.deps import Deps, deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.posted import allow_uploads
from shared.web.security import current_language

pages = Blueprint("outreach", __name__, url_prefix="/settings/outreach")
MAY = "past.import"
add_section(Section("outreach.title", "/settings/outreach", may=MAY))
WRITE_S = 120
LONGEST_PLACE = 120
DAYS_SHOWN = 60
_FORM_ROOM = 64 * 1024
T = TypeVar("T")

allow_uploads(pages, {"outreach.look": LARGEST + _FORM_ROOM})


@pages.get("")
def show() -> BaseResponse:
    """Which units handed in, the days they were out, and the way to take in more."""
    person = signed_in(MAY)
    return person if isinstance(person, BaseResponse) else _page(person)


@pages.post("")
def look() -> BaseResponse:
    """Look at a file: all that is in it, checked. Nothing is changed."""
    person = signed_in(MAY)
    if isinstance(person, BaseResponse):
        return person
    parts, upload = deps(), request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise QueueError("request.invalid", field="file")
        now, waiting = parts.clock(), Waiting(parts.settings.data, person.site_id)
        digest = parts.offload(lambda: waiting.keep(upload.stream, largest=LARGEST, now=now))
        found = _kept(waiting, digest, lambda: parts.offload(lambda: _looked(parts, person, waiting, digest)))
    except QueueError as error:
        return _page(person, error=error)
    return _page(person, look=found, digest=digest)


@pages.post("/write")
def write() -> BaseResponse:
    """Take in the file that was looked at, all of it or nothing."""
    person = signed_in(MAY)
    if isinstance(person, BaseResponse):
        return person
    parts, digest = deps(), request.form.get("sha256", "")
    waiting = Waiting(parts.settings.data, person.site_id)
    places = {
        name.removeprefix("place-"): " ".join(value.split())[:LONGEST_PLACE]
        for name, value in request.form.items()
        if name.startswith("place-")
    }
    try:
        parcel = parts.offload(lambda: _read(waiting, digest))

        def act(turn: Turn) -> Answer:
            return take_in(turn, parcel, places=places)

        answer = _kept(
            waiting,
            digest,
            lambda: parts.writer.run(
                person.site_id, act, now=parts.clock(), actor=person.actor, timeout_s=WRITE_S
            ),
        )
    except QueueError as error:
        return _page(person, error=error)
    waiting.drop(digest)
    return redirect(f"/settings/outreach?done={'written' if answer['changed'] else 'known'}", 303)


def _kept(waiting: Waiting, digest: str, do: Callable[[], T]) -> T:
    """Do something with a file; one that is refused does not lie about any longer."""
    try:
        return do()
    except QueueError as error:
        if error.code.startswith("outreach."):
            waiting.drop(digest)
        raise


def _read(waiting: Waiting, digest: str) -> Parcel:
    with waiting.find(digest).open("rb") as source:
        return unpack(source)


def _looked(parts: Deps, person: Principal, waiting: Waiting, digest: str) -> Look:
    parcel = _read(waiting, digest)
    with parts.engine.connect() as conn:
        return look_at(conn, person.site_id, parcel)


def _page(
    person: Principal, *, look: Look | None = None, digest: str = "", error: QueueError | None = None
) -> Response:
    if error is not None:
        log_refusal(error.code)
    with deps().engine.connect() as conn:
        days = conn.execute(
            select(
                OutreachDay.day, OutreachDay.place, OutreachUnit.name, OutreachUnit.code,
                func.count().filter(Ticket.state == "finished").label("users"),
            )
            .join(OutreachUnit, OutreachUnit.id == OutreachDay.unit_id)
            .outerjoin(
                OutreachTicket,
                (OutreachTicket.unit_id == OutreachDay.unit_id) & (OutreachTicket.day == OutreachDay.day),
            )
            .outerjoin(Ticket, Ticket.id == OutreachTicket.ticket_id)
            .where(OutreachUnit.site_id == person.site_id)
            .group_by(OutreachDay.day, OutreachDay.place, OutreachUnit.id, OutreachUnit.name, OutreachUnit.code)
            .order_by(OutreachDay.day.desc(), OutreachUnit.id)
            .limit(DAYS_SHOWN)
        ).all()  # fmt: skip
        files = conn.execute(
            select(OutreachFile.__table__, OutreachUnit.code)
            .join(OutreachUnit, OutreachUnit.id == OutreachFile.unit_id)
            .where(OutreachUnit.site_id == person.site_id)
            .order_by(OutreachFile.id.desc())
            .limit(DAYS_SHOWN)
        ).all()
        names = {
            f"staff:{row.id}": row.name
            for row in conn.execute(select(Staff.id, Staff.name).where(Staff.site_id == person.site_id))
        }
    return page(
        "counter/outreach/outreach.html",
        STATUS[error.code] if error else 200,
        look=_shown(look) if look else None,
        digest=digest,
        error=error,
        done=done_word(("written", "known")),
        megabytes=LARGEST // 1024**2,
        days=[{**row._mapping, "day": _short(row.day)} for row in days],
        files=[_told(row, names) for row in files],
    )


def _shown(look: Look) -> dict[str, Any]:
    told = look.parcel.manifest
    users = Counter(row.day for row in look.parcel.tickets if row.state == "finished")
    ratings = Counter(row.day for row in look.parcel.ratings)
    return {
        "name": told.name, "code": told.code, "head": spaced(told.head), "first": look.known_to + 1, "last": told.seq,
        "new": look.is_new, "open": sum(told.open.values()), "left_out": sum(told.left_out.values()),
        "days": [
            {"day": day, "shown": _short(day), "place": look.places[day], "users": users[day], "ratings": ratings[day],
             "new": day in look.new_days}
            for day in look.days
        ],
    }  # fmt: skip


def _short(day: str) -> str:
    return short_date(date.fromisoformat(day), cast("Language", current_language()))


def _told(row: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "unit": row.code, "tickets": row.tickets, "ratings": row.ratings, "first": row.first_seq,
        "last": row.last_seq, "by": names.get(row.actor, row.actor),
        "at": moment(row.at).astimezone(BANGKOK).strftime("%d/%m/%Y %H.%M"),
    }  # fmt: skip
