"""One day of the hall while its tickets are read: who passed whom, the fullest moment, service outside hours.

The same readings as `shared/domain/fairness.py` and `shared/domain/hours.py`, without an object for every
ticket, so that half a million tickets are read in seconds; tests hold them to each other on random days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from shared.clock import epoch
from shared.domain.hours import Hours, bangkok, is_working_day
from shared.evidence.cells import Cell

_NOON_S, _ONE_S = 12 * 3600, 13 * 3600
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class DayHours:
    """The regular hours of a day in stored seconds; a day that is no working day has `working` False."""

    midnight: int
    working: bool
    opens: int
    closes: int


def hours_on(hours: Hours, day: date) -> DayHours:
    """Return the regular hours of the week for a day; special openings are exactly what is counted as
    outside."""
    midnight = epoch(bangkok(day, time()))
    regular = hours.weekly[day.weekday()]
    if regular is None:
        return DayHours(midnight, is_working_day(hours, day), midnight, midnight)
    opens, closes = (c.hour * 3600 + c.minute * 60 + c.second for c in (regular.opens, regular.closes))
    return DayHours(midnight, is_working_day(hours, day), midnight + opens, midnight + closes)


class Day:
    """The tickets of one day, in any order. `outside` and `lunch` count tickets with such an event."""

    def __init__(self, day: str, hours: Hours) -> None:
        self.day = day
        self.hours = hours_on(hours, date.fromisoformat(day))
        self.issued = 0
        self.served = 0
        self.outside = 0
        self.lunch = 0
        self.passing: list[tuple[int, str | None]] = []
        """Who was called before somebody who came earlier: ticket id and the logged reason."""
        self._lines: dict[tuple[int, str], list[tuple[int, int, int, str | None, Cell | None]]] = {}
        self._changes: dict[int, int] = {}
        self._lunch = (
            max(self.hours.midnight + _NOON_S, self.hours.opens),
            min(self.hours.midnight + _ONE_S, self.hours.closes),
        )

    def note_call(
        self,
        line: tuple[int, str],
        issued: int,
        called: int,
        ticket: int,
        reason: str | None,
        cell: Cell | None,
    ) -> None:
        """Note a first call by its places in the journal; `cell` None: outside the scope, but in the line."""
        self._lines.setdefault(line, []).append((issued, called, ticket, reason, cell))

    def note_wait(self, issued_at: int, until: int | None) -> None:
        """Note from when until when somebody waited; None: to the end of the day."""
        self._changes[issued_at] = self._changes.get(issued_at, 0) + 1
        if until is not None:
            self._changes[until] = self._changes.get(until, 0) - 1

    def note_events(self, events: Iterable[int | None]) -> None:
        """Note when something happened with a ticket: issue, calls, finish. Source: figures.md, out of
        hours."""
        if not self.hours.working:
            return
        opens, closes = self.hours.opens, self.hours.closes
        from_s, until_s = self._lunch
        outside = lunch = False
        for at in events:
            if at is not None:
                outside = outside or at < opens or at >= closes
                lunch = lunch or from_s <= at < until_s
        self.outside += outside
        self.lunch += lunch

    def count_order(self) -> None:
        """Write into the cells how many were called, and how many of them passed somebody; keep who did.

        Somebody issued earlier in the same line (group of issue and class) was called later exactly when the
        latest call among those issued earlier is later than one's own. Source: figures.md, order.
        """
        for line in self._lines.values():
            line.sort(key=lambda entry: entry[0])
            latest = 0
            for _, called, ticket, reason, cell in line:
                if cell is not None:
                    cell.called += 1
                    if called < latest:
                        cell.passed_with_reason += reason is not None
                        cell.passed_without += reason is None
                        self.passing.append((ticket, reason))
                latest = max(latest, called)

    def peak(self) -> tuple[int, int]:
        """Return the most who waited at one instant and that instant in stored seconds; (0, 0) for nobody."""
        waiting, most, at = 0, 0, 0
        for instant in sorted(self._changes):
            waiting += self._changes[instant]
            if waiting > most:
                most, at = waiting, instant
        return most, at
