"""The words of the screens are an office's own: found, replaced with the same places, put back, shown at once."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from counter.texts.messages import places_of, tidy_text
from shared.domain.errors import QueueError
from shared.web.languages import LANGUAGES, Languages
from tests.cast import ANA, EVE
from tests.counter.test_settings import HTML, code_of, form_of
from tests.lobby import Browser, Lobby

WORDS = Languages()
TAKE, LINE = "kiosk.home.take", "kiosk.home.line"


def say(browser: Browser, key: str, **texts: str) -> TestResponse:
    """Save the form of a message as somebody who has just looked at it."""
    path = f"/settings/texts/{key}"
    hidden = {k: v for k, v in form_of(browser, path).items() if k in ("csrf_token", "seen")}
    plain = {code: WORDS.text(key, code) for code in LANGUAGES}
    return browser.client.post(path, data={**plain, **hidden, **texts}, headers=HTML)


def messages_of(lobby: Lobby, path: str, kind: str) -> dict[str, dict[str, str]]:
    """Return the words a screen's page begins with."""
    text = lobby.device(kind).page(path).get_data(as_text=True)
    found = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    messages: dict[str, dict[str, str]] = json.loads(found[1])["messages"]
    return messages


def test_a_replaced_text_is_on_the_kiosk_and_open_screens_hear_of_it_at_once(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    assert lobby.device("kiosk").get("/board").data["words"] == ""
    assert say(eve, TAKE, en="Touch here, please").status_code == 303
    version = lobby.device("kiosk").get("/board").data["words"]
    assert version
    assert eve.get("/desk").data["words"] == version
    heard = lobby.visitor().client.get("/words?domains=kiosk,common").get_json()
    assert heard["words"] == version
    assert heard["messages"]["en"][TAKE] == "Touch here, please"
    assert heard["messages"]["th"][TAKE] == WORDS.text(TAKE, "th")
    assert messages_of(lobby, "/kiosk", "kiosk")["en"][TAKE] == "Touch here, please"


def test_a_text_is_put_back_by_reset_by_emptying_and_by_undo(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    for way in ({"reset": "en"}, {"en": ""}, {"en": "  "}):
        say(eve, TAKE, en="Touch here")
        assert say(eve, TAKE, **{"en": "Touch here", **way}).headers["Location"].endswith("done=saved")
        assert lobby.device("kiosk").get("/board").data["words"] == ""
    say(eve, TAKE, en="Touch here")
    page = eve.page("/settings/changes?lang=en").get_data(as_text=True)
    assert "Touch here" in page
    seq = re.search(r'data-test="undo-(\d+)"', page)
    assert seq is not None
    form = {"csrf_token": form_of(eve, "/settings/changes")["csrf_token"]}
    eve.client.post(f"/settings/changes/{seq[1]}/undo", data=form, headers=HTML)
    assert lobby.device("kiosk").get("/board").data["words"] == ""


def test_the_same_text_changes_nothing(lobby: Lobby) -> None:
    assert say(lobby.person(EVE), TAKE).headers["Location"].endswith("done=same")
    assert lobby.office.facts("settings.changed") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("No place at all", "texts.places"),
        ("%(time)s and %(m)s", "texts.places"),
        ("100 % of %(time)s", "texts.places"),
        ("%(time)s" + "x" * 700, "request.invalid"),
        ("%(time)s\u0007", "request.invalid"),
    ],
)
def test_a_text_that_would_break_a_screen_is_refused_and_stays_typed(
    lobby: Lobby, text: str, code: str
) -> None:
    answer = say(lobby.person(EVE), first_with("time"), en=text)
    assert (answer.status_code, code_of(answer)) == (422, code)
    assert lobby.office.facts("settings.changed") == []


def first_with(place: str) -> str:
    """Return a message with exactly that place."""
    known = WORDS.messages(("kiosk", "phone", "common", "display"))["en"]
    return next(key for key, text in known.items() if places_of(text) == [place])


def test_the_second_administrator_is_told_and_sees_both(lobby: Lobby) -> None:
    eve, other, path = lobby.person(EVE), lobby.person(EVE, "other"), f"/settings/texts/{TAKE}"
    mine = form_of(other, path)
    say(eve, TAKE, en="First")
    plain = {code: WORDS.text(TAKE, code) for code in LANGUAGES}
    late = other.client.post(path, data={**plain, **mine, "en": "Second"}, headers=HTML)
    assert (late.status_code, code_of(late)) == (409, "settings.conflict")
    text = late.get_data(as_text=True)
    assert "First" in text
    assert "Second" in text


@pytest.mark.parametrize(("asked", "found"), [("ภาษา", True), ("BAHASA", True), ("zebra", False)])
def test_a_text_is_found_by_its_words_in_any_language(lobby: Lobby, asked: str, found: bool) -> None:
    page = lobby.person(EVE).page(f"/settings/texts?q={quote(asked)}").get_data(as_text=True)
    assert ('data-test="text-' in page) == found


def test_a_script_in_a_text_is_text_everywhere(lobby: Lobby) -> None:
    eve, script = lobby.person(EVE), "<script>alert(1)</script>"
    say(eve, TAKE, en=script)
    for path in ("/settings/texts", f"/settings/texts/{TAKE}", "/settings/changes"):
        assert "<script>alert" not in eve.page(f"{path}?lang=en").get_data(as_text=True)
    assert "<script>alert" not in lobby.device("kiosk").page("/kiosk").get_data(as_text=True)


def test_what_is_not_there_and_who_may_not_are_refused(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    for key in ("kiosk.nothing", "journal.title", "..", "kiosk"):
        assert eve.page(f"/settings/texts/{key}").status_code == 404, key
    assert lobby.person(ANA).page("/settings/texts").status_code == 403
    assert lobby.visitor().client.get("/words?domains=nothing").status_code == 422


@given(st.sampled_from(sorted(WORDS.messages(("kiosk", "phone", "error"))["en"])), st.text(max_size=60))
def test_whatever_is_typed_is_refused_or_has_the_places_of_the_original(key: str, typed: str) -> None:
    original = WORDS.text(key, "en")
    try:
        kept = tidy_text(typed, original, "en")
    except QueueError:
        return
    if kept is not None and places_of(original):
        assert kept % dict.fromkeys(places_of(original), 1)
