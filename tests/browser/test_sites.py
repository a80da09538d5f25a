"""Several sites seen with eyes: the faces below the address of a site, the choice of an office, the page of all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Request, expect

from tests.browser.conftest import Open, Window
from tests.browser.served import Served
from tests.browser.test_story import take_number, token_of

SITE = "/s/tonsai"


def let_in(data: Path) -> None:
    """Let Pim see all sites, with the demo's password."""
    with closing(sqlite3.connect(data / "tonsai.db")) as db, db:
        db.execute(
            "INSERT INTO staff (site_id, username, name, role, password_hash, session_version, failed, disabled) "
            "SELECT site_id, 'pim', 'Pim Fictitious', 'province', password_hash, 1, 0, 0 FROM staff "
            "WHERE username = 'administrator'"
        )


def strays_of(window: Window) -> list[str]:
    """Return a list that fills with every address that is neither of the site nor the same for all sites."""
    found: list[str] = []

    def look(request: Request) -> None:
        path = request.url.removeprefix(window.served.url)
        if not path.startswith(f"{SITE}/") and "static/" not in path:
            found.append(path)

    window.page.on("request", look)
    return found


def test_kiosk_console_and_phone_live_below_the_address_of_their_site(window: Open) -> None:
    kiosk, console, phone = window("kiosk"), window("console"), window("phone")
    strays = [strays_of(console), strays_of(phone)]
    console.page.goto(f"{SITE}/sign-in?next=/console?counter=3")
    console.page.fill("input[name=username]", "counter3")
    console.page.fill("input[name=password]", "ton-sai-demo")
    console.test("enter").click()
    console.test("open").click()
    expect(console.test("call-next")).to_be_visible()
    kiosk.open_device("kiosk", SITE)
    strays.append(strays_of(kiosk))
    number = take_number(kiosk, "A", "th")
    phone.page.goto(f"{SITE}/t/{token_of(kiosk)}")
    expect(phone.page.locator("body")).to_contain_text(number)
    console.test("call-next").click()
    expect(phone.page.locator("[data-state=called]").first).to_be_visible()
    assert strays == [[], [], []]


def test_axe_finds_nothing_where_an_office_is_chosen_or_all_are_seen(window: Open, served: Served) -> None:
    let_in(served.data)
    desk, found = window("console"), []
    desk.sign_in("pim", "/province")
    for language in ("th", "ms", "en"):
        for path, ready in (("/province", "total"), ("/sites", "sites")):
            desk.page.goto(f"{path}?lang={language}")
            expect(desk.test(ready)).to_be_visible()
            found += [f"{path} {language} {fault}" for fault in desk.axe()]
            desk.picture(f"{path.strip('/')}-{language}")
    assert found == []
