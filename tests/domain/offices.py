"""An office and its clock for the tests of hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from shared.domain.hours import DayHours, Holiday, Hours, Lunch, bangkok

USUAL = DayHours(time(8, 30), time(16, 30))
SONGKRAN = {"th": "วันสงกรานต์", "ms": "Songkran", "en": "Songkran"}
EID = {"th": "วันอีดิ้ลฟิตรี", "ms": "Hari Raya Aidilfitri", "en": "Eid al-Fitr"}
TUESDAY = date(2026, 4, 7)
FRIDAY = date(2026, 4, 10)
SATURDAY = date(2026, 4, 11)
MONDAY = date(2026, 4, 13)


def make_hours(
    *,
    lunch_closes: bool = False,
    last_ticket_before_min: int = 30,
    holidays: Mapping[date, Holiday] | None = None,
    exceptions: Mapping[date, DayHours | None] | None = None,
) -> Hours:
    return Hours(
        weekly=(USUAL, USUAL, USUAL, USUAL, USUAL, None, None),
        lunch=Lunch(time(12), time(13), closes=lunch_closes),
        last_ticket_before_min=last_ticket_before_min,
        holidays=holidays or {},
        exceptions=exceptions or {},
    )


def at(clock: str, day: date = TUESDAY) -> datetime:
    return bangkok(day, time.fromisoformat(clock))
