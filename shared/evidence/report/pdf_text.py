"""Giving every glyph of a PDF its own letter, so that every reader copies and finds the Thai that is printed.

Typst writes, for a base letter with its marks, what the whole group says (`ActualText`). Readers that know this
copy it right. Others look a glyph up in the font's table, and there Typst puts the whole group in which a glyph
was first seen: `บันทึก` comes out as `บับันทึทึก`. Here the table is written again from the groups themselves:
glyphs and letters of a group stand in the same order, so each glyph gets its own letter.

Where a font lifts a tone mark above a vowel, Typst ends the text there and begins another that says the whole
group again, so that even the readers that know `ActualText` say it twice: each piece is made to say its own part.

One letter is drawn as two glyphs: ำ as a ring and the glyph of า, with a tone mark between them. The ring says
nothing, and the second glyph gets a number of its own that says ำ (`CIDToGIDMap` leads both to one drawing).

It reads what Typst writes: plain objects and a plain cross-reference table. A file of any other shape is left
exactly as it is.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

_OBJECT = re.compile(rb"(\d+) 0 obj\n")
_LENGTH = re.compile(rb"/Length (\d+)")
_NAMED_FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
_TOKEN = re.compile(
    rb"/(?P<font>f\d+) [\d.]+ Tf|/ActualText<FEFF(?P<said>[0-9A-F]*)>|(?P<end>\bEMC\b)"
    rb"|\((?P<text>(?:\\.|[^\\()])*)\)",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_UNSAFE = re.compile(rb"[\\()\r\n]")
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]*)>")
_WIDTHS = re.compile(rb"/W\[([^\]]*)\]")
_SARA_AM = "\u0e33"
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_ABOVE = ("", "\u0e31", "\u0e34", "\u0e35", "\u0e36", "\u0e37", "\u0e4d")
_A_BLOCK = 100
"""Most pairs that a block of a table may have."""


@dataclass(slots=True)
class _Font:
    """A font while the pages are read. `am`: glyph of า → its number where it is the second part of ำ."""

    says: dict[int, str]
    """What Typst wrote that a glyph says."""
    last: int = 0
    letters: dict[int, str] = field(default_factory=dict)
    am: dict[int, int] = field(default_factory=dict)
    groups: set[tuple[tuple[int, ...], tuple[str, ...]]] = field(default_factory=set)
    """Glyphs of a group and what they say together."""

    def __post_init__(self) -> None:
        self.last = max(self.says, default=0)

    def number_of_am(self, glyph: int) -> int:
        if glyph not in self.am:
            self.last += 1
            self.am[glyph] = self.last
            self.letters[self.last] = _SARA_AM
        return self.am[glyph]


@dataclass(slots=True)
class _Group:
    """A base letter with its marks: what it says, and where in the page its pieces and glyphs are written."""

    said: str
    font: _Font | None = None
    pieces: list[tuple[int | None, int]] = field(default_factory=list)
    """Where a piece says something (None: nowhere), and its first glyph."""
    texts: list[tuple[int, bytes]] = field(default_factory=list)

    def glyphs(self) -> list[int]:
        return _numbers(b"".join(text for _, text in self.texts))

    def is_short(self) -> bool:
        """Say whether there are more letters than glyphs so far."""
        return len(self.glyphs()) < len(_drawn(self.said, len(self.said) + 1))


def _numbers(codes: bytes) -> list[int]:
    return [int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2)]


def mend_text(pdf: bytes) -> bytes:
    """Return the PDF with a letter for every glyph; the same bytes where its shape is not a known one."""
    objects = _read_objects(pdf)
    if objects is None:
        return pdf
    fonts = {
        number: _Font(_read_letters(objects, body))
        for number, body in objects.items()
        if b"/Subtype/Type0" in body and b"/ToUnicode" in body
    }
    for body in list(objects.values()):
        contents = _follow(body, b"/Contents") if b"/Type/Page/" in body else None
        resources = _follow(body, b"/Resources")
        if contents is not None and resources is not None:
            names = {
                m[1]: fonts[int(m[2])] for m in _NAMED_FONT.finditer(objects[resources]) if int(m[2]) in fonts
            }
            head, data = _open(objects[contents])
            objects[contents] = _close(head, _mend_page(data, names))
    for number, font in fonts.items():
        _learn(font)
        _mend_font(objects, objects[number], font)
    return _write(pdf, objects)


def _read_objects(pdf: bytes) -> dict[int, bytes] | None:
    """Return the body of every object by its number, or None for a file that is not plain."""
    if b"/ObjStm" in pdf or b"\nxref\n" not in pdf:
        return None
    objects: dict[int, bytes] = {}
    at = 0
    while found := _OBJECT.search(pdf, at):
        begin, end = found.end(), pdf.find(b"\nendobj", found.end())
        stream = pdf.find(b"\nstream\n", begin, end)
        if stream != -1:
            length = _LENGTH.search(pdf, begin, stream)
            if length is None:
                return None
            end = pdf.find(b"\nendobj", stream + len(b"\nstream\n") + int(length[1]))
        objects[int(found[1])] = pdf[begin:end]
        at = end
    return objects


def _follow(body: bytes, name: bytes) -> int | None:
    """Return the number of the object that a name of a dictionary leads to."""
    found = re.search(re.escape(name) + rb" ?\[?(\d+) 0 R", body)
    return int(found[1]) if found else None


def _open(body: bytes) -> tuple[bytes, bytes]:
    """Return an object's dictionary and its stream, unpacked."""
    head, _, rest = body.partition(b"\nstream\n")
    length = _LENGTH.search(head)
    raw = rest[: int(length[1])] if length else rest
    return head, zlib.decompress(raw) if b"/FlateDecode" in head else raw


