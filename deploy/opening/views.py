"""The pages of the first run: a step each, back and forth, and at the end the office; then what is still to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.printers.views import kiosk_printers, print_test
from counter.settings.checks import PREFIXES
from counter.settings.lists import LANGUAGE_CHOICES
from counter.settings.sections import Section, add_section
from deploy.opening import trial
from deploy.opening.answers import FIELDS, keep_fields, read_administrator
from deploy.opening.door import enter, may_set_up
from deploy.opening.draft import (
    MOST_COUNTERS,
    built_in,
    catalogue_of,
    check_counters,
    check_groups,
    drop_draft,
    fit_counters,
    keep_draft,
    read_draft,
    taken,
)
from deploy.opening.making import Person, make_office
from shared.domain.errors import QueueError
from shared.web.access import Principal, first_site, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.languages import LANGUAGES
from shared.web.pages import page, start_data
from shared.web.security import limiter
from shared.web.staff import begin_session, hash_password

pages = Blueprint("setup", __name__)
add_section(Section("setup.ready", "/settings/start"))
STEPS = ("office", "services", "counters", "hours", "rules", "administrator")
_ALWAYS = ("/setup", "/static/", "/language/", "/counter/static/", "/api/", "/metrics", "/fresh", "/words")


def register(app: Flask) -> None:
    """Add the pages; while there is no office, every other page leads here."""
    app.register_blueprint(pages)
    made = False

    @app.before_request
    def _first_run() -> BaseResponse | None:
        nonlocal made
        if made or request.path.startswith(_ALWAYS):
            return None
        made = first_site() != 0
        return None if made else redirect("/setup")


@pages.get("/setup")
def show_first() -> BaseResponse:
    """Lead to the first step that is not done."""
    if not _allowed():
        return page("setup/code.html", error=None)
    done = read_draft(deps().settings.data)["done"]
    return redirect(f"/setup/{next((step for step in STEPS if step not in done), STEPS[-1])}")


@pages.post("/setup")
@limiter.limit("10/minute")
def enter_code() -> BaseResponse:
    """Let a browser in with the code of the server's start."""
    _allowed()
    try:
        enter(deps().settings.data, request.form.get("code", ""))
    except QueueError as error:
        log_refusal(error.code)
        return page("setup/code.html", STATUS[error.code], error=error)
    return redirect("/setup", 303)


@pages.get("/setup/<step>")
def show_step(step: str) -> BaseResponse:
    """Show a step with what was answered so far."""
    if not _allowed():
        return redirect("/setup")
    return _show(_known(step), read_draft(deps().settings.data))


@pages.post("/setup/<step>")
@limiter.limit("60/minute")
def save_step(step: str) -> BaseResponse:
    """Keep a step's answers and go on; the last one makes the office."""
    if not _allowed():
        raise QueueError("auth.forbidden")
    data, draft = deps().settings.data, read_draft(deps().settings.data)
    if request.form.get("go") == "back":
        return _go_back(_known(step))
    try:
        if _known(step) == "administrator":
            return _make(draft)
        _READ[step](step, draft)
    except QueueError as error:
        log_refusal(error.code)
        return _show(step, draft, error)
    draft["done"] = [one for one in STEPS if one in draft["done"] or one == step]
    keep_draft(data, draft)
    return redirect(f"/setup/{STEPS[STEPS.index(step) + 1]}", 303)


@pages.get("/settings/start")
def show_ready() -> BaseResponse:
    """Show what a new office still has to do, with a test ticket through the whole chain."""
    principal = signed_in("settings.change")
    if isinstance(principal, BaseResponse):
        return principal
    return _ready(principal)


@pages.post("/settings/start/test")
def do_trial() -> BaseResponse:
    """Issue and call a test ticket, or finish it; or print a test slip."""
    principal, wish = require("settings.change", face="console"), request.form.get("wish")
    try:
        if wish == "print":
            print_test(principal, request.form.get("device", 0, type=int))
        else:
            (trial.end if wish == "end" else trial.begin)(principal)
    except QueueError as error:
        log_refusal(error.code)
        return _ready(principal, error)
    return redirect("/settings/start", 303)


