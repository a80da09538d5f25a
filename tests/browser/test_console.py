"""What a clerk does at the counter, and what happens when news, network or session are not as they should be."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Request, expect

from shared.web.languages import Languages
from tests.browser.cables import Cable, lose_answers
from tests.browser.conftest import Open, Window
from tests.browser.programs import Program

COUNTER = 3
"""Serves A and B."""
WORDS = Languages()
STALE_MS = 8_000


def sit_down(console: Window, person: str = "counter3", counter: int = COUNTER) -> Window:
    """Open a counter."""
    console.enter(person, f"/console?counter={counter}")
    console.test("open").click()
    expect_phase(console, "idle")
    return console


@pytest.fixture
def console(window: Open, office: Program) -> Window:
    """Counter 3, open and free; `office` has nobody in it."""
    return sit_down(window("console"))


def expect_phase(console: Window, name: str) -> None:
    """Wait for what stands in the middle of the console."""
    expect(console.page.locator(".staff")).to_have_attribute("data-phase", name)


def press(console: Window, key: str) -> None:
    """Press a key of the keyboard once the console takes presses again."""
    expect(console.test("close")).to_have_attribute("aria-disabled", "false")
    console.page.keyboard.press(key)


def call_next(console: Window) -> str:
    """Call the next one; return the number."""
    console.test("call-next").click()
    expect_phase(console, "called")
    return console.test("ticket-number").inner_text()


def serve_next(console: Window) -> str:
    """Call the next one and begin to serve; return the number."""
    number = call_next(console)
    console.test("start").click()
    expect_phase(console, "serving")
    return number


def commands_of(console: Window) -> list[Request]:
    """Return the list into which every later command of the page goes."""
    sent: list[Request] = []
    console.page.on("request", lambda r: sent.append(r) if r.method in ("POST", "DELETE") else None)
    return sent


def words(key: str, **values: object) -> str:
    """A sentence of the catalogue as the Thai console shows it."""
    return WORDS.text(key, "th", **values).replace("|", "")


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


def test_a_press_that_the_newest_news_forbid_is_refused_in_one_sentence_and_the_screen_set_right(
    window: Open, office: Program
) -> None:
    made = window("console")
    cable = Cable(made.context)
    console = sit_down(made)
    number = office.issue("A").number
    office.issue("A")
    expect(console.test(f"line-{number}")).to_be_visible()
    cable.hold_news()
    office.at(COUNTER, "call-next")
    console.test("call-next").click()
    expect(console.test("refused")).to_have_attribute("data-code", "counter.has_ticket")
    expect(console.test("refused")).to_have_text(words("error.counter.has_ticket"))
    expect_phase(console, "called")
    expect(console.test("ticket-number")).to_have_text(number)
    cable.put_back()
    press(console, "F2")
    expect_phase(console, "serving")


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


def test_a_command_whose_answer_is_lost_is_sent_again_under_its_key_and_calls_one_person(
    console: Window, office: Program
) -> None:
    first, second = office.issue("A").number, office.issue("A").number
    keys = lose_answers(console.page, "**/call-next", 1)
    assert call_next(console) == first
    expect(console.test(f"line-{second}")).to_be_visible()
    expect(console.test("start")).to_have_attribute("aria-disabled", "false")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert office.counter(COUNTER)["ticket"]["number"] == first
    console.gone("unknown")


def test_a_command_that_gets_no_answer_at_all_ends_with_the_truth_on_the_screen(
    console: Window, office: Program
) -> None:
    number = office.issue("A").number
    serve_next(console)
    keys = lose_answers(console.page, "**/finish", 100)
    console.test("finish-1").click()
    expect(console.test("told")).to_be_visible(timeout=15_000)
    expect_phase(console, "idle")
    assert len(set(keys)) == 1
    last = office.counter(COUNTER)["last"]
    assert (last["number"], last["service"]) == (number, "T1")


def test_a_cut_line_leaves_the_number_on_the_screen_turns_the_keys_off_and_comes_back_alone(
    window: Open, office: Program
) -> None:
    made = window("console")
    cable = Cable(made.context)
    console = sit_down(made)
    office.issue("A")
    number = serve_next(console)
    cable.pull()
    expect(console.test("stale")).to_contain_text(number, timeout=STALE_MS)
    expect(console.test("ticket-number")).to_have_text(number)
    expect(console.test("finish-1")).to_have_attribute("aria-disabled", "true")
    sent = commands_of(console)
    console.page.keyboard.press("1")
    cable.put_back()
    console.gone("stale")
    assert sent == []
    expect(console.test("ticket-number")).to_have_text(number)
    press(console, "1")
    expect_phase(console, "idle")
    assert office.counter(COUNTER)["last"]["number"] == number


def test_a_duplicated_tab_gets_a_seat_of_its_own_and_works_only_after_taking_over(
    console: Window, office: Program
) -> None:
    office.issue("A")
    number = serve_next(console)
    seat = "sessionStorage.getItem('tonsai.seat')"
    with console.context.expect_page() as opened:
        console.page.evaluate("void window.open(location.href)")
    copy = opened.value
    expect(copy.locator(".staff")).to_have_attribute("data-phase", "elsewhere")
    assert copy.evaluate(seat) != console.page.evaluate(seat)
    expect_phase(console, "serving")
    copy.locator('[data-test="take-over"]').click()
    expect(copy.locator('[data-test="ticket-number"]')).to_have_text(number)
    expect_phase(console, "elsewhere")


def test_a_session_that_ended_elsewhere_is_said_and_signing_in_leads_back_to_the_same_number(
    console: Window, office: Program
) -> None:
    office.issue("A")
    number = serve_next(console)
    console.context.clear_cookies(name="tonsai")
    press(console, "1")
    expect(console.test("signed-out")).to_be_visible()
    expect(console.test("ticket-number")).to_have_text(number)
    expect(console.test("finish-1")).to_have_attribute("aria-disabled", "true")
    assert office.counter(COUNTER)["ticket"]["number"] == number
    questions: list[str] = []
    console.page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    console.test("signed-out").get_by_role("link").click()
    console.test("username").fill("counter3")
    assert questions == []
    console.test("password").fill("ton-sai-demo")
    console.test("enter").click()
    expect_phase(console, "serving")
    expect(console.test("ticket-number")).to_have_text(number)
    press(console, "1")
    expect_phase(console, "idle")


def test_leaving_from_the_menu_closes_the_counter_and_the_language_chosen_there_stays(
    console: Window, office: Program
) -> None:
    console.test("menu").click()
    console.test("language-ms").click()
    expect(console.page.locator("html")).to_have_attribute("lang", "ms")
    console.test("sheet-close").click()
    console.page.reload()
    expect_phase(console, "idle")
    expect(console.test("call-next")).to_contain_text(WORDS.text("counter.call_next", "ms"))
    expect(console.test("close")).to_have_attribute("aria-disabled", "false")
    console.test("menu").click()
    console.test("sign-out").click()
    console.page.wait_for_url("**/sign-in")
    assert office.counter(COUNTER)["state"] == "closed"


def test_an_executive_may_look_at_the_overview_but_has_no_keys_in_it(window: Open, office: Program) -> None:
    office.issue("F")
    office.ask("POST", "/help")
    boss = window("console")
    boss.enter("executive", "/overview")
    expect(boss.test("attention-help")).to_be_visible()
    boss.gone("answer-help")
    boss.test("group-F").click()
    expect(boss.test("sheet-group")).to_be_visible()
    boss.gone("close-group")
    boss.page.goto("/console")
    expect(boss.test("error")).to_have_attribute("data-code", "auth.forbidden")


def test_a_group_that_the_supervisor_closes_is_closed_on_the_kiosk_until_it_is_opened_again(
    window: Open, office: Program
) -> None:
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    kiosk.tap("language-th")
    supervisor = window("console")
    supervisor.enter("supervisor", "/overview")
    supervisor.test("group-F").click()
    supervisor.test("close-group").click()
    supervisor.gone("sheet-group")
    expect(supervisor.test("line-F")).to_contain_text(words("counter.overview.group_closed"))
    expect(kiosk.test("reason-F")).to_contain_text(words("kiosk.group.closed"))
    kiosk.gone("group-F")
    assert next(g["state"] for g in office.desk()["groups"] if g["prefix"] == "F") == "closed"
    supervisor.test("group-F").click()
    supervisor.test("open-group").click()
    expect(kiosk.test("group-F")).to_be_visible()


def test_help_asked_at_the_kiosk_is_seen_at_the_counter_and_answered_from_there(
    window: Open, console: Window, office: Program
) -> None:
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    kiosk.tap("staff")
    expect(kiosk.test("sheet-staff-coming")).to_be_visible()
    (asked,) = (one for one in office.desk()["attention"] if one["code"] == "help")
    expect(console.test("help")).to_contain_text(words("counter.strip.help", name=asked["subject"]))
    console.test("answer-help").click()
    console.gone("help")
    assert all(one["code"] != "help" for one in office.desk()["attention"])
    assert office.served.facts("help.answered")[-1] == {"count": 1}
