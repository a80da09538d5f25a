"""The public pages of results. Everything on them comes from frozen, published reports; nothing is computed anew."""

from __future__ import annotations

import csv
from functools import lru_cache
from io import StringIO
from typing import Any, cast

import orjson
from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from kiosk.results.words import results_context
from shared.domain.cells import plain_cell
from shared.domain.errors import QueueError
from shared.domain.fiscal import RoundKind
from shared.domain.thai import Language
from shared.evidence.public import Results, make_results
from shared.evidence.reports import (
    MEDIA_OF,
    StoredDocument,
    StoredReport,
    find_published,
    list_published,
    read_documents,
)
from shared.evidence.vault import Vault
from shared.web.access import default_site
from shared.web.deps import deps
from shared.web.links import page_url, qr_svg
from shared.web.pages import page
from shared.web.security import current_language
from shared.web.words import office_words

pages = Blueprint("results", __name__, url_prefix="/results")
FOR_THE_PUBLIC = ("pdf", "xlsx", "csv")
"""Formats of documents that are offered; the office's own templates stay inside."""


@pages.get("")
def newest() -> BaseResponse:
    """Go to the newest published round, or say that there is none yet."""
    with deps().engine.connect() as conn:
        rounds = list_published(conn, default_site())
    if not rounds:
        return page("kiosk/results/none.html")
    year, kind = rounds[0]
    return redirect(f"/results/{year}/{kind}{_language()}")


@pages.get("/<int:year>/<kind>")
def show(year: int, kind: str) -> BaseResponse:
    """The results of a round."""
    results, report, rounds = _published(year, kind)
    with deps().engine.connect() as conn:
        documents = [d for d in read_documents(conn, report.id) if d.format in FOR_THE_PUBLIC]
    return page("kiosk/results/results.html", documents=documents, **_context(results, rounds))


@pages.get("/<int:year>/<kind>/poster")
def poster(year: int, kind: str) -> BaseResponse:
    """A notice for the board in the hall, A4, with the way to the page."""
    results, _, rounds = _published(year, kind)
    address = page_url(f"/results/{year}/{kind}")
    return page("kiosk/results/poster.html", address=address, **_context(results, rounds))


@pages.get("/<int:year>/<kind>/qr.svg")
def qr(year: int, kind: str) -> Response:
    """The QR of the page, for notice boards."""
    _published(year, kind)
    response = Response(qr_svg(page_url(f"/results/{year}/{kind}")), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@pages.get("/<int:year>/<kind>/data.json")
def as_json(year: int, kind: str) -> Response:
    """The results as data."""
    results, _, _ = _published(year, kind)
    return _download(orjson.dumps(results.as_json()), "application/json", f"results-{year}-{kind}.json")


@pages.get("/<int:year>/<kind>/data.csv")
def as_csv(year: int, kind: str) -> Response:
    """The results as a table: real numbers, empty where hidden; opens in a spreadsheet with Thai as it is."""
    results, _, _ = _published(year, kind)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(("table", "code", "name", "users", "answers", "satisfaction_percent"))
    writer.writerow(("all", "", "", results.users, results.n, results.percent or ""))
    for level in results.levels:
        count = "" if level.n is None else level.n
        writer.writerow(("level", level.level, "", "", count, level.percent or ""))
    for row in results.departments:
        name = plain_cell(row.name["th"].replace("|", ""))
        writer.writerow(("department", row.code, name, row.users, row.n, row.percent or ""))
    for month, users in results.months:
        writer.writerow(("month", month, "", users, "", ""))
    body = "\ufeff" + out.getvalue()
    return _download(body.encode(), "text/csv; charset=utf-8", f"results-{year}-{kind}.csv")


@pages.get("/<int:year>/<kind>/documents/<int:document>")
def document(year: int, kind: str, document: int) -> Response:
    """A published document of the round, byte for byte."""
    _, report, _ = _published(year, kind)
    with deps().engine.connect() as conn:
        offered = {d.id: d for d in read_documents(conn, report.id) if d.format in FOR_THE_PUBLIC}
    found: StoredDocument | None = offered.get(document)
    if found is None:
        raise QueueError("report.unknown")
    vault, digest = Vault(deps().settings.data), found.sha256
    return _download(deps().offload(lambda: vault.read(digest)), MEDIA_OF[found.format], found.name)


def _published(year: int, kind: str) -> tuple[Results, StoredReport, list[tuple[int, RoundKind]]]:
    """Return the newest published version of a round; refuse with `report.unknown`."""
    if kind not in ("half", "annual"):
        raise QueueError("not_found")
    wanted = cast("RoundKind", kind)
    with deps().engine.connect() as conn:
        report = find_published(conn, default_site(), year, wanted)
        if report is None:
            raise QueueError("report.unknown")
        earlier = find_published(conn, default_site(), year, "half") if kind == "annual" else None
        rounds = list_published(conn, default_site())
    return _made(_Key(report, earlier)), report, rounds


class _Key:
    """What results are made of; alike when the digests are, so that they are made once."""

    def __init__(self, report: StoredReport, earlier: StoredReport | None) -> None:
        self.report, self.earlier = report, earlier
        self._same = (report.id, report.digest, report.published, earlier.digest if earlier else "")

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other._same == self._same


@lru_cache(maxsize=64)
def _made(key: _Key) -> Results:
    report = key.report
    return make_results(
        report.frozen,
        version=report.version,
        reason=report.reason,
        published_at=report.published.at if report.published else 0,
        digest=report.digest,
        earlier=key.earlier.frozen if key.earlier else None,
    )


def _context(results: Results, rounds: list[tuple[int, RoundKind]]) -> dict[str, Any]:
    language = cast("Language", current_language())
    return results_context(results, rounds, words=office_words(), language=language)


def _download(body: bytes, media: str, name: str) -> Response:
    response = Response(body, content_type=media)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _language() -> str:
    asked = request.args.get("lang")
    return f"?lang={asked}" if asked in ("th", "ms", "en") else ""
