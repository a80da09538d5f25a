"""What a clerk does at the counter, with the mouse and with the keys."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open, Window
from tests.browser.counters import (
    COUNTER,
    call_next,
    commands_of,
    expect_phase,
    press,
    serve_next,
    sit_down,
)
from tests.browser.programs import Program
from tests.browser.sentences import words


def test_somebody_on_hold_with_a_reason_is_called_back_from_the_away_list(
    console: Window, office: Program
) -> None:
    number = office.issue("A").number
    assert call_next(console) == number
    press(console, "F7")
    expect(console.test("sheet-hold")).to_be_visible()
    console.test("hold-copies").click()
    expect_phase(console, "idle")
    expect(console.test(f"away-{number}")).to_contain_text(words("counter.reason.hold.copies"))
    assert office.find(number, "away")["reason"] == "copies"
    console.test(f"call-{number}").click()
    expect_phase(console, "called")
    expect(console.test("ticket-number")).to_have_text(number)
    console.gone(f"away-{number}")
    assert office.served.facts("ticket.called_chosen")[-1]["reason"] == "returned"


def test_a_no_show_who_comes_after_all_is_put_back_into_the_line(console: Window, office: Program) -> None:
    number = office.issue("A").number
    assert call_next(console) == number
    press(console, "F10")
    expect_phase(console, "idle")
    expect(console.test("day-no-show")).to_have_text(str(office.counter(COUNTER)["today"]["no_show"]))
    console.test(f"put-back-{number}").click()
    expect(console.test(f"line-{number}")).to_contain_text(words("counter.came_back"))
    console.gone(f"away-{number}")
    assert office.find(number)["back"] is True


def test_a_ticket_goes_to_another_group_with_its_number(console: Window, office: Program) -> None:
    ticket = office.issue("A")
    issued_at = office.find(ticket.number)["issued_at"]
    serve_next(console)
    press(console, "F9")
    console.test("to-group-C").click()
    console.test("transfer-confirm").click()
    expect_phase(console, "idle")
    waits = office.find(ticket.number)
    assert (waits["group"], waits["issued_at"]) == ("welfare", issued_at)
    assert office.ask("GET", f"/tickets/{ticket.token}")["group"] == "welfare"


def test_a_ticket_sent_to_a_counter_is_called_there_and_nowhere_else(
    console: Window, office: Program
) -> None:
    number = office.issue("A").number
    office.at(4, "open")
    serve_next(console)
    console.test("transfer").click()
    expect(console.test("to-counter-5")).to_have_attribute("aria-disabled", "true")
    console.test("to-counter-4").click()
    console.test("transfer-confirm").click()
    expect_phase(console, "idle")
    expect(console.test("nobody")).to_be_visible()
    assert office.at(COUNTER, "call-next") is None
    assert office.at(4, "call-next")["number"] == number


def test_a_ticket_out_of_turn_is_called_only_with_a_reason_which_is_kept(
    console: Window, office: Program
) -> None:
    first, second = office.issue("A").number, office.issue("A").number
    expect(console.test(f"line-{second}")).to_be_visible()
    console.test("choose-ticket").click()
    expect(console.test(f"pick-{first}")).to_have_attribute("aria-disabled", "true")
    console.test(f"pick-{second}").click()
    expect(console.test("chosen-confirm")).to_have_attribute("aria-disabled", "true")
    console.test("reason-agreed").click()
    console.test("chosen-confirm").click()
    expect_phase(console, "called")
    expect(console.test("ticket-number")).to_have_text(second)
    fact = office.served.facts("ticket.called_chosen")[-1]
    assert (fact["ticket"], fact["reason"], fact["passed_over"]) == (second, "agreed", [first])


def test_a_pause_says_its_reason_and_f2_ends_it(console: Window, office: Program) -> None:
    console.test("pause").click()
    expect(console.test("sheet-pause")).to_be_visible()
    console.page.keyboard.press("2")
    expect_phase(console, "paused")
    expect(console.test("paused")).to_contain_text(words("common.pause.prayer"))
    paused = office.counter(COUNTER)
    assert (paused["state"], paused["reason"]) == ("paused", "prayer")
    press(console, "F2")
    expect_phase(console, "idle")
    assert office.counter(COUNTER)["state"] == "open"


def test_the_console_says_when_a_call_may_be_repeated_and_when_no_more(window: Open, office: Program) -> None:
    office.change_settings(lambda s: s.update(recall_spacing_s=2, recall_limit=2))
    console = sit_down(window("console"))
    office.issue("A")
    call_next(console)
    soon = re.compile("|".join(words("counter.called.again_in", seconds=s) for s in (1, 2)))
    expect(console.test("recall-note")).to_have_text(soon)
    expect(console.test("recall")).to_have_attribute("aria-disabled", "true")
    expect(console.test("recall-note")).to_have_text(words("counter.called.again_now"))
    press(console, "F4")
    expect(console.test("ticket")).to_contain_text(words("counter.called.times", count=2, limit=2))
    expect(console.test("recall-note")).to_have_text(words("counter.called.no_more"))
    expect(console.test("recall")).to_have_attribute("aria-disabled", "true")
    assert office.counter(COUNTER)["ticket"]["calls"] == 2


def test_a_wrong_service_is_corrected_while_its_seconds_run_and_not_after(
    window: Open, office: Program
) -> None:
    office.change_settings(lambda s: s.update(correct_within_s=4))
    console = sit_down(window("console"))
    office.issue("A")
    serve_next(console)
    press(console, "2")
    expect_phase(console, "idle")
    expect(console.test("done")).to_contain_text("ภาษีป้าย")
    console.test("correct").click()
    console.test("service-T4").click()
    expect(console.test("done")).to_contain_text("ค่าน้ำประปา")
    console.gone("correct")
    expect(console.test("done")).to_be_visible()
    assert office.counter(COUNTER)["last"]["service"] == "T4"


def test_with_automatic_calling_a_finish_calls_the_next_and_the_last_can_still_be_corrected(
    console: Window, office: Program
) -> None:
    office.issue("A")
    second = office.issue("A").number
    serve_next(console)
    console.test("auto-call").check()
    console.test("finish-1").click()
    expect_phase(console, "called")
    expect(console.test("ticket-number")).to_have_text(second)
    console.test("correct").click()
    console.test("service-T3").click()
    expect(console.test("done")).to_contain_text("ขยะ")
    assert office.counter(COUNTER)["last"]["service"] == "T3"


def test_keys_do_nothing_while_a_service_is_searched_for_and_enter_takes_the_only_one_found(
    console: Window, office: Program
) -> None:
    number = office.issue("A").number
    serve_next(console)
    press(console, "F8")
    search = console.test("service-search")
    expect(search).to_be_focused()
    search.press_sequentially("1")
    expect(search).to_have_value("1")
    search.fill("papan")
    expect(console.page.locator(".key-service")).to_have_count(1)
    expect_phase(console, "serving")
    search.press("Enter")
    expect_phase(console, "idle")
    last = office.counter(COUNTER)["last"]
    assert (last["number"], last["service"]) == (number, "T2")


def test_keys_that_were_turned_off_stay_off_until_they_are_turned_on(
    console: Window, office: Program
) -> None:
    office.issue("A")
    console.test("keys").click()
    console.test("keys-on").uncheck()
    console.test("sheet-close").click()
    expect(console.test("keys")).to_contain_text(words("counter.status.keys_off"))
    sent = commands_of(console)
    press(console, "F2")
    console.page.reload()
    expect_phase(console, "idle")
    press(console, "F2")
    console.test("keys").click()
    console.test("keys-on").check()
    console.test("sheet-close").click()
    assert sent == []
    press(console, "F2")
    expect_phase(console, "called")
    assert len(sent) == 1


def test_a_held_enter_on_a_key_presses_once(console: Window, office: Program) -> None:
    office.issue("A")
    call_next(console)
    expect(console.test("start")).to_have_attribute("aria-disabled", "false")
    console.test("start").focus()
    sent = commands_of(console)
    console.page.keyboard.down("Enter")
    expect_phase(console, "serving")
    expect(console.test("finish-1")).to_have_attribute("aria-disabled", "false")
    console.test("finish-1").focus()
    for _ in range(5):
        console.page.keyboard.down("Enter")
    console.page.keyboard.up("Enter")
    expect_phase(console, "serving")
    assert [request.url.rpartition("/")[2] for request in sent] == ["start"]
