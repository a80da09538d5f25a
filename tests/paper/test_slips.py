"""The picture of a slip: right in every width and language, readable by a phone, never longer than allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyzbar import pyzbar

from shared.domain.thai import Language
from shared.paper.checking import Checked, check_template, draw_preview
from shared.paper.measuring import number_mm
from shared.paper.pictures import Picture
from shared.paper.samples import SAMPLE_URL, Dress, draw_test_slip, hard_slips, sample_slip
from shared.paper.slips import LONGEST_MM, SHIPPED, WIDTHS, draw, draw_surely
from shared.paper.typesetting import TemplateError, typesetter

NUMBER = """\
#let s = json(bytes(sys.inputs.slip))
#set page(width: s.width * 1pt, height: auto, margin: 12pt)
#set text(font: "Sarabun", size: 24pt)
#text(size: 190pt, weight: 800, top-edge: "cap-height", bottom-edge: "baseline", scale(x: 60%, reflow: true, s.number))

"""
CODE = '#if s.qr != none { pad(24pt, image(bytes(s.qr.svg), format: "svg", width: s.qr.modules * 6pt)) }\n'
STAIN = "#place(top, dy: 520pt, dx: 150pt, rect(width: 60pt, height: 60pt, fill: black))"


def inside(call: str) -> str:
    """Return the code of the template within a call of Typst."""
    return CODE.replace("image(", f"{call}image(").replace("* 6pt)", "* 6pt))")


LANGUAGES: tuple[Language, ...] = ("th", "ms", "en")
PLAIN = """\
#let s = json(bytes(sys.inputs.slip))
#set page(width: s.width * 1pt, height: 90pt)
#set text(font: "Sarabun")
"""


def read_codes(picture: Picture) -> list[str]:
    """Return what a phone reads."""
    # A phone sees paper round the slip.
    return [found.data.decode() for found in pyzbar.decode(picture.image().convert("L"))]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slip_fits_and_its_code_leads_to_the_ticket(language: Language, width: int) -> None:
    for slip in hard_slips(language):
        picture = draw(slip, width)
        assert picture.width == width
        assert picture.height_mm <= LONGEST_MM
        assert read_codes(picture) == ([SAMPLE_URL] if slip.url else [])


def test_the_shipped_template_passes_its_own_check() -> None:
    found = check_template(SHIPPED)
    assert found == Checked(None, found.longest_mm)
    assert 60 < found.longest_mm <= LONGEST_MM


def test_the_same_slip_is_the_same_picture_dot_for_dot() -> None:
    slip = sample_slip("th")
    assert draw(slip, 576) == draw(replace(slip), 576)


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        ("one\n#foo(1", 2, "wrong"),
        (PLAIN + "#s.nothing", 4, "wrong"),
        (PLAIN + '#text(font: "Comic Sans MS")[A]', 4, "wrong"),
        (PLAIN + "\n#image(read(\"/etc/passwd\"))", 5, "reaches_out"),
        (PLAIN + '#import "@preview/x:1.0.0"', 4, "reaches_out"),
        (PLAIN + '#image("/etc/passwd")', 4, "wrong"),
        (PLAIN, None, "empty"),
        (PLAIN + "A #pagebreak() B", None, "pages"),
        ('#set page(width: 100pt, height: 90pt)\nA', None, "page_width"),
        (PLAIN.replace("90pt", "2500pt") + "A", None, "too_long"),
        (PLAIN + "A", None, "no_number"),
        (PLAIN + "#s.number", None, "small_number"),
        (NUMBER, None, "no_code"),
        (NUMBER + CODE.replace("6pt", "2pt"), None, "no_code"),
        (NUMBER + CODE + STAIN, None, "no_code"),
        (NUMBER + inside("scale(x: 130%, reflow: true, "), None, "no_code"),
        (NUMBER + inside("box(stroke: 6pt, "), None, "no_code"),
        (NUMBER + inside("rotate(30deg, "), None, "no_code"),
        (PLAIN + "#for i in range(1000000000) [A]", None, "too_heavy"),
    ],
)  # fmt: skip
def test_a_bad_template_is_named_by_line_and_reason(source: str, line: int | None, code: str) -> None:
    error = check_template(source).error
    assert error is not None
    assert (error.line, error.code) == (line, code)
    assert error.reason


def test_a_slip_comes_out_when_the_office_broke_its_template() -> None:
    slip = sample_slip("en")
    picture, error = draw_surely(slip, 576, PLAIN + "#s.nothing")
    assert picture == draw(slip, 576)
    assert error is not None
    assert error.line == 4


@pytest.mark.parametrize("width", WIDTHS)
def test_the_test_print_is_as_wide_as_the_paper(width: int) -> None:
    picture = draw_test_slip(
        width, language="th", device="ตู้คิว 1", address="10.0.0.9:9100", at=datetime(2026, 4, 7, tzinfo=UTC)
    )
    rows = [picture.data[at : at + width // 8] for at in range(0, len(picture.data), width // 8)]
    assert all(row[0] & 0xF0 == 0xF0 and row[-1] & 0x0F == 0x0F for row in rows)
    assert read_codes(picture) == [SAMPLE_URL]


def test_a_plain_template_of_an_office_passes_and_a_phone_reads_what_it_draws() -> None:
    checked = check_template(NUMBER + CODE)
    assert checked.error is None
    assert checked.longest_mm < LONGEST_MM
    for width in WIDTHS:
        assert read_codes(draw(sample_slip("th"), width, NUMBER + CODE)) == [SAMPLE_URL]


def test_a_long_slip_is_only_measured() -> None:
    checked = check_template(NUMBER + CODE + "#v(400pt)")
    assert checked.error is None
    assert checked.longest_mm > LONGEST_MM


@pytest.mark.parametrize("dots", [3, 4, 6])
def test_what_the_check_takes_for_readable_is_read(dots: int) -> None:
    source = NUMBER + CODE.replace("6pt", f"{dots}pt")
    assert check_template(source).error is None
    # A phone's camera sees more than one pixel a dot.
    picture = draw(sample_slip("th"), 576, source).image().convert("L")
    large = picture.resize((picture.width * 2, picture.height * 2))
    assert [found.data.decode() for found in pyzbar.decode(large)] == [SAMPLE_URL]


@pytest.mark.parametrize(("size", "mm"), [("175pt", 15.4), ("100pt", 8.9)])
def test_the_number_is_measured_as_it_stands(size: str, mm: float) -> None:
    source = NUMBER.replace("190pt", size)
    assert number_mm(lambda slip: draw(slip, 576, source), sample_slip("th")) == pytest.approx(mm, abs=0.5)


def test_the_offices_rule_its_jawi_and_its_name_are_on_the_preview() -> None:
    dress = Dress(office="เทศบาลตำบลทดลอง", rule=dict.fromkeys(LANGUAGES, ""), jawi="سلامت داتڠ")
    drawn = draw_preview(None, dress, 576, "th")
    wanted = draw(replace(sample_slip("th"), office="เทศบาลตำบลทดลอง", rule="", jawi="سلامت داتڠ"), 576)
    assert drawn == wanted.png()
    with pytest.raises(TemplateError, match="line 4"):
        draw_preview(PLAIN + "#s.nothing", dress, 576, "th")


def test_jawi_is_set_in_letters_that_join_not_in_boxes() -> None:
    """The shipped template with a line of Jawi passes the check, which takes a missing font for a fault."""
    assert check_template(SHIPPED, Dress(jawi="سلامت داتڠ ک مجليس ڤربندرن")).error is None
    assert "Noto Naskh Arabic" in typesetter().fonts.families()
