"""The public results as words, numbers and drawings in one language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from shared.clock import moment
from shared.domain.fiscal import BE_OFFSET
from shared.domain.hours import service_day
from shared.domain.thai import SHORT_MONTHS, Language, date_range, long_date
from shared.evidence.charts import Bar, draw_rows
from shared.evidence.public import Results
from shared.web.languages import Languages

BAR_WIDTH = 132
"""Width of the longest bar of the five levels, in units of the drawing."""


def results_context(
    results: Results, rounds: Sequence[tuple[int, str]], *, words: Languages, language: Language
) -> dict[str, Any]:
    """Return the values of the templates."""

    def say(key: str, **values: object) -> str:
        return words.text(key, language, **values).replace("|", "")

    def year(year_be: int) -> int:
        return year_be if language == "th" else year_be - BE_OFFSET

    def named(year_be: int, kind: str) -> str:
        return say(f"results.round.{kind}", year=year(year_be))

    months = [
        Bar(SHORT_MONTHS[language][int(month[5:]) - 1], users, f"{users:,}")
        for month, users in results.months
    ]
    return {
        "results": results,
        "office": results.office[language].replace("|", ""),
        "round_name": named(results.year_be, results.round),
        "days": date_range(
            date.fromisoformat(results.first), date.fromisoformat(results.last), language
        ),
        "published": long_date(service_day(moment(results.published_at)), language),
        "bars": [
            {
                "row": row,
                "width": max(2, round(row.share * BAR_WIDTH)) if row.n else 0,
                "word": say(f"common.score.{row.level}"),
            }
            for row in results.levels
        ],
        "bar_width": BAR_WIDTH,
        "band": say(f"common.score.{results.band}") if results.band else None,
        "months": draw_rows(months, title=say("results.months"), width=328, label_width=52),
        "rounds": [
            {
                "name": named(year_be, kind),
                "link": f"/results/{year_be}/{kind}",
                "chosen": (year_be, kind) == (results.year_be, results.round),
            }
            for year_be, kind in rounds
        ],
        "others": [
            {"code": code, "title": words.text("results.title", code), "scan": words.text("results.scan", code)}
            for code in ("th", "ms", "en")
            if code != language
        ],
        "here": f"/results/{results.year_be}/{results.round}",
    }  # fmt: skip
