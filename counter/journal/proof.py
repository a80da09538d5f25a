"""Verifying a chain from a page: one at a time, for so long and no longer, and saying how far it came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import Connection, select

from shared.domain.errors import QueueError
from shared.domain.journal import Stored, first_broken
from shared.store.journal import read_entries
from shared.store.models import Site

AT_MOST_S = 20.0
_running = threading.Lock()


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: entries checked of all there are, the head, the first entry that does not hold."""

    checked: int
    entries: int
    head: str
    broken: int | None

    @property
    def is_whole(self) -> bool:
        """True when every entry was reached."""
        return self.checked == self.entries


def prove(
    conn: Connection, site_id: int, *, at_most_s: float = AT_MOST_S, timer: Callable[[], float] = monotonic
) -> Proof:
    """Walk a site's chain. Refuses with `journal.busy` while another page does."""
    if not _running.acquire(blocking=False):
        raise QueueError("journal.busy")
    try:
        return _walk(conn, site_id, timer() + at_most_s, timer)
    finally:
        _running.release()


def _walk(conn: Connection, site_id: int, until: float, timer: Callable[[], float]) -> Proof:
    site = conn.execute(select(Site.code, Site.head_seq, Site.head_hash).where(Site.id == site_id)).one()
    last: Stored | None = None

    def counted() -> Iterator[Stored]:
        nonlocal last
        for entry in read_entries(conn, site_id):
            last = entry
            yield entry
            if entry.seq % 1000 == 0 and timer() > until:
                return

    broken = first_broken(site.code, counted())
    checked = last.seq if last is not None else 0
    if broken is not None:
        return Proof(checked, site.head_seq, site.head_hash, broken[0])
    ran_out = checked < site.head_seq and checked % 1000 == 0 and timer() > until
    if not ran_out and (checked != site.head_seq or (last is not None and last.hash != site.head_hash)):
        return Proof(checked, site.head_seq, site.head_hash, min(checked, site.head_seq) + 1)
    return Proof(checked, site.head_seq, site.head_hash, None)
