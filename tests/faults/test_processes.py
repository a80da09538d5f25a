"""Several programs on one database file at once: the file's own lock keeps the turn, with nobody to arrange it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.store.models import JournalRow, Leg, Ticket
from tests.clockwork import Clock
from tests.office import open_office

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[2]
TIMES = 40


def test_three_processes_issuing_and_calling_at_once_double_nothing_and_leave_no_gap(database: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.several", str(database), str(counter), str(TIMES)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for counter in (1, 2, 3)
    ]  # fmt: skip
    done = [json.loads(process.communicate(timeout=60)[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    given = [number for one in done for number in one["given"]]
    served = [number for one in done for number in one["served"]]
    assert sorted(given) == [f"A{n:03d}" for n in range(1, 3 * TIMES + 1)]
    assert len(served) == len(set(served)) == 3 * TIMES, (
        "a free counter and somebody waiting: everybody was served once"
    )
    with open_office(database, Clock()) as office:
        assert office.verify().fault is None
        assert [row.seq for row in office.rows(JournalRow, site_id=1)] == list(
            range(1, office.verify().entries + 1)
        )
        assert {row.state for row in office.rows(Ticket)} == {"finished"}
        assert len(office.rows(Leg)) == 3 * TIMES
        order = [data["ticket"] for _, data in office.facts("ticket.called")]
        assert order == sorted(order), "called in the order of issue, whoever called"
