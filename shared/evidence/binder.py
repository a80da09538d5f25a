"""The binder: what was done for each step of a measure, with its photographs and files, as values to be shown.

An entry of `work` belongs to the rounds that its day lies in; that a result was `reported` or `published` belongs to
the report of one round, whenever it was done. Withdrawn entries and files stay, with their reason, and count nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from shared.domain.errors import QueueError
from shared.domain.fiscal import Round, RoundKind
from shared.evidence.measures import MeasureText
from shared.store.models import Department, Evidence, EvidenceFile, Measure

EntryKind = Literal["work", "reported", "published"]
KINDS: tuple[EntryKind, ...] = ("work", "reported", "published")
PICTURES = ("jpeg", "png")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """When, by whom and why something was withdrawn."""

    at: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class File:
    """A photograph or document. `name` is only shown; the bytes lie in the vault under `sha256`."""

    id: int
    kind: str
    name: str
    sha256: str
    small_sha256: str | None
    size: int
    width: int | None
    height: int | None
    caption: str
    day: str | None
    by: str
    at: int
    withdrawn: Withdrawn | None

    @property
    def is_picture(self) -> bool:
        """True for a photograph."""
        return self.kind in PICTURES


@dataclass(frozen=True, slots=True)
class Entry:
    """Something done for a step, on a day. `whole`: it counts for all nine measures. `files` still hold."""

    id: int
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
    unit: Mapping[str, str] | None
    by: str
    actor: str
    at: int
    files: tuple[File, ...]
    gone: tuple[File, ...]
    withdrawn: Withdrawn | None

    def is_in(self, year_be: int, kind: RoundKind) -> bool:
        """Say whether the entry belongs to a round."""
        if self.kind != "work":
            return self.round == kind
        covered = Round(year_be, kind)
        return covered.first.isoformat() <= self.day <= covered.last.isoformat()

    def as_json(self) -> dict[str, Any]:
        """Return what a report says of the entry."""
        return {
            "id": self.id, "kind": self.kind, "day": self.day, "text": self.text,
            "figures": [dict(f) for f in self.figures],
            "reference": self.reference, "url": self.url, "unit": dict(self.unit) if self.unit else None, "by": self.by,
            "files": [
                {
                    "id": f.id, "kind": f.kind, "name": f.name, "sha256": f.sha256, "caption": f.caption, "day": f.day,
                    "width": f.width, "height": f.height,
                }
                for f in self.files
            ],
        }  # fmt: skip


def read_entries(conn: Connection, site_id: int, year_be: int) -> tuple[Entry, ...]:
    """Return all entries of a year, withdrawn ones too, in the order of their days."""
    rows = conn.execute(
        select(Evidence.__table__, Measure.number.label("measure"), Department.name.label("unit"))
        .join(Measure, Measure.id == Evidence.measure_id)
        .outerjoin(Department, Department.id == Evidence.department_id)
        .where(Measure.site_id == site_id, Measure.year_be == year_be)
        .order_by(Evidence.day, Evidence.id)
    ).all()
    files: dict[int, list[Row[Any]]] = {}
    for file in conn.execute(
        select(EvidenceFile.__table__)
        .join(Evidence, Evidence.id == EvidenceFile.evidence_id)
        .join(Measure, Measure.id == Evidence.measure_id)
        .where(Measure.site_id == site_id, Measure.year_be == year_be)
        .order_by(EvidenceFile.id)
    ):
        files.setdefault(file.evidence_id, []).append(file)
    return tuple(_entry(row, files.get(row.id, [])) for row in rows)


def entries_of(
    entries: Iterable[Entry], measure: MeasureText | int, year_be: int, kind: RoundKind
) -> tuple[Entry, ...]:
    """Return the entries that hold for a measure in a round, those for the whole report included."""
    number = measure if isinstance(measure, int) else measure.number
    return tuple(
        entry
        for entry in entries
        if entry.withdrawn is None and (entry.measure == number or entry.whole) and entry.is_in(year_be, kind)
    )


def read_file(conn: Connection, site_id: int, file_id: int) -> File:
    """Return a file of a site, withdrawn or not; refuse with `evidence.unknown`."""
    row = conn.execute(
        select(EvidenceFile.__table__).where(EvidenceFile.id == file_id, EvidenceFile.site_id == site_id)
    ).first()
    if row is None:
        raise QueueError("evidence.unknown")
    return _file(row)


def list_units(conn: Connection, site_id: int) -> list[tuple[int, Mapping[str, str]]]:
    """Return the departments that an entry can name as responsible, in the office's order."""
    rows = conn.execute(
        select(Department.id, Department.name)
        .where(Department.site_id == site_id, Department.retired.is_(False))
        .order_by(Department.position, Department.id)
    )
    return [(row.id, row.name) for row in rows]


def _entry(row: Row[Any], files: list[Row[Any]]) -> Entry:
    made = [_file(file) for file in files]
    return Entry(
        id=row.id, measure=row.measure, step=row.step, kind=row.kind, round=row.round, whole=row.whole, day=row.day,
        text=row.text, figures=tuple(row.figures), reference=row.reference, url=row.url, unit=row.unit,
        by=row.actor_name, actor=row.actor, at=row.created_at,
        files=tuple(f for f in made if f.withdrawn is None), gone=tuple(f for f in made if f.withdrawn is not None),
        withdrawn=_withdrawn(row),
    )  # fmt: skip


def _file(row: Row[Any]) -> File:
    return File(
        id=row.id, kind=row.kind, name=row.name, sha256=row.sha256, small_sha256=row.small_sha256, size=row.size,
        width=row.width, height=row.height, caption=row.caption, day=row.day, by=row.actor_name, at=row.created_at,
        withdrawn=_withdrawn(row),
    )  # fmt: skip


def _withdrawn(row: Row[Any]) -> Withdrawn | None:
    if row.withdrawn_at is None:
        return None
    return Withdrawn(row.withdrawn_at, row.withdrawn_by or "", row.withdrawn_reason or "")
