"""What the pages of the hall have in common: reading, saving with the version that was seen, telling a refusal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from counter.doors import write
from counter.settings.change import change_settings, version_of
from counter.settings.places import Value, read_value
from counter.settings.sections import Section, add_section
from shared.web.access import Principal
from shared.web.deps import deps

pages = Blueprint("hall", __name__, url_prefix="/settings")
MAY = "settings.change"
DONE = ("saved", "same")
SCREENS, NOTICES = "settings:screens", "settings:notices"
add_section(Section("hall.screens.title", "/settings/screens"))
add_section(Section("hall.notices.title", "/settings/notices"))


def read_part(principal: Principal, subject: str) -> tuple[dict[str, Any], str]:
    """Return what a part of the settings says now, and the version of that."""
    with deps().engine.connect() as conn:
        value = read_value(conn, principal.site_id, subject)
    return dict(value[subject.partition(":")[2]] or {}), version_of(value)


def save_part(principal: Principal, subject: str, part: Value, seen: str) -> bool:
    """Save a part whole, if it still says what was seen; return whether it says something else now."""
    name = subject.partition(":")[2]
    answer = write(
        principal, lambda turn: change_settings(turn, subject=subject, value={name: part}, seen=seen)
    )
    return bool(answer["changed"])
