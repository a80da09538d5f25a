"""What may be shown of few: how many they are, and not what they said. Works on figures as plain JSON values.

`hide_few` is the rule for staff (below five answers no mean, domain §6.4); `veiled` is what leaves the house: a
published report hides also what would give a small group away by subtracting, as was decided when its figures were
made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.domain.disclosure import SMALL, Cells, choose_hidden
from shared.evidence.rounds import Frozen
from shared.evidence.satisfaction import Answers
from shared.evidence.shown import NONE

_NOTHING = {"value": None, "text": NONE}
_OPINION = {"n", "mean", "sd", "percent", "satisfied", "band", "few", "levels"}
_SPANS = {"n", "mean", "median", "p90", "longest"}
_NO_TIME = {"seconds": None, "text": NONE, "minutes": None}


def hide_few(value: Any) -> Any:
    """Return figures in which an opinion of one to four answers is its number alone, wherever it stands."""
    if isinstance(value, Mapping):
        if value.keys() >= _OPINION and 0 < value["n"] < SMALL:
            return blank(value)
        return {name: hide_few(part) for name, part in value.items()}
    return [hide_few(part) for part in value] if isinstance(value, list) else value


def blank(opinion: Mapping[str, Any]) -> dict[str, Any]:
    """Return an opinion of which only the number of answers is said; it has no levels then."""
    return {
        **opinion, "mean": _NOTHING, "sd": _NOTHING, "percent": _NOTHING, "band": None, "levels": [],
        "satisfied": {"part": 0, "whole": 0, "percent": _NOTHING},
    }  # fmt: skip


def veiled(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a measure as they may be published. `veiled` says whether anything was hidden."""
    hidden = value.get("hidden", {})
    ratings = {
        name: blank(rating) if name in hidden.get("strata", ()) else rating
        for name, rating in value.get("ratings", {}).items()
    }
    shown: dict[str, Any] = _without_few_times(hide_few(dict(value)))
    if ratings:
        shown["ratings"] = hide_few(ratings)
        shown["headline"] = shown["ratings"]["verified"]
        shown["months"] = _hide(shown["months"], hidden.get("months", ()), "month")
        now = ["this"] if "verified" in hidden.get("strata", ()) else []
        shown["comparison"] = _hide(shown["comparison"], [*now, *hidden.get("comparison", ())], "name")
        shown["units"] = {
            kind: _hide(rows, hidden.get(kind, ()), "code") for kind, rows in shown["units"].items()
        }
    return {**shown, "veiled": shown != value}


def veil_report(frozen: Frozen) -> dict[str, Any]:
    """Return what was frozen with its measures' figures as they may be published."""
    return {
        **frozen,
        "reports": {n: veiled(value) if value else {} for n, value in frozen["reports"].items()},
    }


def _hide(rows: Iterable[Mapping[str, Any]], names: Iterable[str], key: str) -> list[Any]:
    """Return rows, those of these names with the number of their answers alone."""
    gone = set(names)
    return [{**row, "rating": blank(row["rating"])} if row[key] in gone else row for row in rows]


def _without_few_times(value: Any) -> Any:
    """Return figures in which durations of one to four visits are their number alone."""
    if isinstance(value, Mapping):
        if value.keys() == _SPANS and 0 < value["n"] < SMALL:
            return {"n": value["n"], **dict.fromkeys(_SPANS - {"n"}, _NO_TIME)}
        return {name: _without_few_times(part) for name, part in value.items()}
    return [_without_few_times(part) for part in value] if isinstance(value, list) else value


def choose_units(
    answers: Iterable[Answers], opened: int, names: Mapping[str, Mapping[int, str]]
) -> dict[str, list[str]]:
    """Return which rows of departments, groups and services, and which strata, a published report must not show.

    `opened`: how many open ratings there are; `names`: kind of unit → code by id. What is shown are sums over
    departments, groups, services, all verified, open, and both: see `choose_hidden`.
    """
    counts: dict[tuple[int | None, ...], int] = {}
    for answer in answers:
        key = (answer.department_id, answer.group_id, answer.service_id)
        if answer.verified:
            counts[key] = counts.get(key, 0) + answer.n
    cells = sorted(counts, key=repr)
    verified: Cells = frozenset(range(len(cells)))
    wanted: list[tuple[str, str, Cells]] = [
        (kind, code, frozenset(n for n, cell in enumerate(cells) if cell[place] == id_))
        for place, (kind, units) in enumerate(names.items())
        for id_, code in units.items()
    ]
    # the headline is what a report is for: it goes only when it is small itself, the others go before it
    told = [verified] if sum(counts.values()) >= SMALL else []
    wanted += [
        *([] if told else [("strata", "verified", verified)]),
        ("strata", "open", frozenset({len(cells)})),
        ("strata", "both", verified | {len(cells)}),
    ]
    gone = choose_hidden([*(counts[cell] for cell in cells), opened], [sums for *_, sums in wanted], told)
    found: dict[str, list[str]] = {}
    for place in sorted(gone):
        kind, code, _ = wanted[place]
        found.setdefault(kind, []).append(code)
    return found


def choose_rows(parts: Sequence[tuple[str, int]]) -> list[str]:
    """Return which of some rows must not be shown when they add up to a whole that is shown too."""
    rows: list[Cells] = [frozenset({n}) for n in range(len(parts))]
    gone = choose_hidden([n for _, n in parts], rows, [frozenset(range(len(parts)))])
    return [parts[place][0] for place in sorted(gone)]
