"""Where settings live: parts of `Site.settings`, and the rows of groups, services, counters and departments.

A subject names one thing that can be changed: `settings:rules`, `group:3`, `printer:1` (how the kiosk 1 prints). Its
value is plain JSON, as it goes into the journal and comes out of it again when the change is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from shared.domain.errors import QueueError
from shared.domain.printing import read_paper
from shared.store.models import Base, Counter, Department, Device, Group, Service, Site

Value = dict[str, Any]
ROWS: dict[str, tuple[type[Base], tuple[str, ...]]] = {
    "department": (Department, ("name", "position", "retired")),
    "group": (
        Group,
        (
            "prefix", "name", "short", "icon", "colour", "neutral", "department_id", "documents", "daily_cap",
            "last_ticket", "position", "retired",
        ),
    ),
    "service": (
        Service,
        (
            "group_id", "department_id", "name", "steps", "responsible", "documents", "standard_minutes",
            "standard_days", "sensitive", "position", "retired",
        ),
    ),
    "counter": (Counter, ("number", "name", "default_groups", "retired")),
}  # fmt: skip
"""Kind of row → its table and the columns an office changes."""
PARTS: dict[str, tuple[str, ...]] = {
    "logo": ("office.logo",),
    "screens": ("screens",),
    "notices": ("notices",),
    "slip": ("paper.rule", "office.rule", "paper.jawi", "paper.logo", "paper.template"),
    "late": ("paper.late_s",),
    "copies": ("keeping.at", "keeping.targets"),
}
"""Name of a part of the settings → the paths it holds: those with pages of their own, and what a section adds."""
DEFAULTS: dict[str, Any] = {}
"""Path → what holds while an office has not decided."""


Say = Callable[[str], Mapping[str, str]]
"""A key of the catalogues → its words in three languages."""


@dataclass(frozen=True, slots=True)
class Part:
    """What differs in a change: its label in three languages, what was said and what is said now."""

    label: Mapping[str, str]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Own:
    """A kind of subject that lies in the settings in a way of its own, such as a year of the calendar.

    `read(settings, name)` gives its value or refuses with `settings.unknown`; `put(settings, name, value)` gives the
    settings with it; `parts(before, after, say)` gives what differs, with `say(key)` for words in three languages.
    `title` is the key of its heading.
    """

    title: str
    read: Callable[[Mapping[str, Any], str], Value]
    put: Callable[[Mapping[str, Any], str, Mapping[str, Any]], Value]
    parts: Callable[[Mapping[str, Any], Mapping[str, Any], Say], list[Part]]


OWN: dict[str, Own] = {}
"""Kinds of subjects with a way of their own; a room adds its own."""


def add_own(kind: str, own: Own) -> None:
    """Let a room keep something of its own in the settings, changed and undone as everything else."""
    OWN[kind] = own


def read_value(conn: Connection, site_id: int, subject: str) -> Value:
    """Return what a subject says now; refuse with `settings.unknown`."""
    kind, _, name = subject.partition(":")
    if kind == "settings" and name in PARTS:
        settings = read_settings(conn, site_id)
        return {path: _get(settings, path, DEFAULTS.get(path)) for path in PARTS[name]}
    if kind in OWN:
        return OWN[kind].read(read_settings(conn, site_id), name)
    if kind in ROWS and name.isdecimal() and len(name) < 10:
        table, columns = _table(kind)
        row = conn.execute(
            select(*(table.c[column] for column in columns)).where(
                table.c.site_id == site_id, table.c.id == int(name)
            )
        ).first()
        if row is not None:
            return dict(row._mapping)
    if kind == "printer" and name.isdecimal() and len(name) < 10 and _is_kiosk(conn, site_id, int(name)):
        return asdict(read_paper(read_settings(conn, site_id)).of(int(name)))
    raise QueueError("settings.unknown")


def write_value(conn: Connection, site_id: int, subject: str, value: Mapping[str, Any]) -> None:
    """Write what a subject says from now on."""
    kind, _, name = subject.partition(":")
    if kind == "settings":
        settings = read_settings(conn, site_id)
        for path, part in value.items():
            _put(settings, path, part)
        write_settings(conn, site_id, settings)
    elif kind in OWN:
        write_settings(conn, site_id, OWN[kind].put(read_settings(conn, site_id), name, value))
    elif kind == "printer":
        settings = read_settings(conn, site_id)
        _put(settings, ".".join(("paper", "printers", name)), dict(value))
        write_settings(conn, site_id, settings)
    else:
        table, columns = _table(kind)
        conn.execute(
            update(table)
            .where(table.c.site_id == site_id, table.c.id == int(name))
            .values({column: value[column] for column in columns if column in value})
        )


def add_row(conn: Connection, site_id: int, kind: str, value: Mapping[str, Any], code: str) -> int:
    """Add a row of a kind; return its id."""
    table, _ = _table(kind)
    own: Value = {"number": value["number"], "groups": [], "state": "closed"} if kind == "counter" else {
        "code": code
    }  # fmt: skip
    found: int = conn.execute(
        insert(table).values(site_id=site_id, **{**value, **own, "retired": False}).returning(table.c.id)
    ).scalar_one()
    return found


def read_settings(conn: Connection, site_id: int) -> Value:
    """Return a site's settings as they are in the database."""
    return dict(conn.execute(select(Site.settings).where(Site.id == site_id)).scalar_one())


def write_settings(conn: Connection, site_id: int, settings: Value) -> None:
    """Write a site's settings."""
    conn.execute(update(Site).where(Site.id == site_id).values(settings=settings))


def _is_kiosk(conn: Connection, site_id: int, device: int) -> bool:
    found = select(Device.id).where(
        Device.site_id == site_id, Device.id == device, Device.kind == "kiosk", Device.revoked_at.is_(None)
    )
    return conn.execute(found).first() is not None


def _table(kind: str) -> tuple[Table, tuple[str, ...]]:
    model, columns = ROWS[kind]
    table = model.__table__
    assert isinstance(table, Table)
    return table, columns


def _get(settings: Mapping[str, Any], path: str, default: Any) -> Any:
    here: Any = settings
    for part in path.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return default if here is None else here


def _put(settings: Value, path: str, value: Any) -> None:
    first, _, rest = path.partition(".")
    if rest:
        inner = dict(settings.get(first) or {})
        _put(inner, rest, value)
        settings[first] = inner
    else:
        settings[first] = value
