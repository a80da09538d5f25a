"""What the public sees of a published round: made from the frozen report alone, small groups hidden.

Means are given for all and by department, never by month as well: two tables of the same answers could be played
against each other. When the half year is published, the year's table also hides what the difference would show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shared.domain.disclosure import SMALL, Cells, choose_hidden
from shared.evidence.rounds import Frozen

Words = Mapping[str, str]
WITH_RESULTS = (0, 1)
"""Measures whose published report has a public page: all nine, and satisfaction alone."""


def has_results(frozen: Frozen) -> bool:
    """True for a report whose results the public page shows."""
    return frozen["measure"] in WITH_RESULTS


def results_path(frozen: Frozen) -> str:
    """Return where the public page of a report's round stands."""
    return f"/results/{frozen['year_be']}/{frozen['round']}"


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How many gave a level; `n` and `percent` are None where that would be a small group."""

    level: int
    n: int | None
    percent: str | None
    share: float
    """Of the longest bar, 0 to 1; 0 where hidden."""


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department: people served, answers, and its satisfaction; None where hidden or nobody answered."""

    code: str
    name: Words
    users: int
    n: int
    percent: str | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a round as they are published. Percents and means as text with two decimals."""

    office: Words
    year_be: int
    round: str
    first: str
    last: str
    version: int
    reason: str
    published_at: int
    simulated: bool
    users: int
    n: int
    percent: str | None
    mean: str | None
    band: int | None
    response: str | None
    wait_minutes: int | None
    in_order: str | None
    levels: tuple[LevelRow, ...]
    departments: tuple[DepartmentRow, ...]
    months: tuple[tuple[str, int], ...]
    """Month and people served."""
    few: int
    """Answers below which nothing but their number is shown."""
    hidden: bool
    """Something was hidden."""
    digest: str

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values: the download for programs."""
        return asdict(self)


def make_results(
    frozen: Frozen,
    *,
    version: int,
    reason: str,
    published_at: int,
    digest: str,
    earlier: Frozen | None = None,
) -> Results:
    """Return the public results of a frozen report; `earlier` is the half year's, when that is published too."""
    figures = frozen["figures"]
    rating = figures["ratings"]["verified"]
    whole, by_department = _hide_departments(figures, earlier["figures"] if earlier else None)
    levels = _levels(rating, whole=whole)
    departments = tuple(
        DepartmentRow(
            code=row["code"], name=row["name"], users=row["outcomes"]["served"], n=row["rating"]["n"],
            percent=row["rating"]["percent"]["text"]
            if row["rating"]["n"] and row["code"] not in by_department
            else None,
            hidden=row["code"] in by_department,
        )
        for row in figures["departments"]
    )  # fmt: skip
    wait = figures["waits"]["called"]
    return Results(
        office=frozen["office"]["name"], year_be=frozen["year_be"], round=frozen["round"],
        first=figures["period"]["first"], last=figures["period"]["last"], version=version, reason=reason,
        published_at=published_at, simulated=bool(frozen["simulated"]), users=figures["outcomes"]["served"],
        n=rating["n"],
        percent=None if whole or not rating["n"] else rating["percent"]["text"],
        mean=None if whole or not rating["n"] else rating["mean"]["text"],
        band=None if whole else rating["band"],
        response=_percent(figures["ratings"]["response"]),
        wait_minutes=wait["median"]["minutes"] if wait["n"] >= SMALL else None,
        in_order=_percent(figures["order"]["in_order"]),
        levels=levels, departments=departments,
        months=tuple((row["month"], row["outcomes"]["served"]) for row in figures["months"]),
        few=SMALL,
        hidden=bool(rating["n"])
        and (whole or any(row.n is None for row in levels) or any(row.hidden for row in departments)),
        digest=digest,
    )  # fmt: skip


def make_headline(results: Results) -> dict[str, Any] | None:
    """Return the line for the screens of the hall, or None when so few answered that nothing may be said."""
    if results.percent is None:
        return None
    return {
        "year_be": results.year_be, "round": results.round, "percent": results.percent, "n": results.n
    }  # fmt: skip


def _percent(part: Mapping[str, Any]) -> str | None:
    return part["percent"]["text"] if part["percent"]["value"] is not None else None


def _levels(rating: Mapping[str, Any], *, whole: bool) -> tuple[LevelRow, ...]:
    rows = rating["levels"]
    counts = [row["n"] for row in rows]
    each: list[Cells] = [frozenset({place}) for place in range(len(rows))]
    hidden = (
        frozenset(range(len(rows)))
        if whole or not rating["n"]
        else choose_hidden(counts, each, [frozenset(range(len(rows)))])
    )
    most = max((n for place, n in enumerate(counts) if place not in hidden), default=0)
    return tuple(
        LevelRow(row["level"], None, None, 0.0)
        if place in hidden
        else LevelRow(row["level"], row["n"], row["percent"]["text"], row["n"] / most if most else 0.0)
        for place, row in enumerate(rows)
    )


def _hide_departments(
    figures: Mapping[str, Any], earlier: Mapping[str, Any] | None
) -> tuple[bool, frozenset[str]]:
    """Return whether the whole must be hidden, and the codes of the departments that must."""
    now = _answers(figures)
    before = _answers(earlier) if earlier else {}
    codes = sorted(now)
    if not before or any(before.get(code, 0) > now[code] for code in codes) or not set(before) <= set(now):
        counts = [now[code] for code in codes]
        return _choose(codes, counts, [frozenset({place}) for place in range(len(codes))], ())
    first = [before.get(code, 0) for code in codes]
    second = [now[code] - n for code, n in zip(codes, first, strict=True)]
    halves: list[Cells] = [frozenset({place}) for place in range(len(codes))]
    years: list[Cells] = [frozenset({place, place + len(codes)}) for place in range(len(codes))]
    whole, hidden = _choose(codes, first, halves, ())
    told = [cells for code, cells in zip(codes, halves, strict=True) if code not in hidden and code]
    everybody = [] if whole else [frozenset(range(len(codes)))]
    return _choose(codes, [*first, *second], years, [*told, *everybody])


def _choose(
    codes: Sequence[str], counts: Sequence[int], each: Sequence[Cells], told: Sequence[Cells]
) -> tuple[bool, frozenset[str]]:
    """Choose among the departments and the whole; answers of no department (code "") are in the whole alone."""
    shown = [place for place, code in enumerate(codes) if code]
    wanted = [*(each[place] for place in shown), frozenset().union(*each)]
    hidden = choose_hidden(counts, wanted, told)
    return len(shown) in hidden, frozenset(codes[place] for n, place in enumerate(shown) if n in hidden)


def _answers(figures: Mapping[str, Any]) -> dict[str, int]:
    found = {row["code"]: int(row["rating"]["n"]) for row in figures["departments"]}
    rest = int(figures["ratings"]["verified"]["n"]) - sum(found.values())
    return found | ({"": rest} if rest > 0 else {})
