"""The nine measures of a fiscal year: from the office's document, changed by people, carried into the next year.

A year that nobody has touched has the measures of the newest earlier year, or those of the document; the first
change or the first evidence writes them down as the year's own (`begin_year`). Before every change the measure
as it was goes into the history.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, func, insert, select, update

from shared.domain.errors import QueueError
from shared.domain.fiscal import RoundKind
from shared.store.models import Measure, MeasureChange
from shared.store.turn import Turn

DOCUMENT = Path(__file__).parent / "nine_measures.json"
"""The measures word for word as in the office's memo of 22 November 2566, its slips included."""
NUMBERS = range(1, 10)
FED = frozenset({1, 4, 7})
"""Measures whose figures the records of the hall give by themselves."""
FIRST_YEAR, LAST_YEAR = 2500, 2700
Cycle = Literal["half", "annual"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step; `id` stays with it when its text or its place changes."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class MeasureText:
    """What a measure says, as the plan and the results tables need it. `oit` is blank until it is set."""

    number: int
    title: str
    result_title: str
    steps: tuple[Step, ...]
    responsible: tuple[str, ...]
    monitoring: str
    cycle: Cycle
    success: tuple[str, ...]
    oit: str = ""
    version: int = 0
    """0: not written down for this year yet."""
    id: int = 0

    def is_due(self, kind: RoundKind) -> bool:
        """Say whether a round must report this measure; others have a working view only."""
        return kind == "annual" or self.cycle == "half"

    def as_json(self) -> dict[str, Any]:
        """Return the texts as plain JSON values, without row id and version."""
        plain = asdict(self)
        return {name: plain[name] for name in plain if name not in ("id", "version")}


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a measure that was replaced: until when it held, and who replaced it."""

    version: int
    text: MeasureText
    at: int
    by: str


def document_measures() -> tuple[MeasureText, ...]:
    """Return the nine measures as the office's document has them."""
    rows = json.loads(DOCUMENT.read_text(encoding="utf-8"))["measures"]
    return tuple(
        _from_json({**row, "steps": [{"id": n, "text": text} for n, text in enumerate(row["steps"], 1)]})
        for row in rows
    )


def read_measures(conn: Connection, site_id: int, year_be: int) -> tuple[MeasureText, ...]:
    """Return the nine measures of a year; those of the newest earlier year or of the document where it has none."""
    year = conn.execute(
        select(func.max(Measure.year_be)).where(Measure.site_id == site_id, Measure.year_be <= year_be)
    ).scalar()
    if year is None:
        return document_measures()
    rows = conn.execute(
        select(Measure.__table__)
        .where(Measure.site_id == site_id, Measure.year_be == year)
        .order_by(Measure.number)
    )
    found = tuple(_from_row(row) for row in rows)
    if year == year_be:
        return found
    return tuple(replace(text, id=0, version=0, oit="") for text in found)


def read_measure(conn: Connection, site_id: int, year_be: int, number: int) -> MeasureText:
    """Return one measure of a year; refuse with `measure.unknown`."""
    if number not in NUMBERS or not FIRST_YEAR <= year_be <= LAST_YEAR:
        raise QueueError("measure.unknown", measure=number)
    return read_measures(conn, site_id, year_be)[number - 1]


def read_history(conn: Connection, measure_id: int) -> tuple[Change, ...]:
    """Return the versions of a measure that were replaced, newest first."""
    rows = conn.execute(
        select(MeasureChange.version, MeasureChange.body, MeasureChange.at, MeasureChange.actor_name)
        .where(MeasureChange.measure_id == measure_id)
        .order_by(MeasureChange.version.desc())
    )
    return tuple(Change(row.version, _from_json(row.body), row.at, row.actor_name) for row in rows)


def begin_year(turn: Turn, year_be: int) -> tuple[MeasureText, ...]:
    """Write a year's measures down as its own, copied from before; a year that has them stays as it is.

    OIT numbers are not copied: they change every year and stay blank until somebody has looked them up.
    """
    if not FIRST_YEAR <= year_be <= LAST_YEAR:
        raise QueueError("request.invalid", field="year")
    measures = read_measures(turn.conn, turn.site_id, year_be)
    if measures[0].id:
        return measures
    turn.conn.execute(
        insert(Measure),
        [{**text.as_json(), "site_id": turn.site_id, "year_be": year_be, "version": 1} for text in measures],
    )
    turn.record("measure.year_begun", year=year_be)
    return read_measures(turn.conn, turn.site_id, year_be)


def change_measure(
    turn: Turn, year_be: int, text: MeasureText, *, version: int, by: str
) -> tuple[MeasureText, int]:
    """Change what a measure says; `version` is the one that was read. Return it with the journal number.

    Refuses with `measure.changed` when somebody changed it meanwhile.
    """
    before = begin_year(turn, year_be)[text.number - 1]
    if version not in (before.version, 0) or (version == 0 and before.version != 1):
        raise QueueError("measure.changed", measure=text.number)
    if text.as_json() == before.as_json():
        return before, turn.head.seq
    turn.conn.execute(
        insert(MeasureChange).values(
            measure_id=before.id, version=before.version, body=before.as_json(), at=turn.seconds,
            actor=turn.actor, actor_name=by,
        )
    )  # fmt: skip
    turn.conn.execute(
        update(Measure).where(Measure.id == before.id).values(**text.as_json(), version=before.version + 1)
    )
    changed = {name: value for name, value in text.as_json().items() if before.as_json()[name] != value}
    seq = turn.record(
        "measure.changed", year=year_be, measure=text.number,
        before={name: before.as_json()[name] for name in changed}, after=changed,
    )  # fmt: skip
    return read_measures(turn.conn, turn.site_id, year_be)[text.number - 1], seq


def _from_row(row: Row[Any]) -> MeasureText:
    return replace(_from_json(dict(row._mapping)), version=row.version, id=row.id)


def _from_json(values: Mapping[str, Any]) -> MeasureText:
    return MeasureText(
        number=int(values["number"]),
        title=str(values["title"]),
        result_title=str(values["result_title"]),
        steps=tuple(Step(int(step["id"]), str(step["text"])) for step in values["steps"]),
        responsible=tuple(str(unit) for unit in values["responsible"]),
        monitoring=str(values["monitoring"]),
        cycle=cast("Cycle", values["cycle"]),
        success=tuple(str(line) for line in values["success"]),
        oit=str(values["oit"]),
    )
