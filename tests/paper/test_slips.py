"""The picture of a slip: right in every width and language, readable by a phone, never longer than allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyzbar import pyzbar

from shared.domain.thai import Language
from shared.paper.checking import check_template
from shared.paper.pictures import Picture
from shared.paper.samples import SAMPLE_URL, draw_test_slip, hard_slips, sample_slip
from shared.paper.slips import LONGEST_MM, SHIPPED, WIDTHS, draw, draw_surely

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
    assert check_template(SHIPPED) is None


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
        (PLAIN.replace("90pt", "900pt") + "A", None, "too_long"),
        (PLAIN + "#for i in range(1000000000) [A]", None, "too_heavy"),
    ],
)  # fmt: skip
def test_a_bad_template_is_named_by_line_and_reason(source: str, line: int | None, code: str) -> None:
    error = check_template(source)
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
