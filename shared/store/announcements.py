"""Announcements that stand or are to come."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, bindparam, select

from shared.domain.announcements import Told
from shared.store.models import Announcement
from shared.store.prepared import Prepared

_COMING = Prepared(
    select(
        Announcement.id,
        Announcement.words,
        Announcement.groups,
        Announcement.stops,
        Announcement.starts_at,
        Announcement.ends_at,
    )
    .where(Announcement.site_id == bindparam("site"), Announcement.ends_at > bindparam("now"))
    .order_by(Announcement.starts_at, Announcement.id)
)


def list_told(conn: Connection, site_id: int, seconds: int) -> tuple[Told, ...]:
    """Return the announcements of a site that stand or are to come."""
    return tuple(
        Told(id_, _plain(words), frozenset(_plain(groups)), bool(stops), starts_at, ends_at)
        for id_, words, groups, stops, starts_at, ends_at in _COMING.all(
            conn, {"site": site_id, "now": seconds}
        )
    )


def _plain(value: Any) -> Any:
    """Return a JSON column as the value it is: SQLite's driver hands back the text."""
    return json.loads(value) if isinstance(value, str) else value
