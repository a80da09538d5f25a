"""The pages of a supervisor beside the overview: announcements, and the log of a day. They work without scripts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in, write
from counter.journal.words import read_names
from counter.overseeing import actions
from counter.overseeing.day import read_day
from counter.overseeing.forms import NOTES_BACK, read_message, read_remark
from shared.domain.announcements import REASONS
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, service_day
from shared.domain.thai import Language, short_date
from shared.live.snapshots import Snapshot
from shared.live.values import DeskAnnouncement
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.security import current_language

pages = Blueprint("overseeing", __name__, template_folder="../templates")
DONE = ("made", "ended", "written", "withdrawn")


@pages.get("/announcements")
def announcements() -> BaseResponse:
    """What the hall is told, and the form to tell it something."""
    person = signed_in("announcement.make")
    return person if isinstance(person, BaseResponse) else _announcements(person, None)


@pages.post("/announcements")
def announce() -> BaseResponse:
    """Tell the hall something."""
    person, parts = require("announcement.make", face="console"), deps()
    config = parts.publisher.latest(person.site_id).config
    try:
        message = read_message(
            request.form,
            groups=[group.code for group in config.groups],
            words=parts.languages,
            now=parts.clock(),
        )
        write(person, lambda turn: actions.announce(turn, message=message))
    except QueueError as error:
        return _announcements(person, error)
    return redirect("/announcements?done=made", 303)


@pages.post("/announcements/<int:announcement>/end")
def end(announcement: int) -> BaseResponse:
    """End an announcement now."""
    person = require("announcement.make", face="console")
    try:
        write(person, lambda turn: actions.end_announcement(turn, announcement=announcement))
    except QueueError as error:
        return _announcements(person, error)
    return redirect("/announcements?done=ended", 303)


@pages.get("/day-log")
def day_log() -> BaseResponse:
    """How a day went."""
    person = signed_in("chain.read")
    return person if isinstance(person, BaseResponse) else _day(person, None)


@pages.post("/day-log")
def write_note() -> BaseResponse:
    """Write a note of a day."""
    person = require("note.write", face="console")
    try:
        remark = read_remark(request.form, now=deps().clock())
        write(person, lambda turn: actions.write_note(turn, remark=remark))
    except QueueError as error:
        return _day(person, error)
    return redirect(f"/day-log?day={remark.day}&done=written", 303)


@pages.post("/day-log/<int:note>/withdraw")
def withdraw(note: int) -> BaseResponse:
    """Take a note back."""
    person = require("note.write", face="console")
    try:
        write(person, lambda turn: actions.withdraw_note(turn, note=note))
    except QueueError as error:
        return _day(person, error)
    return redirect(f"/day-log?day={_chosen_day().isoformat()}&done=withdrawn", 303)


def _announcements(person: Principal, error: QueueError | None) -> Response:
    snapshot, now = deps().publisher.latest(person.site_id), deps().clock().astimezone(BANGKOK)
    until = (now + timedelta(hours=1)).replace(minute=now.minute // 5 * 5)
    return _page(
        "counter/overseeing/announcements.html",
        error,
        told=[_told(one, snapshot, now) for one in snapshot.desk.announcements],
        reasons=REASONS,
        groups=snapshot.desk.groups,
        typed=request.form if error is not None else {},
        chosen=request.form.getlist("groups"),
        today=now.date().isoformat(),
        until=until,
    )


def _told(one: DeskAnnouncement, snapshot: Snapshot, now: datetime) -> dict[str, Any]:
    starts, ends = (datetime.fromisoformat(at).astimezone(BANGKOK) for at in (one.starts, one.ends))
    return {
        "id": one.id, "text": one.text, "groups": one.groups, "stops": one.stops, "begun": starts <= now,
        "starts": _said(starts, now), "ends": _said(ends, now),
    }  # fmt: skip


def _said(at: datetime, now: datetime) -> str:
    """Return a moment as people say it: the time, and the day where that is another one."""
    language = cast("Language", current_language())
    day = "" if at.date() == now.date() else f"{short_date(at.date(), language)} "
    return day + deps().languages.text("common.clock", language, time=at.strftime("%H.%M"))


def _day(person: Principal, error: QueueError | None) -> Response:
    parts, language, day = deps(), current_language(), _chosen_day()
    today = service_day(parts.clock())
    with parts.engine.connect() as conn:
        names = read_names(conn, person.site_id, parts.languages, language, staff=person.may("chain.names"))
        lines, more = read_day(conn, person.site_id, day, names)
    return _page(
        "counter/overseeing/day_log.html",
        error,
        lines=lines,
        more=more,
        day=day.isoformat(),
        day_shown=short_date(day, cast("Language", language)),
        today=today.isoformat(),
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=1)).isoformat() if day < today else None,
        may_write=person.may("note.write") and day >= today - NOTES_BACK,
        typed=request.form if error is not None else {},
    )


def _chosen_day() -> date:
    """Return the day of the address or the form, today where it is none or still to come."""
    today = service_day(deps().clock())
    try:
        return min(today, date.fromisoformat(request.form.get("day") or request.args.get("day", "")))
    except ValueError:
        return today


def _page(template: str, error: QueueError | None, **values: Any) -> Response:
    if error is not None:
        log_refusal(error.code)
    return page(
        template,
        STATUS[error.code] if error is not None else 200,
        error=error,
        done=done_word(DONE) if error is None else None,
        **values,
    )
