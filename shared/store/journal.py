"""Reading the journal: whole, in order, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from shared.domain.journal import Stored, first_broken
from shared.store.models import JournalRow, OutreachEntry, OutreachUnit, Site

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of a chain found. `fault` is None when it holds."""

    entries: int
    head: str
    broken_seq: int | None
    fault: str | None


def read_entries(conn: Connection, site_id: int) -> Iterator[Stored]:
    """Yield a site's entries in order."""
    after = 0
    while True:
        rows = conn.execute(
            select(JournalRow.__table__)
            .where(JournalRow.site_id == site_id, JournalRow.seq > after)
            .order_by(JournalRow.seq)
            .limit(_CHUNK)
        ).all()
        for row in rows:
            yield Stored(row.seq, row.kind, row.at, row.body, row.prev_hash, row.hash)
        if len(rows) < _CHUNK:
            return
        after = rows[-1].seq


def verify_unit(conn: Connection, unit_id: int) -> Verified:
    """Check the chain that a unit on the road has handed in, from its first entry to the head that was taken in."""
    unit = conn.execute(
        select(OutreachUnit.code, OutreachUnit.head_seq, OutreachUnit.head_hash).where(
            OutreachUnit.id == unit_id
        )
    ).one()
    rows = conn.execute(
        select(OutreachEntry.__table__)
        .where(OutreachEntry.unit_id == unit_id)
        .order_by(OutreachEntry.seq)
        .execution_options(yield_per=_CHUNK)
    )
    return _verified(unit, (Stored(r.seq, r.kind, r.at, r.body, r.prev_hash, r.hash) for r in rows))


def verify_site(conn: Connection, site_id: int) -> Verified:
    """Check a site's chain from the first entry to the head that the site row names."""
    site = conn.execute(select(Site.code, Site.head_seq, Site.head_hash).where(Site.id == site_id)).one()
    return _verified(site, read_entries(conn, site_id))


def _verified(site: Any, chain: Iterable[Stored]) -> Verified:
    """Check a chain against the `code`, `head_seq` and `head_hash` of whose it is."""
    last_seq, last_hash, entries = 0, site.head_hash, 0

    def counted() -> Iterator[Stored]:
        nonlocal last_seq, last_hash, entries
        for entry in chain:
            last_seq, last_hash, entries = entry.seq, entry.hash, entries + 1
            yield entry

    broken = first_broken(site.code, counted())
    if broken is not None:
        return Verified(entries, site.head_hash, broken[0], broken[1])
    if last_seq != site.head_seq:
        return Verified(entries, site.head_hash, last_seq + 1, "missing at the end")
    if last_hash != site.head_hash:
        return Verified(entries, site.head_hash, last_seq, "not the head that the site names")
    return Verified(entries, site.head_hash, None, None)
