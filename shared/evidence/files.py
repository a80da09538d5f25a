"""Judging an uploaded file by what it is, never by its name: kind by its first bytes, then by opening it.

Photographs are decoded, turned upright, made at most 2,000 px long and written anew, so that nothing of the
original file but its picture stays: no EXIF, no place, no hidden second content. Documents are kept byte for byte
when they are what they begin like, have no password and no macros or scripts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Literal

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from shared.domain.errors import QueueError

FileKind = Literal["jpeg", "png", "pdf", "xlsx", "docx"]
LARGEST_MB = 20
LARGEST_BYTES = LARGEST_MB * 2**20
LARGEST_MEGAPIXELS = 64
LONGEST_SIDE, SMALL_SIDE = 2000, 480
LOGO_SIDE = 480
NEARLY_WHITE = 12
"""So far from white is still paper: what a scanner leaves round a logo."""
LARGEST_UNPACKED = 200 * 2**20
MOST_PARTS = 3000
LONGEST_NAME = 120
MEDIA: dict[FileKind, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ENDINGS: dict[FileKind, str] = {"jpeg": "jpg", "png": "png", "pdf": "pdf", "xlsx": "xlsx", "docx": "docx"}
_OFFICE: dict[FileKind, tuple[str, bytes]] = {
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
}
_ACTIVE_PARTS = re.compile(r"vbaProject|activeX|/embeddings/.*\.(?:bin|exe|js)$", re.IGNORECASE)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
_TAKEN_TAG, _EXIF_PART, _CHANGED_TAG = 0x9003, 0x8769, 0x0132
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was found to be what it is: `body` is what will be kept. `day`: when a photograph was taken."""

    kind: FileKind
    name: str
    body: bytes
    small: bytes | None = None
    width: int | None = None
    height: int | None = None
    day: str | None = None

    @property
    def is_picture(self) -> bool:
        """True for a photograph."""
        return self.kind in ("jpeg", "png")


def take_file(name: str, body: bytes) -> Taken:
    """Return an uploaded file as it will be kept; refuse with a `file.*` code what is not whole, known and harmless."""
    if len(body) > LARGEST_BYTES:
        raise _too_large()
    shown = shown_name(name)
    for begins, take in _BEGINNINGS:
        if begins(body):
            return take(shown, body)
    raise QueueError("file.kind")


