"""What a TV says through a night without the server, with a wrong clock of its own, and once it was shut out."""

from __future__ import annotations

import re
import time
from datetime import timedelta

from playwright.sync_api import expect

from shared import clock
from shared.domain.hours import BANGKOK
from tests.browser.cables import Cable
from tests.browser.conftest import Open
from tests.browser.programs import Program
from tests.browser.served import Served
from tests.browser.test_tv import STALE_MS, open_tv

NIGHT_H = 14
REFRESH_MS = 12_000
DENIED_MS = 25_000
"""Ten seconds, in which the loss may be a restart of the server, and the page's way to its code."""


def test_after_a_night_without_the_server_the_screen_is_true_again_by_itself(
    window: Open, office: Program
) -> None:
    made = window("display")
    made.page.clock.install()
    cable = Cable(made.context)
    tv = open_tv(made, office)
    cable.pull()
    tv.page.clock.run_for(8_000)
    expect(tv.test("stale")).to_be_visible(timeout=STALE_MS)
    said = tv.test("stale-time").inner_text()
    tv.page.clock.fast_forward(NIGHT_H * 3_600_000)
    expect(tv.test("stale")).to_be_visible()
    assert tv.test("stale-time").inner_text() == said
    called = office.issue("A")
    office.call(4, called)
    cable.put_back()
    until = time.monotonic() + 40
    while tv.test("stale").count() and time.monotonic() < until:
        tv.page.clock.run_for(2_000)
    tv.gone("stale")
    expect(tv.test("hero-number")).to_have_text(called.number)


def test_a_screen_whose_own_clock_is_wrong_shows_the_time_of_the_office(
    window: Open, office: Program
) -> None:
    made = window("display")
    made.page.clock.install(time=clock.now() + timedelta(hours=3, minutes=7))
    tv = open_tv(made, office)
    tv.page.clock.run_for(3_000)
    bangkok = clock.now().astimezone(BANGKOK)
    near = [f"{bangkok + timedelta(minutes=by):%H.%M}" for by in (-1, 0, 1)]
    expect(tv.test("clock")).to_have_text(re.compile("|".join(map(re.escape, near))))


def test_a_tv_that_was_shut_out_shows_nothing_of_the_hall_and_asks_to_be_paired(
    window: Open, office: Program, served: Served
) -> None:
    made = window("display")
    made.page.goto("/display")
    code = re.sub(r"\D", "", made.test("pair-code").inner_text())
    told = served.command("device", "confirm", code, "--name", "จอทดสอบ")
    device = re.search(r"Device (\d+)", told)
    assert device is not None, told
    expect(made.test("clock")).to_be_visible(timeout=REFRESH_MS)
    office.at(5, "open")
    served.command("device", "revoke", device[1])
    office.issue("E")
    expect(made.test("stale")).to_be_visible(timeout=DENIED_MS)
    expect(made.test("pair-code")).to_be_visible(timeout=DENIED_MS)
    expect(made.test("hero")).to_have_count(0)
