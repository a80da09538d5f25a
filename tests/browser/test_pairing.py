"""How a browser becomes the office's kiosk, and how it stops to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Window
from tests.browser.programs import Program
from tests.browser.served import Served

REFRESH_MS = 20_000
"""The pairing page asks every five seconds whether it was confirmed."""


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
    before = len(office.served.facts("ticket.issued"))
    office.served.command("device", "revoke", device)
    made.tap("group-A")
    expect(made.test("pair-code")).to_be_visible()
    assert len(office.served.facts("ticket.issued")) == before
