"""The catalogue of a municipality: departments, groups, services, counters, people, settings of a new site.

`catalogue.json` beside this file is the demo town in the structure of a real subdistrict municipality; its
people are invented. A town copies that file, changes the words and loads it the same way. Loading checks
everything once, so that nothing after it needs to: a wrong file stops the set-up and names the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, cast

from deploy.icons import ICONS
from shared.domain.colours import COLOURS
from shared.domain.hours import Hours
from shared.domain.sensitive import gives_away
from shared.live.values import Office, Text

BUILT_IN = Path(__file__).with_name("catalogue.json")
ROLES = ("clerk", "supervisor", "executive", "administrator")
LANGUAGES = ("th", "ms", "en")
_PREFIXES = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZ")
"""I and O are left out: they are read as 1 and 0."""
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Role = Literal["clerk", "supervisor", "executive", "administrator"]


@dataclass(frozen=True, slots=True)
class DepartmentEntry:
    """ส่วนราชการ."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """กลุ่มบริการ. `department` is a code; `documents` are what to bring; `last_ticket` is local `HH:MM`."""

    code: str
    prefix: str
    name: Text
    short: Text
    icon: str
    department: str
    documents: tuple[Text, ...]
    daily_cap: int | None
    last_ticket: str | None
    colour: str
    neutral: bool


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """งานบริการ. The published standard is in minutes, in days, or (both None) not fixed."""

    code: str
    group: str
    department: str
    name: Text
    responsible: Text
    standard_minutes: int | None
    standard_days: int | None
    sensitive: bool
    steps: tuple[Text, ...]
    documents: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class CounterEntry:
    """ช่องบริการ. `groups` are the codes it serves when it opens."""

    number: int
    name: Text
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """A person and the counter (number) where that person usually works."""

    username: str
    name: str
    role: Role
    counter: int | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A checked catalogue. Order in the file is the order on screens.

    `settings` is what the site keeps as it stands, plain JSON: `office`, `hours`, `band`, `rating`,
    `priority_ratio`, `recall_limit`, `recall_spacing_s`, `correct_within_s`, `long_wait_min` and the lists of
    reason codes.
    """

    site: str
    settings: Mapping[str, Any]
    departments: tuple[DepartmentEntry, ...]
    groups: tuple[GroupEntry, ...]
    services: tuple[ServiceEntry, ...]
    counters: tuple[CounterEntry, ...]
    staff: tuple[StaffEntry, ...]


