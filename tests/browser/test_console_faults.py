"""What the staff's screens say when news, network or session fail, and who may do what in the overview."""

from __future__ import annotations

from playwright.sync_api import Dialog, expect

from tests.browser.cables import Cable, lose_answers
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

STALE_MS = 8_000


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

    def leave(question: Dialog) -> None:
        questions.append(question.type)
        question.accept()

    console.page.on("dialog", leave)
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
    expect(console.test("call-next")).to_contain_text(words("counter.call_next", "ms"))
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
