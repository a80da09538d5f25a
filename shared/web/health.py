"""Whether the office can work: writes go through, the chain's end holds, the clock is not behind what it has written.

Everybody on the network may ask, so one look serves all who ask within a second, and whoever asks while a look is on
waits for that one. A look ends within `WRITE_S` however stuck the writer is.
"""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlalchemy import and_, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from shared.clock import RELEASED, moment
from shared.domain.errors import QueueError
from shared.domain.hours import clock_behind
from shared.domain.journal import chain_hash
from shared.store.ailments import ailment
from shared.store.keys import Key, keep_answer
from shared.store.models import JournalRow, KeySeen, Site
from shared.store.turn import Answer, Turn
from shared.web.access import first_site
from shared.web.deps import Deps, deps

WRITE_S = 3.5
"""How long a write may take before it counts as none; whoever watches is answered within five seconds."""
FRESH_S = 1.0
LEAST_ROOM = 16 * 1024 * 1024
"""Bytes free below which a ticket may or may not go: four times what SQLite's log takes before it is folded in."""


@dataclass(frozen=True, slots=True)
class Health:
    """What fails, nothing when all is well: `no_site`, `read`, `write`, `journal`, `clock`; `file` and `lost`
    when the look at the start found the file damaged or its newest entries gone. `codes` says why."""

    failures: tuple[str, ...]
    codes: tuple[str, ...] = ()


class Pulse:
    """Looks at most once a second, for however many ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found = Health(())
        self._until = 0.0
        self._ailing: str | None = None
        self._standing: dict[str, str] = {}

    def found(self, name: str, code: str) -> None:
        """Hear of something that stays as it is until the program starts anew."""
        self._standing[name] = code

    def feel(self) -> Health:
        """Return how the office is, at most a second old, and looked at anew when a turn has just failed."""
        with self._lock:
            ailing = deps().writer.ailing
            if monotonic() >= self._until or ailing != self._ailing:
                now = examine(deps())
                self._found = Health((*now.failures, *self._standing), (*now.codes, *self._standing.values()))
                self._until, self._ailing = monotonic() + FRESH_S, deps().writer.ailing
            return self._found


def examine(parts: Deps) -> Health:
    """Look now."""
    try:
        site_id = first_site()
        if not site_id:
            return Health(("no_site",))
        reading = _broken_heads(parts)
    except SQLAlchemyError as error:
        return Health(("read",), (ailment(error) or "server.error",))
    writing = _broken_write(parts, site_id)
    found = [(name, code) for name, code in (*writing, *reading) if name]
    return Health(tuple(name for name, _ in found), tuple(code for _, code in found if code))


def _broken_write(parts: Deps, site_id: int) -> list[tuple[str, str]]:
    """Write without changing anything; return what stops it."""
    if parts.settings.is_sqlite and shutil.disk_usage(parts.settings.data).free < LEAST_ROOM:
        return [("write", "server.no_room")]
    try:
        parts.writer.run(site_id, _touch, now=parts.clock(), actor="system", timeout_s=WRITE_S)
    except QueueError as error:
        return [("write", error.code)]
    except Exception as error:  # whatever stops a write is the finding
        return [("write", ailment(error) or "server.error")]
    return []


def _touch(turn: Turn) -> Answer:
    """Put a row in and take it out again. To give a row its own value would not do: SQLite writes nothing then."""
    key = Key("system", "health", "")
    turn.conn.execute(delete(KeySeen).where(KeySeen.site_id == turn.site_id, KeySeen.scope == key.scope))
    keep_answer(turn.conn, turn.site_id, key, {}, turn.seconds)
    turn.conn.execute(delete(KeySeen).where(KeySeen.site_id == turn.site_id, KeySeen.scope == key.scope))
    return {}


def _broken_heads(parts: Deps) -> list[tuple[str, str]]:
    """Return what does not hold of the chains' ends and of the clock, over all sites."""
    entry = JournalRow.__table__.c
    query = select(Site.code, Site.head_seq, Site.head_hash, *entry).outerjoin(
        JournalRow.__table__, and_(entry.site_id == Site.id, entry.seq == Site.head_seq)
    )
    with parts.engine.connect() as conn:
        heads = conn.execute(query.where(Site.head_seq > 0)).all()
        newest = conn.execute(select(func.max(Site.head_at))).scalar()
    found = []
    if not all(_holds(row) for row in heads):
        found.append(("journal", "server.damaged"))
    if clock_behind(parts.clock(), newest=moment(newest) if newest else None, released=RELEASED):
        found.append(("clock", "clock.behind"))
    return found


def _holds(row: Any) -> bool:
    if row.hash is None or row.hash != row.head_hash:
        return False
    return bool(row.hash == chain_hash(row.code, row.seq, row.kind, row.at, row.body, row.prev_hash))