def _close(head: bytes, data: bytes) -> bytes:
    """Return an object with its stream packed again."""
    raw = zlib.compress(data)
    bare = re.sub(rb"/Filter ?/FlateDecode|/Length \d+", b"", head).removesuffix(b">>")
    return b"%s/Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (bare, len(raw), raw)


def _read_letters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    table = _follow(font, b"/ToUnicode")
    pairs = _PAIR.findall(_open(objects[table])[1]) if table is not None else []
    return {int(g, 16): bytes.fromhex(t.decode()).decode("utf-16-be") for g, t in pairs}


def _mend_page(data: bytes, names: dict[bytes, _Font]) -> bytes:
    """Keep the groups of a page with its fonts; return the page with the numbers of ำ in it, nothing said twice."""
    parts: list[bytes] = []
    font: _Font | None = None
    group: _Group | None = None  # whose piece is being written
    before: _Group | None = None  # the last one, which may go on
    at = 0
    for token in _TOKEN.finditer(data):
        parts += [data[at : token.start()], token[0]]
        at = token.end()
        here = len(parts) - 1
        if token["font"] is not None:
            font = names.get(token["font"])
        elif token["said"] is not None:
            said = bytes.fromhex(token["said"].decode()).decode("utf-16-be")
            group = before if before is not None and before.said == said and before.is_short() else None
            if group is None:
                _note(before, parts)
                before = group = _Group(said, font)
            group.pieces.append((here, len(group.glyphs())))
        elif token["text"] is not None and font is not None:
            text = _unescape(token["text"])
            if group is not None:
                group.font = font
                group.texts.append((here, text))
            elif before is not None and before.is_short() and font.says.get(_numbers(text)[0]) == before.said:
                before.pieces.append((None, len(before.glyphs())))
                before.texts.append((here, text))
        elif token["end"] is not None:
            group = None
    _note(before, parts)
    return b"".join([*parts, data[at:]])


def _note(group: _Group | None, parts: list[bytes]) -> None:
    """Give a group to its font, where its glyphs and letters can be told apart.

    Writes the number of ำ, and lets each of several pieces say its own part.
    """
    if group is None or group.font is None:
        return
    glyphs = group.glyphs()
    letters = _drawn(group.said, len(glyphs))
    if len(glyphs) != len(letters):
        return
    if _SARA_AM in letters:
        place = letters.index(_SARA_AM)
        glyphs[place] = group.font.number_of_am(glyphs[place])
        changed = b"".join(glyph.to_bytes(2) for glyph in glyphs)
        for at, text in group.texts:
            own, changed = changed[: len(text)], changed[len(text) :]
            parts[at] = b"(%s)" % _UNSAFE.sub(_escape, own)
    if len(group.pieces) > 1:
        ends = [*(first for _, first in group.pieces[1:]), len(glyphs)]
        for (part, first), end in zip(group.pieces, ends, strict=True):
            if part is not None:
                said = "".join(letters[first:end]).encode("utf-16-be").hex().upper()
                parts[part] = b"/ActualText<FEFF%s>" % said.encode()
    group.font.groups.add((tuple(glyphs), tuple(letters)))


