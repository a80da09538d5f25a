"""The doorway: every change of a site happens in a turn, and turns happen one after another.

`Writer` is the only path that writes. One thread takes all turns that wait, runs them in order inside one
transaction (BEGIN IMMEDIATE on SQLite, the site rows locked on PostgreSQL), a savepoint each so that one refusal
does not undo its neighbours, commits, and only then answers. It never waits to fill a batch. An Idempotency-Key
seen before gets its first answer again.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, insert, text, update
from sqlalchemy.exc import OperationalError

from shared.clock import epoch, iso
from shared.domain.errors import QueueError
from shared.domain.journal import Entry, canonical, chain_hash
from shared.store.ailments import ailment
from shared.store.config import Configs, SiteConfig, load_config
from shared.store.engine import begin_at_once, writing
from shared.store.heads import Head, Memory, lock_head, write_head
from shared.store.keys import Key as Key  # callers name it together with the turn
from shared.store.keys import find_answer, keep_answer
from shared.store.models import JournalRow, Site
from shared.store.offload import Offload, T, inline
from shared.store.prepared import Prepared

log = logging.getLogger("tonsai.store")
Answer = dict[str, Any]
"""What an action answers: plain JSON values."""
Action = Callable[["Turn"], Answer]
DayEnded = Callable[["Turn"], None]
"""What else is done in the turn that has closed a past day: its sums are counted there (`shared/evidence/sums.py`)."""


def _nothing_more(_turn: Turn) -> None:
    """Do nothing at the end of a day."""


_SAVE, _KEEP, _UNDO = (
    Prepared(text(words))
    for words in ("SAVEPOINT turn", "RELEASE SAVEPOINT turn", "ROLLBACK TO SAVEPOINT turn")
)
_INSERT_JOURNAL = Prepared(insert(JournalRow), *JournalRow.__table__.columns.keys())


@dataclass(slots=True)
class Turn:
    """One action's view of the site while it holds the write turn."""

    conn: Connection
    config: SiteConfig
    head: Head
    now: datetime
    actor: str
    origin: str = "live"
    new_token: Callable[[], str] = lambda: ""
    memory: Memory = field(default_factory=Memory)
    day_ended: DayEnded = _nothing_more
    entries: list[dict[str, Any]] = field(default_factory=list)
    reconfigured: bool = False

    @property
    def site_id(self) -> int:
        """The site this turn belongs to."""
        return self.config.id

    @property
    def seconds(self) -> int:
        """`now` in the store's form."""
        return epoch(self.now)

    def record(self, kind: str, /, **data: object) -> int:
        """Append a fact to the journal; return its seq. Written when the action ends."""
        at, seq = iso(self.now), self.head.seq + 1
        body = canonical(Entry(kind=kind, at=self.now, actor=self.actor, data=data))
        digest = chain_hash(self.config.code, seq, kind, at, body, self.head.hash)
        self.entries.append(
            {
                "site_id": self.site_id,
                "seq": seq,
                "kind": kind,
                "at": at,
                "body": body,
                "prev_hash": self.head.hash,
                "hash": digest,
            }
        )
        self.head.seq, self.head.hash = seq, digest
        if self.origin == "live":
            self.head.at = max(self.head.at, self.seconds)
        return seq

    def remember(self, name: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` reads; while the journal stands where it was read, it is not read again."""
        known = self.memory.at(self.head)
        if name not in known:
            known[name] = read()
        found: T = known[name]
        return found

    def reconfigure(self) -> None:
        """Say that the configuration has changed: turns of the same transaction see it, screens with the next board."""
        self.conn.execute(
            update(Site).where(Site.id == self.site_id).values(config_version=Site.config_version + 1)
        )
        self.reconfigured = True

    def flush(self) -> None:
        """Write the recorded entries."""
        if self.entries:
            _INSERT_JOURNAL.change_many(self.conn, self.entries)


@dataclass(slots=True)
class _Request:
    site_id: int
    action: Action
    now: datetime
    actor: str
    origin: str
    key: Key | None
    outcome: Answer | BaseException | None = None
    given_up: bool = False
    """Whoever asked was told `server.busy`: what nobody waits for is not done behind their back."""
    asked: float = field(default_factory=perf_counter)
    done: threading.Lock = field(default_factory=threading.Lock)
    """Held from the asking on; whoever releases it has put the outcome there. A Future would cost four locks."""


@dataclass(slots=True)
class _Locked:
    """A site while the transaction holds it."""

    head: Head
    config: SiteConfig
    memory: Memory


class Writer:
    """Runs turns one after another for all sites of one database. Start it with `start()`, end it with `stop()`."""

    def __init__(
        self,
        engine: Engine,
        *,
        configs: Configs,
        new_token: Callable[[], str],
        offload: Offload = inline,
        after_commit: Callable[[Mapping[int, int]], None] = lambda _heads: None,
        day_ended: DayEnded = _nothing_more,
        timed: Callable[[Sequence[float], float, float], None] = lambda _asked, _began, _ended: None,
    ) -> None:
        """`offload` runs blocking work without holding up other work (a native thread under gevent);
        `after_commit` hears which sites changed and how far their journals stand now, before the answers are given;
        `day_ended` adds to a closing turn; `timed` hears when the turns of a batch were asked for, when it began and
        when it ended (readings of `perf_counter`)."""
        self._engine = engine
        self._configs = configs
        self._new_token = new_token
        self._offload = offload
        self._after_commit = after_commit
        self._day_ended = day_ended
        self._timed = timed
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._conn: Connection | None = None
        self._memories: dict[int, Memory] = {}
        self.ailing: str | None = None
        """The code of what kept the newest transaction from being written; None when it was."""
        self.turns = 0
        self.batches = 0

    def start(self) -> None:
        """Begin to take turns."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Finish what waits, then end."""
        if self._thread is not None:
            self._requests.put(None)
            self._thread.join()
            self._thread = None
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def run(
        self,
        site_id: int,
        action: Action,
        *,
        now: datetime,
        actor: str,
        origin: str = "live",
        key: Key | None = None,
        timeout_s: float = 15.0,
    ) -> Answer:
        """Wait for a turn, do `action`, commit, and return its answer.

        Raises what the action raised (QueueError for a refusal); `server.busy` when no turn came in time, and what
        had not begun by then is not done later; `server.no_room`, `server.disk`, `server.damaged` when the disk fails.
        """
        if self._thread is None:
            raise RuntimeError("the writer has not been started")
        request = _Request(site_id, action, now, actor, origin, key)
        request.done.acquire()
        self._requests.put(request)
        if not request.done.acquire(timeout=timeout_s):
            request.given_up = True
            raise QueueError("server.busy")
        assert request.outcome is not None  # put there before the lock was released
        if isinstance(request.outcome, BaseException):
            raise request.outcome
        return request.outcome

    def _loop(self) -> None:
        while (first := self._requests.get()) is not None:
            batch = [first]
            while not self._requests.empty() and len(batch) < 256:
                following = self._requests.get()
                if following is None:
                    self._requests.put(None)
                    break
                batch.append(following)
            self._serve(batch)

    def _serve(self, batch: Sequence[_Request]) -> None:
        changed: Mapping[int, int] = {}
        began = perf_counter()
        try:
            changed = self._commit(batch)
            self.ailing = None
        except BaseException as error:
            self._forget_connection()
            refusal = self._as_refusal(error)
            for request in batch:
                request.outcome = refusal
        self.batches += 1
        self.turns += len(batch)
        self._timed([request.asked for request in batch], began, perf_counter())
        if changed:
            self._after_commit(changed)
        for request in batch:
            request.done.release()

    def _commit(self, batch: Sequence[_Request]) -> dict[int, int]:
        """Take the turns of a batch in one transaction; return the sites that have new entries, with the newest."""
        # Only what waits is offloaded: for another process's lock, and for the disk. The turns themselves are short,
        # and two threads of one interpreter would hand it to and fro at every statement.
        conn, transaction, sites = self._enter(batch)
        with transaction:
            before = {site_id: site.head.seq for site_id, site in sites.items()}
            for request in batch:
                request.outcome = self._one(conn, request, sites.get(request.site_id))
            changed = {
                site_id: site.head.seq for site_id, site in sites.items() if site.head.seq != before[site_id]
            }
            for site_id in changed:
                write_head(conn, site_id, sites[site_id].head)
            self._offload(transaction.commit)
        return changed

    def _enter(self, batch: Sequence[_Request]) -> tuple[Connection, RootTransaction, dict[int, _Locked]]:
        """Begin a transaction and lock its sites.

        The connection that is kept may have died since the last batch, because PostgreSQL restarted: it is replaced,
        once, for nothing has been done on it yet. What dies later is refused and never done again from here: only a
        key can tell whether the commit was the last thing that arrived.
        """
        kept = self._conn is not None
        if self._conn is None:
            self._conn = writing(self._engine.connect())
        try:
            return self._conn, self._begin(self._conn), self._lock(self._conn, batch)
        except OperationalError:
            if not (kept and _is_cut(self._conn)):
                raise
            self._forget_connection()
            return self._enter(batch)

    def _begin(self, conn: Connection) -> RootTransaction:
        """Begin at once, which nearly always goes; wait elsewhere while another process writes."""
        try:
            return begin_at_once(conn)
        except OperationalError:
            return self._offload(conn.begin)

    def _lock(self, conn: Connection, batch: Sequence[_Request]) -> dict[int, _Locked]:
        found: dict[int, _Locked] = {}
        for site_id in sorted(
            {request.site_id for request in batch}
        ):  # one order for all, so nobody deadlocks
            locked = lock_head(conn, site_id)
            if locked is not None:
                head, version = locked
                memory = self._memories.setdefault(site_id, Memory())
                found[site_id] = _Locked(head, self._configs.get(conn, site_id, version), memory)
        return found

    def _one(self, conn: Connection, request: _Request, site: _Locked | None) -> Answer | BaseException:
        if site is None:
            return QueueError("not_found", site=request.site_id)
        if request.given_up:
            return QueueError("server.busy")
        _SAVE.change(conn, {})
        try:
            answer = self._act(conn, request, site)
        except BaseException as error:
            if ailment(error):
                raise  # the database itself failed: no savepoint can help, the whole transaction goes
            _UNDO.change(conn, {})
            _KEEP.change(conn, {})
            return error
        _KEEP.change(conn, {})
        return answer

    def _act(self, conn: Connection, request: _Request, site: _Locked) -> Answer:
        if request.key is not None:
            earlier = find_answer(conn, request.site_id, request.key)
            if earlier is not None:
                return earlier
        # The turn moves a head of its own; the site gets it only when everything has been written.
        turn = Turn(
            conn, site.config, site.head.copy(), request.now, request.actor, request.origin, self._new_token,
            site.memory, self._day_ended,
        )  # fmt: skip
        answer = request.action(turn)
        turn.flush()
        if request.key is not None:
            keep_answer(conn, request.site_id, request.key, answer, turn.seconds)
        site.head = turn.head
        if turn.reconfigured:  # not kept for later: the transaction may yet fail
            site.config = load_config(conn, site.config.id)
        return answer

    def _forget_connection(self) -> None:
        if self._conn is not None:
            try:
                self._conn.invalidate()
                self._conn.close()
            finally:
                self._conn = None

    def _as_refusal(self, error: BaseException) -> BaseException:
        """Return what the askers are told; leave one line for the keeper when what ails the database is another."""
        code = ailment(error)
        if code is None:
            return error
        if code != self.ailing:
            log.error("no turn can be written (%s): %s", code, str(error).splitlines()[0])
        self.ailing = code
        return QueueError(code)


def _is_cut(conn: Connection) -> bool:
    """True when the database at the other end of a connection has gone; an embedded one has no other end."""
    return conn.invalidated or bool(getattr(conn.connection.dbapi_connection, "closed", False))
