"""The rows of a list as somebody typed them, and what they mean; a row's first fault stands beside it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any

from counter.imports.columns import read_choice, read_counter
from counter.imports.faults import FaultError
from counter.imports.known import Codes
from counter.imports.spool import Record
from counter.imports.tickets import OUTCOMES, as_kept, check_times
from shared.clock import epoch
from shared.domain.hours import bangkok
from shared.domain.thai import arabic_digits
from shared.domain.tickets import WRITTEN_LATE, TicketClass

MOST_ROWS = 60
"""Of one list: three sheets of paper."""
LONGEST_CARD = 20
_CLOCK = re.compile(r"(\d{1,2})[.:]?(\d\d)")
_MOMENTS = {"issued": "issued_at", "called": "called_at", "finished": "finished_at"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the paper, as typed: codes of group and service, the rest as written; empty where unknown."""

    group: str = ""
    card: str = ""
    service: str = ""
    klass: str = ""
    counter: str = ""
    issued: str = ""
    called: str = ""
    finished: str = ""
    outcome: str = ""

    @property
    def is_empty(self) -> bool:
        """True when nothing was typed; class and outcome say something from the beginning."""
        said = replace(self, klass=self.klass or "normal", outcome=self.outcome or "served")
        return said == Row(klass="normal", outcome="served")


FIELDS = tuple(field.name for field in fields(Row))


@dataclass(frozen=True, slots=True)
class Late:
    """A good row: what is written of the ticket, what stood on its card, and whether it is known when it began."""

    record: Record
    card: str
    timed: bool


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row: `row` from 1 as the person counts them."""

    row: int
    field: str
    code: str


def read_rows(
    day: date, rows: Iterable[Row], codes: Codes, *, now: datetime
) -> tuple[list[Late], list[RowFault]]:
    """Return the good rows and, where there are any, the faults. Empty rows are passed over."""
    good: list[Late] = []
    faults: list[RowFault] = []
    for place, row in enumerate(rows, 1):
        if row.is_empty:
            continue
        try:
            good.append(read_row(day, row, codes, now=now))
        except FaultError as wrong:
            faults.append(RowFault(place, wrong.column, wrong.code))
    return good, faults


def read_row(day: date, row: Row, codes: Codes, *, now: datetime) -> Late:
    """Return a row ready to be written. Raises FaultError with the first thing that is wrong."""
    if not row.group:
        raise FaultError("group", "required")
    codes.group(row.group, None)
    card = _read_card(row.card)
    codes.service(row.service, row.group)
    klass = read_choice("class", row.klass, tuple(TicketClass), TicketClass.NORMAL)
    counter = _read_counter(row.counter, codes)
    typed = {name: getattr(row, name) for name in _MOMENTS}
    times = {
        column: at
        for name, column in _MOMENTS.items()
        if (at := read_clock(name, typed[name], day, now=now)) is not None
    }
    outcome = read_choice("outcome", row.outcome, tuple(OUTCOMES), "served")
    _check(times, typed, outcome, day)
    began = min(times.values(), default=epoch(bangkok(day, time())))
    values: dict[str, Any] = {
        "klass": klass,
        "language": "",
        "channel": "paper",
        "counter": counter,
        "group": row.group,
        "service": row.service or None,
        **as_kept({"issued_at": began, **times}, outcome),
    }
    return Late(Record(day.isoformat(), WRITTEN_LATE, None, began, values), card, "issued_at" in times)


def read_clock(name: str, text: str, day: date, *, now: datetime) -> int | None:
    """Return the stored seconds of a time of a day as people write it (9.30, 09:30, 930); None for an empty cell."""
    text = arabic_digits(text).removesuffix("น.").strip()
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise FaultError(name, "clock", text)
    at = epoch(bangkok(day, time(int(match[1]), int(match[2]))))
    if at > epoch(now):
        raise FaultError(name, "future", text)
    return at


def digest_of(day: date, good: Iterable[Late]) -> str:
    """Return what a list says as a SHA-256: the same however it was typed."""
    said = [day.isoformat(), *([late.card, late.timed, asdict(late.record)] for late in good)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _check(times: dict[str, int], typed: dict[str, str], outcome: str, day: date) -> None:
    """Hold the times against each other; a fault names the field as it is called here."""
    names = {column: name for name, column in _MOMENTS.items()}
    row = {column: typed[name] for column, name in names.items()}
    try:
        check_times(times, row, outcome, day.isoformat())
    except FaultError as wrong:
        raise FaultError(names.get(wrong.column, wrong.column), wrong.code, wrong.value) from None


def _read_counter(text: str, codes: Codes) -> int | None:
    counter = read_counter(arabic_digits(text))
    codes.counter(counter)
    return counter


def _read_card(text: str) -> str:
    if len(text) > LONGEST_CARD or not text.isprintable():
        raise FaultError("card", "card", text)
    return text
