"""The tables of measure 8: days out, services given there, and the lunch hour by month."""

from __future__ import annotations

from typing import Any

from shared.evidence.report.sheets import Sheet, column, make_sheet
from shared.evidence.report.speech import Speech
from shared.evidence.shown import NONE


def proactive_sheets(value: dict[str, Any], speech: Speech) -> list[Sheet]:
    """Return the tables of measure 8, from the frozen or living figures."""
    return [_outings(value, speech), _services(value, speech), _lunch(value, speech)]


def proactive_results(value: dict[str, Any], speech: Speech) -> list[str]:
    """Return what the system can say about the measure's only step."""
    out, lunch, said = value["off_site"], value["lunch"], []
    if out["issued"]:
        said.append(
            speech.say("document.result.off_site", **{k: f"{out[k]:,}" for k in ("days", "places", "users")})
        )
        rating = out["rating"]
        if rating["mean"]["value"] is not None:
            said.append(
                speech.say(
                    "document.result.off_site_rating", n=f"{rating['n']:,}", mean=rating["mean"]["text"],
                    percent=rating["percent"]["text"],
                )
            )  # fmt: skip
    if lunch["tickets"]:
        said.append(
            speech.say("document.result.lunch", tickets=f"{lunch['tickets']:,}", days=f"{lunch['days']:,}")
        )
    return said


def _outings(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (
        column(speech, "day", "day"), column(speech, "unit", "text"), column(speech, "place", "text"),
        column(speech, "issued"), column(speech, "users"),
    )  # fmt: skip
    rows = [
        (row["day"], row["unit"], row["place"] or NONE, row["issued"], row["users"])
        for row in value["outings"]
    ]
    out = value["off_site"]
    total = (speech.say("report.row.total"), None, None, out["issued"], out["users"])
    return make_sheet(speech, "outings", columns, rows, total, notes=[speech.say("document.note.off_site")])


def _services(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (column(speech, "service", "text"), column(speech, "users"))
    unnamed = speech.say("document.row.no_service")
    rows = [
        (speech.name(row["name"]) if row["name"] else unnamed, row["users"])
        for row in value["off_site_services"]
    ]
    total = (speech.say("report.row.total"), value["off_site"]["users"])
    return make_sheet(speech, "off_site_services", columns, rows, total)


def _lunch(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (
        column(speech, "month", "text"), column(speech, "lunch_tickets"), column(speech, "lunch_days"),
    )  # fmt: skip
    rows = [(speech.month(row["month"]), row["tickets"], row["days"]) for row in value["lunch_months"]]
    total = (speech.say("report.row.total"), value["lunch"]["tickets"], value["lunch"]["days"])
    note = speech.say("document.note.out_of_hours")
    return make_sheet(speech, "lunch", columns, rows, total, notes=[note])
