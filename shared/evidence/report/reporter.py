"""The reporter of the reports' own figures: measures 1, 4 and 7 from the records of the hall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from shared.domain.fiscal import RoundKind
from shared.evidence.report.making import MEASURES, figures_of
from shared.evidence.rounds import Document, Frozen
from shared.evidence.shelf import Shelf


class HallReporter:
    """Figures of a round by `figures_of`; `shelf` keeps what was counted in months that are over."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def figures_of(
        self,
        conn: Connection,
        site_id: int,
        *,
        measure: int,
        year_be: int,
        kind: RoundKind,
        now: datetime,
        simulated: bool,
    ) -> dict[str, Any]:
        """Return the figures of a measure in a round; {} for a measure the hall has no records of."""
        if measure not in MEASURES:
            return {}
        return figures_of(
            conn, site_id, measure, year_be, kind, now=now, simulated=simulated, shelf=self._shelf
        )

    def documents_of(self, frozen: Frozen) -> Sequence[Document]:
        """Return no document: a report is published with its figures alone until documents are made of it."""
        return ()
