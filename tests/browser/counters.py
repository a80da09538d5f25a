"""How a clerk's hands work a console: sitting down, calling, pressing keys at the pace the console takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Request, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Window

COUNTER = 3
"""Serves A and B."""


def sit_down(console: Window, person: str = "counter3", counter: int = COUNTER) -> Window:
    """Open a counter."""
    console.enter(person, f"/console?counter={counter}")
    console.test("open").click()
    expect_phase(console, "idle")
    return console


def expect_phase(console: Window, name: str) -> None:
    """Wait for what stands in the middle of the console."""
    expect(console.page.locator(".staff")).to_have_attribute("data-phase", name)


def press(console: Window, key: str) -> None:
    """Press a key of the keyboard once the console takes presses again."""
    expect(console.test("close")).to_have_attribute("aria-disabled", "false")
    console.page.keyboard.press(key)


def call_next(console: Window) -> str:
    """Call the next one; return the number."""
    console.test("call-next").click()
    expect_phase(console, "called")
    return console.test("ticket-number").inner_text()


def serve_next(console: Window) -> str:
    """Call the next one and begin to serve; return the number."""
    number = call_next(console)
    console.test("start").click()
    expect_phase(console, "serving")
    return number


def commands_of(console: Window) -> list[Request]:
    """Return the list into which every later command of the page goes."""
    sent: list[Request] = []
    console.page.on("request", lambda r: sent.append(r) if r.method in ("POST", "DELETE") else None)
    return sent
