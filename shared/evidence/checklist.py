"""What a round still lacks, and the ten questions of an assessor answered from the data.

Source of the questions: domain §2.5. An answer is `yes` or `no` where the data can tell, `look` where only a person
can: nothing is claimed that nobody has seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, exists, select

from shared.domain.fiscal import Round, RoundKind
from shared.evidence.binder import Entry, entries_of
from shared.evidence.measures import FED, MeasureText
from shared.evidence.selection import REAL_ORIGINS
from shared.store.models import Rating, Ticket

Verdict = Literal["yes", "no", "look"]

_TOLD: tuple[Literal["reported", "published"], ...] = ("reported", "published")


@dataclass(frozen=True, slots=True)
class Lack:
    """Something a measure lacks in a round; `details` fill the places of `evidence.lack.<code>`."""

    code: Literal["step", "photo", "caption", "photo_day", "figures", "reported", "published"]
    measure: int
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to question `number`; `measures` are those that say no, where it is asked of each."""

    number: int
    verdict: Verdict
    measures: tuple[int, ...] = ()


def find_fed(
    conn: Connection, site_id: int, year_be: int, kind: RoundKind, *, simulated: bool
) -> frozenset[int]:
    """Return the measures for whose figures the hall has records in a round."""
    covered = Round(year_be, kind)
    first, last = covered.first.isoformat(), covered.last.isoformat()
    origins = (*REAL_ORIGINS, "simulated") if simulated else REAL_ORIGINS

    def there(table: type[Ticket] | type[Rating]) -> bool:
        asked = select(
            exists().where(
                table.site_id == site_id, table.day >= first, table.day <= last, table.origin.in_(origins)
            )
        )
        return bool(conn.execute(asked).scalar())

    tickets, ratings = there(Ticket), there(Rating)
    return frozenset(n for n in FED if (ratings if n == 1 else tickets))


def list_lacks(
    measure: MeasureText, entries: Sequence[Entry], *, year_be: int, kind: RoundKind, fed: frozenset[int]
) -> tuple[Lack, ...]:
    """Return what a measure still lacks in a round, in the order in which one would mend it."""
    own = entries_of(entries, measure, year_be, kind)
    number, lacks = measure.number, []
    filled = {
        entry.step
        for entry in entries
        if entry.measure == number
        and entry.withdrawn is None
        and (kind == "annual" or entry.is_in(year_be, kind))
    }
    for place, step in enumerate(measure.steps, 1):
        if step.id not in filled:
            lacks.append(Lack("step", number, {"step": place}))
    pictures = [file for entry in own for file in entry.files if file.is_picture]
    if not pictures:
        lacks.append(Lack("photo", number))
    for code, missing in (
        ("caption", [f for f in pictures if not f.caption]),
        ("photo_day", [f for f in pictures if f.day is None]),
    ):
        if missing:
            lacks.append(Lack("caption" if code == "caption" else "photo_day", number, {"n": len(missing)}))
    if not has_figures(measure, own, fed):
        lacks.append(Lack("figures", number))
    kinds = {entry.kind for entry in own}
    lacks += [Lack(done, number) for done in _TOLD if done not in kinds]
    return tuple(lacks)


def has_figures(measure: MeasureText, own: Sequence[Entry], fed: frozenset[int]) -> bool:
    """Say whether a measure has a figure: from the hall, or typed with an entry."""
    return measure.number in fed or any(entry.figures for entry in own)


def answer_questions(
    measures: Sequence[MeasureText],
    entries: Sequence[Entry],
    *,
    year_be: int,
    kind: RoundKind,
    fed: frozenset[int],
    report: Mapping[str, Any] | None = None,
) -> tuple[Answer, ...]:
    """Return the answers to the ten questions for a report of these measures.

    `report`: `frozen`, `approved`, `published`, `looked` (a person saw that no personal data is in it),
    `documents` (formats kept), as far as there is one.
    """
    known = report or {}
    own = {m.number: entries_of(entries, m, year_be, kind) for m in measures}

    def lacking(claim: Any) -> tuple[int, ...]:
        return tuple(m.number for m in measures if not claim(m))

    def done(m: MeasureText, what: str, *, proof: bool = False) -> bool:
        return any(e.kind == what and (not proof or e.files or e.url) for e in own[m.number])

    def pictured(m: MeasureText) -> bool:
        pictures = [f for e in own[m.number] for f in e.files if f.is_picture]
        return bool(pictures) and all(f.caption and f.day for f in pictures)

    posted = lacking(lambda m: any(e.kind == "published" and e.url for e in own[m.number]))
    signed = lacking(lambda m: any(e.kind == "reported" and e.reference for e in own[m.number]))
    figured = lacking(lambda m: has_figures(m, own[m.number], fed))
    unpictured = lacking(pictured)
    unlike = lacking(lambda m: _same(m.title, m.result_title))
    unproved = lacking(lambda m: done(m, "reported", proof=True) and done(m, "published", proof=True))
    return (
        Answer(1, "no" if posted else "look", posted),
        Answer(2, _verdict(not signed and bool(known.get("approved"))), signed),
        Answer(3, _verdict(not figured), figured),
        Answer(4, "yes"),
        Answer(5, _verdict(not unpictured), unpictured),
        Answer(6, _verdict(not unlike), unlike),
        Answer(7, _verdict(adds_up(known["frozen"])) if known.get("frozen") else "no"),
        Answer(8, _verdict(not unproved), unproved),
        Answer(9, "yes" if known.get("looked") else "look"),
        Answer(10, _verdict("pdf" in known.get("documents", ()))),
    )


def adds_up(frozen: Mapping[str, Any]) -> bool:
    """Say whether the totals of the frozen figures are the sums of their months and departments."""
    figures = frozen["figures"]
    total = figures["outcomes"]
    rows = [*figures["departments"]], [*figures["months"]]
    return (
        all(
            sum(row["outcomes"][name] for row in table) == total[name]
            for table in rows
            for name in ("issued", "served", "no_show", "cancelled", "abandoned")
        )
        and sum(level["n"] for level in figures["ratings"]["verified"]["levels"])
        == figures["ratings"]["verified"]["n"]
    )


def _same(one: str, other: str) -> bool:
    return re.sub(r"\s+", "", one) == re.sub(r"\s+", "", other)


def _verdict(held: bool) -> Verdict:
    return "yes" if held else "no"
