"""The pages of the settings: a form of each part, a list of each kind of row, the changes with their undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request
from flask_login import current_user
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as BaseResponse

from counter.actions import set_group_closed
from counter.doors import done_word, signed_in, write
from counter.settings.change import add_thing, change_settings, newest_changes, undo, version_of
from counter.settings.fields import read_field
from counter.settings.lists import read_choices, read_rows
from counter.settings.places import OWN, Part, Value, read_value
from counter.settings.sections import SECTIONS, Section, find_section
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, service_day
from shared.store.models import Device, LineDay, Staff
from shared.store.turn import Answer, Turn
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.languages import LANGUAGES
from shared.web.pages import page
from shared.web.words import office_words

pages = Blueprint("settings", __name__, url_prefix="/settings")
MAY = "settings.change"
LONGEST_ID = 10
DONE = ("saved", "added", "retired", "back", "undone", "same", "closed", "opened")


@pages.app_context_processor
def _sections() -> dict[str, Any]:
    """Give every page of the settings the side list: what the person may open."""
    if not current_user.is_authenticated:
        return {"settings_sections": ()}
    person: Principal = current_user.principal
    return {"settings_sections": [section for section in SECTIONS if person.may(section.may)]}


@pages.get("")
def show_first() -> BaseResponse:
    """Lead to the first section."""
    return redirect(SECTIONS[0].path)


@pages.get("/<name>")
def show_section(name: str) -> BaseResponse:
    """Show a section: its form, or the list of its rows."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    return _show(principal, _section(name))


@pages.get("/<name>/<row>")
def show_row(name: str, row: str) -> BaseResponse:
    """Show the form of one row, or of a new one."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    section = _section(name, rows=True)
    return _form(principal, section, "" if row == "new" else f"{section.kind}:{row}")


@pages.post("/<name>")
def save_section(name: str) -> BaseResponse:
    """Save a part of the settings."""
    principal, section = require(MAY, face="console"), _section(name)
    return _save(principal, section, f"settings:{section.part}")


@pages.post("/<name>/<row>")
def save_row(name: str, row: str) -> BaseResponse:
    """Save a row, add one, take it out of use or put it back."""
    principal, section = require(MAY, face="console"), _section(name, rows=True)
    if section.kind == "group" and request.form.get("wish") in ("close", "open"):
        return _close(require("group.manage", face="console"), section, row)
    return _save(principal, section, "" if row == "new" else f"{section.kind}:{row}")


@pages.get("/changes")
def show_changes() -> BaseResponse:
    """Show the newest changes."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    return _changes(principal, None)


@pages.post("/changes/<int:seq>/undo")
def do_undo(seq: int) -> BaseResponse:
    """Undo a change."""
    principal = require(MAY, face="console")
    try:
        write(principal, lambda turn: undo(turn, seq=seq))
    except QueueError as error:
        return _changes(principal, error)
    return redirect("/settings/changes?done=undone", 303)


def _section(name: str, *, rows: bool = False) -> Section:
    section = find_section(name)
    if section is None or (rows and not section.kind):
        raise QueueError("not_found")
    return section


def _save(principal: Principal, section: Section, subject: str) -> BaseResponse:
    wish = request.form.get("wish", "save")
    try:
        if wish in ("retire", "back") and section.kind and subject:
            value: Value = {"retired": wish == "retire"}
        else:
            value = _typed(principal, section)
        seen = request.form.get("seen", "")
        if subject:
            answer = write(
                principal, lambda turn: change_settings(turn, subject=subject, value=value, seen=seen)
            )
        else:
            answer = write(principal, lambda turn: add_thing(turn, kind=section.kind, value=value))
    except QueueError as error:
        if error.code == "settings.unknown":
            raise
        return _form(principal, section, subject, error)
    done = {"retire": "retired", "back": "back"}.get(wish, "saved" if subject else "added")
    return redirect(f"{section.path}?done={done if answer['changed'] else 'same'}", 303)


def _close(principal: Principal, section: Section, row: str) -> BaseResponse:
    """Let a group give no more tickets today, or give them again: the same as in the overview."""
    closed = request.form["wish"] == "close"

    def act(turn: Turn) -> Answer:
        group = turn.config.groups_by_id.get(int(row)) if row.isdecimal() and len(row) < LONGEST_ID else None
        if group is None:
            raise QueueError("group.unknown")
        return set_group_closed(turn, group=group.code, closed=closed)

    try:
        write(principal, act)
    except QueueError as error:
        if error.code == "group.unknown":
            raise
        return _form(principal, section, f"group:{row}", error, typed=False)
    return redirect(f"{section.path}/{row}?done={'closed' if closed else 'opened'}", 303)


