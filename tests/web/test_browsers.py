"""What guards a browser: CSRF for every write, headers on every answer, text that stays text."""

from __future__ import annotations

import re

import pytest

from tests.cast import ANA, BEN, DAO
from tests.lobby import API, Lobby

PAGES = ("/", "/kiosk", "/tablet", "/display", "/sign-in", "/console", "/t/nobody-has-this", "/no-such-page")
EVIL = "<script>alert(1)</script>"


def test_a_browsers_write_without_its_csrf_token_is_refused(lobby: Lobby) -> None:
    for browser, path, body in (
        (lobby.device("kiosk"), "/tickets", {"group": "A"}),
        (lobby.device("tablet"), "/ratings", {"score": 5}),
        (lobby.person(ANA), "/counters/1/open", {}),
        (lobby.person(DAO), "/groups/tax/close", {}),
    ):
        answer = browser.without("X-CSRF-Token").post(path, body)
        assert (answer.status, answer.code) == (403, "csrf.failed"), path
        assert browser.post(path, body).status in (200, 201), path


def test_another_browsers_csrf_token_is_worth_nothing(lobby: Lobby) -> None:
    foreign = lobby.person(BEN).headers["X-CSRF-Token"]
    assert lobby.person(ANA).post("/counters/1/open", {}, X_CSRF_Token=foreign).code == "csrf.failed"


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "ก".encode().decode("latin-1")])
def test_a_made_up_csrf_token_is_worth_nothing(lobby: Lobby, token: str) -> None:
    assert lobby.device("kiosk").post("/tickets", {"group": "A"}, X_CSRF_Token=token).code == "csrf.failed"


def test_looking_needs_no_csrf_token(lobby: Lobby) -> None:
    assert lobby.device("kiosk").without("X-CSRF-Token").get("/board").status == 200


def test_a_program_and_a_phone_need_no_csrf_token(lobby: Lobby) -> None:
    ticket = lobby.program("kiosk").post("/tickets", {"group": "A"}).data
    assert lobby.visitor().delete(f"/tickets/{ticket['token']}").data["state"] == "cancelled"


def test_a_cookie_beside_a_bearer_token_does_not_speak(lobby: Lobby) -> None:
    """A write with a token is the program's, whatever cookies the browser adds: there is nothing to forge."""
    kiosk = lobby.device("kiosk").without("X-CSRF-Token")
    answer = kiosk.post("/tickets", {"group": "A"}, Authorization="Bearer the-secret-of-admin")
    assert answer.status == 201


def test_a_form_without_its_csrf_token_says_so_and_not_that_it_was_malformed(lobby: Lobby) -> None:
    client = lobby.app.test_client()
    answer = client.post(
        "/sign-in", data={"username": "ana", "password": "x"}, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 403
    assert 'data-code="csrf.failed"' in answer.get_data(as_text=True)


HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        f"{API}/board",
        f"{API}/health",
        f"{API}/nothing",
        f"{API}/openapi.json",
        "/metrics",
        "/static/importmap.json",
    ],
)
def test_every_answer_carries_the_guarding_headers(lobby: Lobby, path: str) -> None:
    with lobby.app.test_client().get(path, headers={"Accept": "text/html"}) as answer:
        headers = answer.headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'",) * 3
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_inline_script_or_style_that_the_policy_would_stop(lobby: Lobby, path: str) -> None:
    answer = lobby.app.test_client().get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    text = answer.get_data(as_text=True)
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert nonce is not None
    assert answer.headers["Cache-Control"] == "no-store"
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert " src=" in tag or 'type="application/json"' in tag or f'nonce="{nonce[1]}"' in tag, tag
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text)


def test_the_nonce_is_another_for_every_answer(lobby: Lobby) -> None:
    client = lobby.app.test_client()
    policies = {client.get("/sign-in").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_staff_text_is_never_shown_as_html(lobby: Lobby) -> None:
    """Ben's own name has a tag in it; the office, a group, a device and a document get one too."""
    office = lobby.office
    settings = office.snapshot().config.settings
    evil = {"th": EVIL, "ms": EVIL, "en": EVIL}
    office.set(office={**settings["office"], "name": evil})
    office.set_group("tax", name=evil, short=evil, documents=[evil])
    office.by_hand("UPDATE device SET name = :name", name=EVIL)
    token = office.token(office.issue("A"))
    for browser, path in (
        (lobby.device("kiosk"), "/kiosk"), (lobby.device("tablet"), "/tablet"), (lobby.device("display"), "/display"),
        (lobby.person(BEN), "/console"), (lobby.person(DAO), "/overview"), (lobby.person(DAO), "/figures"),
        (lobby.visitor(), f"/t/{token}"),
    ):  # fmt: skip
        answer = browser.page(path)
        assert answer.status_code == 200, path
        text = answer.get_data(as_text=True)
        assert EVIL not in text, path
        assert "<b>Baisai" not in text, path


@pytest.mark.parametrize(
    "path", ["/<script>alert(1)</script>", "/t/<script>alert(1)</script>", "/kiosk?lang=<b>"]
)
def test_an_address_is_never_shown_as_html(lobby: Lobby, path: str) -> None:
    assert "<script>alert" not in lobby.app.test_client().get(path, headers={"Accept": "text/html"}).get_data(
        as_text=True
    )


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(lobby: Lobby) -> None:
    client = lobby.app.test_client()
    made = [*client.get("/kiosk").headers.getlist("Set-Cookie"), *client.get("/sign-in").headers.getlist("Set-Cookie"),
            *lobby.device("kiosk").page("/kiosk").headers.getlist("Set-Cookie"),
            *client.get("/language/ms").headers.getlist("Set-Cookie")]  # fmt: skip
    assert {cookie.partition("=")[0] for cookie in made} == {
        "tonsai",
        "tonsai_kiosk",
        "tonsai_kiosk_pairing",
        "tonsai_lang",
    }
    for cookie in made:
        assert "HttpOnly" in cookie, cookie
        assert "SameSite=Lax" in cookie, cookie


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "javascript:alert(1)"]
)
def test_nothing_leads_to_another_host(lobby: Lobby, target: str) -> None:
    answer = lobby.app.test_client().get("/language/ms", query_string={"next": target})
    assert answer.headers["Location"] == "/"
