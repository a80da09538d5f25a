"""What a notice shows, judged by what it is and made ready for a screen: pictures, pages of a PDF, videos."""

from __future__ import annotations

import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

import typst

from shared.domain.errors import QueueError
from shared.domain.notices import NoticeKind
from shared.evidence.files import LARGEST_BYTES, take_file

LARGEST_VIDEO_MB = 64
LARGEST_UPLOAD = LARGEST_VIDEO_MB * 2**20
MOST_PAGES = 12
PAGE_WIDTH_PX = 1600
_NO_SUCH_PAGE = "does not exist"
_WEBM = b"\x1a\x45\xdf\xa3"
_BOX_HEADER, _LONG_BOX_HEADER = 8, 16
_MUST_HAVE = {b"ftyp", b"moov", b"mdat"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen can show: its kind, media type, and one body for each page."""

    kind: NoticeKind
    media: str
    bodies: tuple[bytes, ...]


def take_media(name: str, body: bytes) -> Shown:
    """Return an uploaded file as a screen can show it; refuse with a `file.*` code what is none or is not whole."""
    if media := _video(body):
        if len(body) > LARGEST_UPLOAD:
            raise QueueError("file.too_large", megabytes=LARGEST_VIDEO_MB, megapixels=0)
        return Shown("video", media, (body,))
    if len(body) > LARGEST_BYTES:
        raise QueueError("file.too_large", megabytes=LARGEST_BYTES // 2**20, megapixels=0)
    taken = take_file(name, body)
    if taken.is_picture:
        return Shown("picture", f"image/{taken.kind}", (taken.body,))
    if taken.kind == "pdf":
        return Shown("pdf", "image/png", pages_of(taken.body))
    raise QueueError("file.kind")


def pages_of(pdf: bytes) -> tuple[bytes, ...]:
    """Return the pages of a PDF as pictures, at most twelve; refuse with `file.broken` or `file.too_many`.

    Typst draws them, in a folder that holds nothing but the document.
    """
    found: list[bytes] = []
    with tempfile.TemporaryDirectory(prefix="tonsai-notice-") as folder:
        (Path(folder) / "document.pdf").write_bytes(pdf)
        while True:
            try:
                page = _draw(Path(folder), len(found) + 1)
            except typst.TypstError as error:
                if found and _NO_SUCH_PAGE in error.message:
                    return tuple(found)
                raise QueueError("file.broken") from error
            if len(found) == MOST_PAGES:
                raise QueueError("file.too_many", most=MOST_PAGES)
            found.append(page)


def _draw(folder: Path, number: int) -> bytes:
    source = folder / "page.typ"
    source.write_text(
        f"#set page(width: {PAGE_WIDTH_PX}pt, height: auto, margin: 0pt, fill: white)\n"
        f'#image("document.pdf", page: {number}, width: 100%)'
    )
    drawn = typst.compile(str(source), root=str(folder), format="png", ppi=72, ignore_system_fonts=True)
    assert isinstance(drawn, bytes)  # one page of automatic height
    return drawn


def _video(body: bytes) -> str | None:
    """Return the media type of a video that is whole, None of what is no video; refuse with `file.broken`."""
    if body[:4] == _WEBM:
        if b"webm" not in body[:64]:
            raise QueueError("file.kind")
        return "video/webm"
    if body[4:8] != b"ftyp":
        return None
    if not _boxes(body) >= _MUST_HAVE:
        raise QueueError("file.broken")
    return "video/mp4"


def _boxes(body: bytes) -> set[bytes]:
    """Return the kinds of the boxes that an MP4 consists of; refuse with `file.broken` when they do not fill it."""
    kinds: set[bytes] = set()
    place = 0
    while place < len(body):
        if len(body) - place < _BOX_HEADER:
            raise QueueError("file.broken")
        size, kind = struct.unpack_from(">I4s", body, place)
        least = _BOX_HEADER
        if size == 1 and len(body) - place >= _LONG_BOX_HEADER:
            size, least = struct.unpack_from(">Q", body, place + 8)[0], _LONG_BOX_HEADER
        elif size == 0:
            size = len(body) - place
        if size < least or place + size > len(body):
            raise QueueError("file.broken")
        kinds.add(kind)
        place += size
    return kinds
