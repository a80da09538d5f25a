"""Alerts that somebody took on: until when they rest, and who looks after them."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from shared.store.models import AlertRest, Staff
from shared.store.prepared import Prepared

_RESTING = Prepared(
    select(AlertRest.code, AlertRest.subject, AlertRest.until, Staff.name)
    .outerjoin(Staff, Staff.id == AlertRest.staff_id)
    .where(AlertRest.site_id == bindparam("site"), AlertRest.until > bindparam("now"))
)


def list_rests(conn: Connection, site_id: int, seconds: int) -> dict[tuple[str, str], tuple[int, str | None]]:
    """Return per code and subject until when an alert rests, and the name of whoever took it on."""
    rows = _RESTING.all(conn, {"site": site_id, "now": seconds})
    return {(code, subject): (until, name) for code, subject, until, name in rows}
