"""Each request has an id, short enough to be read out on the telephone, and its time is counted.

The id is made here, or taken from a proxy in front that the settings trust. It is in the answer's header, in problem
details, on the error page for staff, and in every line the request leaves in the log.
"""

from __future__ import annotations

import logging
import re
import secrets
from itertools import count
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request

log = logging.getLogger("tonsai.web")
HEADER = "X-Request-Id"
NO_ROUTE = "(none)"
_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{6,64}")
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Without those that are heard or read as another."""
_OURS = "".join(secrets.choice(_LETTERS) for _ in range(4))
_NUMBERS = count(1)


def register_tracing(app: Flask) -> None:
    """Give every request of `app` its id and count its answer."""
    answered, behind = deps_of(app).meters.answered, deps_of(app).settings.trusted_proxies > 0

    @app.before_request
    def _begin() -> None:
        g.began = perf_counter()
        told = request.headers.get(HEADER) if behind else None
        if told is not None and _WELL_FORMED.fullmatch(told):
            g.request_id = told

    @app.after_request
    def _end(response: Response) -> Response:
        began = g.get("began")
        if began is None:
            return response
        seconds = perf_counter() - began
        rule = request.url_rule
        answered(request.method, NO_ROUTE if rule is None else rule.rule, response.status_code, seconds)
        response.headers.add(HEADER, request_id())
        if log.isEnabledFor(logging.DEBUG):
            log.debug("answered", extra={"status": response.status_code, "ms": round(seconds * 1000, 1)})
        return response


def deps_of(app: Flask) -> Any:
    """Return the parts of an application that is not running yet."""
    return app.extensions["tonsai"]


def request_id() -> str:
    """Return the id of this request."""
    found: str | None = g.get("request_id")
    if found is None:
        found = g.request_id = f"{_OURS}-{_shown(next(_NUMBERS))}"
    return found


def request_fields() -> dict[str, Any]:
    """Return what a log line says of this request."""
    rule = request.url_rule
    return {
        "request": request_id(),
        "method": request.method,
        "route": NO_ROUTE if rule is None else rule.rule,
    }


def elapsed_ms() -> float | None:
    """Return the milliseconds since this request began."""
    began = g.get("began")
    return None if began is None else round((perf_counter() - began) * 1000, 1)


def _shown(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, len(_LETTERS))
        text = _LETTERS[rest] + text
    return text.rjust(4, _LETTERS[0])
