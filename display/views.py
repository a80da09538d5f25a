"""The hall's page: it only looks."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, Response, g, request, send_file

from display.api import screen_value
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK
from shared.domain.notices import find_file, read_notices
from shared.domain.screens import LAYOUTS, OVERSCAN_MOST, TURNS, read_screen
from shared.evidence.vault import Vault
from shared.store.config import SiteConfig
from shared.store.voices import find_sound
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.devices import open_face
from shared.web.links import qr_svg
from shared.web.pages import page, start_data
from shared.web.words import office_languages

pages = Blueprint(
    "display",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/display/static",
)
PLAIN_CALLS, PLAIN_EVERY_S = 6, 5
MOST_INCHES, MOST_METRES = 200, 100
YEAR_S = 31_536_000


@pages.get("/display")
def display() -> Response:
    """The TV. Its shape is of its settings; `?rotate=90` and `?overscan=3` (percent) go before them."""
    return open_face("display", _show)


def _show(device: Principal) -> Response:
    config = deps().publisher.latest(device.site_id).config
    return _page(device.site_id, device.name, _tried(config, device.id))


@pages.get("/display/preview/<int:device_id>")
def preview(device_id: int) -> Response:
    """A screen as it would look, for who sets it up: with example calls, without sound, inside the page of settings."""
    person = require("settings.change", face="console")
    config = deps().publisher.latest(person.site_id).config
    g.frameable = True
    return _page(person.site_id, "", _tried(config, device_id), preview=True)


def _tried(config: SiteConfig, device_id: int) -> dict[str, Any]:
    """Return a screen's shape with what the address says of it, where that is allowed, in place of its settings."""
    kept, asked = read_screen(config.settings, device_id), request.args
    layout, turn = asked.get("layout", ""), asked.get("rotate", kept.rotate, type=int)
    tried = replace(
        kept,
        layout=layout if layout in LAYOUTS else kept.layout,
        rotate=turn if turn in TURNS else kept.rotate,
        overscan_pct=_within("overscan", kept.overscan_pct, 0, OVERSCAN_MOST),
        inches=_within("inches", kept.inches, 1, MOST_INCHES),
        distance_m=_within("distance_m", kept.distance_m, 1, MOST_METRES),
        notices=asked.get("notices", "yes" if kept.notices else "no") == "yes",
    )
    return {**screen_value(config, device_id), "screen": asdict(tried)}


def _within(name: str, kept: int, least: int, most: int) -> int:
    return min(max(request.args.get(name, kept, type=int), least), most)


def _page(site_id: int, name: str, found: dict[str, Any], *, preview: bool = False) -> Response:
    data = start_data(
        ("common", "display"),
        face="display",
        device={"kind": "display", "name": name},
        shape=found,
        preview=preview,
        board=asdict(deps().publisher.latest(site_id).board),
    )
    return page("display/display.html", page_data=data)


@pages.get("/display/plain")
def plain() -> Response:
    """The newest calls for any old browser: no script, no sound, a fresh page every few seconds."""
    return open_face("display", _show_plain)


def _show_plain(device: Principal) -> Response:
    latest = deps().publisher.latest(device.site_id)
    zone = read_screen(latest.config.settings, device.id)
    board = latest.board
    prefixes = {group.prefix for group in board.groups if not zone.groups or group.code in zone.groups}
    response = page(
        "display/plain.html",
        board=board,
        calls=[
            call
            for call in board.calls
            if call.group in prefixes and (not zone.counters or call.counter in zone.counters)
        ][:PLAIN_CALLS],
        at=deps().clock().astimezone(BANGKOK),
        say=deps().languages.text,
        other=next((language for language in office_languages() if language != "th"), None),
    )
    response.headers["Refresh"] = str(PLAIN_EVERY_S)
    return response


@pages.get("/notices/<digest>")
def notice_file(digest: str) -> Response:
    """A picture, a page or a video of a notice. Its address is made from its bytes, so it may be kept for ever."""
    principal = require("board.read")
    settings = deps().publisher.latest(principal.site_id).config.settings
    media = find_file(read_notices(settings), digest)
    if media is None:
        raise QueueError("not_found")
    response = send_file(
        Vault(deps().settings.data).where(digest), mimetype=media, conditional=True, max_age=YEAR_S
    )
    response.headers["Cache-Control"] = f"private, max-age={YEAR_S}, immutable"
    return response


@pages.get("/notices/eit.svg")
def eit_code() -> Response:
    """The QR of the national survey (EIT), while its window is set."""
    principal = require("board.read")
    eit = read_notices(deps().publisher.latest(principal.site_id).config.settings).eit
    if not eit.get("url"):
        raise QueueError("not_found")
    return Response(qr_svg(eit["url"]), content_type="image/svg+xml")


@pages.get("/voice/<address>.wav")
def clip(address: str) -> Response:
    """A clip of the hall's voice. Its address is made from its sound, so it may be kept for ever."""
    principal = require("board.read")
    with deps().engine.connect() as conn:
        sound = find_sound(conn, principal.site_id, address)
    if sound is None:
        raise QueueError("not_found")
    response = Response(sound, mimetype="audio/wav")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
