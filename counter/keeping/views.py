"""The page of the copies: where they go, how old they are, whether one was tried; a copy and a trial now.

Copies are made by a process of their own, as the daily ones are; the page only asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.keeping.actions import SUBJECT, change_copies, check_copies
from counter.keeping.forms import GoneForm, HourForm, NowForm, PlaceForm
from counter.settings.change import version_of
from counter.settings.places import read_value
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK
from shared.domain.keeping import KINDS, LOCAL, Keeping, Target
from shared.domain.thai import Language, clock_time, short_date
from shared.keeping.places import try_place
from shared.keeping.runs import KeepingState, Run, list_runs, list_targets, read_keeping, read_state
from shared.web.access import Principal, first_site, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.posted import read_form
from shared.web.security import current_language

pages = Blueprint("keeping", __name__, url_prefix="/settings/keeping")
MAY = "settings.change"
RUNS = 20
DONE = ("placed", "gone", "hour", "same", "begun")


@pages.get("")
def show() -> BaseResponse:
    """How old the copies are, whether one was tried, what the last chores came to, which version runs."""
    person = signed_in("keeping.read")
    if isinstance(person, BaseResponse):
        return person
    _refuse_guests(person)
    return _page(person, None)


@pages.post("/places")
def add_place() -> BaseResponse:
    """Add a place, if this machine can write there now."""

    def work(person: Principal) -> str:
        form = read_form(PlaceForm)
        parts = deps()
        target = Target(form.name, form.kind, form.path)
        keeping = _keeping()
        _change(
            person,
            form.seen,
            targets=[*keeping.targets, target],
            check=lambda: try_place(target, parts.settings.data),
        )
        return "placed"

    return _do(work)


@pages.post("/places/gone")
def drop_place() -> BaseResponse:
    """Make no more copies to a place; those that lie there stay."""

    def work(person: Principal) -> str:
        form = read_form(GoneForm)
        _change(person, form.seen, targets=[t for t in _keeping().targets if t.name != form.name])
        return "gone"

    return _do(work)


@pages.post("/hour")
def set_hour() -> BaseResponse:
    """Say when the daily chores begin."""

    def work(person: Principal) -> str:
        form = read_form(HourForm)
        _change(person, form.seen, at=form.at.replace(".", ":"))
        return "hour"

    return _do(work, copies=False)


@pages.post("/copy")
def copy_now() -> BaseResponse:
    """Make a copy to a place now."""

    def work(_person: Principal) -> str:
        form = read_form(NowForm)
        parts = deps()
        found = next((t for t in list_targets(_keeping(), parts.settings.data) if t.name == form.name), None)
        if found is None:
            raise QueueError("backup.absent", place=form.name, path="")
        parts.chores.ask("backup", *(() if found.name == LOCAL else ("--to", found.path)))
        return "begun"

    return _do(work)


@pages.post("/trial")
def try_now() -> BaseResponse:
    """Restore the newest copy on trial now."""

    def work(_person: Principal) -> str:
        deps().chores.ask("backup", "--test")
        return "begun"

    return _do(work)


def _do(work: Callable[[Principal], str], *, copies: bool = True) -> BaseResponse:
    """Do what a form asks for; what is about copies is refused where another database's own tools make them."""
    person = require(MAY, face="console")
    _refuse_guests(person)
    try:
        if copies and not deps().settings.is_sqlite:
            raise QueueError("backup.postgres")
        done = work(person)
    except QueueError as error:
        return _page(person, error)
    return redirect(f"/settings/keeping?done={done}", 303)


def _refuse_guests(person: Principal) -> None:
    """Refuse with `site.not_first`: a copy holds every site, so one of them looks after it, the first."""
    if person.site_id != first_site():
        raise QueueError("site.not_first")


def _keeping() -> Keeping:
    with deps().engine.connect() as conn:
        return read_keeping(conn)


def _change(
    person: Principal,
    seen: str,
    *,
    at: str | None = None,
    targets: list[Target] | None = None,
    check: Callable[[], None] | None = None,
) -> None:
    """Change hour or places; `check` is asked first whether the medium is there, away from the event loop."""
    parts, keeping = deps(), _keeping()
    hour = at or keeping.at.isoformat("minutes")
    places = [
        {"name": t.name, "kind": t.kind, "path": t.path}
        for t in (keeping.targets if targets is None else targets)
    ]
    check_copies(hour, places)
    if check is not None:
        parts.offload(check)
    parts.writer.run(
        person.site_id,
        lambda turn: change_copies(turn, at=hour, targets=places, seen=seen),
        now=parts.clock(),
        actor=person.actor,
    )


def _page(person: Principal, error: QueueError | None) -> BaseResponse:
    parts, language, now = deps(), cast("Language", current_language()), deps().clock()
    if error is not None:
        log_refusal(error.code)

    def work() -> tuple[
        KeepingState, list[Run], Mapping[str, Any]
    ]:  # on a thread of its own, where there is no request
        with parts.engine.connect() as conn:
            state = read_state(conn, parts.settings.data, now=now)
            return state, list_runs(conn, limit=RUNS), _value(conn, person.site_id)

    def moment(at: datetime) -> str:
        local = at.astimezone(BANGKOK)
        return f"{short_date(local.date(), language)} · {clock_time(local, language)}"

    state, runs, value = parts.offload(work)
    response = page(
        "counter/keeping/keeping.html",
        STATUS[error.code] if error is not None else 200,
        staff=person,
        state=state,
        runs=runs,
        moment=moment,
        embedded=parts.settings.is_sqlite,
        may_change=person.may(MAY),
        seen=version_of(value),
        kinds=KINDS,
        local=LOCAL,
        busy=parts.chores.is_busy,
        entered=request.form if error is not None else {},
        error=error,
        done=done_word(DONE),
    )
    if parts.chores.is_busy and error is None:
        response.headers["Refresh"] = "4; url=/settings/keeping"
    return response


def _value(conn: Connection, site_id: int) -> Mapping[str, Any]:
    return read_value(conn, site_id, SUBJECT)
