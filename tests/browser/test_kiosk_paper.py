"""The kiosk and its printer: take your slip, or remember the number; what is wrong is said before a person chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Window
from tests.browser.programs import Program
from tests.browser.sentences import words
from tests.clockwork import wait_until
from tests.paper.emulator import Emulator

LANGUAGES = ("th", "ms", "en")
TROUBLES = {"out": "paper_out", "cover": "cover_open", "offline": "offline", "mute": "silent"}


@pytest.fixture
def printer() -> Iterator[Emulator]:
    """A printer on the network."""
    with Emulator(576) as emulator:
        yield emulator


@pytest.fixture
def kiosk(window: Open, office: Program, printer: Emulator) -> Window:
    """The lobby kiosk, whose slips come out of that printer, which is ready."""
    made = window("kiosk")
    made.open_device("kiosk")
    ((device,),) = office.served.read(
        "SELECT min(id) FROM device WHERE kind = 'kiosk' AND revoked_at IS NULL"
    )
    entry = {"way": "network", "address": f"127.0.0.1:{printer.port}", "width": 576}

    def set_up(settings: dict[str, Any]) -> None:
        settings["paper"] = {"printers": {str(device): entry}}

    office.change_settings(set_up)
    wait_until(waits_for(office, "ready"))
    expect(made.test("screen-home")).to_be_visible()
    return made


def waits_for(office: Program, state: str) -> Callable[[], bool]:
    """Return how to ask whether the kiosk's printer is in a state, as the office sees it."""
    return lambda: any(one["printer"] == state for one in office.desk()["devices"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_that_comes_out_is_to_be_taken(
    kiosk: Window, office: Program, printer: Emulator, language: str
) -> None:
    kiosk.tap(f"language-{language}")
    expect(kiosk.test("screen-groups")).to_be_visible()
    kiosk.gone("no-paper")
    kiosk.tap("group-A")
    expect(kiosk.test("slip")).to_have_attribute("data-slip", "ok")
    expect(kiosk.test("slip")).to_contain_text(words("kiosk.number.title.ok", language))
    wait_until(lambda: len(printer.slips) == 1)
    assert kiosk.axe() == []
    kiosk.picture(f"paper-ok-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printer_without_paper_is_told_before_the_choice_and_the_number_stays_twenty_seconds_with_its_code(
    kiosk: Window, office: Program, printer: Emulator, language: str
) -> None:
    printer.faults.out = True
    wait_until(waits_for(office, "paper_out"))
    kiosk.tap(f"language-{language}")
    expect(kiosk.test("no-paper")).to_be_visible()
    kiosk.page.wait_for_timeout(300)
    assert kiosk.axe() == []
    kiosk.picture(f"paper-out-groups-{language}")
    kiosk.tap("group-A")
    expect(kiosk.test("slip")).to_have_attribute("data-slip", "out")
    expect(kiosk.test("slip")).to_contain_text(words("kiosk.number.title.out", language))
    assert 18 <= int(kiosk.test("countdown").inner_text()) <= 20
    expect(kiosk.test("qr")).to_be_visible()
    kiosk.page.wait_for_timeout(300)
    assert kiosk.axe() == []
    kiosk.picture(f"paper-out-number-{language}")
    assert printer.slips == []


@pytest.mark.parametrize("fault", TROUBLES)
def test_every_state_in_which_no_slip_comes_is_told_before_the_choice_and_taken_back_when_it_is_mended(
    kiosk: Window, office: Program, printer: Emulator, fault: str
) -> None:
    kiosk.tap("language-th")
    expect(kiosk.test("screen-groups")).to_be_visible()
    setattr(printer.faults, fault, True)
    expect(kiosk.test("no-paper")).to_be_visible()
    wait_until(waits_for(office, TROUBLES[fault]))
    kiosk.picture(f"paper-{fault}-groups-th")
    printer.repair()
    kiosk.gone("no-paper")


def test_a_printer_that_falls_mute_in_the_middle_of_a_slip_is_told_and_the_number_is_to_be_remembered(
    kiosk: Window, office: Program, printer: Emulator
) -> None:
    kiosk.tap("language-th")
    printer.faults.mute_after = 20_000
    kiosk.tap("group-A")
    expect(kiosk.test("slip")).to_have_attribute("data-slip", "away")
    expect(kiosk.test("slip")).to_contain_text(words("kiosk.number.title.away"))
    assert int(kiosk.test("countdown").inner_text()) >= 18  # who has just been told has the whole time
    kiosk.picture("paper-mute-number-th")
    printer.repair()
    wait_until(waits_for(office, "ready"))
    assert len(printer.slips) <= 1
