"""What guards every answer: headers, a nonce for the one inline script tag, CSRF for browsers, limits."""

from __future__ import annotations

import secrets
from typing import Any, NoReturn

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect
from limits import RateLimitItemPerMinute

from shared.domain.errors import QueueError
from shared.web.access import Principal
from shared.web.deps import deps
from shared.web.hosts import check_host
from shared.web.words import office_languages

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", default_limits=[])
LONGEST_BODY = 64 * 1024
TICKETS_OF_ONE = RateLimitItemPerMinute(40)
"""Tickets a minute that one kiosk may press: one in a second and a half, while a hand needs five. Programs may more."""
WRONG_TOKENS = RateLimitItemPerMinute(60)
"""Addresses of tickets that nobody has, a minute from one place. Right ones are answered to whatever crowd asks."""

_POLICY = (
    "default-src 'self'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)


_FRAMED = ("frame-ancestors 'none'", "frame-ancestors 'self'")
"""Only for what a page of ours shows inside itself: `g.frameable`."""
_POLICY_WITHOUT_NONCE = _POLICY.format(nonce="")
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"),
)


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions, without work for those who have none: programs and phones."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of the cookie, or an empty one."""
        if "HTTP_COOKIE" not in request.environ or self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_cookie_path(self, app: Flask) -> str:
        """A session at an address of one site is that site's: others of this installation never see it."""
        return request.script_root or super().get_cookie_path(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where there is something to keep or to delete."""
        if session or session.modified:
            super().save_session(app, session, response)


def make_nonce() -> str:
    """Return the nonce of this page's inline script tag; only an answer that has one carries it in its policy."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def register_security(app: Flask) -> None:
    """Give `app` its headers, CSRF protection and limits."""
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a kiosk page stays open for weeks
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    app.before_request(lambda: check_host(deps().settings))
    csrf.init_app(app)
    _register_limits(app)
    app.session_interface = Sessions()

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        nonce = g.get("csp_nonce")
        policy = _POLICY.format(nonce=f" 'nonce-{nonce}'") if nonce else _POLICY_WITHOUT_NONCE
        frameable = g.get("frameable", False)
        headers.add("Content-Security-Policy", policy.replace(*_FRAMED) if frameable else policy)
        for name, value in _HEADERS:
            headers.add(name, "SAMEORIGIN" if frameable and name == "X-Frame-Options" else value)
        if response.mimetype == "text/html":
            headers.setdefault("Cache-Control", "no-store")
        return response


def _register_limits(app: Flask) -> None:
    """Start the limiter without its hooks: a view with a limit asks for it itself, the API has none to look up."""
    hooks: tuple[dict[Any, list[Any]], ...] = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.teardown_request_funcs,
    )
    ours = [list(functions.get(None, ())) for functions in hooks]
    limiter.init_app(app)
    limiter.reset()
    for functions, kept in zip(hooks, ours, strict=True):
        functions[None] = kept


def count_press(asker: Principal) -> None:
    """Count a ticket pressed at a kiosk; refuse a flood of them with `rate.limited`."""
    if asker.subject == "device:kiosk" and not limiter.limiter.hit(TICKETS_OF_ONE, "press", str(asker.id)):
        raise QueueError("rate.limited")


def refuse_token() -> NoReturn:
    """Refuse a ticket's address that nobody has; `rate.limited` when somebody tries many. 96 bits are not guessed."""
    if not limiter.limiter.hit(WRONG_TOKENS, "guess", get_remote_address()):
        raise QueueError("rate.limited")
    raise QueueError("ticket.unknown", ticket="")


def protect_browser(principal: Principal) -> None:
    """Refuse a browser's write without its CSRF token with `csrf.failed`; programs and agents sign every call.

    The holder of a ticket needs none either: the ticket's token is in the call, no cookie speaks for it.
    """
    if principal.subject.startswith("token:") or principal.subject in ("holder", "visitor", "device:agent"):
        return
    try:
        csrf.protect()
    except CSRFError:
        raise QueueError("csrf.failed") from None


def current_language() -> str:
    """Return the language of a server-rendered page: one it offers: `?lang=`, the cookie, the first."""
    offered = office_languages()
    for wanted in (request.args.get("lang"), request.cookies.get("tonsai_lang")):
        if wanted in offered:
            return wanted
    return offered[0]
