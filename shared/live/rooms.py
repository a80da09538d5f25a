"""Names of rooms, made by functions and never typed by hand."""

from __future__ import annotations

BOARD = "/board"
DESK = "/desk"


def hall_room(site: str) -> str:
    """Screens and kiosks of a site."""
    return f"hall:{site}"


def phone_room(site: str) -> str:
    """Phones that follow a ticket of a site."""
    return f"phones:{site}"


def desk_room(site: str) -> str:
    """Signed-in staff of a site."""
    return f"desk:{site}"
