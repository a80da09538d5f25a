"""Paired browsers: the pairing page with its six-digit code, its confirmation, and what a device's cookie opens.

An unpaired browser gets a code and a secret of its own. When an administrator confirms the code, the next refresh of
that page turns the secret into a device token that survives reboots until it is revoked.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, request
from sqlalchemy import Connection, delete, insert, select, update

from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.store.models import Device, Pairing
from shared.store.turn import Answer, Turn
from shared.web.access import Principal, default_site, device_cookie, find_device, hashed
from shared.web.deps import deps
from shared.web.pages import page
from shared.web.security import limiter
from shared.web.sites import is_elsewhere

PAIRING_S = 15 * 60
COOKIE_S = 400 * 86_400
"""The longest that browsers keep a cookie; every visit renews it."""


def open_face(kind: str, show: Callable[[Principal], Response]) -> Response:
    """Return the face of a paired device, or the pairing page."""
    secret = request.cookies.get(device_cookie(kind))
    if secret:
        with deps().engine.connect() as conn:
            device = find_device(conn, kind, secret)
        if device is not None:
            return keep_cookie(show(device), kind, secret)
    return _pair(kind)


def keep_cookie(response: Response, kind: str, secret: str) -> Response:
    """Set a device's cookie for as long as a browser allows."""
    response.set_cookie(
        device_cookie(kind),
        secret,
        max_age=COOKIE_S,
        path=request.script_root or "/",
        httponly=True,
        samesite="Lax",
        secure=deps().settings.https,
    )
    return response


@limiter.limit("60/minute")
def _pair(kind: str) -> Response:
    now = deps().clock()
    secret = request.cookies.get(f"{device_cookie(kind)}_pairing", "")
    found = _find_pairing(secret, kind, now) if secret else None
    if found is not None and found.device_id is not None:
        token = secrets.token_urlsafe(24)
        claim_device(found.site_id, found.id, found.device_id, token)
        response = page("pair.html", kind=kind, code=None)
        response.delete_cookie(f"{device_cookie(kind)}_pairing", path=request.script_root or "/")
        response.headers["Refresh"] = f"0; url={request.path}"
        return keep_cookie(response, kind, token)
    if found is None:
        secret = secrets.token_urlsafe(24)
        code = begin_pairing(default_site(), kind, secret, now)
    else:
        code = found.code
    response = page("pair.html", kind=kind, code=code)
    response.headers["Refresh"] = "5"
    response.set_cookie(
        f"{device_cookie(kind)}_pairing", secret, max_age=PAIRING_S, httponly=True, samesite="Lax",
        path=request.script_root or "/", secure=deps().settings.https,
    )  # fmt: skip
    return response


def finish_pairing(secret: str, kind: str, now: datetime) -> str | None:
    """Return the token of a program's pairing, None until its code was confirmed; refuse with `pairing.unknown`."""
    found = _find_pairing(secret, kind, now)
    if found is None:
        raise QueueError("pairing.unknown")
    if found.device_id is None:
        return None
    token = secrets.token_urlsafe(24)
    claim_device(found.site_id, found.id, found.device_id, token)
    return token


def _find_pairing(secret: str, kind: str, now: datetime) -> Any:
    with deps().engine.connect() as conn:
        found = conn.execute(
            select(Pairing.id, Pairing.site_id, Pairing.code, Pairing.device_id).where(
                Pairing.secret_hash == hashed(secret), Pairing.kind == kind, Pairing.expires_at > epoch(now)
            )
        ).first()
    return found if found is not None and not is_elsewhere(found.site_id) else None


def begin_pairing(site_id: int, kind: str, secret: str, now: datetime) -> str:
    """Give a waiting browser a fresh six-digit code."""

    def act(turn: Turn) -> Answer:
        turn.conn.execute(delete(Pairing).where(Pairing.expires_at <= turn.seconds))
        code = _free_code(turn.conn)
        turn.conn.execute(
            insert(Pairing).values(
                site_id=site_id,
                kind=kind,
                code=code,
                secret_hash=hashed(secret),
                expires_at=turn.seconds + PAIRING_S,
            )
        )
        return {"code": code}

    return str(deps().writer.run(site_id, act, now=now, actor="visitor")["code"])


def _free_code(conn: Connection) -> str:
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if conn.execute(select(Pairing.id).where(Pairing.code == code)).first() is None:
            return code


def confirm_pairing(turn: Turn, *, code: str, name: str, counter: int | None = None) -> Answer:
    """Make a device of the browser that shows `code`; refuse with `pairing.unknown`."""
    row = turn.conn.execute(
        select(Pairing.id, Pairing.kind).where(
            Pairing.site_id == turn.site_id, Pairing.code == code, Pairing.expires_at > turn.seconds,
            Pairing.device_id.is_(None),
        )
    ).first()  # fmt: skip
    if row is None:
        raise QueueError("pairing.unknown")
    device_id = add_device(
        turn, kind=row.kind, name=name, token_hash=hashed(secrets.token_urlsafe(24)), counter=counter
    )
    turn.conn.execute(update(Pairing).where(Pairing.id == row.id).values(device_id=device_id))
    return {"id": device_id, "kind": row.kind, "name": name}


def add_device(turn: Turn, *, kind: str, name: str, token_hash: str, counter: int | None = None) -> int:
    """Write a paired device and its fact; return its id."""
    counter_id = turn.config.counter(counter).id if counter is not None else None
    device_id = turn.conn.execute(
        insert(Device)
        .values(
            site_id=turn.site_id, kind=kind, name=name, counter_id=counter_id, settings={}, token_hash=token_hash,
            paired_at=turn.seconds,
        )
        .returning(Device.id)
    ).scalar_one()  # fmt: skip
    turn.record("device.paired", device=device_id, kind=kind, name=name, counter=counter)
    return int(device_id)


def claim_device(site_id: int, pairing_id: int, device_id: int, token: str) -> None:
    """Give the confirmed browser its token; the pairing is spent."""

    def act(turn: Turn) -> Answer:
        spent = turn.conn.execute(
            delete(Pairing).where(Pairing.id == pairing_id, Pairing.device_id == device_id)
        )
        if spent.rowcount != 1:
            raise QueueError("pairing.unknown")
        turn.conn.execute(update(Device).where(Device.id == device_id).values(token_hash=hashed(token)))
        return {}

    deps().writer.run(site_id, act, now=deps().clock(), actor="system")


def rename_device(turn: Turn, *, device_id: int, name: str) -> Answer:
    """Call a device by another name."""
    changed = turn.conn.execute(
        update(Device)
        .where(Device.id == device_id, Device.site_id == turn.site_id, Device.revoked_at.is_(None))
        .values(name=name)
    )
    if changed.rowcount != 1:
        raise QueueError("device.unknown")
    turn.record("device.renamed", device=device_id, name=name)
    return {"id": device_id}


def revoke_device(turn: Turn, *, device_id: int) -> Answer:
    """Shut a device out at once."""
    changed = turn.conn.execute(
        update(Device)
        .where(Device.id == device_id, Device.site_id == turn.site_id, Device.revoked_at.is_(None))
        .values(revoked_at=turn.seconds)
    )
    if changed.rowcount != 1:
        raise QueueError("not_found")
    turn.record("device.revoked", device=device_id)
    return {"id": device_id}
