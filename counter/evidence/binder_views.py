"""The binder of a measure: its entries step by step, what a round lacks, uploads, and the files themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.evidence import entries
from counter.evidence.blueprint import pages
from counter.evidence.entries import Kept
from counter.evidence.forms import FIGURE_ROWS, read_date, read_entry, read_text
from counter.evidence.views import check_year, do, present_kind, show
from shared.domain.errors import QueueError
from shared.domain.fiscal import Round, RoundKind
from shared.domain.hours import service_day
from shared.evidence.binder import list_units, read_entries, read_file
from shared.evidence.checklist import answer_questions, find_fed, list_lacks
from shared.evidence.files import ENDINGS, LARGEST_BYTES, LARGEST_MB, MEDIA, FileKind, take_file
from shared.evidence.measures import read_measure
from shared.evidence.vault import Vault
from shared.web.access import Principal
from shared.web.deps import deps
from shared.web.posted import allow_uploads

MOST_FILES = 8
LONGEST_UPLOAD = 60 * 2**20
allow_uploads(pages, dict.fromkeys(("evidence.add_entry", "evidence.attach_files"), LONGEST_UPLOAD))


@pages.get("/<int:year>/<int:number>")
def show_binder(year: int, number: int) -> BaseResponse:
    """The binder of a measure."""
    person = signed_in("evidence.read")
    if isinstance(person, BaseResponse):
        return person
    return binder(person, year, number)


def binder(person: Principal, year: int, number: int, error: QueueError | None = None) -> Response:
    """Return the page of a measure's binder; after a refusal with what was typed."""
    check_year(year)
    asked = request.args.get("round")
    kind: RoundKind = "half" if asked == "half" else "annual" if asked == "annual" else present_kind(year)
    simulated = deps().settings.demo
    with deps().engine.connect() as conn:
        measure = read_measure(conn, person.site_id, year, number)
        everything = read_entries(conn, person.site_id, year)
        fed = find_fed(conn, person.site_id, year, kind, simulated=simulated)
        units = list_units(conn, person.site_id)
    own = [e for e in everything if e.measure == number or (e.whole and e.withdrawn is None)]
    today = service_day(deps().clock())
    covered = Round(year, kind)
    return show(
        "binder", person, year, 422 if error else 200, measure=measure, kind=kind, units=units, error=error,
        steps=[(step, [e for e in own if e.step == step.id and e.measure == number]) for step in measure.steps],
        shared=[e for e in own if e.measure != number],
        lacks=list_lacks(measure, everything, year_be=year, kind=kind, fed=fed),
        answers=answer_questions([measure], everything, year_be=year, kind=kind, fed=fed),
        due=measure.is_due(kind), form=request.form if error else {}, figure_rows=range(1, FIGURE_ROWS + 1),
        today=today.isoformat(), first=covered.first.isoformat(), last=covered.last.isoformat(),
        is_in=lambda entry: entry.is_in(year, kind), most=MOST_FILES, megabytes=LARGEST_MB,
    )  # fmt: skip


@pages.post("/<int:year>/<int:number>/entries")
def add_entry(year: int, number: int) -> BaseResponse:
    """Put an entry into the binder."""
    person = signed_in("evidence.write")
    if isinstance(person, BaseResponse):
        return person
    check_year(year)
    try:
        with deps().engine.connect() as conn:
            read_measure(conn, person.site_id, year, number)
        new = read_entry(request.form, year=year, number=number, today=service_day(deps().clock()))
        kept = _keep(request.files.getlist("files"), caption=read_text(request.form, "caption")[:300])
        done = do(person, lambda turn: entries.add_entry(turn, new=new, files=kept, by=person.name))
    except QueueError as error:
        return binder(person, year, number, error)
    return redirect(f"/evidence/{year}/{number}{_round()}#entry-{done['evidence']}")


@pages.post("/<int:year>/<int:number>/entries/<int:entry>/files")
def attach_files(year: int, number: int, entry: int) -> BaseResponse:
    """Put further files to an entry."""

    def act(person: Principal) -> None:
        kept = _keep(request.files.getlist("files"), caption="")
        do(person, lambda turn: entries.attach_files(turn, entry_id=entry, files=kept, by=person.name))

    return _change(year, number, "evidence.write", act, f"entry-{entry}")


