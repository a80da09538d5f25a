"""A PIN for changing who sits at a counter: quick, and only on a machine where the password was used before.

Six digits alone would be far too little. They count only together with the machine's own cookie, made when somebody
signs in there with name and password, and known for thirty days after the person last did so. Five wrong PINs shut the
PIN until the password is used; signing out everywhere makes every machine forget the person.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from sqlalchemy import select, update
from werkzeug.wrappers import Response as BaseResponse

from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.store.models import Acquaintance, Counter, Pin, Staff
from shared.store.turn import Answer, Turn
from shared.web import staff as sessions
from shared.web.access import PROVINCE, Principal, hashed, site_or_none
from shared.web.deps import deps

MACHINE_COOKIE = "tonsai_machine"
MACHINE_COOKIE_S = 400 * 86_400
KNOWN_S = 30 * 86_400
TRIES = 5
PIN_DIGITS = 6
_ROW = "01234567890 09876543210"


def hash_pin(pin: str) -> str:
    """Return the argon2 hash of a PIN; refuse with `pin.weak` what is not six digits, or is the first guess of all."""
    if not (len(pin) == PIN_DIGITS and pin.isascii() and pin.isdigit()):
        raise QueueError("pin.weak")
    if pin in _ROW or len(set(pin)) == 1 or pin[:3] == pin[3:]:
        raise QueueError("pin.weak")
    return sessions.HASHER.hash(pin)


def this_machine() -> str:
    """Return the secret of this machine's cookie, a new one where there is none."""
    kept = request.cookies.get(MACHINE_COOKIE, "")
    return kept if 20 <= len(kept) <= 64 and kept.isprintable() else secrets.token_urlsafe(24)


def keep_machine(response: BaseResponse, secret: str) -> None:
    """Let the browser keep the machine's cookie; it opens nothing by itself."""
    response.set_cookie(
        MACHINE_COOKIE, secret, max_age=MACHINE_COOKIE_S, httponly=True, samesite="Lax", secure=deps().settings.https
    )  # fmt: skip


def known_here() -> list[Any]:
    """Return (id, name, role) of those who may change over on this machine with their PIN."""
    secret = request.cookies.get(MACHINE_COOKIE)
    if not secret:
        return []
    with deps().engine.connect() as conn:
        return list(conn.execute(_known(secret, epoch(deps().clock())).order_by(Staff.name)))


def _known(secret: str, seconds: int) -> Any:
    return (
        select(Staff.id, Staff.name, Staff.role, Staff.site_id, Staff.session_version, Pin.pin_hash, Pin.failed)
        .join(Pin, Pin.staff_id == Staff.id)
        .join(Acquaintance, Acquaintance.staff_id == Staff.id)
        .where(
            Staff.site_id == site_or_none(), Staff.disabled.is_(False), Staff.role != PROVINCE,
            Acquaintance.machine_hash == hashed(secret), Acquaintance.since > seconds - KNOWN_S,
        )
    )  # fmt: skip


def change_over(staff_id: int, pin: str, before: Principal | None) -> sessions.SignedIn:
    """Let another person go on at this machine; refuse with `pin.wrong` or `pin.locked`.

    An open counter of the one `before` goes over to them.
    """
    now = deps().clock()
    secret = request.cookies.get(MACHINE_COOKIE, "")
    with deps().engine.connect() as conn:
        row = conn.execute(_known(secret, epoch(now)).where(Staff.id == staff_id)).first() if secret else None
    if row is not None and row.failed >= TRIES:
        raise QueueError("pin.locked")
    right = (
        sessions._matches(row.pin_hash if row is not None else sessions._nobody(), pin[:20])
        and row is not None
    )
    if row is None:
        raise QueueError("pin.wrong")
    deps().writer.run(
        row.site_id, lambda turn: _note(turn, row.id, before, right=right), now=now, actor=f"staff:{row.id}"
    )
    if not right:
        raise QueueError("pin.wrong")
    return sessions.begin_session(row, now)


def _note(turn: Turn, staff_id: int, before: Principal | None, *, right: bool) -> Answer:
    failed = turn.conn.execute(select(Pin.failed).where(Pin.staff_id == staff_id)).scalar_one()
    if failed >= TRIES:
        raise QueueError("pin.locked")
    turn.conn.execute(update(Pin).where(Pin.staff_id == staff_id).values(failed=0 if right else failed + 1))
    if not right:
        if failed + 1 >= TRIES:
            turn.record("staff.locked", staff=staff_id, pin=True)
        return {}
    if before is not None and before.id != staff_id:
        turn.conn.execute(
            update(Counter)
            .where(Counter.site_id == turn.site_id, Counter.staff_id == before.id, Counter.state != "closed")
            .values(staff_id=staff_id)
        )
        turn.record("staff.signed_out", staff=before.id)
    turn.record("staff.signed_in", staff=staff_id, pin=True)
    return {}
