"""What was counted in some days as one value of plain lists: to be kept, to be added up, to be compared.

`plain_of` and `Pile` are each other's reverse, and the only form in which counts of different days come together, so a
day that was kept and a day that was just read are added by the same lines. Two plain values of the same days are equal
exactly when they count the same.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, cast

import orjson

from shared.clock import epoch, moment
from shared.domain.fairness import Peak
from shared.domain.statistics import Scores
from shared.evidence.cells import Cell, Histogram
from shared.evidence.reading import Reading
from shared.evidence.satisfaction import DIMENSIONS, Answers, Ratings

FORM = 2
"""Grows when a counting rule or this form changes: what was kept by another is then counted anew."""
Plain = dict[str, Any]

_NUMBERS = (
    "priority", "imported", "late", "outreach", "promised", "kept", "called", "passed_with_reason", "passed_without",
)  # fmt: skip
_HISTOGRAMS = ("waits", "waits_of_others", "services", "unstarted", "visits")
_TIMES_OF_SERVICES = (_HISTOGRAMS.index("services"), _HISTOGRAMS.index("unstarted"))


def plain_of(reading: Reading, rated: Ratings) -> Plain:
    """Return counts as plain lists, everything in one order. The calls out of order keep theirs."""
    peak = reading.peak
    return {
        "cells": [
            [
                cell.month, cell.group_id, cell.service_id, dict(sorted(cell.states.items())),
                [getattr(cell, name) for name in _NUMBERS],
                [_list(getattr(cell, name)) for name in _HISTOGRAMS],
            ]
            for cell in sorted(reading.cells.values(), key=lambda c: (c.month, c.group_id, c.service_id or 0))
        ],
        "days": {day: list(counts) for day, counts in sorted(reading.days.items())},
        "hours": [list(pair) for pair in sorted(reading.hours.items())],
        "origins": dict(sorted(reading.origins.items())),
        "left_out": reading.left_out,
        "peak": [peak.waiting, epoch(peak.at)] if peak else None,
        "passing": {
            day: sorted(([ticket, reason] for ticket, reason in calls), key=lambda call: call[0])
            for day, calls in sorted(reading.passing.items())
        },
        "outside": dict(sorted(reading.outside.items())),
        "lunch": dict(sorted(reading.lunch.items())),
        "non_working": dict(sorted(reading.non_working.items())),
        "answers": sorted(([*_key(a), a.n] for a in rated.answers), key=_with_none),
        "dimensions": [list(rated.dimensions[name].counts) for name in DIMENSIONS],
        "excluded": dict(sorted(rated.excluded.items())),
        "ratings_left_out": rated.left_out,
        "ratings_imported": rated.imported,
        "ratings_outreach": rated.outreach,
    }  # fmt: skip


def lighten(plain: Plain) -> Plain:
    """Return the same counts with the histograms of a month all in its first cell, and no single calls.

    So every count of every unit is there, and the durations of the whole office alone; how long each exact service
    took is there in begun minutes, which is all that a standard in minutes asks for.
    """
    cells: list[list[Any]] = []
    months: dict[str, list[Histogram]] = {}
    minutes: dict[int, Counter[int]] = defaultdict(Counter)
    for month, group, service, states, numbers, histograms in plain["cells"]:
        if service is not None:
            took: Counter[int] = Counter()
            for at in _TIMES_OF_SERVICES:
                _add(took, histograms[at])
            for seconds, n in took.items():
                minutes[service][-(-seconds // 60)] += n
        pooled = months.get(month)
        cells.append([month, group, service, states, numbers, pooled])
        if pooled is None:
            cells[-1][-1] = pooled = months[month] = [Counter() for _ in _HISTOGRAMS]
        else:
            cells[-1][-1] = [[] for _ in _HISTOGRAMS]
        for into, listed in zip(pooled, histograms, strict=True):
            _add(into, listed)
    for cell in cells:
        cell[-1] = [_list(h) if isinstance(h, dict) else h for h in cell[-1]]
    listed = [[service, _list(histogram)] for service, histogram in sorted(minutes.items())]
    return {**plain, "cells": cells, "passing": {}, "minutes": listed}


def pack(plain: Plain) -> bytes:
    """Return plain counts as bytes."""
    return zlib.compress(orjson.dumps(plain), 6)


def unpack(packed: bytes) -> Plain:
    """Return packed counts."""
    found: Plain = orjson.loads(zlib.decompress(packed))
    return found


class Pile:
    """Counts added up, the earliest days first."""

    def __init__(self) -> None:
        self._reading = Reading()
        self._answers: Counter[tuple[Any, ...]] = Counter()
        self._dimensions = [[0] * 5 for _ in DIMENSIONS]
        self._excluded: Counter[str] = Counter()
        self._left_out = 0
        self._imported = 0
        self._outreach = 0

    def add(self, plain: Plain) -> None:
        """Add the counts of later days."""
        reading = self._reading
        for month, group, service, states, numbers, histograms in plain["cells"]:
            cell = reading.cells.get((month, group, service))
            if cell is None:
                cell = reading.cells[month, group, service] = _new_cell(month, group, service)
            _add_counts(cell.states, states)
            for name, n in zip(_NUMBERS, numbers, strict=True):
                if n:
                    setattr(cell, name, getattr(cell, name) + n)
            for name, listed in zip(_HISTOGRAMS, histograms, strict=True):
                if listed:
                    _add(getattr(cell, name), listed)
        if "minutes" in plain:
            self._add_minutes(plain["minutes"])
        reading.days |= {day: (issued, served) for day, (issued, served) in plain["days"].items()}
        _add_counts(reading.hours, dict(plain["hours"]))
        _add_counts(reading.origins, plain["origins"])
        reading.left_out += plain["left_out"]
        peak = plain["peak"]
        if peak is not None and peak[0] > (reading.peak.waiting if reading.peak else 0):
            reading.peak = Peak(peak[0], moment(peak[1]))
        for day, calls in plain["passing"].items():
            reading.passing[day] = [(ticket, reason) for ticket, reason in calls]
        reading.outside |= plain["outside"]
        reading.lunch |= plain["lunch"]
        reading.non_working |= plain["non_working"]
        self._add_ratings(plain)

    def _add_minutes(self, listed: list[Any]) -> None:
        minutes = self._reading.minutes
        if minutes is None:
            minutes = self._reading.minutes = defaultdict(Counter)
        for service, histogram in listed:
            _add(minutes[service], histogram)

    def _add_ratings(self, plain: Plain) -> None:
        for *key, n in plain["answers"]:
            self._answers[tuple(key)] += n
        for counts, more in zip(self._dimensions, plain["dimensions"], strict=True):
            for level, n in enumerate(more):
                counts[level] += n
        self._excluded.update(plain["excluded"])
        self._left_out += plain["ratings_left_out"]
        self._imported += plain["ratings_imported"]
        self._outreach += plain["ratings_outreach"]

    @property
    def reading(self) -> Reading:
        """The tickets of all that was added."""
        return self._reading

    @property
    def rated(self) -> Ratings:
        """The ratings of all that was added."""
        return Ratings(
            answers=tuple(Answers(*(*key, n)) for key, n in self._answers.items()),
            dimensions={
                name: Scores((c[0], c[1], c[2], c[3], c[4]))
                for name, c in zip(DIMENSIONS, self._dimensions, strict=True)
            },
            excluded=dict(self._excluded),
            left_out=self._left_out,
            imported=self._imported,
            outreach=self._outreach,
        )


def _new_cell(month: str, group: int, service: int | None) -> Cell:
    cell = Cell(month, group, service)
    for name in _HISTOGRAMS:
        setattr(cell, name, Counter())
    return cell


def _list(histogram: Mapping[int, int]) -> list[Any]:
    """Return a histogram as its durations in order, each as often as it was; where most were often, as two lists."""
    values = sorted(histogram)
    if sum(histogram.values()) > 2 * len(values):
        return [values, [histogram[value] for value in values]]
    return [value for value in values for _ in range(histogram[value])]


def _add(histogram: Histogram, listed: list[Any]) -> None:
    if listed and isinstance(listed[0], list):
        if not histogram:
            dict.update(histogram, zip(*listed, strict=True))
            return
        for value, n in zip(*listed, strict=True):
            histogram[value] = histogram.get(value, 0) + n
    else:
        cast("Counter[int]", histogram).update(listed)  # all histograms of a pile are Counters


def _add_counts(into: dict[Any, int], more: Mapping[Any, int]) -> None:
    for name, n in more.items():
        into[name] = into.get(name, 0) + n


def _key(a: Answers) -> tuple[Any, ...]:
    return (a.month, a.department_id, a.group_id, a.service_id, a.verified, a.score)


def _with_none(row: Iterable[Any]) -> tuple[Any, ...]:
    """Return a row as something that can be ordered: nothing before the first number."""
    return tuple(
        (value is not None, value or 0) if not isinstance(value, str) else (True, value) for value in row
    )
