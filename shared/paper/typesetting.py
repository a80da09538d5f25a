"""Typst, kept warm: one compiler with our fonts and an empty world round it.

What a template may see is its own source, the fonts and the data it is given. Its root is an empty folder, so no
file of the computer can be read; words that reach for other sources are refused before anything runs.
"""

from __future__ import annotations

import io
import re
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst
from PIL import Image

from shared.paper.pictures import Picture, picture_of

FONTS = Path(__file__).parent.parent / "static" / "vendor" / "fonts"
DOTS_PER_INCH = 72
"""One typographic point is one dot of the printer: a template counts in dots."""

_REACHING_OUT = re.compile(r"\b(import|include|eval|plugin|read)\b")
_PLACE = re.compile(r"__typst_py_bytes__\.typ:(\d+):\d+")


class TemplateError(Exception):
    """What is wrong with a template: the line (from 1, or None when it is none in particular) and the reason.

    `code` is stable, for a sentence in the reader's language; `reason` is the exact English of the engine.
    """

    def __init__(self, line: int | None, reason: str, code: str = "wrong") -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.line = line
        self.reason = reason
        self.code = code


def refuse_reaching_out(source: str) -> None:
    """Raise for a template that names a way to other files, packages or programs."""
    if found := _REACHING_OUT.search(source):
        line = source.count("\n", 0, found.start()) + 1
        raise TemplateError(line, f"a slip's template may not use “{found[1]}”", "reaches_out")


class Typesetter:
    """One warm compiler. Typst allows one compilation at a time in it; callers on other threads wait."""

    def __init__(self, fonts: Path = FONTS) -> None:
        self._world = tempfile.TemporaryDirectory(prefix="tonsai-typst-")
        self._turn = threading.Lock()
        empty = self._world.name
        self.fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]
        )
        self._compiler = typst.Compiler(
            root=empty,
            font_paths=self.fonts,
            ignore_system_fonts=True,
            package_path=empty,
            package_cache_path=empty,
        )

    def picture(self, source: str, inputs: Mapping[str, str], *, strict: bool = False) -> Picture:
        """Return the one page of a template as dots; raise TemplateError when there is none, or more.

        `strict` takes the engine's warnings as seriously: a font that is not here comes out as empty boxes.
        """
        refuse_reaching_out(source)
        try:
            with self._turn:
                page, warnings = self._compiler.compile_with_warnings(
                    input=source.encode(), format="png", ppi=DOTS_PER_INCH, sys_inputs=dict(inputs)
                )
        except typst.TypstError as error:
            raise explained(error) from error
        if strict and warnings:
            raise explained(warnings[0])
        if not isinstance(page, bytes):
            raise TemplateError(None, "a slip is one page, of automatic height", "pages")
        return picture_of(_on_white(page))


def explained(error: typst.TypstError | typst.TypstWarning) -> TemplateError:
    """Return Typst's own finding with the template's line."""
    # The diagnostic may begin with warnings; the error's own place is the first after its name.
    own = error.diagnostic[max(error.diagnostic.find(f": {error.message}"), 0) :]
    place = _PLACE.search(own)
    return TemplateError(int(place[1]) if place else None, error.message)


def _on_white(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as image:
        if image.mode != "RGBA":
            return image.convert("L")
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image)
        return white.convert("L")


@cache
def typesetter() -> Typesetter:
    """Return the process's warm compiler; the first call costs the reading of the fonts."""
    return Typesetter()
