"""One printer's worker: asks the printer how it is, prints the next slip, writes down how that ended. Again and again.

A job is claimed and committed before the first dot is sent, and its end is written after the printer's answer. What is
found claimed afterwards (the power went, the write failed) may lie in the tray, so it fails and is never sent again by
itself; a clerk sees it and may print it again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Engine

from shared.clock import epoch
from shared.domain.printing import LOOK_S, NOT_SENT, PRINTABLE
from shared.store.print_jobs import (
    SERVER,
    Job,
    claim_job,
    end_job,
    expire_late,
    fail_unfinished,
    open_devices,
)
from shared.store.printers import COUNT_S, note_printer
from shared.store.turn import Action, Answer, Turn, Writer

log = logging.getLogger("tonsai.paper")


class Machine(Protocol):
    """A printer that can be asked and fed. `found`: how it was at the end of the last try, where that is known."""

    found: str | None

    def status(self) -> str:
        """Return how it is: one of `PRINTER_STATES`."""

    def print_slip(self, job: Job) -> str:
        """Print a job's slip; return `printed`, `not_sent` (surely nothing came out) or `unknown`."""


@dataclass(frozen=True)
class Bench:
    """What all workers share."""

    engine: Engine
    writer: Writer
    clock: Callable[[], datetime]
    changed: Callable[[Iterable[int]], None]
    """Hears which sites have something new to show."""


class Worker:
    """Serves one printer. `look()` is one round; `start()` makes rounds until `stop()`."""

    def __init__(self, bench: Bench, *, site_id: int, device_id: int, machine: Machine, late_s: int) -> None:
        self.device_id = device_id
        self._bench = bench
        self._site_id = site_id
        self._machine = machine
        self._late_s = late_s
        self._state: str | None = None
        self._noted_at = 0
        self._unsure = True
        """Somebody may have left a job in the middle: the one before us, or a turn that gave no answer."""
        self._woken = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to make rounds."""
        self._thread = threading.Thread(target=self._loop, name=f"printer-{self.device_id}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is being made."""
        self._stopping = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join(30)

    def wake(self) -> None:
        """There is a job: look now."""
        self._woken.set()

    def look(self) -> bool:
        """Make a round: see how the printer is, print one slip. True when another may be waiting."""
        if self._unsure:
            self._turn(lambda turn: fail_unfinished(turn, devices=[self.device_id], claim=SERVER))
            self._unsure = False
        state = self._machine.status()
        self._note(state)
        with self._bench.engine.connect() as conn:  # a turn is a write to the disk; most rounds need none
            if self.device_id not in open_devices(conn, self._site_id):
                return False
        if state in PRINTABLE:
            return self._print_next()
        self._turn(lambda turn: expire_late(turn, [self.device_id], late_s=self._late_s))
        return False

    def _loop(self) -> None:
        more = False
        while not self._stopping:
            if not more:
                self._woken.wait(LOOK_S)
            self._woken.clear()
            try:
                more = self.look()
            except Exception:
                log.exception("the printer of device %s could not be served", self.device_id)
                more = False

    def _print_next(self) -> bool:
        job = self._claim()
        if job is None:
            return False
        outcome = self._print(job)
        if self._machine.found is not None:
            self._note(self._machine.found)  # at once: another look would tell it seconds later
        self._unsure = True  # until the end is written
        self._turn(lambda turn: end_job(turn, job.id, outcome, claim=SERVER))
        self._unsure = False
        self._bench.changed([self._site_id])
        return outcome != NOT_SENT  # a printer that refused is looked at again first

    def _claim(self) -> Job | None:
        found: list[Job | None] = []

        def act(turn: Turn) -> Answer:
            found[:] = [claim_job(turn, [self.device_id], late_s=self._late_s, claim=SERVER)]
            return {}

        self._unsure = True  # a turn that gave no answer in time may still claim
        self._bench.writer.run(self._site_id, act, now=self._bench.clock(), actor="system")
        self._unsure = False
        return found[0]

    def _print(self, job: Job) -> str:
        try:
            return self._machine.print_slip(job)
        except Exception:  # whatever it was, nobody knows what came out
            log.exception("job %s could not be printed", job.id)
            return "unknown"

    def _note(self, state: str) -> None:
        now = epoch(self._bench.clock())
        again = state not in PRINTABLE and not 0 <= now - self._noted_at < COUNT_S
        if state == self._state and not again:
            return
        self._turn(lambda turn: note_printer(turn, self.device_id, state))
        if state != self._state:
            log.info("the printer of device %s is %s", self.device_id, state)
            self._bench.changed([self._site_id])
        self._state, self._noted_at = state, now

    def _turn(self, work: Callable[[Turn], Any]) -> None:
        def act(turn: Turn) -> Answer:
            work(turn)
            return {}

        action: Action = act
        self._bench.writer.run(self._site_id, action, now=self._bench.clock(), actor="system")