def _drawn(said: str, glyphs: int) -> list[str]:
    """Return what each glyph of a group says, in the order of drawing: the ring of ำ comes before a tone mark.

    A font may draw a mark above and its tone mark as one glyph; then they are one entry.
    """
    drawn: list[str] = []
    for letter in said:
        if letter == _SARA_AM:
            drawn.insert(len(drawn) - (drawn[-1:] != [] and drawn[-1] in _TONES), "")
        drawn.append(letter)
    for place in range(len(drawn) - 1, 0, -1):
        if len(drawn) > glyphs and drawn[place] in _TONES and drawn[place - 1] in _ABOVE:
            drawn[place - 1 : place + 1] = [drawn[place - 1] + drawn[place]]
    return drawn


def _learn(font: _Font) -> None:
    """Give every glyph of the groups its letter, short groups first: what they teach settles the longer ones,
    in which some fonts draw the tone mark before the vowel."""
    for glyphs, letters in sorted(font.groups, key=lambda group: (len(group[0]), group)):
        left = list(letters)
        for glyph in glyphs:
            if font.letters.get(glyph) in left:
                left.remove(font.letters[glyph])
        for glyph in glyphs:
            if glyph not in font.letters and left:
                font.letters[glyph] = left.pop(0)


def _unescape(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code[:1].isdigit() else _ESCAPES.get(code, code)

    return _ESCAPED.sub(plain, text)


def _escape(found: re.Match[bytes]) -> bytes:
    return {b"\n": rb"\n", b"\r": rb"\r"}.get(found[0], b"\\" + found[0])


def _mend_font(objects: dict[int, bytes], body: bytes, font: _Font) -> None:
    """Write a font's table of letters again, and lead the numbers of ำ to their drawings."""
    table, inner = _follow(body, b"/ToUnicode"), _follow(body, b"/DescendantFonts")
    if table is None or inner is None or not font.letters:
        return
    head, data = _open(objects[table])
    begin, end = data.index(b"endcodespacerange\n") + len(b"endcodespacerange\n"), data.index(b"endcmap")
    objects[table] = _close(head, data[:begin] + _pairs(font.says | font.letters) + data[end:])
    widths = _WIDTHS.search(objects[inner])
    if not font.am or widths is None or b"/CIDToGIDMap/Identity" not in objects[inner]:
        return
    lead = {number: glyph for glyph, number in font.am.items()}
    drawing = b"".join(lead.get(number, number).to_bytes(2) for number in range(font.last + 1))
    objects[max(objects) + 1] = _close(b"<<>>", drawing)
    more = b"".join(b" %d %d %s" % (n, n, _width(widths[1], glyph)) for n, glyph in sorted(lead.items()))
    objects[inner] = (
        objects[inner]
        .replace(widths[0], b"/W[%s%s]" % (widths[1], more))
        .replace(b"/CIDToGIDMap/Identity", b"/CIDToGIDMap %d 0 R" % max(objects))
    )


def _pairs(says: dict[int, str]) -> bytes:
    coded = ((glyph, text.encode("utf-16-be").hex().upper()) for glyph, text in sorted(says.items()))
    lines = [b"<%04X> <%s>\n" % (glyph, text.encode()) for glyph, text in coded]
    blocks = [lines[i : i + _A_BLOCK] for i in range(0, len(lines), _A_BLOCK)]
    return b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)


def _width(widths: bytes, glyph: int) -> bytes:
    found = widths.split()
    for first, last, width in zip(found[::3], found[1::3], found[2::3], strict=True):
        if int(first) <= glyph <= int(last):
            return width
    return b"0"


def _write(pdf: bytes, objects: dict[int, bytes]) -> bytes:
    """Return the file with its objects, a new table of where they are, and its old trailer."""
    out = bytearray(pdf[: pdf.index(b"1 0 obj\n")])
    where: dict[int, int] = {}
    for number, body in sorted(objects.items()):
        where[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size, begin = max(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % where[number] if number in where else b"0000000000 65535 f \n"
    trailer = pdf[pdf.rindex(b"trailer\n") : pdf.rindex(b"startxref")]
    out += re.sub(rb"/Size \d+", b"/Size %d" % size, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % begin)
