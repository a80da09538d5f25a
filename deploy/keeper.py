"""The keeper inside the running server: it looks every minute and has a process of its own do what is due.

A copy reads the whole database and walks the whole journal; in the server's own process that would hold up the hall.
The other process is `tonsai keep`, which one may as well call by hand: it does what is due and nothing twice.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from deploy.chores import list_due
from shared.settings import Settings

log = logging.getLogger("tonsai.keeping")
FIRST_LOOK_S = 120.0
"""After a power cut everybody comes back at once; the copy can wait until the hall stands."""
LOOK_S = 60.0
LONGEST_S = 3600


class Keeper:
    """Starts `tonsai keep` when something is due. Start it with `start()`, end it with `stop()`."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        clock: Callable[[], datetime],
        *,
        holds: Callable[[], bool] = lambda: True,
        run: Callable[[Settings], int] | None = None,
    ) -> None:
        """`holds` says whether it is this process, of several, that does the chores."""
        self._holds = holds
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._run = run or run_apart
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to look."""
        threading.Thread(target=self._loop, name="keeper", daemon=True).start()

    def stop(self) -> None:
        """End the loop."""
        self._stopped.set()

    def look(self) -> bool:
        """Have done what is due, unless another process does; return whether anything was."""
        if not self._holds():
            return False
        with self._engine.connect() as conn:
            due = list_due(conn, self._settings, now=self._clock())
        if not due:
            return False
        code = self._run(self._settings)
        if code != 0:
            log.error("tonsai keep ended with %s; due was %s", code, ", ".join(str(chore) for chore in due))
        return True

    def _loop(self) -> None:
        wait = FIRST_LOOK_S
        while not self._stopped.wait(wait):
            wait = LOOK_S
            try:
                self.look()
            except Exception:
                log.exception("looking after the copies failed")


def run_apart(settings: Settings, words: Sequence[str] = ("keep", "--quiet")) -> int:
    """Run `tonsai keep`, or another command, on the same data, politely, and return how it ended."""
    tonsai = Path(sys.executable).with_name("tonsai")
    environment = {
        **_kept(os.environ),
        "TONSAI_DATA": str(settings.data),
        "TONSAI_DATABASE_URL": settings.database_url,
    }
    done = subprocess.run(
        ["nice", "-n", "10", str(tonsai), *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=LONGEST_S,
        check=False,
    )
    return done.returncode


def _kept(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if not name.startswith("TONSAI_")}
