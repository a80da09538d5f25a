"""Bar charts as SVG shapes and labels: one hue, values at the bars, zero baseline, readable in grey.

Only classes, no styles, so that the same drawing passes a strict content security policy; `figures.css` and
any other medium give the classes their look. Widths are exact: the length of a bar is its share of the
longest one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

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


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its exact size (not negative) and the words written at it."""

    label: str
    size: Fraction | int
    shown: str


def draw_rows(bars: Sequence[Bar], *, title: str, width: int = 488, label_width: int = 96) -> str:
    """Return horizontal bars from top to bottom as an SVG element. `title` is what a screen reader says
    first.

    Raises ValueError for a negative size.
    """
    longest = _largest(bars)
    room = width - label_width - _VALUE_ROOM
    height = _ROW_STEP * len(bars)
    parts = [_head("chart chart-rows", width, height, title, bars)]
    for row, bar in enumerate(bars):
        top = row * _ROW_STEP + (_ROW_STEP - _BAR_HEIGHT) // 2
        length = _scaled(bar.size, longest, room)
        middle = top + _BAR_HEIGHT // 2 + 6
        parts.append(f'<text class="chart-label" x="0" y="{middle}">{escape(bar.label)}</text>')
        if bar.size:
            parts.append(_rect("chart-bar", label_width, top, length, _BAR_HEIGHT))
        at = label_width + length + (_GAP if bar.size else 0)
        parts.append(f'<text class="chart-value" x="{_plain(at)}" y="{middle}">{escape(bar.shown)}</text>')
    return "".join([*parts, "</svg>"])


def draw_columns(bars: Sequence[Bar], *, title: str, width: int = 488, height: int = 178) -> str:
    """Return columns from left to right on an axis as an SVG element. Raises ValueError for a negative
    size."""
    tallest = _largest(bars)
    axis = height - _COLUMN_FOOT
    room = axis - _COLUMN_TOP
    slot = Fraction(width, max(1, len(bars)))
    parts = [_head("chart chart-columns", width, height, title, bars)]
    for column, bar in enumerate(bars):
        tall = _scaled(bar.size, tallest, room)
        middle = _plain(slot * column + slot / 2)
        if bar.size:
            left = slot * column + slot * (1 - _COLUMN_SHARE) / 2
            parts.append(_rect("chart-bar", left, axis - tall, slot * _COLUMN_SHARE, tall))
        value_at = _plain(axis - tall - _GAP)
        parts.append(
            f'<text class="chart-value chart-mid" x="{middle}" y="{value_at}">{escape(bar.shown)}</text>'
        )
        parts.append(
            f'<text class="chart-label chart-mid" x="{middle}" y="{height - _GAP}">{escape(bar.label)}</text>'
        )
    parts.append(f'<path class="chart-axis" d="M0 {axis}.5H{width}"/>')
    return "".join([*parts, "</svg>"])


def _head(css: str, width: int, height: int, title: str, bars: Sequence[Bar]) -> str:
    said = "; ".join([title, *(f"{bar.label}: {bar.shown}" for bar in bars)])
    return (
        f'<svg class="{css}" role="img" aria-label="{escape(said)}" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">'
    )


def _rect(
    css: str, x: Fraction | int, y: Fraction | int, width: Fraction | int, height: Fraction | int
) -> str:
    box = f'x="{_plain(x)}" y="{_plain(y)}" width="{_plain(width)}" height="{_plain(height)}"'
    return f'<rect class="{css}" {box}/>'


def _largest(bars: Sequence[Bar]) -> Fraction:
    if any(bar.size < 0 for bar in bars):
        raise ValueError("a bar cannot be shorter than nothing")
    return max((Fraction(bar.size) for bar in bars), default=Fraction(0))


def _scaled(size: Fraction | int, largest: Fraction, room: int) -> Fraction:
    return Fraction(0) if not largest else Fraction(size) / largest * room


def _plain(number: Fraction | int) -> str:
    """Return a coordinate to a hundredth of a pixel, without trailing zeros."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")
