"""The visitor's pages: kiosk, rating tablet, the phone page behind a ticket's QR."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select

from kiosk.api import view_ticket
from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.evidence.vault import Vault
from shared.store.models import Site
from shared.web.access import Principal, find_holder
from shared.web.deps import deps
from shared.web.devices import open_face
from shared.web.errors import log_refusal
from shared.web.links import phone_url, qr_svg
from shared.web.pages import page, start_data
from shared.web.security import refuse_token

pages = Blueprint(
    "kiosk", __name__, template_folder="templates", static_folder="static", static_url_path="/kiosk/static"
)
IDLE_S = 40
WARN_S = 20


@pages.get("/kiosk")
def kiosk() -> Response:
    """The lobby kiosk; a browser that is not paired gets the pairing page."""
    return open_face("kiosk", lambda device: page("kiosk/kiosk.html", page_data=_data(device, "kiosk")))


@pages.get("/tablet")
def tablet() -> Response:
    """The rating tablet of a counter."""
    return open_face("tablet", lambda device: page("kiosk/tablet.html", page_data=_data(device, "tablet")))


@pages.get("/t/<token>")
def phone(token: str) -> Response:
    """The page behind a ticket's QR."""
    holder = find_holder(token)
    if holder is None:
        return _lost()
    snapshot = deps().publisher.latest(holder.site_id)
    ticket = view_ticket(token, epoch(deps().clock()))
    data = start_data(
        ("common", "phone"),
        face="phone",
        token=token,
        settings={"rating": _rating_settings(snapshot.config.settings["rating"])},
        ticket=ticket,
        board=asdict(snapshot.board),
    )
    return page("kiosk/phone.html", page_data=data)


@pages.get("/t/<token>/qr.svg")
def phone_qr(token: str) -> Response:
    """The QR of a ticket's phone page."""
    if find_holder(token) is None:
        refuse_token()
    response = Response(qr_svg(phone_url(token)), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _lost() -> Response:
    try:
        refuse_token()
    except QueueError as error:
        if error.code != "ticket.unknown":
            raise
        log_refusal(error.code)
    return page("kiosk/phone_lost.html", 404)


@pages.get("/logo/<digest>.png")
def logo(digest: str) -> Response:
    """The logo of an office: for everybody, as the screens in the hall are."""
    with deps().engine.connect() as conn:
        known = [settings["office"].get("logo") for settings in conn.execute(select(Site.settings)).scalars()]
    if digest not in known:
        raise QueueError("not_found")
    vault = Vault(deps().settings.data)
    response = Response(deps().offload(lambda: vault.read(digest)), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _data(device: Principal, face: str) -> dict[str, Any]:
    snapshot = deps().publisher.latest(device.site_id)
    return start_data(
        ("common", "kiosk", "slip"),
        face=face,
        device={"id": device.id, "kind": device.role, "counter": device.counter, "name": device.name},
        settings={
            "rating": _rating_settings(snapshot.config.settings["rating"]),
            "kiosk": {"idle_s": IDLE_S, "warn_s": WARN_S},
        },
        board=asdict(snapshot.board),
    )


def _rating_settings(settings: dict[str, Any]) -> dict[str, Any]:
    names = ("dimensions", "reasons", "ask", "comment", "window_min", "correct_s", "open_gap_s")
    return {name: settings[name] for name in names}
