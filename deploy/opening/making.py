"""The office is made: its rows, its first administrator and the first entry of its journal, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from deploy.catalogue import Catalogue, StaffEntry
from deploy.sites import add_site, find_site
from deploy.voices import add_placeholders
from shared.domain.errors import QueueError
from shared.store.config import load_config
from shared.store.engine import writing
from shared.store.heads import lock_head, write_head
from shared.store.models import Staff
from shared.store.turn import Turn


def make_office(
    engine: Engine, catalogue: Catalogue, *, name: str, username: str, password_hash: str, now: datetime
) -> Any:
    """Make the office; return the row of its administrator. Refuse with `not_found` when there is one already."""
    person = StaffEntry(username=username, name=name, role="administrator", counter=None)
    with writing(engine.connect()) as conn, conn.begin():
        if find_site(conn) is not None:
            raise QueueError("not_found")
        site_id = add_site(
            conn,
            replace(catalogue, staff=(person,)),
            always_open=False,
            password_hashes={username: password_hash},
        )
        add_placeholders(conn, site_id)
        _begin_journal(conn, site_id, now, catalogue.site)
        return conn.execute(
            select(Staff.id, Staff.site_id, Staff.name, Staff.role, Staff.session_version).where(
                Staff.site_id == site_id
            )
        ).one()


def _begin_journal(conn: Connection, site_id: int, now: datetime, code: str) -> None:
    locked = lock_head(conn, site_id)
    assert locked is not None  # it was written a moment ago
    turn = Turn(conn, load_config(conn, site_id), locked[0], now, "system")
    turn.record("site.created", site=code)
    turn.flush()
    write_head(conn, site_id, turn.head)