@pages.post("/<int:year>/<int:number>/files/<int:file>/describe")
def describe_file(year: int, number: int, file: int) -> BaseResponse:
    """Set caption and date of a file."""

    def act(person: Principal) -> None:
        caption, day = read_text(request.form, "caption")[:300], read_date(request.form, "day")
        do(person, lambda turn: entries.describe_file(turn, file_id=file, caption=caption, day=day))

    return _change(year, number, "evidence.write", act, f"file-{file}")


@pages.post("/<int:year>/<int:number>/entries/<int:entry>/withdraw")
def withdraw_entry(year: int, number: int, entry: int) -> BaseResponse:
    """Withdraw an entry, with the reason."""

    def act(person: Principal) -> None:
        reason, others = read_text(request.form, "reason", needed=True)[:300], person.may("evidence.withdraw")
        do(
            person,
            lambda turn: entries.withdraw_entry(
                turn, entry_id=entry, reason=reason, by=person.name, may_others=others
            ),
        )

    return _change(year, number, "evidence.write", act, f"entry-{entry}")


@pages.post("/<int:year>/<int:number>/files/<int:file>/withdraw")
def withdraw_file(year: int, number: int, file: int) -> BaseResponse:
    """Withdraw a file, with the reason."""

    def act(person: Principal) -> None:
        reason, others = read_text(request.form, "reason", needed=True)[:300], person.may("evidence.withdraw")
        do(
            person,
            lambda turn: entries.withdraw_file(
                turn, file_id=file, reason=reason, by=person.name, may_others=others
            ),
        )

    return _change(year, number, "evidence.write", act, f"file-{file}")


@pages.get("/files/<int:file>")
def show_file(file: int) -> BaseResponse:
    """A file as it is kept; `?small=1` the small picture of a photograph. Its own name is never a path."""
    person = signed_in("evidence.read")
    if isinstance(person, BaseResponse):
        return person
    with deps().engine.connect() as conn:
        found = read_file(conn, person.site_id, file)
    small = request.args.get("small") == "1" and found.small_sha256 is not None
    digest = found.small_sha256 if small and found.small_sha256 else found.sha256
    vault = Vault(deps().settings.data)
    body = deps().offload(lambda: vault.read(digest))
    kind: FileKind = "jpeg" if small else found.kind  # type: ignore[assignment]
    return send_bytes(body, kind, name=f"evidence-{found.id}", inline=found.is_picture)


def send_bytes(body: bytes, kind: FileKind, *, name: str, inline: bool) -> Response:
    """Answer with kept bytes: a picture to be seen, anything else to be saved; nothing in it may run."""
    response = Response(body, content_type=MEDIA[kind])
    shown = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="{name}.{ENDINGS[kind]}"'
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _keep(files: Sequence[FileStorage], *, caption: str) -> list[Kept]:
    """Judge uploaded files and put their bytes into the vault; refuse all when one is no good."""
    sent = [file for file in files if file.filename]
    if len(sent) > MOST_FILES:
        raise QueueError("file.too_many", most=MOST_FILES)
    vault = Vault(deps().settings.data)
    bodies = [(file.filename or "", file.stream.read(LARGEST_BYTES + 1)) for file in sent]
    judged = [deps().offload(_judging(name, body)) for name, body in bodies]

    def store() -> list[Kept]:
        return [
            Kept(
                file, vault.keep(file.body), vault.keep(file.small) if file.small is not None else None,
                caption=caption if file.is_picture else "",
            )
            for file in judged
        ]  # fmt: skip

    return deps().offload(store)


def _judging(name: str, body: bytes) -> Callable[[], Any]:
    return lambda: take_file(name, body)


def _change(
    year: int, number: int, permission: str, act: Callable[[Principal], None], anchor: str
) -> BaseResponse:
    person = signed_in(permission)
    if isinstance(person, BaseResponse):
        return person
    try:
        act(person)
    except QueueError as error:
        if error.code.startswith("auth."):
            raise
        return binder(person, year, number, error)
    return redirect(f"/evidence/{year}/{number}{_round()}#{anchor}")


def _round() -> str:
    asked = request.args.get("round")
    return f"?round={asked}" if asked in ("half", "annual") else ""
