"""The office's logo: judged, drawn anew, on screens and slips at once, taken away, brought back, never in the way."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from counter.settings.places import read_value
from kiosk.actions import Paper
from shared.evidence.files import LOGO_SIDE, take_logo
from shared.evidence.vault import Vault
from shared.keeping.copies import list_files
from shared.paper.logos import HIGHEST
from shared.press.slips import draw_job
from shared.store.print_jobs import Job
from tests.cast import ANA, CHO, DAO, EVE
from tests.counter.test_settings import HTML, code_of, form_of
from tests.evidence.test_files import pdf, phone_photo
from tests.lobby import Browser, Lobby
from tests.paper.emblem import invented_logo
from tests.press.machines import BASE, KIOSK, Machine, set_printer, worker_of

PAGE = "/settings/office/logo"


def send(browser: Browser, body: bytes | None, **changed: str) -> Any:
    """Send a picture as the page's form does, or another wish without one."""
    form: dict[str, Any] = {**form_of(browser, PAGE), **changed}
    form.pop("logo", None)
    if body is not None:
        form["logo"] = (BytesIO(body), "logo.png")
    return browser.client.post(PAGE, data=form, headers=HTML, content_type="multipart/form-data")


def kept(lobby: Lobby) -> str | None:
    """Return the SHA-256 of the logo."""
    with lobby.office.engine.connect() as conn:
        found: str | None = read_value(conn, lobby.office.site_id, "settings:logo")["office.logo"]
        return found


def next_job(lobby: Lobby) -> Job:
    """Take a number and return the job of its slip."""
    set_printer(lobby.office)
    lobby.office.issue("A", paper=Paper(KIOSK, BASE))
    machine = Machine()
    worker_of(lobby.office, machine).look()
    return machine.jobs[-1]


def white(size: tuple[int, int] = (300, 200)) -> bytes:
    """A picture with nothing in it."""
    out = BytesIO()
    Image.new("RGB", size, (252, 252, 250)).save(out, "PNG")
    return out.getvalue()


def test_a_logo_is_on_every_screen_and_slip_until_it_is_taken_away_and_comes_back_by_undo(
    lobby: Lobby,
) -> None:
    eve = lobby.person(EVE)
    assert send(eve, invented_logo()).headers.get("Location") == f"{PAGE}?done=saved"
    digest = kept(lobby)
    assert digest is not None
    address = f"/logo/{digest}.png"
    assert eve.get("/board").data["office"]["logo"] == address
    shown = lobby.visitor().page(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert hashlib.sha256(shown.data).hexdigest() == digest
    for path in ("/sign-in", "/results"):
        assert address in lobby.visitor().page(path).get_data(as_text=True), path
    job, read = next_job(lobby), Vault(lobby.folder).read
    with_logo, without = draw_job(job, 576, read), draw_job(job, 576)
    assert with_logo != without
    assert with_logo.height <= without.height + HIGHEST
    assert send(eve, None, wish="remove").headers["Location"] == f"{PAGE}?done=removed"
    assert (kept(lobby), eve.get("/board").data["office"]["logo"]) == (None, None)
    assert lobby.visitor().page(address).status_code == 404
    seq = lobby.office.facts("settings.changed")
    assert [fact["after"] for _, fact in seq if "after" in fact] == [
        {"office.logo": digest},
        {"office.logo": None},
    ]
    page = eve.page("/settings/changes").get_data(as_text=True)
    undo = page.split('data-test="undo-')[1].split('"')[0]
    token = {"csrf_token": form_of(eve, PAGE)["csrf_token"]}
    assert eve.client.post(f"/settings/changes/{undo}/undo", data=token, headers=HTML).status_code == 303
    assert (kept(lobby), lobby.visitor().page(address).status_code) == (digest, 200)


def test_a_slip_without_the_logo_is_chosen_on_the_page_of_the_slip(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    send(eve, invented_logo())
    settings = lobby.office.snapshot().config.settings
    lobby.office.set(paper={**settings.get("paper", {}), "logo": False})
    lobby.office.set(paper={**lobby.office.snapshot().config.settings["paper"],
                            "printers": {str(KIOSK): {"way": "network", "address": "printer.test"}}})  # fmt: skip
    lobby.office.issue("A", paper=Paper(KIOSK, BASE))
    machine = Machine()
    worker_of(lobby.office, machine).look()
    job = machine.jobs[-1]
    assert draw_job(job, 576, Vault(lobby.folder).read) == draw_job(job, 576)


def test_a_logo_whose_file_is_gone_is_left_out_and_the_slip_comes(lobby: Lobby) -> None:
    send(lobby.person(EVE), invented_logo())
    for path in (lobby.folder / "evidence").rglob("*"):
        if path.is_file():
            path.unlink()
    job = next_job(lobby)
    assert draw_job(job, 576, Vault(lobby.folder).read) == draw_job(job, 576)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "file.no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file.no_picture"),
        (pdf(), "file.no_picture"),
        (white(), "file.no_picture"),
        (invented_logo()[:200], "file.broken"),
        (white((9000, 9000)), "file.too_large"),
    ],
)
def test_what_is_no_logo_is_refused_by_name_and_nothing_is_written(
    lobby: Lobby, body: bytes, code: str
) -> None:
    answer = send(lobby.person(EVE), body)
    assert (answer.status_code in (413, 415, 422), code_of(answer)) == (True, code)
    assert kept(lobby) is None
    assert lobby.office.facts("settings.changed") == []


