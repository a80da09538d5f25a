"""Settings change on pages: checked, journalled, undone, told when somebody was quicker; no place in line is lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from counter.settings.change import change_settings, newest_changes, undo, version_of
from counter.settings.fields import Field, read_field
from counter.settings.places import read_value
from counter.settings.sections import SECTIONS
from shared.domain.errors import QueueError
from shared.domain.keeping import Keeping
from shared.store.models import Group
from tests.cast import ANA, CHO, DAO, EVE
from tests.lobby import Browser, Lobby
from tests.office import Office

HTML = {"Accept": "text/html"}
GROUP = {
    "prefix": "K", "icon": "id", "department_id": "1", "daily_cap": "", "last_ticket": "", "position": "9",
    **{f"{name}_{code}": f"New {code}" for name in ("name", "short") for code in ("th", "ms", "en")},
    **{f"documents_{code}": "" for code in ("th", "ms", "en")},
}  # fmt: skip


def form_of(browser: Browser, path: str) -> dict[str, str]:
    """Return the hidden and the filled-in fields of a page's form."""
    text = browser.page(path).get_data(as_text=True)
    return {
        name: value
        for tag in re.findall(r"<input[^>]*>", text)
        if 'type="checkbox"' not in tag or " checked" in tag
        if (name := (re.search(r'name="([^"]+)"', tag) or ["", ""])[1])
        and (value := (re.search(r'value="([^"]*)"', tag) or ["", ""])[1]) is not None
    }


def save(browser: Browser, path: str, form: dict[str, str], **changed: str) -> TestResponse:
    """Send a form with some fields changed."""
    return browser.client.post(path, data={**form, **changed}, headers=HTML)


def code_of(answer: TestResponse) -> str | None:
    """Return the code of the refusal a page says."""
    found = re.search(r'data-test="wrong" data-code="([^"]+)"', answer.get_data(as_text=True))
    return found[1] if found else None


def value_of(office: Office, subject: str) -> dict[str, Any]:
    """Return what a subject says now."""
    with office.engine.connect() as conn:
        return read_value(conn, office.site_id, subject)


def change(office: Office, subject: str, **value: Any) -> Any:
    """Change a subject as somebody who has just looked at it."""
    seen = version_of(value_of(office, subject))
    return office.take_turn(lambda turn: change_settings(turn, subject=subject, value=value, seen=seen))


@pytest.mark.parametrize(
    "path",
    [s.path for s in SECTIONS if s.may != "keeping.read"] + ["/settings/groups/1", "/settings/groups/new"],
)
def test_only_an_administrator_opens_a_section(lobby: Lobby, path: str) -> None:
    assert lobby.person(EVE).page(path).status_code == 200
    for person in (ANA, CHO, DAO):
        assert lobby.person(person).page(path).status_code == 403
    assert lobby.visitor().page(path).status_code == 302


@pytest.mark.parametrize("person", [ANA, CHO, DAO])
def test_nobody_else_changes_anything(lobby: Lobby, person: Any) -> None:
    form = form_of(lobby.person(EVE), "/settings/rules")
    stranger = lobby.person(person)
    form["csrf_token"] = stranger.headers["X-CSRF-Token"]
    for path in ("/settings/rules", "/settings/groups/1", "/settings/groups/new", "/settings/changes/1/undo"):
        assert save(stranger, path, form).status_code == 403, path


def test_saving_without_a_change_writes_nothing(lobby: Lobby) -> None:
    eve, before = lobby.person(EVE), len(lobby.office.facts())
    for path in ("/settings/rules", "/settings/hours", "/settings/office"):
        answer = save(eve, path, form_of(eve, path))
        assert answer.headers.get("Location") == f"{path}?done=same", code_of(answer)
    assert len(lobby.office.facts()) == before


def test_a_changed_rule_is_on_the_board_and_in_the_journal_and_can_be_undone(lobby: Lobby) -> None:
    eve, path = lobby.person(EVE), "/settings/rules"
    answer = save(eve, path, form_of(eve, path), recall_limit="7")
    assert answer.headers["Location"] == f"{path}?done=saved"
    assert eve.get("/desk").data["rules"]["recall_limit"] == 7
    ((_, fact),) = lobby.office.facts("settings.changed")
    assert (fact["before"]["recall_limit"], fact["after"]["recall_limit"]) == (3, 7)
    page = eve.page("/settings/changes").get_data(as_text=True)
    seq = re.search(r'data-test="undo-(\d+)"', page)
    assert seq is not None
    assert EVE.name in page
    form = form_of(eve, "/settings/changes")
    assert save(eve, f"/settings/changes/{seq[1]}/undo", form).headers["Location"].endswith("done=undone")
    assert eve.get("/desk").data["rules"]["recall_limit"] == 3
    assert save(eve, f"/settings/changes/{seq[1]}/undo", form).status_code == 409


