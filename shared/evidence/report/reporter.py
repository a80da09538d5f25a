"""The reporter: figures of measures 1, 4, 7 and 8 from the records of the hall, and documents of what was frozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from shared.clock import iso
from shared.domain.fiscal import RoundKind
from shared.evidence.public import has_results, results_path
from shared.evidence.report.desk import Desk
from shared.evidence.report.documents import make_documents
from shared.evidence.report.making import MEASURES, figures_of
from shared.evidence.report.paper import Stamp
from shared.evidence.report.speech import Speech
from shared.evidence.rounds import FORMATS, Document, Format, Frozen
from shared.evidence.shelf import Shelf


class HallReporter:
    """Figures of a round by `figures_of`; `shelf` keeps what was counted in months that are over.

    Documents are official ones, in the language of `speech`.
    """

    def __init__(self, shelf: Shelf, speech: Speech, desk: Desk) -> None:
        self._shelf = shelf
        self._speech = speech
        self._desk = desk

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

    def documents_of(
        self,
        frozen: Frozen,
        *,
        published: datetime | None = None,
        version: int = 0,
        base: str = "",
        formats: Sequence[Format] = FORMATS,
    ) -> Sequence[Document]:
        """Return the documents of a report; without `published` each page says that it is a draft.

        A published one whose results have a public page leads there: in words and as a QR on every page.
        """
        url = f"{base}{results_path(frozen)}" if published and base and has_results(frozen) else ""
        stamp = Stamp(published_at=iso(published) if published else None, url=url, version=version)
        return make_documents(frozen, stamp, formats, self._speech, self._desk)
