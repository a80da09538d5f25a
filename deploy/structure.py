"""The structure of a site as one file: departments, groups and services, out of the office and back into it.

The same entries, checked in the same way, as in the catalogue of a new office (`deploy/catalogue.py`); an entry may
be `retired`. The order in the file is the order on screens. What the file does not name any more is retired, never
deleted: its past stays in the figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from deploy.catalogue import (
    DepartmentEntry,
    GroupEntry,
    Place,
    ServiceEntry,
    check_known,
    check_sensitive,
    check_unique,
    read_department,
    read_group,
    read_service,
)
from deploy.sites import department_values, group_values, service_values
from shared.domain.errors import QueueError
from shared.domain.tickets import State
from shared.store.models import Counter, Department, Group, Service, Site, Ticket
from shared.store.turn import Answer, Turn

KINDS = ("departments", "groups", "services")
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Structure:
    """A checked file: the entries in their order, and the codes of those that are retired."""

    departments: tuple[DepartmentEntry, ...]
    groups: tuple[GroupEntry, ...]
    services: tuple[ServiceEntry, ...]
    retired: Mapping[str, frozenset[str]]


def parse_structure(text: str) -> Structure:
    """Return what a file says. Raises ValueError with the place and what is wrong there."""
    raw = json.loads(text)
    root = Place("", raw)
    if isinstance(raw, dict):
        for name in raw:
            if name not in KINDS:
                raise ValueError(f"{name} is not a part of a catalogue; it has {', '.join(KINDS)}")
    places = {kind: list(root.rows(kind)) for kind in KINDS}
    retired = {kind: frozenset(p.string("code") for p in places[kind] if _is_retired(p)) for kind in KINDS}
    structure = Structure(
        departments=tuple(read_department(p) for p in places["departments"]),
        groups=tuple(read_group(p) for p in places["groups"]),
        services=tuple(read_service(p) for p in places["services"]),
        retired=retired,
    )
    _check(structure)
    return structure


def read_structure(conn: Connection, site_id: int) -> dict[str, Rows]:
    """Return the structure of a site as the file has it."""
    departments = _rows(conn, Department, site_id)
    groups, services = _rows(conn, Group, site_id), _rows(conn, Service, site_id)
    department = {row["id"]: row["code"] for row in departments}
    group = {row["id"]: row["code"] for row in groups}
    return {
        "departments": [_plain(row, code=row["code"], name=row["name"]) for row in departments],
        "groups": [
            _plain(
                row, code=row["code"], prefix=row["prefix"], icon=row["icon"],
                department=department[row["department_id"]], name=row["name"], short=row["short"],
                documents=row["documents"], daily_cap=row["daily_cap"], last_ticket=row["last_ticket"],
                colour=row["colour"], neutral=row["neutral"],
            )
            for row in groups
        ],
        "services": [
            _plain(
                row, code=row["code"], group=group[row["group_id"]], department=department[row["department_id"]],
                name=row["name"], responsible=row["responsible"], standard_minutes=row["standard_minutes"],
                standard_days=row["standard_days"], sensitive=row["sensitive"], steps=row["steps"],
                documents=row["documents"],
            )
            for row in services
        ],
    }  # fmt: skip


def write_structure(turn: Turn, structure: Structure) -> Answer:
    """Make the site's structure that of a file; answers with what was made, changed and retired, by kind.

    Refuses with `catalogue.line_waits` when a group that is to be retired has people in its line.
    """
    before = read_structure(turn.conn, turn.site_id)
    departments = _write(
        turn, Department, structure.departments, structure.retired["departments"], department_values
    )
    groups = _write(
        turn, Group, structure.groups, structure.retired["groups"], lambda e: group_values(e, departments)
    )
    _write(
        turn, Service, structure.services, structure.retired["services"],
        lambda e: service_values(e, departments, groups),
    )  # fmt: skip
    _check_lines(turn)
    after = read_structure(turn.conn, turn.site_id)
    changes = {kind: _compare(before[kind], after[kind]) for kind in KINDS}
    changed = before != after
    if changed:
        _free_counters(turn)
        turn.conn.execute(
            update(Site).where(Site.id == turn.site_id).values(config_version=Site.config_version + 1)
        )
        named = {kind: {code for codes in changes[kind].values() for code in codes} for kind in KINDS}
        turn.record(
            "settings.changed", names=["catalogue"], before=_only(before, named), after=_only(after, named),
            order={kind: [row["code"] for row in after[kind]] for kind in KINDS},
        )  # fmt: skip
    return {"changed": changed, "changes": changes}


def _is_retired(place: Place) -> bool:
    return "retired" in place.value and place.flag("retired") if isinstance(place.value, dict) else False


def _check(structure: Structure) -> None:
    """Codes stand once and lead somewhere, letters once in use, and nothing in use hangs on what is retired."""
    retired = structure.retired
    check_unique(
        {
            "departments: code": [d.code for d in structure.departments],
            "groups: code": [g.code for g in structure.groups],
            "groups in use: prefix": [g.prefix for g in structure.groups if g.code not in retired["groups"]],
            "services: code": [s.code for s in structure.services],
        }
    )
    check_known(structure.departments, structure.groups, structure.services)
    check_sensitive(
        [group for group in structure.groups if group.code not in retired["groups"]],
        [service for service in structure.services if service.code not in retired["services"]],
    )
    for kind, entries in (("group", structure.groups), ("service", structure.services)):
        for entry in entries:
            if entry.code in retired[f"{kind}s"]:
                continue
            if entry.department in retired["departments"]:
                raise ValueError(
                    f"{kind} {entry.code!r} is in use, its department {entry.department!r} is retired"
                )
            if isinstance(entry, ServiceEntry) and entry.group in retired["groups"]:
                raise ValueError(f"service {entry.code!r} is in use, its group {entry.group!r} is retired")


def _rows(conn: Connection, model: Any, site_id: int) -> list[Mapping[str, Any]]:
    query = select(model.__table__).where(model.site_id == site_id).order_by(model.position, model.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def _plain(row: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    return {**values, "retired": True} if row["retired"] else values


def _write(
    turn: Turn, model: Any, entries: Sequence[Any], retired: frozenset[str], values: Any
) -> dict[str, int]:
    """Write the entries of one kind in their order; return the ids by code. What is not among them is retired."""
    rows = turn.conn.execute(select(model.code, model.id).where(model.site_id == turn.site_id)).all()
    ids = {row.code: row.id for row in rows}
    for position, entry in enumerate(entries):
        own = {**values(entry), "position": position, "retired": entry.code in retired}
        if entry.code in ids:
            turn.conn.execute(update(model).where(model.id == ids[entry.code]).values(own))
        else:
            statement = insert(model).values(site_id=turn.site_id, code=entry.code, **own).returning(model.id)
            ids[entry.code] = turn.conn.execute(statement).scalar_one()
    gone = [code for code in ids if code not in {entry.code for entry in entries}]
    for position, code in enumerate(gone, len(entries)):
        turn.conn.execute(update(model).where(model.id == ids[code]).values(retired=True, position=position))
    return ids


def _check_lines(turn: Turn) -> None:
    waiting = turn.conn.execute(
        select(Group.code, func.count())
        .join(Ticket, Ticket.group_id == Group.id)
        .where(
            Group.site_id == turn.site_id,
            Group.retired.is_(True),
            Ticket.day == turn.head.day,
            Ticket.state.in_((State.WAITING, State.CALLED, State.SERVING, State.HELD)),
        )
        .group_by(Group.code)
    ).first()
    if waiting is not None:
        raise QueueError("catalogue.line_waits", group=waiting[0], n=waiting[1])


def _free_counters(turn: Turn) -> None:
    """Counters do not serve what is retired."""
    here = select(Group.id).where(Group.site_id == turn.site_id, Group.retired.is_(False))
    used = set(turn.conn.execute(here).scalars())
    counters = turn.conn.execute(
        select(Counter.id, Counter.groups, Counter.default_groups).where(Counter.site_id == turn.site_id)
    ).all()
    for counter in counters:
        own = {
            "groups": [id_ for id_ in counter.groups if id_ in used],
            "default_groups": [id_ for id_ in counter.default_groups if id_ in used],
        }
        turn.conn.execute(update(Counter).where(Counter.id == counter.id).values(own))


def _compare(before: Rows, after: Rows) -> dict[str, list[str]]:
    """Return the codes that are new, changed, retired, or in use again."""
    old = {row["code"]: row for row in before}
    found: dict[str, list[str]] = {"new": [], "changed": [], "retired": [], "again": []}
    for row in after:
        was = old.get(row["code"])
        if was is None:
            found["new"].append(row["code"])
        elif was.get("retired") != row.get("retired"):
            found["retired" if row.get("retired") else "again"].append(row["code"])
        elif was != row:
            found["changed"].append(row["code"])
    return found


def _only(structure: Mapping[str, Rows], codes: Mapping[str, Iterable[str]]) -> dict[str, Rows]:
    return {kind: [row for row in structure[kind] if row["code"] in codes[kind]] for kind in KINDS}
