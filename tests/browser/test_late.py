"""A clerk types a paper list with the keyboard: twenty rows at a glance, errors beside the row, one sheet to print."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.served import Served


def test_a_list_is_typed_with_the_keyboard_and_written_in_whole(window: Open, served: Served) -> None:
    desk = window("console")
    desk.enter("counter1", "/late")
    press, typed = desk.page.keyboard.press, desk.page.keyboard.type
    expect(desk.test("row-1").locator("[name=group]")).to_be_focused()
    last = desk.test("row-20").bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= 768
    desk.test("day").fill("2026-11-02")
    desk.page.select_option("[data-test=row-1] [name=group]", index=1)
    desk.test("row-1").locator("[name=card]").focus()
    typed("17")
    for _ in range(3):
        press("Tab")
    desk.page.select_option("[data-test=row-1] [name=counter]", index=1)
    desk.test("row-1").locator("[name=issued]").focus()
    typed("605")
    press("Tab")
    typed("604")
    press("Enter")
    expect(desk.test("row-2").locator("[name=card]")).to_be_focused()
    for name in ("group", "counter"):
        first = desk.test("row-1").locator(f"[name={name}]").input_value()
        assert desk.test("row-2").locator(f"[name={name}]").input_value() == first != ""
    expect(desk.test("write")).to_contain_text("1")
    press("Enter")
    expect(desk.test("row-3").locator("[name=card]")).to_be_focused()
    expect(desk.test("write")).to_contain_text("2")
    desk.picture("late-typing")
    desk.test("write").click()
    expect(desk.test("fault-1")).to_be_visible()
    expect(desk.test("row-1").locator("[name=called]")).to_be_focused()
    assert desk.test("row-1").locator("[name=issued]").input_value() == "6.05"
    assert desk.axe() == []
    desk.picture("late-fault")
    desk.test("row-1").locator("[name=called]").fill("6.15")
    desk.test("write").click()
    expect(desk.test("written")).to_contain_text("2")
    desk.picture("late-written")
    (data,) = served.facts("tickets.written_late")
    assert (data["rows"], data["untimed"], data["counts"], data["cards"]) == (2, 1, {"served": 2}, ["17"])


def test_a_list_grows_beyond_twenty_rows_and_offers_only_the_groups_own_services(window: Open) -> None:
    desk = window("console")
    desk.enter("supervisor", "/late")
    desk.page.select_option("[data-test=row-20] [name=group]", index=2)
    shown = desk.test("row-20").locator("optgroup:not([hidden])")
    expect(shown).to_have_count(1)
    desk.test("row-20").locator("[name=outcome]").focus()
    desk.page.keyboard.press("Tab")
    expect(desk.test("row-21").locator("[name=card]")).to_be_focused()
    assert desk.test("row-21").locator("[name=card]").get_attribute("aria-label") == "เลขบัตร 21"


def test_the_empty_list_fits_one_page_of_a4(window: Open, tmp_path: Path) -> None:
    desk = window("console")
    desk.enter("counter1", "/late/sheet")
    expect(desk.page.locator("tbody tr")).to_have_count(25)
    desk.picture("late-sheet")
    paper = desk.page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
