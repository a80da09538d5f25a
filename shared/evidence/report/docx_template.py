"""The office's template of the report for word processors, made by a program so that its source can be read.

Everything in it may be changed in an office program: words, fonts, columns, margins. What stands in `{{ }}` and
`{% %}` is filled by `docx.py`; `{%p %}`, `{%tr %}` and `{%tc %}` repeat whole paragraphs, rows and cells.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FAMILY = "TH SarabunPSK"
"""The font of official letters, which offices have; a document names it and carries none."""
SHEET = "Sheet"
"""The style of tables with figures: `docx.py` finds them by it and gives their columns what their words need."""
_MEMO, _TABLE, _ANNEX = 16, 14, 11
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
_CENTER = WD_ALIGN_PARAGRAPH.CENTER


def make_template() -> bytes:
    """Return the template as DOCX."""
    book = docx.Document()
    _set_up(book)
    _memo(book)
    _plan(book)
    _results(book)
    _annexes(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _set_up(book: Any) -> None:
    _font(book.styles["Normal"], _MEMO)
    book.styles["Normal"].paragraph_format.space_after = Pt(0)
    for name, size in (("Title", 29), ("Heading 1", 18), ("Heading 2", 16), ("Caption", 12)):
        style = book.styles[name]
        _font(style, size, bold=name != "Caption")
        style.paragraph_format.space_before = Pt(6)
        style.paragraph_format.space_after = Pt(4)
    rule = book.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if rule is not None:  # an official memo has no line under its title
        rule.getparent().remove(rule)
    sheets = book.styles.add_style(SHEET, WD_STYLE_TYPE.TABLE)
    sheets.base_style = book.styles["Table Grid"]
    section = book.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    section.different_first_page_header_footer = True
    _count_in_thai(section)
    _mark(section.first_page_header.paragraphs[0])
    _mark(section.header.paragraphs[0])
    _page_number(section.header.add_paragraph())
    for footer in (section.first_page_footer, section.footer):
        _footer(footer)


def _count_in_thai(section: Any) -> None:
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:fmt"), "thaiNumbers")
    section._sectPr.find(qn("w:cols")).addprevious(numbers)


def _footer(footer: Any) -> None:
    """Lay the source of the figures and the way to the public page side by side."""
    table = footer.add_table(1, 2, Cm(16))
    said, code = table.rows[0].cells
    _set_widths(table, (13.8, 2.2))
    _write(said.paragraphs[0], "{{ footer.source }}", _ANNEX)
    for name in ("chain", "address"):
        _write(said.add_paragraph(), f"{{{{ footer.{name} }}}}", _ANNEX)
    _write(code.paragraphs[0], "{{ footer.code }}", _ANNEX, align=_RIGHT)
    footer._element.remove(footer.paragraphs[0]._p)
    footer.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _font(style: Any, size: int, *, bold: bool = False) -> None:
    """Set a style's font for Thai too, which word processors keep apart as a complex script."""
    style.font.name, style.font.size, style.font.bold = FAMILY, Pt(size), bold
    style.font.color.rgb = None
    found = style.element.get_or_add_rPr()
    fonts = found.find(qn("w:rFonts"))
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FAMILY)
    color = found.find(qn("w:color"))
    if color is not None:
        found.remove(color)
    _thai(found, size, bold=bold)


def _thai(found: Any, size: int, *, bold: bool) -> None:
    """Say weight and size for complex scripts, each right behind its Latin sister, as the format's order wants it."""
    for name, sister, value in (("w:bCs", "w:b", "1" if bold else "0"), ("w:szCs", "w:sz", str(size * 2))):
        before, old = found.find(qn(sister)), found.find(qn(name))
        if before is None:
            continue
        if old is not None:
            found.remove(old)
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        before.addnext(element)


def _write(
    at: Paragraph, text: str, size: int = _MEMO, *, bold: bool = False, align: Any = None
) -> Paragraph:
    run = at.add_run(text)
    run.font.size, run.bold = Pt(size), bold or None
    _thai(run._r.get_or_add_rPr(), size, bold=bold)
    if align is not None:
        at.alignment = align
    return at


def _mark(at: Paragraph) -> None:
    """Write what a draft and a report with simulated records say on every page."""
    _write(at, "{{ draft }} {{ simulated }}", _TABLE, bold=True, align=_RIGHT)


