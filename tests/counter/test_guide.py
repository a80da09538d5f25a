"""Help at hand: every page has its help, every role its printed page with the office's own counters and hours."""

from __future__ import annotations

import pytest

from counter.bar import MAIN, WAYS
from counter.guide.pages import HELP, ROLES, help_of
from shared.web.languages import LANGUAGES
from tests.cast import ANA, DAO
from tests.lobby import Lobby


def guide(lobby: Lobby, role: str, language: str = "en") -> str:
    """Return the printed page of a role."""
    ana = lobby.person(ANA)
    ana.client.set_cookie("tonsai_lang", language)
    answer = ana.page(f"/guide/{role}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_every_place_of_the_header_has_help_of_its_own() -> None:
    assert {address for address, _ in (MAIN | WAYS).values()} - set(HELP) == set()


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/settings/groups/3", "settings"),
        ("/settings/staff", "staff"),
        ("/evidence/2570/1", "evidence"),
        ("/guide/clerk", "general"),
        ("/settingsx", "general"),
    ],
)
def test_a_page_without_its_own_help_has_that_of_the_pages_it_lies_under(path: str, key: str) -> None:
    assert help_of(path) == key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_says_what_the_page_is_for(lobby: Lobby, language: str) -> None:
    dao = lobby.person(DAO)
    dao.client.set_cookie("tonsai_lang", language)
    shown = dao.page("/journal").get_data(as_text=True)
    for sentence in lobby.deps.languages.text("help.journal", language).split(";"):
        assert f"<li>{sentence}</li>" in shown
    assert 'href="/guide/supervisor"' in shown


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_has_the_offices_own_counters_groups_and_hours(
    lobby: Lobby, role: str, language: str
) -> None:
    shown, desk = guide(lobby, role, language), lobby.person(DAO).get("/desk").data
    for group in desk["groups"]:
        assert f"<b>{group['prefix']}</b> {group['name'][language].replace('|', '')}" in shown
    for counter in desk["counters"]:
        assert f"<b>{counter['number']}</b>" in shown
    assert desk["hall"]["opens"].replace(":", ".") in shown
    assert ("F10" in shown) == (
        role == "clerk" or "F10" in lobby.deps.languages.text(f"guide.steps.{role}", language)
    )


def test_whom_to_call_comes_from_the_settings_or_is_left_to_be_written(lobby: Lobby) -> None:
    assert "guide-blank" in guide(lobby, "kiosk")
    lobby.office.set(guide={"contact": "คุณนิรัน <073> ต่อ 12"})
    lobby.deps.publisher.changed([1])
    shown = guide(lobby, "kiosk")
    assert ("guide-blank" in shown, "คุณนิรัน &lt;073&gt; ต่อ 12" in shown) == (False, True)


def test_there_is_no_guide_of_a_role_that_nobody_has(lobby: Lobby) -> None:
    assert lobby.person(ANA).page("/guide/mayor").status_code == 404
