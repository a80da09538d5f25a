"""Reading a CSV file as spreadsheets write it: UTF-8 with or without BOM, one record after another, never whole."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from counter.imports.columns import COLUMNS, Kind
from counter.imports.faults import FaultError

MOST_ROWS = 300_000
"""A larger file is to be cut, by years or months: it is written in one turn, and the counters wait for that."""
Row = dict[str, str]


def hash_file(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_rows(path: Path, kind: Kind, most: int = MOST_ROWS) -> Iterator[tuple[int, Row | FaultError]]:
    """Yield (line where it begins, cells by column or what is wrong with the record).

    Blanks around a cell are dropped, and so are records without any cell filled. Raises FaultError for a file that
    cannot be read at all: no header, not UTF-8, broken quotes; its `value` then is the line.
    """
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            names = _header(next(reader, []), kind)
            line, rows = reader.line_num + 1, 0
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows += 1
                    if rows > most:
                        raise FaultError("", "too_many", str(line))
                    yield line, _row(names, cells)
                line = reader.line_num + 1
    except UnicodeDecodeError:
        raise FaultError("", "encoding", str(line)) from None
    except csv.Error:
        raise FaultError("", "csv", str(line)) from None


def _row(names: list[str], cells: list[str]) -> Row | FaultError:
    if len(cells) != len(names):
        return FaultError("", "cells", str(len(cells)))
    return {name: cell.strip() for name, cell in zip(names, cells, strict=True)}


def _header(cells: list[str], kind: Kind) -> list[str]:
    names = [cell.strip() for cell in cells]
    if not any(names):
        raise FaultError("", "empty", "1")
    for name in COLUMNS[kind]:
        if names.count(name) != 1:
            raise FaultError(name, "column_missing" if name not in names else "column_twice", "1")
    for name in names:
        if name not in COLUMNS[kind]:
            raise FaultError(name, "column_unknown", "1")
    return names
