"""Reports as files for programs and spreadsheets: JSON, CSV and XLSX, every number a real number."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from shared.domain.cells import plain_cell
from shared.evidence.report.sheets import Cell, Column, Sheet
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import notes_of, tables_of

Values = Mapping[int, dict[str, Any]]
"""Figures by the number of their measure."""
FAMILY = "TH SarabunPSK"
"""The font that offices have; a spreadsheet names it and carries none."""
_FORMATS = {
    "count": "#,##0",
    "number": "#,##0.00",
    "percent": "0.00",
    "time": "[mm]:ss",
    "day": "[$-107041E]d mmm yyyy",
}
_DAY_S = 86_400
_WIDEST, _NARROWEST = 46, 11
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31


def report_json(values: Values, speech: Speech) -> bytes:
    """Return figures and tables as JSON: each figure under its name, each table by the names of its columns."""
    found = [
        {
            **value,
            "tables": [sheet.as_json() for sheet in tables_of(value, speech)],
            "notes": notes_of(value, speech),
        }
        for value in values.values()
    ]
    body: Any = found[0] if len(found) == 1 else {"reports": {str(v["measure"]): v for v in found}}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def report_csv(values: Values, speech: Speech) -> bytes:
    """Return all tables in one file, a blank line between them; each begins with its name and title.

    UTF-8 with the mark that Excel needs to read Thai; durations in seconds, days as `YYYY-MM-DD`.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for value in values.values():
        for sheet in tables_of(value, speech):
            writer.writerow([f"{value['measure']}.{sheet.name}", plain_cell(sheet.title)])
            _write_table(writer, sheet, speech)
            writer.writerow([])
    return out.getvalue().encode("utf-8-sig")


def table_csv(sheet: Sheet, speech: Speech) -> bytes:
    """Return one table as a file of its own: a line of titles, then the rows and the total."""
    out = io.StringIO(newline="")
    _write_table(csv.writer(out), sheet, speech)
    return out.getvalue().encode("utf-8-sig")


def _write_table(writer: Any, sheet: Sheet, speech: Speech) -> None:
    writer.writerow([_heading(column, speech) for column in sheet.columns])
    for line in sheet.lines():
        writer.writerow([_plain(cell, c.kind) for cell, c in zip(line, sheet.columns, strict=True)])


def _heading(column: Column, speech: Speech) -> str:
    title = speech.say("document.seconds", name=column.title) if column.kind == "time" else column.title
    return plain_cell(title)


def _plain(cell: Cell, kind: str) -> Cell:
    """Return a cell as CSV has it: two decimals where they are defined, and nothing a spreadsheet would run."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return plain_cell(cell)
    return f"{Decimal(str(cell)):.2f}" if kind in ("number", "percent") else cell


def report_xlsx(values: Values, speech: Speech) -> bytes:
    """Return a workbook with one sheet a table; numbers, times and days are cells of their kind, text is text."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for value in values.values():
        for place, sheet in enumerate(tables_of(value, speech), 1):
            name = _sheet_name(f"{value['measure']}.{place} {sheet.title}")
            _fill(book.create_sheet(name), sheet, value, speech)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_name(title: str) -> str:
    """Return a name as workbooks allow it: without their signs, and short, cut between words."""
    whole = _NOT_IN_NAMES.sub(" ", title)
    return whole if len(whole) <= _LONGEST_NAME else whole[: _LONGEST_NAME + 1].rpartition(" ")[0]


def _fill(page: Worksheet, sheet: Sheet, value: dict[str, Any], speech: Speech) -> None:
    for row, text in enumerate(_head_lines(sheet, value, speech), 1):
        _put(page.cell(row, 1), text, "text", bold=row == 1)
    first = page.max_row + 2
    shade = PatternFill("solid", fgColor="E7EFE9")
    for place, column in enumerate(sheet.columns, 1):
        cell: Any = page.cell(first, place)
        _put(cell, column.title, "text", bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.fill = shade
        page.column_dimensions[get_column_letter(place)].width = _width(sheet, place - 1, speech)
    kinds = [column.kind for column in sheet.columns]
    for row, line in enumerate(sheet.lines(), first + 1):
        is_total = sheet.total is not None and row == first + len(sheet.rows) + 1
        for place, (kind, found) in enumerate(zip(kinds, line, strict=True), 1):
            _put(page.cell(row, place), found, kind, bold=is_total)
    at = first + len(sheet.lines()) + 2
    for row, note in enumerate((*sheet.notes, *notes_of(value, speech)), at):
        _put(page.cell(row, 1), note, "text")
    page.freeze_panes = f"B{first + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = "9"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{first}:{first}"


def _head_lines(sheet: Sheet, value: dict[str, Any], speech: Speech) -> Sequence[str]:
    period = value["period"]
    date_, time = speech.moment(value["made_at"])
    lines = [
        sheet.title,
        speech.say(
            "document.head",
            office=speech.name(value["office"]["name"]),
            measure=value["measure"],
            days=speech.days(period["first"], period["last"]),
        ),
        speech.say("report.source", date=date_, time=time),
    ]
    return [*lines, speech.say("document.simulated")] if value["simulated"] else lines


def _put(cell: Any, found: Cell, kind: str, *, bold: bool = False) -> None:
    """Write a cell as what it is; text stays text, even text that begins like a formula."""
    cell.font = Font(name=FAMILY, size=14, bold=bold)
    if found is None:
        return
    if isinstance(found, str) and not (kind == "day" and found[:1].isdigit()):
        cell.value = found
        cell.data_type = "s"
        return
    cell.number_format = _FORMATS.get(kind, "General")
    if kind == "day":
        cell.value = date.fromisoformat(str(found))
        cell.alignment = Alignment(horizontal="left")
    elif kind == "time":
        cell.value = float(Decimal(str(found)) / _DAY_S)
    else:
        cell.value = found


def _width(sheet: Sheet, place: int, speech: Speech) -> float:
    kind = sheet.columns[place].kind
    longest = max((len(speech.cell(line[place], kind)) for line in sheet.lines()), default=0)
    return float(max(_NARROWEST, min(_WIDEST, longest + 2)))
