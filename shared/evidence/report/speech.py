"""Saying a report in one language: words of the catalogues, names, dates, and a cell as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from shared.domain.hours import BANGKOK
from shared.domain.statistics import half_up
from shared.domain.thai import (
    MONTHS,
    SHORT_MONTHS,
    Language,
    clock_time,
    date_range,
    long_date,
    short_date,
    shown_year,
)
from shared.evidence.shown import NONE


class Catalogues(Protocol):
    """What knows the words; the web's `Languages` does."""

    def text(self, key: str, language: str, **values: object) -> str:
        """Return a message with its places filled."""

    def find(self, key: str, language: str, **values: object) -> str | None:
        """Return a message, or None when there is none of that key."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The catalogues in one language. Digits are 0–9 here; documents turn whole texts into ๐–๙."""

    words: Catalogues
    language: Language = "th"

    def say(self, key: str, **values: object) -> str:
        """Return a sentence, without the marks for line breaks that names carry."""
        return self.words.text(key, self.language, **values).replace("|", "")

    def word(self, key: str, otherwise: str) -> str:
        """Return the word of a code that an office may have made itself, or the code."""
        return (self.words.find(key, self.language) or otherwise).replace("|", "")

    def name(self, text: Mapping[str, str]) -> str:
        """Return a name of the settings."""
        return text.get(self.language, text.get("th", "")).replace("|", "")

    def level(self, band: int | None) -> str | None:
        """Return the words of a level 1–5."""
        return None if band is None else self.say(f"common.score.{band}")

    def day(self, iso: str, *, short: bool = False) -> str:
        """Return a day `YYYY-MM-DD` as people write it."""
        day = date.fromisoformat(iso)
        return short_date(day, self.language) if short else long_date(day, self.language)

    def days(self, first: str, last: str) -> str:
        """Return a run of days."""
        return date_range(date.fromisoformat(first), date.fromisoformat(last), self.language)

    def month(self, month: str, *, short: bool = False) -> str:
        """Return `2026-04` as `เมษายน 2569`, or short as `เม.ย.`."""
        day = date.fromisoformat(f"{month}-01")
        if short:
            return SHORT_MONTHS[self.language][day.month - 1]
        return f"{MONTHS[self.language][day.month - 1]} {shown_year(day, self.language)}"

    def moment(self, iso: str) -> tuple[str, str]:
        """Return date and time of an instant as the office's clock showed them."""
        local = datetime.fromisoformat(iso).astimezone(BANGKOK)
        return long_date(local.date(), self.language), clock_time(local, self.language)

    def time(self, iso: str) -> str:
        """Return the time of an instant on the office's clock, `08:41`."""
        return f"{datetime.fromisoformat(iso).astimezone(BANGKOK):%H:%M}"

    def cell(self, value: Any, kind: str) -> str:
        """Return a cell of a table as it is read: 1,234 · 4.20 · 14:27 · –."""
        if value is None:
            return NONE
        if kind == "count":
            return f"{value:,}"
        if kind in ("number", "percent"):
            return f"{Decimal(str(value)):,.2f}"
        if kind == "time":
            whole = int(half_up(Decimal(str(value)), 0))
            return f"{whole // 60:02d}:{whole % 60:02d}"
        is_day = kind == "day" and str(value)[:1].isdigit()
        return self.day(value, short=True) if is_day else str(value)
