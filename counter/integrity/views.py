"""The page of rating integrity: server-rendered, works without scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.integrity import actions
from counter.integrity.bursts import read_bursts
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, service_day
from shared.domain.thai import long_date
from shared.store.models import Device, RatingExclusion, Staff, Token
from shared.store.turn import Action
from shared.web.access import Principal
from shared.web.deps import deps
from shared.web.errors import STATUS
from shared.web.pages import page
from shared.web.security import current_language

pages = Blueprint("integrity", __name__, template_folder="../templates")
DAYS = 60
"""So far back bursts are shown; what was taken out is shown for ever."""
LARGEST_ID = 2**31 - 1


@pages.get("/ratings")
def ratings() -> BaseResponse:
    """Bursts of the last two months, and everything that was taken out."""
    person = signed_in("rating.review")
    return person if isinstance(person, BaseResponse) else _show(person)


@pages.post("/ratings/exclude")
def exclude() -> BaseResponse:
    """Take a burst out of the figures."""
    form = request.form
    first, last = form.get("first", -1, type=int), form.get("last", -1, type=int)
    source, reason, note = form.get("source", "")[:40], form.get("reason", ""), form.get("note", "")
    return _do(
        lambda turn: actions.exclude_burst(
            turn, source_id=source, first_at=first, last_at=last, reason=reason, note=note
        )
    )


@pages.post("/ratings/restore")
def restore() -> BaseResponse:
    """Count a burst again."""
    number, note = request.form.get("exclusion", 0, type=int), request.form.get("note", "")
    known = number if 0 < number <= LARGEST_ID else 0
    return _do(lambda turn: actions.restore_burst(turn, exclusion_id=known, note=note))


def _do(action: Action) -> BaseResponse:
    person = signed_in("rating.exclude")
    if isinstance(person, BaseResponse):
        return person
    try:
        deps().writer.run(person.site_id, action, now=deps().clock(), actor=person.actor)
    except QueueError as error:
        return _show(person, refused=error)
    return redirect("/ratings", 303)


def _show(person: Principal, refused: QueueError | None = None) -> Response:
    today = service_day(deps().clock())
    snapshot = deps().publisher.latest(person.site_id)
    with deps().engine.connect() as conn:
        names = _names(conn, person.site_id)
        found = read_bursts(
            conn, person.site_id, (today - timedelta(days=DAYS)).isoformat(), today.isoformat()
        )
        excluded = conn.execute(
            select(RatingExclusion.__table__)
            .where(RatingExclusion.site_id == person.site_id)
            .order_by(RatingExclusion.id.desc())
        ).all()
    return page(
        "counter/integrity/ratings.html",
        STATUS[refused.code] if refused is not None else 200,
        staff=person,
        office=snapshot.board.office.name,
        gap=snapshot.config.settings["rating"]["open_gap_s"],
        days=DAYS,
        bursts=[
            {"burst": b, "when": _when(b.first_at, b.last_at), "place": names.get(b.source_id, b.source_id)}
            for b in found
            if b.ids
        ],
        exclusions=[_told(row, names) for row in excluded],
        reasons=actions.REASONS,
        refused=refused,
    )


def _told(row: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "n": len(row.rating_ids),
        "when": _when(row.first_at, row.last_at),
        "place": names.get(row.source_id, row.source_id),
        "reason": row.reason,
        "note": row.note,
        "by": names.get(row.actor, row.actor),
        "at": _moment(row.at),
        "restored": None if row.restored_at is None else _moment(row.restored_at),
        "restored_by": names.get(row.restored_by, row.restored_by),
        "restored_note": row.restored_note,
    }


def _names(conn: Connection, site_id: int) -> dict[str, str]:
    """Return the names behind the journal's actors: places that rate, and people who decide."""
    names: dict[str, str] = {}
    for kind, model in (("device", Device), ("token", Token), ("staff", Staff)):
        rows = conn.execute(select(model.id, model.name).where(model.site_id == site_id))
        names |= {f"{kind}:{row.id}": row.name for row in rows}
    return names


def _when(first: int, last: int) -> str:
    start, end = (moment(at).astimezone(BANGKOK).strftime("%H.%M.%S") for at in (first, last))
    return f"{_day(first)} {start}–{end}"


def _moment(at: int) -> str:
    return f"{_day(at)} {moment(at).astimezone(BANGKOK).strftime('%H.%M')}"


def _day(at: int) -> str:
    return long_date(service_day(moment(at)), current_language())  # type: ignore[arg-type]
