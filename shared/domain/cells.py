"""Cells of a table that other programs open: text stays text, whatever it begins with."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, in narrow and wide forms."""


def plain_cell(text: str) -> str:
    """Return a text that no spreadsheet computes: one that begins like a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) or text.startswith(_STARTS) else text
