"""The page that takes in the past: a file is looked at first, whole, and written only by a second press.

The same code as `tonsai import` reads, checks and writes; the reading runs beside the server's loop. Here a file is
bounded, because the counters wait while its rows are written; larger ones go by the command, when the hall is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.imports.actions import write_file
from counter.imports.columns import COLUMNS, Kind
from counter.imports.faults import KEPT, Fault
from counter.imports.making import list_made
from counter.imports.preparing import Prepared, prepare
from counter.imports.waiting import Waiting
from counter.settings.sections import Section, add_section
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK
from shared.store.models import ImportedFile, Staff
from shared.store.turn import Answer, Turn
from shared.web.access import Principal
from shared.web.deps import Deps, deps
from shared.web.errors import STATUS, log_refusal
from shared.web.languages import LANGUAGES
from shared.web.pages import page
from shared.web.posted import allow_uploads

pages = Blueprint("imports", __name__, url_prefix="/import")
add_section(Section("imports.title", "/import"))
MAY = "past.import"
MOST_ROWS = 50_000
"""In a file that comes by the page: the counters wait for seconds at the most."""
LARGEST = 16 * 1024**2
"""Bytes of such a file."""
WRITE_S = 120
_FORM_ROOM = 64 * 1024
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a file found; nothing was changed."""

    kind: Kind
    name: str
    sha256: str
    create_missing: bool
    good: bool
    rows: int
    days: tuple[str, str] | None
    counts: dict[str, int]
    made: dict[str, list[str]]
    faults: tuple[Fault, ...]
    total: int
    earlier: int | None


allow_uploads(pages, {"imports.look": LARGEST + _FORM_ROOM})


@pages.get("")
def show() -> BaseResponse:
    """What was taken in, and the way to take in more."""
    person = signed_in(MAY)
    return person if isinstance(person, BaseResponse) else _page(person)


@pages.post("")
def look() -> BaseResponse:
    """Look at a file: all that is in it and all that is wrong with it. Nothing is changed."""
    person = signed_in(MAY)
    if isinstance(person, BaseResponse):
        return person
    parts, upload = deps(), request.files.get("file")
    try:
        kind, create = _asked()
        if upload is None or not upload.filename:
            raise QueueError("request.invalid", field="file")
        now, waiting, name = (
            parts.clock(),
            Waiting(parts.settings.data, person.site_id),
            Path(upload.filename).name,
        )

        def looking() -> Look:
            digest = waiting.keep(upload.stream, largest=LARGEST, now=now)
            return _with(parts, person, waiting.find(digest), kind, name, create, _found)

        found = parts.offload(looking)
        if not found.good:
            Waiting(parts.settings.data, person.site_id).drop(found.sha256)
    except QueueError as error:
        return _page(person, error=error)
    return _page(person, look=found)


@pages.post("/write")
def write() -> BaseResponse:
    """Write the file that was looked at, all of it or nothing."""
    person = signed_in(MAY)
    if isinstance(person, BaseResponse):
        return person
    parts, digest, name = deps(), request.form.get("sha256", ""), request.form.get("name", "")[:120]
    unknown = {language: parts.languages.text("imports.department", language) for language in LANGUAGES}
    waiting = Waiting(parts.settings.data, person.site_id)
    try:
        kind, create = _asked()
        path = waiting.find(digest)

        def writing(prepared: Prepared) -> Answer:
            def act(turn: Turn) -> Answer:
                return write_file(turn, prepared, unknown=unknown)

            return parts.writer.run(
                person.site_id, act, now=parts.clock(), actor=person.actor, timeout_s=WRITE_S
            )

        answer = _with(parts, person, path, kind, name, create, writing, offload=True)
    except QueueError as error:
        return _page(person, error=error)
    waiting.drop(digest)
    return redirect(f"/import?done={'written' if answer['changed'] else 'known'}", 303)


def _asked() -> tuple[Kind, bool]:
    kind = request.form.get("kind", "")
    if kind not in COLUMNS:
        raise QueueError("request.invalid", field="kind")
    return kind, request.form.get("create_missing") == "yes"


def _with(
    parts: Deps,
    person: Principal,
    path: Path,
    kind: Kind,
    name: str,
    create: bool,
    do: Callable[[Prepared], T],
    *,
    offload: bool = False,
) -> T:
    """Read a file whole, do something with what was read, and let go of it. `offload`: read beside the loop."""

    def reading() -> Prepared:
        with parts.engine.connect() as conn:
            return prepare(
                conn, path, kind, name=name, now=parts.clock(), site_id=person.site_id, create_missing=create,
                most=MOST_ROWS,
            )  # fmt: skip

    prepared = parts.offload(reading) if offload else reading()
    try:
        return do(prepared)
    finally:
        prepared.spool.close()


def _found(prepared: Prepared) -> Look:
    days = (prepared.days[0], prepared.days[-1]) if prepared.days else None
    return Look(
        kind=prepared.kind, name=prepared.name, sha256=prepared.sha256, create_missing=bool(prepared.missing),
        good=prepared.is_good, rows=prepared.spool.rows, days=days, counts=dict(sorted(prepared.counts.items())),
        made={what: codes for what, codes in list_made(prepared.missing).items() if codes},
        faults=tuple(prepared.faults.in_order()), total=prepared.faults.total, earlier=prepared.earlier_seq,
    )  # fmt: skip


def _page(person: Principal, *, look: Look | None = None, error: QueueError | None = None) -> Response:
    if error is not None:
        log_refusal(error.code)
    status = STATUS[error.code] if error else 422 if look and not look.good else 200
    with deps().engine.connect() as conn:
        files = conn.execute(
            select(ImportedFile.__table__)
            .where(ImportedFile.site_id == person.site_id)
            .order_by(ImportedFile.id.desc())
        ).all()
        names = {
            f"staff:{row.id}": row.name
            for row in conn.execute(select(Staff.id, Staff.name).where(Staff.site_id == person.site_id))
        }
    return page(
        "counter/imports/imports.html",
        status,
        look=look,
        error=error,
        done=done_word(("written", "known")),
        kinds=tuple(COLUMNS),
        columns=COLUMNS,
        kept=KEPT,
        most=MOST_ROWS,
        megabytes=LARGEST // 1024**2,
        files=[_told(row, names) for row in files],
    )


def _told(row: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": row.name, "kind": row.kind, "rows": row.rows, "first": row.first_day, "last": row.last_day,
        "seq": row.seq, "by": names.get(row.actor, row.actor),
        "at": moment(row.at).astimezone(BANGKOK).strftime("%d/%m/%Y %H.%M"),
    }  # fmt: skip
