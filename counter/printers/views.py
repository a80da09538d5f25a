"""The pages of printers: every kiosk with how it prints and how its printer is, and the form of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in
from counter.paper.actions import try_printer
from counter.printers.forms import Typed, fields_of, read_late, read_printer
from counter.settings.change import change_settings, version_of
from counter.settings.places import read_value
from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, service_day
from shared.domain.printing import (
    BAUDS,
    LATE_BOUNDS_S,
    PORT,
    WATCHED,
    WAYS,
    WIDTHS,
    PrinterConfig,
    read_paper,
)
from shared.paper.commands import list_models
from shared.paper.local import has_libusb
from shared.store.models import Device, PrintJob
from shared.store.printers import printer_states
from shared.store.turn import Action, Answer
from shared.web.access import Principal, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page, start_data
from shared.web.security import current_language

pages = Blueprint("printers", __name__, url_prefix="/settings/printers")
MAY = "settings.change"
DONE = ("saved", "same", "tried", "late")


@pages.get("")
def show_printers() -> BaseResponse:
    """Every kiosk, how it prints, how its printer is."""
    principal = signed_in(MAY)
    return principal if isinstance(principal, BaseResponse) else _list(principal)


@pages.post("")
def save_late() -> BaseResponse:
    """Set when a slip is too late."""
    principal, late_s = require(MAY, face="console"), read_late(request.form)
    if late_s is None:
        return _list(principal, QueueError("request.invalid", field="paper_late_s"))
    seen = request.form.get("seen", "")
    now = read_paper(deps().publisher.latest(principal.site_id).config.settings).late_s
    value = {"paper.late_s": late_s} if late_s != now else {}
    try:
        answer = write(
            principal, lambda t: change_settings(t, subject="settings:late", value=value, seen=seen)
        )
    except QueueError as error:
        return _list(principal, error)
    return back("late" if answer["changed"] else "same")


@pages.get("/<int:device>")
def show_printer(device: int) -> BaseResponse:
    """The form of a kiosk's printer."""
    principal = signed_in(MAY)
    return principal if isinstance(principal, BaseResponse) else _form(principal, device)


@pages.post("/<int:device>")
def save_printer(device: int) -> BaseResponse:
    """Set how a kiosk prints; the print room follows within a second."""
    principal = require(MAY, face="console")
    with deps().engine.connect() as conn:
        typed = read_printer(request.form, _agents(conn, principal.site_id))
    if typed.wrong:
        return _form(principal, device, QueueError("request.invalid", field=typed.wrong[0]), typed)
    seen = request.form.get("seen", "")
    try:
        answer = write(principal, _change(device, typed.config, seen))
    except QueueError as error:
        if error.code == "settings.unknown":
            raise
        return _form(principal, device, error, typed)
    if request.args.get("from") == "start":  # a step of the first run: back to the others
        return redirect("/settings/start", 303)
    return back("saved" if answer["changed"] else "same")


@pages.post("/<int:device>/try")
def do_try(device: int) -> BaseResponse:
    """Print the test slip."""
    principal = require(MAY, face="console")
    try:
        print_test(principal, device)
    except QueueError as error:
        return _list(principal, error)
    return back("tried")


def kiosk_printers(conn: Connection, site_id: int) -> list[dict[str, Any]]:
    """Return every kiosk with how it prints, how its printer is, and how the test print of today ended."""
    paper = read_paper(deps().publisher.latest(site_id).config.settings)
    agents = _agents(conn, site_id)
    return [
        _kiosk(conn, site_id, device, name, paper.of(device), agents)
        for device, name in _devices(conn, site_id, "kiosk").items()
    ]


def print_test(principal: Principal, device: int) -> None:
    """Print the test slip at a kiosk's printer; refuse with `slip.no_printer`."""
    language = current_language()
    write(principal, lambda turn: try_printer(turn, device=device, language=language))
    deps().print_room.wake()


def write(principal: Principal, action: Action) -> Answer:
    """Take a turn for a person."""
    return deps().writer.run(principal.site_id, action, now=deps().clock(), actor=principal.actor)


def back(done: str) -> BaseResponse:
    """Lead to the page that says what was done."""
    return redirect(f"/settings/printers?done={done}", 303)


def status_of(error: QueueError | None) -> int:
    """Return the status of a page that tells a refusal, and leave its line in the log."""
    if error is None:
        return 200
    log_refusal(error.code)
    return STATUS[error.code]


