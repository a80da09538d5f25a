"""The report as DOCX: the same words as on paper, set into a template that an office may change."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image
from pyzbar import pyzbar

from shared.domain.errors import QueueError
from shared.evidence.report.desk import Desk
from shared.evidence.report.documents import make_documents
from shared.evidence.report.docx import paper_docx
from shared.evidence.report.docx_template import SHEET, make_template
from shared.evidence.report.paper import Paper, Stamp, paper_of
from shared.evidence.report.speech import Speech
from tests.evidence.report.test_pdf import PUBLISHED, add_evidence, frozen_of
from tests.evidence.report.year import write_year
from tests.evidence.town import Town, make_town

NOTES = "หมายเหตุ"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory, thai: Speech) -> Iterator[Paper]:
    """The report of measure 1 of the small year, with a photograph whose caption needs escaping."""
    folder = tmp_path_factory.mktemp("town")
    town = make_town(f"sqlite:///{folder}/town.db")
    write_year(town)
    frozen = frozen_of(town, thai, folder, measure=1)
    add_evidence(frozen, "a" * 64, "ป้าย <ใหม่> & สะอาด")
    yield paper_of(frozen, thai, Stamp(PUBLISHED.published_at, version=1))
    town.engine.dispose()


def picture(_sha256: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="module")
def body(paper: Paper) -> bytes:
    return paper_docx(paper, picture, notes=NOTES)


def texts_of(body: bytes) -> list[str]:
    """Return the text of every paragraph of the document, those in cells too, in order."""
    element = docx.Document(io.BytesIO(body)).element.body
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in element.iter(qn("w:p"))]


def test_every_word_of_the_paper_stands_in_the_document(paper: Paper, body: bytes) -> None:
    found = texts_of(body)
    memo, texts = paper.texts["memo"], paper.texts
    wanted = [memo["form_title"], *memo["paragraphs"], memo["closing"], memo["signer"]["position"]]
    wanted += [text for row in texts["plan"]["rows"] for text in (*row["steps"], row["responsible"])]
    for row in texts["results"]["rows"]:
        wanted += row["success"]
        wanted += [text for block in row["blocks"] for text in (block["step"], *block["lines"])]
        wanted += [photo["caption"] for block in row["blocks"] for photo in block["photos"]]
    assert [text for text in wanted if text not in found] == []
    assert "ป้าย <ใหม่> & สะอาด (๓ ก.พ. ๖๙)" in found
    assert any("ค่าเฉลี่ย ๔.๑๑" in text for text in found)  # 37 ÷ 9


def test_every_table_has_the_cells_of_the_paper(paper: Paper, body: bytes) -> None:
    every = docx.Document(io.BytesIO(body)).tables
    tables = [table for table in every if table.style is not None and table.style.name == SHEET]
    sheets = paper.texts["annexes"][0]["sheets"]
    assert len(tables) == len(sheets) > 5
    for table, sheet in zip(tables, sheets, strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        total = [sheet["total"]] if sheet["total"] else []
        assert rows == [[column["title"] for column in sheet["columns"]], *sheet["rows"], *total]


def test_every_chart_and_photograph_is_there_and_says_what_it_shows(paper: Paper, body: bytes) -> None:
    shapes = docx.Document(io.BytesIO(body)).inline_shapes
    said = [shape._inline.docPr.get("descr") for shape in shapes]
    charts = [chart["said"] for chart in paper.texts["annexes"][0]["charts"]]
    assert said == ["ป้าย <ใหม่> & สะอาด (๓ ก.พ. ๖๙)", *charts]


def test_nothing_of_the_template_is_left_and_every_cell_ends_with_a_paragraph(body: bytes) -> None:
    with ZipFile(io.BytesIO(body)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                assert re.search(rb"\{[{%]|[}%]\}", parts.read(name)) is None, name
    element = docx.Document(io.BytesIO(body)).element.body
    assert {cell[-1].tag for cell in element.iter(qn("w:tc"))} == {qn("w:p")}


def test_a_document_of_an_empty_round_without_entries_is_made(
    town: Town, thai: Speech, tmp_path: Any
) -> None:
    frozen = frozen_of(town, thai, tmp_path, measure=4, year_be=2560)
    (made,) = make_documents(frozen, Stamp(), ("docx",), thai, Desk(tmp_path))
    assert made.name == "report-2560-annual-m4-draft.docx"
    assert thai.say("document.note.empty") in " ".join(texts_of(made.body))
    header = docx.Document(io.BytesIO(made.body)).sections[0].first_page_header
    assert "ฉบับร่าง" in header.paragraphs[0].text


def changed_template(text: str) -> bytes:
    """Return the template as an office that added a line would save it."""
    book, out = docx.Document(io.BytesIO(make_template())), io.BytesIO()
    book.add_paragraph(text)
    book.save(out)
    return out.getvalue()


def test_the_offices_own_template_is_used(paper: Paper, tmp_path: Any) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.docx").write_bytes(changed_template("ของเรา {{ memo.date.text }}"))
    made = paper_docx(paper, picture, notes=NOTES, template=Desk(tmp_path).template())
    assert texts_of(made)[-1] == "ของเรา ๕ ตุลาคม ๒๕๖๙"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (b"not a document", "zip"),
        (changed_template("{{ nobody_knows_this }}"), "nobody_knows_this"),
        (changed_template("{% if %}"), "Expected"),
        (changed_template("{{ memo.__class__ }}"), "__class__"),
    ],
)
def test_a_bad_template_is_refused_with_its_mistake(paper: Paper, template: bytes, told: str) -> None:
    with pytest.raises(QueueError) as refused:
        paper_docx(paper, picture, notes=NOTES, template=template)
    assert refused.value.code == "report.template"
    assert told in str(refused.value.details["detail"])


def test_the_foot_of_every_page_has_the_address_and_its_qr(paper: Paper) -> None:
    made = paper_docx(
        replace(paper, url="http://10.9.8.7/results/2569/annual", texts=_leading(paper)), picture, notes=NOTES
    )
    section = docx.Document(io.BytesIO(made)).sections[0]
    for footer in (section.first_page_footer, section.footer):
        cells = footer.tables[0].rows[0].cells
        assert cells[0].text.endswith("\nhttp://10.9.8.7/results/2569/annual")
        blip = next(cells[1]._tc.iter(qn("a:blip")))
        image = footer.part.related_parts[blip.get(qn("r:embed"))].blob
        read = pyzbar.decode(Image.open(io.BytesIO(image)).convert("L"))
        assert [code.data.decode() for code in read] == ["http://10.9.8.7/results/2569/annual"]


def _leading(paper: Paper) -> dict[str, Any]:
    way = {"address": "http://10.9.8.7/results/2569/annual", "qr": "QR"}
    return {**paper.texts, "footer": {**paper.texts["footer"], **way}}