def _page_number(at: Paragraph) -> None:
    _write(at, "- ", align=_CENTER)
    for kind in ("begin", "", "end"):
        run = at.add_run()
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = (
                "PAGE"  # LibreOffice would draw Thai letters for the switch that Word has for digits
            )
        run._r.append(element)
    _write(at, " -")


def _memo(book: Any) -> None:
    for text in ("{%p if garuda %}", "{{ garuda }}", "{%p endif %}"):
        book.add_paragraph(text)
    book.add_paragraph("{{ memo.form_title }}", style="Title").alignment = _CENTER
    for names in (("office",), ("reference", "date"), ("subject",)):
        line = book.add_paragraph()
        for place, name in enumerate(names, 1):
            _dots_until(line, 16 * place / len(names))
            _write(line, f"{{{{ memo.{name}.label }}}}  ", 20, bold=True)
            _write(line, f"{{{{ memo.{name}.text }}}}\t")
    to = _write(book.add_paragraph(), "{{ memo.addressee.label }}  {{ memo.addressee.text }}")
    to.paragraph_format.space_before = Pt(6)
    _repeat(book, "text in memo.paragraphs", ["{{ text }}"], indent=True)
    _write(_indented(book), "{{ memo.closing }}")
    _signature(book, "memo.signer")
    book.add_paragraph("{%p for opinion in memo.opinions %}")
    _write(book.add_paragraph(), "{{ opinion.label }}", bold=True)
    book.add_paragraph("{%p for line in opinion.lines %}")
    line = _write(book.add_paragraph(), "\t")
    _dots_until(line, 16)
    book.add_paragraph("{%p endfor %}")
    _signature(book, "opinion")
    book.add_paragraph("{%p endfor %}")
    book.add_page_break()


def _dots_until(line: Paragraph, place: float) -> None:
    """Set a stop to which a tab draws dots, in cm from the margin: what a hand writes on."""
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(place), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _indented(book: Any) -> Paragraph:
    made: Paragraph = book.add_paragraph()
    made.paragraph_format.first_line_indent = Cm(2.5)
    made.paragraph_format.space_before = Pt(6)
    return made


def _signature(book: Any, name: str) -> None:
    for text in ("", f"{{{{ {name}.name }}}}", f"{{{{ {name}.position }}}}"):
        line = _write(book.add_paragraph(), text, align=_CENTER)
        line.paragraph_format.left_indent = Cm(6)


def _repeat(
    place: Any,
    what: str,
    texts: Sequence[str],
    size: int = _MEMO,
    *,
    indent: bool = False,
    bold: bool = False,
) -> None:
    """Add paragraphs that are repeated for each of something."""
    _paragraph(place, f"{{%p for {what} %}}")
    for text in texts:
        _write(_indented(place) if indent else place.add_paragraph(), text, size, bold=bold)
    place.add_paragraph("{%p endfor %}")


def _paragraph(place: Any, text: str) -> None:
    """Add a paragraph, or use the one that a new cell has already."""
    first = place.paragraphs[0] if isinstance(place, _Cell) else None
    (first if first is not None and not first.text else place.add_paragraph()).add_run(text)


def _end(cell: _Cell) -> None:
    """A cell must end with a paragraph, even when nothing was repeated in it: a thin one."""
    cell.add_paragraph().paragraph_format.line_spacing = Pt(2)


