"""The administrator's page about devices: pairing by code, how each one is, its name, shutting it out."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response, redirect, request, url_for
from pydantic import BeforeValidator, StringConstraints
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in, write
from counter.people.account import DONE, pages
from counter.people.forms import Name
from shared.clock import epoch, moment
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK
from shared.store.models import Counter, Device, DeviceReport
from shared.web.access import Principal, require
from shared.web.api import Body
from shared.web.deps import deps
from shared.web.devices import confirm_pairing, rename_device, revoke_device
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.posted import read_form
from shared.web.security import limiter

ICONS = {"kiosk": "ticket", "display": "device-tv", "tablet": "device-tablet", "agent": "printer"}


class ConfirmForm(Body):
    """The code that the device shows, how staff call it, and for a tablet its counter."""

    code: Annotated[
        str, BeforeValidator(lambda typed: typed.replace(" ", "")), StringConstraints(pattern=r"^[0-9]{6}$")
    ]
    name: Name
    counter: Annotated[str, StringConstraints(pattern=r"^([0-9]{1,3})?$")] = ""


class RenameForm(Body):
    """Another name."""

    name: Name


@pages.get("/settings/devices")
def show_devices() -> BaseResponse:
    """Every paired device and how it is."""
    principal = signed_in("device.manage")
    if isinstance(principal, BaseResponse):
        return principal
    return _devices(principal, None)


def _devices(principal: Principal, error: QueueError | None) -> Response:
    if error is not None:
        log_refusal(error.code)
    return page(
        "counter/people/devices.html",
        STATUS[error.code] if error is not None else 200,
        staff=principal,
        devices=_list(principal.site_id),
        counters=[c.number for c in deps().publisher.kept(principal.site_id).config.counters],
        entered=request.form if error is not None and request.endpoint == "people.do_confirm" else {},
        error=error,
        done=done_word(DONE),
    )


def _list(site_id: int) -> list[dict[str, Any]]:
    now = deps().clock()
    seen = deps().presence.seen(now)
    with deps().engine.connect() as conn:
        rows = conn.execute(
            select(
                Device.id, Device.kind, Device.name, Device.paired_at, Counter.number, DeviceReport.at,
                DeviceReport.version, DeviceReport.width, DeviceReport.height, DeviceReport.sound,
            )
            .outerjoin(Counter, Counter.id == Device.counter_id)
            .outerjoin(DeviceReport, DeviceReport.device_id == Device.id)
            .where(Device.site_id == site_id, Device.revoked_at.is_(None))
            .order_by(Device.kind, Device.name, Device.id)
        ).all()  # fmt: skip
    return [_shown(row, seen.get(row.id, (False, None))[0], epoch(now)) for row in rows]


def _shown(row: Any, connected: bool, now: int) -> dict[str, Any]:
    last = moment(now if connected else row.at).astimezone(BANGKOK) if connected or row.at else None
    return {
        "id": row.id, "kind": row.kind, "icon": ICONS.get(row.kind, "device-tablet"), "name": row.name,
        "counter": row.number, "connected": connected, "seen": last.strftime("%d/%m %H.%M") if last else None,
        "version": row.version, "old": row.version is not None and row.version != deps().version,
        "size": f"{row.width} × {row.height}" if row.width else None, "sound": row.sound,
    }  # fmt: skip


@pages.post("/settings/devices")
@limiter.limit("20/minute")
def do_confirm() -> BaseResponse:
    """Let the device in that shows the code. Twenty tries a minute find none of a million codes in fifteen minutes."""
    principal = require("device.manage", face="console")
    try:
        form = read_form(ConfirmForm)
        counter = int(form.counter) if form.counter else None
        write(principal, lambda turn: confirm_pairing(turn, code=form.code, name=form.name, counter=counter))
    except QueueError as error:
        return _devices(principal, error)
    return _back("paired")


@pages.post("/settings/devices/<int:device_id>/rename")
def do_rename(device_id: int) -> BaseResponse:
    """Call a device by another name."""
    principal = require("device.manage", face="console")
    try:
        form = read_form(RenameForm)
        write(principal, lambda turn: rename_device(turn, device_id=device_id, name=form.name))
    except QueueError as error:
        return _devices(principal, error)
    return _back("renamed")


@pages.post("/settings/devices/<int:device_id>/revoke")
def do_revoke(device_id: int) -> BaseResponse:
    """Shut a device out at once: its screen hears nothing more and goes back to its pairing page."""
    principal = require("device.manage", face="console")
    try:
        write(principal, lambda turn: revoke_device(turn, device_id=device_id))
    except QueueError as error:
        return _devices(principal, QueueError("device.unknown") if error.code == "not_found" else error)
    return _back("revoked")


def _back(done: str) -> BaseResponse:
    return redirect(url_for("people.show_devices", done=done), 303)
