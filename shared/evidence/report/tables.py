"""All tables of a report's figures, by its measure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.domain.disclosure import SMALL
from shared.evidence.report.comfort_sheets import comfort_sheets
from shared.evidence.report.opinion_sheets import opinion_sheets
from shared.evidence.report.proactive_sheets import proactive_sheets
from shared.evidence.report.service_sheets import service_sheets
from shared.evidence.report.sheets import Sheet
from shared.evidence.report.speech import Speech

_MAKERS: dict[int, Callable[[dict[str, Any], Speech], list[Sheet]]] = {
    1: opinion_sheets,
    4: service_sheets,
    7: comfort_sheets,
    8: proactive_sheets,
}


def tables_of(value: dict[str, Any], speech: Speech) -> list[Sheet]:
    """Return the tables of one measure's figures, frozen or living; none for a measure without figures."""
    maker = _MAKERS.get(value.get("measure", 0))
    return [] if maker is None else maker(value, speech)


def notes_of(value: dict[str, Any], speech: Speech) -> list[str]:
    """Return what has to stand under the figures: what is counted, what is left out, what asks for care."""
    notes = [speech.say("report.note.headline"), speech.say("report.note.response")] if _rated(value) else []
    notes.append(speech.say("report.note.department"))
    if value.get("veiled"):
        notes.append(speech.say("document.note.few", few=SMALL))
    for origin in ("imported", "late", "outreach"):
        if n := value["origins"].get(origin, 0):
            notes.append(speech.say(f"report.note.{origin}", n=f"{n:,}"))
    left = value["left_out"]
    if left["tickets"] or left["ratings"]:
        notes.append(
            speech.say(
                "report.note.simulated_left", tickets=f"{left['tickets']:,}", ratings=f"{left['ratings']:,}"
            )
        )
    if _rated(value) and value["headline"]["n"]:
        if value["few"]:
            notes.append(speech.say("report.few"))
        elif value["low_response"]:
            notes.append(speech.say("report.low_response"))
    if not value["issued"]:
        notes.append(speech.say("document.note.empty"))
    elif value["partial"]:
        notes.append(speech.say("document.note.partial"))
    return notes


def _rated(value: dict[str, Any]) -> bool:
    return bool(value["measure"] == 1)
