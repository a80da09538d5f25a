"""Where the good rows of a file wait until all of them are known to be good: a table on disk that deletes itself.

However large a file is, memory holds one row of it; and what concerns several rows (a number twice on one day, the
order within a day) is a question to the table.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

_TABLE = """CREATE TABLE record (
    line INTEGER PRIMARY KEY, day TEXT, prefix TEXT, number INTEGER, at INTEGER, data TEXT)"""
_IN_ORDER = (
    "SELECT line, day, prefix, number, at, data FROM record ORDER BY day, at, number IS NULL, number, line"
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row ready to be written. `at` is when it began; `values` are the rest as plain JSON."""

    day: str
    prefix: str
    number: int | None
    at: int
    values: dict[str, Any]


class Spool:
    """The good rows of one file. Used by one thread at a time."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4000;")
        self._db.execute(_TABLE)
        self._db.execute("BEGIN")
        self._digest = hashlib.sha256()
        self.rows = 0

    def add(self, line: int, record: Record) -> None:
        """Keep a row."""
        data = json.dumps(record.values, ensure_ascii=False, sort_keys=True)
        key = (record.day, record.prefix, record.number, record.at, data)
        self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", (line, *key))
        self._digest.update(repr(key).encode())
        self.rows += 1

    def done(self) -> None:
        """Nothing more comes; make it quick to ask."""
        self._db.execute("CREATE INDEX by_day ON record (day, prefix, number)")

    @property
    def digest(self) -> str:
        """What the rows say, whatever the file's bytes look like: the same for a file saved anew."""
        return self._digest.hexdigest()

    def days(self) -> list[str]:
        """Return the days of the rows, in order."""
        return [day for (day,) in self._db.execute("SELECT DISTINCT day FROM record ORDER BY day")]

    def numbers_twice(self) -> Iterator[tuple[int, str]]:
        """Yield (line, number) of every row whose number stood before it on the same day."""
        rows = self._db.execute(
            "SELECT r.line, r.prefix, r.number FROM record r JOIN (SELECT day, prefix, number, min(line) AS first"
            " FROM record WHERE number IS NOT NULL GROUP BY day, prefix, number HAVING count(*) > 1) f"
            " ON f.day = r.day AND f.prefix = r.prefix AND f.number = r.number AND f.first <> r.line ORDER BY r.line"
        )
        for line, prefix, number in rows:
            yield line, f"{prefix}{number:03d}"

    def of_day(self, day: str) -> Iterator[tuple[int, Record]]:
        """Yield the rows of a day with their lines."""
        rows = self._db.execute(
            "SELECT line, day, prefix, number, at, data FROM record WHERE day = ? ORDER BY line", (day,)
        )
        for line, *rest in rows:
            yield line, _record(rest)

    def highest(self) -> dict[tuple[str, str], int]:
        """Return the highest number per (day, letter) of days on which some row has none."""
        rows = self._db.execute(
            "SELECT day, prefix, coalesce(max(number), 0) FROM record GROUP BY day, prefix"
            " HAVING count(*) > count(number)"
        )
        return {(day, prefix): number for day, prefix, number in rows}

    def in_order(self) -> Iterator[tuple[int, Record]]:
        """Yield (place within its day from 1, row), day by day, in the order in which they began."""
        for _, rows in groupby(self._db.execute(_IN_ORDER), key=lambda row: row[1]):
            for place, (_, *rest) in enumerate(rows, 1):
                yield place, _record(rest)

    def close(self) -> None:
        """Let the disk go."""
        self._db.close()


def _record(row: list[Any]) -> Record:
    day, prefix, number, at, data = row
    return Record(day, prefix, number, at, json.loads(data))
