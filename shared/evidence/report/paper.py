"""A report as it stands on paper: memo, plan, results, annexes, footer, as texts ready to be set.

A pure function of what was frozen (`shared/evidence/rounds.py: Frozen`), of words, and of a stamp that says how far
the report is. PDF and DOCX are set from the same value, so they cannot differ in what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.hours import service_day
from shared.domain.thai import thai_digits
from shared.evidence.report.drawings import Chart, charts_of
from shared.evidence.report.memo import make_memo, official_words
from shared.evidence.report.results import results_of
from shared.evidence.report.sheets import Cell, Sheet
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import notes_of, tables_of
from shared.evidence.rounds import Frozen

PRINTED_ROWS = 200
"""Of one table; a longer one goes on in the spreadsheet, and says so."""
PICTURES = frozenset({"jpeg", "png"})
_NUMBER_IN_A_NAME = re.compile(r"[A-Za-z][\w-]*\d[\w-]*|https?://\S+|\d+")
_WIDE = 3
"""How much wider than a number a column of names is."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """How far a report is: `published_at` (ISO 8601) and the address of its public page, once it is published."""

    published_at: str | None = None
    url: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """The texts, and apart from them the drawings and the pictures they name by file."""

    texts: dict[str, Any]
    charts: dict[str, Chart]
    pictures: dict[str, str]
    """File name → SHA-256 in the binder."""
    url: str


def digits(text: str) -> str:
    """Return a text with Thai digits, but for numbers that belong to a Latin name: A012, P90, addresses."""
    return _NUMBER_IN_A_NAME.sub(lambda m: thai_digits(m[0]) if m[0].isdigit() else m[0], text)


def _in_thai_digits(said: Any) -> Any:
    """Return texts, however they are nested, with Thai digits."""
    if isinstance(said, dict):
        return {name: _in_thai_digits(one) for name, one in said.items()}
    if isinstance(said, list):
        return [_in_thai_digits(one) for one in said]
    return digits(said)


def paper_of(frozen: Frozen, speech: Speech, stamp: Stamp) -> Paper:
    """Return a report as it stands on paper."""
    reports: Mapping[str, dict[str, Any]] = frozen.get("reports", {})
    fed = [value for value in reports.values() if value]
    words = frozen.get("official") or (fed[0]["official"] if fed else official_words({}))
    pictures: dict[str, str] = {}
    charts: dict[str, Chart] = {}
    rows = [_result_row(m, reports.get(str(m["number"]), {}), speech, pictures) for m in frozen["measures"]]
    annexes = [
        _annex(measure, reports[str(measure["number"])], words, speech, charts)
        for measure in frozen["measures"]
        if reports.get(str(measure["number"]))
    ]
    year = digits(str(frozen["year_be"]))
    signed = service_day(datetime.fromisoformat(stamp.published_at or frozen["made_at"])).isoformat()
    memo = _in_thai_digits(make_memo(words, _places(frozen, fed, words, speech, stamp), day=signed))
    simulated = any(value["simulated"] for value in fed)
    texts: dict[str, Any] = {
        "title": memo["subject"]["text"],
        "author": speech.name(frozen["office"]["name"]),
        "draft": "" if stamp.published_at else speech.say("document.draft"),
        "simulated": speech.say("document.simulated") if simulated else "",
        "memo": memo,
        "plan": {
            "title": words["plan"]["title"].replace("{year}", year),
            "columns": words["plan"]["columns"],
            "rows": [_plan_row(measure) for measure in frozen["measures"]],
        },
        "results": {
            "title": words["results"]["title"].replace("{year}", year),
            "columns": words["results"]["columns"],
            "rows": rows,
        },
        "problems": words["problems"],
        "annexes": annexes,
        "footer": _footer(frozen, speech, stamp),
    }
    return Paper(texts, charts, pictures, stamp.url if stamp.published_at else "")


def _places(
    frozen: Frozen, fed: list[dict[str, Any]], words: Mapping[str, Any], speech: Speech, stamp: Stamp
) -> dict[str, str]:
    """Return what stands in the places of the memo's sentences."""
    first, last = _period(frozen)
    day, _ = speech.moment(stamp.published_at or frozen["made_at"])
    measure = frozen.get("measure", 0)
    return {
        "year": digits(str(frozen["year_be"])),
        "round": words["rounds"][frozen["round"]],
        "days": digits(speech.days(first, last)),
        "office": speech.name(frozen["office"]["name"]),
        "measure": digits(str(measure)) if measure else "",
        "date": digits(day),
        "partial": "x" if any(value["partial"] for value in fed) else "",
    }


