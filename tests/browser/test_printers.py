"""An administrator sets up a printer, tries it, and sees how it is while the page is open; axe looks along."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Window
from tests.browser.programs import Program
from tests.paper.emulator import Emulator

LIST = "/settings/printers"


@pytest.fixture
def printer() -> Iterator[Emulator]:
    """A printer on the network."""
    with Emulator() as emulator:
        yield emulator


def kiosk_of(desk: Window) -> str:
    """Return the id of the kiosk, as the list of printers has it."""
    desk.page.goto(LIST)
    found = desk.page.locator("section.printer").first.get_attribute("data-test") or ""
    return found.removeprefix("printer-")


@pytest.fixture
def desk(window: Open, office: Program) -> Window:
    """The administrator's desk; there is a kiosk."""
    window("kiosk").open_device("kiosk")
    made = window("console")
    made.enter("administrator", "/overview")
    return made


def test_a_printer_is_set_up_tried_and_its_state_seen_while_it_changes(
    desk: Window, printer: Emulator
) -> None:
    kiosk, page = kiosk_of(desk), desk.page
    desk.test(f"edit-{kiosk}").click()
    expect(desk.test("host")).to_be_hidden()
    desk.test("way").select_option("network")
    desk.test("host").fill("printer at the door")
    desk.test("port").fill("90000")
    desk.test("save").click()
    expect(desk.test("wrong-host")).to_be_visible()
    expect(desk.test("wrong-port")).to_be_visible()
    assert desk.axe() == []
    desk.picture("printers-wrong")
    desk.test("host").fill("127.0.0.1")
    desk.test("port").fill(str(printer.port))
    desk.test("save").click()
    expect(desk.test("done")).to_have_attribute("data-done", "saved")
    expect(desk.test(f"state-{kiosk}")).to_have_attribute("data-state", "ready")
    desk.test(f"try-{kiosk}").click()
    expect(desk.test(f"test-{kiosk}")).to_have_attribute("data-job", "printed", timeout=12_000)
    desk.picture("printers-tried")
    assert len(printer.slips) == 1
    printer.faults.out = True
    expect(desk.test(f"state-{kiosk}")).to_have_attribute("data-state", "paper_out")
    expect(desk.test(f"state-{kiosk}")).to_have_class(re.compile("is-care"))
    page.goto("/settings/changes")
    page.locator("button", has_text=re.compile("ยกเลิก|ย้อน|คืน")).first.click()
    expect(desk.test("done")).to_have_attribute("data-done", "undone")
    page.goto(LIST)
    expect(page.locator(f'[data-test="state-{kiosk}"]')).to_have_count(0)


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_axe_finds_nothing_on_the_pages_of_paper(
    window: Open, office: Program, desk: Window, printer: Emulator, language: str
) -> None:
    kiosk = kiosk_of(desk)
    pages = window("console", language)
    pages.enter("administrator", "/overview")
    found: list[str] = []
    for path in ("/slips", LIST, f"{LIST}/{kiosk}"):
        pages.page.goto(path)
        pages.settle()
        found += [f"{path} {fault}" for fault in pages.axe()]
        pages.picture(f"paper-{path.strip('/').replace('/', '-')}-{language}")
    for way in ("none", "network", "usb", "serial", "file", "agent", "browser"):
        pages.test("way").select_option(way)
        found += [f"{way} {fault}" for fault in pages.axe()]
        pages.picture(f"paper-way-{way}-{language}")
    assert found == []
