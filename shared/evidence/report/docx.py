"""The report as DOCX for word processors: the very texts and charts of the PDF, set into the office's template."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from html import escape
from itertools import zip_longest
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shared.domain.errors import QueueError
from shared.evidence.report.docx_template import SHEET, make_template
from shared.evidence.report.paper import Paper
from shared.evidence.report.pdf import ReadPicture, chart_png, qr_png

_PHOTO_CM, _CHART_CM, _GARUDA_CM, _QR_CM = 5.5, 12, 1.5, 1.5
_SHEET_CM = 25.7
_NARROW, _BROAD = 7, 28
"""Letters that the narrowest and the broadest column of a table of figures have room for, against each other."""
_FIGURE = re.compile(r"[๐-๙0-9,.:()%–\s-]+")
_PNG = b"\x89PNG"
_CHART_PPI = 144
_DOC_PR = re.compile(r"<wp:docPr ")


class _Picture(InlineImage):  # type: ignore[misc]  # the library has no types
    """A picture in a line of text that says what it shows."""

    def __init__(self, template: DocxTemplate, body: bytes, width: float, said: str) -> None:
        super().__init__(template, io.BytesIO(body), width=Cm(width))
        self._said = said

    def _insert_image(self) -> str:
        made = str(super()._insert_image())
        return _DOC_PR.sub(lambda _: f'<wp:docPr descr="{escape(self._said)}" ', made, count=1)


def paper_docx(
    paper: Paper,
    read_picture: ReadPicture,
    *,
    notes: str,
    garuda: bytes | None = None,
    template: bytes | None = None,
) -> bytes:
    """Return the report as DOCX; `template` is the office's own, else the one of the program.

    Refuses with `report.template` when the template cannot be opened or asks for something that no report has.
    The template is another's text: it runs in a sandbox.
    """
    rules = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        book = DocxTemplate(io.BytesIO(make_template() if template is None else template))
        book.init_docx()
        # word processors take no drawing in lines: an emblem as SVG is on the PDF alone
        emblem = _Picture(book, garuda, _GARUDA_CM, "ตราครุฑ") if garuda and garuda.startswith(_PNG) else ""
        book.render({**_filled(book, paper, read_picture, notes), "garuda": emblem}, rules)
        _lay_out(book.docx)
        out = io.BytesIO()
        book.save(out)
    except Exception as error:  # a file of an office program can be wrong in any way
        raise QueueError(
            "report.template", detail=str(error).splitlines()[0][:200] if str(error) else ""
        ) from error
    return out.getvalue()


def _filled(book: DocxTemplate, paper: Paper, read_picture: ReadPicture, notes: str) -> dict[str, Any]:
    """Return the texts with pictures in the place of their file names; a lost photograph leaves its caption."""
    results = paper.texts["results"]
    rows = [
        {**row, "blocks": [_block(book, paper, block, read_picture) for block in row["blocks"]]}
        for row in results["rows"]
    ]
    annexes = [_annex(book, paper, annex) for annex in paper.texts["annexes"]]
    footer = {**paper.texts["footer"], "code": _qr(book, paper)}
    return {
        **paper.texts,
        "footer": footer,
        "notes": notes,
        "results": {**results, "rows": rows},
        "annexes": annexes,
    }


def _block(
    book: DocxTemplate, paper: Paper, block: dict[str, Any], read_picture: ReadPicture
) -> dict[str, Any]:
    photos = []
    for photo in block["photos"]:
        body = read_picture(paper.pictures[photo["file"]])
        picture = "" if body is None else _Picture(book, body, _PHOTO_CM, photo["caption"])
        photos.append({**photo, "picture": picture})
    return {**block, "photos": photos}


def _annex(book: DocxTemplate, paper: Paper, annex: dict[str, Any]) -> dict[str, Any]:
    """Return an annex with its charts drawn, one after another and as pairs that stand beside each other."""
    charts = [_chart(book, paper, chart) for chart in annex["charts"]]
    none = {"title": "", "picture": ""}
    return {**annex, "charts": charts, "pairs": list(zip_longest(charts[::2], charts[1::2], fillvalue=none))}


def _lay_out(book: Any) -> None:
    """Give the columns of every table of figures the width that their words need; numbers stand at the right."""
    for table in book.tables:
        if table.style is None or table.style.name != SHEET:
            continue
        lines = [[_said(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]
        needs = [_need(place, column) for place, column in enumerate(zip(*lines, strict=True))]
        widths = [Cm(_SHEET_CM * need / sum(needs)) for need in needs]
        grid = table._tbl.tblGrid
        for old in list(grid):
            grid.remove(old)
        for width in widths:
            grid.add_gridCol().w = width
        for row, texts in zip(table._tbl.tr_lst, lines, strict=True):
            row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for place, (cell, width, text) in enumerate(zip(row.tc_lst, widths, texts, strict=True)):
                cell.width = width
                if place and _FIGURE.fullmatch(text):
                    for paragraph in cell.p_lst:
                        paragraph.get_or_add_pPr().jc_val = WD_ALIGN_PARAGRAPH.RIGHT


def _need(place: int, texts: Sequence[str]) -> float:
    """Return how much room a column needs, in letters: a name for the first, the longest figure for the others.

    A title may take three lines.
    """
    title, *cells = texts
    most = _BROAD if place == 0 else _BROAD / 2
    longest = max(
        (len(part) for text in cells for part in ([text] if place == 0 else text.split())), default=0
    )
    return min(max(_NARROW, longest + 2, len(title) / 3), most)


def _said(cell: Any) -> str:
    """Return the text of a cell without marks above and below letters, which take no room."""
    text = "".join(part.text or "" for part in cell.iter(qn("w:t")))
    return "".join(c for c in text if unicodedata.category(c) != "Mn")


def _qr(book: DocxTemplate, paper: Paper) -> _Picture | str:
    """Return the way to the public page, for the foot of every page; nothing where there is none."""
    said = paper.texts["footer"]["qr"]
    return _Picture(book, qr_png(paper.url), _QR_CM, said) if said else ""


def _chart(book: DocxTemplate, paper: Paper, chart: dict[str, Any]) -> dict[str, Any]:
    body = chart_png(paper.charts[chart["file"]], chart["labels"], ppi=_CHART_PPI)
    return {**chart, "picture": _Picture(book, body, _CHART_CM, chart["said"])}