def test_the_second_administrator_sees_both_and_loses_nothing(lobby: Lobby) -> None:
    first, second, path = lobby.person(EVE), lobby.person(EVE, "other"), "/settings/rules"
    mine, theirs = form_of(first, path), form_of(second, path)
    assert save(first, path, mine, recall_limit="5").status_code == 303
    refused = save(second, path, theirs, recall_limit="8")
    assert (refused.status_code, code_of(refused)) == (409, "settings.conflict")
    text = refused.get_data(as_text=True)
    assert re.search(r'data-test="now-recall_limit">5<', text)
    assert re.search(r'name="recall_limit"[^>]*value="8"', text)
    assert value_of(lobby.office, "settings:rules")["recall_limit"] == 5
    seen = re.search(r'name="seen" value="([^"]+)"', text)
    assert seen is not None
    assert save(second, path, theirs, recall_limit="8", seen=seen[1]).status_code == 303
    assert value_of(lobby.office, "settings:rules")["recall_limit"] == 8


def test_of_many_who_save_at_once_exactly_one_does(office: Office) -> None:
    seen = version_of(value_of(office, "settings:rules"))

    def try_it(limit: int) -> str:
        try:
            office.take_turn(
                lambda turn: change_settings(
                    turn, subject="settings:rules", value={"recall_limit": limit}, seen=seen
                )
            )
        except QueueError as error:
            return error.code
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(try_it, range(10, 18)))
    assert sorted(told) == ["saved"] + ["settings.conflict"] * 7
    assert len(office.facts("settings.changed")) == 1


def test_a_new_group_gives_tickets_at_once_and_everybody_keeps_their_place(lobby: Lobby) -> None:
    waiting = [lobby.office.issue("A"), lobby.office.issue("B")]
    eve = lobby.person(EVE)
    token = form_of(eve, "/settings/groups/new")
    answer = save(eve, "/settings/groups/new", {**token, **GROUP})
    assert answer.headers.get("Location") == "/settings/groups?done=added", code_of(answer)
    assert lobby.office.issue("K") == "K001"
    lobby.office.ana.open()
    assert lobby.office.ana.call_next() == waiting[0]
    assert "K" in [group["prefix"] for group in eve.get("/board").data["groups"]]


