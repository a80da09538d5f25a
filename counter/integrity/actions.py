"""Taking a burst out of the figures and putting it back: with a reason, by name, in the journal. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from counter.integrity.bursts import read_bursts
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.hours import service_day
from shared.store.models import Rating, RatingExclusion
from shared.store.turn import Answer, Turn

REASONS = ("burst", "test", "staff", "other")
LONGEST_NOTE = 300


def exclude_burst(
    turn: Turn, *, source_id: str, first_at: int, last_at: int, reason: str, note: str
) -> Answer:
    """Take the ratings of a burst out of the figures.

    Only what the rule has found can be taken out, whole. Refuses with `exclusion.unknown` where there is no such burst
    or nothing of it is counted any more, with `exclusion.reason` for no known reason or `other` without a note.
    """
    note = _note(note)
    if reason not in REASONS or (reason == "other" and not note):
        raise QueueError("exclusion.reason")
    if not 0 <= first_at <= last_at < 2**40:
        raise QueueError("exclusion.unknown")
    day = service_day(moment(first_at)).isoformat()
    for burst in read_bursts(turn.conn, turn.site_id, day, day):
        if (burst.source_id, burst.first_at, burst.last_at) == (source_id, first_at, last_at) and burst.ids:
            break
    else:
        raise QueueError("exclusion.unknown")
    _mark(turn, burst.ids, reason)
    turn.conn.execute(
        insert(RatingExclusion).values(
            site_id=turn.site_id, source_id=source_id, first_at=first_at, last_at=last_at, rating_ids=list(burst.ids),
            reason=reason, note=note, actor=turn.actor, at=turn.seconds,
        )
    )  # fmt: skip
    turn.record(
        "ratings.excluded", day=burst.day, source=source_id, n=len(burst.ids), reason=reason, noted=bool(note)
    )
    return {"n": len(burst.ids)}


def restore_burst(turn: Turn, *, exclusion_id: int, note: str) -> Answer:
    """Count a burst again. Refuses with `exclusion.unknown`, and with `exclusion.reason` without a note."""
    note = _note(note)
    if not note:
        raise QueueError("exclusion.reason")
    row = turn.conn.execute(
        select(RatingExclusion.__table__).where(
            RatingExclusion.id == exclusion_id,
            RatingExclusion.site_id == turn.site_id,
            RatingExclusion.restored_at.is_(None),
        )
    ).first()
    if row is None:
        raise QueueError("exclusion.unknown")
    _mark(turn, row.rating_ids, None)
    turn.conn.execute(
        update(RatingExclusion)
        .where(RatingExclusion.id == row.id)
        .values(restored_at=turn.seconds, restored_by=turn.actor, restored_note=note)
    )
    day = service_day(moment(row.first_at)).isoformat()
    turn.record("ratings.restored", day=day, source=row.source_id, n=len(row.rating_ids), noted=True)
    return {"n": len(row.rating_ids)}


def _mark(turn: Turn, ids: Sequence[int], reason: str | None) -> None:
    for start in range(0, len(ids), 500):
        turn.conn.execute(
            update(Rating)
            .where(Rating.site_id == turn.site_id, Rating.id.in_(ids[start : start + 500]))
            .values(excluded_reason=reason)
        )


def _note(text: str) -> str:
    """Return a note as it is kept: one line, nothing a terminal or a database trips over."""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:LONGEST_NOTE]
