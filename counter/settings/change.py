"""The one way a setting changes: what was seen is compared, the change checked, journalled, and can be undone.

The version of a thing is a digest of what it says. Who saves sends the digest of what was on the page; when the thing
says something else by then, somebody was quicker, and nothing is written (`settings.conflict`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from counter.settings.checks import check_change
from counter.settings.places import (
    Value,
    add_row,
    read_settings,
    read_value,
    write_settings,
    write_value,
)
from shared.domain.errors import QueueError
from shared.store.models import JournalRow
from shared.store.turn import Answer, Turn

_NEWEST = "settings_seq"
"""Where the settings keep the number of the newest change; each change knows the one before it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the journal has it. `before` is None for something added."""

    seq: int
    at: str
    actor: str
    subject: str
    before: Value | None
    after: Value
    undoes: int | None


def version_of(value: Mapping[str, Any]) -> str:
    """Return the version of what a subject says."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def change_settings(turn: Turn, *, subject: str, value: Mapping[str, Any], seen: str) -> Answer:
    """Change what a subject says, if it still says what was `seen`; parts not given stay as they are."""
    before = read_value(turn.conn, turn.site_id, subject)
    if version_of(before) != seen:
        raise QueueError("settings.conflict")
    return _write(turn, subject, before, {**before, **value}, None)


def add_thing(turn: Turn, *, kind: str, value: Mapping[str, Any]) -> Answer:
    """Add a group, service, counter or department."""
    try:
        row = add_row(turn.conn, turn.site_id, kind, value, f"{kind}-{turn.head.seq + 1}")
    except IntegrityError:
        raise QueueError("settings.taken", value=value.get("number")) from None
    subject = f"{kind}:{row}"
    after = read_value(turn.conn, turn.site_id, subject)
    check_change(turn, subject, {}, after)
    return record_change(turn, subject, None, after, None)


def undo(turn: Turn, *, seq: int) -> Answer:
    """Undo a change, if the thing has not changed since (`settings.conflict`); what was added is retired."""
    change = read_change(turn.conn, turn.site_id, seq)
    before = read_value(turn.conn, turn.site_id, change.subject)
    if version_of(before) != version_of(change.after):
        raise QueueError("settings.conflict")
    back = change.before if change.before is not None else {**before, "retired": True}
    return _write(turn, change.subject, before, back, seq)


def _write(turn: Turn, subject: str, before: Value, after: Value, undoes: int | None) -> Answer:
    if before == after:
        return {"seq": turn.head.seq, "subject": subject, "changed": False}
    try:
        write_value(turn.conn, turn.site_id, subject, after)
    except IntegrityError:
        raise QueueError("settings.taken", value=after.get("number")) from None
    check_change(turn, subject, before, after)
    return record_change(turn, subject, before, after, undoes)


def record_change(
    turn: Turn, subject: str, before: Value | None, after: Value, undoes: int | None = None
) -> Answer:
    """Put a change that has been written into the journal and let turns and screens see it."""
    settings = read_settings(turn.conn, turn.site_id)
    seq = turn.record(
        "settings.changed", subject=subject, before=before, after=after, undoes=undoes,
        previous=settings.get(_NEWEST),
    )  # fmt: skip
    write_settings(turn.conn, turn.site_id, {**settings, _NEWEST: seq})
    turn.reconfigure()
    return {"seq": seq, "subject": subject, "changed": True}


def read_change(conn: Connection, site_id: int, seq: int) -> Change:
    """Return one change by its number in the journal; refuse with `settings.unknown`."""
    found = _read(conn, site_id, seq)
    if found is None:
        raise QueueError("settings.unknown")
    return found[0]


def newest_changes(conn: Connection, site_id: int, most: int = 30) -> list[Change]:
    """Return the newest changes, newest first: a walk from each to the one before it."""
    found: list[Change] = []
    seq = read_settings(conn, site_id).get(_NEWEST)
    while seq is not None and len(found) < most:
        entry = _read(conn, site_id, int(seq))
        if entry is None:
            break
        found.append(entry[0])
        seq = entry[1]
    return found


def _read(conn: Connection, site_id: int, seq: int) -> tuple[Change, int | None] | None:
    row = conn.execute(
        select(JournalRow.at, JournalRow.body).where(
            JournalRow.site_id == site_id, JournalRow.seq == seq, JournalRow.kind == "settings.changed"
        )
    ).first()
    if row is None:
        return None
    body = json.loads(row.body)
    data = body["data"]
    if "subject" not in data:
        return None
    change = Change(
        seq, row.at, body["actor"], data["subject"], data["before"], data["after"], data["undoes"]
    )
    return change, data["previous"]
