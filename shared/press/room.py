"""The print room: one worker for each printer the server speaks to, and an ear for agents that print elsewhere.

Workers follow the settings: a printer that was set up, changed or taken away is known within a second. Of several
processes only one keeps the room, so that two never speak to one printer.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, select

from shared.clock import epoch
from shared.domain.printing import (
    PRINTABLE,
    SILENT_AFTER_S,
    WATCHED,
    PaperSettings,
    PrinterConfig,
    read_paper,
)
from shared.paper.pictures import Picture
from shared.press.keepers import Alone, Keeper
from shared.press.slips import draw_job
from shared.press.worker import Bench, Machine, Worker
from shared.store.config import Configs
from shared.store.models import Device, Site
from shared.store.print_jobs import AGENT_WITHIN_S, Job, expire_late, fail_unfinished, open_devices
from shared.store.printers import COUNT_S, forget_printer, note_printer, printers_seen
from shared.store.turn import Answer, Turn

log = logging.getLogger("tonsai.paper")
ROUND_S = 1.0


@dataclass(frozen=True, slots=True)
class _Place:
    """A printer as set up: when any of it changes, its worker is replaced."""

    site_id: int
    device_id: int
    config: PrinterConfig
    late_s: int


class PrintRoom:
    """Keeps the workers. `tend()` is one round of the room; `start()` makes rounds until `stop()`."""

    def __init__(
        self,
        bench: Bench,
        configs: Configs,
        *,
        open_machine: Callable[[PrinterConfig], Machine],
        draw: Callable[[Job, int], Picture] = draw_job,
        keeper: Keeper | None = None,
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        """`tell` says to other processes that there is a new job: one of them may keep the room."""
        self._tell = tell
        self._bench = bench
        self._configs = configs
        self._open_machine = open_machine
        self._draw = draw
        self._news = threading.Condition()
        self._wakes = 0
        self._keeper = keeper or Alone()
        self._workers: dict[_Place, Worker] = {}
        self._heard: dict[int, int] = {}
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to tend the room."""
        self._thread = threading.Thread(target=self._loop, name="print-room", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End every worker after the round it makes."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(ROUND_S + 1)
        for place in list(self._workers):
            self._workers.pop(place).stop()

    def wake(self) -> None:
        """There is a new job: let the workers look now, and the agents that wait for one, here and elsewhere."""
        self.wake_here()
        self._tell()

    def wake_here(self) -> None:
        """Another process has a new job, or we: let those who wait in this one look now."""
        for worker in list(self._workers.values()):
            worker.wake()
        with self._news:
            self._wakes += 1
            self._news.notify_all()

    @property
    def wakes(self) -> int:
        """How often there was a new job, so that who waits can say what is news to them."""
        return self._wakes

    def wait(self, known: int, seconds: float) -> bool:
        """Wait for a job newer than `known` wakes; True when there is one before the seconds are over."""
        with self._news:
            return self._news.wait_for(lambda: self._wakes != known, seconds)

    def draw(self, job: Job, width: int) -> Picture | None:
        """Return the picture of a job's slip for a printer elsewhere, or None when it cannot be drawn."""
        try:
            return self._draw(job, width)
        except Exception:
            log.exception("the slip of job %s could not be drawn", job.id)
            return None

    def look(self) -> None:
        """Let every worker make one round here and now: for who has no threads."""
        for worker in list(self._workers.values()):
            worker.look()

    def hear(self, site_id: int, device_id: int, state: str) -> None:
        """An agent says how the printer of a kiosk is."""
        now = epoch(self._bench.clock())
        self._heard[device_id] = now
        with self._bench.engine.connect() as conn:
            known, counted_at = printers_seen(conn, site_id).get(device_id, ("", 0))
        again = state not in PRINTABLE and now - counted_at >= COUNT_S
        if known != state or again or not isinstance(self._keeper, Alone):
            self._turn(site_id, lambda turn: note_printer(turn, device_id, state))
        if known != state:
            self._bench.changed([site_id])

    def tend(self) -> None:
        """Make a round: let workers come and go as the settings say, and look after the jobs nobody here prints."""
        wanted: set[_Place] = set()
        if self._keeper.holds():
            with self._bench.engine.connect() as conn:
                sites = [(site_id, self._paper(conn, site_id, v)) for site_id, v in _sites(conn)]
                devices = _devices(conn)
            for site_id, paper in sites:
                wanted |= {
                    _Place(site_id, device_id, config, paper.late_s)
                    for device_id, config in paper.at_server().items()
                    if device_id in devices
                }
                self._tend_others(site_id, paper, devices)
        for place in [place for place in self._workers if place not in wanted]:
            self._workers.pop(place).stop()
        for place in wanted - set(self._workers):
            self._begin(place)

    def _begin(self, place: _Place) -> None:
        worker = self._workers[place] = Worker(
            self._bench,
            site_id=place.site_id,
            device_id=place.device_id,
            machine=self._open_machine(place.config),
            late_s=place.late_s,
        )
        if self._thread is not None:
            worker.start()

    def _tend_others(self, site_id: int, paper: PaperSettings, devices: set[int]) -> None:
        """Look after printers that an agent or a browser serves, and after those that are no more."""
        with self._bench.engine.connect() as conn:
            seen, busy = printers_seen(conn, site_id), open_devices(conn, site_id)
        watched = {d for d, config in paper.printers.items() if config.way in WATCHED and d in devices}
        agents = {d for d in watched if paper.of(d).way == "agent"}
        for device_id in set(seen) - watched:
            self._turn(site_id, partial(_forget, device_id))
        now = epoch(self._bench.clock())
        for device_id in agents:
            state, counted_at = seen.get(device_id, ("", 0))
            heard = max(self._heard.setdefault(device_id, now), 0 if state == "silent" else counted_at)
            if now - heard <= SILENT_AFTER_S:
                continue
            if state != "silent" or now - counted_at >= COUNT_S:
                self._turn(site_id, partial(_fall_silent, device_id))
            if state != "silent":
                self._bench.changed([site_id])
        others = busy - set(paper.at_server())
        if others:
            self._turn(site_id, lambda turn: expire_late(turn, others, late_s=paper.late_s))
            before = now - AGENT_WITHIN_S
            self._turn(site_id, lambda turn: fail_unfinished(turn, devices=others, before=before))

    def _paper(self, conn: Connection, site_id: int, version: int) -> PaperSettings:
        return read_paper(self._configs.get(conn, site_id, version).settings)

    def _turn(self, site_id: int, work: Callable[[Turn], object]) -> None:
        def act(turn: Turn) -> Answer:
            work(turn)
            return {}

        self._bench.writer.run(site_id, act, now=self._bench.clock(), actor="system")

    def _loop(self) -> None:
        while True:
            try:
                self.tend()
            except Exception:
                log.exception("the print room could not be tended")
            if self._stopped.wait(ROUND_S):
                return


def _sites(conn: Connection) -> list[tuple[int, int]]:
    return [(row.id, row.config_version) for row in conn.execute(select(Site.id, Site.config_version))]


def _devices(conn: Connection) -> set[int]:
    return set(conn.execute(select(Device.id).where(Device.revoked_at.is_(None))).scalars())


def _forget(device_id: int, turn: Turn) -> None:
    forget_printer(turn, device_id)


def _fall_silent(device_id: int, turn: Turn) -> None:
    note_printer(turn, device_id, "silent")
