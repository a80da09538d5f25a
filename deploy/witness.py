"""Looking at the database when a server starts, and writing down where its chains end while it runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from shared.keeping.snapshots import database_path
from shared.keeping.witness import Heads, find_damage, find_lost, pass_over, read_heads, write_witness
from shared.settings import Settings
from shared.store.offload import Offload
from shared.store.turn import Writer

log = logging.getLogger("tonsai.keeping")
EVERY_S = 1.0


class Witness:
    """Begins with a look: `found(name, code)` hears of damage and of lost entries. Start it with `start()`."""

    def __init__(
        self,
        engine: Engine,
        writer: Writer,
        settings: Settings,
        offload: Offload,
        found: Callable[[str, str], None],
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._now = now
        self._data: Path = settings.data
        self._file = database_path(settings.database_url)
        self._offload = offload
        self._found = found
        self._written: Heads = {}
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin: pass over lost numbers before anybody is answered, then look, then write down what changes."""
        try:
            self.pass_over()
        except Exception as error:  # a damaged file: the look says so, and nothing was given yet
            log.warning("lost numbers could not be passed over: %s", error)
        threading.Thread(target=self._loop, name="witness", daemon=True).start()

    def stop(self) -> None:
        """End the loop."""
        self._stopped.set()

    def pass_over(self) -> None:
        """Where entries are lost, give none of their numbers again."""
        with self._engine.connect() as conn:
            lost = find_lost(conn, self._data)
        for one in lost:
            self._writer.run(one.site_id, partial(pass_over, end=one.end), now=self._now(), actor="system")

    def look(self) -> bool:
        """Look at the file and its chains' ends; say what is wrong, and return whether nothing is lost."""
        damage = self._offload(lambda: find_damage(self._file))
        if damage is not None:
            log.error(
                "the file of the records is damaged: %s; restore the newest copy (tonsai doctor)", damage
            )
            self._found("file", "server.damaged")
            return False
        with self._engine.connect() as conn:
            lost = find_lost(conn, self._data)
        for one in lost:
            log.error("entries %s to %s of %s are gone (tonsai doctor)", one.first, one.last, one.site)
            self._found("lost", "server.damaged")
        return not lost

    def note(self) -> None:
        """Write the chains' ends down if they have moved."""
        with self._engine.connect() as conn:
            heads = read_heads(conn)
        if heads != self._written:
            self._offload(lambda: write_witness(self._data, heads))
            self._written = heads

    def _loop(self) -> None:
        well = True
        try:
            well = self.look()
        except Exception:
            log.exception("looking at the database failed")
        while well and not self._stopped.wait(EVERY_S):
            try:
                self.note()
            except Exception as error:  # a full disk is told by the turns; here one line is enough
                log.warning("the chains' ends could not be written down: %s", error)
                self._stopped.wait(30)
