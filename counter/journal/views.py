"""The pages of the journal."""

from __future__ import annotations

import csv
import io
from typing import cast

from flask import Blueprint, Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.journal.forms import CHAPTERS, Choice, read_choice
from counter.journal.proof import Proof, prove
from counter.journal.words import Line, Names, read_names, tell
from shared.domain.cells import plain_cell
from shared.domain.hours import BANGKOK, service_day
from shared.domain.thai import Language, clock_time, date_range
from shared.store.chronicle import each_entry, find_entries
from shared.web.access import Principal
from shared.web.deps import Deps, deps
from shared.web.pages import page
from shared.web.security import current_language, limiter

pages = Blueprint("journal", __name__, url_prefix="/journal")
PAGE = 100
MOST_ROWS = 100_000
HEADINGS = ("seq", "day", "time", "kind", "what", "who", "body", "hash")


@pages.get("")
def show() -> BaseResponse:
    """What happened on certain days, to a ticket, at a counter."""
    person = signed_in("chain.read")
    if isinstance(person, BaseResponse):
        return person
    return _page(person, None)


@pages.post("/verify")
@limiter.limit("10/minute")
def verify() -> BaseResponse:
    """Walk the chain and say what was found, above what one looked at."""
    person = signed_in("chain.read")
    if isinstance(person, BaseResponse):
        return person

    parts = deps()

    def work() -> Proof:
        with parts.engine.connect() as conn:
            return prove(conn, person.site_id)

    return _page(person, parts.offload(work))


@pages.get("/journal.csv")
@limiter.limit("20/minute")
def export() -> BaseResponse:
    """The same as a table for other programs; no cell begins a formula."""
    person = signed_in("chain.read")
    if isinstance(person, BaseResponse):
        return person
    choice, parts, language = _choice(), deps(), current_language()

    def work() -> str:
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(HEADINGS)
        with parts.engine.connect() as conn:
            names = _names(conn, parts, person, language)
            for entry in each_entry(conn, person.site_id, choice.wanted, limit=MOST_ROWS):
                line = tell(entry, names)
                cells = (line.day, line.time, line.kind, line.sentence, line.who, line.body, line.hash)
                table.writerow((line.seq, *(plain_cell(cell) for cell in cells)))
        return out.getvalue()

    name = f"journal-{choice.first}-{choice.last}.csv"
    return Response(
        "\ufeff" + parts.offload(work),  # without the mark spreadsheets read Thai as something else
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _page(person: Principal, proof: Proof | None) -> Response:
    choice, parts, language = _choice(), deps(), current_language()

    def work() -> list[Line]:  # on a thread of its own, where there is no request
        with parts.engine.connect() as conn:
            names = _names(conn, parts, person, language)
            found = find_entries(conn, person.site_id, choice.wanted, before=choice.before, limit=PAGE + 1)
            return [tell(entry, names) for entry in found]

    lines, now = parts.offload(work), parts.clock()
    counters = [counter.number for counter in parts.publisher.latest(person.site_id).desk.counters]
    return page(
        "counter/journal/journal.html",
        staff=person,
        choice=choice,
        chapters=tuple(CHAPTERS),
        counters=counters,
        days=date_range(choice.first, choice.last, cast("Language", language)),
        several_days=choice.first != choice.last,
        lines=lines[:PAGE],
        older=choice.link("/journal", before=lines[PAGE - 1].seq) if len(lines) > PAGE else None,
        newest=choice.link("/journal") if choice.before is not None else None,
        csv=choice.link("/journal/journal.csv"),
        verify_to=choice.link("/journal/verify", before=choice.before),
        proof=proof,
        proof_time=clock_time(now.astimezone(BANGKOK), cast("Language", language)),
        today=service_day(now).isoformat(),
    )


def _names(conn: Connection, parts: Deps, person: Principal, language: str) -> Names:
    return read_names(conn, person.site_id, parts.languages, language, staff=person.may("chain.names"))


def _choice() -> Choice:
    return read_choice(request.args, today=service_day(deps().clock()))
