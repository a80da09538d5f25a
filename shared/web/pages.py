"""Rendering pages: the language, the words for the scripts, the start data, the error page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from shared.domain.errors import QueueError
from shared.web.access import site_or_none
from shared.web.deps import deps
from shared.web.languages import LANGUAGES, OWN_NAMES
from shared.web.security import current_language, make_nonce
from shared.web.tracing import request_id
from shared.web.words import office_languages, office_words, office_words_version

_IMPORT_MAP = Path(__file__).parent.parent / "static" / "importmap.json"
_MODULES = Path(__file__).parent.parent / "static" / "tonsai"


@cache
def import_map() -> dict[str, dict[str, str]]:
    """Return where the scripts' bare names lead: packages of `vendor/`, our own as `tonsai/<file>.js`."""
    names: dict[str, str] = json.loads(_IMPORT_MAP.read_text())
    imports = {name: f"/static/vendor/{file}" for name, file in names.items()}
    imports |= {
        f"tonsai/{path.name}": f"/static/tonsai/{path.name}" for path in sorted(_MODULES.glob("*.js"))
    }
    return {"imports": imports}


def register_pages(app: Flask) -> None:
    """Give every template `t`, the language and the import map."""

    @app.context_processor
    def _words() -> dict[str, Any]:
        language = current_language()

        def t(key: str, **values: object) -> str:
            return office_words().text(key, language, **values)

        return {
            "t": t,
            "breaks": breaks,
            "why": why,
            "language": language,
            "languages": LANGUAGES,
            "offered": office_languages(),
            "own_names": OWN_NAMES,
            "csp_nonce": make_nonce(),
            "importmap": import_map(),
            "version": deps().version,
            "demo": deps().settings.demo,
            "office_logo": office_logo,
        }


def office_logo() -> str | None:
    """Return the address of the logo of the request's site, for a page that knows no other."""
    site = site_or_none()
    return deps().publisher.kept(site).board.office.logo if site else None


def breaks(text: str) -> Markup:
    """Return a name with its `|` as places where the line may break."""
    parts = [Markup('<span class="whole">{}</span>').format(part) for part in text.split("|")]
    return Markup("<wbr>").join(parts)


def start_data(domains: Iterable[str], **values: Any) -> dict[str, Any]:
    """Return the start data of a page for its scripts."""
    wanted = tuple(domains)
    return {
        "language": current_language(),
        "languages": office_languages(),
        "domains": wanted,
        "words": office_words_version(),
        "messages": office_words().messages(wanted),
        "csrf": generate_csrf(),
        "version": deps().version,
        **values,
    }


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a rendered page."""
    return make_response(render_template(template, **values), status)


def sentence(code: str, details: dict[str, Any]) -> str:
    """Return what a refusal says to a person, in the reader's language; plain text, escaped where it is shown."""
    words, language = office_words(), current_language()
    found = words.find(f"error.{code}", language) or words.text("error.server.error", language)
    try:
        return found % details if "%(" in found else found
    except KeyError:
        return words.text("error.server.error", language)


def why(error: QueueError, frame: str = "", *fields: str) -> str:
    """Return what a page with a form says of a refusal: `frame` with the field's name, which is the first of the keys
    `fields` that has words, and of everything else its sentence. Nobody has words for a field that no form of ours
    sends.
    """
    words, language = office_words(), current_language()
    if error.code == "request.invalid":
        for key in fields:
            field = words.find(key, language)
            if field is not None:
                return words.text(frame, language, field=field)
    return sentence(error.code, error.details)


def error_page(code: str, details: dict[str, Any], status: int) -> Response:
    """Return the kind page for a refusal or a failure, in the reader's language."""
    return page("error.html", status, code=code, sentence=sentence(code, details), request_id=request_id())
