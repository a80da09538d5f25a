"""The report as PDF: what is printed can be read by two programs, and every round gives a true document."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from pdfminer.high_level import extract_text_to_fp
from PIL import Image
from pypdf import PdfReader
from pyzbar import pyzbar

from shared.domain.errors import QueueError
from shared.domain.fiscal import RoundKind
from shared.evidence.report import pdf as pdf_of
from shared.evidence.report.desk import Desk
from shared.evidence.report.documents import make_documents
from shared.evidence.report.paper import Stamp, paper_of
from shared.evidence.report.pdf_text import mend_text
from shared.evidence.report.reporter import HallReporter
from shared.evidence.report.speech import Speech
from shared.evidence.reports import freeze
from shared.evidence.rounds import Frozen
from shared.evidence.shelf import Shelf
from shared.evidence.vault import Vault
from shared.evidence.veil import veil_report
from shared.store.engine import writing
from tests.evidence.report.year import YEAR, write_year
from tests.evidence.town import NOW, Town, make_town

PUBLISHED = Stamp("2026-10-05T03:00:00Z", "https://queue.example.go.th", 1)


def frozen_of(
    town: Town, thai: Speech, data: Path, measure: int = 0, kind: RoundKind = "annual", year_be: int = YEAR
) -> dict[str, Any]:
    """Return what a report of the town says."""
    reporter = HallReporter(Shelf(), thai, Desk(data))
    with town.engine.connect() as conn:
        return freeze(
            conn, town.site_id, year_be=year_be, kind=kind, measure=measure, now=NOW, reporter=reporter
        )


def pdf_bytes(frozen: Frozen, thai: Speech, data: Path, stamp: Stamp = PUBLISHED) -> bytes:
    (made,) = make_documents(frozen, stamp, ("pdf",), thai, Desk(data))
    return made.body


def read_pypdf(body: bytes) -> str:
    """Return the text without blanks, as pypdf finds it."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages))


def read_pdfminer(body: bytes) -> str:
    """Return the text without blanks, as pdfminer finds it glyph by glyph; its guess of lines knows no tone marks."""
    out = io.StringIO()
    extract_text_to_fp(io.BytesIO(body), out, laparams=None, output_type="text")
    return squeezed(out.getvalue())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def add_evidence(frozen: dict[str, Any], sha256: str, caption: str) -> None:
    """Put an entry with a photograph to the first step of the first measure."""
    file = {
        "id": 1,
        "kind": "jpeg",
        "name": "a.jpg",
        "sha256": sha256,
        "caption": caption,
        "day": "2026-02-03",
    }
    entry = {
        "id": 1, "kind": "work", "day": "2026-02-03", "text": "จัดประชุมชี้แจงเจ้าหน้าที่ผู้ให้บริการ", "figures": [],
        "reference": "", "url": "", "unit": None, "by": "x", "files": [file],
    }  # fmt: skip
    frozen["measures"][0]["steps"][0]["entries"] = [entry]


@pytest.fixture(scope="module")
def small_year(tmp_path_factory: pytest.TempPathFactory, thai: Speech) -> Iterator[dict[str, Any]]:
    """What the report of measure 1 of the small year says, frozen once."""
    folder = tmp_path_factory.mktemp("town")
    town = make_town(f"sqlite:///{folder}/town.db")
    write_year(town)
    yield frozen_of(town, thai, folder, measure=1)
    town.engine.dispose()


