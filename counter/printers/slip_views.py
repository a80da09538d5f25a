"""The page of the slip: what stands on it, its template, and a picture of it before anything is saved.

A template is drawn and tried only in the bounded process of `shared/paper/checking.py`. What does not pass is not
saved, and the one before goes on printing.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.printers.slip_forms import RULE, Typed, read_slip, read_view
from counter.printers.views import MAY, pages, status_of, write
from counter.settings.change import change_settings, version_of
from counter.settings.places import Value, read_value
from shared.domain.errors import QueueError
from shared.domain.printing import WIDTHS, read_paper
from shared.evidence.vault import Vault
from shared.paper.checking import check_template, draw_preview
from shared.paper.samples import Dress
from shared.paper.slips import LONGEST_MM, SHIPPED
from shared.paper.typesetting import TemplateError
from shared.press.slips import plain, read_logo
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.pages import page, start_data
from shared.web.posted import allow_uploads
from shared.web.security import current_language

SUBJECT = "settings:slip"
DONE = ("saved", "same", "long")
LONGEST_FORM = 256 * 1024
"""Bytes; a letter of Thai in a template's comments takes three."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells after a wish: a refusal, a template's mistake, a picture."""

    error: QueueError | None = None
    fault: TemplateError | None = None
    picture: bytes | None = None


allow_uploads(pages, {"printers.save_slip": LONGEST_FORM})


@pages.get("/slip")
def show_slip() -> BaseResponse:
    """The slip as it is."""
    principal = signed_in(MAY)
    return principal if isinstance(principal, BaseResponse) else _show(principal)


@pages.get("/slip.png")
def show_picture() -> BaseResponse:
    """The sample slip as it would print now, dot for dot."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    width, language = read_view(request.args)
    settings = deps().publisher.latest(principal.site_id).config.settings
    template, dress = read_paper(settings).template, _dress(settings, _now(settings))
    try:
        picture = draw_preview(template, dress, width, language)
    except TemplateError:  # as in the hall: the built-in one prints
        picture = draw_preview(None, dress, width, language)
    response = Response(picture, content_type="image/png")
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/slip")
def save_slip() -> BaseResponse:
    """Show the slip before it is saved, save it when every slip comes out, or go back to the template of the house."""
    principal, wish = require(MAY, face="console"), request.form.get("wish", "save")
    settings = deps().publisher.latest(principal.site_id).config.settings
    typed = read_slip(request.form, settings["office"]["rule"])
    if wish == "reset":
        typed = Typed({**_now(settings), "paper.template": None}, ())
    if typed.wrong:
        return _show(principal, typed, Shown(QueueError("request.invalid", field=typed.wrong[0])))
    template, dress = typed.value["paper.template"], _dress(settings, typed.value)
    if wish == "preview":
        return _preview(principal, typed, dress)
    longest_mm = 0.0
    if wish != "reset" and typed.value != _now(settings):
        checked = check_template(SHIPPED if template is None else template, dress)
        if checked.error is not None:
            return _show(
                principal, typed, Shown(QueueError("request.invalid", field="template"), checked.error)
            )
        longest_mm = checked.longest_mm
    return _save(principal, typed, settings, longest_mm)


def _save(principal: Principal, typed: Typed, settings: Mapping[str, Any], longest_mm: float) -> BaseResponse:
    now, seen = _now(settings), request.form.get("seen", "")
    value = {path: part for path, part in typed.value.items() if part != now[path]}
    try:
        answer = write(principal, lambda turn: change_settings(turn, subject=SUBJECT, value=value, seen=seen))
    except QueueError as error:
        return _show(principal, typed, Shown(error))
    done = "same" if not answer["changed"] else "long" if longest_mm > LONGEST_MM else "saved"
    mm = f"&mm={longest_mm:.0f}" if done == "long" else ""
    return redirect(f"/settings/printers/slip?done={done}{mm}", 303)


def _preview(principal: Principal, typed: Typed, dress: Dress) -> Response:
    width, language = read_view(request.form)
    try:
        picture = draw_preview(typed.value["paper.template"], dress, width, language)
    except TemplateError as error:
        return _show(principal, typed, Shown(QueueError("request.invalid", field="template"), error))
    return _show(principal, typed, Shown(picture=picture))


def _now(settings: Mapping[str, Any]) -> Value:
    """Return what holds now, with what was never set as it works."""
    paper = read_paper(settings)
    return {
        "paper.rule": paper.rule,
        "office.rule": settings["office"]["rule"],
        "paper.jawi": paper.jawi,
        "paper.logo": paper.logo,
        "paper.template": paper.template,
    }


def _dress(settings: Mapping[str, Any], value: Mapping[str, Any]) -> Dress:
    """Return what the office puts on its slips, with what is being tried in place of what is saved."""
    trying = {**settings, "paper": {**settings.get("paper", {}), "logo": value["paper.logo"]}}
    rule = value["office.rule"] if value["paper.rule"] else dict.fromkeys(value["office.rule"], "")
    return Dress(
        office=plain(settings["office"]["name"]["th"]),
        rule={language: plain(text) for language, text in rule.items()},
        jawi=value["paper.jawi"] or None,
        logo=read_logo(trying, Vault(deps().settings.data).read),
    )


def _show(principal: Principal, typed: Typed | None = None, shown: Shown = Shown()) -> Response:
    with deps().engine.connect() as conn:
        seen = version_of(read_value(conn, principal.site_id, SUBJECT))
    settings = deps().publisher.latest(principal.site_id).config.settings
    now = _now(settings)
    value = typed.value if typed is not None else now
    width, language = read_view(request.form if typed is not None else request.args)
    if typed is None and "language" not in request.args:
        language = read_view({"language": current_language()})[1]
    conflict = shown.error is not None and shown.error.code == "settings.conflict"
    return page(
        "counter/printers/slip.html",
        status_of(shown.error),
        value={path.replace(".", "_"): part for path, part in value.items()},
        typed=request.form if typed is not None and typed.wrong else None,
        source=_shown_template(value, typed),
        own=now["paper.template"] is not None,
        wrong=typed.wrong if typed is not None else (),
        rule_field=RULE,
        has_logo=settings["office"].get("logo") is not None,
        fault=shown.fault,
        picture=base64.b64encode(shown.picture).decode() if shown.picture is not None else None,
        unsaved=typed is not None,
        width=width,
        shown_language=language,
        widths=WIDTHS,
        longest_mm=LONGEST_MM,
        long_mm=request.args.get("mm", 0, type=int),
        seen=seen if typed is None or conflict else request.form.get("seen", ""),
        differs=[path.replace(".", "_") for path in now if value[path] != now[path]] if conflict else [],
        error=shown.error,
        done=done_word(DONE),
        page_data=start_data(("common",)),
    )


def _shown_template(value: Mapping[str, Any], typed: Typed | None) -> str:
    if typed is not None and "template" in typed.wrong:
        return request.form.get("template", "")[:100_000]
    return value["paper.template"] or SHIPPED
