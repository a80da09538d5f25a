"""The executive's page of figures: everything `counter/figures.html` shows, as words, numbers and drawings.

Nothing is computed here. Numbers come rounded from `shared/evidence`, words from the catalogues.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from counter.figure_links import list_choices
from counter.figure_notes import list_facts, list_notes
from counter.figure_panels import (
    FEW_COLUMNS,
    draw_levels,
    draw_series,
    level_notes,
    list_months,
    list_ratings,
    list_times,
    list_units,
    make_headline,
)
from counter.figure_words import Speaker
from shared.domain.hours import service_day
from shared.domain.thai import Language, date_range
from shared.evidence.figures import Figures
from shared.web.languages import Languages


def figures_context(figures: Figures, *, language: str, words: Languages, now: datetime) -> dict[str, Any]:
    """Return the values of the template; `words` are the catalogues, `now` says which periods can be
    chosen."""
    speaker = Speaker(words, cast("Language", language))
    date, time = speaker.moment(figures.made_at)
    digest = " ".join(figures.head[i : i + 4] for i in (0, 4, 8))
    period = figures.period
    return {
        "figures": figures,
        "office": figures.office["name"][language],
        "period": {
            "kind": speaker.say(f"report.kind.{period.kind}"),
            "days": date_range(period.first, period.last, speaker.language),
        },
        "source": speaker.say("report.source", date=date, time=time),
        "chain": speaker.say("report.chain", seq=f"{figures.seq:,}", hash=digest),
        "choices": list_choices(figures, speaker, today=service_day(now)),
        "headline": make_headline(figures, speaker),
        "levels": {"chart": draw_levels(figures, speaker), "notes": level_notes(figures, speaker)},
        "series": {
            "title": speaker.say(f"report.series.{figures.series[0].by}"),
            "chart": draw_series(figures, speaker),
            "wide": len(figures.series) > FEW_COLUMNS,
        },
        "departments": list_units(figures.departments, speaker),
        "groups": list_units(figures.groups, speaker),
        "services": list_units(figures.exact_services, speaker),
        "months": list_months(figures, speaker),
        "times": list_times(figures, speaker),
        "ratings": list_ratings(figures, speaker),
        "facts": list_facts(figures, speaker),
        "notes": list_notes(figures, speaker),
    }
