"""Signing in: who is a member of staff, passwords, lock-out, and the session that ends with the working day."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import delete, insert, or_, select, update

from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.domain.hours import bangkok, hours_of, service_day
from shared.store.config import SiteConfig
from shared.store.models import Acquaintance, Pin, Staff
from shared.store.turn import Answer, Turn
from shared.web.access import PROVINCE, Principal, site_or_none
from shared.web.deps import deps
from shared.web.sites import is_elsewhere

HASHER = PasswordHasher()
TRIES = 5
LOCK_S = 300
SHORTEST_PASSWORD = 10
AFTER_CLOSING_S = 30 * 60
"""Those who came before the doors closed are still served; then the session ends."""
OUT_OF_HOURS_S = 4 * 3600
ALWAYS_OPEN_S = 12 * 3600

login = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """A member of staff in a session that ends at a moment."""

    def __init__(self, row: Any, ends: int) -> None:
        self.row = row
        self.ends = ends
        self.principal = Principal(f"staff:{row.role}", row.site_id, row.id, row.name, None, row.role)

    def get_id(self) -> str:
        """Return what the session keeps; a new `session_version` ends every session of the person."""
        return f"{self.row.id}.{self.row.session_version}.{self.ends}"


def register_sign_in(app: Flask) -> None:
    """Load the person of a session on every request."""
    login.init_app(app)
    login.session_protection = None  # addresses change on a LAN; the cookie is HttpOnly and SameSite

    @login.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
    def _load(kept: str) -> SignedIn | None:
        parts = kept.split(".")
        if len(parts) != 3 or not all(part.isdigit() for part in parts):
            return None
        staff_id, version, ends = map(int, parts)
        if ends <= epoch(deps().clock()):
            return None
        row = find_person(staff_id)
        if row is not None and row.role != PROVINCE and is_elsewhere(row.site_id):
            return None
        return SignedIn(row, ends) if row is not None and row.session_version == version else None


def find_person(staff_id: int) -> Any:
    """Return a member of staff who may come in, or None."""
    with deps().engine.connect() as conn:
        return conn.execute(
            select(Staff.id, Staff.site_id, Staff.name, Staff.role, Staff.session_version).where(
                Staff.id == staff_id, Staff.disabled.is_(False)
            )
        ).first()


def session_end(config: SiteConfig, now: datetime) -> int:
    """Return when a session begun now ends: half an hour after today's closing, so that no console stays open over
    night; four hours for work outside the hours, twelve where the office has none."""
    if config.settings.get("always_open"):
        return epoch(now) + ALWAYS_OPEN_S
    day = service_day(now)
    today = hours_of(config.hours, day)
    closing = epoch(bangkok(day, today.closes)) + AFTER_CLOSING_S if today is not None else 0
    return closing if closing > epoch(now) else epoch(now) + OUT_OF_HOURS_S


def begin_session(row: Any, now: datetime) -> SignedIn:
    """Begin a session of its own: nothing that stood in this browser's cookie before goes on in it."""
    person = SignedIn(row, session_end(deps().publisher.kept(row.site_id).config, now))
    session.clear()
    login_user(person)
    return person


def sign_in(username: str, password: str, machine_hash: str | None = None) -> SignedIn:
    """Check a name and password and begin a session; refuse with `auth.wrong` or `auth.locked`.

    `machine_hash` names the machine, which then knows the person: their PIN works there.
    """
    now, name = deps().clock(), username.strip().lower()
    if not name.isprintable():
        name = ""  # nobody's, and PostgreSQL takes no NUL in a text
    with deps().engine.connect() as conn:
        row = conn.execute(
            select(Staff.__table__)
            .where(
                or_(Staff.site_id == site_or_none(), Staff.role == PROVINCE),
                Staff.username == name,
                Staff.disabled.is_(False),
            )
            .order_by(Staff.role == PROVINCE)
        ).first()
    if row is not None:
        _refuse_locked(row.locked_until, epoch(now))
    kept = row.password_hash if row is not None and row.password_hash.startswith("$") else _nobody()
    right = _matches(kept, password) and kept is not _nobody()
    if row is None:
        raise QueueError("auth.wrong")
    deps().writer.run(
        row.site_id,
        lambda turn: _note_try(turn, row.id, right=right, machine_hash=machine_hash),
        now=now,
        actor=f"staff:{row.id}",
    )
    if not right:
        raise QueueError("auth.wrong")
    return begin_session(row, now)


def check_password(principal: Principal, password: str) -> None:
    """Refuse with `auth.wrong` or `auth.locked` unless this is the signed-in person's password; tries are counted."""
    now = deps().clock()
    with deps().engine.connect() as conn:
        row = conn.execute(
            select(Staff.password_hash, Staff.locked_until).where(Staff.id == principal.id)
        ).one()
    _refuse_locked(row.locked_until, epoch(now))
    right = _matches(row.password_hash, password)
    deps().writer.run(
        principal.site_id,
        lambda turn: _note_try(turn, principal.id, right=right, signs_in=False),
        now=now,
        actor=principal.actor,
    )
    if not right:
        raise QueueError("auth.wrong")


def sign_out(principal: Principal) -> None:
    """End the session."""
    logout_user()
    session.clear()
    deps().writer.run(
        principal.site_id,
        lambda turn: {"seq": turn.record("staff.signed_out", staff=principal.id)},
        now=deps().clock(),
        actor=principal.actor,
    )


@cache
def _nobody() -> str:
    """Return what a name that does not exist is checked against: it takes as long as a real one."""
    return HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password; refuse a short one with `request.invalid`."""
    if len(password) < SHORTEST_PASSWORD:
        raise QueueError("request.invalid", field="password", at_least=SHORTEST_PASSWORD)
    return HASHER.hash(password)


def _matches(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _refuse_locked(locked_until: int | None, seconds: int) -> None:
    if locked_until is not None and locked_until > seconds:
        raise QueueError("auth.locked", minutes=max(1, -(-(locked_until - seconds) // 60)))


def _note_try(
    turn: Turn, staff_id: int, *, right: bool, machine_hash: str | None = None, signs_in: bool = True
) -> Answer:
    """Count a try inside the turn: many at the same moment are no more tries than one after another."""
    row = turn.conn.execute(select(Staff.failed, Staff.locked_until).where(Staff.id == staff_id)).one()
    _refuse_locked(row.locked_until, turn.seconds)
    failed = 0 if right else row.failed + 1
    locked = turn.seconds + LOCK_S if failed >= TRIES else None
    turn.conn.execute(
        update(Staff).where(Staff.id == staff_id).values(failed=0 if locked else failed, locked_until=locked)
    )
    if locked:
        turn.record("staff.locked", staff=staff_id)
    if right:
        turn.conn.execute(update(Pin).where(Pin.staff_id == staff_id).values(failed=0))
        if machine_hash is not None:
            _acquaint(turn, staff_id, machine_hash)
        if signs_in:
            turn.record("staff.signed_in", staff=staff_id)
    return {}


def _acquaint(turn: Turn, staff_id: int, machine_hash: str) -> None:
    turn.conn.execute(
        delete(Acquaintance).where(
            Acquaintance.staff_id == staff_id, Acquaintance.machine_hash == machine_hash
        )
    )
    turn.conn.execute(
        insert(Acquaintance).values(staff_id=staff_id, machine_hash=machine_hash, since=turn.seconds)
    )