def test_a_file_of_more_than_eight_megabytes_is_not_even_read(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    head = b'--x\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\n\r\n'
    body = head + bytes(9 * 2**20) + b"\r\n--x--\r\n"
    headers = {**HTML, "X-CSRF-Token": eve.headers["X-CSRF-Token"]}
    sent = eve.client.post(PAGE, data=body, headers=headers, content_type="multipart/form-data; boundary=x")
    assert sent.status_code == 413


def test_a_photograph_loses_where_it_was_taken_and_its_white_margin(tmp_path: Path) -> None:
    body = take_logo(phone_photo())
    assert b"SECRET" not in body
    with Image.open(BytesIO(body)) as picture:
        assert (picture.format, max(picture.size)) == ("PNG", LOGO_SIDE)
    wide = Image.new("RGB", (400, 300), "white")
    wide.paste("black", (100, 100, 140, 150))
    out = BytesIO()
    wide.save(out, "PNG")
    with Image.open(BytesIO(take_logo(out.getvalue()))) as picture:
        assert picture.size == (40, 50)


def test_the_second_administrator_does_not_overwrite_a_logo_unseen(lobby: Lobby) -> None:
    first, second = lobby.person(EVE), lobby.person(EVE, "other")
    seen = form_of(second, PAGE)["seen"]
    send(first, invented_logo())
    refused = send(second, invented_logo(), seen=seen)
    assert (refused.status_code, code_of(refused)) == (409, "settings.conflict")


def test_no_other_file_of_the_vault_is_a_logo(lobby: Lobby) -> None:
    digest = Vault(lobby.folder).keep(b"evidence with a face on it")
    for name in (digest, "..%2f..%2fsecret", "x"):
        assert lobby.visitor().page(f"/logo/{name}.png").status_code == 404


def test_the_logo_belongs_to_every_copy_of_the_office(lobby: Lobby, tmp_path: Path) -> None:
    send(lobby.person(EVE), invented_logo())
    names = [
        path.name for path in list_files(lobby.folder, lobby.folder / "tonsai.db", lobby.folder / "backups")
    ]
    assert kept(lobby) in names


@pytest.mark.parametrize("person", [ANA, CHO, DAO])
def test_nobody_else_gives_the_office_a_logo(lobby: Lobby, person: Any) -> None:
    stranger = lobby.person(person)
    assert stranger.page(PAGE).status_code == 403
    form = {"csrf_token": stranger.headers["X-CSRF-Token"], "logo": (BytesIO(invented_logo()), "logo.png")}
    sent = stranger.client.post(PAGE, data=form, headers=HTML, content_type="multipart/form-data")
    assert (sent.status_code, kept(lobby)) == (403, None)