def _ready(principal: Principal, error: QueueError | None = None) -> Response:
    with deps().engine.connect() as conn:
        printers = kiosk_printers(conn, principal.site_id)
    return page(
        "setup/ready.html",
        STATUS[error.code] if error is not None else 200,
        trial=trial.find(principal),
        printers=printers,
        error=error,
        page_data=start_data(("common", "paper", "printers")),
    )


def _go_back(step: str) -> BaseResponse:
    """Go to the step before; what was typed is kept unless it could not be an answer."""
    data, draft = deps().settings.data, read_draft(deps().settings.data)
    try:
        if step in _READ:
            _READ[step](step, draft)
            keep_draft(data, draft)
    except QueueError as error:
        log_refusal(error.code)
    return redirect(f"/setup/{STEPS[max(0, STEPS.index(step) - 1)]}", 303)


def _allowed() -> bool:
    """Say whether this browser may go on; refuse with `not_found` once there is an office."""
    if first_site():
        raise QueueError("not_found")
    return may_set_up(deps().settings.data)


def _known(step: str) -> str:
    if step not in STEPS:
        raise QueueError("not_found")
    return step


def _read_fields(step: str, draft: dict[str, Any]) -> None:
    keep_fields(draft, step, request.form)


def _read_services(_step: str, draft: dict[str, Any]) -> None:
    form = request.form
    for group in draft["groups"]:
        code = group["code"]
        group["take"] = form.get(f"take_{code}") == "yes"
        group["prefix"] = form.get(f"prefix_{code}", "")[:2]
        group["name"] = {
            lang: " ".join(form.get(f"name_{code}_{lang}", "").split())[:400] for lang in LANGUAGES
        }
    known = {service["code"] for service in built_in()["services"]}
    draft["services"] = [code for code in form.getlist("service") if code in known]
    check_groups(draft)
    fit_counters(draft)


def _read_counters(_step: str, draft: dict[str, Any]) -> None:
    codes = [group["code"] for group in taken(draft)]
    rows = [
        [code for code in request.form.getlist(f"counter_{n}") if code in codes]
        for n in range(1, MOST_COUNTERS + 1)
    ]
    draft["counters"] = [groups for groups in rows if groups]
    check_counters(draft)


_READ = {
    "office": _read_fields, "hours": _read_fields, "rules": _read_fields, "services": _read_services,
    "counters": _read_counters,
}  # fmt: skip


def _make(draft: dict[str, Any]) -> BaseResponse:
    for step in STEPS[:-1]:
        if step not in draft["done"]:
            raise QueueError("setup.unfinished")
    form = read_administrator({n: v for n, v in request.form.items() if n not in ("csrf_token", "go")})
    try:
        catalogue = catalogue_of(draft)
    except ValueError:
        raise QueueError("setup.unfinished") from None
    row = make_office(
        deps().engine, catalogue, Person(form.name, form.username, hash_password(form.password)),
        now=deps().clock(),
    )  # fmt: skip
    drop_draft(deps().settings.data)
    begin_session(row, deps().clock())
    return redirect("/settings/start", 303)


def _show(step: str, draft: dict[str, Any], error: QueueError | None = None) -> Response:
    services: dict[str, list[Mapping[str, Any]]] = {}
    for service in built_in()["services"]:
        services.setdefault(service["group"], []).append(service)
    return page(
        f"setup/{step if step in ('services', 'counters', 'administrator') else 'fields'}.html",
        STATUS[error.code] if error is not None else 200,
        step=step,
        steps=STEPS,
        draft=draft,
        fields=FIELDS.get(step, ()),
        value=draft["settings"],
        lists=LANGUAGE_CHOICES,
        typed=request.form if error is not None else None,
        groups=draft["groups"] if step == "services" else taken(draft),
        services=services,
        prefixes=PREFIXES,
        rows=max(6, min(MOST_COUNTERS, len(draft["counters"]) + 2)),
        error=error,
    )
