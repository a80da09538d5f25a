"""Signing in: who is a member of staff, passwords, lock-out, and the session."""

from __future__ import annotations

from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import Flask
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import select, update

from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.store.models import Staff
from shared.store.turn import Answer, Turn
from shared.web.access import Principal, default_site
from shared.web.deps import deps

HASHER = PasswordHasher()
TRIES = 5
LOCK_S = 300
SHORTEST_PASSWORD = 10
_NOBODY = HASHER.hash("nobody has this password")
"""Checked when the name is unknown, so that a wrong name takes as long as a wrong password."""

login = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """A member of staff in a session."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.principal = Principal(f"staff:{row.role}", row.site_id, row.id, row.name, None, row.role)

    def get_id(self) -> str:
        """Return what the session keeps; a new `session_version` ends every session of the person."""
        return f"{self.row.id}.{self.row.session_version}"


def register_sign_in(app: Flask) -> None:
    """Load the person of a session on every request."""
    login.init_app(app)
    login.session_protection = None  # addresses change on a LAN; the cookie is HttpOnly and SameSite

    @login.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
    def _load(kept: str) -> SignedIn | None:
        staff_id, _, version = kept.partition(".")
        if not staff_id.isdigit() or not version.isdigit():
            return None
        with deps().engine.connect() as conn:
            row = conn.execute(
                select(Staff.id, Staff.site_id, Staff.name, Staff.role, Staff.session_version).where(
                    Staff.id == int(staff_id),
                    Staff.session_version == int(version),
                    Staff.disabled.is_(False),
                )
            ).first()
        return SignedIn(row) if row is not None else None


def sign_in(username: str, password: str) -> SignedIn:
    """Check a name and password and begin a session; refuse with `auth.wrong` or `auth.locked`."""
    now, name = deps().clock(), username.strip().lower()
    if not name.isprintable():
        name = ""  # nobody's, and PostgreSQL takes no NUL in a text
    with deps().engine.connect() as conn:
        row = conn.execute(
            select(Staff.__table__).where(
                Staff.site_id == default_site(),
                Staff.username == name,
                Staff.disabled.is_(False),
            )
        ).first()
    if row is not None:
        _refuse_locked(row.locked_until, epoch(now))
    right = _matches(row.password_hash if row is not None else _NOBODY, password)
    if row is None:
        raise QueueError("auth.wrong")
    deps().writer.run(
        row.site_id, lambda turn: _note_try(turn, row.id, right=right), now=now, actor=f"staff:{row.id}"
    )
    if not right:
        raise QueueError("auth.wrong")
    person = SignedIn(row)
    login_user(person)
    return person


def sign_out(principal: Principal) -> None:
    """End the session."""
    logout_user()
    deps().writer.run(
        principal.site_id,
        lambda turn: {"seq": turn.record("staff.signed_out", staff=principal.id)},
        now=deps().clock(),
        actor=principal.actor,
    )


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


def _note_try(turn: Turn, staff_id: int, *, right: bool) -> Answer:
    """Count a try inside the turn: many at the same moment are no more tries than one after another."""
    row = turn.conn.execute(select(Staff.failed, Staff.locked_until).where(Staff.id == staff_id)).one()
    _refuse_locked(row.locked_until, turn.seconds)
    failed = 0 if right else row.failed + 1
    locked = turn.seconds + LOCK_S if failed >= TRIES else None
    turn.conn.execute(
        update(Staff).where(Staff.id == staff_id).values(failed=0 if locked else failed, locked_until=locked)
    )
    if right:
        turn.record("staff.signed_in", staff=staff_id)
    return {}
