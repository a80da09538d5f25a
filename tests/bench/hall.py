"""The hall's page in a real Chromium: from a call to picture and sound, its memory over many calls, its start."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.bench.tables import Table, number, percentile
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.programs import Program
from tests.browser.served import Served, free_port, make_demo

CALLS, APART_S = 40, 4.6
"""A call has four seconds of its own while others wait; these come one after another."""
MANY, STEP = 3000, 500
SCREENS = 50
SIZE: Any = {"width": 1920, "height": 1080}
WATCH = """
window.news = []; window.shown = []; window.sounded = [];
const stamp = () => performance.timeOrigin + performance.now();
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...all) {
    super(...all);
    this.addEventListener("message", ({ data }) => {
      if (!String(data).startsWith('42/board,["board"')) return;
      const at = stamp();
      news.push([JSON.parse(data.slice(data.indexOf("[")))[1].calls[0]?.number, at]);
    });
  }
};
const start = AudioScheduledSourceNode.prototype.start;
AudioScheduledSourceNode.prototype.start = function (...all) { sounded.push(stamp()); return start.apply(this, all); };
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const number = document.querySelector('[data-test="hero-number"]')?.textContent;
  if (number && shown.at(-1)?.[0] !== number) requestAnimationFrame(() => shown.push([number, stamp()]));
}).observe(document.body, { childList: true, subtree: true, characterData: true }));
"""


def measure(*, quick: bool = False) -> list[Table]:
    """Return the tables: the way of a call, the memory of the page, and how long a true board takes to come."""
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder, sync_playwright() as playwright:
        make_demo(Path(folder))
        served = Served(Path(folder), free_port())
        served.start()
        try:
            office = Program(served)
            began = time.perf_counter()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            try:
                page, secret = _open(browser, served)
                first_s = time.perf_counter() - began
                return [
                    _way(page, office, 8 if quick else CALLS),
                    _memory(browser, served, secret, office, 600 if quick else MANY),
                    _starts(browser, served, secret, first_s, 10 if quick else SCREENS),
                ]
            finally:
                browser.close()
        finally:
            served.stop()


def _open(browser: Browser, served: Served) -> tuple[Page, Any]:
    """Return the hall's page with a true board on it, and its cookies."""
    context = browser.new_context(viewport=SIZE, base_url=served.url, timezone_id="Asia/Bangkok")
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto("/")
    with context.expect_page() as opened:
        page.locator("[data-test=open-display]").first.click()
    page = opened.value
    page.locator("[data-test=clock]").wait_for()
    return page, [cookie for cookie in context.cookies() if cookie["name"] == "tonsai_display"]


def _again(browser: Browser, served: Served, secret: Any) -> Page:
    context = browser.new_context(viewport=SIZE, base_url=served.url, timezone_id="Asia/Bangkok")
    context.add_cookies(secret)
    return context.new_page()


def _call(office: Program) -> str:
    """Call somebody to counter 5 and be done with the one before; return the number."""
    office.issue("E")
    ticket = office.at(5, "call-next")
    office.at(5, "no-show")
    return str(ticket["number"])


