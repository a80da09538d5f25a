"""Figures and documents come from a process of their own, the same as here, and from here when it is gone."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path

import pytest
from pypdf import PdfReader

from deploy.apart import Apart, ReckonerApart, ReporterApart
from shared.domain.errors import QueueError
from shared.evidence.periods import round_period
from shared.evidence.reckoner import HallReckoner, Question
from shared.evidence.report.desk import FOLDER, Desk
from shared.evidence.report.reporter import HallReporter
from shared.evidence.report.speech import Speech
from shared.evidence.reports import freeze
from shared.evidence.rounds import Format, Frozen
from shared.evidence.selection import Scope
from shared.evidence.shelf import Shelf
from shared.settings import Settings
from shared.store.models import Counter
from shared.store.offload import inline
from shared.web.languages import Languages
from tests.office import Office

YEAR = round_period(2570, "annual")


@pytest.mark.sqlite
def test_another_process_counts_the_same_and_when_it_is_gone_this_one_does_and_then_another(
    office: Office, database: Path
) -> None:
    office.issue("A")
    office.ana.open("A")
    office.ana.serve_next()
    here = HallReckoner(office.engine, Shelf(), inline)
    settings = Settings.from_env({"TONSAI_DATA": str(database.parent)})
    apart = ReckonerApart(settings, office.engine, Shelf(), offload=inline, asking=inline)
    now, site = office.clock(), office.site_id

    def of(scope: Scope) -> Question:
        return Question(site, YEAR, scope, now=now, simulated=False)

    tax, everything = of(Scope(group="tax")), of(Scope())
    try:
        assert apart.figures(tax) == here.figures(tax)
        assert apart.said(tax) == here.said(tax)
        sites = apart.province(now=now, simulated=False)
        assert sites == here.province(now=now, simulated=False)
        ours = next(row for row in sites if row.place.id == site)
        assert (ours.waiting, ours.open, ours.counters) == (0, 1, len(office.rows(Counter, site_id=site)))
        with pytest.raises(ValueError, match="nobody"):
            apart.said(of(Scope(department="nobody")))
        gone = apart.process
        assert gone is not None
        held = {str(link.readlink()) for link in Path(f"/proc/{gone}/fd").iterdir()}
        assert not any("server.lock" in name for name in held)
        os.kill(gone, signal.SIGKILL)
        assert apart.said(everything) == here.said(everything)
        assert apart.process is None
        assert apart.figures(everything) == here.figures(everything)
        assert apart.process not in (None, gone)
    finally:
        apart.stop()


def reporters(data: Path) -> tuple[HallReporter, ReporterApart]:
    """The reporter of this process, and the one that asks another."""
    speech, desk = Speech(Languages()), Desk(data)
    settings = Settings.from_env({"TONSAI_DATA": str(data)})
    return HallReporter(Shelf(), speech, desk), ReporterApart(settings, Shelf(), speech, desk)


def frozen_of(office: Office, reporter: HallReporter) -> Frozen:
    """Serve somebody and return what the year's report of measure 4 says."""
    office.issue("A")
    office.ana.open("A")
    office.ana.serve_next()
    with office.engine.connect() as conn:
        return freeze(
            conn,
            office.site_id,
            year_be=2570,
            kind="annual",
            measure=4,
            now=office.clock(),
            reporter=reporter,
        )


@pytest.mark.sqlite
def test_another_process_sets_the_same_documents_and_ends(office: Office, database: Path) -> None:
    here, apart = reporters(database.parent)
    frozen = frozen_of(office, here)
    wanted: tuple[Format, ...] = ("pdf", "csv", "json")
    made, same = (list(one.documents_of(frozen, formats=wanted)) for one in (apart, here))
    assert [one.format for one in made] == list(wanted)
    assert made[1:] == same[1:]
    pages, as_many = (len(PdfReader(io.BytesIO(one[0].body)).pages) for one in (made, same))
    assert pages == as_many > 1, "two PDFs are never the same byte by byte: each has its own identity"
    (database.parent / FOLDER).mkdir()
    (database.parent / FOLDER / "report.docx").write_bytes(b"no document")
    with pytest.raises(QueueError, match=r"report\.template"):
        apart.documents_of(frozen, formats=("docx",))


@pytest.mark.sqlite
def test_documents_are_made_here_when_no_other_process_can_be_had(
    office: Office, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, apart = reporters(database.parent)
    frozen = frozen_of(office, here)

    def none_left(_self: Apart) -> None:
        raise BlockingIOError("no process is left")

    monkeypatch.setattr(Apart, "_start", none_left)
    assert list(apart.documents_of(frozen, formats=("csv",))) == list(
        here.documents_of(frozen, formats=("csv",))
    )
