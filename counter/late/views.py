"""The page for typing in what was served by hand, and the empty list to print. Works without scripts."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from flask import Blueprint, Response, redirect, request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.evidence.forms import read_text
from counter.imports.tickets import OUTCOMES
from counter.late.actions import withdraw_late, write_late
from counter.late.reading import FIELDS, MOST_ROWS, Row
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, service_day
from shared.domain.thai import Language, short_date
from shared.domain.tickets import TicketClass
from shared.evidence.periods import read_day
from shared.store.config import SiteConfig
from shared.store.models import LateList, Staff
from shared.store.turn import Answer, Turn
from shared.web.access import Principal
from shared.web.deps import deps
from shared.web.errors import STATUS
from shared.web.pages import page
from shared.web.security import current_language

pages = Blueprint("late", __name__, template_folder="../templates")
SHOWN_ROWS = 20
SHOWN_LISTS = 10
PRINTED_ROWS = 25
LONGEST_CELL = 60
LARGEST_ID = 2**31 - 1


@pages.get("/late")
def show() -> BaseResponse:
    """An empty list, and those written in last."""
    person = signed_in("late.write")
    if isinstance(person, BaseResponse):
        return person
    return _show(person, request.args.get("day", ""), [])


@pages.post("/late")
def write() -> BaseResponse:
    """Write the list in, whole, or show what is wrong with which row."""
    person = signed_in("late.write")
    if isinstance(person, BaseResponse):
        return person
    typed, rows = request.form.get("day", ""), _rows()
    day = _day(typed)

    def action(turn: Turn) -> Answer:
        if day is None:
            raise QueueError("late.day")
        return write_late(turn, day=day, rows=rows)

    try:
        answer = deps().writer.run(person.site_id, action, now=deps().clock(), actor=person.actor)
    except QueueError as error:
        return _show(person, typed, rows, refused=error)
    if answer["faults"]:
        faults = {row: (field, code) for row, field, code in answer["faults"]}
        return _show(person, typed, rows, faults=faults)
    again = "" if answer["changed"] else "&again=1"
    return redirect(f"/late?day={typed}&list={answer['list']}{again}", 303)


@pages.post("/late/lists/<int:list_id>/withdraw")
def withdraw(list_id: int) -> BaseResponse:
    """Take a wrong list back, with the reason."""
    person = signed_in("late.withdraw")
    if isinstance(person, BaseResponse):
        return person

    number = min(list_id, LARGEST_ID)
    try:
        reason = read_text(request.form, "reason")
        answer = deps().writer.run(
            person.site_id,
            lambda turn: withdraw_late(turn, list_id=number, reason=reason),
            now=deps().clock(),
            actor=person.actor,
        )
    except QueueError as error:
        return _show(person, request.args.get("day", ""), [], refused=error)
    return redirect(f"/late?day={answer['day']}&back={answer['rows']}", 303)


@pages.get("/late/sheet")
def sheet() -> BaseResponse:
    """The empty list on one page of A4, to lie beside the numbered cards; in Thai, as it is filled in."""
    person = signed_in("late.write")
    if isinstance(person, BaseResponse):
        return person
    config = deps().publisher.latest(person.site_id).config
    words = deps().languages

    def say(key: str, **values: object) -> str:
        return words.text(key, "th", **values)

    return page(
        "counter/late/sheet.html",
        say=say,
        office=config.settings["office"]["name"]["th"].replace("|", ""),
        groups=[(group.prefix, _plain(group.name, "th")) for group in config.groups],
        counters=[counter.number for counter in config.counters],
        rows=PRINTED_ROWS,
    )


def _rows() -> list[Row]:
    """Return the rows of the form. A column that is shorter than the others lacks its last cells."""
    columns = [request.form.getlist(name) for name in FIELDS]
    count = min(max(map(len, columns)), MOST_ROWS + 1)
    cells = [[cell.strip()[:LONGEST_CELL] for cell in column[:count]] for column in columns]
    return [
        Row(*(column[place] if place < len(column) else "" for column in cells)) for place in range(count)
    ]


def _show(
    person: Principal,
    typed: str,
    rows: list[Row],
    *,
    faults: dict[int, tuple[str, str]] | None = None,
    refused: QueueError | None = None,
) -> Response:
    today, language = service_day(deps().clock()), current_language()
    config = deps().publisher.latest(person.site_id).config
    with deps().engine.connect() as conn:
        lists = _lists(conn, person.site_id, language)
    wanted = request.args.get("list", 0, type=int)
    status = STATUS[refused.code] if refused is not None else 422 if faults else 200
    return page(
        "counter/late/late.html",
        status,
        staff=person,
        office=config.settings["office"]["name"],
        day=typed if _day(typed) is not None else today.isoformat(),
        today=today.isoformat(),
        rows=[*rows, *[Row()] * max(0, SHOWN_ROWS - len(rows))],
        most=MOST_ROWS,
        faults={row: (field, _fault(code, language)) for row, (field, code) in (faults or {}).items()},
        refused=refused,
        written=next((one for one in lists if one["id"] == wanted), None) if not rows else None,
        again=bool(request.args.get("again")),
        back=None if refused else request.args.get("back", type=int),
        may_withdraw=person.may("late.withdraw"),
        lists=lists,
        outcomes=tuple(OUTCOMES),
        classes=tuple(klass.value for klass in TicketClass),
        counters=[counter.number for counter in config.counters],
        **_choices(config, language),
    )


def _choices(config: SiteConfig, language: str) -> dict[str, Any]:
    """Return the groups, and the services by group, as (code, name)."""
    services: dict[str, list[tuple[str, str]]] = {}
    for service in config.services:
        group = config.groups_by_id.get(service.group_id)
        if group is not None:
            services.setdefault(group.code, []).append((service.code, _plain(service.name, language)))
    groups = [(group.code, group.prefix, _plain(group.name, language)) for group in config.groups]
    return {"groups": groups, "services": services}


def _lists(conn: Connection, site_id: int, language: str) -> list[dict[str, Any]]:
    """Return the lists written in last: of which day, how many rows, when and by whom."""
    rows = conn.execute(
        select(LateList.__table__)
        .where(LateList.site_id == site_id)
        .order_by(LateList.id.desc())
        .limit(SHOWN_LISTS)
    ).all()
    names = {
        f"staff:{row.id}": row.name
        for row in conn.execute(select(Staff.id, Staff.name).where(Staff.site_id == site_id))
    }
    return [
        {
            "id": row.id,
            "day": short_date(date.fromisoformat(row.day), cast("Language", language)),
            "rows": row.rows,
            "at": _moment(row.at, language),
            "by": names.get(row.actor, row.actor),
        }
        for row in rows
    ]


def _moment(at: int, language: str) -> str:
    local = moment(at).astimezone(BANGKOK)
    return f"{short_date(local.date(), cast('Language', language))} {local:%H.%M}"


def _fault(code: str, language: str) -> str:
    """Return what is wrong in words; most rules are those of files of the past, and so are their words."""
    words = deps().languages
    return words.find(f"late.fault.{code}", language) or words.text(f"imports.fault.{code}", language)


def _plain(name: Any, language: str) -> str:
    return str(name[language]).replace("|", "")


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None
