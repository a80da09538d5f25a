"""The logo of the office: a picture that is judged, drawn anew and kept in the vault; the settings keep its SHA-256.

So a change of the logo is a change like any other, journalled and undone, and every copy of the office holds it.
"""

from __future__ import annotations

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.settings.change import change_settings, version_of
from counter.settings.places import read_value
from counter.settings.views import MAY, pages
from shared.domain.errors import QueueError
from shared.evidence.files import take_logo
from shared.evidence.vault import Vault
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.posted import allow_uploads

SUBJECT, PATH = "settings:logo", "office.logo"
LONGEST_UPLOAD = 8 * 2**20
DONE = ("saved", "removed", "same")


allow_uploads(pages, {"settings.save_logo": LONGEST_UPLOAD})


@pages.get("/office/logo")
def show_logo() -> BaseResponse:
    """The logo, and the form for another."""
    principal = signed_in(MAY)
    return principal if isinstance(principal, BaseResponse) else _show(principal)


@pages.post("/office/logo")
def save_logo() -> BaseResponse:
    """Keep another logo, or do without one."""
    principal, seen = require(MAY, face="console"), request.form.get("seen", "")
    removed = request.form.get("wish") == "remove"
    try:
        value = {PATH: None if removed else _keep()}
        answer = deps().writer.run(
            principal.site_id,
            lambda turn: change_settings(turn, subject=SUBJECT, value=value, seen=seen),
            now=deps().clock(),
            actor=principal.actor,
        )
    except QueueError as error:
        return _show(principal, error)
    done = ("removed" if removed else "saved") if answer["changed"] else "same"
    return redirect(f"/settings/office/logo?done={done}", 303)


def _keep() -> str:
    """Judge the picture that was sent and put it into the vault; return its SHA-256."""
    sent = request.files.get("logo")
    body = sent.stream.read(LONGEST_UPLOAD + 1) if sent is not None else b""
    vault = Vault(deps().settings.data)
    return deps().offload(lambda: vault.keep(take_logo(body)))


def _show(principal: Principal, error: QueueError | None = None) -> Response:
    if error is not None:
        log_refusal(error.code)
    with deps().engine.connect() as conn:
        now = read_value(conn, principal.site_id, SUBJECT)
    return page(
        "counter/settings/logo.html",
        STATUS[error.code] if error is not None else 200,
        digest=now[PATH],
        seen=version_of(now),
        error=error,
        done=done_word(DONE),
    )
