"""Who listens at the sockets now, and showing out at once whoever may no longer: a revoked device, a person who was
signed out everywhere or disabled or whose session ended, a revoked token.

A socket is let in once and then only listens, so a check at the door is not enough. Before anything new is sent, the
publisher lets this look whether the journal says that somebody was shut out since the last look; another process's and
the command line's entries are noticed in the same way.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.store.models import Device, JournalRow, Staff, Token

SHUTTING = (
    "device.revoked", "staff.changed", "staff.disabled", "staff.password_changed", "staff.sessions_ended",
    "token.revoked",
)  # fmt: skip
"""Entries after which somebody who listens may have to go."""
MOST_OF_ONE = {"device": 40, "staff": 40, "holder": 8}
"""Sockets of one device, person or ticket; more is a flood. A program may be a hall of screens: it has no bound."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody with an open socket. `kind` is device, staff, token or holder; `mark` is what must stay as it is."""

    namespace: str
    site_id: int
    kind: str
    name: str
    """The row's id, or for a holder the ticket's token."""
    mark: str = ""
    ends: int | None = None
    """When a session ends, in seconds; None for those that have no end."""


class Guests:
    """All open sockets of this process by their id."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], show_out: Callable[[str, str], None]
    ) -> None:
        """`show_out` closes a socket, given its id and namespace."""
        self._engine = engine
        self._clock = clock
        self._show_out = show_out
        self._here: dict[str, Guest] = {}
        self._count: Counter[tuple[str, str]] = Counter()
        self._looked: dict[int, int] = {}
        self._lock = threading.Lock()

    def arrive(self, sid: str, guest: Guest) -> None:
        """Let a socket in; refuse with `rate.limited` when one asker has too many."""
        key = (guest.kind, guest.name)
        with self._lock:
            if self._count[key] >= MOST_OF_ONE.get(guest.kind, self._count[key] + 1):
                raise QueueError("rate.limited")
            self._count[key] += 1
            self._here[sid] = guest

    def leave(self, sid: str) -> Guest | None:
        """A socket closed."""
        with self._lock:
            guest = self._here.pop(sid, None)
            if guest is not None:
                key = (guest.kind, guest.name)
                self._count[key] -= 1
                if self._count[key] <= 0:
                    del self._count[key]
            return guest

    def count(self) -> int:
        """Return how many sockets are open."""
        return len(self._here)

    def kinds(self) -> Counter[tuple[str, str]]:
        """Return how many sockets are open, by namespace and kind."""
        return Counter((guest.namespace, guest.kind) for guest in list(self._here.values()))

    def look(self, site_id: int) -> None:
        """Show out whoever the journal says may no longer listen."""
        with self._engine.connect() as conn:
            newest, since = self._newest(conn, site_id), self._looked.get(site_id, 0)
            if newest > since:
                self._show(self._gone(conn, site_id))
                self._looked[site_id] = newest

    def sweep(self) -> None:
        """Show out those whose session has ended."""
        now = epoch(self._clock())
        self._show(
            [sid for sid, guest in list(self._here.items()) if guest.ends is not None and guest.ends <= now]
        )

    def _newest(self, conn: Connection, site_id: int) -> int:
        return conn.execute(
            select(func.coalesce(func.max(JournalRow.seq), 0)).where(
                JournalRow.site_id == site_id,
                JournalRow.seq > self._looked.get(site_id, 0),
                JournalRow.kind.in_(SHUTTING),
            )
        ).scalar_one()

    def _gone(self, conn: Connection, site_id: int) -> list[str]:
        devices = {
            str(i) for i in conn.execute(select(Device.id).where(Device.revoked_at.is_(None))).scalars()
        }
        tokens = {str(i) for i in conn.execute(select(Token.id).where(Token.revoked_at.is_(None))).scalars()}
        people = {
            str(row.id): mark_of(row.role, row.session_version)
            for row in conn.execute(
                select(Staff.id, Staff.role, Staff.session_version).where(Staff.disabled.is_(False))
            )
        }
        known = {"device": devices, "token": tokens}
        return [
            sid
            for sid, guest in list(self._here.items())
            if guest.site_id == site_id
            and (
                people.get(guest.name) != guest.mark
                if guest.kind == "staff"
                else guest.name not in known.get(guest.kind, {guest.name})
            )
        ]

    def _show(self, sids: Iterable[str]) -> None:
        for sid in sids:
            guest = self._here.get(sid)
            if guest is not None:
                self._show_out(sid, guest.namespace)


def mark_of(role: str, session_version: int) -> str:
    """Return what of a person must stay for their sockets to stay."""
    return f"{role}.{session_version}"
