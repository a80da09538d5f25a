"""The pages as the server sends them: language, start data, the phone's page and its QR, and what nobody has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from shared.web.links import lan_base, qr_svg
from tests.cast import ANA, DAO
from tests.clockwork import Clock
from tests.lobby import Browser, Lobby, open_lobby


def start_data(browser: Browser, path: str) -> dict[str, Any]:
    """Return what a page's scripts start with."""
    answer = browser.page(path)
    assert answer.status_code == 200
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', answer.get_data(as_text=True), re.DOTALL
    )
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_a_page_speaks_thai_until_another_language_is_chosen(lobby: Lobby) -> None:
    visitor = lobby.visitor()

    def spoken(path: str = "/sign-in") -> str:
        found = re.search(r'<html lang="(\w+)">', visitor.page(path).get_data(as_text=True))
        assert found is not None
        return found[1]

    assert spoken() == "th"
    assert spoken("/sign-in?lang=en") == "en"
    assert spoken("/sign-in?lang=de") == "th"
    assert visitor.page("/language/ms?next=/sign-in").headers["Location"] == "/sign-in"
    assert spoken() == "ms"
    visitor.page("/language/klingon")
    assert spoken() == "ms"


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_a_page_that_is_not_there_says_so_in_the_readers_language(lobby: Lobby, language: str) -> None:
    answer = lobby.visitor().page(f"/nothing?lang={language}")
    text = answer.get_data(as_text=True)
    assert (answer.status_code, f'<html lang="{language}">' in text) == (404, True)
    assert lobby.deps.languages.text("error.not_found", language) in text


@pytest.mark.parametrize(
    ("face", "path"), [("kiosk", "/kiosk"), ("tablet", "/tablet"), ("display", "/display"), ("console", "/console"),
                       ("overview", "/overview"), ("phone", "/t/")],
)  # fmt: skip
def test_every_face_starts_with_its_words_in_three_languages_and_the_newest_snapshot(
    lobby: Lobby, face: str, path: str
) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    browser, path = {
        "console": (lobby.person(ANA), path), "overview": (lobby.person(DAO), path),
        "phone": (lobby.visitor(), f"/t/{token}"),
    }.get(face) or (lobby.device(face), path)  # fmt: skip
    data = start_data(browser, path)
    assert data["face"] == face
    assert set(data["messages"]) == {"th", "ms", "en"}
    assert data["messages"]["th"]["common.close"]
    assert (data.get("board") or data["desk"])["seq"] == 3
    assert data["csrf"]


def test_the_console_opens_at_a_counter_there_is_or_at_the_choice(lobby: Lobby) -> None:
    ana = lobby.person(ANA)
    queries = ("", "?counter=2", "?counter=9", "?counter=x")
    assert [start_data(ana, f"/console{query}")["counter"] for query in queries] == [None, 2, None, None]


def test_the_tv_may_be_turned_and_trimmed_within_reason(lobby: Lobby) -> None:
    screen = lobby.device("display")
    for query, settings in (
        ("", (0, 0)), ("?rotate=90&overscan=3", (90, 3)), ("?rotate=45&overscan=99", (0, 10)),
        ("?rotate=x&overscan=-4", (0, 0)),
    ):  # fmt: skip
        found = start_data(screen, f"/display{query}")["shape"]["screen"]
        assert (found["rotate"], found["overscan_pct"]) == settings


def test_the_phone_page_of_no_ticket_is_kind_and_404(lobby: Lobby) -> None:
    answer = lobby.visitor().page("/t/nobody-has-this")
    assert answer.status_code == 404
    assert 'id="data"' not in answer.get_data(as_text=True)


def test_the_phone_page_knows_nothing_of_anybody_else(lobby: Lobby) -> None:
    own, other = (lobby.office.token(lobby.office.issue("A")) for _ in range(2))
    text = lobby.visitor().page(f"/t/{own}").get_data(as_text=True)
    assert own in text
    assert other not in text


def test_the_qr_of_a_ticket_leads_to_its_phone_page(lobby: Lobby) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    answer = lobby.visitor().page(f"/t/{token}/qr.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.data == qr_svg(f"http://localhost/t/{token}")


def test_the_address_in_a_qr_is_the_one_that_phones_use(database: Path, clock: Clock) -> None:
    with open_lobby(database, clock, env={"TONSAI_BASE_URL": "https://queue.example/"}) as lobby:
        issued = lobby.device("kiosk").post("/tickets", {"group": "A"}).data
        assert issued["url"] == f"https://queue.example/t/{issued['token']}"


@pytest.mark.parametrize(
    ("bind", "base", "address"),
    [("127.0.0.1", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
     ("10.0.0.2", "http://127.0.0.1:8080", "http://192.0.2.9:8080"), ("10.0.0.2", "http://localhost", "http://192.0.2.9"),
     ("10.0.0.2", "http://queue.example", "http://queue.example")],
)  # fmt: skip
def test_a_loopback_address_never_gets_onto_a_slip_when_the_lan_is_served(
    database: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, bind: str, base: str, address: str
) -> None:
    monkeypatch.setattr("shared.web.links.lan_address", lambda: "192.0.2.9")
    with open_lobby(database, clock, env={"TONSAI_BIND": bind}) as lobby, lobby.app.test_request_context():
        assert lan_base(base) == address


def test_the_pictures_and_scripts_that_pages_name_are_there(lobby: Lobby) -> None:
    browsers = [
        (lobby.device("kiosk"), "/kiosk"), (lobby.device("tablet"), "/tablet"), (lobby.device("display"), "/display"),
        (lobby.person(ANA), "/console"), (lobby.person(DAO), "/overview"), (lobby.person(DAO), "/figures"),
        (lobby.visitor(), "/sign-in"), (lobby.visitor(), "/"), (lobby.visitor(), "/kiosk"),
    ]  # fmt: skip
    named = set()
    for browser, path in browsers:
        text = browser.page(path).get_data(as_text=True)
        named |= set(re.findall(r'(?:src|href)="(/[^"#?]*\.\w+)"', text))
        named |= set(
            json.loads(re.findall(r'type="importmap"[^>]*>(.*?)</script>', text)[0])["imports"].values()
        )
    for address in sorted(named):
        with lobby.app.test_client().get(address) as answer:
            assert answer.status_code == 200, address
            if address.endswith((".js", ".mjs")):
                assert answer.mimetype == "text/javascript", address
