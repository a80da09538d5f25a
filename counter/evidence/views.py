"""The pages of the evidence: a fiscal year at a glance, and the words of a measure with their history."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.evidence import actions
from counter.evidence.blueprint import pages
from counter.evidence.forms import read_measure_form, read_number
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.fiscal import BE_OFFSET, RoundKind, fiscal_year, half
from shared.domain.hours import service_day
from shared.domain.thai import long_date
from shared.evidence.binder import entries_of, read_entries
from shared.evidence.checklist import find_fed, list_lacks
from shared.evidence.measures import (
    FIRST_YEAR,
    LAST_YEAR,
    Change,
    MeasureText,
    read_history,
    read_measure,
    read_measures,
)
from shared.evidence.reports import read_states
from shared.store.turn import Action, Answer
from shared.web.access import Principal
from shared.web.deps import deps
from shared.web.pages import page
from shared.web.security import current_language


@pages.get("")
def this_year() -> BaseResponse:
    """Go to the fiscal year that runs."""
    return redirect(f"/evidence/{fiscal_year(service_day(deps().clock()))}")


@pages.get("/<int:year>")
def show_year(year: int) -> BaseResponse:
    """The nine measures of a year."""
    person = signed_in("evidence.read")
    if isinstance(person, BaseResponse):
        return person
    check_year(year)
    kind = present_kind(year)
    with deps().engine.connect() as conn:
        measures = read_measures(conn, person.site_id, year)
        entries = read_entries(conn, person.site_id, year)
        fed = find_fed(conn, person.site_id, year, kind, simulated=deps().settings.demo)
        states = read_states(conn, person.site_id, year)
    rows = [
        {
            "measure": measure,
            "entries": (own := entries_of(entries, measure, year, kind)),
            "photos": sum(file.is_picture for entry in own for file in entry.files),
            "lacks": list_lacks(measure, entries, year_be=year, kind=kind, fed=fed),
            "due": measure.is_due(kind),
        }
        for measure in measures
    ]
    return show("year", person, year, rows=rows, kind=kind, begun=bool(measures[0].id), states=states)


@pages.post("/<int:year>/begin")
def begin_year(year: int) -> BaseResponse:
    """Copy the measures of the year before into this year."""
    person = signed_in("measure.change")
    if isinstance(person, BaseResponse):
        return person
    do(person, lambda turn: actions.start_year(turn, year_be=year))
    return redirect(f"/evidence/{year}")


@pages.get("/<int:year>/<int:number>/words")
def show_words(year: int, number: int) -> BaseResponse:
    """The words of a measure, to be changed, and what they were before."""
    person = signed_in("evidence.read")
    if isinstance(person, BaseResponse):
        return person
    return _words(person, year, number)


@pages.post("/<int:year>/<int:number>/words")
def save_words(year: int, number: int) -> BaseResponse:
    """Change the words of a measure."""
    person = signed_in("measure.change")
    if isinstance(person, BaseResponse):
        return person
    with deps().engine.connect() as conn:
        before = read_measure(conn, person.site_id, year, number)
    try:
        version, text = read_number(request.form, "version"), read_measure_form(request.form, before)
        do(
            person,
            lambda turn: actions.save_measure(turn, year_be=year, text=text, version=version, by=person.name),
        )
    except QueueError as error:
        return _words(person, year, number, error=error)
    return redirect(f"/evidence/{year}/{number}/words?saved=1")


def _words(person: Principal, year: int, number: int, error: QueueError | None = None) -> Response:
    with deps().engine.connect() as conn:
        measure = read_measure(conn, person.site_id, year, number)
        history = read_history(conn, measure.id) if measure.id else ()
    return show(
        "words", person, year, 422 if error else 200, measure=measure, history=_told(history, measure),
        form=request.form if error else None, error=error, may_change=person.may("measure.change"),
        saved=request.args.get("saved") == "1",
    )  # fmt: skip


def _told(history: tuple[Change, ...], measure: MeasureText) -> list[dict[str, Any]]:
    """Return every change as what it replaced: the names of the fields with the words before."""
    told, after = [], measure
    for change in history:
        before, now = change.text.as_json(), after.as_json()
        fields = {name: _plain(value) for name, value in before.items() if value != now[name]}
        told.append({"by": change.by, "at": change.at, "fields": fields})
        after = change.text
    return told


def _plain(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(line["text"] if isinstance(line, dict) else line) for line in value] or ["–"]
    return [str(value) or "–"]


def show(name: str, person: Principal, year: int, status: int = 200, **values: Any) -> Response:
    """Return a page of the evidence with what all of them need."""
    language = current_language()
    return page(
        f"counter/evidence/{name}.html", status, staff=person, year=year, may_write=person.may("evidence.write"),
        year_shown=year if language == "th" else year - BE_OFFSET,
        this_year=fiscal_year(service_day(deps().clock())), day=_day, **values,
    )  # fmt: skip


def _day(value: int | str) -> str:
    """Return a stored moment or day as a date in words of the page's language."""
    found = service_day(moment(value)) if isinstance(value, int) else date.fromisoformat(value)
    return long_date(found, current_language())  # type: ignore[arg-type]


def present_kind(year: int) -> RoundKind:
    """Return the round that one works for: six months until the half is over, then the year."""
    today = service_day(deps().clock())
    return "half" if fiscal_year(today) == year and half(today) == 1 else "annual"


def check_year(year: int) -> None:
    """Refuse a year that no binder can be of."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise QueueError("not_found")


def do(person: Principal, action: Action) -> Answer:
    """Take a turn for a person."""
    return deps().writer.run(person.site_id, action, now=deps().clock(), actor=person.actor)
