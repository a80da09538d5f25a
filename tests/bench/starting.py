"""What it takes to begin and to keep going: start, memory, and the first screen of a kiosk in a real browser."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.servers import Server, make_token, run_apart, serving
from tests.bench.tables import Table, middle, number

TICKETS = 20_000
CLIENTS = 16
PATIENCE_S = 60.0
VISITS = 3
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LANGUAGE_KEY = '[data-test^="language-"]'
WATCH = """
(() => {
  const look = () => {
    const key = document.querySelector('%s');
    if (key && key.getBoundingClientRect().height > 0) window.firstKey = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()
"""
"""Runs before the page's scripts: notes the moment of the first frame that has a language key."""


def measure(*, quick: bool = False) -> list[Table]:
    """Return the tables of start and memory, and of the kiosk's first screen."""
    tickets = 2_000 if quick else TICKETS
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        data = Path(folder)
        with serving(data) as office:
            first_start = office.started_s
        with serving(data) as office:
            screen = _first_screen(office)
            rest = office.memory_mb()
            issued = _issue(office, data, tickets)
            after = office.memory_mb()
        starts = [office.started_s]
        for _ in range(2):
            with serving(data) as office:
                starts.append(office.started_s)
    return [_costs(first_start, starts, rest, after, issued), screen]


def _issue(office: Server, data: Path, tickets: int) -> int:
    token = make_token(data, "kiosk")
    bodies = [{"group": g["code"]} for g in office.get("/api/v1/groups", token)["groups"]]
    job = {
        "port": office.port, "path": "/api/v1/tickets", "clients": CLIENTS, "seconds": PATIENCE_S, "most": tickets,
        "bodies": bodies, "token": token,
    }  # fmt: skip
    return len(run_apart("tests.bench.clients", job, timeout_s=PATIENCE_S + 60)["answers"])


def _first_screen(office: Server) -> Table:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    table = Table(
        "The first screen of a kiosk in Chromium",
        ("visit", "requests", "bytes over the network", "first language key, ms"),
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        cookies = _pair(browser, office.port)
        visits = [_visit(browser, office.port, cookies) for _ in range(VISITS)]
        browser.close()
    for name, index in (("the first, nothing cached", 0), ("again, with what was cached", 1)):
        table.rows.append(
            (name, number(visits[0][index]["requests"]), number(visits[0][index]["bytes"]),
             number(middle([visit[index]["key_ms"] for visit in visits])))
        )  # fmt: skip
    table.notes.append(
        f"1080x1920, {VISITS} fresh browsers; time from navigation to the frame that has the keys"
    )
    return table


def _pair(browser: Browser, port: int) -> Any:
    """Return the cookies of a browser that opened the demo's kiosk from the start page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    with context.expect_page() as opened:
        page.locator('[data-test="open-kiosk"]').click()
    opened.value.wait_for_selector(LANGUAGE_KEY)
    cookies = context.cookies()
    context.close()
    return cookies


def _visit(browser: Browser, port: int, cookies: Any) -> tuple[dict[str, float], dict[str, float]]:
    """Return what the first and the second opening of the kiosk cost in a browser that knows only its cookie."""
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, has_touch=True)
    context.add_cookies(cookies)
    context.add_init_script(WATCH % LANGUAGE_KEY)
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    found = []
    for _ in range(2):
        sizes.clear()
        page.goto(f"http://127.0.0.1:{port}/kiosk", wait_until="networkidle")
        page.wait_for_function("window.firstKey > 0")
        key_ms = page.evaluate("window.firstKey")
        found.append({"requests": sum(1 for s in sizes if s > 0), "bytes": sum(sizes), "key_ms": key_ms})
    context.close()
    return found[0], found[1]


def _costs(
    first_start: float, starts: list[float], rest: dict[str, float], after: dict[str, float], issued: int
) -> Table:
    table = Table("Start and memory", ("what", "value"))
    table.rows += [
        ("first start to first answer, the demo office being made", f"{first_start:.1f} s"),
        ("start to first answer, median", f"{middle(starts):.1f} s"),
        ("resident memory at rest: worker", f"{rest['worker']:.0f} MB"),
        ("resident memory at rest: gunicorn's master", f"{rest['master']:.0f} MB"),
        (f"worker after {number(issued)} tickets on one day", f"{after['worker']:.0f} MB"),
    ]
    return table
