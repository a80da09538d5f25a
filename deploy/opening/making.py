"""The office is made: its rows, its first administrator and the first entry of its journal, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from counter.settings.beside import Prepared
from counter.settings.whole import write_document
from deploy.catalogue import Catalogue, StaffEntry
from deploy.sites import add_site, find_site
from deploy.voices import add_placeholders
from shared.domain.errors import QueueError
from shared.store.config import load_config
from shared.store.engine import writing
from shared.store.heads import lock_head, write_head
from shared.store.models import Staff
from shared.store.turn import Turn
from shared.web.languages import Languages


@dataclass(frozen=True, slots=True)
class Person:
    """The first administrator."""

    name: str
    username: str
    password_hash: str


def make_office(
    engine: Engine,
    catalogue: Catalogue,
    person: Person,
    *,
    now: datetime,
    site: str | None = None,
    always_open: bool = False,
    document: object = None,
    prepared: Prepared | None = None,
) -> Any:
    """Make the office; return the row of its administrator.

    With a `document` (the whole configuration as a file has it) the office has what the file says, and of the
    catalogue only what a file does not hold. Refuses with `not_found` when there is an office already (with `site`:
    one of that code), and with `settings.file` when the file has faults; then nothing is there.
    """
    entry = StaffEntry(username=person.username, name=person.name, role="administrator", counter=None)
    whole = replace(catalogue, staff=(entry,), site=site or catalogue.site)
    if document is not None:
        whole = replace(whole, departments=(), groups=(), services=(), counters=())
    hashes = {person.username: person.password_hash}
    with writing(engine.connect()) as conn, conn.begin():
        if find_site(conn, site) is not None:
            raise QueueError("not_found")
        site_id = add_site(conn, whole, always_open=always_open, password_hashes=hashes)
        add_placeholders(conn, site_id)
        _begin_journal(conn, site_id, now, whole.site, document, prepared)
        return conn.execute(
            select(Staff.id, Staff.site_id, Staff.name, Staff.role, Staff.session_version).where(
                Staff.site_id == site_id
            )
        ).one()


def _begin_journal(
    conn: Connection, site_id: int, now: datetime, code: str, document: object, prepared: Prepared | None
) -> None:
    locked = lock_head(conn, site_id)
    assert locked is not None  # it was written a moment ago
    turn = Turn(conn, load_config(conn, site_id), locked[0], now, "system")
    turn.record("site.created", site=code)
    if document is not None:
        write_document(turn, document, Languages(), prepared=prepared)
    turn.flush()
    write_head(conn, site_id, turn.head)
