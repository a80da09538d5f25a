"""Figures counted in a process of their own, politely: a report for the mayor must not hold up a press in the hall.

Two threads of one interpreter hand it to and fro, so half a second of counting beside the server's loop doubles what a
visitor waits. The server keeps one such process (`python -m deploy.figures_apart`), started with the first question:
one line of JSON in, one out. When it is gone or takes too long, the server counts by itself and starts another.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, BinaryIO

import orjson
from gevent.monkey import get_original

from shared.clock import iso
from shared.domain.errors import QueueError
from shared.evidence.figures import Figures, figures_of_json, make_figures
from shared.evidence.periods import Period
from shared.evidence.selection import Scope
from shared.evidence.shelf import Shelf
from shared.settings import Settings
from shared.store.engine import open_engine

log = logging.getLogger("tonsai.evidence")
POLITE = 10
"""As `nice` counts: everything in the hall comes first."""
LONGEST_S = 120
ALL_HANDLES = 65_536
Job = dict[str, Any]


class FiguresApart:
    """Asks the other process, one question at a time. `ask` blocks: call it where blocking holds up nobody."""

    def __init__(self, settings: Settings) -> None:
        self._environment = {
            **os.environ, "TONSAI_DATA": str(settings.data), "TONSAI_DATABASE_URL": settings.database_url,
        }  # fmt: skip
        self._process: tuple[int, BinaryIO, BinaryIO] | None = None

    def ask(
        self, site_id: int, period: Period, scope: Scope, *, now: datetime, simulated: bool
    ) -> Figures | None:
        """Return the figures as `make_figures` does, raising as it does; None when there is nobody to ask."""
        job = {
            "site": site_id, "kind": period.kind, "first": period.first, "last": period.last,
            "scope": asdict(scope), "now": iso(now), "simulated": simulated,
        }  # fmt: skip
        try:
            told = self._exchange(orjson.dumps(job))
        except OSError:
            log.exception("figures are counted here: the process that does it is gone")
            self.stop()
            return None
        status, body = told[:1], told[1:]
        if status == b"Q":
            refusal = orjson.loads(body)
            raise QueueError(refusal["code"], **refusal["details"])
        if status == b"V":
            raise ValueError(body.decode())
        return figures_of_json(body)

    @property
    def process(self) -> int | None:
        """The process id, while there is one."""
        return self._process[0] if self._process else None

    def stop(self) -> None:
        """Let the process end."""
        if self._process is not None:
            pid, asking, answering = self._process
            self._process = None
            for pipe in (asking, answering):
                with suppress(OSError):  # what was written to a process that is gone
                    pipe.close()
            with suppress(ChildProcessError):  # the loop's own watcher was quicker
                get_original("os", "waitpid")(pid, 0)

    def _exchange(self, line: bytes) -> bytes:
        if self._process is None:
            self._process = self._start()
        _, asking, answering = self._process
        asking.write(line + b"\n")
        asking.flush()
        told = answering.readline()
        if not told.endswith(b"\n"):
            raise BrokenPipeError("it ended without an answer")
        return told[:-1]

    def _start(self) -> tuple[int, BinaryIO, BinaryIO]:
        """Start it by the system's own call: under gevent `subprocess` belongs to the loop, and this is off it."""
        there_in, asking = os.pipe()
        answering, there_out = os.pipe()
        pid: int = get_original("os", "posix_spawn")(
            sys.executable,
            [sys.executable, "-m", "deploy.figures_apart"],
            self._environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, there_in, 0), (os.POSIX_SPAWN_DUP2, there_out, 1)],
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGALRM],
        )
        os.close(there_in)
        os.close(there_out)
        return pid, os.fdopen(asking, "wb"), os.fdopen(answering, "rb")


def answer(make: Callable[[Job], Figures], line: bytes) -> bytes:
    """Return the line that answers a question: `F` and the figures, `Q` and a refusal, `V` and what was wrong."""
    try:
        return b"F" + orjson.dumps(make(orjson.loads(line)).as_json())
    except QueueError as refusal:
        return b"Q" + orjson.dumps({"code": refusal.code, "details": refusal.details})
    except ValueError as error:
        return b"V" + str(error).replace("\n", " ").encode()


def main() -> None:
    """Answer until nobody asks any more."""
    os.closerange(
        3, ALL_HANDLES
    )  # the server's lock of the data folder among them: it must not outlive the server
    os.nice(POLITE)
    engine = open_engine(Settings.from_env(os.environ).database_url)
    shelf = Shelf()

    def make(job: Job) -> Figures:
        period = Period(job["kind"], date.fromisoformat(job["first"]), date.fromisoformat(job["last"]))
        with engine.connect() as conn:
            return make_figures(
                conn, job["site"], period, now=datetime.fromisoformat(job["now"]), scope=Scope(**job["scope"]),
                simulated=job["simulated"], shelf=shelf,
            )  # fmt: skip

    while line := sys.stdin.buffer.readline():
        signal.alarm(LONGEST_S)
        sys.stdout.buffer.write(answer(make, line) + b"\n")
        sys.stdout.buffer.flush()
        signal.alarm(0)


if __name__ == "__main__":
    main()
