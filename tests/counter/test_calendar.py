"""The calendar of an office: filled and corrected, true on every screen at once, and in the figures' working days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from counter.calendar.days import day_of, fill_year, subject_of
from counter.calendar.thailand import FIRST_YEAR_BE, LAST_YEAR_BE, propose_year
from counter.settings.places import read_value
from shared.domain.errors import QueueError
from shared.domain.hours import hours_of, is_working_day
from shared.domain.schedules import HOLIDAY_STATES
from tests.cast import ANA, EVE
from tests.counter.test_settings import HTML, code_of, form_of
from tests.lobby import Browser, Lobby
from tests.office import Office

PAGE, DAY = "/settings/holidays", "/settings/holidays/day"
TODAY = "2027-01-12"
NAME = {"name_th": "วันหยุดพิเศษ", "name_ms": "Cuti khas", "name_en": "Special holiday"}
PLAIN = {"state": "none", "hours": "usual", "opens": "", "closes": "", "lunch": "usual", **NAME}


def save(browser: Browser, on: str, /, **said: str) -> TestResponse:
    """Save the form of a day as somebody who has just looked at it."""
    path = f"{DAY}?day={on}"
    hidden = {k: v for k, v in form_of(browser, path).items() if k in ("csrf_token", "was", "seen")}
    return browser.client.post(DAY, data={**PLAIN, "day": on, **hidden, **said}, headers=HTML)


def fill(browser: Browser, year: str, **kept: str) -> TestResponse:
    """Press the button that fills a year."""
    token = form_of(browser, PAGE)["csrf_token"]
    return browser.client.post(f"{PAGE}/fill", data={"csrf_token": token, "year": year, **kept}, headers=HTML)


def waiting(browser: Browser) -> str | None:
    """Return how many days wait, as the side list of any page says."""
    page = browser.page("/settings/rules").get_data(as_text=True)
    found = re.search(r'data-test="waiting-holidays"><span aria-hidden="true">(\d+)<', page)
    return found[1] if found else None


def year_now(office: Office, year_be: int) -> dict[str, Any]:
    """Return what the calendar says of a year."""
    with office.engine.connect() as conn:
        return read_value(conn, office.site_id, subject_of(year_be))


def test_a_day_of_today_closes_the_kiosk_at_once_and_leaves_those_who_wait_in_their_place(
    lobby: Lobby,
) -> None:
    eve, number = lobby.person(EVE), lobby.office.issue("A")
    assert save(eve, TODAY, state="closed").status_code == 303
    with pytest.raises(QueueError, match=r"hall\.holiday"):
        lobby.office.issue("A")
    hall = eve.get("/board").data["hall"]
    assert (hall["state"], hall["holiday"]["en"]) == ("holiday", "Special holiday")
    lobby.office.ana.open()
    assert lobby.office.ana.call_next() == number
    page = eve.page("/settings/changes").get_data(as_text=True)
    seq = re.search(r'data-test="undo-(\d+)"', page)
    assert seq is not None
    assert "Special holiday" in eve.page("/settings/changes?lang=en").get_data(as_text=True)
    undo = {"csrf_token": form_of(eve, "/settings/changes")["csrf_token"]}
    eve.client.post(f"/settings/changes/{seq[1]}/undo", data=undo, headers=HTML)
    assert lobby.office.issue("A") == "A002"


@pytest.mark.parametrize("state", ["awaiting", "open"])
def test_a_day_that_waits_or_is_open_never_closes_anything(lobby: Lobby, state: str) -> None:
    assert save(lobby.person(EVE), TODAY, state=state).status_code == 303
    assert lobby.office.issue("A") == "A001"
    hours = lobby.office.snapshot().config.hours
    assert is_working_day(hours, date.fromisoformat(TODAY))


def test_what_waits_is_shown_on_every_page_of_the_settings_until_it_is_settled(lobby: Lobby) -> None:
    eve, soon = lobby.person(EVE), "2027-02-05"
    assert waiting(eve) == "1"  # the catalogue's Raya of March
    save(eve, soon, state="awaiting")
    assert waiting(eve) == "2"
    assert f'<li><a href="{DAY}?day={soon}">' in eve.page(PAGE).get_data(as_text=True)
    moved = save(eve, soon, state="closed", day="2027-02-04")
    assert moved.headers["Location"].endswith("year=2570&done=saved"), code_of(moved)
    assert waiting(eve) == "1"
    year = year_now(lobby.office, 2570)
    assert (soon in year["holidays"], year["holidays"]["2027-02-04"]["state"]) == (False, "closed")


def test_short_day_lunch_and_an_extra_saturday_hold_for_the_kiosk_and_the_last_ticket(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    assert save(eve, TODAY, hours="other", opens="8.30", closes="12:00").status_code == 303
    hall = eve.get("/board").data["hall"]
    assert (hall["closes"], hall["last_ticket"], hall["lunch"]) == ("12:00", "11:30", None)
    save(eve, TODAY, hours="other", opens="08:30", closes="16:30", lunch="own", lunch_start="11:30",
         lunch_end="13:30", lunch_closes="yes")  # fmt: skip
    assert eve.get("/board").data["hall"]["lunch"] == ["11:30", "13:30"]
    save(eve, TODAY, hours="other", opens="08:30", closes="16:30", lunch="through")
    assert eve.get("/board").data["hall"]["lunch"] is None
    save(eve, "2027-01-16", hours="other", opens="09:00", closes="12:00")
    hours = lobby.office.snapshot().config.hours
    saturday = hours_of(hours, date(2027, 1, 16))
    assert saturday is not None
    assert saturday.opens.hour == 9
    assert not is_working_day(hours, date(2027, 1, 16))  # served, and no working day of the figures
    save(eve, TODAY, hours="usual", state="none")
    assert eve.get("/board").data["hall"]["closes"] == "16:30"
    assert TODAY not in year_now(lobby.office, 2570)["exceptions"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"state": "closed", "name_ms": " "}, "name"),
        ({"state": "closed", "name_th": "ก" * 121}, "name"),
        ({"state": "perhaps"}, "state"),
        ({"hours": "other", "opens": "25:00", "closes": "26:00"}, "opens"),
        ({"hours": "other", "opens": "08:30", "closes": ""}, "closes"),
        ({"hours": "other", "opens": "08:30", "closes": "16:30", "lunch": "long"}, "lunch"),
        ({"hours": "sometimes"}, "hours"),
        ({"day": "2027-02-30"}, "day"),
        ({"day": "1999-01-01"}, "year"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    lobby: Lobby, said: dict[str, str], field: str
) -> None:
    answer = save(lobby.person(EVE), TODAY, **said)
    assert (answer.status_code, code_of(answer)) == (422, "request.invalid")
    label = lobby.deps.languages.text(f"calendar.field.{field}", "th")
    assert label in answer.get_data(as_text=True)
    assert lobby.office.facts("settings.changed") == []


def test_hours_that_do_not_fit_are_refused(lobby: Lobby) -> None:
    answer = save(lobby.person(EVE), TODAY, hours="other", opens="16:00", closes="09:00")
    assert code_of(answer) == "settings.hours"
    lunch = {"lunch": "own", "lunch_start": "07:00", "lunch_end": "08:00"}
    answer = save(lobby.person(EVE), TODAY, hours="other", opens="08:30", closes="16:30", **lunch)
    assert code_of(answer) == "settings.hours"


def test_two_people_are_in_each_others_way_only_on_the_same_day(lobby: Lobby) -> None:
    eve, other = lobby.person(EVE), lobby.person(EVE, "other")
    hidden = {
        k: v for k, v in form_of(other, f"{DAY}?day={TODAY}").items() if k in ("was", "seen", "csrf_token")
    }
    save(eve, "2027-01-13", state="closed")
    mine = {**PLAIN, **hidden, "day": TODAY, "state": "awaiting"}
    assert other.client.post(DAY, data=mine, headers=HTML).status_code == 303
    late = other.client.post(DAY, data={**mine, "state": "closed"}, headers=HTML)
    assert (late.status_code, code_of(late)) == (409, "settings.conflict")
    assert year_now(lobby.office, 2570)["holidays"][TODAY]["state"] == "awaiting"
    taken = save(eve, "2027-01-13", state="closed", day=TODAY)
    assert (taken.status_code, code_of(taken)) == (409, "calendar.taken")


def test_a_year_is_filled_once_and_what_was_corrected_stays(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    save(eve, "2029-05-04", state="open", name_en="We work")
    answer = fill(eve, "2572", raya="yes", chinese="yes")
    assert "done=filled" in answer.headers["Location"]
    year = year_now(lobby.office, 2572)["holidays"]
    assert year["2029-05-04"]["name"]["en"] == "We work"
    assert year["2029-05-01"]["state"] == "open"
    assert {h["name"]["en"] for h in year.values() if h["state"] == "awaiting"} == {
        "Eid al-Fitr",
        "Eid al-Adha",
    }
    before = len(lobby.office.facts("settings.changed"))
    assert "done=full" in fill(eve, "2572", raya="yes", chinese="yes").headers["Location"]
    assert len(lobby.office.facts("settings.changed")) == before


def test_an_announced_raya_is_not_proposed_again_beside_its_estimate(office: Office) -> None:
    proposed = propose_year(2572, raya=True, chinese_new_year=False)
    office.take_turn(lambda turn: fill_year(turn, year_be=2572, proposed=proposed))
    estimate = next(day for day, h in proposed.items() if h.name["en"] == "Eid al-Adha")
    moved = {estimate + timedelta(days=1): proposed[estimate]}
    answer = office.take_turn(lambda turn: fill_year(turn, year_be=2572, proposed=moved))
    assert answer["added"] == 0


def test_a_day_moved_into_another_year_leaves_the_first(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    save(eve, "2029-12-31", state="closed")
    assert save(eve, "2029-12-31", state="closed", day="2030-01-02").status_code == 303
    assert day_of(year_now(lobby.office, 2572), date(2029, 12, 31))["holiday"] is None
    assert day_of(year_now(lobby.office, 2573), date(2030, 1, 2))["holiday"]["state"] == "closed"


@pytest.mark.parametrize("path", [f"{PAGE}?year=99", f"{PAGE}?year=x", DAY, f"{DAY}?day=today"])
def test_a_year_or_day_that_is_none_is_refused(lobby: Lobby, path: str) -> None:
    assert lobby.person(EVE).page(path).status_code == 422


def test_nobody_but_an_administrator_changes_the_calendar(lobby: Lobby) -> None:
    assert lobby.person(ANA).page(PAGE).status_code == 403
    ana = lobby.person(ANA)
    data = {"csrf_token": ana.headers["X-CSRF-Token"], "year": "2572"}
    assert ana.client.post(f"{PAGE}/fill", data=data, headers=HTML).status_code == 403


@given(st.integers(FIRST_YEAR_BE, LAST_YEAR_BE), st.booleans(), st.booleans())
def test_every_year_has_a_proposal_that_knows_the_south(year_be: int, raya: bool, chinese: bool) -> None:
    found = propose_year(year_be, raya=raya, chinese_new_year=chinese)
    names = {holiday.name["en"]: holiday for holiday in found.values()}
    assert all(day.year == year_be - 543 for day in found)
    assert {holiday.state for holiday in found.values()} <= set(HOLIDAY_STATES)
    labour = found[date(year_be - 543, 5, 1)]
    assert labour.state == ("open" if labour.name["en"] == "Labour Day" else labour.state)
    assert "Labour Day" in labour.name["en"]
    assert not any("Labour Day (in lieu)" in name or "Children" in name for name in names)
    assert any("Eid al-Fitr" in name for name in names) == raya
    assert any("Chinese New Year" in name for name in names) == chinese
    assert not any(day.weekday() >= 5 for day, h in found.items() if h.name["en"].endswith("(in lieu)"))
