"""What the program is made of, built once in `deploy/app.py` and replaced piece by piece in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import Engine

from shared.evidence.reckoner import Reckoner
from shared.evidence.rounds import Reporter
from shared.evidence.shelf import Shelf
from shared.keeping.chores import Chores
from shared.live.guests import Guests
from shared.live.holders import Holders
from shared.live.presence import Presence
from shared.live.publisher import Publisher
from shared.live.wire import Silence, Wire
from shared.press.room import PrintRoom
from shared.settings import Settings
from shared.store.config import Configs
from shared.store.offload import Offload
from shared.store.turn import Writer
from shared.web.languages import Languages
from shared.web.meters import Meters


@dataclass(frozen=True)
class Deps:
    """The parts that views need. `clock` is read once per request, by the view."""

    settings: Settings
    engine: Engine
    configs: Configs
    writer: Writer
    publisher: Publisher
    presence: Presence
    guests: Guests
    holders: Holders
    languages: Languages
    clock: Callable[[], datetime]
    new_token: Callable[[], str]
    offload: Offload
    version: str
    shelf: Shelf
    """Readings of past months, for the figures."""
    reckoner: Reckoner
    """All figures of a period."""
    reporter: Reporter
    """Figures and documents of reports."""
    print_room: PrintRoom
    meters: Meters
    """What is counted while the server runs."""
    chores: Chores
    """Copies and trials that somebody asks for."""
    wire: Wire | Silence
    """What joins this process to the others of the installation."""


def deps() -> Deps:
    """Return the parts of the running application."""
    # Asked for several times in every request, and through the proxy it takes four times as long.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    found: Deps = app.extensions["tonsai"]
    return found
