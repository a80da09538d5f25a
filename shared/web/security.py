"""What guards every answer: headers, a nonce for the one inline script tag, CSRF for browsers, limits."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect

from shared.domain.errors import QueueError
from shared.web.access import Principal

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", default_limits=[])
LONGEST_BODY = 64 * 1024

_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def register_security(app: Flask) -> None:
    """Give `app` its headers, CSRF protection and limits."""
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a kiosk page stays open for weeks
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    csrf.init_app(app)
    limiter.init_app(app)

    @app.before_request
    def _nonce() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _POLICY.format(nonce=g.get("csp_nonce", "")))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"
        )
        if response.mimetype == "text/html":
            headers.setdefault("Cache-Control", "no-store")
        return response


def protect_browser(principal: Principal) -> None:
    """Refuse a browser's write without its CSRF token with `csrf.failed`; programs sign every call themselves.

    The holder of a ticket needs none either: the ticket's token is in the call, no cookie speaks for it.
    """
    if principal.subject.startswith("token:") or principal.subject in ("holder", "visitor"):
        return
    try:
        csrf.protect()
    except CSRFError:
        raise QueueError("csrf.failed") from None


def current_language(default: str = "th") -> str:
    """Return the language of a server-rendered page: `?lang=`, then the cookie, then Thai."""
    for wanted in (request.args.get("lang"), request.cookies.get("tonsai_lang")):
        if wanted in ("th", "ms", "en"):
            return wanted
    return default