def test_a_prefix_in_use_is_refused_and_what_was_typed_stays(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    answer = save(
        eve, "/settings/groups/new", {**form_of(eve, "/settings/groups/new"), **GROUP, "prefix": "A"}
    )
    assert (answer.status_code, code_of(answer)) == (409, "settings.taken")
    assert 'value="New en"' in answer.get_data(as_text=True)
    assert len(lobby.office.rows(Group)) == 6  # three of each site


def test_a_group_of_today_stays_and_another_is_retired_with_its_history(lobby: Lobby) -> None:
    lobby.office.issue("A")
    with pytest.raises(QueueError, match=r"settings\.used_today"):
        change(lobby.office, "group:1", retired=True)
    with pytest.raises(QueueError, match=r"settings\.has_services"):
        change(lobby.office, "group:3", retired=True)
    change(lobby.office, "service:4", retired=True)
    lobby.office.program.open()
    change(lobby.office, "group:3", retired=True)
    eve = lobby.person(EVE)
    assert [group["prefix"] for group in eve.get("/board").data["groups"]] == ["A", "B"]
    assert eve.get("/desk").status == 200
    with pytest.raises(QueueError, match=r"group\.unknown"):
        lobby.office.issue("C")
    with lobby.office.engine.connect() as conn:
        newest = newest_changes(conn, lobby.office.site_id)[0].seq
    lobby.office.take_turn(lambda turn: undo(turn, seq=newest))
    assert lobby.office.issue("C") == "C001"


def test_an_open_counter_is_not_taken_away(office: Office) -> None:
    office.ana.open()
    with pytest.raises(QueueError, match=r"settings\.counter_open"):
        change(office, "counter:1", retired=True)
    office.ana.close()
    change(office, "counter:1", retired=True)
    with pytest.raises(QueueError, match=r"counter\.unknown"):
        office.ana.open()


def test_hours_that_do_not_fit_are_refused_and_others_hold_at_once(lobby: Lobby) -> None:
    eve, path = lobby.person(EVE), "/settings/hours"
    form = form_of(eve, path)
    bad = save(eve, path, form, hours_lunch_start="06:00")
    assert (bad.status_code, code_of(bad)) == (422, "settings.hours")
    worse = save(eve, path, form, hours_weekly_0_opens="25:00")
    assert code_of(worse) == "request.invalid"
    number = lobby.office.issue("A")
    closed = save(eve, path, form, hours_weekly_1_opens="", hours_weekly_1_closes="")  # today is a Tuesday
    assert closed.status_code == 303, code_of(closed)
    with pytest.raises(QueueError, match=r"hall\."):
        lobby.office.issue("A")
    lobby.office.ana.open()
    assert lobby.office.ana.call_next() == number


def test_a_script_in_a_name_is_text(lobby: Lobby) -> None:
    eve, path = lobby.person(EVE), "/settings/office"
    save(eve, path, form_of(eve, path), office_name_en="<script>alert(1)</script>")
    for page in (path, "/settings/changes"):
        assert "<script>alert" not in eve.page(page).get_data(as_text=True)


def test_what_is_not_there_is_not_found(lobby: Lobby) -> None:
    for path in ("/settings/nothing", "/settings/groups/99", "/settings/groups/x", "/settings/rules/1"):
        assert lobby.person(EVE).page(path).status_code == 404, path


@given(st.text(max_size=40))
def test_a_whole_number_is_within_its_bounds_or_refused(typed: str) -> None:
    field = Field("n", "whole", least=1, most=20)
    try:
        read = read_field(field, MultiDict({"n": typed}))
    except QueueError:
        return
    assert 1 <= read <= 20
    assert int(typed) == read


@given(st.lists(st.text(min_size=1, max_size=20), max_size=5))
def test_lines_come_back_as_they_were_kept(rows: list[str]) -> None:
    field = Field("d", "lines", optional=True)
    form = MultiDict({f"d_{code}": "\n".join(rows) for code in ("th", "ms", "en")})
    try:
        kept = read_field(field, form)
    except QueueError:
        return
    again = MultiDict({f"d_{code}": "\n".join(row[code] for row in kept) for code in ("th", "ms", "en")})
    assert read_field(field, again) == kept


def test_how_long_records_stay_is_bounded_and_empty_means_the_default(lobby: Lobby) -> None:
    eve, path = lobby.person(EVE), "/settings/retention"
    form = form_of(eve, path)
    assert save(eve, path, form, keeping_comment_days="90").status_code == 303
    kept = Keeping.from_settings(lobby.office.snapshot().config.settings)
    assert (kept.comment_days, kept.ticket_years, kept.rating_years) == (90, 2, 5)
    for field, typed in (
        ("comment_days", "731"),
        ("comment_days", "29"),
        ("ticket_years", "1"),
        ("rating_years", "4"),
    ):
        answer = save(eve, path, form_of(eve, path), **{f"keeping_{field}": typed})
        assert (answer.status_code, code_of(answer)) == (422, "request.invalid"), field
    assert save(eve, path, form_of(eve, path), keeping_comment_days="").status_code == 303
    assert Keeping.from_settings(lobby.office.snapshot().config.settings).comment_days == 730


def test_what_a_rating_asks_is_chosen_and_the_kiosk_asks_nothing_else(lobby: Lobby) -> None:
    eve, path = lobby.person(EVE), "/settings/rating"
    form = {**form_of(eve, path), "band": "A"}
    for name in ("rating_reasons", "rating_dimensions", "rating_comment"):
        form.pop(name, None)
    answer = eve.client.post(path, data={**form, "rating_dimensions": "staff"}, headers=HTML)
    assert answer.status_code == 303, code_of(answer)
    rating = lobby.office.snapshot().config.settings["rating"]
    assert (rating["dimensions"], rating["reasons"], rating["comment"]) == (["staff"], [], False)
    wrong = {**form, "rating_reasons": "weather", "seen": form_of(eve, path)["seen"]}
    assert code_of(eve.client.post(path, data=wrong, headers=HTML)) == "request.invalid"
    assert lobby.device("kiosk").page("/kiosk").status_code == 200
