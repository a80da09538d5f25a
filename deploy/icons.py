"""The icon sprite: a fixed list of Tabler icons as one file of symbols.

A page draws one with `<svg class="icon"><use href="/static/vendor/icons.svg#bell"/></svg>`. The stroke width
is left to CSS, because the look book sets another one for each size.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # nosec B405 # reads drawings of a package checked by hash
from pathlib import Path

SVG = "http://www.w3.org/2000/svg"
GRID = "0 0 24 24"
# An invisible square that Tabler puts first in each icon; it only costs bytes.
BOUNDING_SQUARE = "M0 0h24v24H0z"

GROUPS = "receipt id heart-handshake hammer building-store backpack message-circle-question"
HALL = (
    "bell language users user user-check user-off user-question clock clock-plus ticket volume speakerphone"
)
PRIORITY = "old disabled baby-carriage"
STATES = "circle-check circle-dashed alert-triangle info-circle check x lock hand-stop help plug-connected-x"
DEVICES = "printer printer-off device-tv device-tablet qrcode photo files video"
SOUND = "microphone player-stop trash upload"
CONSOLE = "repeat player-pause player-play transfer search coffee door-exit door walk history list refresh"
WAYS = "chevron-down arrow-left arrow-up arrow-right arrow-back-up home login logout"
OFFICE = "settings edit plus eye grip-vertical category building-community calendar calendar-off soup"
REPORTS = "scale database mood-smile star chart-bar checkup-list download file-text file-type-pdf"

ICONS = " ".join((GROUPS, HALL, PRIORITY, STATES, DEVICES, SOUND, CONSOLE, WAYS, OFFICE, REPORTS)).split()


def make_sprite(package: Path) -> str:
    """One `<symbol>` for each icon, in the order of the list: the file changes only when the list does."""
    ET.register_namespace("", SVG)
    sprite = ET.Element(f"{{{SVG}}}svg")
    for name in ICONS:
        sprite.append(_make_symbol(name, package / "icons/outline" / f"{name}.svg"))
    ET.indent(sprite, space="")
    return ET.tostring(sprite, encoding="unicode") + "\n"


def _make_symbol(name: str, source: Path) -> ET.Element:
    drawing = ET.parse(source).getroot()  # nosec B314 # noqa: S314 (a file of a package checked by hash)
    if drawing.get("viewBox") != GRID:
        raise ValueError(f"icon {name} is not on the 24 grid")
    strokes = {
        "fill": "none",
        "stroke": "currentColor",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    symbol = ET.Element(f"{{{SVG}}}symbol", {"id": name, "viewBox": GRID, **strokes})
    symbol.extend(part for part in drawing if part.get("d") != BOUNDING_SQUARE)
    return symbol
