"""The reckoner: figures of a period for whoever looks at them now, counted where counting holds nobody up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import orjson
from sqlalchemy import Engine

from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import Period
from shared.evidence.province import Province, SiteRow
from shared.evidence.selection import Scope
from shared.evidence.shelf import Shelf
from shared.evidence.veil import hide_few
from shared.store.offload import Offload, T


@dataclass(frozen=True, slots=True)
class Question:
    """Which figures somebody wants; the words of `make_figures` hold."""

    site_id: int
    period: Period
    scope: Scope
    now: datetime
    simulated: bool


class Reckoner(Protocol):
    """Counts figures as `make_figures` does and raises what it raises."""

    def figures(self, asked: Question) -> Figures:
        """Return the figures."""

    def said(self, asked: Question) -> bytes:
        """Return them as JSON for staff: what few people said is hidden, see `hide_few`."""

    def province(self, *, now: datetime, simulated: bool) -> tuple[SiteRow, ...]:
        """Return a row for every site of the installation."""


class HallReckoner:
    """Counts in this process; `shelf` keeps what was counted in months that are over."""

    def __init__(self, engine: Engine, shelf: Shelf, offload: Offload) -> None:
        self._engine = engine
        self._shelf = shelf
        self._offload = offload
        self._province = Province(engine, shelf)

    def figures(self, asked: Question) -> Figures:
        """Return the figures."""
        return self._count(asked, lambda figures: figures)

    def said(self, asked: Question) -> bytes:
        """Return them as JSON for staff."""
        return self._count(asked, lambda figures: orjson.dumps(hide_few(figures.as_json())))

    def province(self, *, now: datetime, simulated: bool) -> tuple[SiteRow, ...]:
        """Return a row for every site of the installation."""
        return self._offload(lambda: self._province.tell(now=now, simulated=simulated))

    def _count(self, asked: Question, use: Callable[[Figures], T]) -> T:
        with self._engine.connect() as conn:
            return self._offload(
                lambda: use(
                    make_figures(
                        conn, asked.site_id, asked.period, now=asked.now, scope=asked.scope,
                        simulated=asked.simulated, shelf=self._shelf,
                    )
                )
            )  # fmt: skip
