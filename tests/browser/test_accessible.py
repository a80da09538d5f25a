"""axe-core finds nothing on any page, in any language; targets are as large as hands need."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Window

LANGUAGES = ("th", "ms", "en")
EVERY_LANGUAGE = "EVERY_LANGUAGE" in os.environ
"""Look at each page of staff in all languages, not only in the one whose turn it is: they differ in words alone."""
KIOSK_TARGET_PX = 81
"""20 mm on a 21.5-inch kiosk (4.03 px per mm)."""
PAGES = (
    ("/overview", "kpi-waiting"),
    ("/console", "choose"),
    ("/console?counter=5", "open"),
    ("/figures", None),
    ("/journal", None),
    ("/late", "row-20"),
    ("/late/sheet", None),
    ("/account", "account"),
    ("/announcements", "announcements"),
    ("/day-log", "day-log"),
    ("/guide/clerk", "guide"),
    ("/import", "form"),
    ("/settings/outreach", "form"),
    ("/ratings", None),
    ("/privacy", "privacy"),
    ("/join", "join"),
    ("/switch", "switch"),
    ("/evidence/2570", None),
    ("/evidence/2570/1", None),
    ("/evidence/2570/1/words", None),
    ("/evidence/2570/rounds/half", None),
    ("/results", None),
)
SETTINGS = (
    ("/settings/alerts", "form"),
    ("/settings/languages", "form"),
    ("/settings/guide", "form"),
    ("/settings/staff?person=2", "staff"),
    ("/settings/hours", "settings"),
    ("/settings/holidays?year=2571", "settings"),
    ("/settings/holidays/day?day=2028-05-05", "form"),
    ("/settings/groups", "settings"),
    ("/settings/groups/1", "form"),
    ("/settings/services/1", "form"),
    ("/settings/counters/1", "form"),
    ("/settings/rules", "form"),
    ("/settings/rating", "form"),
    ("/settings/voice?language=ms", "clip-please"),
    ("/settings/report", "form"),
    ("/settings/retention", "form"),
    ("/settings/changes", "settings"),
    ("/settings/texts?q=1", "settings"),
    ("/settings/file", "settings"),
    ("/settings/start", "trial"),
    ("/settings/texts/kiosk.home.take", "form"),
    ("/settings/devices", "devices"),
    ("/settings/keeping", "keeping"),
    ("/settings/personal", "personal"),
    ("/settings/privacy", "form"),
)
"""Pages of staff, and what is seen when one is ready."""


def its_turn(pages: Sequence[tuple[str, str | None]], language: str) -> Sequence[tuple[str, str | None]]:
    """Return the pages that are looked at in a language."""
    return pages if EVERY_LANGUAGE else pages[LANGUAGES.index(language) :: len(LANGUAGES)]


def look(desk: Window, pages: Sequence[tuple[str, str | None]], language: str) -> list[str]:
    """Return what axe-core finds on pages, each opened by the one who sits there."""
    found: list[str] = []
    for path, ready in pages:
        desk.page.goto(path)
        desk.settle()
        if ready:
            expect(desk.test(ready)).to_be_visible()
        found += [f"{path} {fault}" for fault in desk.axe()]
        desk.picture(f"staff-{path.strip('/').replace('?', '-').replace('/', '-')}-{language}")
    return found


@pytest.mark.parametrize(
    ("size", "language"), [*(("kiosk", language) for language in LANGUAGES), ("kiosk-wide", "th")]
)
def test_axe_finds_nothing_on_the_kiosk(window: Open, size: str, language: str) -> None:
    kiosk = window(size)
    kiosk.open_device("kiosk")
    expect(kiosk.test("screen-home")).to_be_visible()
    found = kiosk.axe()
    kiosk.picture(f"{size}-home-{language}")
    kiosk.tap(f"language-{language}")
    expect(kiosk.test("screen-groups")).to_be_visible()
    kiosk.page.wait_for_timeout(300)  # the page fades in
    found += kiosk.axe()
    kiosk.picture(f"{size}-groups-{language}")
    small = kiosk.page.evaluate(
        "least => [...document.querySelectorAll('button, a, [role=button], [role=checkbox]')]"
        ".map(e => [e.dataset.test, e.getBoundingClientRect()])"
        ".filter(([, r]) => r.width && (r.height < least || r.width < least))"
        ".map(([name]) => name)",
        KIOSK_TARGET_PX,
    )
    assert small == []
    kiosk.tap("group-F")
    expect(kiosk.test("screen-number")).to_be_visible()
    kiosk.page.wait_for_timeout(300)
    found += kiosk.axe()
    kiosk.picture(f"{size}-number-{language}")
    kiosk.tap("done")
    kiosk.tap("rate")
    kiosk.page.wait_for_timeout(300)
    found += kiosk.axe()
    kiosk.picture(f"{size}-rate-{language}")
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_pages_of_staff(window: Open, language: str) -> None:
    desk = window("console", language)
    found: list[str] = []
    for path in ("/", "/sign-in"):
        desk.page.goto(path)
        desk.settle()
        found += [f"{path} {fault}" for fault in desk.axe()]
        desk.picture(f"staff-{path.strip('/') or 'start'}-{language}")
    desk.sign_in("administrator", "/overview")
    found += look(desk, its_turn(PAGES, language), language)
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_settings(window: Open, language: str) -> None:
    desk = window("console", language)
    desk.enter("administrator", "/overview")
    assert look(desk, its_turn(SETTINGS, language), language) == []


@pytest.mark.parametrize("size", ["display", "display-portrait"])
def test_axe_finds_nothing_on_the_tv(window: Open, size: str) -> None:
    tv = window(size)
    tv.open_device("display")
    expect(tv.test("clock")).to_be_visible()
    tv.picture(size)
    assert tv.axe() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_tablet_and_the_pairing_page(window: Open, language: str) -> None:
    tablet = window("tablet", language)
    tablet.page.goto("/tablet")
    tablet.settle()
    found = tablet.axe()
    tablet.picture(f"pair-{language}")
    tablet.open_device("tablet")
    found += tablet.axe()
    tablet.picture(f"tablet-asleep-{language}")
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_phone(window: Open, language: str) -> None:
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    kiosk.tap(f"language-{language}")
    kiosk.tap("group-C")
    expect(kiosk.test("screen-number")).to_be_visible()
    address = kiosk.test("qr").evaluate(
        "e => (e.matches('img') ? e : e.querySelector('img')).getAttribute('src')"
    )
    phone = window("phone", language)
    phone.page.goto(address.removesuffix("/qr.svg"))
    expect(phone.test("number")).to_be_visible()
    found = phone.axe()
    phone.picture(f"phone-waiting-{language}")
    phone.page.goto("/t/no-such-ticket-here")
    phone.settle()
    found += phone.axe()
    phone.picture(f"phone-lost-{language}")
    assert found == []
