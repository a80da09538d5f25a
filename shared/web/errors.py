"""The one table from refusal codes to HTTP, and the answers: problem details for programs, a kind page for people."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Flask, Response, redirect, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from shared.domain.errors import QueueError
from shared.store.ailments import ailment
from shared.web.pages import error_page, sentence
from shared.web.tracing import NO_ROUTE, elapsed_ms, request_id

log = logging.getLogger("tonsai.web")
PROBLEM = "application/problem+json"
_LARGEST_WHOLE = 2**53 - 1

STATUS: dict[str, int] = {
    "announcement.over": 409,
    "auth.forbidden": 403,
    "auth.locked": 429,
    "auth.required": 401,
    "auth.wrong": 401,
    "backup.absent": 409,
    "backup.broken": 500,
    "backup.busy": 409,
    "backup.no_room": 507,
    "backup.none": 404,
    "backup.not_mounted": 409,
    "backup.postgres": 409,
    "backup.unknown": 404,
    "backup.unwritable": 409,
    "calendar.taken": 409,
    "catalogue.line_waits": 409,
    "clock.behind": 503,
    "counter.closed": 409,
    "counter.elsewhere": 409,
    "counter.has_ticket": 409,
    "counter.no_ticket": 409,
    "counter.paused": 409,
    "counter.unknown": 404,
    "csrf.failed": 403,
    "evidence.unknown": 404,
    "evidence.withdrawn": 409,
    "file.active": 422,
    "file.broken": 422,
    "file.damaged": 500,
    "file.kind": 415,
    "file.locked": 422,
    "file.no_picture": 415,
    "file.too_large": 413,
    "file.too_many": 422,
    "device.unknown": 404,
    "exclusion.reason": 422,
    "exclusion.unknown": 404,
    "figures.reduced": 410,
    "group.closed": 409,
    "group.full": 409,
    "group.unknown": 404,
    "hall.before": 409,
    "hall.closed": 409,
    "hall.holiday": 409,
    "hall.last_ticket": 409,
    "host.unknown": 400,
    "invitation.unknown": 404,
    "journal.busy": 409,
    "import.moved": 409,
    "import.refused": 422,
    "import.too_large": 413,
    "key.reused": 422,
    "late.day": 422,
    "late.empty": 422,
    "late.handed_in": 409,
    "late.reason": 422,
    "late.too_many": 422,
    "late.unknown": 404,
    "measure.changed": 409,
    "measure.step_used": 409,
    "measure.unknown": 404,
    "media.unsupported": 415,
    "method.not_allowed": 405,
    "not_found": 404,
    "note.unknown": 404,
    "outreach.broken": 422,
    "outreach.codes": 422,
    "outreach.damaged": 422,
    "outreach.day": 422,
    "outreach.fork": 409,
    "outreach.self": 422,
    "outreach.too_large": 413,
    "outreach.unlike": 422,
    "pairing.unknown": 404,
    "password.differs": 422,
    "pin.locked": 429,
    "pin.weak": 422,
    "pin.wrong": 401,
    "rate.limited": 429,
    "rating.done": 409,
    "rating.not_finished": 409,
    "rating.too_soon": 429,
    "rating.unknown": 404,
    "rating.window_over": 409,
    "reason.unknown": 422,
    "recall.limit": 409,
    "recall.too_soon": 409,
    "report.changed": 409,
    "report.not_over": 409,
    "report.reason": 422,
    "report.sensitive": 409,
    "report.template": 500,
    "report.unknown": 404,
    "report.unlooked": 422,
    "report.wrong_state": 409,
    "request.invalid": 422,
    "request.malformed": 400,
    "request.slow": 408,
    "request.too_large": 413,
    "restore.newer": 409,
    "restore.serving": 409,
    "server.busy": 503,
    "server.damaged": 503,
    "server.disk": 503,
    "server.error": 500,
    "server.no_room": 507,
    "service.unknown": 404,
    "settings.conflict": 409,
    "settings.counter_open": 409,
    "settings.file": 422,
    "settings.has_services": 409,
    "settings.hours": 422,
    "settings.last_one": 409,
    "settings.lines": 422,
    "settings.no_file": 422,
    "settings.sensitive": 409,
    "settings.taken": 409,
    "settings.two_standards": 422,
    "settings.unknown": 404,
    "settings.used_today": 409,
    "setup.busy": 409,
    "setup.code": 403,
    "setup.counters": 422,
    "setup.groups": 422,
    "setup.unfinished": 409,
    "site.not_first": 403,
    "site.other": 403,
    "site.unknown": 404,
    "site.unnamed": 400,
    "slip.no_printer": 409,
    "staff.disabled": 409,
    "staff.last_administrator": 409,
    "staff.self": 409,
    "staff.taken": 409,
    "staff.unknown": 404,
    "texts.places": 422,
    "ticket.not_today": 409,
    "ticket.unknown": 404,
    "ticket.wrong_state": 409,
    "voice.no_clip": 404,
    "voice.no_language": 422,
    "voice.not_pack": 422,
    "voice.not_wav": 422,
    "voice.silent": 422,
    "voice.too_long": 422,
    "voice.unknown_clip": 422,
}
"""Every code there is. `error.<code>` in the catalogues has its sentence in three languages."""

GUARDS = frozenset(
    {
        "auth.forbidden", "auth.locked", "auth.wrong", "csrf.failed", "host.unknown", "invitation.unknown",
        "pairing.unknown", "pin.locked", "pin.wrong", "rate.limited", "request.malformed", "request.slow",
        "request.too_large", "site.other",
    }
)  # fmt: skip
"""Refusals that may be somebody trying doors: the keeper finds them in the log as warnings."""

_OF_HTTP = {
    400: "request.malformed",
    401: "auth.required",
    403: "auth.forbidden",
    404: "not_found",
    405: "method.not_allowed",
    413: "request.too_large",
    415: "media.unsupported",
    429: "rate.limited",
}


def problem(code: str, details: dict[str, Any] | None = None) -> Response:
    """Return the RFC 9457 answer for a code."""
    status = STATUS[code]
    details = {name: _shown(value) for name, value in (details or {}).items()}
    body = {
        "type": f"urn:tonsai:error:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": sentence(code, details),
        "details": details,
        "instance": f"urn:tonsai:request:{request_id()}",
    }
    response = Response(orjson.dumps(body), status=status, content_type=PROBLEM)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        response.headers["Retry-After"] = "2"
    return response


def _shown(value: Any) -> Any:
    """Return a detail as JSON can hold it: a whole number that scripts would round is given as text."""
    return str(value) if isinstance(value, int) and abs(value) > _LARGEST_WHOLE else value


def register_errors(app: Flask) -> None:
    """Answer every failure of `app`: API calls with problem details, pages with the error page."""

    @app.errorhandler(QueueError)
    def _refused(error: QueueError) -> Response:
        return _answer(error.code, error.details)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        if error.code is not None and error.code < HTTPStatus.BAD_REQUEST:
            return error.get_response()  # type: ignore[return-value]  # a redirect raised by routing
        answer = _answer(_code_of(error), {})
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer

    @app.errorhandler(Exception)
    def _broken(error: Exception) -> Response:
        code = ailment(error)
        route = request.url_rule.rule if request.url_rule is not None else NO_ROUTE
        if code is not None:  # a reading that the database refused; writing is refused by the turn itself
            log.error("%s %s failed: %s", request.method, route, str(error).splitlines()[0])
            return _answer(code, {})
        log.exception("%s %s failed", request.method, route, exc_info=error)
        return _answer("server.error", {})


def _code_of(error: HTTPException) -> str:
    """Return our code for a failure of the framework; a fault of the asker is never called one of the server."""
    if isinstance(error, CSRFError):
        return "csrf.failed"
    status = error.code or 500
    fallback = "request.malformed" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server.error"
    return _OF_HTTP.get(status, fallback)


def wants_json() -> bool:
    """True when the one who asked is a program: the API, or anything that does not take HTML."""
    return request.path.startswith(("/api/", "/metrics")) or not request.accept_mimetypes.accept_html


def log_refusal(code: str) -> None:
    """Leave a line about a refusal: the code and the route, never what was sent.

    The route and not the path: a path may hold a ticket's token. Refusals of the house rules are ordinary work; of
    those that may be somebody trying doors the line has the address too.
    """
    route = request.url_rule.rule if request.url_rule is not None else NO_ROUTE
    fields: dict[str, Any] = {"code": code, "status": STATUS[code], "ms": elapsed_ms()}
    if code in GUARDS:
        fields["address"] = request.remote_addr
        log.warning(
            "refused %s: %s %s from %s", code, request.method, route, request.remote_addr, extra=fields
        )
    else:
        log.info("refused %s: %s %s", code, request.method, route, extra=fields)


def _answer(code: str, details: dict[str, Any]) -> Response:
    log_refusal(code)
    if wants_json():
        return problem(code, details)
    if code == "site.unnamed" and request.method == "GET":
        return redirect(f"/sites?{urlencode({'next': request.full_path.rstrip('?')})}")  # type: ignore[return-value]
    return error_page(code, details, STATUS[code])
