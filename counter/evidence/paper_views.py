"""Documents of a round that is not published: what the executive is asked to approve, or how things stand now."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.evidence.blueprint import pages
from counter.evidence.round_views import read_kind, read_which
from counter.evidence.views import check_year
from shared.domain.errors import QueueError
from shared.domain.fiscal import RoundKind
from shared.evidence.reports import MEDIA_OF, freeze, read_reports
from shared.evidence.rounds import FORMATS, Document, Frozen
from shared.web.access import Principal
from shared.web.deps import Deps, deps


@pages.get("/<int:year>/rounds/<kind>/report.<form>")
def show_draft(year: int, kind: str, form: str) -> BaseResponse:
    """The report of a round in a format, each page marked as a draft; `?measure=` chooses one measure.

    While a version is on its way it is exactly what that version froze; otherwise it is made of the records now.
    """
    person = signed_in("figures.read")
    if isinstance(person, BaseResponse):
        return person
    check_year(year)
    if form not in FORMATS:
        raise QueueError("not_found")
    chosen, measure = read_kind(kind), read_which(request.args.get("measure", "0"))
    parts = deps()  # another thread has no request to find them by

    def made() -> list[Document]:
        frozen = _frozen(parts, person, year, chosen, measure)
        return list(parts.reporter.documents_of(frozen, formats=(form,)))

    documents = parts.offload(made)
    if not documents:  # a measure that the hall has no records of has no tables
        raise QueueError("not_found")
    response = Response(documents[0].body, content_type=MEDIA_OF[form])
    response.headers.set("Content-Disposition", "attachment", filename=documents[0].name)
    return response


def _frozen(parts: Deps, person: Principal, year: int, kind: RoundKind, measure: int) -> Frozen:
    with parts.engine.connect() as conn:
        versions = read_reports(conn, person.site_id, year, kind, measure)
        if versions and versions[0].published is None:
            return versions[0].check().frozen
        return freeze(
            conn, person.site_id, year_be=year, kind=kind, measure=measure, now=parts.clock(),
            reporter=parts.reporter, shelf=parts.shelf, simulated=parts.settings.demo,
        )  # fmt: skip
