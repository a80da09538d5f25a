"""The administrator's page about people: who there is, what each may do, coming and going."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import done_word, signed_in, write
from counter.people import actions, forms
from counter.people.account import DONE
from counter.people.account import pages as pages
from counter.people.codes import new_code, tidy_code
from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK
from shared.store.models import Invitation, Pin, Staff
from shared.store.turn import Action
from shared.web.access import PERMISSIONS, STAFF_ROLES, Principal, hashed, require, site_root
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.posted import read_form

RIGHTS = ("counter.work", "page.overview", "group.manage", "figures.read", "device.manage", "staff.manage")
"""What the page's table says of each role; read from the table that is enforced."""


@pages.get("/settings/staff")
def show_staff() -> BaseResponse:
    """Everybody who works here, and who may do what."""
    principal = signed_in("staff.manage")
    if isinstance(principal, BaseResponse):
        return principal
    return _staff(principal, None)


def _staff(principal: Principal, error: QueueError | None) -> Response:
    if error is not None:
        log_refusal(error.code)
    people = _people(principal.site_id)
    return page(
        "counter/people/staff.html",
        STATUS[error.code] if error is not None else 200,
        staff=principal,
        people=people,
        active=sum(1 for one in people if one["state"] != "disabled"),
        open_person=request.args.get("person", type=int),
        roles=STAFF_ROLES,
        rights=[
            (right.replace(".", "_"), [f"staff:{role}" in PERMISSIONS[right] for role in STAFF_ROLES])
            for right in RIGHTS
        ],
        entered=request.form if error is not None and request.endpoint == "people.do_invite" else {},
        error=error,
        done=done_word(DONE),
    )


def _people(site_id: int) -> list[dict[str, Any]]:
    seconds = epoch(deps().clock())
    with deps().engine.connect() as conn:
        rows = conn.execute(
            select(
                Staff.id, Staff.username, Staff.name, Staff.role, Staff.disabled, Staff.locked_until,
                Staff.password_hash, Invitation.expires_at, Pin.staff_id.label("pin"),
            )
            .outerjoin(Invitation, Invitation.staff_id == Staff.id)
            .outerjoin(Pin, Pin.staff_id == Staff.id)
            .where(Staff.site_id == site_id, Staff.role.in_(STAFF_ROLES))
            .order_by(Staff.disabled, Staff.name, Staff.id)
        ).all()  # fmt: skip
    return [
        {"id": r.id, "username": r.username, "name": r.name, "role": r.role, "state": _state(r, seconds)}
        for r in rows
    ]


def _state(row: Any, seconds: int) -> str:
    if row.disabled:
        return "disabled"
    if row.locked_until is not None and row.locked_until > seconds:
        return "locked"
    if row.password_hash == actions.NO_PASSWORD:
        return "invited" if row.expires_at is not None and row.expires_at > seconds else "expired"
    return "active"


@pages.post("/settings/staff")
def do_invite() -> BaseResponse:
    """Add a person and show their one-time code."""
    principal = require("staff.manage", face="console")
    code = new_code()
    try:
        form = read_form(forms.InviteForm)
        write(
            principal,
            lambda turn: actions.invite(
                turn,
                username=form.username,
                name=form.name,
                role=form.role,
                code_hash=hashed(tidy_code(code)),
            ),
        )
    except QueueError as error:
        return _staff(principal, error)
    return _slip(form.name, code)


@pages.post("/settings/staff/<int:staff_id>/code")
def do_code(staff_id: int) -> BaseResponse:
    """Give a person a new one-time code."""
    principal = require("staff.manage", face="console")
    code = new_code()
    try:
        write(
            principal,
            lambda turn: actions.give_code(turn, staff_id=staff_id, code_hash=hashed(tidy_code(code))),
        )
    except QueueError as error:
        return _staff(principal, error)
    with deps().engine.connect() as conn:
        name = conn.execute(select(Staff.name).where(Staff.id == staff_id)).scalar_one()
    return _slip(name, code)


@pages.post("/settings/staff/<int:staff_id>/change")
def do_change(staff_id: int) -> BaseResponse:
    """Change a person's name or role."""
    principal = require("staff.manage", face="console")
    try:
        form = read_form(forms.PersonForm)
        write(
            principal,
            lambda turn: actions.change_person(turn, staff_id=staff_id, name=form.name, role=form.role),
        )
    except QueueError as error:
        return _staff(principal, error)
    return _back("changed")


@pages.post("/settings/staff/<int:staff_id>/disable")
def do_disable(staff_id: int) -> BaseResponse:
    """Let a person in no more."""
    principal = require("staff.manage", face="console")
    return _do(
        principal,
        lambda turn: actions.disable(turn, staff_id=staff_id, by=principal.id),
        "disabled",
    )


@pages.post("/settings/staff/<int:staff_id>/enable")
def do_enable(staff_id: int) -> BaseResponse:
    """Let a person in again."""
    principal = require("staff.manage", face="console")
    return _do(principal, lambda turn: actions.enable(turn, staff_id=staff_id), "enabled")


@pages.post("/settings/staff/<int:staff_id>/end")
def do_end(staff_id: int) -> BaseResponse:
    """Sign a person out everywhere."""
    principal = require("staff.manage", face="console")
    return _do(principal, lambda turn: actions.end_sessions(turn, staff_id=staff_id), "ended")


def _do(principal: Principal, action: Action, done: str) -> BaseResponse:
    try:
        write(principal, action)
    except QueueError as error:
        return _staff(principal, error)
    return _back(done)


def _slip(name: str, code: str) -> Response:
    """Show a code, once: it is nowhere else but on this page."""
    until = (deps().clock() + timedelta(seconds=actions.INVITATION_S)).astimezone(BANGKOK)
    base = f"{deps().settings.base_url or request.host_url.rstrip('/')}{site_root()}"
    return page(
        "counter/people/code.html",
        name=name,
        code=code,
        address=f"{base}/join",
        until=until.strftime("%d/%m %H.%M"),
    )


def _back(done: str) -> BaseResponse:
    return redirect(url_for("people.show_staff", done=done), 303)
