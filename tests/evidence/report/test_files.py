"""JSON, CSV and XLSX hold the very numbers of the tables, as numbers."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from shared.evidence.report.files import report_csv, report_json, report_xlsx, table_csv
from shared.evidence.report.sheets import Column, Sheet
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import tables_of
from tests.evidence.report.conftest import made
from tests.evidence.town import Town

MEASURES = (1, 4, 7)
USERS = {
    "ตุลาคม 2568": [1, 1, 0, 0, 0, 2],
    "มีนาคม 2569": [0, 1, 0, 0, 0, 1],
    # R1 and one imported T1 asked for at "general"; T1, T2, T3, T1 and the Saturday ticket of the tax group; E3
    "เมษายน 2569": [1, 5, 1, 0, 0, 7],
    "กันยายน 2569": [0, 0, 0, 1, 0, 1],
    "รวม": [2, 7, 1, 1, 0, 11],
}
"""Users per month in the office's order of departments (clerk, finance, works, health, education) and together."""


@pytest.fixture
def values(year: Town) -> dict[int, dict[str, Any]]:
    return {measure: made(year, measure) for measure in MEASURES}


def test_users_per_month_and_department_are_those_counted_by_hand(
    values: dict[int, dict[str, Any]], thai: Speech
) -> None:
    tables = [
        {row[0]: [int(cell) for cell in row[1:]] for row in read_csv(values, thai)["4.users"][1:]},
        {row[0]: list(row[1:]) for row in read_xlsx(values, thai)["4.1 ผู้รับบริการรายเดือน"]},
        read_json(values, thai)["4.users"],
    ]
    for found in tables:
        assert len(found) == 13
        assert {month: row for month, row in found.items() if any(row)} == USERS


def read_csv(values: dict[int, dict[str, Any]], thai: Speech) -> dict[str, list[list[str]]]:
    """Return name → lines of every table, the line of titles first."""
    text = report_csv(values, thai).decode("utf-8-sig")
    tables: dict[str, list[list[str]]] = {}
    name = ""
    for row in csv.reader(io.StringIO(text)):
        if not row:
            name = ""
        elif not name:
            name = row[0]
            tables[name] = []
        else:
            tables[name].append(row)
    return tables


def read_xlsx(values: dict[int, dict[str, Any]], thai: Speech) -> dict[str, list[tuple[Any, ...]]]:
    """Return sheet name → rows below the line of titles, up to the blank line before the notes."""
    book = load_workbook(io.BytesIO(report_xlsx(values, thai)))
    found = {}
    for page in book.worksheets:
        rows = list(page.iter_rows(values_only=True))
        top = next(n for n, row in enumerate(rows) if n > 1 and not any(cell is not None for cell in row))
        body = rows[top + 2 :]
        end = next((n for n, row in enumerate(body) if all(cell is None for cell in row)), len(body))
        found[page.title] = body[:end]
    return found


def read_json(values: dict[int, dict[str, Any]], thai: Speech) -> dict[str, dict[str, list[Any]]]:
    """Return name → first cell → the other cells of every table."""
    found = {}
    for number, report in json.loads(report_json(values, thai))["reports"].items():
        for table in report["tables"]:
            lines = [
                list(row.values()) for row in (*table["rows"], *([table["total"]] if table["total"] else []))
            ]
            found[f"{number}.{table['name']}"] = {str(line[0]): line[1:] for line in lines}
    return found


def test_every_cell_of_every_table_is_in_the_csv(values: dict[int, dict[str, Any]], thai: Speech) -> None:
    found = read_csv(values, thai)
    for measure, value in values.items():
        for sheet in tables_of(value, thai):
            lines = found[f"{measure}.{sheet.name}"]
            assert len(lines) == 1 + len(sheet.lines())
            for line, wanted in zip(lines[1:], sheet.lines(), strict=True):
                for cell, number in zip(line, wanted, strict=True):
                    if number is None:
                        assert cell == ""
                    elif isinstance(number, str):
                        assert cell.lstrip("'") == number
                    else:
                        assert Decimal(cell) == Decimal(str(number))


def test_every_cell_of_every_table_is_in_the_workbook_as_what_it_is(
    values: dict[int, dict[str, Any]], thai: Speech
) -> None:
    found = iter(read_xlsx(values, thai).values())
    for value in values.values():
        for sheet in tables_of(value, thai):
            for line, wanted in zip(next(found), sheet.lines(), strict=True):
                for cell, number, column in zip(line, wanted, sheet.columns, strict=False):
                    assert as_table(cell) == (pytest.approx(number) if isinstance(number, float) else number)
                    if column.kind in ("count", "number", "percent") and number is not None:
                        assert isinstance(cell, int | float), column.name


def as_table(cell: Any) -> Any:
    """Return a cell of a workbook as the table had it."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    return cell


def test_the_half_year_and_the_second_half_give_the_year(year: Town, thai: Speech) -> None:
    whole = made(year, 4)["months"]
    half = made(year, 4, "half")["months"]
    assert whole[:6] == half
    rest = whole[6:]
    assert (
        sum(row["outcomes"]["issued"] for row in half) + sum(row["outcomes"]["issued"] for row in rest) == 16
    )


def test_text_that_begins_like_a_formula_stays_text(thai: Speech) -> None:
    evil = Sheet("evil", "=1+1", (Column("a", "=2+2", "text"),), (("=3+3",), ("@x",), ("-",)))
    assert table_csv(evil, thai).decode("utf-8-sig").splitlines() == ["'=2+2", "'=3+3", "'@x", "'-"]


def test_names_that_begin_like_a_formula_stay_text_in_the_workbook(year: Town, thai: Speech) -> None:
    value = made(year, 4)
    value["units"]["groups"][0]["name"] = {"th": '=HYPERLINK("x")'}
    book = load_workbook(io.BytesIO(report_xlsx({4: value}, thai)))
    kinds = {cell.data_type for page in book.worksheets for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any(
        cell.value == '=HYPERLINK("x")'
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_an_empty_round_gives_whole_tables_with_nothing_in_them(
    town: Town, thai: Speech, measure: int
) -> None:
    value = made(town, measure)
    for sheet in tables_of(value, thai):
        for line in sheet.lines():
            assert not [cell for cell in line if isinstance(cell, float) and cell]
    assert "รอบนี้ไม่มีบัตรคิวในระบบ" in json.loads(report_json({measure: value}, thai))["notes"]
    assert report_xlsx({measure: value}, thai)


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_tables_speak_three_languages(year: Town, thai: Speech, language: Any) -> None:
    speech = Speech(thai.words, language)
    titles = {sheet.title for m in MEASURES for sheet in tables_of(made(year, m), speech)}
    assert len(titles) == 28
