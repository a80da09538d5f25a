"""Charts are shapes and labels: exact lengths, the value at the bar, nothing that a strict policy refuses."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest

from shared.evidence.charts import Bar, draw_columns, draw_rows


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (our own drawing)


def boxes(svg: str) -> list[dict[str, float]]:
    return [
        {k: float(v) for k, v in rect.attrib.items() if k != "class"} for rect in parsed(svg).iter("rect")
    ]


def texts(svg: str) -> list[str | None]:
    return [text.text for text in parsed(svg).iter("text")]


def test_the_longest_row_fills_the_room_and_the_others_are_their_share_of_it() -> None:
    svg = draw_rows([Bar("มาก", 400, "400"), Bar("น้อย", 100, "100")], title="ระดับ", width=526, label_width=96)
    # 526 − 96 for labels − 130 for values = 300; a quarter of it is 75
    assert [box["width"] for box in boxes(svg)] == [300, 75]
    assert {box["x"] for box in boxes(svg)} == {96}
    assert texts(svg) == ["มาก", "400", "น้อย", "100"]


def test_columns_stand_on_the_axis_whatever_their_height() -> None:
    svg = draw_columns(
        [Bar("ต.ค.", 3, "3"), Bar("พ.ย.", Fraction(3, 2), "1.5"), Bar("ธ.ค.", 0, "0")], title="เดือน"
    )
    assert [box["y"] + box["height"] for box in boxes(svg)] == [148, 148]
    assert [box["height"] for box in boxes(svg)] == [118, 59]
    assert texts(svg) == ["3", "ต.ค.", "1.5", "พ.ย.", "0", "ธ.ค."]


def test_a_value_of_nothing_has_its_number_and_no_bar() -> None:
    assert boxes(draw_rows([Bar("a", 0, "0")], title="t")) == []
    assert boxes(draw_columns([Bar("a", 0, "0"), Bar("b", 0, "0")], title="t")) == []


def test_an_empty_chart_is_a_drawing_too() -> None:
    assert texts(draw_columns([], title="t")) == []
    assert texts(draw_rows([], title="t")) == []


def test_a_negative_size_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than nothing"):
        draw_rows([Bar("a", -1, "-1")], title="t")


def test_words_cannot_become_markup_and_a_screen_reader_hears_everything() -> None:
    svg = draw_rows([Bar('<b>"x"</b>', 2, "2 & 3")], title="<i>")
    assert parsed(svg).attrib["aria-label"] == '<i>; <b>"x"</b>: 2 & 3'
    assert texts(svg) == ['<b>"x"</b>', "2 & 3"]


def test_nothing_in_a_drawing_needs_inline_style_or_script() -> None:
    drawn = draw_rows([Bar("a", 1, "1")], title="t") + draw_columns([Bar("a", 1, "1")], title="t")
    assert re.search(r"style|on\w+=|<script|href|fill=|stroke=", drawn) is None
