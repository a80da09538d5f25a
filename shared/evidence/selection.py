"""Which rows figures count: one site, whole days, certain units, and only records of a kind that may be
counted.

Simulated records are left out unless asked for, and then every panel says so. Imported records and those
entered later are counted, and a note says how many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, true

from shared.domain.hours import Hours, service_day
from shared.evidence.periods import Period
from shared.store.models import Department, Group, Rating, Service, Site

REAL_ORIGINS = ("live", "imported", "late", "outreach")
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the office: a department, a group, a service, given by their codes; None = all of it."""

    department: str | None = None
    group: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A department, group or service: `department_id` is that of a group or service; `minutes` its
    standard."""

    id: int
    code: str
    name: Words
    department_id: int | None = None
    minutes: int | None = None
    sensitive: bool = False
    """A service that nothing made of figures may name."""


@dataclass(frozen=True)
class Selection:
    """Everything that says which rows count. Retired units are kept: their past stays in the figures."""

    site_id: int
    site: str
    version: int
    """Of the configuration."""
    settings: Mapping[str, Any]
    period: Period
    scope: Scope
    simulated: bool
    today: date
    """The service day on which the figures are made: earlier days are over, whether or not a turn closed
    them."""
    departments: Sequence[Unit]
    groups: Sequence[Unit]
    services: Sequence[Unit]
    """All of them: a ticket's department is that of its service, whichever it is."""

    @cached_property
    def shown_services(self) -> Sequence[Unit]:
        """Services that have a row, a standard and a choice of their own. Tickets of a sensitive one are counted with
        those without an exact service: in the whole, its group and its department, by no name."""
        return tuple(service for service in self.services if not service.sensitive)

    @cached_property
    def hours(self) -> Hours:
        """The office's hours and holidays."""
        return Hours.from_json(self.settings["hours"])

    @cached_property
    def group_departments(self) -> Mapping[int, int]:
        """Department id per group id."""
        return {g.id: g.department_id for g in self.groups if g.department_id is not None}

    @cached_property
    def service_departments(self) -> Mapping[int, int]:
        """Department id per service id."""
        return {s.id: s.department_id for s in self.services if s.department_id is not None}

    @cached_property
    def standards(self) -> Mapping[int, int]:
        """Published standard in minutes per service id, for services measured in minutes."""
        return {s.id: s.minutes for s in self.shown_services if s.minutes is not None}

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that are counted."""
        return (*REAL_ORIGINS, "simulated") if self.simulated else REAL_ORIGINS

    def department_of(self, group_id: int, service_id: int | None) -> int:
        """Return the department of the exact service; where none was set, that of the group. Source:
        figures."""
        if service_id is not None and service_id in self.service_departments:
            return self.service_departments[service_id]
        return self.group_departments[group_id]

    def is_inside(self, group_id: int, service_id: int | None) -> bool:
        """Say whether tickets of a group and exact service lie within the scope."""
        scope = self.scope
        return (
            (scope.group is None or group_id == _id_of(self.groups, scope.group))
            and (scope.service is None or service_id == _id_of(self.shown_services, scope.service))
            and (
                scope.department is None
                or self.department_of(group_id, service_id) == _id_of(self.departments, scope.department)
            )
        )

    def ratings(self, *, counted: bool = True) -> ColumnElement[bool]:
        """The condition of ratings of the period and scope, of origins that are `counted` or of the others.

        A rating belongs to the Bangkok day of its own time, and is counted from the next day on: whoever stands
        beside a visitor does not see what was just answered. Those marked excluded are not filtered here.
        """
        origin = Rating.origin.in_(self.origins) if counted else Rating.origin.not_in(self.origins)
        over = Rating.day < self.today.isoformat()
        return and_(self.in_period(Rating.site_id, Rating.day), over, origin, self._rated_scope())

    def _rated_scope(self) -> ColumnElement[bool]:
        scope = self.scope
        parts: list[ColumnElement[bool]] = []
        if scope.group is not None:
            parts.append(Rating.group_id == _id_of(self.groups, scope.group))
        if scope.service is not None:
            parts.append(Rating.service_id == _id_of(self.shown_services, scope.service))
        if scope.department is not None:
            parts.append(Rating.department_id == _id_of(self.departments, scope.department))
        return and_(true(), *parts)

    def in_period(self, site_id: Any, day: Any) -> ColumnElement[bool]:
        """The condition that columns of a site and a service day lie within the period."""
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        return and_(site_id == self.site_id, day >= first, day <= last)


def select_rows(
    conn: Connection,
    site_id: int,
    period: Period,
    *,
    now: datetime,
    scope: Scope | None = None,
    simulated: bool = False,
) -> Selection:
    """Return the selection for a site. Raises ValueError for a code of the scope that the site does not
    have."""
    site = conn.execute(select(Site.code, Site.config_version, Site.settings).where(Site.id == site_id)).one()
    departments = conn.execute(
        select(Department.id, Department.code, Department.name)
        .where(Department.site_id == site_id)
        .order_by(Department.position, Department.id)
    )
    groups = conn.execute(
        select(Group.id, Group.code, Group.name, Group.department_id)
        .where(Group.site_id == site_id)
        .order_by(Group.position, Group.id)
    )
    services = conn.execute(
        select(
            Service.id,
            Service.code,
            Service.name,
            Service.department_id,
            Service.standard_minutes,
            Service.sensitive,
        )
        .where(Service.site_id == site_id)
        .order_by(Service.position, Service.id)
    )
    selection = Selection(
        site_id=site_id,
        site=site.code,
        version=site.config_version,
        settings=site.settings,
        period=period,
        scope=scope or Scope(),
        simulated=simulated,
        today=service_day(now),
        departments=tuple(Unit(*row) for row in departments),
        groups=tuple(Unit(*row) for row in groups),
        services=tuple(Unit(*row) for row in services),
    )
    selection.ratings()  # refuses an unknown code here, not somewhere in the middle
    return selection


def _id_of(units: Sequence[Unit], code: str) -> int:
    for unit in units:
        if unit.code == code:
            return unit.id
    raise ValueError(f"There is no {code[:40]!r} here.")
