"""The end of each site's chain: reading it under lock, moving it, and what is remembered while it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select, update

from shared.domain.journal import GENESIS
from shared.store.models import Site

_SELECT = (
    select(
        Site.id, Site.config_version, Site.head_seq, Site.head_hash, Site.head_at, Site.day, Site.simulated
    )
    .where(Site.id.in_(bindparam("ids", expanding=True)))
    .order_by(Site.id)
    .with_for_update()
)
_UPDATE = (
    update(Site)
    .where(Site.id == bindparam("b_id"))
    .values(
        head_seq=bindparam("b_seq"),
        head_hash=bindparam("b_hash"),
        head_at=bindparam("b_at"),
        day=bindparam("b_day"),
        simulated=bindparam("b_sim"),
    )
)


@dataclass(slots=True)
class Head:
    """The end of a site's chain."""

    seq: int
    hash: str
    at: int
    day: str | None
    simulated: bool


@dataclass(slots=True)
class Memory:
    """What turns remember of a site for the turns after them, as long as the journal ends where it did.

    The hash stands for everything before it. After another action, another process, an undone turn or a lost
    transaction the journal ends with another hash, and what was remembered is worth nothing.
    """

    hash: str = ""
    waiting: dict[tuple[str, int], int] = field(default_factory=dict)
    """How many wait, by day and group."""

    def at(self, head: Head) -> Memory:
        """Return this memory, emptied first if the journal has moved on."""
        if self.hash != head.hash:
            self.hash = head.hash
            self.waiting.clear()
        return self


def lock_heads(conn: Connection, site_ids: Iterable[int]) -> dict[int, tuple[Head, int]]:
    """Lock the rows of sites, always in the same order; return (head, config version) of those there are."""
    return {
        row.id: (
            Head(row.head_seq, row.head_hash or GENESIS, row.head_at, row.day, row.simulated),
            row.config_version,
        )
        for row in conn.execute(_SELECT, {"ids": list(site_ids)})
    }


def write_head(conn: Connection, site_id: int, head: Head) -> None:
    """Write a site's new head."""
    conn.execute(
        _UPDATE,
        {
            "b_id": site_id,
            "b_seq": head.seq,
            "b_hash": head.hash,
            "b_at": head.at,
            "b_day": head.day,
            "b_sim": head.simulated,
        },
    )
