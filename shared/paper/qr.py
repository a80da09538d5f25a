"""The QR code of a slip, in whole modules: drawn at whole dots, it comes off the paper as it went in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True, slots=True)
class Code:
    """A square of `modules` by `modules`, without the quiet margin, as an SVG one unit a module."""

    modules: int
    svg: str
    rows: tuple[tuple[bool, ...], ...]
    """True is a black module."""


@lru_cache(maxsize=64)
def make_code(text: str) -> Code:
    """Return the code of a text; a seventh of it may be lost to a crease or a faint head."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, black in enumerate(row) if black)
    size = len(rows)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<path shape-rendering="crispEdges" d="{path}"/></svg>'
    )
    return Code(size, svg, tuple(tuple(map(bool, row)) for row in rows))
