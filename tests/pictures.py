"""`python -m tests.pictures` makes `docs/faces.png`: the faces of a running demo, side by side."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, Window
from tests.browser.served import Served, free_port, make_demo
from tests.browser.test_story import sit_down, take_number, token_of

FADE_MS = 500
"""A page of the kiosk fades in."""
OUT = Path(__file__).parent.parent / "docs" / "faces.png"
SHEET = """<!doctype html><style>
body{{margin:0;padding:28px;background:#D9CFBB;display:flex;gap:28px;align-items:stretch;width:max-content}}
div{{display:flex;flex-direction:column;gap:28px;justify-content:space-between}}img{{display:block;border-radius:6px}}
</style><body><div><img src="{kiosk}" height="726"></div>
<div><img src="{tv}" width="860">
<img src="{console}" width="860" height="214" style="object-fit:cover;object-position:top"></div>
<div><img src="{phone}" height="726"></div></body>"""


def main() -> None:
    """Play a visit, take the pictures, put them on one sheet."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_demo(Path(folder))
        served = Served(Path(folder), free_port())
        served.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            pictures = take(browser, served)
            sheet = browser.new_page(viewport={"width": 1744, "height": 782})
            sheet.set_content(SHEET.format(**pictures))
            OUT.parent.mkdir(exist_ok=True)
            sheet.locator("body").screenshot(path=str(OUT))
        finally:
            browser.close()
            served.stop()


def take(browser: Browser, served: Served) -> dict[str, str]:
    """Return the pictures of kiosk, TV, console and phone as data addresses."""
    kiosk, tv = Window(browser, "kiosk", "th", served), Window(browser, "display", "th", served)
    kiosk.open_device("kiosk")
    tv.open_device("display")
    for group in "ABCADBG":
        take_number(kiosk, group)
        kiosk.tap("done")
    take_number(kiosk, "A")
    kiosk_picture, token = picture(kiosk), token_of(kiosk)
    phone = Window(browser, "phone", "th", served)
    phone.page.goto(f"/t/{token}")
    phone.test("number").wait_for()
    call_next(browser, served, "counter3", 3)
    console = call_next(browser, served, "counter1", 1)
    tv.page.wait_for_timeout(9_000)  # the second call has been shown and its flash is over
    return {"kiosk": kiosk_picture, "tv": picture(tv), "console": picture(console), "phone": picture(phone)}


def call_next(browser: Browser, served: Served, person: str, counter: int) -> Window:
    """Open a counter and call the next number; return the console."""
    console = sit_down(Window(browser, "console", "th", served), person, counter)
    console.test("call-next").click()
    console.test("start").wait_for()
    return console


def picture(window: Window) -> str:
    """Return what a window shows as a data address."""
    window.settle()
    window.page.wait_for_timeout(FADE_MS)
    return "data:image/png;base64," + base64.b64encode(window.page.screenshot()).decode()


if __name__ == "__main__":
    main()