def _way(page: Page, office: Program, calls: int) -> Table:
    office.at(5, "open")
    ways: dict[str, list[float]] = {"socket": [], "picture": [], "sound": []}
    for _ in range(calls):
        office.issue("E")
        page.evaluate("news.length = shown.length = sounded.length = 0")
        sent = time.time() * 1000
        number_called = office.at(5, "call-next")["number"]
        page.wait_for_function(
            "n => shown.some(([shown]) => shown === n) && sounded.length > 0", arg=number_called
        )
        found = page.evaluate(
            "n => [...[news, shown].map(all => all.find(([one]) => one === n)[1]), sounded[0]]", number_called
        )
        for name, at in zip(ways, found, strict=True):
            ways[name].append(at - sent)
        office.at(5, "no-show")
        page.wait_for_timeout(APART_S * 1000)
    table = Table(
        "From a call to the hall's page in Chromium",
        ("what", "p50 ms", "p99 ms", "÷ socket p50", "÷ socket p99"),
    )
    base = [percentile(ways["socket"], part) for part in (0.5, 0.99)]
    for key, name in (
        ("socket", "the board at the page's socket"),
        ("picture", "**the number on the glass**"),
        ("sound", "**the first sound**"),
    ):
        p50, p99 = (percentile(ways[key], part) for part in (0.5, 0.99))
        table.rows.append(
            (name, number(p50, 1), number(p99, 1), f"{p50 / base[0]:.2f}", f"{p99 / base[1]:.2f}")
        )
    table.notes.append(
        f"{calls} calls from their POST, software rendering of 1920×1080 on the machine of the server"
    )
    return table


def _memory(browser: Browser, served: Served, secret: Any, office: Program, calls: int) -> Table:
    """A long time in a short one: the page's clock is turned on by five seconds after each call."""
    page = _again(browser, served, secret)
    page.clock.install()
    page.goto("/display")
    page.locator("[data-test=clock]").wait_for()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    table = Table(
        "Memory of the hall's page",
        ("calls", "JavaScript heap MB", "nodes", "listeners", "script ms per call"),
    )
    before = 0.0
    for done in range(calls + 1):
        if done in (100, *range(STEP, calls + 1, STEP)):
            heap, nodes, listeners, script_s = _taken(session)
            table.rows.append(
                (
                    number(done),
                    number(heap / 1e6, 2),
                    number(nodes),
                    number(listeners),
                    number((script_s - before) * 1000 / done, 1),
                )
            )
        if done < calls:
            _call(office)
            page.clock.run_for(5_000)
    table.notes.append(
        "after a collection of garbage; the page's clock is turned on by five seconds after each call"
    )
    page.context.close()
    return table


def _taken(session: CDPSession) -> tuple[float, float, float, float]:
    session.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return found["JSHeapUsedSize"], found["Nodes"], found["JSEventListeners"], found["ScriptDuration"]


def _starts(browser: Browser, served: Served, secret: Any, first_s: float, screens: int) -> Table:
    table = Table("Until a true board", ("what", "seconds"))
    table.rows.append(("browser started, paired in the demo, board on the glass", number(first_s, 1)))
    began = time.perf_counter()
    page = _again(browser, served, secret)
    page.goto("/display")
    page.locator("[data-test=clock]").wait_for()
    table.rows.append(("page of a paired screen opened", number(time.perf_counter() - began, 2)))
    page.context.close()
    table.rows.append(
        (
            f"server killed and started with {screens} screens: until all are true",
            number(_restart(served, screens), 1),
        )
    )
    table.notes.append(
        "counted from the start of the new process; screens come back with growing pauses and chance in them"
    )
    return table


def _restart(served: Served, screens: int) -> float:
    """Return how long after its start a killed server's screens all have a board again, s."""
    import socketio  # its client is only a part of the development's packages

    secret = served.command("token", "create", "--role", "screen")
    clients: list[Any] = []
    heard: dict[int, float] = {}

    def listen(place: int) -> Callable[[Any], None]:
        return lambda _board: heard.__setitem__(place, time.perf_counter())

    for place in range(screens):
        client = socketio.Client(reconnection_delay=0.5, reconnection_delay_max=5, randomization_factor=0.5)
        client.on("board", listen(place), namespace="/board")
        client.connect(served.url, auth={"token": secret}, namespaces=["/board"], transports=["websocket"])
        clients.append(client)
    served.kill()
    heard.clear()
    began = time.perf_counter()
    served.start()
    until = began + 60
    while len(heard) < screens and time.perf_counter() < until:
        clients[0].sleep(0.05)
    for client in clients:
        client.disconnect()
    return max(heard.values()) - began if len(heard) == screens else float("inf")
