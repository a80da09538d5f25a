"""The kiosk as a machine: fingers on its glass, and how a browser becomes the office's kiosk and stops to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HAND_MS, Open, Window
from tests.browser.programs import Program
from tests.browser.served import Served

REFRESH_MS = 20_000
"""The pairing page asks every five seconds whether it was confirmed."""


def place_on(kiosk: Window, name: str, right: float, down: float) -> tuple[float, float]:
    """Return a place on the glass, so many px from the upper left corner of an element."""
    box = kiosk.test(name).bounding_box()
    assert box is not None
    return box["x"] + right, box["y"] + down


def test_an_impatient_double_tap_gives_one_ticket(kiosk: Window, office: Program) -> None:
    before = len(office.given())
    kiosk.tap("language-ms")
    expect(kiosk.test("group-A")).to_be_visible()
    kiosk.page.wait_for_timeout(HAND_MS)
    spot = place_on(kiosk, "group-A", 50, 50)
    for _ in range(3):
        kiosk.page.touchscreen.tap(*spot)
    expect(kiosk.test("screen-number")).to_be_visible()
    assert len(office.given()[before:]) == 1


def test_a_second_tap_of_a_quick_finger_does_not_press_the_tile_that_came_under_it(
    kiosk: Window, office: Program
) -> None:
    before = len(office.given())
    kiosk.page.clock.install()
    kiosk.page.reload()
    expect(kiosk.test("screen-home")).to_be_visible()
    kiosk.page.clock.pause_at(kiosk.page.evaluate("Date.now()") / 1000 + 1)
    spot = place_on(kiosk, "language-th", 200, 150)
    kiosk.page.touchscreen.tap(*spot)
    expect(kiosk.test("screen-groups")).to_be_visible()
    under = kiosk.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('button').dataset.test", spot
    )
    assert under.startswith("group-")
    kiosk.page.touchscreen.tap(*spot)
    kiosk.page.clock.run_for(HAND_MS)
    expect(kiosk.test("screen-groups")).to_be_visible()
    assert office.given()[before:] == []
    kiosk.page.touchscreen.tap(*spot)
    expect(kiosk.test("screen-number")).to_be_visible()
    assert len(office.given()[before:]) == 1


def test_two_fingers_press_nothing_and_one_that_rests_long_presses_once(
    kiosk: Window, office: Program
) -> None:
    before = len(office.given())
    kiosk.tap("language-th")
    expect(kiosk.test("group-B")).to_be_visible()
    kiosk.page.wait_for_timeout(HAND_MS)
    x, y = place_on(kiosk, "group-B", 60, 60)
    one, two = {"x": x, "y": y, "id": 1}, {"x": x + 180, "y": y + 30, "id": 2}
    glass = kiosk.context.new_cdp_session(kiosk.page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", one)
    touch("touchStart", one, two)
    touch("touchEnd")
    kiosk.page.wait_for_timeout(HAND_MS)
    expect(kiosk.test("screen-groups")).to_be_visible()
    assert office.given()[before:] == []
    touch("touchStart", one)
    kiosk.page.wait_for_timeout(HAND_MS * 2)
    touch("touchMove", {**one, "x": x + 30})
    touch("touchEnd")
    expect(kiosk.test("screen-number")).to_be_visible()
    assert len(office.given()[before:]) == 1


@pytest.fixture
def paired(window: Open, office: Program) -> Iterator[tuple[Window, str]]:
    """A kiosk that was just paired, not looked at since, and the number of its device."""
    made = window("kiosk")
    made.page.goto("/kiosk")
    device = confirm(made, office.served)
    yield made, device
    if office.served.read("SELECT id FROM device WHERE id = ? AND revoked_at IS NULL", device):
        office.served.command("device", "revoke", device)


def confirm(made: Window, served: Served) -> str:
    """Confirm the code on a pairing page at the machine; return the number of the new device."""
    code = re.sub(r"\D", "", made.test("pair-code").inner_text())
    assert len(code) == 6
    said = served.command("device", "confirm", code, "--name", "ตู้ทดสอบ")
    found = re.match(r"Device (\d+) \(kiosk\) is paired", said)
    assert found is not None, said
    return found[1]


def test_a_new_kiosk_opens_by_itself_once_its_code_is_confirmed(paired: tuple[Window, str]) -> None:
    made, _ = paired
    expect(made.test("screen-home")).to_be_visible(timeout=REFRESH_MS)
    made.tap("language-th")
    made.tap("group-A")
    expect(made.test("screen-number")).to_be_visible()


def test_a_kiosk_that_was_shut_out_gives_no_number_and_goes_to_its_pairing_page(
    paired: tuple[Window, str], office: Program
) -> None:
    made, device = paired
    made.page.reload()
    expect(made.test("screen-home")).to_be_visible(timeout=REFRESH_MS)
    made.tap("language-th")
    expect(made.test("group-A")).to_be_visible()
    before = len(office.given())
    office.served.command("device", "revoke", device)
    made.tap("group-A")
    expect(made.test("pair-code")).to_be_visible()
    assert len(office.given()) == before
