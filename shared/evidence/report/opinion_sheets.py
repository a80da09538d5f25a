"""The tables of measure 1."""

from __future__ import annotations

from typing import Any

from shared.evidence.report.sheets import (
    HIDDEN_LEVELS,
    LEVELS,
    Cell,
    Column,
    Sheet,
    column,
    make_sheet,
    opinion_cells,
    opinion_columns,
)
from shared.evidence.report.speech import Speech
from shared.evidence.satisfaction import DIMENSIONS

_STRATA = ("verified", "open", "both")
_UNITS = {"departments": "department", "groups": "group", "services": "service"}


def opinion_sheets(value: dict[str, Any], speech: Speech) -> list[Sheet]:
    """Return the tables of measure 1, from the frozen or living figures."""
    return [
        _levels(value, speech),
        _items(value, speech),
        *(_units(value, speech, kind) for kind in _UNITS),
        _months(value, speech),
        _comparison(value, speech),
        *([_respondents(value, speech)] if value["respondents"] else []),
        _themes(value, speech),
        _excluded(value, speech),
        *_told(value, speech),
    ]


def _told(value: dict[str, Any], speech: Speech) -> list[Sheet]:
    """Return when the result was reported and published, and when the way to the assessment's survey was shown."""
    columns = (
        column(speech, "what", "text"),
        column(speech, "when", "text"),
        column(speech, "where", "text"),
    )
    rows = [
        (
            speech.say(f"document.entry.{row['kind']}"),
            speech.day(row["day"], short=True),
            " ".join(part for part in (row["text"], row["reference"], row["url"]) if part),
        )
        for row in value.get("told", ())
    ]
    eit = value.get("eit") or {}
    if eit.get("first") and eit.get("last"):
        where = " ".join(part for part in (eit.get("place"), eit.get("url")) if part)
        rows.append((speech.say("document.eit"), speech.days(eit["first"], eit["last"]), where))
    return [make_sheet(speech, "told", columns, rows)] if rows else []


def _levels(value: dict[str, Any], speech: Speech) -> Sheet:
    """How many answered each level: verified, the headline; open; both together."""
    columns = [column(speech, "level", "text")]
    for name in _STRATA:
        title = speech.say(f"report.row.{name}")
        columns.append(Column(name, title, "count"))
        columns.append(
            Column(f"{name}_percent", speech.say("document.percent_of", name=title), "percent", name)
        )
    rows: list[list[Cell]] = []
    for place, level in enumerate(LEVELS):
        cells: list[Cell] = [speech.level(level)]
        for name in _STRATA:
            found = (value["ratings"][name]["levels"] or HIDDEN_LEVELS)[place]
            cells += [found["n"], found["percent"]["value"]]
        rows.append(cells)
    total: list[Cell] = [speech.say("report.row.total")]
    for name in _STRATA:
        n = value["ratings"][name]["n"]
        total += [n, 100.0 if n and value["ratings"][name]["levels"] else None]
    return make_sheet(speech, "levels", columns, rows, total, notes=[speech.say("report.levels.sum")])


def _items(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (column(speech, "item", "text"), *opinion_columns(speech))
    rows = [
        (speech.say(f"document.item.{name}"), *opinion_cells(speech, value["ratings"][name]))
        for name in _STRATA
    ]
    rows += [
        (speech.say(f"common.dimension.{name}"), *opinion_cells(speech, value["dimensions"][name]))
        for name in DIMENSIONS
    ]
    return make_sheet(speech, "items", columns, rows, notes=[speech.say("document.note.items")])


def _units(value: dict[str, Any], speech: Speech, kind: str) -> Sheet:
    columns = (
        column(speech, _UNITS[kind], "text"),
        column(speech, "users"),
        column(speech, "response", "percent"),
        *opinion_columns(speech),
    )
    rows = [
        (
            speech.name(row["name"]),
            row["users"],
            row["response"]["percent"]["value"],
            *opinion_cells(speech, row["rating"]),
        )
        for row in value["units"][kind]
    ]
    # Not every ticket and rating has an exact service, so only the other two add up to the whole.
    total = None if kind == "services" else _total(value, speech)
    return make_sheet(speech, f"opinion_{kind}", columns, rows, total)


def _total(value: dict[str, Any], speech: Speech) -> tuple[Cell, ...]:
    return (
        speech.say("report.row.total"),
        value["users"],
        value["response"]["percent"]["value"],
        *opinion_cells(speech, value["headline"]),
    )


def _months(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (
        column(speech, "month", "text"),
        column(speech, "users"),
        column(speech, "response", "percent"),
        *opinion_columns(speech),
    )
    rows = [
        (
            speech.month(row["month"]),
            row["users"],
            row["response"]["percent"]["value"],
            *opinion_cells(speech, row["rating"]),
        )
        for row in value["months"]
    ]
    return make_sheet(speech, "opinion_months", columns, rows, _total(value, speech))


def _comparison(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (
        column(speech, "round", "text"),
        column(speech, "period", "text"),
        column(speech, "response", "percent"),
        *opinion_columns(speech),
    )
    rows = [
        (
            _round(row["name"], speech),
            speech.days(row["first"], row["last"]),
            row["response"]["percent"]["value"],
            *opinion_cells(speech, row["rating"]),
        )
        for row in value["comparison"]
    ]
    return make_sheet(speech, "comparison", columns, rows)


def _round(name: str, speech: Speech) -> str:
    return speech.say(f"document.round.{name}")


def _respondents(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (
        column(speech, "question", "text"),
        column(speech, "answer", "text"),
        column(speech, "n"),
        column(speech, "share", "percent"),
    )
    rows = [
        (speech.say(f"document.question.{name}"), _answer(name, row["code"], speech), row["n"], _percent(row))
        for name, answers in value["respondents"].items()
        for row in answers
    ]
    return make_sheet(speech, "respondents", columns, rows)


def _percent(row: dict[str, Any]) -> float | None:
    found: float | None = row["share"]["percent"]["value"]
    return found


def _answer(question: str, code: str, speech: Speech) -> str:
    if code == "none":
        return speech.say("document.not_said")
    return speech.word(f"common.{question}.{code}", code)


def _themes(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (column(speech, "theme", "text"), column(speech, "times"))
    rows = [(speech.word(f"common.reason.{row['code']}", row["code"]), row["n"]) for row in value["themes"]]
    note = speech.say("document.note.comments", n=f"{value['comments']:,}")
    return make_sheet(speech, "themes", columns, rows, notes=[note])


def _excluded(value: dict[str, Any], speech: Speech) -> Sheet:
    columns = (column(speech, "reason", "text"), column(speech, "n"))
    rows = [
        (speech.word(f"document.excluded.{code}", code), n) for code, n in sorted(value["excluded"].items())
    ]
    total = (speech.say("report.row.total"), sum(value["excluded"].values()))
    return make_sheet(speech, "excluded", columns, rows, total, notes=[speech.say("document.note.excluded")])
