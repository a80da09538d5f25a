"""The page of the whole configuration: taken out as a file, tried, and taken in."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.settings.beside import prepare_files, prepare_template
from counter.settings.sections import Section, add_section
from counter.settings.whole import FileRefusedError, TrialError, read_document, write_document
from shared.domain.errors import QueueError
from shared.domain.hours import service_day
from shared.evidence.vault import Vault
from shared.store.turn import Answer
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.posted import allow_uploads

pages = Blueprint("whole_settings", __name__, url_prefix="/settings/file")
MAY = "settings.change"
LARGEST = 10_000_000
"""Bytes; a large office has about 150,000, and its notices up to 6 million."""
SHOWN = 40
add_section(Section("settings.section.file", "/settings/file"))


allow_uploads(pages, {"whole_settings.take_in": LARGEST})


@pages.before_request
def _room() -> None:
    """Let the tried file come back as a field of the form; its length is bounded by the body's."""
    request.max_form_memory_size = LARGEST


@pages.get("")
def show() -> BaseResponse:
    """Show the ways out and in."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    return _page()


@pages.get("/settings.json")
def take_out() -> BaseResponse:
    """Hand the whole configuration out."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    with deps().engine.connect() as conn:
        text = json.dumps(
            read_document(conn, principal.site_id, Vault(deps().settings.data)), ensure_ascii=False, indent=1
        )
    name = f"tonsai-settings-{service_day(deps().clock()).isoformat()}.json"
    response = Response(text, content_type="application/json; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("")
def take_in() -> BaseResponse:
    """Try a file and say what it would change, or take in the one that was tried."""
    principal = require(MAY, face="console")
    posted = request.files.get("file")
    text = (
        posted.read().decode("utf-8-sig", "replace") if posted is not None else request.form.get("text", "")
    )
    trial = request.form.get("wish") != "take"
    try:
        answer = _write(principal, text, trial=trial)
    except TrialError as tried:
        return _page(tried=tried.answer["changed"], waiting=tried.answer["waiting"], text=text)
    except FileRefusedError as refused:
        log_refusal(refused.code)
        return _page(STATUS[refused.code], faults=refused.faults, error=refused)
    except QueueError as error:
        log_refusal(error.code)
        return _page(STATUS[error.code], error=error)
    return _page(done=len(answer["changed"]), waiting=answer["waiting"])


def _write(principal: Principal, text: str, *, trial: bool) -> Answer:
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError):
        raise QueueError("settings.no_file") from None
    words, vault = deps().languages, Vault(deps().settings.data)
    files = deps().offload(lambda: prepare_files(document, vault, keep=not trial))
    prepared = prepare_template(document, files)
    return deps().writer.run(
        principal.site_id,
        lambda turn: write_document(turn, document, words, trial=trial, prepared=prepared),
        now=deps().clock(),
        actor=principal.actor,
    )


def _page(status: int = 200, **values: Any) -> Response:
    given = {"faults": [], "waiting": [], "tried": None, "text": "", "done": None, "error": None, **values}
    return page("counter/settings/file.html", status, shown=SHOWN, **given)
