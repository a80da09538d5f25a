"""Sending the newest snapshot to everybody who watches a site.

After a commit the writer says which sites changed; the publisher builds the newest snapshot once and sends it whole:
hall screens and consoles first, phones after. While it builds or a site rests, further changes coalesce; the newest
wins. Every two seconds each site's screens get a beat, so that silence shows; what changes without this process
(another one's entries and devices, a printer's paper, the hour) is noticed within a quarter of a second, and another
one's entries at once where a wire joins the processes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
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
SHARE = 0.05
"""How much of the processor a site may take when its changes come without end. Waiting for the database is no work."""
SENDING = 0.2
"""Of the work of sending this much counts: a hall of thousands may take a quarter of the processor."""
BURST_S = 0.1
"""So much work at once costs no rest: a handful of changes in one second are all shown immediately."""
REST_MOST_S = 0.5
"""However much is going on, screens get something new after this."""
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
        self._due: set[int] = set()
        self._purses: dict[int, Purse] = {}
        self._wake = threading.Event()
        self._pause = threading.Event()
        self._stopping = False
        self._threads: list[threading.Thread] = []
        self._sending_s = 0.0
        """Of the last board."""
        self.published = 0

    def start(self) -> None:
        """Begin to publish and to beat."""
        for loop, name in ((self._publish_loop, "publisher"), (self._beat_loop, "beat")):
            thread = threading.Thread(target=loop, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End both loops."""
        self._stopping = True
        self._wake.set()
        self._pause.set()
        for thread in self._threads:
            thread.join(BEAT_S + 1)

    def changed(self, site_ids: Iterable[int]) -> None:
        """Hear from the writer that sites have new entries."""
        sites = set(site_ids)
        if not sites:
            return
        self._stale |= sites
        if not sites <= self._due:
            self._due |= sites
            self._wake.set()

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

    def _publish_loop(self) -> None:
        again: float | None = None
        while not self._stopping:
            self._wake.wait(None if again is None else max(0.0, again - monotonic()))
            self._pause.wait(SETTLE_S)
            self._wake.clear()
            again = self._publish_due()

    def _publish_due(self) -> float | None:
        """Publish what is due and need not rest; return when the first of those that rest may be published."""
        resting = []
        for site_id in list(self._due):
            purse = self._purses.setdefault(site_id, Purse())
            if purse.free_at > monotonic():
                resting.append(purse.free_at)
                continue
            self._due.discard(site_id)
            began, self._sending_s = thread_time(), 0.0
            self._quietly(partial(self.publish, site_id))
            purse.spend(thread_time() - began - (1 - SENDING) * self._sending_s, monotonic())
        return min(resting, default=None)

    def publish(self, site_id: int) -> None:
        """Build the newest snapshot of a site and send it: hall, desk, phones."""
        began = monotonic()
        self._before_sending(site_id)
        snapshot = self._build(site_id)
        site, built = snapshot.board.site, thread_time()
        self._emit("board", snapshot.plain_board, room=hall_room(site), namespace=BOARD)
        if self._anybody(desk_room(site), DESK):
            self._emit("desk", snapshot.plain_desk, room=desk_room(site), namespace=DESK)
        self._emit("board", snapshot.plain_board, room=phone_room(site), namespace=BOARD)
        self._sending_s = thread_time() - built
        self.published += 1
        self._sent[site_id] = monotonic()
        self._timed(self._sent[site_id] - began)

    def sent_at(self, site_id: int) -> float | None:
        """Return when a board of a site was last sent, as `monotonic` reads; None for never."""
        return self._sent.get(site_id)

    def _beat_loop(self) -> None:
        look = 0
        while not self._stopping:
            self._pause.wait(LOOK_S)
            self._quietly(self.look)
            look = (look + 1) % round(BEAT_S / LOOK_S)
            if look == 0:
                self._quietly(self.beat)

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

    def _quietly(self, work: Callable[[], None]) -> None:
        """Do work of a loop; a failure is logged and the loop goes on, because a screen must come back by itself."""
        try:
            work()
        except Exception:
            log.exception("publishing failed")