@pytest.fixture(scope="module")
def small_pdf(small_year: dict[str, Any], thai: Speech, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pdf_bytes(small_year, thai, tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def small_texts(small_pdf: bytes) -> tuple[str, str]:
    """The text of the small year's report as two programs read it."""
    return read_pypdf(small_pdf), read_pdfminer(small_pdf)


@pytest.mark.parametrize("program", [0, 1])
def test_two_programs_read_the_words_and_the_figures_counted_by_hand(
    small_texts: tuple[str, str], program: int
) -> None:
    text = small_texts[program]
    for words in (
        "บันทึกข้อความ", "ส่วนราชการ", "เทศบาลตำบลต้นไทร", "ความเห็นปลัดเทศบาล", "ประจำปีงบประมาณ๒๕๖๙",
        "ปัญหาอุปสรรค", "ผลการดำเนินการตามมาตรการ", "ค่าเฉลี่ย๔.๑๑",  # 37 ÷ 9
        "๘๒.๒๒",  # 20 × 37 ÷ 9
        "๘๑.๘๒",  # 9 of 11 served answered
    ):  # fmt: skip
        assert words in text, words


def test_every_word_of_the_paper_is_in_the_text_of_the_pdf(
    small_year: dict[str, Any], small_texts: tuple[str, str], thai: Speech
) -> None:
    paper = paper_of(veil_report(small_year), thai, PUBLISHED).texts
    memo, plan, results = paper["memo"], paper["plan"]["rows"], paper["results"]["rows"]
    wanted = [*memo["paragraphs"], memo["closing"], memo["subject"]["text"], paper["footer"]["chain"]]
    wanted += [text for row in plan for text in (*row["steps"], row["responsible"], row["monitoring"])]
    for row in results:
        wanted += row["success"]
        wanted += [text for block in row["blocks"] for text in (block["step"], *block["lines"])]
    for sheet in paper["annexes"][0]["sheets"]:
        wanted += [sheet["title"], *(cell for row in sheet["rows"] for cell in row)]
    assert len(wanted) > 500
    assert [text for text in wanted if squeezed(text) not in small_texts[0]] == []


def test_the_pdf_is_tagged_and_says_its_language_and_title(small_pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(small_pdf))
    root: Any = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).startswith("th")
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in small_pdf
    assert reader.metadata is not None
    assert "รายงานผล" in str(reader.metadata.title)


def test_a_draft_says_so_on_every_page_and_a_published_report_on_none(
    town: Town, small_texts: tuple[str, str], thai: Speech, tmp_path: Path
) -> None:
    draft = pdf_bytes(frozen_of(town, thai, tmp_path, measure=2), thai, tmp_path, Stamp())
    pages = PdfReader(io.BytesIO(draft)).pages
    assert len(pages) > 2
    assert all("ฉบับร่าง" in squeezed(page.extract_text()) for page in pages)
    assert "ฉบับร่าง" not in small_texts[0]


def test_photographs_stand_with_caption_and_date_and_a_lost_one_leaves_its_caption(
    town: Town, thai: Speech, tmp_path: Path
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(picture, "JPEG")
    frozen = frozen_of(town, thai, tmp_path, measure=1)
    for sha256, pictures in ((Vault(tmp_path).keep(picture.getvalue()), 1), ("0" * 64, 0)):
        add_evidence(frozen, sha256, "ป้ายขั้นตอนหน้าเคาน์เตอร์")
        body = pdf_bytes(frozen, thai, tmp_path, Stamp(PUBLISHED.published_at))
        assert "ป้ายขั้นตอนหน้าเคาน์เตอร์(๓ก.พ.๖๙)" in read_pypdf(body)
        assert sum(len(page.images) for page in PdfReader(io.BytesIO(body)).pages) == pictures


def test_a_round_without_a_ticket_says_that_there_is_nothing(
    town: Town, thai: Speech, tmp_path: Path
) -> None:
    text = read_pypdf(pdf_bytes(frozen_of(town, thai, tmp_path, measure=4, year_be=2560), thai, tmp_path))
    assert squeezed(thai.say("document.note.empty")) in text
    assert "๑ตุลาคม๒๕๕๙" in text


def test_a_round_with_one_rating_has_its_mean_and_no_deviation(
    town: Town, thai: Speech, tmp_path: Path
) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        town.ticket(conn, "2026-04-01", "tax", "09:00", called="09:01", finished="09:05", service="T1")
        town.rating(conn, "2026-04-01", "09:06", 4, service="T1")
    frozen = frozen_of(town, thai, tmp_path, measure=1)
    assert "ค่าเฉลี่ย๔.๐๐S.D.–" in read_pypdf(pdf_bytes(frozen, thai, tmp_path, Stamp()))
    published = read_pypdf(pdf_bytes(frozen, thai, tmp_path))
    assert "๔.๐๐" not in published
    assert "น้อยกว่า๕คนแสดงเฉพาะจำนวนคน" in published


def test_a_measure_without_records_of_the_hall_has_a_report_and_no_tables(
    town: Town, thai: Speech, tmp_path: Path
) -> None:
    frozen = frozen_of(town, thai, tmp_path, measure=2)
    made = make_documents(frozen, Stamp(), ("pdf", "xlsx", "csv", "json"), thai, Desk(tmp_path))
    assert [document.name for document in made] == ["report-2569-annual-m2-draft.pdf"]
    assert "ยังไม่มีรายการในแฟ้มหลักฐาน" in read_pypdf(made[0].body)


def test_a_template_that_cannot_be_set_is_refused_with_its_mistake(
    town: Town, thai: Speech, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.typ"
    bad.write_text("#nothing-of-this-name\n")
    monkeypatch.setattr(pdf_of, "_TEMPLATE", bad)
    with pytest.raises(QueueError) as refused:
        pdf_bytes(frozen_of(town, thai, tmp_path, measure=2), thai, tmp_path)
    assert refused.value.code == "report.template"
    assert "nothing-of-this-name" in str(refused.value.details["detail"])


def test_a_file_of_another_shape_is_left_exactly_as_it_is() -> None:
    assert mend_text(b"%PDF-1.7\n/ObjStm\n%%EOF\n") == b"%PDF-1.7\n/ObjStm\n%%EOF\n"


def test_a_published_report_leads_to_its_public_page_from_every_page(
    small_year: dict[str, Any], thai: Speech, tmp_path: Path
) -> None:
    reporter = HallReporter(Shelf(), thai, Desk(tmp_path))
    made = reporter.documents_of(
        {**small_year, "measure": 0}, published=NOW, version=1, base="http://10.9.8.7:8080", formats=("pdf",)
    )
    pages = list(pdfium.PdfDocument(made[0].body))
    assert len(pages) > 5
    for page in pages:
        read = pyzbar.decode(page.render(scale=3).to_pil().convert("L"))
        assert [code.data.decode() for code in read] == ["http://10.9.8.7:8080/results/2569/annual"]
    assert read_pypdf(made[0].body).count("http://10.9.8.7:8080/results/2569/annual") == len(pages)


@pytest.mark.parametrize(
    ("measure", "published", "base"),
    [(4, NOW, "http://10.9.8.7"), (0, None, "http://10.9.8.7"), (0, NOW, "")],
)
def test_a_report_without_a_public_page_has_no_way_to_one(
    small_year: dict[str, Any], thai: Speech, tmp_path: Path, measure: int, published: Any, base: str
) -> None:
    reporter = HallReporter(Shelf(), thai, Desk(tmp_path))
    made = reporter.documents_of(
        {**small_year, "measure": measure}, published=published, version=1, base=base, formats=("pdf",)
    )
    page = pdfium.PdfDocument(made[0].body)[0]
    assert pyzbar.decode(page.render(scale=3).to_pil().convert("L")) == []
