"""When the house keeps itself: which chore is due, and which copies stay.

Pure rules; `shared/keeping/` does what they say. A machine in an office is switched off at night, so nothing waits
for an hour of the clock alone: what was missed is due as soon as the machine runs again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

from shared.domain.hours import BANGKOK

TargetKind = Literal["folder", "stick", "host"]
KINDS: tuple[TargetKind, ...] = ("folder", "stick", "host")
LOCAL = "local"
"""Name of the folder beside the database, which is always there."""
CHORES_AT = time(17, 0)
RETRY = timedelta(minutes=15)
"""After a failure: a stick may have been plugged in again."""
LATE = timedelta(days=3)
"""A place without a good copy for so long is an alert: a long week-end alone must not be one."""
TEST_LATE = timedelta(days=21)
_NAME = re.compile(r"[^\x00-\x1f/\\]{1,40}")


@dataclass(frozen=True, slots=True)
class Target:
    """A place for copies. A stick and another host's folder are mounted paths that may be absent."""

    name: str
    kind: TargetKind
    path: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """What an office decided about copies and about how long records stay; every value has a default."""

    at: time = CHORES_AT
    """Local hour of the daily chores: after closing, before somebody switches the machine off."""
    targets: tuple[Target, ...] = ()
    """Beside the local folder."""
    daily: int = 7
    weekly: int = 5
    monthly: int = 12
    test_days: int = 7
    ticket_years: int = 2
    """Whole fiscal years of single tickets beside the present one; older months are kept as totals."""
    rating_years: int = 5
    comment_days: int = 730

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Keeping:
        """Read `keeping` of a site's settings; what is missing or empty has its default.

        Raises ValueError for a value that is out of its bounds.
        """
        raw = settings.get("keeping") or {}
        numbers = {
            name: _whole(raw, name, *bounds) for name, bounds in BOUNDS.items() if raw.get(name) is not None
        }
        at = time.fromisoformat(raw["at"]) if "at" in raw else CHORES_AT
        return cls(at=at, targets=_targets(raw.get("targets", ())), **numbers)

    def as_json(self) -> dict[str, Any]:
        """Return the form in which the settings keep it."""
        return {
            "at": self.at.isoformat("minutes"),
            "targets": [{"name": t.name, "kind": t.kind, "path": t.path} for t in self.targets],
            **{name: getattr(self, name) for name in BOUNDS},
        }


BOUNDS: Mapping[str, tuple[int, int]] = {
    "daily": (2, 60),
    "weekly": (0, 60),
    "monthly": (0, 120),
    "test_days": (1, 31),
    "ticket_years": (2, 30),
    "rating_years": (5, 30),
    "comment_days": (30, 730),
}
"""Lowest and highest; the lowest years are what reports and auditors still ask for (two fiscal years, five years)."""


def _whole(raw: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = raw[name]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(name)
    return value


def _targets(raw: Iterable[Mapping[str, Any]]) -> tuple[Target, ...]:
    found: list[Target] = []
    for one in raw:
        name, kind, path = one.get("name"), one.get("kind"), one.get("path")
        taken = {LOCAL, *(t.name for t in found)}
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in taken:
            raise ValueError("targets.name")
        if kind not in KINDS:
            raise ValueError("targets.kind")
        if not isinstance(path, str) or not path.startswith("/") or "\x00" in path or ".." in path.split("/"):
            raise ValueError("targets.path")
        found.append(Target(name, kind, path))
    return tuple(found)


def is_due(
    now: datetime, at: time, *, well: datetime | None, tried: datetime | None, every_days: int = 1
) -> bool:
    """Say whether a daily chore is due: its hour has passed since it last went well, and it was not just tried.

    `well` is when it last went well, `tried` when it was last tried at all.
    """
    if tried is not None and (well is None or tried > well) and timedelta(0) <= now - tried < RETRY:
        return False
    if well is None or well > now:  # never yet, or a clock that once ran ahead
        return True
    done = well.astimezone(BANGKOK)
    following = datetime.combine(done.date(), at, BANGKOK)
    if following <= done:
        following += timedelta(days=1)
    return now >= following + timedelta(days=every_days - 1)


def choose_kept(moments: Sequence[datetime], *, daily: int, weekly: int, monthly: int) -> set[datetime]:
    """Return which copies stay: the newest of each of the last days, weeks and months that have one.

    Counted in days that have a copy, not in days of the calendar: an office that was closed for two weeks must not
    lose what it had.
    """
    newest = sorted(set(moments), reverse=True)
    kept: set[datetime] = set()
    for room, form in ((daily, "%Y-%m-%d"), (weekly, "%G-%V"), (monthly, "%Y-%m")):
        seen: dict[str, datetime] = {}
        for moment in newest:
            seen.setdefault(moment.astimezone(BANGKOK).strftime(form), moment)
        kept |= set(list(seen.values())[:room])
    return kept
