"""The page of a round's report: what it says, what it lacks, and its way from draft to published."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.evidence import publishing
from counter.evidence.blueprint import pages
from counter.evidence.forms import read_number, read_text
from counter.evidence.views import check_year, do, show
from shared.domain.errors import QueueError
from shared.domain.fiscal import Round, RoundKind
from shared.domain.hours import service_day
from shared.evidence.binder import read_entries
from shared.evidence.checklist import answer_questions, find_fed, list_lacks
from shared.evidence.measures import FED, NUMBERS, read_measures
from shared.evidence.public import make_headline, make_results
from shared.evidence.reports import (
    ALL,
    MEDIA_OF,
    StoredDocument,
    StoredReport,
    chosen,
    find_published,
    freeze,
    read_document,
    read_documents,
    read_reports,
)
from shared.evidence.rounds import FORMATS, Document
from shared.evidence.vault import Vault
from shared.web.access import Principal
from shared.web.deps import deps
from shared.web.links import phone_base


@pages.get("/<int:year>/rounds/<kind>")
def show_round(year: int, kind: str) -> BaseResponse:
    """The report of a round; `?measure=` chooses one measure, without it all that are due."""
    person = signed_in("evidence.read")
    if isinstance(person, BaseResponse):
        return person
    return _round_page(person, year, read_kind(kind), read_which(request.args.get("measure", "0")))


@pages.post("/<int:year>/rounds/<kind>/draft")
def draft(year: int, kind: str) -> BaseResponse:
    """Freeze the figures and the binder as they are now."""

    def act(person: Principal, measure: int) -> None:
        reason = read_text(request.form, "reason")[:300]
        parts, now, wanted = deps(), deps().clock(), read_kind(kind)

        def freezing() -> dict[str, Any]:
            with parts.engine.connect() as conn:
                return freeze(
                    conn, person.site_id, year_be=year, kind=wanted, measure=measure, now=now,
                    reporter=parts.reporter, shelf=parts.shelf, simulated=parts.settings.demo,
                )  # fmt: skip

        frozen = parts.offload(freezing)
        do(person, lambda turn: publishing.draft_report(turn, frozen=frozen, reason=reason, by=person.name))

    return _step(year, kind, "report.draft", act)


@pages.post("/<int:year>/rounds/<kind>/approve")
def approve(year: int, kind: str) -> BaseResponse:
    """The executive approves the draft."""

    def act(person: Principal, measure: int) -> None:
        report, digest = read_number(request.form, "report"), request.form.get("digest", "")
        do(
            person,
            lambda turn: publishing.approve_report(turn, report_id=report, digest=digest, by=person.name),
        )

    return _step(year, kind, "report.approve", act)


@pages.post("/<int:year>/rounds/<kind>/publish")
def publish(year: int, kind: str) -> BaseResponse:
    """Publish what was approved, with the documents made of it."""

    def act(person: Principal, measure: int) -> None:
        report, digest = read_number(request.form, "report"), request.form.get("digest", "")
        newest = _newest(person, year, read_kind(kind), measure)
        documents = _keep_documents(newest) if newest and newest.digest == digest else []
        looked = request.form.get("looked") == "1"
        headline = _headline(person, newest) if newest and measure in (ALL, 1) else None
        do(
            person,
            lambda turn: publishing.publish_report(
                turn,
                report_id=report,
                digest=digest,
                documents=documents,
                looked=looked,
                by=person.name,
                headline=headline,
            ),
        )

    return _step(year, kind, "report.publish", act)


def _round_page(
    person: Principal, year: int, kind: RoundKind, measure: int, error: QueueError | None = None
) -> Response:
    check_year(year)
    with deps().engine.connect() as conn:
        versions = read_reports(conn, person.site_id, year, kind, measure)
        measures = chosen(read_measures(conn, person.site_id, year), measure, kind)
        entries = read_entries(conn, person.site_id, year)
        fed = find_fed(conn, person.site_id, year, kind, simulated=deps().settings.demo)
        documents = {version.id: read_documents(conn, version.id) for version in versions}
    newest = versions[0].check() if versions else None
    covered, today = Round(year, kind), service_day(deps().clock())
    lacks = [
        lack for text in measures for lack in list_lacks(text, entries, year_be=year, kind=kind, fed=fed)
    ]
    answers = answer_questions(
        measures, entries, year_be=year, kind=kind, fed=fed, report=_known(newest, documents)
    )
    return show(
        "round", person, year, 422 if error else 200, kind=kind, measure=measure, numbers=(ALL, *NUMBERS),
        versions=versions, newest=newest, documents=documents, lacks=lacks, answers=answers, error=error,
        first=covered.first.isoformat(), last=covered.last.isoformat(), over=today > covered.last,
        may_draft=person.may("report.draft"), may_approve=person.may("report.approve"),
        may_publish=person.may("report.publish"), may_look=person.may("figures.read"),
        formats=[form for form in FORMATS if form in ("pdf", "docx") or measure in (ALL, *FED)],
    )  # fmt: skip


def _known(newest: StoredReport | None, documents: dict[int, tuple[StoredDocument, ...]]) -> dict[str, Any]:
    if newest is None:
        return {}
    return {
        "frozen": newest.frozen,
        "approved": newest.approved is not None,
        "looked": newest.published is not None,
        "documents": {document.format for document in documents[newest.id]},
    }


def _keep_documents(report: StoredReport) -> list[StoredDocument]:
    """Make the documents of a report and put their bytes into the vault."""
    parts = deps()  # another thread has no request to find them by
    vault, base = Vault(parts.settings.data), phone_base()

    def made() -> list[StoredDocument]:
        documents = parts.reporter.documents_of(
            report.check().frozen, published=parts.clock(), version=report.version, base=base
        )
        return [_kept(vault, document) for document in documents]

    return parts.offload(made)


def _headline(person: Principal, report: StoredReport) -> dict[str, Any] | None:
    """Return what the screens of the hall will say of a report, with small groups hidden as on the public page."""
    earlier = None
    if report.kind == "annual":
        with deps().engine.connect() as conn:
            earlier = find_published(conn, person.site_id, report.year_be, "half")
    results = make_results(
        report.frozen, version=report.version, reason=report.reason, published_at=0, digest=report.digest,
        earlier=earlier.frozen if earlier else None,
    )  # fmt: skip
    return make_headline(results)


def _kept(vault: Vault, document: Document) -> StoredDocument:
    return StoredDocument(0, document.name, document.format, vault.keep(document.body), len(document.body))


def _newest(person: Principal, year: int, kind: RoundKind, measure: int) -> StoredReport | None:
    with deps().engine.connect() as conn:
        versions = read_reports(conn, person.site_id, year, kind, measure)
    return versions[0] if versions else None


def _step(year: int, kind: str, permission: str, act: Any) -> BaseResponse:
    person = signed_in(permission)
    if isinstance(person, BaseResponse):
        return person
    check_year(year)
    measure = read_which(request.form.get("measure", "0"))
    try:
        act(person, measure)
    except QueueError as error:
        return _round_page(person, year, read_kind(kind), measure, error)
    return redirect(f"/evidence/{year}/rounds/{kind}?measure={measure}")


def read_kind(written: str) -> RoundKind:
    """Return the round that an address names; refuse with `not_found`."""
    if written == "half":
        return "half"
    if written == "annual":
        return "annual"
    raise QueueError("not_found")


def read_which(written: str) -> int:
    """Return the measure that an address names, 0 for all; refuse with `measure.unknown`."""
    if not written.isdigit() or int(written[:3]) not in (ALL, *NUMBERS):
        raise QueueError("measure.unknown", measure=written[:3])
    return int(written)


@pages.get("/documents/<int:document>")
def show_document(document: int) -> BaseResponse:
    """A published document, byte for byte as it was published."""
    person = signed_in("evidence.read")
    if isinstance(person, BaseResponse):
        return person
    with deps().engine.connect() as conn:
        found = read_document(conn, person.site_id, document)
    vault = Vault(deps().settings.data)
    body = deps().offload(lambda: vault.read(found.sha256))
    response = Response(body, content_type=MEDIA_OF[found.format])
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response
