"""What stands beside the figures in words: facts about the service, and the notes that make the figures
honest."""

from __future__ import annotations

from datetime import datetime

from counter.figure_words import Speaker
from shared.domain.hours import service_day
from shared.evidence.figures import Figures
from shared.evidence.parts import Counted
from shared.evidence.shown import Part


def list_facts(figures: Figures, speaker: Speaker) -> list[tuple[str, str]]:
    """Return the facts of measures 4, 7 and 8 as pairs of name and value."""
    say, outside = speaker.say, figures.out_of_hours
    values = {
        "days": say("report.fact.days.value", used=figures.days.in_service, working=figures.days.working),
        "peak": _peak(figures, speaker),
        "within": _part(figures.services.within_standard, speaker),
        "promise": _part(figures.waits.promise_kept, speaker),
        "priority": say("report.fact.tickets", n=f"{figures.priority:,}"),
        "lunch": _counted(outside.lunch, speaker),
        "outside": _counted(outside.outside, speaker),
        "non_working": _counted(outside.non_working, speaker),
    }
    return [(say(f"report.fact.{name}"), value) for name, value in values.items()]


def _peak(figures: Figures, speaker: Speaker) -> str:
    if figures.peak.at is None:
        return speaker.say("report.fact.none")
    date, time = speaker.moment(figures.peak.at)
    return speaker.say("report.fact.peak.value", n=f"{figures.peak.waiting:,}", date=date, time=time)


def _part(part: Part, speaker: Speaker) -> str:
    if not part.whole:
        return speaker.say("report.fact.none")
    counts = {"part": f"{part.part:,}", "whole": f"{part.whole:,}"}
    return speaker.say("report.fact.promise.value", percent=speaker.percent(part), **counts)


def _counted(counted: Counted, speaker: Speaker) -> str:
    if not counted.tickets:
        return speaker.say("report.fact.none")
    return speaker.say("report.fact.counted", tickets=f"{counted.tickets:,}", days=f"{counted.days:,}")


def list_notes(figures: Figures, speaker: Speaker) -> list[str]:
    """Return the sentences under the figures: definitions always, and what is special about this period."""
    say, origins = speaker.say, figures.origins
    counted = {
        "unstarted": figures.services.unstarted,
        "left": figures.outcomes.left,
        "open": figures.outcomes.open,
        "imported": origins.get("imported", 0),
        "imported_ratings": figures.ratings.imported,
        "late": origins.get("late", 0),
        "outreach": origins.get("outreach", 0),
        "outreach_ratings": figures.ratings.outreach,
        "excluded": sum(figures.ratings.excluded.values()),
    }
    notes = [
        say(f"report.note.{name}") for name in ("headline", "response", "times", "department", "standard")
    ]
    notes += [say(f"report.note.{name}", n=f"{n:,}") for name, n in counted.items() if n]
    if figures.period.last >= service_day(datetime.fromisoformat(figures.made_at)):
        notes.append(say("report.note.ratings_tomorrow"))
    left = figures.left_out
    if left.tickets or left.ratings:
        notes.append(
            say("report.note.simulated_left", tickets=f"{left.tickets:,}", ratings=f"{left.ratings:,}")
        )
    return notes
