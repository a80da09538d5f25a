"""Figures come from a process of their own, the same as from this one, and from this one when that is gone."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from deploy.figures_apart import FiguresApart
from shared.evidence.figures import make_figures
from shared.evidence.periods import round_period
from shared.evidence.selection import Scope
from shared.settings import Settings
from tests.office import Office

YEAR = round_period(2570, "annual")


@pytest.mark.sqlite
def test_another_process_counts_the_same_and_when_it_is_gone_the_next_question_starts_another(
    office: Office, database: Path
) -> None:
    office.issue("A")
    office.ana.open("A")
    office.ana.serve_next()
    apart = FiguresApart(Settings.from_env({"TONSAI_DATA": str(database.parent)}))
    now, site = office.clock(), office.site_id
    with office.engine.connect() as conn:
        here = make_figures(conn, site, YEAR, now=now, scope=Scope(group="tax"))
    try:
        assert apart.ask(site, YEAR, Scope(group="tax"), now=now, simulated=False) == here
        with pytest.raises(ValueError, match="nobody"):
            apart.ask(site, YEAR, Scope(department="nobody"), now=now, simulated=False)
        assert apart.process is not None
        held = {str(link.readlink()) for link in Path(f"/proc/{apart.process}/fd").iterdir()}
        assert not any("server.lock" in name for name in held)
        os.kill(apart.process, signal.SIGKILL)
        assert apart.ask(site, YEAR, Scope(), now=now, simulated=False) is None
        assert apart.process is None
    finally:
        apart.stop()
