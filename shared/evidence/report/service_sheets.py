"""The tables of measure 4."""

from __future__ import annotations

from typing import Any

from shared.domain.statistics import Share
from shared.evidence.report.outages import COUNTED_FROM_S
from shared.evidence.report.sheets import (
    Cell,
    Column,
    Sheet,
    column,
    make_sheet,
    spans_cells,
    spans_columns,
)
from shared.evidence.report.speech import Speech
from shared.evidence.shown import show_part

_OUTCOMES = ("issued", "served", "no_show", "cancelled", "abandoned", "left", "open")


def service_sheets(value: dict[str, Any], speech: Speech) -> list[Sheet]:
    """Return the tables of measure 4, from the frozen or living figures."""
    return [
        _users(value, speech),
        _outcomes(value, speech, "departments", "department"),
        _outcomes(value, speech, "groups", "group"),
        _outcome_months(value, speech),
        _times(value, speech),
        _waits(value, speech),
        _standards(value, speech),
        _classes(value, speech),
        _hours(value, speech),
        _order(value, speech),
        _reasons(value, speech),
        _exceptions(value, speech),
        _without_tickets(value, speech),
        *_outages(value, speech),
    ]


def _users(value: dict[str, Any], speech: Speech) -> Sheet:
    """Users per month and department: the table the executive is asked to look at."""
    names = value["department_names"]
    columns = (
        column(speech, "month", "text"),
        *(Column(code, speech.name(name), "count") for code, name in names.items()),
        column(speech, "total"),
    )
    rows = [
        (
            speech.month(row["month"]),
            *(row["users"].get(code, 0) for code in names),
            row["outcomes"]["served"],
        )
        for row in value["months"]
    ]
    sums = [sum(row["users"].get(code, 0) for row in value["months"]) for code in names]
    total = (speech.say("report.row.total"), *sums, value["outcomes"]["served"])
    return make_sheet(speech, "users", columns, rows, total, notes=[speech.say("document.note.users")])


def _outcomes(value: dict[str, Any], speech: Speech, kind: str, unit: str) -> Sheet:
    apart = _apart(value)
    columns = (
        column(speech, unit, "text"),
        *(column(speech, name) for name in _OUTCOMES),
        *(column(speech, origin) for origin in apart),
        column(speech, "share", "percent"),
        column(speech, "no_show_rate", "percent"),
    )
    rows = [
        (
            speech.name(row["name"]),
            *(row["outcomes"][name] for name in _OUTCOMES),
            *(row[origin] for origin in apart),
            row["share"]["percent"]["value"],
            row["no_show_rate"]["percent"]["value"],
        )
        for row in value["units"][kind]
    ]
    outcomes = value["outcomes"]
    total = (
        speech.say("report.row.total"),
        *(outcomes[name] for name in _OUTCOMES),
        *(value["origins"][origin] for origin in apart),
        100.0 if outcomes["served"] else None,
        value["no_show_rate"]["percent"]["value"],
    )
    return make_sheet(speech, f"outcomes_{kind}", columns, rows, total)


def _apart(value: dict[str, Any]) -> list[str]:
    """Return the origins that have a column, where there are any: of those written in afterwards or served off site it
    says of which they are a part."""
    return [origin for origin in ("late", "outreach") if value["origins"].get(origin)]


def _outcome_months(value: dict[str, Any], speech: Speech) -> Sheet:
    apart = _apart(value)
    columns = (
        column(speech, "month", "text"),
        *(column(speech, name) for name in _OUTCOMES),
        *(column(speech, origin) for origin in apart),
        column(speech, "wait_median", "time"),
        column(speech, "wait_p90", "time"),
    )
    rows = [
        (
            speech.month(row["month"]),
            *(row["outcomes"][name] for name in _OUTCOMES),
            *(row[origin] for origin in apart),
            row["wait"]["median"]["seconds"],
            row["wait"]["p90"]["seconds"],
        )
        for row in value["months"]
    ]
    called = value["waits"]["called"]
    total = (
        speech.say("report.row.total"),
        *(value["outcomes"][name] for name in _OUTCOMES),
        *(value["origins"][origin] for origin in apart),
        called["median"]["seconds"],
        called["p90"]["seconds"],
    )
    return make_sheet(speech, "outcomes_months", columns, rows, total)


