"""The pages of each person: the one-time code, my account, changing who sits at a machine."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from counter.bar import HOME
from counter.doors import done_word, signed_in, write
from counter.people import actions, forms
from counter.people.codes import tidy_code
from shared.clock import epoch, moment
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK
from shared.store.models import Invitation, Pin, Staff
from shared.web.access import PROVINCE, Principal, hashed, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.pins import change_over, hash_pin, keep_machine, known_here, this_machine
from shared.web.posted import local_way, read_form
from shared.web.security import limiter
from shared.web.sites import is_elsewhere
from shared.web.staff import begin_session, check_password, find_person, hash_password, sign_out

pages = Blueprint("people", __name__, template_folder="../templates")
DONE = (
    "password", "pin", "pin_dropped", "changed", "disabled", "enabled", "ended", "paired", "renamed", "revoked"
)  # fmt: skip


@pages.get("/join")
def show_join() -> Response:
    """The form in which a one-time code becomes a password."""
    return page("counter/people/join.html", error=None)


@pages.post("/join")
@limiter.limit("10/minute")
def do_join() -> BaseResponse:
    """Spend the code on a password and come in."""
    try:
        form = read_form(forms.JoinForm)
        _refuse_different(form.password, form.again)
        now = deps().clock()
        code_hash = hashed(tidy_code(form.code))
        site_id = _site_of(code_hash, epoch(now))
        password_hash = hash_password(form.password)
        answer = deps().writer.run(
            site_id,
            lambda turn: actions.join(turn, code_hash=code_hash, password_hash=password_hash),
            now=now,
            actor="visitor",
        )
    except QueueError as error:
        log_refusal(error.code)
        return page("counter/people/join.html", STATUS[error.code], error=error)
    person = begin_session(find_person(answer["id"]), now)
    return redirect(HOME[person.principal.role], 303)


def _site_of(code_hash: str, seconds: int) -> int:
    """Return whose code it is, if it is good at this address.

    A wrong one is refused before the costly hash is made: guessing must not be a way to keep the machine busy.
    """
    with deps().engine.connect() as conn:
        query = (
            select(Invitation.site_id, Staff.role)
            .join(Staff, Staff.id == Invitation.staff_id)
            .where(Invitation.code_hash == code_hash, Invitation.expires_at > seconds)
        )
        row = conn.execute(query).first()
    if row is None or (row.role != PROVINCE and is_elsewhere(row.site_id)):
        raise QueueError("invitation.unknown")
    return int(row.site_id)


@pages.get("/account")
def show_account() -> BaseResponse:
    """One's own account."""
    principal = signed_in("account.own")
    if isinstance(principal, BaseResponse):
        return principal
    return _account(principal, None)


def _account(principal: Principal, error: QueueError | None) -> Response:
    with deps().engine.connect() as conn:
        username = conn.execute(select(Staff.username).where(Staff.id == principal.id)).scalar_one()
        pin = conn.execute(select(Pin.failed).where(Pin.staff_id == principal.id)).first()
    if error is not None:
        log_refusal(error.code)
    return page(
        "counter/people/account.html",
        STATUS[error.code] if error is not None else 200,
        person=principal,
        username=username,
        has_pin=pin is not None,
        ends=_clock(moment(current_user.ends)),
        home=local_way(request.args.get("next")) or HOME[principal.role],
        error=error,
        done=done_word(DONE),
    )


@pages.post("/account/password")
@limiter.limit("10/minute")
def do_password() -> BaseResponse:
    """Change one's own password: every other session ends, this one begins anew."""
    principal = require("account.own", face="console")
    try:
        form = read_form(forms.PasswordForm)
        _refuse_different(form.password, form.again)
        password_hash = hash_password(form.password)
        check_password(principal, form.now)
    except QueueError as error:
        return _account(principal, error)
    write(
        principal,
        lambda turn: actions.change_password(turn, staff_id=principal.id, password_hash=password_hash),
    )
    begin_session(find_person(principal.id), deps().clock())
    return _back("password")


@pages.post("/account/pin")
@limiter.limit("10/minute")
def do_pin() -> BaseResponse:
    """Set one's PIN; the password is asked because a PIN lets somebody in later."""
    principal = require("account.own", face="console")
    try:
        form = read_form(forms.PinForm)
        pin_hash = hash_pin(form.pin)
        check_password(principal, form.now)
    except QueueError as error:
        return _account(principal, error)
    write(principal, lambda turn: actions.set_pin(turn, staff_id=principal.id, pin_hash=pin_hash))
    return _back("pin")


@pages.post("/account/pin/drop")
def drop_pin() -> BaseResponse:
    """Do without a PIN."""
    principal = require("account.own", face="console")
    write(principal, lambda turn: actions.set_pin(turn, staff_id=principal.id, pin_hash=None))
    return _back("pin_dropped")


@pages.post("/account/end")
def end_everywhere() -> BaseResponse:
    """Sign out everywhere, here too."""
    principal = require("account.own", face="console")
    write(principal, lambda turn: actions.end_sessions(turn, staff_id=principal.id))
    sign_out(principal)
    return redirect(url_for("counter.show_sign_in"), 303)


@pages.get("/switch")
def show_switch() -> Response:
    """Who may go on at this machine with a PIN."""
    return _switch(None)


@pages.post("/switch")
@limiter.limit("20/minute")
def do_switch() -> BaseResponse:
    """Let the chosen person go on; their open counter stays open."""
    before: Principal | None = current_user.principal if current_user.is_authenticated else None
    try:
        form = read_form(forms.SwitchForm)
        person = change_over(int(form.person), form.pin, before)
    except QueueError as error:
        log_refusal(error.code)
        return _switch(error)
    response = redirect(local_way(request.args.get("next")) or HOME[person.principal.role], 303)
    keep_machine(response, this_machine())
    return response


def _switch(error: QueueError | None) -> Response:
    return page(
        "counter/people/switch.html",
        STATUS[error.code] if error is not None else 200,
        people=known_here(),
        chosen=request.form.get("person"),
        next=local_way(request.args.get("next")),
        error=error,
    )


def _refuse_different(password: str, again: str) -> None:
    if password != again:
        raise QueueError("password.differs")


def _back(done: str) -> BaseResponse:
    return redirect(url_for("people.show_account", done=done), 303)


def _clock(at: datetime) -> str:
    return at.astimezone(BANGKOK).strftime("%H.%M")
