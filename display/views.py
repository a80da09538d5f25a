"""The hall's page: it only looks."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, request

from shared.domain.errors import QueueError
from shared.store.voices import find_sound
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.devices import open_face
from shared.web.pages import page, start_data

pages = Blueprint(
    "display",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/display/static",
)
TURNS = (0, 90, 180, 270)
OVERSCAN_MOST = 10


@pages.get("/display")
def display() -> Response:
    """The TV; `?rotate=90` turns the picture, `?overscan=3` keeps so many percent of the edge free."""
    return open_face("display", _show)


def _show(device: Principal) -> Response:
    rotate = request.args.get("rotate", 0, type=int)
    overscan = request.args.get("overscan", 0, type=int)
    data = start_data(
        ("common", "display"),
        face="display",
        device={"kind": device.role, "name": device.name},
        settings={
            "rotate": rotate if rotate in TURNS else 0,
            "overscan_pct": min(max(overscan, 0), OVERSCAN_MOST),
        },
        board=asdict(deps().publisher.latest(device.site_id).board),
    )
    return page("display/display.html", page_data=data)


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
