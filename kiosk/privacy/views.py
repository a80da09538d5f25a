"""The privacy notice, for anybody; its times are those the office really keeps."""

from __future__ import annotations

from flask import Blueprint, Response, request

from shared.domain.keeping import Keeping
from shared.web.access import default_site
from shared.web.deps import deps
from shared.web.pages import page

pages = Blueprint("privacy", __name__)
BACK_TO_KIOSK_S = 90
"""A kiosk that somebody left open at the notice goes back by itself."""


@pages.get("/privacy")
def show() -> Response:
    """What is held, why, how long, and whom to ask."""
    settings = deps().publisher.kept(default_site()).config.settings
    at_kiosk = request.args.get("from") == "kiosk"
    response = page(
        "kiosk/privacy.html",
        office=settings["office"],
        contact=(settings.get("privacy") or {}).get("contact"),
        keeping=Keeping.from_settings(settings),
        at_kiosk=at_kiosk,
    )
    if at_kiosk:
        response.headers["Refresh"] = f"{BACK_TO_KIOSK_S}; url=/kiosk"
    return response
