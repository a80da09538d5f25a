"""Numbers made readable: percentiles, medians of repeated runs, markdown tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


def percentile(values: Sequence[float], part: float) -> float:
    """Return the nearest-rank percentile, `part` in 0–1; the values need not be sorted."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(part * len(ordered) + 0.5) - 1))]


def middle(values: Sequence[float]) -> float:
    """Return the median of repeated runs."""
    return median(values)


def timed(work: Callable[[], Any]) -> float:
    """Do something; return the seconds it took."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def number(value: float, digits: int = 0) -> str:
    """Return a number with a comma between thousands."""
    return f"{value:,.{digits}f}"


@dataclass
class Table:
    """A markdown table under a heading, with sentences below it."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """Return the table as it stands in README and RESULTS.md."""
        lines = [
            f"### {self.title}",
            "",
            "| " + " | ".join(self.columns) + " |",
            "|" + "|".join("---" if i == 0 else "--:" for i in range(len(self.columns))) + "|",
            *("| " + " | ".join(row) + " |" for row in self.rows),
        ]
        if self.notes:
            lines += ["", *(f"- {note}" for note in self.notes)]
        return "\n".join(lines) + "\n"
