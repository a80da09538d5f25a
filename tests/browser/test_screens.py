"""A hall screen takes the layout, zone and notices it is given at once, and says when it could not be read."""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Open, Window
from tests.browser.programs import Program
from tests.browser.test_tv import expect_whole, open_tv
from tests.clockwork import wait_until

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


INCHES, METRES = 43, 6
"""The screen of the tests, and from where it is read."""
SEEN_MM_PER_M = 12.2
"""0.7° of the eye."""
WIDE = 16 / (16**2 + 9**2) ** 0.5
"""Width of a picture of 16:9 as a share of its diagonal."""


def inked_mm(tv: Window, name: str) -> float:
    """Return how high the ink of a text stands on a glass of 43 inches, from the picture itself."""
    with Image.open(BytesIO(tv.test(name).screenshot())) as shot:
        grey = shot.convert("L")
    tones = [tone for tone, count in enumerate(grey.histogram()) if count]
    ink = grey.point([255 if tone < (tones[0] + tones[-1]) // 2 else 0 for tone in range(256)]).getbbox()
    assert ink is not None
    long_px = int(tv.page.evaluate("Math.max(innerWidth, innerHeight)"))
    return (ink[3] - ink[1]) * INCHES * 25.4 * WIDE / long_px


@pytest.fixture
def admin(window: Open) -> Window:
    """The administrator at a desk."""
    desk = window("console")
    desk.sign_in("administrator", "/overview")
    return desk


def set_up(admin: Window, **wishes: str) -> None:
    """Set the first screen up on its page."""
    admin.page.goto("/settings/screens")
    admin.page.locator("[data-test^=screen-]").first.click()
    for name, value in wishes.items():
        field = admin.test(name)
        if value in ("on", "off"):
            field.set_checked(value == "on")
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    admin.test("save").click()
    expect(admin.test("done")).to_be_visible()


def say(admin: Window, title: str, *, picture: bool = False) -> None:
    """Add a notice on its page."""
    admin.page.goto("/settings/notices/new")
    admin.test("title-th").fill(title)
    admin.test("title-ms").fill("Pejabat tutup pada hari Jumaat")
    admin.test("text-th").fill("เปิดอีกครั้งวันจันทร์ เวลา 8.30 น.")
    admin.test("text-ms").fill("Buka semula hari Isnin, 8.30")
    if picture:
        admin.test("file").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": PNG})
    admin.test("save").click()
    expect(admin.test("done")).to_be_visible()


@pytest.mark.parametrize("size", ["display", "display-portrait"])
def test_a_screen_changes_its_layout_without_being_touched_and_hides_no_call_behind_a_notice(
    window: Open, admin: Window, office: Program, size: str
) -> None:
    say(admin, "วันศุกร์ที่ 10 เมษายน ปิดทำการ")
    tv = open_tv(window(size), office)
    for _ in range(3):
        office.issue("E")
    number = office.at(5, "call-next")["number"]
    for layout in ("columns", "big", "counters"):
        set_up(admin, layout=layout, notices="off")
        expect(tv.page.locator(f".layout-{layout}")).to_be_visible()
        expect(tv.test("notices")).to_have_count(0)
        expect(tv.test("hero-number")).to_have_text(number)
        expect_readable(tv)
        tv.picture(f"{size}-{layout}")
        set_up(admin, notices="on")
        expect(tv.test("notices")).to_be_visible()
        expect_readable(tv)
        assert tv.page.evaluate(HIDDEN) == 0, layout
        tv.picture(f"{size}-{layout}-notice")
    assert tv.axe() == []


HIDDEN = """(() => {
  const n = document.querySelector('[data-test=notices]').getBoundingClientRect();
  return [...document.querySelectorAll('[data-test=hero], .row, [data-test^=counter-]')]
    .map(e => e.getBoundingClientRect())
    .filter(r => r.left < n.right - 1 && r.right > n.left + 1)
    .filter(r => r.top < n.bottom - 1 && r.bottom > n.top + 1).length })()"""
"""How many calls and counters lie under the notice."""


def is_seen(tv: Window, name: str) -> bool:
    """True when something stands on the glass as high as eyes need it across the hall."""
    return inked_mm(tv, name) >= SEEN_MM_PER_M * METRES


def expect_readable(tv: Window) -> None:
    """Assert that the call stands whole on the glass, and as high as it must be."""
    for name in ("hero-number", "hero-counter"):  # what moves comes to rest
        wait_until(partial(is_seen, tv, name))
    expect_whole(tv)
    expect(tv.test("too-small")).to_have_count(0)


def test_a_screen_for_one_group_calls_only_its_numbers(window: Open, admin: Window, office: Program) -> None:
    set_up(admin, layout="columns", notices="off")
    tv = open_tv(window("display"), office)
    code = next(g["code"] for g in office.desk()["groups"] if g["prefix"] == "E")
    set_up(admin, **{f"groups-{code}": "on"})
    expect(tv.test("waiting-E")).to_be_visible()
    expect(tv.test("waiting-A")).to_have_count(0)
    set_up(admin, **{f"groups-{code}": "off"})
    expect(tv.test("waiting-A")).to_be_visible()


def test_a_screen_that_hangs_too_far_away_says_so_to_who_hangs_it(
    window: Open, admin: Window, office: Program
) -> None:
    set_up(admin, layout="columns", notices="off", inches="32", distance_m="12")
    tv = open_tv(window("display"), office)
    office.issue("E")
    office.at(5, "call-next")
    tv.page.reload()
    expect(tv.test("too-small")).to_be_visible()
    tv.picture("display-too-small")
    set_up(admin, inches="75", distance_m="6")
    expect(tv.test("too-small")).to_have_count(0)


def test_the_preview_follows_the_form_before_anything_is_saved(admin: Window) -> None:
    admin.page.goto("/settings/screens")
    admin.page.locator("[data-test^=screen-]").first.click()
    inside = admin.page.frame_locator("#preview")
    admin.test("layout").select_option("counters")
    expect(inside.locator(".layout-counters")).to_be_visible()
    expect(inside.locator("[data-test=hero-number]")).to_be_visible()
    admin.test("rotate").select_option("90")
    expect(inside.locator(".hall-tall")).to_be_visible()
    admin.settle()
    admin.picture("settings-screen")
    assert admin.axe() == []


def test_notices_follow_one_another_and_a_broken_picture_makes_way(
    window: Open, admin: Window, office: Program
) -> None:
    set_up(admin, layout="big", notices="on")
    say(admin, "ประกาศภาพ", picture=True)
    say(admin, "ประกาศข้อความ")
    tv = open_tv(window("display"), office)
    tv.page.route("**/notices/*", lambda route: route.abort())
    expect(tv.test("notices")).to_be_visible()
    first = tv.test("notices").get_attribute("data-slide")
    expect(tv.test("notices")).not_to_have_attribute("data-slide", first or "", timeout=30_000)


def test_what_the_system_says_by_itself_keeps_within_its_share(
    window: Open, admin: Window, office: Program
) -> None:
    set_up(admin, layout="big", notices="on")
    tv = open_tv(window("display"), office)
    office.issue("A")
    for kind in ("rule", "documents"):
        admin.page.goto("/settings/notices")
        for other in ("rule", "results", "documents", "eit"):
            admin.test(f"own-{other}").set_checked(other == kind)
        admin.test("save-own").click()
        expect(tv.test("notices")).to_have_attribute("data-slide", re.compile(kind))
        tv.page.wait_for_timeout(300)
        tv.picture(f"display-own-{kind}")
        over = tv.test("notices").evaluate(
            "e => [...e.querySelectorAll('*')].filter(c => c.getBoundingClientRect().width > 0)"
            ".filter(c => { const r = c.getBoundingClientRect(), b = e.getBoundingClientRect();"
            " return r.right > b.right + 1 || r.bottom > b.bottom + 1; }).length"
        )
        assert over == 0, kind


def test_the_plain_page_is_read_by_a_browser_without_script(window: Open, office: Program) -> None:
    open_tv(window("display"), office)
    office.issue("E")
    office.at(5, "call-next")
    plain = window("display")
    plain.context.add_cookies(office.served.sessions["display"])
    plain.page.goto("/display/plain")
    expect(plain.test("call-0")).to_contain_text("E0")
    plain.picture("display-plain")
    assert plain.axe() == []


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_axe_finds_nothing_on_the_pages_of_the_hall(window: Open, admin: Window, language: str) -> None:
    say(admin, "ประกาศ")
    desk = window("console", language)
    desk.sign_in("administrator", "/overview")
    found = []
    for path in ("/settings/screens", "/settings/notices", "/settings/notices/new"):
        desk.page.goto(path)
        desk.settle()
        found += [f"{path} {fault}" for fault in desk.axe()]
        desk.picture(f"staff-{path.strip('/').replace('/', '-')}-{language}")
    desk.page.goto("/settings/notices")
    desk.test("notice-0").click()
    desk.settle()
    found += desk.axe()
    assert found == []
