"""Settings by keyboard alone, and words that change on a screen that stands open."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.programs import Program
from tests.browser.served import Served

KEY = "kiosk.home.greeting"
WORDS = {"th": "ยินดีต้อนรับทุกท่าน", "ms": "Selamat datang semua", "en": "A warm welcome"}


def test_an_open_kiosk_says_the_offices_words_at_once_and_the_originals_again(
    window: Open, served: Served, office: Program
) -> None:
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    expect(kiosk.test("screen-home")).to_be_visible()
    marked = kiosk.page.evaluate("() => (window.untouched = true)")
    before = kiosk.page.inner_text("body")
    assert marked
    assert WORDS["th"] not in before

    def say(settings: dict[str, Any]) -> None:
        settings["texts"] = {KEY: WORDS}

    served.change_settings(say)
    expect(kiosk.page.locator("body")).to_contain_text(WORDS["th"])
    served.change_settings(lambda settings: settings.pop("texts"))
    expect(kiosk.page.locator("body")).not_to_contain_text(WORDS["th"])
    assert kiosk.page.evaluate("() => window.untouched === true")  # without loading the page anew
    assert office is not None


def test_a_day_is_put_into_the_calendar_and_settled_by_keyboard_alone(window: Open, served: Served) -> None:
    desk = window("console")
    desk.enter("administrator", "/settings/holidays?year=2575")
    desk.test("new-day").focus()
    desk.page.keyboard.press("Tab")  # day, month and year are parts of one field
    for _ in range(6):
        if desk.page.evaluate("() => document.activeElement.dataset.test") == "add":
            break
        desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    expect(desk.test("form")).to_be_visible()
    desk.test("state-closed").focus()
    desk.page.keyboard.press("ArrowDown")
    expect(desk.test("state-awaiting")).to_be_checked()
    for code, name in WORDS.items():
        desk.test(f"name-{code}").focus()
        desk.page.keyboard.type(name)
    desk.page.keyboard.press("Enter")
    expect(desk.test("done")).to_be_visible()
    day = desk.page.locator("[data-test^=day-2032]").first
    expect(day).to_contain_text(WORDS["th"])
    kept = served.settings()["hours"]["holidays"]["2032-01-01"]
    assert kept == {"name": WORDS, "state": "awaiting"}


def test_a_picture_of_a_group_is_chosen_with_the_arrows(window: Open, served: Served) -> None:
    desk = window("console")
    desk.enter("administrator", "/settings/groups/7")
    chosen = desk.page.locator("input[name=icon]:checked")
    before = chosen.get_attribute("value")
    chosen.focus()
    desk.page.keyboard.press("ArrowRight")
    after = desk.page.locator("input[name=icon]:checked").get_attribute("value")
    assert after != before
    desk.test("save").press("Enter")
    expect(desk.test("done")).to_be_visible()
    assert served.read("SELECT icon FROM service_group WHERE id = 7") == [(after,)]