def take_logo(body: bytes) -> bytes:
    """Return a picture as an office's logo: a PNG drawn anew on white, without its margin, at most `LOGO_SIDE` px long.

    Refuses with a `file.*` code what is no PNG, JPEG or WebP, is broken or too large, and a picture with nothing in it.
    """
    if not any(begins(body) for begins in _PICTURES):
        raise QueueError("file.no_picture")
    with Image.open(BytesIO(take_file("", body).body)) as opened:
        picture = opened.convert("RGB")
    far = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).convert("L")
    box = far.point([255 if value > NEARLY_WHITE else 0 for value in range(256)]).getbbox()
    if box is None:
        raise QueueError("file.no_picture")
    picture = picture.crop(box)
    picture.thumbnail((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    return _write(picture, "png")


def shown_name(name: str) -> str:
    """Return a file's own name for people to read: no folders, no unseen characters, not too long."""
    last = re.split(r"[\\/]", _UNSEEN.sub("", name))[-1].strip(" .")
    stem, dot, ending = last.rpartition(".")
    if dot and len(last) > LONGEST_NAME:
        return f"{stem[: LONGEST_NAME - 1 - len(ending[:10])]}.{ending[:10]}"
    return last[:LONGEST_NAME]


def _too_large() -> QueueError:
    return QueueError("file.too_large", megabytes=LARGEST_MB, megapixels=LARGEST_MEGAPIXELS)


def _take_picture(form: str) -> Callable[[str, bytes], Taken]:
    def take(name: str, body: bytes) -> Taken:
        try:
            picture = Image.open(BytesIO(body), formats=[form])
            if picture.width * picture.height > LARGEST_MEGAPIXELS * 10**6:
                raise _too_large()
            if form == "JPEG":
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            day = _day_taken(picture)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
        except _BOMB:
            raise _too_large() from None
        except QueueError:
            raise
        except (
            OSError,
            ValueError,
            SyntaxError,
            UnidentifiedImageError,
            IndexError,
            KeyError,
            TypeError,
        ) as broken:
            raise QueueError("file.broken") from broken
        return _redraw(name, upright, day, keeps_sharp=form == "PNG")

    return take


def shrink_picture(body: bytes, longest: int) -> bytes:
    """Return a picture of the binder at most so many pixels long; as it is when it is no longer than that."""
    picture = Image.open(BytesIO(body), formats=["JPEG", "PNG"])
    if max(picture.size) <= longest:
        return body
    kind: FileKind = "png" if picture.format == "PNG" else "jpeg"
    picture.draft("RGB", (longest, longest))
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _write(picture, kind)


def _redraw(name: str, picture: Image.Image, day: str | None, *, keeps_sharp: bool) -> Taken:
    """Draw the picture into a new one: of the old file nothing else comes along."""
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    picture = picture.convert("RGBA" if clear else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    new = Image.new("RGB", picture.size, "white")
    new.paste(picture, mask=picture.getchannel("A") if clear else None)
    kind: FileKind = "png" if keeps_sharp else "jpeg"
    small = new.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Taken(
        kind,
        name,
        _write(new, kind),
        small=_write(small, "jpeg"),
        width=new.width,
        height=new.height,
        day=day,
    )


def _write(picture: Image.Image, kind: FileKind) -> bytes:
    out = BytesIO()
    if kind == "png":
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue()


def _day_taken(picture: Image.Image) -> str | None:
    """Return the day a camera wrote into a photograph, if it is one that can be."""
    try:
        exif = picture.getexif()
        written = exif.get_ifd(_EXIF_PART).get(_TAKEN_TAG) or exif.get(_CHANGED_TAG)
        found = datetime.strptime(str(written)[:10], "%Y:%m:%d").date()  # noqa: DTZ007 (a day of no zone)
    except Exception:
        return None  # whatever a camera or a forger wrote there, the photograph is no worse
    return found.isoformat() if date(2000, 1, 1) <= found <= date(2200, 1, 1) else None


def _take_pdf(name: str, body: bytes) -> Taken:
    if b"%%EOF" not in body[-2048:] or b"startxref" not in body[-4096:]:
        raise QueueError("file.broken")
    if re.search(rb"/Encrypt\b", body):
        raise QueueError("file.locked")
    if _ACTIVE_PDF.search(body):
        raise QueueError("file.active")
    return Taken("pdf", name, body)


def _take_office(name: str, body: bytes) -> Taken:
    try:
        with zipfile.ZipFile(BytesIO(body)) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
                raise _too_large()
            names = [part.filename for part in listed]
            if any(part.flag_bits & 1 for part in listed):
                raise QueueError("file.locked")
            if len(set(names)) != len(names) or any(_leads_out(part) for part in names):
                raise QueueError("file.broken")
            if "[Content_Types].xml" not in names:
                raise QueueError("file.kind")
            types = parts.read("[Content_Types].xml")[: 2**20]
            damaged = parts.testzip()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
    ) as broken:
        raise QueueError("file.broken") from broken
    except Exception as broken:
        if isinstance(broken, QueueError):
            raise
        raise QueueError("file.broken") from broken  # zlib's own errors among them
    if damaged is not None:
        raise QueueError("file.broken")
    if b"macroEnabled" in types or any(_ACTIVE_PARTS.search(part) for part in names):
        raise QueueError("file.active")
    for kind, (part, content) in _OFFICE.items():
        if part in names and content in types:
            return Taken(kind, name, body)
    raise QueueError("file.kind")


def _leads_out(part: str) -> bool:
    path = PurePosixPath(part.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts


_BEGINNINGS: tuple[tuple[Callable[[bytes], bool], Callable[[str, bytes], Taken]], ...] = (
    (lambda body: body.startswith(b"\xff\xd8\xff"), _take_picture("JPEG")),
    (lambda body: body.startswith(b"\x89PNG\r\n\x1a\n"), _take_picture("PNG")),
    (lambda body: body[:4] == b"RIFF" and body[8:12] == b"WEBP", _take_picture("WEBP")),
    (lambda body: body.startswith(b"%PDF-1.") or body.startswith(b"%PDF-2."), _take_pdf),
    (lambda body: body.startswith(b"PK\x03\x04"), _take_office),
)
_PICTURES = tuple(begins for begins, _ in _BEGINNINGS[:3])
