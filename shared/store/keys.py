"""Idempotency-Keys: the same key gives the first answer again, whatever was lost on the way back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from shared.domain.errors import QueueError
from shared.store.models import KeySeen
from shared.store.prepared import Prepared

_FIND = Prepared(
    select(KeySeen.fingerprint, KeySeen.answer).where(
        KeySeen.site_id == bindparam("site"),
        KeySeen.scope == bindparam("scope"),
        KeySeen.key == bindparam("key"),
    )
)
_KEEP = Prepared(insert(KeySeen), *KeySeen.__table__.columns.keys())


@dataclass(frozen=True, slots=True)
class Key:
    """An Idempotency-Key: who used it, and what was asked, so that a key cannot be reused for something else."""

    scope: str
    text: str
    fingerprint: str


def find_answer(conn: Connection, site_id: int, key: Key) -> dict[str, Any] | None:
    """Return the answer that a key got before, or None; refuse with `key.reused` when it was for something else."""
    row = _FIND.first(conn, {"site": site_id, "scope": key.scope, "key": key.text})
    if row is None:
        return None
    fingerprint, kept = row
    if fingerprint != key.fingerprint:
        raise QueueError("key.reused")
    answer: dict[str, Any] = json.loads(kept)
    return answer


def keep_answer(conn: Connection, site_id: int, key: Key, answer: dict[str, Any], at: int) -> None:
    """Keep the first answer of a key; `at` in seconds since 1970."""
    _KEEP.change(
        conn,
        {
            "site_id": site_id,
            "scope": key.scope,
            "key": key.text,
            "fingerprint": key.fingerprint,
            "at": at,
            "answer": json.dumps(answer, ensure_ascii=False),
        },
    )
