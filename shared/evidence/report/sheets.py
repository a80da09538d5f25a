"""Tables as values: named columns of a kind, rows of real numbers, a total. Every file format shows these.

A cell holds the number itself, rounded once as defined; None where there is nothing to compute from. What a
person reads of it (commas, `mm:ss`, Thai digits) is made by the one that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shared.evidence.report.speech import Speech

Kind = Literal["text", "count", "number", "percent", "time", "day"]
Cell = str | int | float | None
LEVELS = (5, 4, 3, 2, 1)
HIDDEN_LEVELS: tuple[dict[str, Any], ...] = ({"n": None, "percent": {"value": None}},) * len(LEVELS)
"""Of an opinion of which only the number of answers is said."""


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` says what the cells are: `time` is seconds, `day` is `YYYY-MM-DD`.

    `under`: on paper its value stands in brackets below that of the column of this name, in one cell.
    """

    name: str
    title: str
    kind: Kind = "count"
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name (for programs and files), title and notes; `total` is the last row, set apart."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()

    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """Return the rows and the total."""
        return self.rows if self.total is None else (*self.rows, self.total)

    def as_json(self) -> dict[str, Any]:
        """Return the table as plain values: rows by the names of the columns."""
        names = [column.name for column in self.columns]
        return {
            "name": self.name,
            "title": self.title,
            "columns": [{"name": c.name, "title": c.title, "kind": c.kind} for c in self.columns],
            "rows": [dict(zip(names, row, strict=True)) for row in self.rows],
            "total": None if self.total is None else dict(zip(names, self.total, strict=True)),
            "notes": list(self.notes),
        }


def make_sheet(
    speech: Speech,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    total: Sequence[Cell] | None = None,
    *,
    notes: Iterable[str] = (),
) -> Sheet:
    """Return a table; its title is the catalogue's. Raises ValueError for a row of another length."""
    lines = tuple(tuple(row) for row in rows)
    last = None if total is None else tuple(total)
    for line in lines if last is None else (*lines, last):
        if len(line) != len(columns):
            raise ValueError(f"A row of {name} has {len(line)} cells for {len(columns)} columns.")
    title = speech.say(f"document.sheet.{name}")
    return Sheet(name, title, tuple(columns), lines, last, tuple(notes))


def column(speech: Speech, name: str, kind: Kind = "count", *, under: str | None = None) -> Column:
    """Return a column with the catalogue's title."""
    return Column(name, speech.say(f"document.column.{name}"), kind, under)


def opinion_columns(speech: Speech) -> tuple[Column, ...]:
    """Return the columns of what is said about answers to one question."""
    levels = []
    for level in LEVELS:
        word = speech.say(f"common.score.{level}")
        levels.append(Column(f"f{level}", word, "count"))
        levels.append(
            Column(f"p{level}", speech.say("document.percent_of", name=word), "percent", f"f{level}")
        )
    return (
        column(speech, "n"),
        *levels,
        column(speech, "mean", "number"),
        column(speech, "sd", "number"),
        column(speech, "satisfaction", "percent"),
        column(speech, "satisfied", "percent"),
        column(speech, "level", "text"),
    )


def opinion_cells(speech: Speech, opinion: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return the cells of one question's answers for `opinion_columns`."""
    levels: list[Cell] = []
    for level in opinion["levels"] or HIDDEN_LEVELS:
        levels += [level["n"], level["percent"]["value"]]
    return (
        opinion["n"],
        *levels,
        opinion["mean"]["value"],
        opinion["sd"]["value"],
        opinion["percent"]["value"],
        opinion["satisfied"]["percent"]["value"],
        speech.level(opinion["band"]),
    )


def spans_columns(speech: Speech) -> tuple[Column, ...]:
    """Return the columns of what is said about durations."""
    return (
        column(speech, "n"),
        *(column(speech, name, "time") for name in ("average", "median", "p90", "longest")),
    )


def spans_cells(spans: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return the cells of durations, in seconds, for `spans_columns`."""
    return (spans["n"], *(spans[name]["seconds"] for name in ("mean", "median", "p90", "longest")))
