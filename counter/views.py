"""The staff's pages: sign-in, console, overview."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from counter.api import known_scope
from counter.bar import HOME, staff_header
from counter.doors import signed_in
from counter.figure_links import read_choice
from counter.figures import figures_context
from shared.domain.errors import QueueError
from shared.evidence.reckoner import Question
from shared.web.access import Principal, default_site, hashed, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page, start_data
from shared.web.pins import keep_machine, this_machine
from shared.web.posted import local_way
from shared.web.security import current_language, limiter
from shared.web.staff import sign_in, sign_out
from shared.web.words import office_words

pages = Blueprint(
    "counter",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/counter/static",
)


@pages.app_context_processor
def _header() -> dict[str, Any]:
    return {"staff_header": staff_header}


@pages.get("/sign-in")
def show_sign_in() -> Response:
    """The sign-in form; of several sites one is chosen before, except for who sees them all."""
    if not (request.args.get("next") or "").startswith("/province"):
        default_site()
    return page("counter/sign_in.html", username="", error=None)


@pages.post("/sign-in")
@limiter.limit("30/minute")
def do_sign_in() -> BaseResponse:
    """Sign in and go to the page of one's role, or say what is wrong."""
    username, password = request.form.get("username", "")[:60], request.form.get("password", "")[:200]
    machine = this_machine()
    try:
        person = sign_in(username, password, hashed(machine))
    except QueueError as error:
        log_refusal(error.code)
        return page("counter/sign_in.html", STATUS[error.code], username=username, error=error)
    response = redirect(local_way(request.args.get("next")) or HOME[person.principal.role])
    keep_machine(response, machine)
    return response


@pages.post("/sign-out")
def do_sign_out() -> BaseResponse:
    """End the session."""
    sign_out(require("account.own"))
    return redirect(url_for("counter.show_sign_in"))


@pages.get("/console")
def console() -> BaseResponse:
    """The counter console; without `?counter=` the choice of counters."""
    principal = signed_in("page.console")
    if isinstance(principal, BaseResponse):
        return principal
    snapshot = deps().publisher.latest(principal.site_id)
    number = request.args.get("counter", type=int)
    known = {counter.number for counter in snapshot.desk.counters}
    return page(
        "counter/console.html",
        page_data=_data(principal, "console", counter=number if number in known else None, ways=_ways()),
    )


@pages.get("/overview")
def overview() -> BaseResponse:
    """The supervisor's overview."""
    principal = signed_in("page.overview")
    if isinstance(principal, BaseResponse):
        return principal
    return page("counter/overview.html", page_data=_data(principal, "overview"))


@pages.get("/figures")
def figures() -> BaseResponse:
    """The executive's page of figures; the address says the period, see `read_choice`."""
    principal = signed_in("figures.read")
    if isinstance(principal, BaseResponse):
        return principal
    now = deps().clock()
    choice = read_choice(request.args, now=now, demo=deps().settings.demo)
    with known_scope():
        found = deps().reckoner.figures(
            Question(principal.site_id, choice.period, choice.scope, now=now, simulated=choice.simulated)
        )
    context = figures_context(found, language=current_language(), words=office_words(), now=now)
    return page("counter/figures.html", staff=principal, **context)


def _ways() -> list[list[str]]:
    """Return the places of the header for a page that draws its own: name, address, key of its word."""
    header = staff_header()
    ways = (*header.main, *header.more) if header is not None else ()
    return [[way.name, way.address, way.word] for way in ways if not way.here]


def _data(principal: Principal, face: str, **values: Any) -> dict[str, Any]:
    return start_data(
        ("common", "counter", "help", "paper", "error"),
        face=face,
        staff={"name": principal.name, "role": principal.role},
        desk=asdict(deps().publisher.latest(principal.site_id).desk),
        **values,
    )
