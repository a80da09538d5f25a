"""A site's configuration as one frozen value, read once per `config_version`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, case, select

from shared.domain.errors import QueueError
from shared.domain.hours import Hours
from shared.domain.ordering import PriorityRule
from shared.store.models import Counter, Department, Group, Report, Service, Site
from shared.store.voices import VoiceConfig, read_voices

Words = Mapping[str, str]


def words_version(settings: Mapping[str, Any]) -> str:
    """Return the version of an office's own words and languages, as screens compare it; empty where it has none."""
    told = {name: settings[name] for name in ("texts", "languages") if settings.get(name)}
    if not told:
        return ""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class GroupConfig:
    """A group as configured."""

    id: int
    code: str
    prefix: str
    name: Words
    short: Words
    icon: str
    colour: str
    department_id: int
    documents: tuple[Words, ...]
    daily_cap: int | None
    last_ticket: str | None


@dataclass(frozen=True)
class ServiceConfig:
    """A service as configured; exactly one of the two standards is set, or none."""

    id: int
    code: str
    group_id: int
    department_id: int
    name: Words
    standard_minutes: int | None
    standard_days: int | None


@dataclass(frozen=True)
class CounterConfig:
    """A counter as configured."""

    id: int
    number: int
    name: Words
    default_groups: tuple[int, ...]


@dataclass(frozen=True)
class SiteConfig:
    """Everything about a site that changes only in the settings."""

    id: int
    code: str
    version: int
    settings: Mapping[str, Any]
    groups: tuple[GroupConfig, ...]
    services: tuple[ServiceConfig, ...]
    counters: tuple[CounterConfig, ...]
    departments: Mapping[int, Words]
    voices: Mapping[str, VoiceConfig]
    """Per language: who speaks in the hall, and which clips there are."""
    headline: Mapping[str, Any] | None = None
    """Of the newest published results: `{year_be, round, percent, n}`."""

    @cached_property
    def hours(self) -> Hours:
        """Opening hours, lunch and holidays."""
        return Hours.from_json(self.settings["hours"])

    @cached_property
    def words(self) -> str:
        """The version of the office's own words."""
        return words_version(self.settings)

    @cached_property
    def rule(self) -> PriorityRule:
        """The published priority rule."""
        return PriorityRule(ratio=int(self.settings["priority_ratio"]))

    @cached_property
    def stage(self) -> str:
        """A digest of how the hall's screens are set up and of the notices: a screen asks anew when it changes."""
        told = [self.settings.get(part) for part in ("screens", "notices")]
        told.append((self.settings.get("report") or {}).get("eit"))
        text = json.dumps(told, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @cached_property
    def groups_by_id(self) -> Mapping[int, GroupConfig]:
        """Groups by their row id."""
        return {g.id: g for g in self.groups}

    @cached_property
    def services_by_id(self) -> Mapping[int, ServiceConfig]:
        """Services by their row id."""
        return {s.id: s for s in self.services}

    @cached_property
    def counters_by_id(self) -> Mapping[int, CounterConfig]:
        """Counters by their row id."""
        return {c.id: c for c in self.counters}

    @cached_property
    def clip_addresses(self) -> tuple[str, ...]:
        """The addresses of all clips of the hall's voice, sorted."""
        return tuple(sorted({clip.digest for voice in self.voices.values() for clip in voice.clips.values()}))

    @cached_property
    def voice_version(self) -> str:
        """A digest that changes with the clips; empty while there are none."""
        if not self.clip_addresses:
            return ""
        return hashlib.sha256(" ".join(self.clip_addresses).encode()).hexdigest()[:12]

    def group(self, code: str) -> GroupConfig:
        """Return a group by its code, or by its prefix where that names one; refuse with `group.unknown`."""
        found = self.find_group(code)
        if found is None:
            raise QueueError("group.unknown", group=code)
        return found

    def find_group(self, code: str) -> GroupConfig | None:
        """Return a group by its code, or by its prefix where that names exactly one; None otherwise."""
        found = [g for g in self.groups if g.code == code] or [g for g in self.groups if g.prefix == code]
        return found[0] if len(found) == 1 else None

    def counter(self, number: int) -> CounterConfig:
        """Return a counter by its number; refuse with `counter.unknown`."""
        for counter in self.counters:
            if counter.number == number:
                return counter
        raise QueueError("counter.unknown", counter=number)

    def service(self, code: str) -> ServiceConfig:
        """Return a service by its code; refuse with `service.unknown`."""
        for service in self.services:
            if service.code == code:
                return service
        raise QueueError("service.unknown", service=code)


class Configs:
    """Keeps the newest SiteConfig of each site, keyed by its version."""

    def __init__(self) -> None:
        self._kept: dict[int, SiteConfig] = {}

    def get(self, conn: Connection, site_id: int, version: int) -> SiteConfig:
        """Return the configuration of `site_id` at `version`, reading it only when the version is new."""
        kept = self._kept.get(site_id)
        if kept is None or kept.version != version:
            kept = self._kept[site_id] = load_config(conn, site_id)
        return kept


def load_config(conn: Connection, site_id: int) -> SiteConfig:
    """Read a site's configuration; retired rows are left out."""
    site = conn.execute(select(Site.code, Site.config_version, Site.settings).where(Site.id == site_id)).one()
    groups = conn.execute(
        select(Group.__table__)
        .where(Group.site_id == site_id, Group.retired.is_(False))
        .order_by(Group.position, Group.id)
    )
    services = conn.execute(
        select(Service.__table__)
        .where(Service.site_id == site_id, Service.retired.is_(False))
        .order_by(Service.position, Service.id)
    )
    counters = conn.execute(
        select(Counter.id, Counter.number, Counter.name, Counter.default_groups)
        .where(Counter.site_id == site_id, Counter.retired.is_(False))
        .order_by(Counter.number)
    )
    departments = conn.execute(select(Department.id, Department.name).where(Department.site_id == site_id))
    return SiteConfig(
        id=site_id,
        code=site.code,
        version=site.config_version,
        settings=site.settings,
        groups=tuple(
            GroupConfig(
                g.id,
                g.code,
                g.prefix,
                g.name,
                g.short,
                g.icon,
                g.colour,
                g.department_id,
                tuple(g.documents),
                g.daily_cap,
                g.last_ticket,
            )
            for g in groups
        ),
        services=tuple(
            ServiceConfig(
                s.id, s.code, s.group_id, s.department_id, s.name, s.standard_minutes, s.standard_days
            )
            for s in services
        ),
        counters=tuple(CounterConfig(c.id, c.number, c.name, tuple(c.default_groups)) for c in counters),
        departments={d.id: d.name for d in departments},
        voices=read_voices(conn, site_id),
        headline=_find_headline(conn, site_id),
    )


def _find_headline(conn: Connection, site_id: int) -> Mapping[str, Any] | None:
    """Return the headline of the newest published round; None where nothing is published or may be said."""
    row = conn.execute(
        select(Report.headline)
        .where(Report.site_id == site_id, Report.state == "published", Report.measure.in_((0, 1)))
        .order_by(
            Report.year_be.desc(),
            case((Report.round == "annual", 0), else_=1),
            Report.measure,
            Report.version.desc(),
        )
        .limit(1)
    ).first()
    return row.headline if row is not None else None
