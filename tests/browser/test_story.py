"""The whole story in open windows: kiosk, TV, consoles, phone, tablet, overview, each following every other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HAND_MS, Open, Window
from tests.browser.served import Served

NEWS_MS = 5_000


def take_number(kiosk: Window, group: str, language: str = "th", *, priority: bool = False) -> str:
    """Take a number as a visitor does; return it."""
    kiosk.tap(f"language-{language}")
    if priority:
        kiosk.tap("priority")
    kiosk.tap(f"group-{group}")
    expect(kiosk.test("number")).to_have_text(re.compile(rf"{group}\d{{3}}$"))
    return kiosk.test("number").inner_text().split()[-1]


def sit_down(window: Window, person: str, counter: int) -> Window:
    """Sign a clerk in and open a counter."""
    window.sign_in(person, f"/console?counter={counter}")
    window.test("open").click()
    expect(window.test("call-next")).to_be_visible()
    return window


def stand_up(console: Window) -> None:
    """Close the counter."""
    console.page.wait_for_timeout(HAND_MS)
    console.test("close").click()
    console.test("close-confirm").click()
    expect(console.test("open")).to_be_visible()


def token_of(kiosk: Window) -> str:
    """Read the ticket's token from the QR on the kiosk."""
    source = kiosk.test("qr").evaluate(
        "e => (e.matches('img') ? e : e.querySelector('img')).getAttribute('src')"
    )
    found = re.search(r"/t/([^/]+)/qr", source)
    assert found is not None
    return found[1]


@pytest.fixture
def kiosk(window: Open) -> Window:
    """The lobby kiosk."""
    made = window("kiosk")
    made.open_device("kiosk")
    return made


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_a_visit_goes_from_the_kiosk_to_the_rating_and_every_screen_follows(
    window: Open, kiosk: Window, language: str
) -> None:
    tv = window("display")
    tv.open_device("display")
    tablet = window("tablet", language)
    tablet.open_device("tablet")
    console = sit_down(window("console", language), "counter3", 3)
    other = sit_down(window("console", language), "counter4", 4)
    overview = window("console", language)
    overview.sign_in("supervisor", "/overview")

    number = take_number(kiosk, "A", language)
    token = token_of(kiosk)
    kiosk.picture(f"story-kiosk-number-{language}")
    phone = window("phone")
    phone.page.goto(f"/t/{token}")
    expect(phone.test("number")).to_have_text(number)
    expect(tv.test("count-A")).to_have_text("1", timeout=NEWS_MS)
    expect(console.test(f"line-{number}")).to_be_visible(timeout=NEWS_MS)
    expect(other.test(f"line-{number}")).to_be_visible(timeout=NEWS_MS)

    console.test("call-next").click()
    expect(console.test("ticket-number")).to_have_text(number)
    expect(tv.test("hero-number")).to_have_text(number, timeout=NEWS_MS)
    expect(tv.test("hero-counter")).to_have_text("3")
    expect(phone.test("turn-counter")).to_have_text("3", timeout=NEWS_MS)
    expect(other.page.locator(f'[data-test="line-{number}"]')).to_have_count(0, timeout=NEWS_MS)
    expect(overview.page.locator('[data-test="counter-3"]')).to_contain_text(number, timeout=NEWS_MS)
    for name, w in (("tv", tv), ("console-called", console), ("phone-turn", phone), ("overview", overview)):
        w.picture(f"story-{name}-{language}")

    console.test("start").click()
    expect(console.test("finish-1")).to_be_visible()
    console.picture(f"story-console-serving-{language}")
    console.test("finish-1").click()
    expect(console.test("correct")).to_be_visible()

    expect(tablet.test("face-5")).to_be_visible(timeout=NEWS_MS)
    tablet.picture(f"story-tablet-{language}")
    expect(phone.test("face-5")).to_be_visible(timeout=20_000)
    phone.picture(f"story-phone-rate-{language}")
    phone.tap("face-4")
    expect(phone.test("given")).to_be_visible()
    stand_up(console)
    stand_up(other)


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_a_visitor_of_each_language_gets_a_number_with_three_taps(window: Open, language: str) -> None:
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    number = take_number(kiosk, "B", language, priority=True)
    assert kiosk.page.locator("html").get_attribute("lang") == language
    kiosk.picture(f"number-{language}")
    phone = window("phone", language)
    phone.page.goto(f"/t/{token_of(kiosk)}")
    expect(phone.test("number")).to_have_text(number)
    phone.tap("give-up")
    phone.tap("give-up-confirm")
    expect(phone.page.locator('[data-test^="end-"]')).to_be_visible()