def _period(frozen: Frozen) -> tuple[str, str]:
    year = int(frozen["year_be"]) - 543
    return f"{year - 1}-10-01", f"{year}-03-31" if frozen["round"] == "half" else f"{year}-09-30"


def _plan_row(measure: Mapping[str, Any]) -> dict[str, Any]:
    steps = measure["steps"]
    return {
        "title": digits(f"{measure['number']}. {measure['title']}"),
        "steps": _numbered([step["text"] for step in steps]),
        "responsible": ", ".join(measure["responsible"]),
        "monitoring": digits(measure["monitoring"]),
    }


def _numbered(texts: Iterable[str]) -> list[str]:
    return [digits(f"{n}. {text}") for n, text in enumerate(texts, 1)]


def _result_row(
    measure: Mapping[str, Any], value: dict[str, Any], speech: Speech, pictures: dict[str, str]
) -> dict[str, Any]:
    """Return a row of the results: each step with what was done, figures first, then entries and photographs."""
    said = results_of(value, speech)
    blocks = [
        _block(measure, place, step, said.get(step["id"], []), speech, pictures)
        for place, step in enumerate(measure["steps"], 1)
    ]
    if shared := measure.get("shared"):
        lines, photos = _entries(shared, speech, pictures)
        blocks.append({"step": digits(speech.say("document.whole")), "lines": lines, "photos": photos})
    return {
        "title": digits(f"{measure['number']}. {measure['result_title']}"),
        "blocks": blocks,
        "success": _numbered(measure["success"]),
    }


def _block(
    measure: Mapping[str, Any],
    place: int,
    step: Mapping[str, Any],
    said: list[str],
    speech: Speech,
    pictures: dict[str, str],
) -> dict[str, Any]:
    lines, photos = _entries(step.get("entries", ()), speech, pictures)
    lines = [*map(digits, said), *lines]
    if not lines:
        lines.append(digits(_missing(measure, step, speech)))
    return {"step": digits(f"{place}. {step['text']}"), "lines": lines, "photos": photos}


def _entries(
    entries: Iterable[Mapping[str, Any]], speech: Speech, pictures: dict[str, str]
) -> tuple[list[str], list[dict[str, str]]]:
    """Return entries as lines and their photographs; every photograph goes into `pictures` too."""
    lines: list[str] = []
    photos = []
    for entry in entries:
        lines.append(_entry(entry, speech))
        for file in entry.get("files", ()):
            if file["kind"] in PICTURES:
                name = f"photo-{len(pictures) + 1}.{'jpg' if file['kind'] == 'jpeg' else 'png'}"
                pictures[name] = file["sha256"]
                photos.append({"file": name, "caption": _caption(file, entry, speech)})
            else:
                lines.append(speech.say("document.file", name=file["caption"] or file["name"]))
    return [digits(line) for line in lines], photos


def _missing(measure: Mapping[str, Any], step: Mapping[str, Any], speech: Speech) -> str:
    """Return what a step without anything says: reporting and publishing are steps of measure 1 themselves."""
    if any(entry["kind"] != "work" for entry in measure.get("shared", ())):
        return speech.say("document.result.nothing")
    if measure["number"] == 1 and step["id"] == 2:
        return speech.say("document.result.not_reported")
    if measure["number"] == 1 and step["id"] == 3:
        return speech.say("document.result.not_published")
    return speech.say("document.result.nothing")


def _entry(entry: Mapping[str, Any], speech: Speech) -> str:
    """Return an entry of the binder as a line: when, what, figures, where it can be found."""
    kind = entry["kind"]
    parts = [speech.day(entry["day"])]
    if kind in ("reported", "published"):
        parts.append(speech.say(f"document.entry.{kind}"))
    parts.append(entry["text"])
    parts += [f"{f['name']} {f['value']} {f['unit']}".strip() for f in entry.get("figures", ())]
    if entry.get("reference"):
        parts.append(speech.say("document.entry.reference", reference=entry["reference"]))
    if entry.get("url"):
        parts.append(entry["url"])
    if entry.get("unit"):
        parts.append(f"({entry['unit'] if isinstance(entry['unit'], str) else speech.name(entry['unit'])})")
    return " ".join(part for part in parts if part)


