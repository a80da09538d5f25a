"""What a supervisor says is seen at once: announcements at kiosk, TV and phone; alerts sound once and are muted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Window
from tests.browser.programs import Program
from tests.browser.senses import expect_heard, forbid_sound, heard, listen

NUDGE = [523, 523]


def announce(window: Open, *, groups: tuple[str, ...] = ()) -> Window:
    """A supervisor announces a power cut until tonight; return their window."""
    desk = window("console")
    desk.enter("supervisor", "/announcements")
    desk.test("reason-power").check()
    for group in groups:
        desk.test(f"group-{group}").check()
    desk.test("until").fill("23.59")
    desk.test("announce").click()
    expect(desk.test("done")).to_be_visible()
    return desk


def test_an_announcement_is_on_kiosk_tv_and_phone_at_once_and_goes_when_it_is_ended(
    window: Open, office: Program
) -> None:
    ticket = office.issue("A")
    kiosk, tv, phone = window("kiosk"), window("display"), window("phone")
    kiosk.open_device("kiosk")
    expect(kiosk.test("screen-home")).to_be_visible()
    tv.open_device("display")
    phone.page.goto(f"/t/{ticket.token}")
    desk = announce(window)
    expect(kiosk.test("screen-announced")).to_contain_text("ไฟฟ้าดับ")
    expect(tv.test("strip-announced")).to_contain_text("ไฟฟ้าดับ")
    expect(tv.test("strip-announced")).to_contain_text("Bekalan elektrik terputus")
    expect(phone.test("told")).to_contain_text("ไฟฟ้าดับ")
    for name, seen in (("kiosk", kiosk), ("tv", tv), ("phone", phone)):
        seen.picture(f"announced-{name}")
        assert seen.axe() == []
    desk.page.locator('[data-test^="end-"]').first.click()
    expect(kiosk.test("screen-home")).to_be_visible()
    tv.gone("strip-announced")
    phone.gone("told")


def test_an_announcement_to_one_group_closes_its_tile_alone(window: Open, office: Program) -> None:
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    desk = announce(window, groups=("A",))
    expect(kiosk.test("told")).to_contain_text("ไฟฟ้าดับ")
    kiosk.tap("language-th")
    expect(kiosk.test("group-A-closed")).to_contain_text("23.59")
    expect(kiosk.test("group-B")).to_be_visible()
    desk.page.locator('[data-test^="end-"]').first.click()
    expect(kiosk.test("group-A")).to_be_visible()


def test_a_new_alert_sounds_once_and_rests_with_whoever_takes_it_on(window: Open, office: Program) -> None:
    desk = window("console")
    listen(desk.context)
    desk.enter("supervisor", "/overview")
    expect(desk.test("attention")).to_be_visible()
    desk.page.mouse.click(5, 5)
    office.issue("C")
    expect(desk.test("attention-no_counter")).to_be_visible()
    expect_heard(desk.page, NUDGE)
    expect(desk.test("attention-told")).not_to_be_empty()
    office.issue("C")
    desk.test("take-no_counter").click()
    desk.test("take-for-15").click()
    expect(desk.test("resting-no_counter")).to_be_visible()
    desk.gone("attention-no_counter")
    desk.test("give-back-no_counter").click()
    expect(desk.test("attention-no_counter")).to_be_visible()
    assert heard(desk.page) == NUDGE, "what was taken on and given back is no news"
    desk.picture("overview-alerts")


def test_a_machine_that_is_muted_stays_silent_and_says_so(window: Open, office: Program) -> None:
    desk = window("console")
    listen(desk.context)
    desk.enter("supervisor", "/overview")
    desk.test("sound").click()
    expect(desk.test("sound")).to_have_attribute("aria-pressed", "false")
    office.issue("C")
    expect(desk.test("attention-no_counter")).to_be_visible()
    assert heard(desk.page) == []
    desk.page.reload()
    expect(desk.test("sound")).to_have_attribute("aria-pressed", "false")


def test_a_browser_that_waits_for_a_touch_is_told_so_and_woken_by_it(window: Open, office: Program) -> None:
    desk = window("console")
    forbid_sound(desk.context)
    desk.enter("supervisor", "/overview")
    expect(desk.test("sound")).to_have_class("cell cell-key cell-attention")
    desk.test("sound").click()
    expect(desk.test("sound")).to_have_class(re.compile(r"^cell cell-key ?$"))
    expect(desk.test("sound")).to_have_attribute("aria-pressed", "true")


def test_a_question_mark_opens_the_help_of_the_page(window: Open, office: Program) -> None:
    desk = window("console")
    desk.enter("supervisor", "/journal")
    desk.page.keyboard.press("?")
    expect(desk.page.locator(".bar-told")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator(".bar-told")).not_to_be_visible()


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_a_guide_is_one_sheet_of_a4(window: Open, office: Program, language: str) -> None:
    desk = window("console", language)
    desk.enter("administrator", "/overview")
    for role in ("clerk", "supervisor", "executive", "administrator", "kiosk"):
        desk.page.goto(f"/guide/{role}")
        desk.settle()
        paper = desk.page.pdf(prefer_css_page_size=True)
        assert paper.count(b"/Type /Page\n") == 1, role