def test_two_clerks_pressing_next_at_once_get_different_people(window: Open, kiosk: Window) -> None:
    first = take_number(kiosk, "A")
    kiosk.tap("done")
    second = take_number(kiosk, "A")
    here, there = sit_down(window("console"), "counter3", 3), sit_down(window("console"), "counter4", 4)
    here.test("call-next").click(no_wait_after=True)
    there.test("call-next").click(no_wait_after=True)
    expect(here.test("ticket-number")).to_have_text(re.compile(r"A\d{3}"))
    expect(there.test("ticket-number")).to_have_text(re.compile(r"A\d{3}"))
    assert {here.test("ticket-number").inner_text(), there.test("ticket-number").inner_text()} == {
        first,
        second,
    }
    for w in (here, there):
        expect(w.test("no-show")).to_be_enabled()
        w.page.wait_for_timeout(HAND_MS)
        w.test("no-show").click()
        expect(w.test("call-next")).to_be_visible()
        stand_up(w)


def test_a_double_click_on_next_calls_one_person(window: Open, kiosk: Window) -> None:
    take_number(kiosk, "D")
    kiosk.tap("done")
    take_number(kiosk, "D")
    console = sit_down(window("console"), "counter5", 5)
    before = int(console.test("line-count").inner_text().split()[0])
    console.test("call-next").dblclick()
    expect(console.test("start")).to_be_visible()
    expect(console.test("line-count")).to_contain_text(str(before - 1))
    console.page.wait_for_timeout(HAND_MS)
    console.test("start").click()
    expect(console.test("finish-1")).to_be_visible()
    console.page.wait_for_timeout(HAND_MS)
    console.test("finish-1").click()
    expect(console.test("call-next")).to_be_visible()
    stand_up(console)


def test_a_second_tab_at_the_counter_takes_over_and_the_first_one_says_so(window: Open) -> None:
    first = sit_down(window("console"), "counter1", 1)
    second = window("console")
    second.sign_in("counter1", "/console?counter=1")
    expect(second.test("take-over")).to_be_visible()
    second.test("take-over").click()
    expect(second.test("call-next")).to_be_visible()
    expect(first.test("take-over")).to_be_visible(timeout=NEWS_MS)
    first.picture("console-elsewhere")
    stand_up(second)


def test_the_keys_of_the_keyboard_do_what_the_buttons_do(window: Open, kiosk: Window) -> None:
    number = take_number(kiosk, "G")
    console = sit_down(window("console"), "counter2", 2)
    expect(console.test(f"line-{number}")).to_be_visible(timeout=NEWS_MS)
    called = ""
    while called != number:
        expect(console.test("call-next")).to_be_enabled()
        console.page.wait_for_timeout(HAND_MS)
        console.page.keyboard.press("F2")
        expect(console.test("start")).to_be_visible()
        called = console.test("ticket-number").inner_text()
        console.page.wait_for_timeout(HAND_MS)
        console.page.keyboard.press("F2")
        expect(console.test("finish-1")).to_be_visible()
        console.page.wait_for_timeout(HAND_MS)
        console.page.keyboard.press("Digit1")
        expect(console.test("call-next")).to_be_visible()
    stand_up(console)


def test_screens_say_that_they_are_stale_and_come_back_by_themselves_after_a_power_cut(
    window: Open, kiosk: Window, served: Served
) -> None:
    tv = window("display")
    tv.open_device("display")
    number = take_number(kiosk, "E")
    kiosk.tap("done")
    served.kill()
    expect(tv.test("stale")).to_be_visible(timeout=12_000)
    expect(kiosk.test("screen-offline")).to_be_visible(timeout=12_000)
    tv.picture("tv-stale")
    kiosk.picture("kiosk-offline")
    served.start()
    expect(kiosk.test("screen-home")).to_be_visible(timeout=20_000)
    expect(tv.page.locator('[data-test="stale"]')).to_have_count(0, timeout=20_000)
    assert take_number(kiosk, "E") > number
    assert "the chain holds" in served.command("verify")