def _line_today(conn: Connection, principal: Principal, subject: str, now: Value) -> dict[str, bool] | None:
    """Return how a group's line stands today; None for everything else, and for a group out of use."""
    kind, _, row = subject.partition(":")
    if kind != "group" or now.get("retired"):
        return None
    closed = conn.execute(
        select(LineDay.closed).where(
            LineDay.site_id == principal.site_id,
            LineDay.day == service_day(deps().clock()).isoformat(),
            LineDay.group_id == int(row),
        )
    ).scalar()
    return {"closed": bool(closed)}


def _typed(principal: Principal, section: Section) -> Value:
    with deps().engine.connect() as conn:
        lists = read_choices(conn, principal.site_id, office_words())
    return {
        field.path: read_field(field, request.form, lists.get(field.choices, ())) for field in section.fields
    }


def _show(principal: Principal, section: Section) -> Response:
    if not section.kind:
        return _form(principal, section, f"settings:{section.part}")
    with deps().engine.connect() as conn:
        rows = read_rows(conn, principal.site_id, section.kind)
    return page("counter/settings/rows.html", section=section, rows=rows, done=done_word(DONE), error=None)


def _form(
    principal: Principal,
    section: Section,
    subject: str,
    error: QueueError | None = None,
    *,
    typed: bool = True,
) -> Response:
    """Show a form; after a refusal with what was typed (unless nothing was), and beside it what the thing says now."""
    with deps().engine.connect() as conn:
        now = read_value(conn, principal.site_id, subject) if subject else {}
        lists = read_choices(conn, principal.site_id, office_words())
        line = _line_today(conn, principal, subject, now)
    if error is not None:
        log_refusal(error.code)
    conflict = error is not None and error.code == "settings.conflict"
    again = error is not None and typed
    try:
        said = _typed(principal, section) if again else now
    except QueueError:
        said = now
    return page(
        "counter/settings/form.html",
        STATUS[error.code] if error is not None else 200,
        section=section,
        subject=subject,
        now=now,
        value={**now, **said},
        typed=request.form if again else None,
        differs=[f for f in section.fields if said.get(f.path) != now.get(f.path)] if conflict else [],
        seen=version_of(now),
        lists=lists,
        line=line,
        error=error,
        done=done_word(DONE),
    )


def _changes(principal: Principal, error: QueueError | None) -> Response:
    if error is not None:
        log_refusal(error.code)
    with deps().engine.connect() as conn:
        changes = newest_changes(conn, principal.site_id)
        people = {
            row.id: row.name
            for row in conn.execute(select(Staff.id, Staff.name).where(Staff.site_id == principal.site_id))
        }
        kiosks = {
            f"printer:{row.id}": row.name
            for row in conn.execute(select(Device.id, Device.name).where(Device.site_id == principal.site_id))
        }
        current = {
            change.subject: _version_now(conn, principal.site_id, change.subject) for change in changes
        }
    return page(
        "counter/settings/changes.html",
        STATUS[error.code] if error is not None else 200,
        changes=[
            {
                "change": change,
                "who": people.get(int(change.actor.partition(":")[2] or 0), change.actor),
                "at": _clock(change.at),
                "kind": _title(change.subject),
                "thing": kiosks.get(change.subject, ""),
                "parts": _parts(change.subject, change.before or {}, change.after),
                "undoable": current[change.subject] == version_of(change.after),
            }
            for change in changes
        ],
        error=error,
        done=done_word(DONE),
    )


def _version_now(conn: Connection, site_id: int, subject: str) -> str | None:
    """Return the version of what a subject says; None when the thing is no more, such as a kiosk shut out."""
    try:
        return version_of(read_value(conn, site_id, subject))
    except QueueError:
        return None


def _clock(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(BANGKOK).strftime("%d/%m/%Y %H.%M")


def _title(subject: str) -> str:
    kind, _, name = subject.partition(":")
    if kind in OWN:
        return OWN[kind].title
    if subject == "settings:copies":
        return "copies.title"
    for section in SECTIONS:
        if section.part == name if kind == "settings" else section.kind == kind:
            return section.title
    return "settings.section.changes"


def _parts(subject: str, before: Value, after: Value) -> list[Part]:
    """Return what differs: the part's name, what it said and what it says."""
    own = OWN.get(subject.partition(":")[0])
    if own is not None:
        return own.parts(before, after, _say)
    return [
        Part(_say(f"settings.field.{path.replace('.', '_')}"), before.get(path), value)
        for path, value in after.items()
        if before.get(path) != value
    ]


def _say(key: str) -> dict[str, str]:
    return {code: deps().languages.text(key, code) for code in LANGUAGES}
