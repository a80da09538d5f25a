"""What is held is handed over by an administrator, journalled; the notice says to everybody how long it stays."""

from __future__ import annotations

import json

import pytest
from werkzeug.test import TestResponse

from tests.cast import ANA, CHO, DAO, EVE, Person
from tests.lobby import Lobby


def ask(lobby: Lobby, about: str, person: Person = EVE, /, **form: str) -> TestResponse:
    """Ask for what is held."""
    browser = lobby.person(person)
    headers = {"Accept": "text/html", **browser.headers}
    return browser.client.post(f"/settings/personal/{about}", data=form, headers=headers)


def test_a_ticket_is_handed_over_whole_without_secrets_and_journalled(lobby: Lobby) -> None:
    lobby.work_on_threads()
    token = lobby.office.token(lobby.office.issue("A"))
    answer = ask(lobby, "ticket", number=" a001 ", day="2027-01-12")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="personal-ticket.json"'
    held = json.loads(answer.data)
    assert held["tables"]["ticket"][0]["number"] == 1
    assert token not in answer.get_data(as_text=True)
    assert [data["about"] for _, data in lobby.office.facts("personal.exported")] == ["ticket"]


def test_a_member_of_staff_is_handed_over_without_a_hash(lobby: Lobby) -> None:
    answer = ask(lobby, "staff", username="Ana")
    assert json.loads(answer.data)["tables"]["staff"][0]["name"] == ANA.name
    assert "argon2" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("about", "form", "code"),
    [("ticket", {"number": "A001", "day": "2020-01-01"}, "ticket.unknown"),
     ("ticket", {"number": "1", "day": "2027-01-12"}, "request.invalid"),
     ("ticket", {"number": "A001", "day": "2027-02-31"}, "request.invalid"),
     ("ticket", {"number": "A001"}, "request.invalid"),
     ("staff", {"username": "nobody"}, "staff.unknown"), ("staff", {}, "request.invalid")],
)  # fmt: skip
def test_what_is_not_there_is_said_and_not_journalled(
    lobby: Lobby, about: str, form: dict[str, str], code: str
) -> None:
    answer = ask(lobby, about, EVE, **form)
    assert f'data-code="{code}"' in answer.get_data(as_text=True)
    assert lobby.office.facts("personal.exported") == []


@pytest.mark.parametrize("person", [ANA, CHO, DAO])
def test_nobody_else_hands_anything_over(lobby: Lobby, person: Person) -> None:
    assert ask(lobby, "staff", person, username="ana").status_code == 403
    assert lobby.office.facts("personal.exported") == []


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_the_notice_says_to_anybody_how_long_things_are_really_kept(lobby: Lobby, language: str) -> None:
    lobby.office.set(keeping={"ticket_years": 4, "rating_years": 7, "comment_days": 365})
    text = lobby.visitor().page(f"/privacy?lang={language}").get_data(as_text=True)
    assert [f">{part}<" in text or part in text for part in ("365", " 4 ", " 7 ")] == [True] * 3
    assert lobby.office.snapshot().config.settings["office"]["name"][language] in text


def test_the_notice_names_whom_the_office_named(lobby: Lobby) -> None:
    lobby.office.set(
        privacy={"contact": {"th": "งานนิติการ โทร 101", "ms": "Undang-undang 101", "en": "Legal 101"}}
    )
    assert "งานนิติการ โทร 101" in lobby.visitor().page("/privacy").get_data(as_text=True)


def test_at_the_kiosk_the_notice_goes_back_by_itself(lobby: Lobby) -> None:
    answer = lobby.device("kiosk").page("/privacy?from=kiosk")
    assert answer.headers["Refresh"] == "90; url=/kiosk"
    assert 'href="/kiosk"' in answer.get_data(as_text=True)
    assert "Refresh" not in lobby.visitor().page("/privacy").headers
