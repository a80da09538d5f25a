"""What a page does to ear and hand: the tones it strikes and the vibrations it asks for, in their order."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

CHIME = [784, 659]
"""Hertz of the two strokes of a call; a repeated call strikes them twice."""
ASKED_TO_COME = [400, 200, 400]
QUIET = 0
HEARING_MS = 8_000
_HEARS = "tones => JSON.stringify(heard) === JSON.stringify(tones)"

_SENSES = """
window.heard = [];
window.felt = [];
const Tone = OscillatorNode;
window.OscillatorNode = class extends Tone {
  start(at) { heard.push(Math.round(this.frequency.value)); super.start(at); }
};
navigator.vibrate = pattern => { felt.push(pattern); return true; };
"""
_MUTE_UNTIL_TOUCHED = """
const Sound = AudioContext;
window.AudioContext = class extends Sound {
  get state() { return this.woken ? "running" : "suspended"; }
  async resume() {
    if (!navigator.userActivation.isActive) return;
    this.woken = true;
    this.dispatchEvent(new Event("statechange"));
  }
};
"""


def listen(context: BrowserContext) -> None:
    """Notice from now on what the context's pages sound and vibrate."""
    context.add_init_script(_SENSES)


def forbid_sound(context: BrowserContext) -> None:
    """Be a browser that lets no page sound before somebody touches it."""
    context.add_init_script(_MUTE_UNTIL_TOUCHED)


def heard(page: Page) -> list[int]:
    """The tones since the page came up, in hertz."""
    tones: list[int] = page.evaluate("heard")
    return tones


def felt(page: Page) -> list[Any]:
    """The vibrations asked for since the page came up; 0 stops one."""
    patterns: list[Any] = page.evaluate("felt")
    return patterns


def expect_heard(page: Page, tones: list[int]) -> None:
    """Wait until exactly these tones were struck."""
    with suppress(PlaywrightTimeout):
        page.wait_for_function(_HEARS, arg=tones, timeout=HEARING_MS)
    assert heard(page) == tones


def expect_lit(page: Page, number: str) -> None:
    """Wait until the hall screen calls this number with its lamp."""
    expect(page.locator('[data-test="hero-number"]')).to_have_text(number)
    expect(page.locator('[data-test="hero"]')).to_have_attribute("data-lit", "yes")
