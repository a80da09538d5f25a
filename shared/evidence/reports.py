"""Reports of rounds: frozen when they are drafted, read again exactly as they were, newest version first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, case, func, select

from shared.clock import iso
from shared.domain.errors import QueueError
from shared.domain.fiscal import Round, RoundKind, round_bounds
from shared.evidence.binder import entries_of, read_entries
from shared.evidence.figures import make_figures
from shared.evidence.files import MEDIA
from shared.evidence.measures import FED, NUMBERS, MeasureText, read_measures
from shared.evidence.periods import round_period
from shared.evidence.public import WITH_RESULTS
from shared.evidence.report.memo import official_words
from shared.evidence.rounds import Frozen, Reporter, digest_of
from shared.evidence.shelf import Shelf
from shared.store.models import JournalRow, Report, ReportDocument, Site

ALL = 0
"""`measure` of a report of all nine."""
MEDIA_OF: dict[str, str] = {
    **{str(kind): media for kind, media in MEDIA.items()},
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
"""Format of a document → what a browser is told."""


@dataclass(frozen=True, slots=True)
class Sign:
    """When something was done, and by whom."""

    at: int
    by: str


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A version of a report as it is kept."""

    id: int
    year_be: int
    kind: RoundKind
    measure: int
    version: int
    state: str
    reason: str
    frozen: Frozen
    digest: str
    head_seq: int
    head_hash: str
    made: Sign
    approved: Sign | None
    published: Sign | None

    def check(self) -> StoredReport:
        """Return the report; refuse with `file.damaged` when it is not what was written down."""
        if digest_of(self.frozen) != self.digest:
            raise QueueError("file.damaged")
        return self


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A published document: its bytes lie in the vault under `sha256`."""

    id: int
    name: str
    format: str
    sha256: str
    size: int


def freeze(
    conn: Connection,
    site_id: int,
    *,
    year_be: int,
    kind: RoundKind,
    measure: int,
    now: datetime,
    reporter: Reporter,
    shelf: Shelf | None = None,
    simulated: bool = False,
) -> dict[str, Any]:
    """Return everything a report says, from one snapshot of the database: see `Frozen`.

    A report of all nine holds the measures that the round has to report.
    """
    if measure not in (ALL, *NUMBERS):
        raise QueueError("measure.unknown", measure=measure)
    figures = make_figures(
        conn, site_id, round_period(year_be, kind), now=now, simulated=simulated, shelf=shelf
    )
    measures = chosen(read_measures(conn, site_id, year_be), measure, kind)
    entries = read_entries(conn, site_id, year_be)
    plain = figures.as_json()
    first, last = _journal_range(conn, site_id, Round(year_be, kind))
    return {
        "site": figures.site, "office": plain["office"], "year_be": year_be, "round": kind, "measure": measure,
        "made_at": iso(now), "band": figures.band, "simulated": simulated,
        "journal": {"first": first, "last": last, "head_seq": figures.seq, "head_hash": figures.head},
        "official": official_words(read_settings(conn, site_id)),
        "figures": plain,
        "measures": [
            text.as_json()
            | {
                "steps": [
                    {
                        "id": step.id,
                        "text": step.text,
                        "entries": [
                            entry.as_json()
                            for entry in entries_of(entries, text, year_be, kind)
                            if entry.step == step.id and entry.measure == text.number
                        ],
                    }
                    for step in text.steps
                ],
                "shared": [
                    entry.as_json()
                    for entry in entries_of(entries, text, year_be, kind)
                    if entry.measure != text.number
                ],
            }
            for text in measures
        ],
        "reports": {
            str(text.number): reporter.figures_of(
                conn, site_id, measure=text.number, year_be=year_be, kind=kind, now=now, simulated=simulated
            )
            for text in measures
            if text.number in FED
        },
    }  # fmt: skip


def read_settings(conn: Connection, site_id: int) -> Mapping[str, Any]:
    """Return the settings of a site as they stand in this snapshot."""
    found: Mapping[str, Any] = conn.execute(select(Site.settings).where(Site.id == site_id)).scalar_one()
    return found


def chosen(measures: Sequence[MeasureText], measure: int, kind: RoundKind) -> tuple[MeasureText, ...]:
    """Return the measures of a report: the one asked for, or all that are due in the round."""
    return tuple(m for m in measures if (m.is_due(kind) if measure == ALL else m.number == measure))


def _journal_range(conn: Connection, site_id: int, covered: Round) -> tuple[int | None, int | None]:
    """Return the first and the last journal entry made in the days of a round."""
    begins, ends = (iso(bound) for bound in round_bounds(covered))
    row = conn.execute(
        select(func.min(JournalRow.seq), func.max(JournalRow.seq)).where(
            JournalRow.site_id == site_id, JournalRow.at >= begins, JournalRow.at < ends
        )
    ).one()
    return row[0], row[1]


def read_reports(
    conn: Connection, site_id: int, year_be: int, kind: RoundKind, measure: int
) -> tuple[StoredReport, ...]:
    """Return all versions of a report, newest first."""
    rows = conn.execute(
        select(Report.__table__)
        .where(
            Report.site_id == site_id, Report.year_be == year_be, Report.round == kind,
            Report.measure == measure,
        )
        .order_by(Report.version.desc())
    )  # fmt: skip
    return tuple(_stored(row) for row in rows)


def read_states(conn: Connection, site_id: int, year_be: int) -> dict[tuple[str, int], str]:
    """Return the state of the newest version of every report of a year by (round, measure)."""
    rows = conn.execute(
        select(Report.round, Report.measure, Report.state)
        .where(Report.site_id == site_id, Report.year_be == year_be)
        .order_by(Report.version)
    )
    return {(row.round, row.measure): row.state for row in rows}


_PUBLISHED = (
    select(Report.site_id, Report.year_be, Report.round)
    .where(Report.state == "published", Report.measure.in_(WITH_RESULTS))
    .group_by(Report.site_id, Report.year_be, Report.round)
)
_NEWEST_FIRST = (Report.year_be.desc(), case((Report.round == "annual", 0), else_=1))


def list_published(conn: Connection, site_id: int) -> list[tuple[int, RoundKind]]:
    """Return the rounds whose results are published (all nine, or measure 1 alone), newest round first."""
    rows = conn.execute(_PUBLISHED.where(Report.site_id == site_id).order_by(*_NEWEST_FIRST))
    return [(row.year_be, cast("RoundKind", row.round)) for row in rows]


def list_all_published(conn: Connection) -> defaultdict[int, list[tuple[int, RoundKind]]]:
    """Return the same of every site, by its id."""
    found = defaultdict(list)
    for site_id, year_be, kind in conn.execute(_PUBLISHED.order_by(*_NEWEST_FIRST)):
        found[site_id].append((year_be, cast("RoundKind", kind)))
    return found


def find_published(conn: Connection, site_id: int, year_be: int, kind: RoundKind) -> StoredReport | None:
    """Return the newest published version of a round's results, or None. That of all nine goes before that of one."""
    row = conn.execute(
        select(Report.__table__)
        .where(
            Report.site_id == site_id, Report.year_be == year_be, Report.round == kind,
            Report.state == "published", Report.measure.in_(WITH_RESULTS),
        )
        .order_by(Report.measure, Report.version.desc())
        .limit(1)
    ).first()  # fmt: skip
    return _stored(row).check() if row is not None else None