def load_catalogue(path: Path = BUILT_IN) -> Catalogue:
    """Return the catalogue in `path`. Raises ValueError with the place and what is wrong there."""
    try:
        return parse_catalogue(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong


def parse_catalogue(raw: Mapping[str, Any]) -> Catalogue:
    """Return the catalogue of parsed JSON. Raises ValueError with the place and what is wrong there."""
    root = Place("", raw)
    catalogue = Catalogue(
        site=root.string("site"),
        settings=_settings(root.object("settings")),
        departments=tuple(read_department(p) for p in root.rows("departments")),
        groups=tuple(read_group(p) for p in root.rows("groups")),
        services=tuple(read_service(p) for p in root.rows("services")),
        counters=tuple(_counter(p) for p in root.rows("counters")),
        staff=tuple(_staff(p) for p in root.rows("staff")),
    )
    check_unique(
        {
            "departments: code": [d.code for d in catalogue.departments],
            "groups: code": [g.code for g in catalogue.groups],
            "groups: prefix": [g.prefix for g in catalogue.groups],
            "services: code": [s.code for s in catalogue.services],
            "counters: number": [c.number for c in catalogue.counters],
            "staff: username": [s.username for s in catalogue.staff],
        }
    )
    check_known(catalogue.departments, catalogue.groups, catalogue.services)
    check_sensitive(catalogue.groups, catalogue.services)
    _check_places(catalogue)
    return catalogue


@dataclass(frozen=True, slots=True)
class Place:
    """A JSON object and where it stands, for the sentence of an error."""

    path: str
    value: Any

    def take(self, key: str) -> Any:
        if not isinstance(self.value, Mapping) or key not in self.value:
            raise ValueError(f"{self._at(key)} is missing")
        return self.value[key]

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def string(self, key: str) -> str:
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{self._at(key)} must be a text, not {value!r}")
        return value

    def whole(self, key: str) -> int:
        value = self.take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{self._at(key)} must be a whole number from 1, not {value!r}")
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise ValueError(f"{self._at(key)} must be true or false, not {value!r}")
        return value

    def flag_or(self, key: str, otherwise: bool) -> bool:
        """Return a flag that files of an older program do not have."""
        return self.flag(key) if key in self.value else otherwise

    def whole_or_none(self, key: str) -> int | None:
        return None if self.take(key) is None else self.whole(key)

    def text(self, key: str) -> Text:
        inner = Place(self._at(key), self.take(key))
        return Text(**{language: inner.string(language) for language in LANGUAGES})

    def texts(self, key: str) -> tuple[Text, ...]:
        rows = self.take(key)
        if not isinstance(rows, list):
            raise ValueError(f"{self._at(key)} must be a list")
        wrap = Place("", {f"{self._at(key)}[{i}]": row for i, row in enumerate(rows)})
        return tuple(wrap.text(name) for name in wrap.value)

    def codes(self, key: str) -> tuple[str, ...]:
        rows = self.take(key)
        if not isinstance(rows, list) or not rows or not all(isinstance(row, str) and row for row in rows):
            raise ValueError(f"{self._at(key)} must be a list of codes with at least one")
        return tuple(rows)

    def rows(self, key: str) -> Iterator[Place]:
        rows = self.take(key)
        if not isinstance(rows, list) or not rows:
            raise ValueError(f"{self._at(key)} must be a list with at least one entry")
        for i, row in enumerate(rows):
            yield Place(f"{self._at(key)}[{i}]", row)

    def object(self, key: str) -> Place:
        return Place(self._at(key), self.take(key))


def _settings(place: Place) -> Mapping[str, Any]:
    office, rating = place.object("office"), place.object("rating")
    for field in fields(Office):
        if field.name not in ("simulated", "logo"):
            office.text(field.name)
    for name in ("priority_ratio", "recall_limit", "recall_spacing_s", "correct_within_s", "long_wait_min"):
        place.whole(name)
    for name in ("chosen_reasons", "hold_reasons", "pause_reasons"):
        place.codes(name)
    for name in ("window_min", "correct_s", "amend_within_s", "open_gap_s"):
        rating.whole(name)
    rating.codes("reasons")
    rating.codes("dimensions")
    for name in ("sex", "age", "occupation"):
        rating.object("ask").flag(name)
    rating.flag("comment")
    if place.string("band") not in ("A", "B"):
        raise ValueError("settings.band must be A or B")
    try:
        Hours.from_json(place.take("hours"))
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"settings.hours: {wrong}") from wrong
    settings: Mapping[str, Any] = place.value
    return settings


def read_department(place: Place) -> DepartmentEntry:
    """Return a department. Raises ValueError with the place and what is wrong there."""
    return DepartmentEntry(code=place.string("code"), name=place.text("name"))


