"""Making a site from a catalogue: its rows, its first journal entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from deploy.catalogue import Catalogue, DepartmentEntry, GroupEntry, ServiceEntry
from shared.domain.journal import GENESIS
from shared.live.values import Text
from shared.store.models import Counter, Department, Group, Service, Site, Staff
from shared.store.turn import Answer, Turn, Writer


def add_site(
    conn: Connection,
    catalogue: Catalogue,
    *,
    always_open: bool,
    password_hashes: dict[str, str],
    demo: bool = False,
) -> int:
    """Write the rows of a new site; staff without a password hash in `password_hashes` are left out."""
    settings = {**catalogue.settings, "always_open": always_open, "demo": demo}
    site_id = conn.execute(
        insert(Site)
        .values(
            code=catalogue.site,
            settings=settings,
            config_version=1,
            head_seq=0,
            head_hash=GENESIS,
            head_at=0,
            simulated=False,
        )
        .returning(Site.id)
    ).scalar_one()
    departments = {
        entry.code: conn.execute(
            insert(Department)
            .values(site_id=site_id, code=entry.code, **department_values(entry), position=i, retired=False)
            .returning(Department.id)
        ).scalar_one()
        for i, entry in enumerate(catalogue.departments)
    }
    groups = _add_groups(conn, catalogue, site_id, departments)
    _add_services(conn, catalogue, site_id, departments, groups)
    for counter in catalogue.counters:
        conn.execute(
            insert(Counter).values(
                site_id=site_id,
                number=counter.number,
                name=words(counter.name),
                state="closed",
                groups=[],
                default_groups=[groups[code] for code in counter.groups],
                retired=False,
            )
        )
    for person in catalogue.staff:
        if person.username in password_hashes:
            conn.execute(
                insert(Staff).values(
                    site_id=site_id,
                    username=person.username,
                    name=person.name,
                    role=person.role,
                    password_hash=password_hashes[person.username],
                    session_version=1,
                    failed=0,
                    disabled=False,
                )
            )
    return int(site_id)


def begin_journal(writer: Writer, site_id: int, *, now: datetime, code: str) -> None:
    """Record that the site and its chain begin."""

    def act(turn: Turn) -> Answer:
        if turn.head.seq == 0:
            turn.record("site.created", site=code)
        return {}

    writer.run(site_id, act, now=now, actor="system")


def find_site(conn: Connection, code: str | None = None) -> int | None:
    """Return a site by its code, or the first one; None when there is none."""
    query = select(Site.id).order_by(Site.id).limit(1)
    return conn.execute(query if code is None else query.where(Site.code == code)).scalar()


def words(text: Text) -> dict[str, str]:
    """Return a text as the store keeps it."""
    return {"th": text.th, "ms": text.ms, "en": text.en}


def department_values(entry: DepartmentEntry) -> dict[str, Any]:
    """Return the columns of a department, its code and place left out."""
    return {"name": words(entry.name)}


def group_values(entry: GroupEntry, departments: Mapping[str, int]) -> dict[str, Any]:
    """Return the columns of a group, its code and place left out; `departments` are ids by code."""
    return {
        "prefix": entry.prefix,
        "name": words(entry.name),
        "short": words(entry.short),
        "icon": entry.icon,
        "colour": entry.colour,
        "neutral": entry.neutral,
        "department_id": departments[entry.department],
        "documents": [words(text) for text in entry.documents],
        "daily_cap": entry.daily_cap,
        "last_ticket": entry.last_ticket,
    }


def service_values(
    entry: ServiceEntry, departments: Mapping[str, int], groups: Mapping[str, int]
) -> dict[str, Any]:
    """Return the columns of a service, its code and place left out; ids by code."""
    return {
        "group_id": groups[entry.group],
        "department_id": departments[entry.department],
        "name": words(entry.name),
        "responsible": words(entry.responsible),
        "steps": [words(text) for text in entry.steps],
        "documents": [words(text) for text in entry.documents],
        "standard_minutes": entry.standard_minutes,
        "standard_days": entry.standard_days,
        "sensitive": entry.sensitive,
    }


def _add_groups(
    conn: Connection, catalogue: Catalogue, site_id: int, departments: dict[str, int]
) -> dict[str, int]:
    return {
        entry.code: conn.execute(
            insert(Group)
            .values(
                site_id=site_id,
                code=entry.code,
                position=i,
                retired=False,
                **group_values(entry, departments),
            )
            .returning(Group.id)
        ).scalar_one()
        for i, entry in enumerate(catalogue.groups)
    }


def _add_services(
    conn: Connection, catalogue: Catalogue, site_id: int, departments: dict[str, int], groups: dict[str, int]
) -> None:
    for i, entry in enumerate(catalogue.services):
        conn.execute(
            insert(Service).values(
                site_id=site_id,
                code=entry.code,
                position=i,
                retired=False,
                **service_values(entry, departments, groups),
            )
        )
