"""The printed page of each role. It works without scripts; whoever prints it writes on it by hand what is missing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.guide.pages import ROLES
from shared.domain.errors import QueueError
from shared.store.config import SiteConfig
from shared.web.deps import deps
from shared.web.pages import page
from shared.web.security import current_language

pages = Blueprint("guide", __name__, template_folder="../templates", url_prefix="/guide")
KEYS = (
    ("F2", "counter.call_next"), ("F4", "counter.recall"), ("F7", "counter.hold"), ("F8", "counter.services"),
    ("F9", "counter.transfer"), ("F10", "counter.no_show"), ("1–9", "counter.keys.digits"), ("?", "help.open"),
)  # fmt: skip
"""Keys of the console in the order of a visit, and the words of what they do."""


@pages.get("/<role>")
def show(role: str) -> BaseResponse:
    """One page of A4 for a role."""
    person = signed_in("account.own")
    if isinstance(person, BaseResponse):
        return person
    if role not in ROLES:
        raise QueueError("not_found")
    snapshot = deps().publisher.latest(person.site_id)
    config, language = snapshot.config, current_language()
    return page(
        "counter/guide/guide.html",
        role=role,
        roles=ROLES,
        keys=KEYS if role == "clerk" else (),
        counters=_counters(config, language),
        groups=[(group.prefix, group.name[language].replace("|", "")) for group in config.groups],
        office=getattr(snapshot.board.office.name, language).replace("|", ""),
        hall=snapshot.board.hall,
        days=getattr(snapshot.board.office.days, language),
        rule=getattr(snapshot.board.office.rule, language).replace("|", ""),
        contact=(config.settings.get("guide") or {}).get("contact") or "",
    )


def _counters(config: SiteConfig, language: str) -> list[dict[str, Any]]:
    """Return each counter with the letters it serves as a rule."""
    letters = {group.id: group.prefix for group in config.groups}
    return [
        {
            "number": counter.number,
            "name": counter.name[language].replace("|", ""),
            "letters": [letters[group] for group in counter.default_groups if group in letters],
        }
        for counter in config.counters
    ]
