"""A small town on a real database for the figures: the demo catalogue, and tickets and ratings written
plainly.

Clock times are of the office (Bangkok), so that the examples read as a day in the hall.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert

from deploy.catalogue import Catalogue, load_catalogue
from shared.clock import epoch
from shared.domain.hours import bangkok
from shared.store.engine import open_engine, writing
from shared.store.models import Base, Counter, Department, Group, Leg, Rating, Service, Site, Ticket
from tests.databases import Databases
from tests.postgres import url_of

NOW = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)


def at(day: str, clock: str) -> int:
    """Return the stored seconds at which the office's clock shows `HH:MM` or `HH:MM:SS` on `day`."""
    return epoch(bangkok(date.fromisoformat(day), time.fromisoformat(clock)))


@dataclass
class Town:
    """The site with its ids, and what has been written so far."""

    engine: Engine
    catalogue: Catalogue
    site_id: int = 1
    departments: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    services: dict[str, int] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    seq: int = 0

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def ticket(self, conn: Connection, day: str, group: str, issued: str, **what: Any) -> int:
        """Write a ticket. `called`, `started`, `finished`, `left` are clock times; other keys are columns.

        The order of issue is the order of writing; the order of calling is `called_seq`, else the time of
        call.
        """
        prefix = next(g.prefix for g in self.catalogue.groups if g.code == group)
        number = self.numbers[day, prefix] = self.numbers.get((day, prefix), 0) + 1
        moments = {
            f"{n}_at": at(day, what.pop(n)) for n in ("called", "started", "finished", "left") if n in what
        }
        called = moments.get("called_at")
        values: dict[str, Any] = {
            "site_id": self.site_id, "day": day, "prefix": prefix, "number": number, "token": f"{day}{prefix}{number}",
            "group_id": self.groups[group], "first_group_id": self.groups[what.pop("first_group", group)],
            "service_id": self.services[what.pop("service")] if "service" in what else None,
            "klass": "normal", "language": "th", "channel": "kiosk", "origin": "live",
            "state": "finished" if "finished_at" in moments else "waiting", "state_since": at(day, issued),
            "place_seq": 0, "issued_seq": self.next_seq(), "issued_at": at(day, issued), "queued_at": at(day, issued),
            "called_seq": called, "last_call_at": called, **moments, **what,
        }  # fmt: skip
        return int(conn.execute(insert(Ticket).values(**values).returning(Ticket.id)).scalar_one())

    def leg(self, conn: Connection, ticket_id: int, day: str, group: str, called: str) -> None:
        """Write a further stay of a ticket, with its call."""
        conn.execute(
            insert(Leg).values(
                site_id=self.site_id, day=day, ticket_id=ticket_id, group_id=self.groups[group], counter_id=1,
                queued_at=at(day, called), called_at=at(day, called), outcome="held",
            )
        )  # fmt: skip

    def rating(self, conn: Connection, day: str, clock: str, score: int, **what: Any) -> None:
        """Write a rating: verified unless told otherwise, of a group or an exact service."""
        group, service = what.pop("group", None), what.pop("service", None)
        department = None
        if service is not None:
            entry = next(s for s in self.catalogue.services if s.code == service)
            group, department = entry.group, entry.department
        elif group is not None:
            department = next(g.department for g in self.catalogue.groups if g.code == group)
        values: dict[str, Any] = {
            "site_id": self.site_id, "day": day, "at": at(day, clock), "score": score, "reasons": [], "language": "th",
            "verified": True, "source": "kiosk", "source_id": "kiosk:1", "origin": "live",
            "group_id": self.groups[group] if group else None,
            "service_id": self.services[service] if service else None,
            "department_id": self.departments[department] if department else None, **what,
        }  # fmt: skip
        conn.execute(insert(Rating).values(**values))


def make_town(url: str) -> Town:
    """Return an empty town in a database without tables."""
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    town = Town(engine, load_catalogue())
    with writing(engine.connect()) as conn, conn.begin():
        _write_catalogue(conn, town)
    return town


class Towns:
    """Lends empty towns: copies of one that was made once."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._template = databases.new(folder / "template.db")
        self._made = make_town(url_of(self._template))
        self._made.engine.dispose()

    @contextmanager
    def lend(self, folder: Path) -> Iterator[Town]:
        """Return a town in a folder, for a while."""
        path = self._databases.lend(self._template, folder / "town.db")
        engine = open_engine(url_of(path))
        try:
            yield replace(self._made, engine=engine, numbers={})
        finally:
            engine.dispose()
            self._databases.give_back(path)


def _write_catalogue(conn: Connection, town: Town) -> None:
    catalogue = town.catalogue
    conn.execute(
        insert(Site).values(id=1, code=catalogue.site, settings=catalogue.settings, head_hash="0" * 64)
    )
    for i, department in enumerate(catalogue.departments, 1):
        town.departments[department.code] = i
        conn.execute(
            insert(Department).values(
                id=i, site_id=1, code=department.code, name=asdict(department.name), position=i
            )
        )
    for i, group in enumerate(catalogue.groups, 1):
        town.groups[group.code] = i
        conn.execute(
            insert(Group).values(
                id=i, site_id=1, code=group.code, prefix=group.prefix, name=asdict(group.name),
                short=asdict(group.short), icon=group.icon, department_id=town.departments[group.department],
                documents=[], position=i,
            )
        )  # fmt: skip
    for i, service in enumerate(catalogue.services, 1):
        town.services[service.code] = i
        conn.execute(
            insert(Service).values(
                id=i, site_id=1, code=service.code, group_id=town.groups[service.group],
                department_id=town.departments[service.department], name=asdict(service.name), steps=[],
                responsible=asdict(service.responsible), documents=[], standard_minutes=service.standard_minutes,
                standard_days=service.standard_days, position=i,
            )
        )  # fmt: skip
    for counter in catalogue.counters:
        conn.execute(
            insert(Counter).values(
                id=counter.number, site_id=1, number=counter.number, name=asdict(counter.name),
                default_groups=[town.groups[g] for g in counter.groups], groups=[],
            )
        )  # fmt: skip
