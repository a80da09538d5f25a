"""The whole nine-measure report of the large year on paper: 30 photographs, 12 charts, as PDF and as DOCX.

Each document is made by a process of its own, whose peak of memory is read at its end; what was frozen comes from a
file, so that the reading of the records is not in it.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import create_engine

from shared.evidence.report.desk import Desk
from shared.evidence.report.documents import make_documents
from shared.evidence.report.paper import Stamp, paper_of
from shared.evidence.report.reporter import HallReporter
from shared.evidence.report.speech import Speech
from shared.evidence.reports import ALL, freeze
from shared.evidence.shelf import Shelf
from shared.evidence.vault import Vault
from shared.web.languages import Languages
from tests.bench.tables import Table, number
from tests.bench.town import YEAR_BE, make_year

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PHOTOGRAPHS, CHARTS = 30, 12
_SIZE = (2000, 1500)
_ADDRESS = "http://192.168.1.10:8080/results/2569/annual"
FORMS = ("pdf", "docx", "xlsx")


def measure(*, quick: bool = False) -> list[Table]:
    """Return the table. `quick` makes the PDF alone."""
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as name:
        folder = Path(name)
        path, _ = make_year(folder)
        began = time.monotonic()
        frozen = _freeze(path, folder)
        froze = time.monotonic() - began
        _add_photographs(frozen, Vault(folder))
        _check(frozen)
        (folder / "frozen.json").write_text(json.dumps(frozen), encoding="utf-8")
        table = Table(
            f"The nine-measure report of {YEAR_BE}: {PHOTOGRAPHS} photographs, {CHARTS} charts",
            ("what", "seconds", "peak MB of the process", "size MB"),
        )
        table.rows.append(
            ("frozen from 500,000 tickets and 300,000 ratings, all figures twice", number(froze, 2), "–", "–")
        )
        for form in FORMS[:1] if quick else FORMS:
            told = subprocess.run(
                [sys.executable, "-m", "tests.bench.papers", str(folder), form],
                check=True, capture_output=True, text=True, timeout=300,
            )  # fmt: skip
            took, peak, size = json.loads(told.stdout)
            table.rows.append((f"**{form}**", number(took, 2), number(peak), number(size, 2)))
        table.notes.append(f"photographs of {_SIZE[0]}×{_SIZE[1]} px as the binder keeps them at the most")
    return [table]


def _freeze(path: Path, folder: Path) -> dict[str, Any]:
    engine, speech, shelf = create_engine(f"sqlite:///{path}"), Speech(Languages()), Shelf()
    with engine.begin() as conn:
        conn.exec_driver_sql(
            "UPDATE site SET settings = json_set(settings, '$.report', json('{\"chairs\": 24}'))"
        )
    with engine.connect() as conn:
        reporter = HallReporter(shelf, speech, Desk(folder))
        frozen = freeze(
            conn, 1, year_be=YEAR_BE, kind="annual", measure=ALL, now=NOW, reporter=reporter, shelf=shelf
        )
    engine.dispose()
    return frozen


def _add_photographs(frozen: dict[str, Any], vault: Vault) -> None:
    """Put an entry with a photograph to as many steps, one after another through the nine measures."""
    steps = [step for measure in frozen["measures"] for step in measure["steps"]]
    for n in range(PHOTOGRAPHS):
        file = {
            "id": n, "kind": "jpeg", "name": f"{n}.jpg", "sha256": vault.keep(_photograph(n)),
            "caption": f"ภาพกิจกรรมที่ {n + 1}", "day": "2026-02-03", "width": _SIZE[0], "height": _SIZE[1],
        }  # fmt: skip
        entry = {
            "id": n, "kind": "work", "day": "2026-02-03", "text": "จัดให้มีบริการตามขั้นตอนและบันทึกภาพไว้", "figures": [],
            "reference": "", "url": "", "unit": None, "by": "x", "files": [file],
        }  # fmt: skip
        steps[n % len(steps)]["entries"].append(entry)


def _photograph(n: int) -> bytes:
    """Return a JPEG with as much detail as a photograph of a hall has."""
    coarse = Image.effect_noise((_SIZE[0] // 8, _SIZE[1] // 8), 90 + n)
    out = io.BytesIO()
    Image.merge("RGB", (coarse, coarse.rotate(90 * (n % 4), expand=False), coarse)).resize(_SIZE).save(
        out, "JPEG", quality=85
    )
    return out.getvalue()


def _check(frozen: dict[str, Any]) -> None:
    paper = paper_of(frozen, Speech(Languages()), Stamp())
    counted = (len(paper.pictures), len(paper.charts))
    if counted != (PHOTOGRAPHS, CHARTS):
        raise RuntimeError(f"the report has {counted} photographs and charts")


def _make_one(folder: Path, form: Any) -> None:
    """Make one document and say how long it took, the peak of memory and the size."""
    frozen = json.loads((folder / "frozen.json").read_text(encoding="utf-8"))
    speech, began = Speech(Languages()), time.monotonic()
    (made,) = make_documents(
        frozen, Stamp("2026-11-23T03:00:00Z", _ADDRESS, 1), (form,), speech, Desk(folder)
    )
    took = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps([took, peak, len(made.body) / 1e6]))


if __name__ == "__main__":
    _make_one(Path(sys.argv[1]), sys.argv[2])
