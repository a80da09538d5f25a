"""`/settings/notices`: what the office shows beside the calls, its files and its schedule."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.hall.forms import HOURS, SECONDS, WORDS
from counter.hall.media import LARGEST_UPLOAD, Shown, take_media
from counter.hall.parts import DONE, MAY, NOTICES, pages, read_part, save_part
from counter.settings.fields import read_field
from shared.domain.errors import QueueError
from shared.domain.notices import (
    MOST_NOTICES,
    OWN,
    USUAL_SECONDS,
    Notice,
    read_notices,
    replaced,
)
from shared.evidence.vault import Vault
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.posted import allow_uploads

DAYS = ("first_day", "last_day")
FORM_SPARE = 2**20
"""What a form weighs beside its file."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
allow_uploads(pages, {"hall.save_notice": LARGEST_UPLOAD + FORM_SPARE})


@pages.get("/notices")
def show_notices() -> BaseResponse:
    """All notices in their order, and what the system says by itself."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    return _list(principal, None)


@pages.post("/notices")
def save_own() -> BaseResponse:
    """Choose what the system says by itself, or move a notice up in the order."""
    principal = require(MAY, face="console")
    part, _ = read_part(principal, NOTICES)
    items = list(part.get("items", ()))
    up = request.form.get("up", "")
    try:
        if up:
            place = next((i for i, item in enumerate(items) if item["id"] == up), 0)
            if place:
                items[place - 1], items[place] = items[place], items[place - 1]
            part = {**part, "items": items}
        else:
            part = {**part, "own": [kind for kind in OWN if kind in request.form.getlist("own")]}
        save_part(principal, NOTICES, part, request.form.get("seen", ""))
    except QueueError as error:
        return _list(principal, error)
    return redirect("/settings/notices?done=saved", 303)


@pages.get("/notices/<notice_id>")
def show_notice(notice_id: str) -> BaseResponse:
    """The form of one notice, or of a new one."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    return _form(principal, _find(principal, notice_id), None)


@pages.post("/notices/<notice_id>")
def save_notice(notice_id: str) -> BaseResponse:
    """Save a notice with its file, add one, or take one away."""
    principal = require(MAY, face="console")
    kept = _find(principal, notice_id)
    try:
        _save(principal, kept, request.form.get("wish", "save"))
    except QueueError as error:
        return _form(principal, kept, error)
    return redirect("/settings/notices?done=saved", 303)


def _save(principal: Principal, kept: Notice | None, wish: str) -> None:
    part, _ = read_part(principal, NOTICES)
    items: list[Mapping[str, Any]] = list(part.get("items", ()))
    if wish == "remove" and kept is not None:
        items = [item for item in items if item["id"] != kept.id]
    else:
        if kept is None and len(items) >= MOST_NOTICES:
            raise QueueError("file.too_many", most=MOST_NOTICES)
        items = replaced(items, asdict(_typed(kept)))
    save_part(principal, NOTICES, {**part, "items": items}, request.form.get("seen", ""))


def _typed(kept: Notice | None) -> Notice:
    """Return the notice of the form; its new file, if any, is in the vault then."""
    form = request.form
    told: dict[str, Any] = {field.path: read_field(field, form) for field in (*WORDS, SECONDS)}
    told |= {field.path: read_field(field, form) or "" for field in HOURS}
    told |= {name: _day(name) for name in DAYS}
    if told["first_day"] and told["last_day"] and told["first_day"] > told["last_day"]:
        raise QueueError("request.invalid", field="last_day")
    if told["from_time"] and told["until_time"] and told["from_time"] >= told["until_time"]:
        raise QueueError("request.invalid", field="until_time")
    told |= {"sound": form.get("sound") == "yes", "off": form.get("off") == "yes"}
    if shown := _file():
        vault, bodies = Vault(deps().settings.data), shown.bodies
        files = deps().offload(lambda: tuple(vault.keep(body) for body in bodies))
        told |= {"kind": shown.kind, "media": shown.media, "files": files}
    elif kept is not None and kept.kind != "text":
        told |= {"kind": kept.kind, "media": kept.media, "files": kept.files}
    else:
        told["kind"] = "text"
    if told["kind"] == "text" and not told["title"]["th"]:
        raise QueueError("request.invalid", field="title")
    return Notice(id=kept.id if kept is not None else secrets.token_hex(4), **told)


def _file() -> Shown | None:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    name, body = sent.filename, sent.stream.read(LARGEST_UPLOAD + 1)
    found: Shown = deps().offload(lambda: take_media(name, body))
    return found


def _day(name: str) -> str:
    typed = request.form.get(name, "").strip()
    if not typed:
        return ""
    try:
        if not _DAY.fullmatch(typed):
            raise ValueError
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise QueueError("request.invalid", field=name) from None


def _find(principal: Principal, notice_id: str) -> Notice | None:
    """Return a notice, None for a new one; refuse with `not_found`."""
    if notice_id == "new":
        return None
    part, _ = read_part(principal, NOTICES)
    for notice in read_notices({"notices": part}).items:
        if notice.id == notice_id:
            return notice
    raise QueueError("not_found")


def _list(principal: Principal, error: QueueError | None) -> BaseResponse:
    if error is not None:
        log_refusal(error.code)
    part, seen = read_part(principal, NOTICES)
    config = deps().publisher.latest(principal.site_id).config
    return page(
        "counter/hall/notices.html",
        STATUS[error.code] if error is not None else 200,
        notices=read_notices({"notices": part}).items,
        own=read_notices({"notices": part}).own,
        all_own=OWN,
        eit=read_notices(config.settings).eit,
        seen=seen,
        error=error,
        done=done_word(DONE),
    )


def _form(principal: Principal, kept: Notice | None, error: QueueError | None) -> BaseResponse:
    if error is not None:
        log_refusal(error.code)
    _, seen = read_part(principal, NOTICES)
    return page(
        "counter/hall/notice.html",
        STATUS[error.code] if error is not None else 200,
        notice=kept,
        value=asdict(kept) if kept is not None else {"seconds": USUAL_SECONDS},
        words=WORDS,
        hours=HOURS,
        seconds=SECONDS,
        typed=request.form if error is not None else None,
        seen=seen,
        error=error,
        done=None,
    )
