"""The report as PDF: tagged for screen readers (PDF/UA-1), set by Typst, with Thai text that copies and searches."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import qrcode
import typst
from qrcode.image.svg import SvgPathImage

from shared.domain.errors import QueueError
from shared.domain.thai import thai_digits
from shared.evidence.report.drawings import Chart
from shared.evidence.report.paper import Paper
from shared.evidence.report.pdf_text import mend_text

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
_TEMPLATE = Path(__file__).parent / "report.typ"
_CHART = Path(__file__).parent / "chart.typ"
_BAR, _LINE = "#3f6b4f", "#55605a"
_LONGEST = 400
"""Pages that get a number; no report is nearly as long."""
ReadPicture = Callable[[str], bytes | None]
"""Gives the bytes of a picture of the binder by its SHA-256, or None when they are gone or damaged."""


def paper_pdf(paper: Paper, read_picture: ReadPicture, *, notes: str, garuda: bytes | None = None) -> bytes:
    """Return the report as PDF/UA-1. Refuses with `report.template` when the template cannot be set."""
    with tempfile.TemporaryDirectory(prefix="tonsai-report-") as scratch:
        folder = Path(scratch)
        texts = {
            **paper.texts,
            "notes": notes,
            "garuda": _write_garuda(folder, garuda),
            "pages": [thai_digits(str(n + 1)) for n in range(_LONGEST)],
        }
        _write_pictures(folder, paper, texts, read_picture)
        for name, chart in paper.charts.items():
            (folder / f"{name}.svg").write_text(chart.drawing.shapes(bar=_BAR, line=_LINE), encoding="utf-8")
        if texts["footer"]["qr"]:
            (folder / "qr.svg").write_bytes(_qr(paper.url))
        (folder / "paper.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        (folder / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        return mend_text(_compile(folder / "report.typ", folder))


def _compile(template: Path, folder: Path) -> bytes:
    try:
        made = typst.compile(
            template, root=folder, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards=["ua-1"]
        )
    except (RuntimeError, typst.TypstError) as error:
        raise QueueError("report.template", detail=str(error).splitlines()[0][:200]) from error
    assert isinstance(made, bytes)
    return made


def _write_pictures(folder: Path, paper: Paper, texts: dict[str, Any], read_picture: ReadPicture) -> None:
    """Write the photographs; one whose bytes are gone keeps its caption alone."""
    gone = set()
    for name, sha in paper.pictures.items():
        body = read_picture(sha)
        if body is None:
            gone.add(name)
        else:
            (folder / name).write_bytes(body)
    if gone:
        texts["results"] = json.loads(json.dumps(texts["results"]))
        for row in texts["results"]["rows"]:
            for block in row["blocks"]:
                for photo in block["photos"]:
                    photo["file"] = "" if photo["file"] in gone else photo["file"]


def _write_garuda(folder: Path, garuda: bytes | None) -> str:
    """Write the emblem that the municipality gave; the state's emblem is not ours to ship."""
    if garuda is None:
        return ""
    name = "garuda.svg" if garuda.lstrip()[:1] == b"<" else "garuda.png"
    (folder / name).write_bytes(garuda)
    return name


def _qr(url: str) -> bytes:
    code = qrcode.QRCode(border=2)
    code.add_data(url)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue()


def qr_png(url: str) -> bytes:
    """Return the QR of an address as a picture, for programs that take no drawing in lines."""
    code = qrcode.QRCode(border=2, box_size=8)
    code.add_data(url)
    out = io.BytesIO()
    code.make_image().save(out)
    return out.getvalue()


def chart_png(chart: Chart, labels: list[dict[str, Any]], *, ppi: float = 200) -> bytes:
    """Return a chart with its labels as a picture, for programs that cannot set text on shapes."""
    with tempfile.TemporaryDirectory(prefix="tonsai-chart-") as scratch:
        folder = Path(scratch)
        (folder / "shapes.svg").write_text(chart.drawing.shapes(bar=_BAR, line=_LINE), encoding="utf-8")
        page = {"width": chart.drawing.width, "height": chart.drawing.height, "labels": labels}
        (folder / "chart.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        (folder / "chart.typ").write_bytes(_CHART.read_bytes())
        made = typst.compile(
            folder / "chart.typ",
            root=folder,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="png",
            ppi=ppi,
        )
    assert isinstance(made, bytes)
    return made
