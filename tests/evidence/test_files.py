"""Uploads are judged by what they are: hostile, broken, locked, enormous and lying files are refused by name."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from shared.domain.errors import QueueError
from shared.evidence.files import LARGEST_BYTES, Taken, shown_name, take_file
from shared.evidence.vault import Vault


def photo(form: str = "JPEG", size: tuple[int, int] = (320, 200), **values: object) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form, **values)
    return out.getvalue()


def phone_photo() -> bytes:
    """A photograph as a phone makes it: lying on its side, with the place and the day in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[2] = (6.0, 31.0, 0.0)  # latitude
    exif.get_ifd(0x8769)[0x9003] = "2027:01:11 09:15:00"
    return photo(size=(3000, 1000), exif=exif, comment=b"SECRET-COMMENT")


def sheet(**parts: bytes) -> bytes:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    return add_parts(out.getvalue(), **parts)


def letter(**parts: bytes) -> bytes:
    out = BytesIO()
    Document().save(out)
    return add_parts(out.getvalue(), **parts)


def add_parts(body: bytes, **parts: bytes) -> bytes:
    out = BytesIO(body)
    with zipfile.ZipFile(out, "a") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


def pdf(*, password: str | None = None, script: bool = False) -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        )
        writer.root_object[NameObject("/OpenAction")] = action
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def refused(name: str, body: bytes) -> str:
    with pytest.raises(QueueError) as caught:
        take_file(name, body)
    return caught.value.code


def test_a_phones_photograph_is_turned_made_smaller_and_loses_place_and_camera() -> None:
    taken = take_file("IMG_1.jpg", phone_photo())
    assert (taken.kind, taken.width, taken.height, taken.day) == ("jpeg", 667, 2000, "2027-01-11")
    kept = Image.open(BytesIO(taken.body))
    assert kept.size == (667, 2000)
    assert not dict(kept.getexif())
    assert b"SECRET" not in taken.body
    assert b"Exif" not in taken.body
    assert taken.small is not None
    assert max(Image.open(BytesIO(taken.small)).size) == 480


def test_every_kind_is_known_by_its_content_whatever_its_name_says() -> None:
    kinds = {
        take_file("liar.exe", photo()).kind: "jpeg",
        take_file("liar.pdf", photo("PNG")).kind: "png",
        take_file("liar.png", pdf()).kind: "pdf",
        take_file("liar.jpg", sheet()).kind: "xlsx",
        take_file("liar", letter()).kind: "docx",
    }
    assert all(found == wanted for found, wanted in kinds.items())
    assert take_file("web.webp", photo("WEBP")).kind == "jpeg"


def test_documents_stay_byte_for_byte() -> None:
    for body in (pdf(), sheet(), letter()):
        assert take_file("a", body).body == body


def test_what_hides_behind_a_picture_does_not_come_along() -> None:
    taken = take_file("a.jpg", photo() + b"<script>alert(1)</script>" + sheet())
    assert b"<script>" not in taken.body
    assert b"PK\x03\x04" not in taken.body
    meta = Image.open(BytesIO(take_file("a.png", photo("PNG", dpi=(72, 72))).body))
    assert meta.info == {}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"GIF89a" + b"\0" * 100, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90\0", b"<html>",
        b"\x7fELF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"BM" + b"\0" * 60, b"%!PS-Adobe", b"  %PDF-1.7",
        b"RIFF\0\0\0\0WAVE",
    ],
)  # fmt: skip
def test_other_kinds_are_refused(body: bytes) -> None:
    assert refused("photo.jpg", body) == "file.kind"


def test_a_package_that_is_neither_sheet_nor_letter_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("index.html", "<script>")
    assert refused("a.docx", out.getvalue()) == "file.kind"
    with zipfile.ZipFile(out := BytesIO(), "w") as package:
        package.writestr("[Content_Types].xml", "spreadsheetml.sheet.main+xml")
    assert refused("a.xlsx", out.getvalue()) == "file.kind"


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.95])
@pytest.mark.parametrize("make", ["JPEG", "PNG", "WEBP", "pdf", "sheet", "letter"])
def test_half_a_file_is_broken(make: str, cut: float) -> None:
    documents = {"pdf": pdf, "sheet": sheet, "letter": letter}
    body: bytes = documents[make]() if make in documents else photo(make)  # type: ignore[operator]
    assert refused("half", body[: int(len(body) * cut)]) == "file.broken"


def test_a_picture_of_a_billion_points_is_not_unpacked() -> None:
    small = photo("PNG", (64, 64))
    bomb = small[:16] + (40_000).to_bytes(4, "big") * 2 + small[24:]
    assert refused("bomb.png", bomb) in ("file.too_large", "file.broken")
    assert refused("big", b"\xff\xd8\xff" + b"\0" * LARGEST_BYTES) == "file.too_large"


def test_a_package_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    out = BytesIO(sheet())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for n in range(3):
            package.writestr(f"xl/media/{n}", b"\0" * (70 * 2**20))
    assert len(out.getvalue()) < 2**20
    assert refused("bomb.xlsx", out.getvalue()) == "file.too_large"


def test_passwords_macros_and_scripts_are_refused_with_their_own_reason() -> None:
    assert refused("a.pdf", pdf(password="secret")) == "file.locked"
    assert refused("a.pdf", pdf(script=True)) == "file.active"
    assert refused("a.xlsm", sheet(xl__vbaProject_DOT_bin=b"macro")) == "file.active"
    assert refused("a.docm", letter(word__vbaProject_DOT_bin=b"macro")) == "file.active"


def test_a_package_with_ways_out_of_its_folder_is_broken() -> None:
    out = BytesIO(letter())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("../../etc/passwd", "root")
    assert refused("a.docx", out.getvalue()) == "file.broken"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\ภาพ.jpg", "ภาพ.jpg"),
        ("a\x00b\n\u202egnp.exe", "abgnp.exe"),
        ("..", ""),
        ("ก" * 300 + ".jpeg", "ก" * 115 + ".jpeg"),
        ("<script>.pdf", "<script>.pdf"),
    ],
)
def test_a_name_is_only_shown_and_cut_to_what_can_be_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert len(shown_name(name)) <= 120


def test_the_vault_keeps_bytes_once_and_notices_when_they_change(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    digest = vault.keep(b"picture")
    assert vault.keep(b"picture") == digest
    assert vault.read(digest) == b"picture"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [digest]
    files[0].write_bytes(b"forgery")
    for lost in (digest, "0" * 64, "../../tonsai.db", digest.upper()):
        with pytest.raises(QueueError) as refusal:
            vault.read(lost)
        assert refusal.value.code == "file.damaged"


def test_taken_files_know_pictures() -> None:
    assert [Taken(kind, "", b"").is_picture for kind in ("jpeg", "png", "pdf", "xlsx", "docx")] == [
        True, True, False, False, False,
    ]  # fmt: skip
