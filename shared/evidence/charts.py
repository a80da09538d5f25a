"""Bar charts as shapes and labels: one hue, values at the bars, zero baseline, readable in grey.

A chart is drawn once (`Drawing`). A page shows it as SVG with classes only, which a strict content security
policy lets pass and `figures.css` gives its look. Paper takes the shapes as SVG and sets the labels as text of
its own, so that they can be copied and read aloud. Widths are exact: the length of a bar is its share of the
longest one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Literal

_BAR_HEIGHT = 20
_ROW_STEP = 34
_VALUE_ROOM = 130
"""Room right of the longest horizontal bar for `1,234 (67.16%)`."""
_GAP = 8
_COLUMN_TOP = 30
"""Room above the tallest column for its value."""
_COLUMN_FOOT = 30
"""Room under the axis for the label."""
_COLUMN_SHARE = Fraction(3, 5)
"""A column's part of its slot; the rest is air."""
Number = Fraction | int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its exact size (not negative) and the words written at it."""

    label: str
    size: Fraction | int
    shown: str


@dataclass(frozen=True, slots=True)
class Box:
    """The rectangle of a bar."""

    x: Number
    y: Number
    width: Number
    height: Number


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place: on the base line, from `x` on or around it."""

    kind: Literal["label", "value"]
    x: Number
    y: Number
    text: str
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: rectangles, labels, and the height of the axis under columns. `said` is all of it in words."""

    kind: Literal["rows", "columns"]
    width: int
    height: int
    said: str
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    axis: int | None = None

    def svg(self) -> str:
        """Return the drawing as an SVG element for a page; its look comes from a style sheet."""
        shapes = [f'<rect class="chart-bar" {_place(box)}/>' for box in self.boxes]
        texts = [
            f'<text class="chart-{label.kind}{" chart-mid" if label.middle else ""}" x="{_plain(label.x)}"'
            f' y="{_plain(label.y)}">{escape(label.text)}</text>'
            for label in self.labels
        ]
        line = [] if self.axis is None else [f'<path class="chart-axis" d="M0 {self.axis}.5H{self.width}"/>']
        head = (
            f'<svg class="chart chart-{self.kind}" role="img" aria-label="{escape(self.said)}"'
            f' viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}">'
        )
        return "".join([head, *shapes, *texts, *line, "</svg>"])

    def shapes(self, *, bar: str, line: str) -> str:
        """Return the shapes alone as an SVG file in two colours; the labels are set by the one who prints."""
        parts = [f'<rect fill="{bar}" {_place(box)}/>' for box in self.boxes]
        if self.axis is not None:
            parts.append(f'<path fill="none" stroke="{line}" d="M0 {self.axis}.5H{self.width}"/>')
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"'
            f' width="{self.width}" height="{self.height}">{"".join(parts)}</svg>'
        )


def draw_rows(bars: Sequence[Bar], *, title: str, width: int = 488, label_width: int = 96) -> str:
    """Return horizontal bars from top to bottom as an SVG element. `title` is what a screen reader says
    first.

    Raises ValueError for a negative size.
    """
    return rows(bars, title=title, width=width, label_width=label_width).svg()


def draw_columns(bars: Sequence[Bar], *, title: str, width: int = 488, height: int = 178) -> str:
    """Return columns from left to right on an axis as an SVG element. Raises ValueError for a negative
    size."""
    return columns(bars, title=title, width=width, height=height).svg()


def rows(bars: Sequence[Bar], *, title: str, width: int = 488, label_width: int = 96) -> Drawing:
    """Draw horizontal bars from top to bottom. Raises ValueError for a negative size."""
    longest = _largest(bars)
    room = width - label_width - _VALUE_ROOM
    boxes: list[Box] = []
    labels: list[Label] = []
    for row, bar in enumerate(bars):
        top = row * _ROW_STEP + (_ROW_STEP - _BAR_HEIGHT) // 2
        length = _scaled(bar.size, longest, room)
        middle = top + _BAR_HEIGHT // 2 + 6
        labels.append(Label("label", 0, middle, bar.label))
        if bar.size:
            boxes.append(Box(label_width, top, length, _BAR_HEIGHT))
        at = label_width + length + (_GAP if bar.size else 0)
        labels.append(Label("value", at, middle, bar.shown))
    return Drawing("rows", width, _ROW_STEP * len(bars), _said(title, bars), tuple(boxes), tuple(labels))


def columns(bars: Sequence[Bar], *, title: str, width: int = 488, height: int = 178) -> Drawing:
    """Draw columns from left to right on an axis. Raises ValueError for a negative size."""
    tallest = _largest(bars)
    axis = height - _COLUMN_FOOT
    room = axis - _COLUMN_TOP
    slot = Fraction(width, max(1, len(bars)))
    boxes: list[Box] = []
    labels: list[Label] = []
    for column, bar in enumerate(bars):
        tall = _scaled(bar.size, tallest, room)
        middle = slot * column + slot / 2
        if bar.size:
            left = slot * column + slot * (1 - _COLUMN_SHARE) / 2
            boxes.append(Box(left, axis - tall, slot * _COLUMN_SHARE, tall))
        labels.append(Label("value", middle, axis - tall - _GAP, bar.shown, middle=True))
        labels.append(Label("label", middle, height - _GAP, bar.label, middle=True))
    return Drawing("columns", width, height, _said(title, bars), tuple(boxes), tuple(labels), axis)


def _said(title: str, bars: Sequence[Bar]) -> str:
    return "; ".join([title, *(f"{bar.label}: {bar.shown}" for bar in bars)])


def _place(box: Box) -> str:
    return (
        f'x="{_plain(box.x)}" y="{_plain(box.y)}" width="{_plain(box.width)}" height="{_plain(box.height)}"'
    )


def _largest(bars: Sequence[Bar]) -> Fraction:
    if any(bar.size < 0 for bar in bars):
        raise ValueError("a bar cannot be shorter than nothing")
    return max((Fraction(bar.size) for bar in bars), default=Fraction(0))


def _scaled(size: Fraction | int, largest: Fraction, room: int) -> Fraction:
    return Fraction(0) if not largest else Fraction(size) / largest * room


def _plain(number: Fraction | int) -> str:
    """Return a coordinate to a hundredth of a pixel, without trailing zeros."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")