def read_group(place: Place) -> GroupEntry:
    """Return a group. Raises ValueError with the place and what is wrong there."""
    prefix = place.string("prefix")
    if prefix not in _PREFIXES:
        raise ValueError(f"{place.path}.prefix must be one capital letter other than I and O, not {prefix!r}")
    last, icon = place.take("last_ticket"), place.string("icon")
    if icon not in ICONS:
        raise ValueError(f"{place.path}.icon must be one of the icons in deploy/icons.py, not {icon!r}")
    if last is not None and _CLOCK.fullmatch(place.string("last_ticket")) is None:
        raise ValueError(f"{place.path}.last_ticket must be a time HH:MM or null, not {last!r}")
    code, colour = place.string("code"), place.value.get("colour", "")
    if colour not in ("", *COLOURS):
        raise ValueError(f"{place.path}.colour must be one of {', '.join(COLOURS)} or empty, not {colour!r}")
    return GroupEntry(
        code=code,
        prefix=prefix,
        name=place.text("name"),
        short=place.text("short"),
        icon=icon,
        department=place.string("department"),
        documents=place.texts("documents"),
        daily_cap=place.whole_or_none("daily_cap"),
        last_ticket=last,
        colour=colour,
        neutral=place.flag_or("neutral", code == "general"),
    )


def read_service(place: Place) -> ServiceEntry:
    """Return a service. Raises ValueError with the place and what is wrong there."""
    minutes, days = place.whole_or_none("standard_minutes"), place.whole_or_none("standard_days")
    if minutes is not None and days is not None:
        raise ValueError(f"{place.path} has a standard in minutes and in days; one of them must be null")
    return ServiceEntry(
        code=place.string("code"),
        group=place.string("group"),
        department=place.string("department"),
        name=place.text("name"),
        responsible=place.text("responsible"),
        standard_minutes=minutes,
        standard_days=days,
        sensitive=place.flag_or("sensitive", False),
        steps=place.texts("steps"),
        documents=place.texts("documents"),
    )


def _counter(place: Place) -> CounterEntry:
    return CounterEntry(number=place.whole("number"), name=place.text("name"), groups=place.codes("groups"))


def _staff(place: Place) -> StaffEntry:
    role = place.string("role")
    if role not in ROLES:
        raise ValueError(f"{place.path}.role must be one of {', '.join(ROLES)}, not {role!r}")
    return StaffEntry(
        username=place.string("username"),
        name=place.string("name"),
        role=cast("Role", role),
        counter=place.whole_or_none("counter"),
    )


def check_unique(lists: Mapping[str, Iterable[str | int]]) -> None:
    """Refuse a value that stands twice in a list; the lists by what they are of."""
    for what, values in lists.items():
        seen: set[str | int] = set()
        for value in values:
            if value in seen:
                raise ValueError(f"{what} {value!r} is there twice")
            seen.add(value)


def check_known(
    departments: Sequence[DepartmentEntry], groups: Sequence[GroupEntry], services: Sequence[ServiceEntry]
) -> None:
    """Refuse a code that leads nowhere."""
    department_codes, group_codes = [d.code for d in departments], [g.code for g in groups]
    for group in groups:
        _known(group.department, department_codes, f"group {group.code!r}: department")
    for service in services:
        _known(service.group, group_codes, f"service {service.code!r}: group")
        _known(service.department, department_codes, f"service {service.code!r}: department")


def check_sensitive(groups: Sequence[GroupEntry], services: Sequence[ServiceEntry]) -> None:
    """Refuse a group that gives one of its sensitive services away; both of what is in use."""
    for group in groups:
        own = [(asdict(s.name), s.sensitive) for s in services if s.group == group.code]
        if gives_away(group.neutral, (asdict(group.name), asdict(group.short)), own):
            raise ValueError(
                f"group {group.code!r} gives its sensitive service away: it must be neutral, have other services too, "
                "and not be called like it"
            )


def _check_places(catalogue: Catalogue) -> None:
    groups, numbers = [g.code for g in catalogue.groups], [c.number for c in catalogue.counters]
    for counter in catalogue.counters:
        for code in counter.groups:
            _known(code, groups, f"counter {counter.number}: group")
    for person in catalogue.staff:
        if person.counter is not None:
            _known(person.counter, numbers, f"staff {person.username!r}: counter")


def _known(value: str | int, among: Sequence[str | int], what: str) -> None:
    if value not in among:
        raise ValueError(f"{what} {value!r} is not in the catalogue")
