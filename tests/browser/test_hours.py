"""Opening hours, lunch, holiday, last ticket and full days are said plainly on kiosk and TV, and change live."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from shared import clock
from shared.domain.hours import BANGKOK
from tests.browser.conftest import Open
from tests.browser.served import Served, free_port

LANGUAGES = ("th", "ms", "en")
OPEN: list[str] = ["08:30", "16:30"]


def next_wednesday() -> date:
    """Return a Wednesday to come: the office's clock is set to ten o'clock on it."""
    today = clock.now().astimezone(BANGKOK).date()
    return today + timedelta(days=(2 - today.weekday()) % 7 or 7)


@pytest.fixture(scope="module")
def served(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An office with real opening hours, at ten o'clock on a Wednesday."""
    ten = datetime.combine(next_wednesday(), time(10), BANGKOK)
    offset = int((ten - clock.now()).total_seconds())
    data = shutil.copytree(demo, tmp_path_factory.mktemp("hours") / "data")
    server = Served(data, free_port(), {"TONSAI_CLOCK_OFFSET_S": str(offset)})
    server.start()
    yield server
    server.stop()


def hours(today: list[str] | None, **more: Any) -> dict[str, Any]:
    """Return opening hours whose Wednesday is `today`."""
    plain: dict[str, Any] = {"lunch": None, "last_ticket_before_min": 30, "holidays": {}, "exceptions": {}}
    return {**plain, "weekly": [OPEN, OPEN, today, OPEN, OPEN, None, None], **more}


def holiday() -> dict[str, Any]:
    """Return a confirmed holiday today."""
    name = {"th": "วันทดสอบ", "ms": "Hari ujian", "en": "Test Day"}
    return {next_wednesday().isoformat(): {"name": name, "state": "closed"}}


LUNCH = {"start": "09:30", "end": "11:00"}
STATES = {
    "before": (hours(["10:45", "16:30"]), "before"),
    "closed": (hours(["08:30", "09:30"]), "closed"),
    "last_ticket": (hours(["08:30", "10:25"]), None),
    "holiday": (hours(OPEN, holidays=holiday()), "holiday"),
    "lunch_closed": (hours(OPEN, lunch={**LUNCH, "closes": True}), None),
}
"""State → the hours that make it, and the notice that the TV then shows."""


@pytest.mark.parametrize("state", STATES)
def test_the_kiosk_says_why_there_is_no_ticket_and_when_there_is_one_again(
    window: Open, served: Served, state: str
) -> None:
    wanted, notice = STATES[state]
    served.change_settings(lambda s: s.update(always_open=False, hours=hours(OPEN)))
    kiosk, tv = window("kiosk"), window("display")
    kiosk.open_device("kiosk")
    tv.open_device("display")
    expect(kiosk.test("screen-home")).to_be_visible()
    served.change_settings(lambda s: s.update(hours=wanted))
    expect(kiosk.test(f"screen-{state}")).to_be_visible()
    if notice is not None:
        expect(tv.test(f"notice-{notice}")).to_be_visible()
        tv.picture(f"tv-{state}")
    kiosk.page.wait_for_timeout(300)
    kiosk.picture(f"kiosk-{state}")
    assert kiosk.axe() == []
    served.change_settings(lambda s: s.update(hours=hours(OPEN)))
    expect(kiosk.test("screen-home")).to_be_visible()


def test_at_lunch_on_rota_the_kiosk_goes_on_and_says_how_many_counters_are_open(
    window: Open, served: Served
) -> None:
    served.change_settings(
        lambda s: s.update(hours=hours(OPEN, lunch={**LUNCH, "closes": False}), always_open=False)
    )
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    expect(kiosk.test("language-th")).to_be_enabled()
    expect(kiosk.page.get_by_text("09.30")).to_be_visible()
    kiosk.picture("kiosk-lunch")


def test_a_full_day_is_said_with_the_next_opening(window: Open, served: Served) -> None:
    served.change_settings(lambda s: s.update(hours=hours(OPEN), always_open=False))
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    served.cap_groups(0)
    expect(kiosk.test("screen-full")).to_be_visible()
    kiosk.page.wait_for_timeout(300)
    kiosk.picture("kiosk-full")
    assert kiosk.axe() == []
    served.cap_groups(None)
    expect(kiosk.test("screen-home")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_who_rests_is_asked_and_may_have_more_time(
    window: Open, served: Served, language: str
) -> None:
    served.change_settings(lambda s: s.update(hours=hours(OPEN), always_open=False))
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    kiosk.page.clock.install()
    kiosk.page.reload()
    kiosk.settle()
    kiosk.tap(f"language-{language}")
    expect(kiosk.test("screen-groups")).to_be_visible()
    kiosk.page.clock.run_for(41_000)
    expect(kiosk.test("idle-seconds")).to_be_visible()
    kiosk.picture(f"kiosk-idle-{language}")
    kiosk.test("stay").tap()
    expect(kiosk.page.locator('[data-test="idle-seconds"]')).to_have_count(0)
    kiosk.page.clock.run_for(62_000)
    expect(kiosk.test("screen-home")).to_be_visible()
