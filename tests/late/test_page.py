"""The page for typing a list in: who may, what it keeps when something is wrong, and the sheet to print."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.store.models import Ticket
from tests.cast import ANA, CHO, DAO, EVE, Person
from tests.lobby import Lobby


def send(lobby: Lobby, person: Person, day: str = "2027-01-11", **columns: Any) -> TestResponse:
    """Send the form as the page does."""
    browser = lobby.person(person)
    form = {"day": day, **columns}
    return browser.client.post("/late", data=form, headers={**browser.headers, "Accept": "text/html"})


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("person", [ANA, DAO, EVE])
def test_who_served_by_hand_writes_it_in(lobby: Lobby, person: Person) -> None:
    answer = send(lobby, person, group=["tax", ""], card=["7", ""], outcome=["served", "served"])
    assert (answer.status_code, answer.location) == (303, "/late?day=2027-01-11&list=1")
    (ticket,) = lobby.office.rows(Ticket)
    assert ticket.origin == "late"
    shown = text_of(lobby.person(person).page(answer.location))
    assert 'data-test="written"' in shown
    assert person.name.split()[0] in shown


def test_an_executive_only_reads(lobby: Lobby) -> None:
    assert lobby.person(CHO).page("/late").status_code == 403
    assert send(lobby, CHO, group=["tax"]).status_code == 403
    assert lobby.office.rows(Ticket) == []


def test_a_second_send_of_the_same_says_so_and_adds_nothing(lobby: Lobby) -> None:
    send(lobby, ANA, group=["tax"])
    again = send(lobby, DAO, group=["tax"])
    assert again.location == "/late?day=2027-01-11&list=1&again=1"
    assert 'data-test="again"' in text_of(lobby.person(DAO).page(again.location))
    assert len(lobby.office.rows(Ticket)) == 1


def test_a_wrong_row_keeps_what_was_typed_and_says_what_is_wrong_beside_it(lobby: Lobby) -> None:
    answer = send(
        lobby, ANA, group=["tax", "tax"], card=["<b>7</b>", "8"], issued=["9.05", "9.99"],
        outcome=["served", "no_show"],
    )  # fmt: skip
    assert answer.status_code == 422
    shown = text_of(answer)
    assert re.search(r'data-test="fault-2">[^<]+<', shown)
    assert 'data-test="fault-1"' not in shown
    assert '&lt;b&gt;7&lt;/b&gt;" maxlength' in shown
    assert 'value="9.99"' in shown
    assert 'aria-describedby="fault-2"' in shown
    assert lobby.office.rows(Ticket) == []


@pytest.mark.parametrize("day", ["", "12/01/2570", "2027-02-30", "2027-01-13"])
def test_a_day_that_cannot_be_is_refused_with_a_sentence(lobby: Lobby, day: str) -> None:
    answer = send(lobby, ANA, day, group=["tax"])
    assert answer.status_code == 422
    assert 'data-code="late.day"' in text_of(answer)


@pytest.mark.parametrize(
    "columns", [{}, {"group": [""] * 20}, {"group": ["tax"] * 61}, {"card": ["\x00"]}, {"group": ["tax\x00"]}]
)
def test_forms_that_no_page_sends_are_answered_and_change_nothing(
    lobby: Lobby, columns: dict[str, Any]
) -> None:
    assert send(lobby, ANA, **columns).status_code == 422
    assert lobby.office.rows(Ticket) == []


def test_a_column_that_lacks_its_last_cells_is_empty_there(lobby: Lobby) -> None:
    assert send(lobby, ANA, group=["tax", "registry"], card=["7"]).status_code == 303
    assert len(lobby.office.rows(Ticket)) == 2


def test_the_empty_list_names_the_offices_groups_and_counters_in_thai(lobby: Lobby) -> None:
    browser = lobby.person(ANA)
    browser.client.get("/language/en")
    shown = text_of(browser.page("/late/sheet"))
    for word in ("Tax (th)", "Registry (th)", "Welfare (th)", "1 · 2 · 3", "ใบจดผู้รับบริการ"):
        assert word in shown
    assert shown.count("<tr>") == 26


def test_the_page_of_figures_and_the_journals_table_say_so_too(lobby: Lobby) -> None:
    send(lobby, ANA, group=["tax", "registry"])
    figures = text_of(lobby.person(CHO).page("/figures?from=2027-01-11&to=2027-01-11"))
    assert "รวมรายการบันทึกย้อนหลัง 2 ใบ" in figures
    table = text_of(lobby.person(DAO).page("/journal/journal.csv"))
    assert "บันทึกย้อนหลัง 2 รายการ ที่ให้บริการด้วยมือ วันที่ 2027-01-11" in table


def take_back(lobby: Lobby, person: Person, list_id: int, reason: str) -> TestResponse:
    """Press the key beside a list."""
    browser = lobby.person(person)
    return browser.client.post(
        f"/late/lists/{list_id}/withdraw", data={"reason": reason},
        headers={**browser.headers, "Accept": "text/html"},
    )  # fmt: skip


def test_a_supervisor_takes_a_wrong_list_back_and_a_clerk_cannot(lobby: Lobby) -> None:
    send(lobby, ANA, group=["tax", "tax"], card=["7", "8"])
    assert 'data-test="back-1"' not in text_of(lobby.person(ANA).page("/late"))
    assert take_back(lobby, ANA, 1, "wrong day").status_code == 403
    assert 'data-test="back-1"' in text_of(lobby.person(DAO).page("/late"))
    refused = take_back(lobby, DAO, 1, " ")
    assert (refused.status_code, 'data-code="late.reason"' in text_of(refused)) == (422, True)
    assert len(lobby.office.rows(Ticket)) == 2
    done = take_back(lobby, DAO, 1, "wrong day")
    assert (done.status_code, done.location) == (303, "/late?day=2027-01-11&back=2")
    shown = text_of(lobby.person(DAO).page(done.location))
    assert ('data-test="back"' in shown, 'data-test="no-lists"' in shown) == (True, True)
    gone = take_back(lobby, DAO, 1, "wrong day")
    assert (gone.status_code, 'data-code="late.unknown"' in text_of(gone)) == (404, True)
    assert lobby.office.rows(Ticket) == []
