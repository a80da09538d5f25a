"""What people do to the binder, each in one turn: add, attach, describe, withdraw. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from shared.domain.errors import QueueError
from shared.evidence.binder import EntryKind
from shared.evidence.files import Taken
from shared.evidence.measures import begin_year
from shared.store.models import Department, Evidence, EvidenceFile
from shared.store.turn import Answer, Turn


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as the form wants it. `step` is an id of the measure's steps, `department` a row id."""

    year_be: int
    measure: int
    step: int
    kind: EntryKind
    round: str | None
    whole: bool
    day: str
    text: str
    figures: tuple[Mapping[str, str], ...]
    reference: str
    url: str
    department: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes are in the vault already."""

    file: Taken
    sha256: str
    small_sha256: str | None
    caption: str = ""
    day: str | None = None


def add_entry(turn: Turn, *, new: NewEntry, files: Sequence[Kept], by: str) -> Answer:
    """Put an entry with its files into the binder of a measure and step."""
    measure = begin_year(turn, new.year_be)[new.measure - 1]
    if new.step not in {step.id for step in measure.steps}:
        raise QueueError("request.invalid", field="step")
    if new.department is not None and not _is_unit(turn, new.department):
        raise QueueError("request.invalid", field="department")
    entry_id = turn.conn.execute(
        insert(Evidence)
        .values(
            site_id=turn.site_id, measure_id=measure.id, step=new.step, kind=new.kind, round=new.round,
            whole=new.whole, day=new.day, text=new.text, figures=[dict(figure) for figure in new.figures],
            reference=new.reference, url=new.url, department_id=new.department, created_at=turn.seconds,
            actor=turn.actor, actor_name=by,
        )
        .returning(Evidence.id)
    ).scalar_one()  # fmt: skip
    seq = turn.record(
        "evidence.added", evidence=entry_id, year=new.year_be, measure=new.measure, step=new.step, kind=new.kind,
        round=new.round, day=new.day,
    )  # fmt: skip
    for kept in files:
        seq = _file(turn, entry_id, kept, by)
    return {"seq": seq, "evidence": entry_id}


def attach_files(turn: Turn, *, entry_id: int, files: Sequence[Kept], by: str) -> Answer:
    """Put further files to an entry that still holds."""
    entry = _entry(turn, entry_id)
    if entry.withdrawn_at is not None:
        raise QueueError("evidence.withdrawn")
    seq = turn.head.seq
    for kept in files:
        seq = _file(turn, entry_id, kept, by)
    return {"seq": seq}


def describe_file(turn: Turn, *, file_id: int, caption: str, day: str | None) -> Answer:
    """Set caption and date of a file."""
    file = _attached(turn, file_id)
    if file.withdrawn_at is not None:
        raise QueueError("evidence.withdrawn")
    if (file.caption, file.day) == (caption, day):
        return {"seq": turn.head.seq}
    turn.conn.execute(update(EvidenceFile).where(EvidenceFile.id == file_id).values(caption=caption, day=day))
    before = {"caption": file.caption, "day": file.day}
    return {
        "seq": turn.record(
            "evidence.described", file=file_id, before=before, after={"caption": caption, "day": day}
        )
    }


def withdraw_entry(turn: Turn, *, entry_id: int, reason: str, by: str, may_others: bool) -> Answer:
    """Withdraw an entry with its files; without `may_others` only one's own."""
    entry = _entry(turn, entry_id)
    _refuse_others(turn, entry, may_others=may_others)
    turn.conn.execute(update(Evidence).where(Evidence.id == entry_id).values(**_gone(turn, reason, by)))
    return {"seq": turn.record("evidence.withdrawn", evidence=entry_id, reason=reason)}


def withdraw_file(turn: Turn, *, file_id: int, reason: str, by: str, may_others: bool) -> Answer:
    """Withdraw one file of an entry; without `may_others` only one's own."""
    file = _attached(turn, file_id)
    _refuse_others(turn, file, may_others=may_others)
    turn.conn.execute(
        update(EvidenceFile).where(EvidenceFile.id == file_id).values(**_gone(turn, reason, by))
    )
    return {"seq": turn.record("evidence.withdrawn", evidence=file.evidence_id, file=file_id, reason=reason)}


def _file(turn: Turn, entry_id: int, kept: Kept, by: str) -> int:
    file = kept.file
    file_id = turn.conn.execute(
        insert(EvidenceFile)
        .values(
            site_id=turn.site_id, evidence_id=entry_id, kind=file.kind, name=file.name, sha256=kept.sha256,
            small_sha256=kept.small_sha256, size=len(file.body), width=file.width, height=file.height,
            caption=kept.caption, day=kept.day or file.day, created_at=turn.seconds, actor=turn.actor,
            actor_name=by,
        )
        .returning(EvidenceFile.id)
    ).scalar_one()  # fmt: skip
    return turn.record(
        "evidence.filed",
        evidence=entry_id,
        file=file_id,
        kind=file.kind,
        sha256=kept.sha256,
        size=len(file.body),
    )


def _gone(turn: Turn, reason: str, by: str) -> dict[str, Any]:
    return {"withdrawn_at": turn.seconds, "withdrawn_by": by, "withdrawn_reason": reason}


def _refuse_others(turn: Turn, row: Any, *, may_others: bool) -> None:
    if row.withdrawn_at is not None:
        raise QueueError("evidence.withdrawn")
    if row.actor != turn.actor and not may_others:
        raise QueueError("auth.forbidden")


def _is_unit(turn: Turn, department: int) -> bool:
    asked = select(Department.id).where(Department.id == department, Department.site_id == turn.site_id)
    return turn.conn.execute(asked).first() is not None


def _entry(turn: Turn, entry_id: int) -> Any:
    row = turn.conn.execute(
        select(Evidence.__table__).where(Evidence.id == entry_id, Evidence.site_id == turn.site_id)
    ).first()
    if row is None:
        raise QueueError("evidence.unknown")
    return row


def _attached(turn: Turn, file_id: int) -> Any:
    row = turn.conn.execute(
        select(EvidenceFile.__table__).where(EvidenceFile.id == file_id, EvidenceFile.site_id == turn.site_id)
    ).first()
    if row is None:
        raise QueueError("evidence.unknown")
    return row
