"""The end of each site's chain: reading it under lock, moving it, and what is remembered while it stands."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from shared.domain.journal import GENESIS
from shared.store.models import Site
from shared.store.prepared import Prepared

_LOCK = Prepared(
    select(Site.config_version, Site.head_seq, Site.head_hash, Site.head_at, Site.day, Site.simulated)
    .where(Site.id == bindparam("site"))
    .with_for_update()
)
_WRITE = Prepared(
    update(Site)
    .where(Site.id == bindparam("site"))
    .values(
        head_seq=bindparam("seq"),
        head_hash=bindparam("hash"),
        head_at=bindparam("at"),
        day=bindparam("to_day"),
        simulated=bindparam("is_simulated"),
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

    def copy(self) -> Head:
        """Return a head that moves by itself; `dataclasses.replace` takes five times as long."""
        return Head(self.seq, self.hash, self.at, self.day, self.simulated)


@dataclass(slots=True)
class Memory:
    """What turns remember of a site for the turns after them, as long as the journal ends where it did.

    The hash stands for everything before it. After another action, another process, an undone turn or a lost
    transaction the journal ends with another hash, and what was remembered is worth nothing.
    """

    hash: str = ""
    known: dict[Hashable, Any] = field(default_factory=dict)
    """What was read, by the name under which it is asked for."""

    def at(self, head: Head) -> dict[Hashable, Any]:
        """Return what is known, emptied first if the journal has moved on."""
        if self.hash != head.hash:
            self.hash = head.hash
            self.known.clear()
        return self.known


def lock_head(conn: Connection, site_id: int) -> tuple[Head, int] | None:
    """Lock a site's row; return its head and its config version, or None when there is no such site."""
    row = _LOCK.first(conn, {"site": site_id})
    if row is None:
        return None
    version, seq, hash_, at, day, simulated = row
    return Head(seq, hash_ or GENESIS, at, day, bool(simulated)), version


def write_head(conn: Connection, site_id: int, head: Head) -> None:
    """Write a site's new head."""
    _WRITE.change(
        conn,
        {
            "site": site_id,
            "seq": head.seq,
            "hash": head.hash,
            "at": head.at,
            "to_day": head.day,
            "is_simulated": head.simulated,
        },
    )
