"""The doorway: every change of a site happens in a turn, and turns happen one after another.

`Writer` is the only path that writes. One thread takes all turns that wait, runs them in order inside one
transaction (BEGIN IMMEDIATE on SQLite, the site rows locked on PostgreSQL), a savepoint each so that one refusal
does not undo its neighbours, commits, and only then answers. It never waits to fill a batch. An Idempotency-Key
seen before gets its first answer again.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, insert, select, update
from sqlalchemy.exc import OperationalError

from shared.clock import epoch, iso
from shared.domain.errors import QueueError
from shared.domain.journal import GENESIS, Entry, canonical, chain_hash
from shared.store.config import Configs, SiteConfig
from shared.store.engine import writing
from shared.store.offload import Offload, inline
from shared.store.models import JournalRow, KeySeen, Site

Answer = dict[str, Any]
"""What an action answers: plain JSON values."""
Action = Callable[["Turn"], Answer]

_INSERT_JOURNAL = insert(JournalRow)
_INSERT_KEY = insert(KeySeen)
_SELECT_HEAD = (
    select(
        Site.id, Site.config_version, Site.head_seq, Site.head_hash, Site.head_at, Site.day, Site.simulated
    )
    .where(Site.id.in_(bindparam("ids", expanding=True)))
    .order_by(Site.id)
    .with_for_update()
)
_SELECT_KEY = select(KeySeen.fingerprint, KeySeen.answer).where(
    KeySeen.site_id == bindparam("b_site"),
    KeySeen.scope == bindparam("b_scope"),
    KeySeen.key == bindparam("b_key"),
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


@dataclass(frozen=True, slots=True)
class Key:
    """An Idempotency-Key: who used it, and what was asked, so that a key cannot be reused for something else."""

    scope: str
    text: str
    fingerprint: str


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
            self.conn.execute(_INSERT_JOURNAL, self.entries)


@dataclass(slots=True)
class _Request:
    site_id: int
    action: Action
    now: datetime
    actor: str
    origin: str
    key: Key | None
    done: Future[Answer]


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
            self._offload(lambda: self._commit(batch, outcomes, changed))
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
        assert conn is not None  # opened by _serve, outside the offloaded work
        with conn.begin():
            heads = self._lock(conn, sorted({r.site_id for r in batch}))
            before = {site_id: head.seq for site_id, (head, _) in heads.items()}
            for request in batch:
                head, config = heads[request.site_id]
                outcomes.append((request, self._one(conn, request, head, config)))
            for site_id, (head, _) in heads.items():
                if head.seq != before[site_id]:
                    changed.add(site_id)
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

    def _lock(self, conn: Connection, site_ids: list[int]) -> dict[int, tuple[Head, SiteConfig]]:
        found: dict[int, tuple[Head, SiteConfig]] = {}
        for row in conn.execute(_SELECT_HEAD, {"ids": site_ids}):
            config = self._configs.get(conn, row.id, row.config_version)
            found[row.id] = (
                Head(row.head_seq, row.head_hash or GENESIS, row.head_at, row.day, row.simulated),
                config,
            )
        for missing in set(site_ids) - set(found):
            raise QueueError("not_found", site=missing)
        return found

    def _one(
        self, conn: Connection, request: _Request, head: Head, config: SiteConfig
    ) -> Answer | BaseException:
        kept = Head(head.seq, head.hash, head.at, head.day, head.simulated)
        conn.exec_driver_sql("SAVEPOINT turn")
        try:
            if request.key is not None:
                earlier = _find_answer(conn, request.site_id, request.key)
                if earlier is not None:
                    conn.exec_driver_sql("RELEASE SAVEPOINT turn")
                    return earlier
            turn = Turn(conn, config, head, request.now, request.actor, request.origin, self._new_token)
            answer = request.action(turn)
            turn.flush()
            if request.key is not None:
                _keep_answer(conn, request.site_id, request.key, answer, turn.seconds)
        except OperationalError:
            raise  # the database itself failed: no savepoint can help, the whole transaction goes
        except BaseException as error:
            conn.exec_driver_sql("ROLLBACK TO SAVEPOINT turn")
            conn.exec_driver_sql("RELEASE SAVEPOINT turn")
            head.seq, head.hash, head.at, head.day, head.simulated = (
                kept.seq,
                kept.hash,
                kept.at,
                kept.day,
                kept.simulated,
            )
            return error
        conn.exec_driver_sql("RELEASE SAVEPOINT turn")
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


def _find_answer(conn: Connection, site_id: int, key: Key) -> Answer | None:
    row = conn.execute(_SELECT_KEY, {"b_site": site_id, "b_scope": key.scope, "b_key": key.text}).first()
    if row is None:
        return None
    if row.fingerprint != key.fingerprint:
        raise QueueError("key.reused")
    answer: Answer = json.loads(row.answer)
    return answer


def _keep_answer(conn: Connection, site_id: int, key: Key, answer: Answer, at: int) -> None:
    conn.execute(
        _INSERT_KEY,
        {
            "site_id": site_id,
            "scope": key.scope,
            "key": key.text,
            "fingerprint": key.fingerprint,
            "at": at,
            "answer": json.dumps(answer, ensure_ascii=False),
        },
    )
