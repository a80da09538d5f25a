"""All documents of a report, each made of what was frozen, and named as people will file them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shared.evidence.report.desk import Desk
from shared.evidence.report.docx import paper_docx
from shared.evidence.report.files import report_csv, report_json, report_xlsx
from shared.evidence.report.paper import Stamp, paper_of
from shared.evidence.report.pdf import paper_pdf
from shared.evidence.report.speech import Speech
from shared.evidence.rounds import Document, Format, Frozen
from shared.evidence.veil import veil_report

_OF_FIGURES = {"xlsx": report_xlsx, "csv": report_csv, "json": report_json}


def make_documents(
    frozen: Frozen, stamp: Stamp, formats: Sequence[Format], speech: Speech, desk: Desk
) -> list[Document]:
    """Return a report in these formats. One of a measure that the hall has no records of has no tables to export.

    What is published leaves the house: groups of few are hidden in it.
    Refuses with `report.template` when a template cannot be set.
    """
    frozen = veil_report(frozen) if stamp.published_at else frozen
    values = {int(number): value for number, value in frozen["reports"].items() if value}
    paper = paper_of(frozen, speech, stamp)
    notes = speech.say("document.notes")
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: paper_pdf(paper, desk.picture, notes=notes, garuda=desk.garuda()),
        "docx": lambda: paper_docx(
            paper, desk.picture, notes=notes, garuda=desk.garuda(), template=desk.template()
        ),
    }
    if values:
        makers |= {name: _made(make, values, speech) for name, make in _OF_FIGURES.items()}
    return [
        Document(name_of(frozen, stamp, form), form, makers[form]()) for form in formats if form in makers
    ]


def name_of(frozen: Frozen, stamp: Stamp, form: str) -> str:
    """Return a file name that says what it is: `report-2569-annual-m4-v2.pdf`, or `…-draft.pdf`."""
    parts = ["report", str(frozen["year_be"]), str(frozen["round"])]
    if frozen["measure"]:
        parts.append(f"m{frozen['measure']}")
    parts.append(f"v{stamp.version}" if stamp.published_at else "draft")
    return f"{'-'.join(parts)}.{form}"


def _made(make: Callable[[Any, Speech], bytes], values: Any, speech: Speech) -> Callable[[], bytes]:
    return lambda: make(values, speech)
