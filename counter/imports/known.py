"""The codes of an office that a file may name, the retired ones too: its past is in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from counter.imports.faults import FaultError
from shared.evidence.kept import OFFICE
from shared.store.models import Counter, Department, Group, KeptFigures, Service, Site

LONGEST_CODE = 40
LETTERS = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZ")
"""What a group may be called by; a number of an old system keeps its own letters all the same."""


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """A group by its code."""

    id: int
    prefix: str
    department_id: int


@dataclass(frozen=True, slots=True)
class KnownService:
    """An exact service by its code."""

    id: int
    group_id: int
    department_id: int


@dataclass(slots=True)
class Missing:
    """What a file names and the office does not have: groups with their letter, services with their group."""

    groups: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    counters: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.groups or self.services or self.counters)


@dataclass(frozen=True, slots=True)
class Known:
    """A site and everything in it that has a code; `version` is that of its configuration."""

    site_id: int
    site: str
    version: int
    sites: frozenset[str]
    departments: dict[str, int]
    groups: dict[str, KnownGroup]
    services: dict[str, KnownService]
    counters: dict[int, int]
    reduced: frozenset[str]
    """Months whose single records were kept long enough: only their figures are left, and they stay as they are."""

    def check_day(self, column: str, day: str, text: str) -> None:
        """Refuse a row of a reduced month: nobody would ever count it."""
        if day[:7] in self.reduced:
            raise FaultError(column, "reduced", text)

    def check_site(self, code: str) -> None:
        """Refuse a row of another site than the file's."""
        if not code:
            raise FaultError("site", "required")
        if code not in self.sites:
            raise FaultError("site", "site_unknown", code)
        if code != self.site:
            raise FaultError("site", "site_other", code)


def read_known(conn: Connection, site_id: int) -> Known:
    """Return what a site knows."""
    site = conn.execute(select(Site.code, Site.config_version).where(Site.id == site_id)).one()
    departments = conn.execute(select(Department.code, Department.id).where(Department.site_id == site_id))
    groups = conn.execute(
        select(Group.code, Group.id, Group.prefix, Group.department_id).where(Group.site_id == site_id)
    )
    services = conn.execute(
        select(Service.code, Service.id, Service.group_id, Service.department_id).where(
            Service.site_id == site_id
        )
    )
    counters = conn.execute(select(Counter.number, Counter.id).where(Counter.site_id == site_id))
    return Known(
        site_id=site_id,
        site=site.code,
        version=site.config_version,
        sites=frozenset(conn.execute(select(Site.code)).scalars()),
        departments={row.code: row.id for row in departments},
        groups={row.code: KnownGroup(row.id, row.prefix, row.department_id) for row in groups},
        services={row.code: KnownService(row.id, row.group_id, row.department_id) for row in services},
        counters={row.number: row.id for row in counters},
        reduced=frozenset(
            conn.execute(
                select(KeptFigures.period).where(
                    KeptFigures.site_id == site_id, KeptFigures.measure == OFFICE
                )
            ).scalars()
        ),
    )


def site_of(conn: Connection, code: str) -> int | None:
    """Return the id of a site, or None."""
    return conn.execute(select(Site.id).where(Site.code == code)).scalar()


class Codes:
    """Looks up the codes of rows; unknown ones are refused, or collected when they are to be made."""

    def __init__(self, known: Known, *, create: bool) -> None:
        self.known, self.create, self.missing = known, create, Missing()

    def group(self, code: str, letter: str | None) -> str:
        """Return the letter of a group's numbers; `letter` is that of this row."""
        if code in self.known.groups:
            return self.known.groups[code].prefix
        if code not in self.missing.groups:
            self._make("group", code)
            self.missing.groups[code] = letter if letter is not None and letter in LETTERS else "X"
        return self.missing.groups[code]

    def service(self, code: str, group: str) -> None:
        """Check a service that was done in a line; a new one belongs to the group it is first named with."""
        if not code or code in self.known.services or code in self.missing.services:
            return
        self._make("service", code)
        if not group:
            raise FaultError("service", "service_alone", code)
        self.missing.services[code] = group

    def counter(self, number: int | None) -> None:
        """Check a counter."""
        if number is None or number in self.known.counters or number in self.missing.counters:
            return
        if not self.create:
            raise FaultError("counter", "counter_unknown", str(number))
        self.missing.counters.add(number)

    def _make(self, column: str, code: str) -> None:
        if not self.create:
            raise FaultError(column, f"{column}_unknown", code)
        if len(code) > LONGEST_CODE or not code[0].isalnum() or not code.isprintable() or " " in code:
            raise FaultError(column, "code", code)
