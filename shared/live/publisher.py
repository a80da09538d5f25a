"""Sending the newest snapshot to everybody who watches a site.

After a commit the writer says which sites changed; the publisher builds the newest snapshot once and sends it whole: to
hall screens and consoles at once, to phones in a round of their own, which no screen waits for. While it builds or
rests, further changes coalesce; the newest wins. Every two seconds each site's screens get a beat, so that silence
shows; what changes without this process (another one's entries and devices, a printer's paper, the hour) is noticed
within a quarter of a second, and another one's entries at once where a wire joins the processes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from time import monotonic, thread_time
from typing import Any, Protocol

from sqlalchemy import Engine, select

from shared.clock import epoch, iso
from shared.domain.announcements import standing
from shared.domain.hours import service_day
from shared.live.house import NOTHING_KNOWN, House
from shared.live.presence import Presence
from shared.live.rooms import BOARD, DESK, desk_room, hall_room, phone_room
from shared.live.snapshots import Snapshot, hall_of, read_snapshot
from shared.live.values import Beat, plain
from shared.store.announcements import told_everywhere
from shared.store.config import Configs
from shared.store.models import Site
from shared.store.prepared import Prepared
from shared.store.printers import printers_everywhere

log = logging.getLogger("tonsai.live")
LOOK_S = 0.25
BEAT_S = 2.0
REFRESH_S = 15
"""Estimates and the age of a line change without any entry."""
SETTLE_S = 0.001
"""Those who made the change get their answer first; a build in the same event loop would hold it up."""
SHARE = 0.1
"""How much of the processor a site may take when its changes come without end. Waiting for the database is no work."""
SENDING = 0.2
"""Of the work of sending this much counts: a crowd of thousands may take a third of the processor."""
BURST_S = 0.1
"""So much work at once costs no rest: a handful of changes in one second are all shown immediately."""
REST_MOST_S = 0.5
"""However much is going on, screens and phones get something new after this."""
_HEADS = Prepared(select(Site.id, Site.head_seq, Site.config_version, Site.head_at))


def _ages(kept: Snapshot) -> bool:
    """True when what people read there grows old by itself."""
    desk = kept.desk
    ages = desk.away or desk.attention or any(counter.state == "paused" for counter in desk.counters)
    silent = any(not device.connected for device in desk.devices)
    return bool(kept.board.waiting or ages or silent)


class Emit(Protocol):
    """Sends one event to one room."""

    def __call__(self, event: str, payload: Any, *, room: str, namespace: str) -> None:
        """Send `payload`, a plain JSON value."""


class Purse:
    """What publishing a site has cost, and from when it may cost again. No other site pays for it."""

    def __init__(self) -> None:
        self._debt, self._paid = 0.0, 0.0

    @property
    def free_at(self) -> float:
        """From when the site may be published, on the clock of `spend`."""
        return self._paid + max(0.0, self._debt - BURST_S) / SHARE

    def spend(self, work_s: float, at: float) -> None:
        """Note that publishing took so much of the processor and ended at `at`."""
        left = max(0.0, self._debt - (at - self._paid) * SHARE)
        self._debt, self._paid = min(left + work_s, BURST_S + REST_MOST_S * SHARE), at


class Round:
    """One loop's work for the sites that need it: each as often as its purse allows, and once for many wishes."""

    def __init__(self, work: Callable[[int], None], name: str) -> None:
        """`work` does it for one site."""
        self._work = work
        self._due: set[int] = set()
        self._wake = threading.Event()
        self._settled = threading.Event()
        self._purses: dict[int, Purse] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the site in hand."""
        self._stopping = True
        self._wake.set()
        self._settled.set()
        if self._thread.is_alive():
            self._thread.join(BEAT_S + 1)

    def want(self, sites: Collection[int]) -> None:
        """Let the work be done for sites."""
        if not self._due.issuperset(sites):
            self._due.update(sites)
            self._wake.set()

    def wants(self, site_id: int) -> bool:
        """True while a site waits for it."""
        return site_id in self._due

    def charge(self, site_id: int, work_s: float) -> None:
        """Note what the work for a site has cost of the processor."""
        self._purse(site_id).spend(work_s, monotonic())

    def take(self) -> float | None:
        """Do what is due and need not rest; return when the first of those that rest may be done."""
        resting = []
        for site_id in list(self._due):
            free_at = self._purse(site_id).free_at
            if free_at > monotonic():
                resting.append(free_at)
                continue
            self._due.discard(site_id)
            quietly(partial(self._work, site_id))
        return min(resting, default=None)

    def _purse(self, site_id: int) -> Purse:
        return self._purses.setdefault(site_id, Purse())

    def _loop(self) -> None:
        again: float | None = None
        while not self._stopping:
            self._wake.wait(None if again is None else max(0.0, again - monotonic()))
            self._settled.wait(SETTLE_S)
            self._wake.clear()
            again = self.take()


class Publisher:
    """Keeps the newest snapshot of each site and sends it."""

    def __init__(
        self,
        engine: Engine,
        *,
        configs: Configs,
        presence: Presence,
        clock: Callable[[], datetime],
        emit: Emit,
        anybody: Callable[[str, str], bool] = lambda _room, _namespace: True,
        before_sending: Callable[[int], None] = lambda _site: None,
        house: Callable[[datetime], House] = lambda _now: NOTHING_KNOWN,
        timed: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        """`anybody` says whether somebody is in a room of a namespace; `before_sending` may show out who must not hear
        what is sent to a site next; `house` knows the machine; `timed` hears how long a board took."""
        self._engine = engine
        self._configs = configs
        self._presence = presence
        self._clock = clock
        self._emit = emit
        self._anybody = anybody
        self._before_sending = before_sending
        self._house = house
        self._timed = timed
        self._sent: dict[int, float] = {}
        self._lock = threading.Lock()
        self._kept: dict[int, Snapshot] = {}
        self._stale: set[int] = set()
        self.screens = Round(self.publish, "publisher")
        self.phones = Round(self.tell_phones, "phones")
        self._beats = threading.Thread(target=self._beat_loop, name="beat", daemon=True)
        self._pause = threading.Event()
        self._stopping = False
        self.published = 0

    def start(self) -> None:
        """Begin to publish and to beat."""
        self.screens.start()
        self.phones.start()
        self._beats.start()

    def stop(self) -> None:
        """End all loops."""
        self._stopping = True
        self._pause.set()
        self.screens.stop()
        self.phones.stop()
        if self._beats.is_alive():
            self._beats.join(BEAT_S + 1)

    def changed(self, site_ids: Iterable[int]) -> None:
        """Hear from the writer that sites have new entries."""
        sites = set(site_ids)
        self._stale |= sites
        self.screens.want(sites)

    def hear(self, heads: Mapping[int, int]) -> None:
        """Hear from another process how far journals stand; what is already shown here, or not shown, needs nothing."""
        self.changed(
            site
            for site, seq in heads.items()
            if (kept := self._kept.get(site)) is not None and kept.seq < seq
        )

    def latest(self, site_id: int) -> Snapshot:
        """Return a snapshot that holds everything this process has committed."""
        kept = self._kept.get(site_id)
        if kept is not None and site_id not in self._stale:
            return kept
        return self._build(site_id)

    def kept(self, site_id: int) -> Snapshot:
        """Return the newest snapshot at hand, which may be some milliseconds old; build one only if there is none."""
        return self._kept.get(site_id) or self._build(site_id)

    def _build(self, site_id: int) -> Snapshot:
        with self._lock:
            self._stale.discard(site_id)
            now = self._clock()
            try:
                with self._engine.connect() as conn:
                    snapshot = read_snapshot(
                        conn, self._configs, site_id, now, self._presence.seen(now), self._machine(now)
                    )
            except BaseException:
                self._stale.add(site_id)
                raise
            held = self._kept.get(site_id)
            if held is None or snapshot.seq >= held.seq:
                self._kept[site_id] = snapshot
            return self._kept[site_id]

    def publish(self, site_id: int) -> None:
        """Build the newest snapshot of a site and send it to hall and desk; phones hear of it next."""
        began, worked = monotonic(), thread_time()
        self._before_sending(site_id)
        snapshot = self._build(site_id)
        site, built = snapshot.board.site, thread_time()
        self._emit("board", snapshot.plain_board, room=hall_room(site), namespace=BOARD)
        if self._anybody(desk_room(site), DESK):
            self._emit("desk", snapshot.plain_desk, room=desk_room(site), namespace=DESK)
        self.published += 1
        self._sent[site_id] = monotonic()
        self._timed(self._sent[site_id] - began)
        self.phones.want({site_id})
        self.screens.charge(site_id, built - worked + SENDING * (thread_time() - built))

    def tell_phones(self, site_id: int) -> None:
        """Send phones the newest board that screens have."""
        board, began = self.kept(site_id).plain_board, thread_time()
        self._emit("board", board, room=phone_room(board["site"]), namespace=BOARD)
        self.phones.charge(site_id, SENDING * (thread_time() - began))

    def sent_at(self, site_id: int) -> float | None:
        """Return when a board of a site was last sent, as `monotonic` reads; None for never."""
        return self._sent.get(site_id)

    def _beat_loop(self) -> None:
        look = 0
        while not self._stopping:
            self._pause.wait(LOOK_S)
            quietly(self.look)
            look = (look + 1) % round(BEAT_S / LOOK_S)
            if look == 0:
                quietly(self.beat)

    def look(self) -> None:
        """Notice what changed without this process: another's entries and devices, paper, the hour, what aged.

        Three questions to the database, however many sites there are.
        """
        now = self._clock()
        seconds = epoch(now)
        seen, machine = self._presence.seen(now), self._machine(now)
        with self._engine.connect() as conn:
            sites = _HEADS.all(conn, {})
            printers, told = printers_everywhere(conn), told_everywhere(conn, seconds)
        for site_id, seq, version, head_at in sites:
            kept = self._kept.get(site_id)
            if kept is not None and (
                seq != kept.seq
                or version != kept.config.version
                or machine != kept.house
                or printers.get(site_id, {}) != kept.printers
                or tuple(one.id for one in standing(told.get(site_id, ()), seconds)) != kept.told
                or any(seen.get(d, (False, None))[0] != was for d, was in kept.present.items())
                or self._is_old(kept, now)
                or hall_of(kept.config, head_at, now) != kept.board.hall
            ):
                self.changed([site_id])

    def _machine(self, now: datetime) -> House:
        return self._presence.judge(self._house(now), now)

    def beat(self) -> None:
        """Send each site's beat to its screens and consoles."""
        now = self._clock()
        with self._engine.connect() as conn:
            sites = conn.execute(select(Site.code, Site.head_seq)).all()
        for site in sites:
            beat = plain(Beat(site.code, site.head_seq, iso(now)))
            self._emit("beat", beat, room=hall_room(site.code), namespace=BOARD)
            self._emit("beat", beat, room=desk_room(site.code), namespace=DESK)

    @staticmethod
    def _is_old(kept: Snapshot, now: datetime) -> bool:
        """True when a day has passed, or estimates and waits that people read have aged."""
        if kept.board.day != service_day(now).isoformat():
            return True
        age = (now - datetime.fromisoformat(kept.board.at)).total_seconds()
        return age > REFRESH_S and _ages(kept)


def quietly(work: Callable[[], None]) -> None:
    """Do work of a loop; a failure is logged and the loop goes on, because a screen must come back by itself."""
    try:
        work()
    except Exception:
        log.exception("publishing failed")
