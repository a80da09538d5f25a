"""Which page has which help. A page that is not named has the help of the pages it lies under."""

from __future__ import annotations

HELP = {
    "/overview": "overview",
    "/console": "console",
    "/figures": "figures",
    "/evidence": "evidence",
    "/journal": "journal",
    "/ratings": "ratings",
    "/slips": "slips",
    "/late": "late",
    "/announcements": "announcements",
    "/day-log": "day",
    "/settings": "settings",
    "/settings/staff": "staff",
    "/settings/devices": "devices",
    "/settings/keeping": "keeping",
    "/settings/printers": "printers",
    "/account": "account",
    "/province": "province",
}
"""Address → the last part of its key in the catalogue `help`."""
ROLES = ("clerk", "supervisor", "executive", "administrator", "kiosk")
"""Who has a printed page; `kiosk` is whoever helps visitors at the kiosk."""


def help_of(path: str) -> str:
    """Return the help of a page, `general` for one that has none of its own."""
    found = [place for place in HELP if path == place or path.startswith(f"{place}/")]
    return HELP[max(found, key=len)] if found else "general"
