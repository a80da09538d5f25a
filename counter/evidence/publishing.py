"""The way of a report, each step in one turn: drafted, approved by the executive, published.

What is approved and published is what was seen: every step names the digest of what its page showed. A published
version is never touched again; a correction is a further version that says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from shared.domain.errors import QueueError
from shared.domain.fiscal import Round
from shared.domain.hours import service_day
from shared.evidence.reports import StoredDocument
from shared.evidence.rounds import Frozen, digest_of
from shared.store.models import Report, ReportDocument, Service, Site
from shared.store.turn import Answer, Turn


def draft_report(turn: Turn, *, frozen: Frozen, reason: str, by: str) -> Answer:
    """Write down what was frozen: a new first version, a draft made anew, or a correction with its reason."""
    year, kind, measure = frozen["year_be"], frozen["round"], frozen["measure"]
    newest = _newest(turn, year, kind, measure)
    corrects = newest is not None and newest.state == "published"
    if corrects and not reason:
        raise QueueError("report.reason")
    journal, digest = frozen["journal"], digest_of(frozen)
    values = {
        "state": "draft", "frozen": frozen, "digest": digest, "made_at": turn.seconds, "made_by": by,
        "seq_first": journal["first"], "seq_last": journal["last"], "head_seq": journal["head_seq"],
        "head_hash": journal["head_hash"], "approved_at": None, "approved_by": None,
    }  # fmt: skip
    version = 1 if newest is None else newest.version + corrects
    if newest is None or corrects:
        turn.conn.execute(
            insert(Report).values(
                site_id=turn.site_id, year_be=year, round=kind, measure=measure, version=version,
                reason=reason if corrects else "", **values,
            )
        )  # fmt: skip
    else:
        turn.conn.execute(
            update(Report).where(Report.id == newest.id).values(reason=reason or newest.reason, **values)
        )
    seq = turn.record(
        "report.drafted", year=year, round=kind, measure=measure, version=version, digest=digest,
        reason=reason if corrects else "", figures_at=journal["head_seq"], figures_head=journal["head_hash"],
    )  # fmt: skip
    return {"seq": seq, "version": version}


def approve_report(turn: Turn, *, report_id: int, digest: str, by: str) -> Answer:
    """The executive approves exactly what the page showed; only when the days of the round are over."""
    report = _seen(turn, report_id, digest, "draft")
    if service_day(turn.now) <= Round(report.year_be, report.round).last:
        raise QueueError("report.not_over")
    turn.conn.execute(
        update(Report)
        .where(Report.id == report_id)
        .values(state="approved", approved_at=turn.seconds, approved_by=by)
    )
    return {"seq": turn.record("report.approved", **_named(report))}


def publish_report(
    turn: Turn,
    *,
    report_id: int,
    digest: str,
    documents: Sequence[StoredDocument],
    looked: bool,
    by: str,
    headline: Mapping[str, Any] | None = None,
) -> Answer:
    """Publish what was approved, with its documents; `looked`: a person saw that no personal data is in it."""
    report = _seen(turn, report_id, digest, "approved")
    if not looked:
        raise QueueError("report.unlooked")
    if _names_sensitive(turn, report.frozen):
        raise QueueError("report.sensitive")
    turn.conn.execute(
        update(Report)
        .where(Report.id == report_id)
        .values(state="published", published_at=turn.seconds, published_by=by, headline=headline)
    )
    for document in documents:
        turn.conn.execute(
            insert(ReportDocument).values(
                report_id=report_id, name=document.name, format=document.format, sha256=document.sha256,
                size=document.size,
            )
        )  # fmt: skip
    turn.conn.execute(
        update(Site).where(Site.id == turn.site_id).values(config_version=Site.config_version + 1)
    )  # screens show the headline of the newest results
    told = {document.name: document.sha256 for document in documents}
    return {"seq": turn.record("report.published", documents=told, **_named(report))}


def _names_sensitive(turn: Turn, frozen: Frozen) -> bool:
    """Say whether a report has a row of a service that was marked sensitive after it was drafted."""
    units = [value.get("units", {}) for value in frozen["reports"].values() if value]
    rows = [row for kinds in units for row in kinds.get("services", ())]
    codes = turn.conn.execute(
        select(Service.code).where(Service.site_id == turn.site_id, Service.sensitive.is_(True))
    ).scalars()
    return not {row["code"] for row in rows}.isdisjoint(codes)


def _named(report: Row[Any]) -> dict[str, Any]:
    return {
        "year": report.year_be, "round": report.round, "measure": report.measure, "version": report.version,
        "digest": report.digest,
    }  # fmt: skip


def _newest(turn: Turn, year: int, kind: str, measure: int) -> Any:
    return turn.conn.execute(
        select(Report.id, Report.version, Report.state, Report.reason)
        .where(
            Report.site_id == turn.site_id, Report.year_be == year, Report.round == kind,
            Report.measure == measure,
        )
        .order_by(Report.version.desc())
        .limit(1)
    ).first()  # fmt: skip


def _seen(turn: Turn, report_id: int, digest: str, state: str) -> Row[Any]:
    """Return the report that the page showed; refuse when it changed since, or stands elsewhere on its way."""
    report = turn.conn.execute(
        select(Report.__table__).where(Report.id == report_id, Report.site_id == turn.site_id)
    ).first()
    if report is None:
        raise QueueError("report.unknown")
    if report.digest != digest:
        raise QueueError("report.changed")
    if report.state != state:
        raise QueueError("report.wrong_state")
    return report