def _change(device: int, config: PrinterConfig, seen: str) -> Action:
    value = {name: getattr(config, name) for name in ("way", "address", "width", "agent", "model", "baud")}
    return lambda turn: change_settings(turn, subject=f"printer:{device}", value=value, seen=seen)


def _list(principal: Principal, error: QueueError | None = None) -> Response:
    site_id = principal.site_id
    with deps().engine.connect() as conn:
        paper = read_paper(deps().publisher.latest(site_id).config.settings)
        late = read_value(conn, site_id, "settings:late")
        names, agents = _devices(conn, site_id, "kiosk"), _agents(conn, site_id)
        printers = kiosk_printers(conn, site_id)
    return page(
        "counter/printers/printers.html",
        status_of(error),
        printers=printers,
        agents=[
            {"name": name, "kiosks": [names[d] for d in paper.for_agent(agent) if d in names]}
            for agent, name in agents.items()
        ],
        late_s=request.form.get("late_s") if error is not None else None,
        late_now=paper.late_s,
        late_bounds=LATE_BOUNDS_S,
        late_seen=version_of(late),
        error=error,
        done=done_word(DONE),
        page_data=start_data(("common", "paper", "printers")),
    )


def _form(
    principal: Principal, device: int, error: QueueError | None = None, typed: Typed | None = None
) -> Response:
    """Show the form; after a refusal with what was typed, and beside it what somebody else has saved by now."""
    site_id = principal.site_id
    with deps().engine.connect() as conn:
        now = read_value(conn, site_id, f"printer:{device}")
        config, agents = PrinterConfig(**now), _agents(conn, site_id)
        name = _devices(conn, site_id, "kiosk")[device]
        kiosk = _kiosk(conn, site_id, device, name, config, agents)
    return page(
        "counter/printers/printer.html",
        status_of(error),
        now=kiosk,
        value=fields_of(config) if typed is None else {**fields_of(typed.config), **request.form.to_dict()},
        wrong=typed.wrong if typed is not None else (),
        conflict=error is not None and error.code == "settings.conflict",
        seen=version_of(now),
        ways=WAYS,
        widths=WIDTHS,
        bauds=BAUDS,
        agents=agents,
        models={width: list_models(width) for width in WIDTHS},
        libusb=has_libusb(),
        error=error,
        done=done_word(DONE),
        page_data=start_data(("common", "paper", "printers")),
    )


def _devices(conn: Connection, site_id: int, kind: str) -> dict[int, str]:
    rows = conn.execute(
        select(Device.id, Device.name)
        .where(Device.site_id == site_id, Device.kind == kind, Device.revoked_at.is_(None))
        .order_by(Device.id)
    )
    return {row.id: row.name for row in rows}


def _agents(conn: Connection, site_id: int) -> dict[int, str]:
    return _devices(conn, site_id, "agent")


def _kiosk(
    conn: Connection, site_id: int, device: int, name: str, config: PrinterConfig, agents: Mapping[int, str]
) -> dict[str, Any]:
    """Return what says of a kiosk how it prints, how its printer is, and how the test print of today ended."""
    state = printer_states(conn, site_id).get(device)
    where = agents.get(config.agent or 0, "") if config.way == "agent" else config.address
    return {
        "device": device,
        "name": name,
        "way": config.way,
        "where": where.removesuffix(f":{PORT}"),
        "width": config.width,
        "watched": config.way in WATCHED,
        "state": state[0] if state else None,
        "since": _clock(state[1]) if state else None,
        "test": _last_test(conn, site_id, device),
    }


def _last_test(conn: Connection, site_id: int, device: int) -> dict[str, Any] | None:
    row = conn.execute(
        select(PrintJob.state, PrintJob.reason, PrintJob.state_since)
        .where(
            PrintJob.site_id == site_id,
            PrintJob.device_id == device,
            PrintJob.ticket_id.is_(None),
            PrintJob.day == service_day(deps().clock()).isoformat(),
        )
        .order_by(PrintJob.id.desc())
        .limit(1)
    ).first()
    return (
        {"state": row.state, "reason": row.reason, "at": _clock(row.state_since)} if row is not None else None
    )


def _clock(seconds: int) -> str:
    return moment(seconds).astimezone(BANGKOK).strftime("%H.%M")
