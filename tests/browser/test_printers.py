"""An administrator sets up a printer, tries it, and sees how it is while the page is open; axe looks along."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Window
from tests.browser.programs import Program
from tests.paper.emblem import invented_logo
from tests.paper.emulator import Emulator

LIST = "/settings/printers"
SLIP = f"{LIST}/slip"
LOGO = "/settings/office/logo"
ENDLESS = "#set page(width: 384pt, height: 9pt)\n#for i in range(1000000000) [A]"
SOON_S = 2.0
"""A hall in which a template runs wild still answers so soon."""


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


def test_a_slip_is_seen_before_it_is_saved_and_a_mistake_is_found_in_its_line(desk: Window) -> None:
    page = desk.page
    page.goto(SLIP)
    source = desk.test("template").input_value()
    broken = source.replace("words.scan", "words.nothing", 1)
    expect(desk.test("picture")).to_have_js_property("naturalWidth", 576, timeout=20_000)
    desk.picture("slip-page")
    desk.test("template").fill(broken)
    desk.test("save").click()
    expect(desk.test("fault")).to_have_attribute("data-code", "wrong", timeout=30_000)
    line = int(desk.test("fault").get_attribute("data-line") or 0)
    assert "words.nothing" in broken.split("\n")[line - 1]
    chosen = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert "words.nothing" in desk.test("template").evaluate(chosen)
    assert desk.axe() == []
    desk.picture("slip-fault")
    desk.test("template").fill(source)
    desk.test("jawi").fill("سلامت داتڠ")
    desk.test("width").select_option("384")
    desk.test("language").select_option("ms")
    desk.test("preview").click()
    expect(desk.test("picture")).to_have_attribute("src", re.compile("^data:image/png"), timeout=30_000)
    expect(desk.test("picture")).to_have_js_property("naturalWidth", 384)
    desk.picture("slip-preview")
    desk.test("save").click()
    expect(desk.test("done")).to_have_attribute("data-done", re.compile("saved|long"), timeout=60_000)
    expect(desk.test("jawi")).to_have_value("سلامت داتڠ")


def test_the_hall_goes_on_while_a_template_runs_wild(desk: Window) -> None:
    desk.page.goto(SLIP)
    desk.test("template").fill(ENDLESS)
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(slowest_answer, desk.served.port, 4.0)
        desk.test("preview").click()
        expect(desk.test("fault")).to_have_attribute("data-code", "too_heavy", timeout=60_000)
        assert waits.result() < SOON_S


def slowest_answer(port: int, for_s: float) -> float:
    """Ask the server again and again; return the longest time an answer took, in seconds."""
    slowest, end = 0.0, time.monotonic() + for_s
    while time.monotonic() < end:
        began = time.monotonic()
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        asked.request("GET", "/api/v1/health")
        assert asked.getresponse().status == 200
        asked.close()
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def test_the_logo_is_given_as_a_file_seen_in_the_hall_and_taken_away(window: Open, desk: Window) -> None:
    desk.page.goto(LOGO)
    desk.test("file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    desk.test("save").click()
    expect(desk.test("wrong")).to_have_attribute("data-code", "file.no_picture")
    desk.test("file").set_input_files({"name": "l.png", "mimeType": "image/png", "buffer": invented_logo()})
    desk.test("save").click()
    expect(desk.test("done")).to_have_attribute("data-done", "saved")
    desk.picture("logo-page")
    for face in ("kiosk", "display"):
        hall = window(face)
        hall.open_device(face)
        expect(hall.test("logo")).to_be_visible()
        expect(hall.test("logo")).to_have_js_property("complete", True)
        assert hall.test("logo").evaluate("e => e.naturalWidth") > 0
        hall.picture(f"logo-{face}")
        assert hall.axe() == []
    guest = window("phone")
    guest.page.goto("/results")
    guest.picture("logo-results")
    desk.page.goto(LOGO)
    desk.test("remove").click()
    expect(desk.test("done")).to_have_attribute("data-done", "removed")
    expect(desk.test("no-logo")).to_be_visible()


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_axe_finds_nothing_on_the_pages_of_paper(
    window: Open, office: Program, desk: Window, printer: Emulator, language: str
) -> None:
    kiosk = kiosk_of(desk)
    pages = window("console", language)
    pages.enter("administrator", "/overview")
    found: list[str] = []
    for path in ("/slips", SLIP, LOGO, LIST, f"{LIST}/{kiosk}"):
        pages.page.goto(path)
        pages.settle()
        found += [f"{path} {fault}" for fault in pages.axe()]
        pages.picture(f"paper-{path.strip('/').replace('/', '-')}-{language}")
    for way in ("none", "network", "usb", "serial", "file", "agent", "browser"):
        pages.test("way").select_option(way)
        found += [f"{way} {fault}" for fault in pages.axe()]
        pages.picture(f"paper-way-{way}-{language}")
    assert found == []
