"""Telling the hall something, writing down what happened, taking an alert on. Actions run inside a turn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from shared.clock import iso
from shared.domain.errors import QueueError
from shared.store.models import AlertRest, Announcement, DayNote
from shared.store.turn import Answer, Turn


@dataclass(frozen=True, slots=True)
class Message:
    """What the hall is told, from one second until another. No groups means all; `stops`: they give no tickets."""

    reason: str
    words: dict[str, str]
    groups: tuple[str, ...]
    stops: bool
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A note of a day. `starts` and `ends` are local `HH:MM` or None."""

    day: str
    kind: str
    starts: str | None
    ends: str | None
    text: str


def announce(turn: Turn, *, message: Message) -> Answer:
    """Tell the hall something."""
    ids = [turn.config.group(code).id for code in message.groups]
    row = turn.conn.execute(
        insert(Announcement)
        .values(
            site_id=turn.site_id, reason=message.reason, words=message.words, groups=ids, stops=message.stops,
            starts_at=message.starts_at, ends_at=message.ends_at, actor=turn.actor,
        )
        .returning(Announcement.id)
    ).scalar_one()  # fmt: skip
    seq = turn.record(
        "announcement.made", announcement=row, reason=message.reason, words=message.words,
        groups=sorted(message.groups), stops=message.stops, starts=iso(message.starts_at),
        ends=iso(message.ends_at),
    )  # fmt: skip
    return {"id": row, "seq": seq}


def end_announcement(turn: Turn, *, announcement: int) -> Answer:
    """End an announcement now, also one that has not begun; refuse with `announcement.over`."""
    row = turn.conn.execute(
        select(Announcement.starts_at, Announcement.ends_at).where(
            Announcement.site_id == turn.site_id, Announcement.id == announcement
        )
    ).first()
    if row is None or row.ends_at <= turn.seconds:
        raise QueueError("announcement.over")
    turn.conn.execute(
        update(Announcement)
        .where(Announcement.id == announcement)
        .values(ends_at=turn.seconds, starts_at=min(row.starts_at, turn.seconds))
    )
    return {"seq": turn.record("announcement.ended", announcement=announcement)}


def write_note(turn: Turn, *, remark: Remark) -> Answer:
    """Write a note of a day. The journal has its times and the digest of its text: the text can be forgotten."""
    row = turn.conn.execute(
        insert(DayNote)
        .values(
            site_id=turn.site_id, day=remark.day, kind=remark.kind, starts=remark.starts, ends=remark.ends,
            text=remark.text, actor=turn.actor, at=turn.seconds,
        )
        .returning(DayNote.id)
    ).scalar_one()  # fmt: skip
    seq = turn.record(
        "note.written", note=row, note_day=remark.day, note_kind=remark.kind, starts=remark.starts,
        ends=remark.ends, sha256=hashlib.sha256(remark.text.encode()).hexdigest(),
    )  # fmt: skip
    return {"id": row, "seq": seq}


def withdraw_note(turn: Turn, *, note: int) -> Answer:
    """Take a note back; the row stays. Refuse with `note.unknown`."""
    done = turn.conn.execute(
        update(DayNote)
        .where(DayNote.site_id == turn.site_id, DayNote.id == note, DayNote.withdrawn_at.is_(None))
        .values(withdrawn_at=turn.seconds)
    )
    if done.rowcount != 1:
        raise QueueError("note.unknown")
    return {"seq": turn.record("note.withdrawn", note=note)}


def take_alert(turn: Turn, *, code: str, subject: str, minutes: int, staff_id: int | None) -> Answer:
    """Take an alert on for so many minutes from now: it rests meanwhile. No minutes give it back."""
    same = (AlertRest.site_id == turn.site_id, AlertRest.code == code, AlertRest.subject == subject)
    turn.conn.execute(delete(AlertRest).where(*same))
    if minutes:
        turn.conn.execute(
            insert(AlertRest).values(
                site_id=turn.site_id, code=code, subject=subject, until=turn.seconds + minutes * 60,
                staff_id=staff_id,
            )
        )  # fmt: skip
    return {"seq": turn.record("alert.taken_on", code=code, subject=subject, minutes=minutes)}
