"""What is kept as evidence: the measures of a fiscal year, their entries and files, and the frozen reports.

Nothing here is ever deleted: an entry or a file is withdrawn with a reason, a report is followed by a newer
version. Bytes of files and documents lie in the data folder under their SHA-256; the rows say what they are.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class Measure(Base):
    """A measure (มาตรการ) of a fiscal year. `steps` are `{id, text}`: an id stays with its step when texts change."""

    __tablename__ = "measure"
    __table_args__ = (UniqueConstraint("site_id", "year_be", "number", name="measure_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    year_be: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    """As in the plan (table A)."""
    result_title: Mapped[str] = mapped_column(Text)
    """As in the results (table B); the source words some of them otherwise."""
    steps: Mapped[list[Any]]
    responsible: Mapped[list[Any]]
    """Units as texts."""
    monitoring: Mapped[str] = mapped_column(Text)
    cycle: Mapped[str] = mapped_column(String(10))
    """`half`: six months and annual; `annual`: annual only."""
    success: Mapped[list[Any]]
    """Statements of success as texts."""
    oit: Mapped[str] = mapped_column(String(40), default="")
    """Number of the OIT item of that year; blank until somebody has looked it up."""
    version: Mapped[int] = mapped_column(default=1)


class MeasureChange(Base):
    """A measure as it was before a change: its history."""

    __tablename__ = "measure_change"
    __table_args__ = (UniqueConstraint("measure_id", "version", name="measure_change_version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(120))


class Evidence(Base):
    """หลักฐาน: something done for a step of a measure, on a day.

    `kind`: `work`; `reported` to the executive or `published`, which belong to the report of a `round`.
    """

    __tablename__ = "evidence"
    __table_args__ = (Index("evidence_measure", "measure_id", "step"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    step: Mapped[int]
    """Id of the step."""
    kind: Mapped[str] = mapped_column(String(10))
    round: Mapped[str | None] = mapped_column(String(10))
    whole: Mapped[bool] = mapped_column(default=False)
    """Counts for all nine measures of the year: one memo, one post for the whole report."""
    day: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    figures: Mapped[list[Any]]
    """`{name, value, unit}`, typed by hand."""
    reference: Mapped[str] = mapped_column(String(120), default="")
    """Number of a memo or order."""
    url: Mapped[str] = mapped_column(String(500), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    created_at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[int | None] = mapped_column(BigInteger)
    withdrawn_by: Mapped[str | None] = mapped_column(String(120))
    withdrawn_reason: Mapped[str | None] = mapped_column(String(300))


class EvidenceFile(Base):
    """A photograph or document of an entry. `name` is only shown; the bytes lie under `sha256`."""

    __tablename__ = "evidence_file"
    __table_args__ = (Index("evidence_file_entry", "evidence_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    kind: Mapped[str] = mapped_column(String(10))
    """jpeg, png, pdf, xlsx, docx: what it truly is"""
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    small_sha256: Mapped[str | None] = mapped_column(String(64))
    """A small picture for lists."""
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    caption: Mapped[str] = mapped_column(String(300), default="")
    day: Mapped[str | None] = mapped_column(String(10))
    """When it was taken or issued."""
    created_at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[int | None] = mapped_column(BigInteger)
    withdrawn_by: Mapped[str | None] = mapped_column(String(120))
    withdrawn_reason: Mapped[str | None] = mapped_column(String(300))


class Report(Base):
    """A version of the report of a round: `measure` 0 stands for all nine. `frozen` is everything it says."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("site_id", "year_be", "round", "measure", "version", name="report_version"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    year_be: Mapped[int]
    round: Mapped[str] = mapped_column(String(10))
    measure: Mapped[int]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    """draft, approved, published"""
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Why there is a version after the first."""
    frozen: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of `frozen` as canonical JSON; the journal carries it too."""
    seq_first: Mapped[int | None] = mapped_column(BigInteger)
    seq_last: Mapped[int | None] = mapped_column(BigInteger)
    """First and last journal entry of the days of the round."""
    head_seq: Mapped[int] = mapped_column(BigInteger)
    head_hash: Mapped[str] = mapped_column(String(64))
    """The end of the journal when the figures were made."""
    made_at: Mapped[int] = mapped_column(BigInteger)
    made_by: Mapped[str] = mapped_column(String(120))
    approved_at: Mapped[int | None] = mapped_column(BigInteger)
    approved_by: Mapped[str | None] = mapped_column(String(120))
    published_at: Mapped[int | None] = mapped_column(BigInteger)
    published_by: Mapped[str | None] = mapped_column(String(120))
    headline: Mapped[dict[str, Any] | None]
    """The line the screens of the hall show: `{year_be, round, percent, n}`; None where too few answered."""


class ReportDocument(Base):
    """A published document, byte for byte as it was published."""

    __tablename__ = "report_document"
    __table_args__ = (UniqueConstraint("report_id", "name", name="report_document_name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    name: Mapped[str] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(10))
    """pdf, docx, xlsx, csv, json"""
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
