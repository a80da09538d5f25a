"""Closing yesterday when nobody comes today.

The first turn of a day closes the one before; on a day without any turn the screens would go on showing open
counters. This loop looks every half minute and closes a day whose date has passed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, select

from shared.domain.hours import service_day
from shared.store.days import end_past_day
from shared.store.models import Site
from shared.store.turn import Answer, Turn, Writer

log = logging.getLogger("tonsai.live")
SWEEP_S = 30.0


class Sweeper:
    """Ends past days in the background. Start it with `start()`, end it with `stop()`."""

    def __init__(
        self,
        engine: Engine,
        writer: Writer,
        clock: Callable[[], datetime],
        also: Callable[[], None] = lambda: None,
    ) -> None:
        """`also` is done at every look: sessions that ended are shown out there."""
        self._also = also
        self._engine = engine
        self._writer = writer
        self._clock = clock
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to look."""
        threading.Thread(target=self._loop, name="sweeper", daemon=True).start()

    def stop(self) -> None:
        """End the loop."""
        self._stopped.set()

    def sweep(self) -> None:
        """Close every open day whose date has passed."""
        now = self._clock()
        today = service_day(now).isoformat()
        with self._engine.connect() as conn:
            past = conn.execute(select(Site.id).where(Site.day < today)).scalars().all()
        for site_id in past:
            self._writer.run(site_id, _end, now=now, actor="system")

    def _loop(self) -> None:
        while not self._stopped.wait(SWEEP_S):
            try:
                self.sweep()
                self._also()
            except Exception:
                log.exception("closing a past day failed")


def _end(turn: Turn) -> Answer:
    return {"closed": end_past_day(turn)}
