"""Announcements that stand or are to come."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, bindparam, select

from shared.domain.announcements import Told
from shared.store.models import Announcement
from shared.store.prepared import Prepared

_COLUMNS = (
    Announcement.id,
    Announcement.words,
    Announcement.groups,
    Announcement.stops,
    Announcement.starts_at,
    Announcement.ends_at,
)
_EVERYWHERE = (
    select(Announcement.site_id, *_COLUMNS)
    .where(Announcement.ends_at > bindparam("now"))
    .order_by(Announcement.starts_at, Announcement.id)
)
_COMING = Prepared(_EVERYWHERE.where(Announcement.site_id == bindparam("site")))
_COMING_EVERYWHERE = Prepared(_EVERYWHERE)


def list_told(conn: Connection, site_id: int, seconds: int) -> tuple[Told, ...]:
    """Return the announcements of a site that stand or are to come."""
    return tuple(_told(row) for row in _COMING.all(conn, {"site": site_id, "now": seconds}))


def told_everywhere(conn: Connection, seconds: int) -> dict[int, list[Told]]:
    """Return per site what `list_told` says of it; a site without announcements is not there."""
    found: dict[int, list[Told]] = {}
    for row in _COMING_EVERYWHERE.all(conn, {"now": seconds}):
        found.setdefault(row[0], []).append(_told(row))
    return found


def _told(row: tuple[Any, ...]) -> Told:
    _, id_, words, groups, stops, starts_at, ends_at = row
    return Told(id_, _plain(words), frozenset(_plain(groups)), bool(stops), starts_at, ends_at)


def _plain(value: Any) -> Any:
    """Return a JSON column as the value it is: SQLite's driver hands back the text."""
    return json.loads(value) if isinstance(value, str) else value
