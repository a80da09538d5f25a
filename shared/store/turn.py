"""The doorway: every change of a site happens in a turn, and turns happen one after another.

`Writer` is the only path that writes. One thread takes all turns that wait, runs them in order inside one
transaction (BEGIN IMMEDIATE on SQLite, the site rows locked on PostgreSQL), a savepoint each so that one refusal
does not undo its neighbours, commits, and only then answers. It never waits to fill a batch. An Idempotency-Key
seen before gets its first answer again.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, insert, select, text, update
from sqlalchemy.exc import OperationalError

from shared.clock import epoch, iso
from shared.domain.errors import QueueError
from shared.domain.journal import GENESIS, Entry, canonical, chain_hash
from shared.store.config import Configs, SiteConfig
from shared.store.engine import writing
from shared.store.keys import Key as Key  # callers name it together with the turn
from shared.store.keys import find_answer, keep_answer
from shared.store.models import JournalRow, Site
from shared.store.offload import Offload, inline
from shared.store.prepared import Prepared

Answer = dict[str, Any]
"""What an action answers: plain JSON values."""
Action = Callable[["Turn"], Answer]

_SAVE, _KEEP, _UNDO = (
    Prepared(text(words))
    for words in ("SAVEPOINT turn", "RELEASE SAVEPOINT turn", "ROLLBACK TO SAVEPOINT turn")
)
_INSERT_JOURNAL = Prepared(insert(JournalRow), *JournalRow.__table__.columns.keys())
_SELECT_HEAD = (
    select(
        Site.id, Site.config_version, Site.head_seq, Site.head_hash, Site.head_at, Site.day, Site.simulated
    )
    .where(Site.id.in_(bindparam("ids", expanding=True)))
    .order_by(Site.id)
    .with_for_update()
)
_UPDATE_HEAD = (
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
class Turn:
    """One action's view of the site while it holds the write turn."""

    conn: Connection
    config: SiteConfig
    head: Head
    now: datetime
    actor: str
    origin: str = "live"
    new_token: Callable[[], str] = lambda: ""
    entries: list[dict[str, Any]] = field(default_factory=list)

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
    done: Future[Answer]


@dataclass(slots=True)
class _Locked:
    """A site while the transaction holds it."""

    head: Head
    config: SiteConfig


class Writer:
    """Runs turns one after another for all sites of one database. Start it with `start()`, end it with `stop()`."""

    def __init__(
        self,
        engine: Engine,
        *,
        configs: Configs,
        new_token: Callable[[], str],
        offload: Offload = inline,
        after_commit: Callable[[Iterable[int]], None] = lambda _sites: None,
    ) -> None:
        """`offload` runs blocking work without holding up other work (a native thread under gevent);
        `after_commit` hears which sites changed, before the answers are given."""
        self._engine = engine
        self._configs = configs
        self._new_token = new_token
        self._offload = offload
        self._after_commit = after_commit
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._conn: Connection | None = None
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

        Raises what the action raised (QueueError for a refusal); `server.busy` when no turn came in time.
        """
        if self._thread is None:
            raise RuntimeError("the writer has not been started")
        request = _Request(site_id, action, now, actor, origin, key, Future())
        self._requests.put(request)
        try:
            return request.done.result(timeout_s)
        except TimeoutError:
            raise QueueError("server.busy") from None

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
        outcomes: list[tuple[_Request, Answer | BaseException]] = []
        changed: set[int] = set()
        try:
            if self._conn is None:
                self._conn = writing(self._engine.connect())
            self._commit(batch, outcomes, changed)
        except BaseException as error:
            self._forget_connection()
            outcomes = [(request, _as_refusal(error)) for request in batch]
            changed = set()
        self.batches += 1
        self.turns += len(batch)
        if changed:
            self._after_commit(changed)
        for request, outcome in outcomes:
            if isinstance(outcome, BaseException):
                request.done.set_exception(outcome)
            else:
                request.done.set_result(outcome)

    def _commit(
        self,
        batch: Sequence[_Request],
        outcomes: list[tuple[_Request, Answer | BaseException]],
        changed: set[int],
    ) -> None:
        conn = self._conn
        assert conn is not None  # opened by _serve
        # Only what waits is offloaded: for another process's lock, and for the disk. The turns themselves are short,
        # and two threads of one interpreter would hand it to and fro at every statement.
        with self._offload(conn.begin) as transaction:
            sites = self._lock(conn, sorted({r.site_id for r in batch}))
            before = {site_id: site.head.seq for site_id, site in sites.items()}
            for request in batch:
                outcomes.append((request, self._one(conn, request, sites.get(request.site_id))))
            for site_id, site in sites.items():
                if site.head.seq != before[site_id]:
                    changed.add(site_id)
                    _write_head(conn, site_id, site.head)
            self._offload(transaction.commit)

    def _lock(self, conn: Connection, site_ids: list[int]) -> dict[int, _Locked]:
        found: dict[int, _Locked] = {}
        for row in conn.execute(_SELECT_HEAD, {"ids": site_ids}):
            config = self._configs.get(conn, row.id, row.config_version)
            head = Head(row.head_seq, row.head_hash or GENESIS, row.head_at, row.day, row.simulated)
            found[row.id] = _Locked(head, config)
        return found

    def _one(self, conn: Connection, request: _Request, site: _Locked | None) -> Answer | BaseException:
        if site is None:
            return QueueError("not_found", site=request.site_id)
        _SAVE.change(conn, {})
        try:
            answer = self._act(conn, request, site)
        except OperationalError:
            raise  # the database itself failed: no savepoint can help, the whole transaction goes
        except BaseException as error:
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
            conn, site.config, replace(site.head), request.now, request.actor, request.origin, self._new_token
        )
        answer = request.action(turn)
        turn.flush()
        if request.key is not None:
            keep_answer(conn, request.site_id, request.key, answer, turn.seconds)
        site.head = turn.head
        return answer

    def _forget_connection(self) -> None:
        if self._conn is not None:
            try:
                self._conn.invalidate()
                self._conn.close()
            finally:
                self._conn = None


def _as_refusal(error: BaseException) -> BaseException:
    return QueueError("server.busy") if isinstance(error, OperationalError) else error


def _write_head(conn: Connection, site_id: int, head: Head) -> None:
    conn.execute(
        _UPDATE_HEAD,
        {
            "b_id": site_id,
            "b_seq": head.seq,
            "b_hash": head.hash,
            "b_at": head.at,
            "b_day": head.day,
            "b_sim": head.simulated,
        },
    )
