"""The pages of the words: a search over all screens, and the form of one message."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.settings.places import read_settings
from counter.settings.sections import Section, add_section
from counter.texts.messages import (
    DOMAINS,
    LONGEST,
    SHOWN,
    change_text,
    find_keys,
    known_key,
    own_text,
    places_of,
    seen_of,
    tidy_text,
)
from shared.domain.errors import QueueError
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.languages import LANGUAGES
from shared.web.pages import page

pages = Blueprint("texts", __name__, url_prefix="/settings/texts")
MAY = "settings.change"
add_section(Section("texts.title", "/settings/texts", after="/settings/rating"))


@pages.get("")
def show() -> BaseResponse:
    """Find messages by their words; without a question those that this office says in its own way."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    asked, domain = request.args.get("q", "")[:200], request.args.get("domain", "")
    words = deps().languages
    with deps().engine.connect() as conn:
        own = read_settings(conn, principal.site_id).get("texts") or {}
    keys = find_keys(words, own, asked, domain, changed=not asked.strip() and domain not in DOMAINS)
    return page(
        "counter/texts/search.html",
        asked=asked,
        domain=domain,
        domains=DOMAINS,
        found=[_message(key, own) for key in keys[:SHOWN]],
        more=max(0, len(keys) - SHOWN),
        changed=len(own),
        done=done_word(("saved", "same")),
    )


@pages.get("/<key>")
def show_message(key: str) -> BaseResponse:
    """Show the form of one message."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    return _form(principal, _known(key))


@pages.post("/<key>")
def save_message(key: str) -> BaseResponse:
    """Say a message in the office's way; an empty text says what the catalogue says."""
    principal = require(MAY, face="console")
    key = _known(key)
    words, reset, seen = deps().languages, request.form.get("reset", ""), request.form.get("seen", "")
    try:
        value = {
            code: tidy_text(
                "" if reset in (code, "all") else request.form.get(code, ""), words.text(key, code), code
            )
            for code in LANGUAGES
        }
        answer = deps().writer.run(
            principal.site_id,
            lambda turn: change_text(turn, key=key, value=value, seen=seen),
            now=deps().clock(),
            actor=principal.actor,
        )
    except QueueError as error:
        return _form(principal, key, error)
    return redirect(f"/settings/texts?done={'saved' if answer['changed'] else 'same'}", 303)


def _known(key: str) -> str:
    if not known_key(deps().languages, key):
        raise QueueError("not_found")
    return key


def _message(key: str, own: dict[str, dict[str, str]]) -> dict[str, Any]:
    words = deps().languages
    return {
        "key": key,
        "texts": {code: own.get(key, {}).get(code) or words.text(key, code) for code in LANGUAGES},
        "own": key in own,
        "domain": next(name for name in DOMAINS if key in words.messages((name,))[LANGUAGES[0]]),
    }


def _form(principal: Principal, key: str, error: QueueError | None = None) -> BaseResponse:
    if error is not None:
        log_refusal(error.code)
    words = deps().languages
    with deps().engine.connect() as conn:
        own = own_text(conn, principal.site_id, key)
    original = {code: words.text(key, code) for code in LANGUAGES}
    return page(
        "counter/texts/message.html",
        STATUS[error.code] if error is not None else 200,
        key=key,
        original=original,
        own=own,
        typed={
            code: request.form.get(code, "") if error is not None else own[code] or original[code]
            for code in LANGUAGES
        },
        places=places_of(original["th"]),
        longest=LONGEST,
        seen=seen_of(own),
        conflict=error is not None and error.code == "settings.conflict",
        error=error,
    )