def _caption(file: Mapping[str, Any], entry: Mapping[str, Any], speech: Speech) -> str:
    day = file.get("day") or entry["day"]
    return digits(f"{file.get('caption') or speech.say('document.photo')} ({speech.day(day, short=True)})")


def _annex(
    measure: Mapping[str, Any],
    value: dict[str, Any],
    words: Mapping[str, Any],
    speech: Speech,
    charts: dict[str, Chart],
) -> dict[str, Any]:
    number = measure["number"]
    drawn = []
    for chart in charts_of(value, speech):
        file = f"chart-{number}-{chart.name}"
        charts[file] = chart
        drawn.append({"file": file, "title": digits(chart.title), **_drawing(chart)})
    title = words["annex"].replace("{measure}", str(number)).replace("{title}", measure["title"])
    return {
        "title": digits(title),
        "charts": drawn,
        "sheets": [_sheet(sheet, speech) for sheet in tables_of(value, speech)],
        "notes": [digits(note) for note in notes_of(value, speech)],
    }


def _drawing(chart: Chart) -> dict[str, Any]:
    drawing = chart.drawing
    return {
        "width": drawing.width,
        "height": drawing.height,
        "said": digits(drawing.said),
        "labels": [
            {
                "x": float(label.x),
                "y": float(label.y),
                "text": digits(label.text),
                "middle": label.middle,
                "bold": label.kind == "value",
            }
            for label in drawing.labels
        ],
    }


def _sheet(sheet: Sheet, speech: Speech) -> dict[str, Any]:
    """Return a table as texts; a value that belongs under another stands in brackets in its cell."""
    shown = [i for i, column in enumerate(sheet.columns) if column.under is None]
    under = {column.under: i for i, column in enumerate(sheet.columns) if column.under is not None}

    def texts(line: tuple[Cell, ...]) -> list[str]:
        cells = []
        for i in shown:
            column = sheet.columns[i]
            text = speech.cell(line[i], column.kind)
            below = under.get(column.name)
            if below is not None and line[below] is not None:
                text += f" ({speech.cell(line[below], sheet.columns[below].kind)})"
            cells.append(digits(text))
        return cells

    rows = [texts(line) for line in sheet.rows[:PRINTED_ROWS]]
    notes = [*sheet.notes]
    if len(sheet.rows) > PRINTED_ROWS:
        notes.append(speech.say("document.more_rows", n=PRINTED_ROWS, all=f"{len(sheet.rows):,}"))
    columns = [sheet.columns[i] for i in shown]
    return {
        "title": digits(sheet.title),
        "columns": [
            {
                "title": digits(column.title),
                "text": column.kind in ("text", "day"),
                "wide": _WIDE if column.kind == "text" and i == 0 else 1,
            }
            for i, column in enumerate(columns)
        ],
        "rows": rows or [[speech.say("document.no_rows"), *[""] * (len(columns) - 1)]],
        "total": None if sheet.total is None or not rows else texts(sheet.total),
        "notes": [digits(note) for note in notes],
    }


def _footer(frozen: Frozen, speech: Speech, stamp: Stamp) -> dict[str, str]:
    """Return where the figures come from, and which entries of the journal stand behind them."""
    day, time = speech.moment(frozen["made_at"])
    journal = frozen["journal"]
    head = str(journal["head_hash"])
    chain = speech.say(
        "document.chain",
        first=f"{journal['first'] or 0:,}",
        last=f"{journal['last'] or journal['head_seq']:,}",
    )
    return {
        "source": digits(speech.say("report.source", date=day, time=time)),
        "chain": f"{digits(chain)} {' '.join(head[i : i + 4] for i in range(0, 16, 4))}",
        "address": stamp.url if stamp.published_at else "",
        "qr": speech.say("document.qr") if stamp.published_at and stamp.url else "",
    }