def _times(value: dict[str, Any], speech: Speech) -> Sheet:
    found = {
        "wait": value["waits"]["called"],
        "wait_served": value["waits"]["served"],
        "service": value["services"]["service"],
        "visit": value["services"]["visit"],
    }
    rows = [(speech.say(f"report.row.{name}"), *spans_cells(spans)) for name, spans in found.items()]
    columns = (column(speech, "item", "text"), *spans_columns(speech))
    notes = [speech.say("report.note.times")]
    if unstarted := value["services"]["unstarted"]:
        notes.append(speech.say("report.note.unstarted", n=f"{unstarted:,}"))
    return make_sheet(speech, "times", columns, rows, notes=notes)


def _waits(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (column(speech, "group", "text"), *spans_columns(speech))
    rows = [(speech.name(row["name"]), *spans_cells(row["wait"])) for row in value["units"]["groups"]]
    total = (speech.say("report.row.total"), *spans_cells(value["waits"]["called"]))
    return make_sheet(speech, "waits", columns, rows, total)


def _standards(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (
        column(speech, "service", "text"),
        column(speech, "users"),
        column(speech, "standard"),
        column(speech, "median", "time"),
        column(speech, "p90", "time"),
        column(speech, "within"),
        column(speech, "measured"),
        column(speech, "within_percent", "percent"),
    )
    rows = [
        (
            speech.name(row["name"]),
            row["outcomes"]["served"],
            row["standard_minutes"],
            row["service"]["median"]["seconds"],
            row["service"]["p90"]["seconds"],
            *_within(row["within_standard"], measured=row["standard_minutes"] is not None),
        )
        for row in value["units"]["services"]
    ]
    within = value["services"]["within_standard"]
    served = sum(row["outcomes"]["served"] for row in value["units"]["services"])
    total: tuple[Cell, ...] = (
        speech.say("report.row.total"),
        served,
        None,
        None,
        None,
        *_within(within, measured=True),
    )
    return make_sheet(speech, "standards", columns, rows, total, notes=[speech.say("report.note.standard")])


def _within(part: dict[str, Any], *, measured: bool) -> tuple[Cell, Cell, Cell]:
    if not measured:
        return None, None, None
    return part["part"], part["whole"], part["percent"]["value"]


def _classes(value: dict[str, Any], speech: Speech) -> Sheet:
    issued, priority = value["outcomes"]["issued"], value["priority"]
    columns = (column(speech, "class", "text"), column(speech, "issued"), column(speech, "share", "percent"))
    rows = [
        (speech.say(f"document.class.{name}"), n, percent_of(n, issued))
        for name, n in (("normal", issued - priority), ("priority", priority))
    ]
    total = (speech.say("report.row.total"), issued, 100.0 if issued else None)
    return make_sheet(speech, "classes", columns, rows, total)


def percent_of(part: int, whole: int) -> float | None:
    """Return a share in percent, two decimals, half up; None of nothing."""
    return show_part(Share(part, whole)).percent.value


def _hours(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (column(speech, "hour", "text"), column(speech, "issued"))
    rows = [
        (f"{row['hour']:02d}.00–{(row['hour'] + 1) % 24:02d}.00", row["issued"]) for row in value["hours"]
    ]
    issued = value["outcomes"]["issued"]
    if unknown := issued - sum(row["issued"] for row in value["hours"]):
        rows.append((speech.say("document.row.time_unknown"), unknown))
    total = (speech.say("report.row.total"), issued)
    return make_sheet(speech, "hours", columns, rows, total)


def _order(value: dict[str, Any], speech: Speech) -> Sheet:
    order = value["order"]
    called = order["called"]
    rows = [
        (speech.say(f"document.order.{name}"), n, percent_of(n, called))
        for name, n in (
            ("in_order", order["in_order"]["part"]),
            ("with_reason", order["with_reason"]),
            ("without_reason", order["without_reason"]),
        )
    ]
    columns = (column(speech, "order", "text"), column(speech, "called"), column(speech, "share", "percent"))
    total = (speech.say("report.row.total"), called, 100.0 if called else None)
    return make_sheet(speech, "order", columns, rows, total, notes=[speech.say("document.note.order")])


def _reason(code: str, speech: Speech) -> str:
    if code == "none":
        return speech.say("document.no_reason")
    return speech.word(f"counter.reason.chosen.{code}", code)


def _reasons(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (column(speech, "reason", "text"), column(speech, "times"))
    rows = [(_reason(row["code"], speech), row["n"]) for row in value["reasons"]]
    total = (speech.say("report.row.total"), sum(row["n"] for row in value["reasons"]))
    return make_sheet(speech, "reasons", columns, rows, total)


def _exceptions(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (
        column(speech, "day", "day"),
        column(speech, "time", "text"),
        column(speech, "number", "text"),
        column(speech, "class", "text"),
        column(speech, "group", "text"),
        column(speech, "counter"),
        column(speech, "reason", "text"),
    )
    rows = [
        (
            row["day"],
            None if row["called_at"] is None else speech.time(row["called_at"]),
            row["number"],
            speech.say(f"document.class.{row['class']}"),
            speech.name(row["group"]),
            row["counter"],
            _reason(row["reason"], speech),
        )
        for row in value["exceptions"]
    ]
    counted = sum(row["n"] for row in value["reasons"])
    notes = (
        []
        if counted == len(rows)
        else [speech.say("document.note.listed", n=f"{len(rows):,}", all=f"{counted:,}")]
    )
    return make_sheet(speech, "exceptions", columns, rows, notes=notes)


def _without_tickets(value: dict[str, Any], speech: Speech) -> Sheet:
    rows = [(day,) for day in value["without_tickets"]]
    note = speech.say("document.note.without_tickets", used=value["days"]["in_service"])
    return make_sheet(speech, "without_tickets", (column(speech, "day", "day"),), rows, notes=[note])


def _outages(value: dict[str, Any], speech: Speech) -> list[Sheet]:
    """Days on which paper, printer or the whole service failed; a report frozen before they were counted has none."""
    found = value.get("outages")
    if found is None:
        return []
    columns = (
        column(speech, "day", "day"),
        column(speech, "no_paper", "time"),
        column(speech, "printer_away", "time"),
        column(speech, "slips_missed"),
        column(speech, "late"),
        column(speech, "happened", "text"),
    )
    names = ("no_paper_s", "away_s", "missed", "late")
    rows = [(row["day"], *(row[name] for name in names), _what(row, speech)) for row in found["days"]]
    total = (
        speech.say("report.row.total"),
        *(found[name] for name in names),
        speech.say(
            "document.outage.days",
            **{
                name: found[name]
                for name in ("days_without_paper", "days_away", "days_by_hand", "days_quiet")
            },
        ),
    )
    note = speech.say("document.note.outages", printed=f"{found['printed']:,}")
    return [make_sheet(speech, "outages", columns, rows, total, notes=[note])]


def _what(row: dict[str, Any], speech: Speech) -> str:
    """Return what a day's row is about, in a few words."""
    said = {
        "paper": row["no_paper_s"] >= COUNTED_FROM_S,
        "printer": row["away_s"] >= COUNTED_FROM_S,
        "by_hand": row["late"] > 0,
        "quiet": row["quiet"],
    }
    return ", ".join(speech.say(f"document.outage.{name}") for name, holds in said.items() if holds)
