"""Fixtures of the browser tests: one Chromium for all, a server per module, pages that report every fault."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.counters import sit_down
from tests.browser.programs import Program
from tests.browser.served import Served, free_port, make_demo

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
SIZES = {
    "kiosk": {"width": 1080, "height": 1920},
    "kiosk-wide": {"width": 1920, "height": 1080},
    "tablet": {"width": 1280, "height": 800},
    "display": {"width": 1920, "height": 1080},
    "display-portrait": {"width": 1080, "height": 1920},
    "console": {"width": 1366, "height": 768},
    "phone": {"width": 360, "height": 800},
}
HAND_MS = 650
PATIENCE_MS = 75_000
"""A press may wait for a page that takes a minute on a machine that runs other tests beside this one."""
SESSION = "tonsai"
"""The cookie of a signed-in person."""
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PICTURES = os.environ.get("PICTURES")
"""A folder: every looked-at screen is saved there as a picture."""

expect.set_options(timeout=8_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made once per process and never served itself."""
    folder = tmp_path_factory.mktemp("demo")
    make_demo(folder)
    return folder


@pytest.fixture(scope="module")
def served(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests of one file."""
    server = Served(shutil.copytree(demo, tmp_path_factory.mktemp("office") / "data"), free_port())
    server.start()
    yield server
    server.stop()


TELL_OF_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`the policy stopped ${event.violatedDirective} ${event.blockedURI} in ${event.sourceFile}`));
"""
"""Whatever the policy of a page stops becomes a fault of the window, and so of the test."""


class Window:
    """A person's browser window. Every request must stay on this machine; no script may fail."""

    def __init__(self, browser: Browser, size: str, language: str, served: Served) -> None:
        self.served = served
        self.context: BrowserContext = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]  # a plain dict is what it takes
            has_touch=size.startswith(("kiosk", "tablet", "phone")),
            is_mobile=size == "phone",
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            base_url=served.url,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(TELL_OF_VIOLATIONS)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.strangers: list[str] = []
        self.touched = 0.0
        """When the last touch was, by the monotonic clock."""
        self._listen()
        if language != "th":
            self.context.add_cookies([{"name": "tonsai_lang", "value": language, "url": served.url}])

    def test(self, name: str) -> Locator:
        """Return the element of that test name."""
        return self.page.locator(f'[data-test="{name}"]').first

    def tap(self, name: str) -> None:
        """Touch an element of a touch screen, at the pace of a hand: the kiosk ignores a second touch within 500 ms."""
        expect(self.test(name)).to_be_visible()
        rested_ms = (time.monotonic() - self.touched) * 1000
        if rested_ms < HAND_MS:
            self.page.wait_for_timeout(HAND_MS - rested_ms)
        self.test(name).tap()
        self.touched = time.monotonic()

    def _listen(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", self._watch)

    def _hear(self, message: ConsoleMessage) -> None:
        text = message.text
        if message.type == "error" and "Failed to load resource" not in text and "WebSocket" not in text:
            self.faults.append(text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.served.url, "data:", "blob:")):
            self.strangers.append(request.url)

    def open_device(self, kind: str, root: str = "") -> Page:
        """Open a paired face: the first time through its door on the demo's start page, later as the same device.

        `root` is where the addresses of its site begin.
        """
        kept = self.served.sessions.get(kind)
        if kept is None:
            self._go_through_the_door(kind, root)
            self.served.sessions[kind] = [c for c in self.context.cookies() if c["name"] == f"tonsai_{kind}"]
        else:
            self.context.add_cookies(kept)
            self.page.goto(f"{root}/{kind}")
        self.settle()
        return self.page

    def _go_through_the_door(self, kind: str, root: str) -> None:
        self.page.goto(f"{root}/")
        with self.context.expect_page() as opened:
            self.test(f"open-{kind}").click()
        self.page.close()
        self.page = opened.value
        self._listen()
        self.page.wait_for_url(f"**/{kind}**")

    def sign_in(self, username: str, path: str) -> Page:
        """Sign in as a member of the demo's staff and go to a page."""
        self.page.goto(f"/sign-in?next={path}")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", "ton-sai-demo")
        self.test("enter").click()
        self.page.wait_for_url(f"**{path}")
        self.settle()
        return self.page

    def enter(self, person: str, path: str) -> Page:
        """Go to a page as somebody who has signed in this morning already; the first time they do it now."""
        kept = self.served.sessions.get(person)
        if kept is None:
            self.sign_in(person, path)
            self.served.sessions[person] = [c for c in self.context.cookies() if c["name"] == SESSION]
            return self.page
        self.context.add_cookies(kept)
        self.page.goto(path)
        self.settle()
        return self.page

    def gone(self, name: str) -> None:
        """Wait until no element has that test name."""
        expect(self.page.locator(f'[data-test="{name}"]')).to_have_count(0)

    def settle(self) -> None:
        """Wait until the fonts are there: text before that is blank."""
        self.page.evaluate("document.fonts.ready.then(() => true)")

    def picture(self, name: str) -> None:
        """Save what is seen, where a folder for pictures was named."""
        if PICTURES:
            self.settle()
            self.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))

    def axe(self) -> list[str]:
        """Return what axe-core finds wrong on the page."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        return [
            f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0].get('failureSummary', '')[:200]}"
            for v in found["violations"]
        ]


Open = Callable[..., Window]


@pytest.fixture(scope="module")
def program(served: Served) -> Program:
    """A program that may do everything, for the tests of one file."""
    return Program(served)


@pytest.fixture
def office(program: Program) -> Iterator[Program]:
    """The office as every test wants to find it: nobody there, counters closed; its settings are put back."""
    program.clear()
    kept = program.served.settings()
    yield program
    program.restore_settings(kept)


@pytest.fixture
def window(chromium: Browser, served: Served) -> Iterator[Open]:
    """Open windows; at the end nothing may have failed or left the machine."""
    opened: list[Window] = []

    def open_window(size: str, language: str = "th") -> Window:
        made = Window(chromium, size, language, served)
        opened.append(made)
        return made

    yield open_window
    faults = [fault for w in opened for fault in w.faults]
    strangers = [url for w in opened for url in w.strangers]
    for made in opened:
        made.context.close()
    assert not faults
    assert not strangers


@pytest.fixture
def console(window: Open, office: Program) -> Window:
    """Counter 3, open and free; `office` has nobody in it."""
    return sit_down(window("console"))


@pytest.fixture
def kiosk(window: Open, office: Program) -> Window:
    """The lobby kiosk at its first screen; `office` has nobody in it."""
    made = window("kiosk")
    made.open_device("kiosk")
    expect(made.test("screen-home")).to_be_visible()
    return made
