"""What an administrator does about people, and what each person does about their own account.

Secrets come here as hashes. The journal names a person by number and never by name: it is kept for ever, and a name
in it could not be taken out again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from shared.domain.errors import QueueError
from shared.store.models import Acquaintance, Invitation, Pin, Staff
from shared.store.turn import Answer, Turn

INVITATION_S = 3 * 86_400
"""Over a weekend, no longer."""
NO_PASSWORD = "!"  # nosec B105 # noqa: S105 - no password has this hash, so nobody can sign in before choosing one


def invite(turn: Turn, *, username: str, name: str, role: str, code_hash: str) -> Answer:
    """Add a person who has no password yet, with a one-time code; refuse with `staff.taken`."""
    same = select(Staff.id).where(Staff.site_id == turn.site_id, Staff.username == username)
    if turn.conn.execute(same).first() is not None:
        raise QueueError("staff.taken", username=username)
    staff_id = turn.conn.execute(
        insert(Staff)
        .values(
            site_id=turn.site_id, username=username, name=name, role=role, password_hash=NO_PASSWORD,
            session_version=1, failed=0, disabled=False,
        )
        .returning(Staff.id)
    ).scalar_one()  # fmt: skip
    _give_code(turn, staff_id, code_hash)
    turn.record("staff.invited", staff=staff_id, role=role)
    return {"id": staff_id}


def give_code(turn: Turn, *, staff_id: int, code_hash: str) -> Answer:
    """Give a person a new one-time code, for a forgotten password too; the old password works until it is used."""
    row = _person(turn, staff_id)
    if row.disabled:
        raise QueueError("staff.disabled")
    _give_code(turn, staff_id, code_hash)
    turn.record("staff.invited", staff=staff_id, role=row.role)
    return {"id": staff_id}


def join(turn: Turn, *, code_hash: str, password_hash: str) -> Answer:
    """Spend a one-time code on a password; every session and PIN of before ends. Refuse with `invitation.unknown`."""
    row = turn.conn.execute(
        select(Invitation.id, Invitation.staff_id)
        .join(Staff, Staff.id == Invitation.staff_id)
        .where(
            Invitation.site_id == turn.site_id, Invitation.code_hash == code_hash,
            Invitation.expires_at > turn.seconds, Staff.disabled.is_(False),
        )
    ).first()  # fmt: skip
    if row is None:
        raise QueueError("invitation.unknown")
    turn.conn.execute(delete(Invitation).where(Invitation.id == row.id))
    _set_password(turn, row.staff_id, password_hash)
    turn.record("staff.password_changed", staff=row.staff_id, by="code")
    return {"id": row.staff_id}


def change_password(turn: Turn, *, staff_id: int, password_hash: str) -> Answer:
    """Change one's own password; every session and PIN of before ends."""
    _person(turn, staff_id)
    _set_password(turn, staff_id, password_hash)
    turn.record("staff.password_changed", staff=staff_id, by="password")
    return {"id": staff_id}


def change_person(turn: Turn, *, staff_id: int, name: str, role: str) -> Answer:
    """Change a name or role; the last administrator stays one."""
    row = _person(turn, staff_id)
    if role != "administrator":
        _refuse_last(turn, row)
    if (row.name, row.role) == (name, role):
        return {"id": staff_id}
    turn.conn.execute(update(Staff).where(Staff.id == staff_id).values(name=name, role=role))
    renamed = row.name != name
    turn.record("staff.changed", staff=staff_id, before=row.role, after=role, renamed=renamed)
    return {"id": staff_id}


def disable(turn: Turn, *, staff_id: int, by: int | None) -> Answer:
    """Let a person in no more; their name stays where they worked. Nobody shuts themselves out."""
    row = _person(turn, staff_id)
    if staff_id == by:
        raise QueueError("staff.self")
    _refuse_last(turn, row)
    turn.conn.execute(update(Staff).where(Staff.id == staff_id).values(disabled=True))
    turn.conn.execute(delete(Invitation).where(Invitation.staff_id == staff_id))
    _end_sessions(turn, staff_id)
    turn.record("staff.disabled", staff=staff_id)
    return {"id": staff_id}


def enable(turn: Turn, *, staff_id: int) -> Answer:
    """Let a person in again, with the password they had."""
    _person(turn, staff_id)
    turn.conn.execute(
        update(Staff).where(Staff.id == staff_id).values(disabled=False, failed=0, locked_until=None)
    )
    turn.record("staff.enabled", staff=staff_id)
    return {"id": staff_id}


def end_sessions(turn: Turn, *, staff_id: int) -> Answer:
    """Sign a person out everywhere; every machine forgets them, so that a PIN opens nothing before the password."""
    _person(turn, staff_id)
    _end_sessions(turn, staff_id)
    turn.record("staff.sessions_ended", staff=staff_id)
    return {"id": staff_id}


def set_pin(turn: Turn, *, staff_id: int, pin_hash: str | None) -> Answer:
    """Set one's PIN, or do without one."""
    _person(turn, staff_id)
    turn.conn.execute(delete(Pin).where(Pin.staff_id == staff_id))
    if pin_hash is not None:
        turn.conn.execute(insert(Pin).values(staff_id=staff_id, pin_hash=pin_hash, failed=0))
    turn.record("staff.pin_changed", staff=staff_id, has=pin_hash is not None)
    return {"id": staff_id}


def _give_code(turn: Turn, staff_id: int, code_hash: str) -> None:
    turn.conn.execute(delete(Invitation).where(Invitation.staff_id == staff_id))
    turn.conn.execute(
        insert(Invitation).values(
            site_id=turn.site_id,
            staff_id=staff_id,
            code_hash=code_hash,
            expires_at=turn.seconds + INVITATION_S,
        )
    )


def _set_password(turn: Turn, staff_id: int, password_hash: str) -> None:
    turn.conn.execute(
        update(Staff)
        .where(Staff.id == staff_id)
        .values(password_hash=password_hash, failed=0, locked_until=None)
    )
    turn.conn.execute(delete(Pin).where(Pin.staff_id == staff_id))
    _end_sessions(turn, staff_id)


def _end_sessions(turn: Turn, staff_id: int) -> None:
    turn.conn.execute(
        update(Staff).where(Staff.id == staff_id).values(session_version=Staff.session_version + 1)
    )
    turn.conn.execute(delete(Acquaintance).where(Acquaintance.staff_id == staff_id))


def _person(turn: Turn, staff_id: int) -> Row[Any]:
    row = turn.conn.execute(
        select(Staff.__table__).where(Staff.id == staff_id, Staff.site_id == turn.site_id)
    ).first()
    # Who sees the whole province is no office's staff: they look after their own account, the command line after them.
    if row is None or (row.role == "province" and turn.actor not in ("command", f"staff:{staff_id}")):
        raise QueueError("staff.unknown")
    return row


def _refuse_last(turn: Turn, row: Row[Any]) -> None:
    """Refuse with `staff.last_administrator` when nobody else could manage the office afterwards."""
    if row.role != "administrator" or row.disabled:
        return
    others = select(func.count()).where(
        Staff.site_id == turn.site_id, Staff.role == "administrator", Staff.disabled.is_(False),
        Staff.id != row.id, Staff.password_hash != NO_PASSWORD,
    )  # fmt: skip
    if turn.conn.execute(others).scalar_one() == 0:
        raise QueueError("staff.last_administrator")
