"""Saying figures in one language: sentences of the catalogue, dates, minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.domain.hours import BANGKOK
from shared.domain.thai import MONTHS, SHORT_MONTHS, Language, clock_time, long_date, shown_year
from shared.evidence.shown import NONE, Opinion, Part, Span
from shared.web.languages import Languages


@dataclass(frozen=True, slots=True)
class Speaker:
    """The catalogues in one language."""

    words: Languages
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the catalogue, without the marks for line breaks that names carry."""
        return self.words.text(key, self.language, **values).replace("|", "")

    def name(self, text: Mapping[str, str]) -> str:
        """Return a name of the settings in this language; in Thai with its marks for line breaks, for `breaks`.

        Thai has no spaces, so only marked places may break; the other languages break at theirs.
        """
        return text[self.language] if self.language == "th" else text[self.language].replace("|", "")

    def minutes(self, span: Span) -> str:
        """Return whole minutes; `<1` for something that took less than half of one."""
        if span.minutes is None:
            return NONE
        return "<1" if span.minutes == 0 and span.seconds else f"{span.minutes:,}"

    def percent(self, part: Part) -> str:
        """Return a share with its sign, or the dash alone."""
        return NONE if part.percent.value is None else f"{part.percent.text}%"

    def level(self, opinion: Opinion) -> str:
        """Return the words of the level that the mean gets by the band in use."""
        return NONE if opinion.band is None else self.say(f"common.score.{opinion.band}")

    def moment(self, iso: str) -> tuple[str, str]:
        """Return date and time of a moment as the office's clock showed it."""
        local = datetime.fromisoformat(iso).astimezone(BANGKOK)
        return long_date(local.date(), self.language), clock_time(local, self.language).replace(" ", "\u00a0")

    def month(self, month: str, *, short: bool = False) -> str:
        """Return `2026-04` as `เมษายน 2569`, or short as `เม.ย.`."""
        day = date.fromisoformat(f"{month}-01")
        if short:
            return SHORT_MONTHS[self.language][day.month - 1]
        return f"{MONTHS[self.language][day.month - 1]} {shown_year(day, self.language)}"