def read_documents(conn: Connection, report_id: int) -> tuple[StoredDocument, ...]:
    """Return the documents of a published report."""
    rows = conn.execute(
        select(ReportDocument.__table__)
        .where(ReportDocument.report_id == report_id)
        .order_by(ReportDocument.id)
    )
    return tuple(StoredDocument(row.id, row.name, row.format, row.sha256, row.size) for row in rows)


def read_document(conn: Connection, site_id: int, document_id: int) -> StoredDocument:
    """Return a document of a site; refuse with `report.unknown`."""
    row = conn.execute(
        select(ReportDocument.__table__)
        .join(Report, Report.id == ReportDocument.report_id)
        .where(ReportDocument.id == document_id, Report.site_id == site_id)
    ).first()
    if row is None:
        raise QueueError("report.unknown")
    return StoredDocument(row.id, row.name, row.format, row.sha256, row.size)


def _stored(row: Row[Any]) -> StoredReport:
    values: Mapping[str, Any] = dict(row._mapping)

    def sign(what: str) -> Sign | None:
        return Sign(values[f"{what}_at"], values[f"{what}_by"] or "") if values[f"{what}_at"] else None

    made = sign("made")
    assert made is not None  # the column cannot be empty
    return StoredReport(
        id=row.id, year_be=row.year_be, kind=row.round, measure=row.measure, version=row.version, state=row.state,
        reason=row.reason, frozen=row.frozen, digest=row.digest, head_seq=row.head_seq, head_hash=row.head_hash,
        made=made, approved=sign("approved"), published=sign("published"),
    )  # fmt: skip