def _table(book: Any, head: Sequence[str], widths: Sequence[float]) -> Any:
    made: Any = book.add_table(1, len(head), style="Table Grid")
    made.autofit = False
    _set_widths(made, widths)
    for cell, text in zip(made.rows[0].cells, head, strict=True):
        _write(cell.paragraphs[0], text, _TABLE, bold=True, align=_CENTER)
    _repeats_on_every_page(made)
    return made


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """Set the widths of columns, in cm: word processors differ in whether they ask the grid or the cells."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _repeats_on_every_page(table: Any) -> None:
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)


def _rows(table: Any, what: str, widths: Sequence[float]) -> list[_Cell]:
    """Add a row that is repeated for each of something; return its cells."""
    table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr for {what} %}}")
    row = table.add_row()
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)
    table.add_row().cells[0].paragraphs[0].add_run("{%tr endfor %}")
    return list(row.cells)


def _plan(book: Any) -> None:
    widths = (4.4, 6.0, 2.3, 3.3)
    book.add_paragraph("{{ plan.title }}", style="Heading 1").alignment = _CENTER
    table = _table(book, [f"{{{{ plan.columns[{n}] }}}}" for n in range(4)], widths)
    title, steps, responsible, monitoring = _rows(table, "row in plan.rows", widths)
    _write(title.paragraphs[0], "{{ row.title }}", _TABLE)
    _repeat(steps, "step in row.steps", ["{{ step }}"], _TABLE)
    _end(steps)
    _write(responsible.paragraphs[0], "{{ row.responsible }}", _TABLE)
    _write(monitoring.paragraphs[0], "{{ row.monitoring }}", _TABLE)
    book.add_page_break()


def _results(book: Any) -> None:
    widths = (3.7, 8.3, 4.0)
    book.add_paragraph("{{ results.title }}", style="Heading 1").alignment = _CENTER
    table = _table(book, [f"{{{{ results.columns[{n}] }}}}" for n in range(3)], widths)
    title, done, success = _rows(table, "row in results.rows", widths)
    _write(title.paragraphs[0], "{{ row.title }}", _TABLE)
    _paragraph(done, "{%p for block in row.blocks %}")
    _write(done.add_paragraph(), "{{ block.step }}", _TABLE, bold=True)
    _repeat(done, "line in block.lines", ["{{ line }}"], _TABLE)
    _repeat(done, "photo in block.photos", ["{{ photo.picture }}", "{{ photo.caption }}"], 12)
    done.add_paragraph("{%p endfor %}")
    _end(done)
    _repeat(success, "line in row.success", ["{{ line }}"], _TABLE)
    _end(success)
    book.add_paragraph("{{ problems.title }}", style="Heading 2").alignment = _CENTER
    room = _table(book, ["{{ problems.columns[0] }}", "{{ problems.columns[1] }}"], (8, 8)).add_row()
    room.height = Cm(4)


def _annexes(book: Any) -> None:
    section = book.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(2.2), Cm(1.8)
    section.different_first_page_header_footer = False
    if section._sectPr.find(qn("w:pgNumType")) is None:
        _count_in_thai(section)
    book.add_paragraph("{%p for annex in annexes %}")
    heading = book.add_paragraph("{{ annex.title }}", style="Heading 1")
    heading.paragraph_format.page_break_before = True
    _charts(book)
    book.add_paragraph("{%p for sheet in annex.sheets %}")
    book.add_paragraph("{{ sheet.title }}", style="Heading 2")
    _sheet(book)
    _repeat(book, "note in sheet.notes", ["{{ note }}"], _ANNEX)
    book.add_paragraph("{%p endfor %}")
    book.add_paragraph("{%p if annex.notes %}")
    book.add_paragraph("{{ notes }}", style="Heading 2")
    _repeat(book, "note in annex.notes", ["– {{ note }}"], _ANNEX)
    book.add_paragraph("{%p endif %}")
    book.add_paragraph("{%p endfor %}")


def _charts(book: Any) -> None:
    """Lay the charts two beside each other."""
    table: Any = book.add_table(1, 2)
    table.autofit = False
    table.rows[0].cells[0].paragraphs[0].add_run("{%tr for pair in annex.pairs %}")
    for place, cell in enumerate(table.add_row().cells):
        cell.paragraphs[0].style = "Heading 2"
        cell.paragraphs[0].add_run(f"{{{{ pair[{place}].title }}}}")
        cell.add_paragraph(f"{{{{ pair[{place}].picture }}}}")
    table.add_row().cells[0].paragraphs[0].add_run("{%tr endfor %}")
    _set_widths(table, (12.85, 12.85))


def _sheet(book: Any) -> None:
    """Add the table of a sheet: as many columns as it has, a row for each of its rows, the total in bold."""
    table: Any = book.add_table(0, 3, style=SHEET)
    _cells(table, "column in sheet.columns", "{{ column.title }}", bold=True)
    _repeats_on_every_page(table)
    table.add_row().cells[0].paragraphs[0].add_run("{%tr for row in sheet.rows %}")
    _cells(table, "cell in row", "{{ cell }}")
    table.add_row().cells[0].paragraphs[0].add_run("{%tr endfor %}")
    table.add_row().cells[0].paragraphs[0].add_run("{%tr if sheet.total %}")
    _cells(table, "cell in sheet.total", "{{ cell }}", bold=True)
    table.add_row().cells[0].paragraphs[0].add_run("{%tr endif %}")


def _cells(table: Any, what: str, text: str, *, bold: bool = False) -> None:
    first, middle, last = table.add_row().cells
    first.paragraphs[0].add_run(f"{{%tc for {what} %}}")
    _write(middle.paragraphs[0], text, _ANNEX, bold=bold)
    last.paragraphs[0].add_run("{%tc endfor %}")
