"""Sarabun in the two shapes we need: small files by script for screens, one whole file per weight for paper.

Noto Naskh Arabic, for a line of Jawi on the slip, is for paper only, in the one weight that a thermal head needs.

Fontsource splits each weight by script. A browser takes what a page uses, by `unicode-range`. What draws
slips and reports has no such ranges, so for it the pieces are merged once, here.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FAMILY = "Sarabun"
WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold", 800: "ExtraBold"}
# In this order in the style sheet: where two ranges overlap a browser takes the later, and Latin digits and
# signs must come from one file.
SUBSETS = ("thai", "latin-ext", "latin")
ARABIC, ARABIC_WEIGHT = "Noto Naskh Arabic", 700
ARABIC_SUBSETS = ("arabic", "latin")
"""The blank and the digits are in the Latin piece."""
# The names a program finds a font by: the old family and style of four faces, and the typographic ones.
NAME_IDS = {
    "family": 1,
    "style": 2,
    "unique": 3,
    "full": 4,
    "postscript": 6,
    "typo_family": 16,
    "typo_style": 17,
}

FACE = """\
@font-face {{
  font-family: "{family}";
  font-style: normal;
  font-weight: {weight};
  font-display: block;
  src: url("fonts/{file}") format("woff2");
  unicode-range: {ranges};
}}
"""


def make_fonts(package: Path, vendor: Path) -> None:
    """Fill `fonts/` and write `fonts.css` in the vendor folder."""
    folder = vendor / "fonts"
    folder.mkdir()
    ranges: dict[str, str] = json.loads((package / "unicode.json").read_text())
    faces: list[str] = []
    for weight in WEIGHTS:
        for subset in SUBSETS:
            name = f"sarabun-{subset}-{weight}.woff2"
            shutil.copyfile(_source(package, subset, weight), folder / name)
            faces.append(FACE.format(family=FAMILY, weight=weight, file=name, ranges=ranges[subset]))
        merge_weight(package, weight, folder / f"{FAMILY}-{WEIGHTS[weight]}.ttf")
    (vendor / "fonts.css").write_text("".join(faces))


def make_arabic(package: Path, vendor: Path) -> None:
    """Put the font of Jawi beside those of `make_fonts`."""
    target = vendor / "fonts" / f"{ARABIC.replace(' ', '')}-{WEIGHTS[ARABIC_WEIGHT]}.ttf"
    merge_weight(package, ARABIC_WEIGHT, target, family=ARABIC, subsets=ARABIC_SUBSETS)


def merge_weight(
    package: Path, weight: int, target: Path, *, family: str = FAMILY, subsets: tuple[str, ...] = SUBSETS
) -> None:
    """Join the scripts of one weight into a TrueType file with all of them in one place."""
    # The merger reports every table it drops; that is for font makers.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as scratch:
        pieces: list[str] = []
        for subset in reversed(subsets):
            font = TTFont(_source(package, subset, weight))
            font.flavor = None
            piece = Path(scratch) / f"{subset}.ttf"
            font.save(piece)
            pieces.append(str(piece))
        merged = Merger().merge(pieces)
    _name(merged, family, WEIGHTS[weight])
    merged["OS/2"].usWeightClass = weight
    merged.save(target)


def _source(package: Path, subset: str, weight: int) -> Path:
    return package / "files" / f"{package.name}-{subset}-{weight}-normal.woff2"


def _name(font: TTFont, family: str, style: str) -> None:
    """Give the file the names of its whole: some programs find a weight by family and style only."""
    plain = style in ("Regular", "Bold")
    names = {
        "family": family if plain else f"{family} {style}",
        "style": style if plain else "Regular",
        "unique": f"{family.replace(' ', '')}-{style}",
        "full": f"{family} {style}",
        "postscript": f"{family.replace(' ', '')}-{style}",
        "typo_family": family,
        "typo_style": style,
    }
    table = font["name"]
    for key, value in names.items():
        # Windows platform, Unicode, English (United States).
        table.setName(value, NAME_IDS[key], 3, 1, 0x409)
