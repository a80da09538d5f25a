"""The tables of measure 7: its eight steps with the figures there are, and service outside the usual hours."""

from __future__ import annotations

from typing import Any

from shared.evidence.report.comfort import STEPS
from shared.evidence.report.sheets import Sheet, column, make_sheet
from shared.evidence.report.speech import Speech

_KINDS = ("outside", "lunch", "non_working")


def comfort_sheets(value: dict[str, Any], speech: Speech) -> list[Sheet]:
    """Return the tables of measure 7, from the frozen or living figures."""
    return [
        _steps(value, speech),
        _months(value, speech),
        _days(value, speech, "outside_days"),
        _days(value, speech, "non_working_days"),
    ]


def step_results(value: dict[str, Any], speech: Speech) -> dict[int, str]:
    """Return what the system can say about the steps of measure 7, by their number."""
    peak, out, advice = value["peak"], value["out_of_hours"], value["advice"]
    said: dict[int, str] = {}
    if peak["at"] is not None:
        day, time = speech.moment(peak["at"])
        said[1] = speech.say("document.result.peak", n=f"{peak['waiting']:,}", day=day, time=time)
        if value.get("chairs"):
            said[1] += " " + speech.say("document.result.chairs", n=f"{value['chairs']:,}")
    if advice["tickets"]:
        said[4] = speech.say(
            "document.result.advice",
            name=", ".join(speech.name(name) for name in advice["groups"]),
            n=f"{advice['tickets']:,}",
            users=f"{advice['users']:,}",
        )
    if value.get("checklists"):
        shown = speech.say("document.result.checklists", n=f"{value['checklists']:,}")
        said[4] = f"{said[4]} {shown}" if 4 in said else shown
    said[5] = speech.say(
        "document.result.out_of_hours",
        **{f"{kind}_{what}": f"{out[kind][what]:,}" for kind in _KINDS for what in ("tickets", "days")},
    )
    if value["outcomes"]["issued"]:
        said[7] = speech.say(
            "document.result.tickets",
            issued=f"{value['outcomes']['issued']:,}",
            served=f"{value['outcomes']['served']:,}",
            percent=value["order"]["in_order"]["percent"]["text"],
        )
    return said


def _steps(value: dict[str, Any], speech: Speech) -> Sheet:
    said = step_results(value, speech)
    rows = [
        (step, speech.say(f"document.comfort.{step}"), said.get(step, speech.say("document.by_binder")))
        for step in range(1, STEPS + 1)
    ]
    columns = (column(speech, "step"), column(speech, "item", "text"), column(speech, "result", "text"))
    return make_sheet(speech, "comfort", columns, rows)


def _months(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (
        column(speech, "month", "text"),
        *(column(speech, f"{kind}_{what}") for kind in _KINDS for what in ("tickets", "days")),
    )
    rows = [
        (speech.month(row["month"]), *(row[kind][what] for kind in _KINDS for what in ("tickets", "days")))
        for row in value["months"]
    ]
    out = value["out_of_hours"]
    total = (
        speech.say("report.row.total"),
        *(out[kind][what] for kind in _KINDS for what in ("tickets", "days")),
    )
    note = speech.say("document.note.out_of_hours")
    return make_sheet(speech, "out_of_hours", columns, rows, total, notes=[note])


def _days(value: dict[str, Any], speech: Speech, name: str) -> Sheet:
    rows = [(row["day"], row["tickets"]) for row in value[name]]
    total = (speech.say("report.row.total"), sum(row["tickets"] for row in value[name]))
    columns = (column(speech, "day", "day"), column(speech, "tickets"))
    return make_sheet(speech, name, columns, rows, total)
