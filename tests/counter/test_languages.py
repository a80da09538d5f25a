"""An office chooses the languages of its faces and which is first; Thai is always there, all three by default."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.domain.speech import call_languages, offered_languages
from shared.domain.thai import Language
from shared.store.models import Ticket
from tests.cast import EVE
from tests.counter.test_settings import HTML, code_of, form_of
from tests.lobby import Browser, Lobby


def start_of(response: TestResponse) -> dict[str, Any]:
    """Return what the scripts of a page begin with."""
    found = re.search(r'id="data"[^>]*>(.*?)</script>', response.get_data(as_text=True), re.DOTALL)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def choose(eve: Browser, *beside: str, first: str) -> TestResponse:
    """Save the page of the languages."""
    form = form_of(eve, "/settings/languages")
    data = {
        "csrf_token": form["csrf_token"], "seen": form["seen"], "languages_beside": list(beside),
        "languages_first": first, "wish": "save",
    }  # fmt: skip
    return eve.client.post("/settings/languages", data=data, headers=HTML)


def ways_of(browser: Browser, path: str) -> list[str]:
    """Return the languages a page leads to."""
    return re.findall(r'href="/language/(\w+)', browser.page(path).get_data(as_text=True))


def test_all_three_are_offered_while_nothing_is_said_and_thai_is_first(lobby: Lobby) -> None:
    assert start_of(lobby.device("kiosk").page("/kiosk"))["languages"] == ["th", "ms", "en"]
    assert ways_of(lobby.visitor(), "/sign-in") == ["th", "ms", "en"]
    assert lobby.device("kiosk").get("/board").data["words"] == ""


def test_a_choice_holds_at_once_on_every_face_and_for_who_had_another_language(lobby: Lobby) -> None:
    eve, reader = lobby.person(EVE), lobby.visitor()
    reader.page("/language/en")
    assert choose(eve, "ms", first="ms").status_code == 303
    lobby.office.issue("A", language="en")
    token = lobby.office.rows(Ticket)[-1].token
    for browser, path in (
        (lobby.device("kiosk"), "/kiosk"), (lobby.device("tablet"), "/tablet"), (reader, f"/t/{token}"),
    ):  # fmt: skip
        told = start_of(browser.page(path))
        assert (told["languages"], told["language"]) == (["ms", "th"], "ms"), path
    assert ways_of(reader, "/sign-in") == ["ms", "th"]
    assert ways_of(eve, "/settings/languages") == ["ms", "th"]
    version = lobby.device("kiosk").get("/board").data["words"]
    heard = lobby.visitor().client.get("/words?domains=kiosk").get_json()
    assert version
    assert (heard["words"], heard["languages"]) == (version, ["ms", "th"])


def test_thai_alone_needs_no_menu(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    assert choose(eve, first="th").status_code == 303
    assert ways_of(lobby.visitor(), "/sign-in") == []
    assert 'name="office_name_en"' in eve.page("/settings/office").get_data(as_text=True)


def test_the_first_language_is_one_that_is_offered(lobby: Lobby) -> None:
    refused = choose(lobby.person(EVE), "ms", first="en")
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")
    assert lobby.office.facts("settings.changed") == []


@pytest.mark.parametrize(
    ("beside", "first", "offered"),
    [
        (None, None, ("th", "ms", "en")),
        ([], "th", ("th",)),
        (["en"], "en", ("en", "th")),
        (["ms", "en"], "en", ("en", "th", "ms")),
        (["ms"], "en", ("th", "ms")),
    ],
)
def test_thai_is_always_there_and_the_first_first(
    beside: list[str] | None, first: str | None, offered: tuple[Language, ...]
) -> None:
    assert offered_languages({"languages": {"beside": beside, "first": first}}) == offered


def test_a_call_is_spoken_in_the_order_of_the_office_and_in_nothing_it_does_not_offer() -> None:
    assert call_languages("ms", ("ms", "th")) == ("ms", "th")
    assert call_languages("en", ("ms", "th")) == ("th",)
    assert call_languages("th", ("en", "th", "ms")) == ("th",)
