"""The start page. In the demo it opens every face with one touch and names the sign-ins."""

from __future__ import annotations

import hashlib
import hmac

from flask import Blueprint, Flask, Response, current_app, redirect, request
from sqlalchemy import select, update
from werkzeug.wrappers import Response as BaseResponse

from deploy.catalogue import load_catalogue
from deploy.demo import DEMO_PASSWORD
from shared.domain.errors import QueueError
from shared.store.models import Device, Site
from shared.store.turn import Answer, Turn
from shared.web.access import DEVICE_KINDS, default_site, hashed
from shared.web.deps import deps
from shared.web.devices import keep_cookie
from shared.web.pages import page
from shared.web.posted import local_way

pages = Blueprint("start", __name__)
YEAR_S = 365 * 86_400


def register(app: Flask) -> None:
    """Add the start page, the language switch and, in the demo, the doors."""
    app.register_blueprint(pages)


@pages.get("/")
def show() -> Response:
    """The doors to every face; in the demo with its sign-ins. Of several sites one is chosen first."""
    default_site()
    people = load_catalogue().staff if deps().settings.demo else ()
    return page("start.html", staff=people, password=DEMO_PASSWORD if deps().settings.demo else None)


@pages.get("/sites")
def choose_site() -> Response:
    """The offices of this installation, each with its address; `next` is where the chosen one begins."""
    way = local_way(request.args.get("next")) or "/"
    with deps().engine.connect() as conn:
        rows = conn.execute(select(Site.code, Site.settings)).all()
    sites = [(row.code, row.settings["office"]["name"]) for row in rows]
    return page("sites.html", sites=sorted(sites, key=lambda site: site[1]["th"]), way=way)


@pages.get("/language/<language>")
def choose_language(language: str) -> BaseResponse:
    """Remember the language of the server-rendered pages and go back."""
    response = redirect(local_way(request.args.get("next")) or "/")
    if language in ("th", "ms", "en"):
        response.set_cookie("tonsai_lang", language, max_age=YEAR_S, samesite="Lax", httponly=True)
    return response


def _demo_token(kind: str) -> str:
    """Return the demo device's token: the same for every browser, so that a second window never shuts out the first."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"demo {kind}".encode(), hashlib.sha256).hexdigest()


@pages.post("/demo/open/<kind>")
def open_demo_face(kind: str) -> BaseResponse:
    """Make this browser the demo's device of a kind and show its face. Exists only in the demo."""
    if not deps().settings.demo or kind not in DEVICE_KINDS:
        raise QueueError("not_found")
    token = _demo_token(kind)

    def act(turn: Turn) -> Answer:
        if not turn.config.settings.get("demo"):  # TONSAI_DEMO over a real office opens none of its doors
            raise QueueError("not_found")
        first = turn.conn.execute(
            select(Device.id)
            .where(Device.site_id == turn.site_id, Device.kind == kind, Device.revoked_at.is_(None))
            .order_by(Device.id)
            .limit(1)
        ).scalar()
        if first is None:
            raise QueueError("not_found")
        turn.conn.execute(update(Device).where(Device.id == first).values(token_hash=hashed(token)))
        return {}

    deps().writer.run(default_site(), act, now=deps().clock(), actor="system")
    return keep_cookie(redirect(f"/{kind}", 303), kind, token)  # type: ignore[arg-type]  # a redirect is a Response
