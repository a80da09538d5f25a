"""What the hall hears, really rendered by the browser: the joined clips, their order, gaps and loudness."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shared.live.voice import GAP_MS
from tests.browser.conftest import Open, Window
from tests.browser.programs import Program
from tests.browser.senses import CHIME, expect_heard, expect_lit, listen

SPOKEN_MS = 20_000
TONES = {"please": 300, "letter": 450, "one": 700, "counter": 1000, "nombor": 1400, "satu": 1900}
MAKE = """
async tones => {
  const { join } = await import("/static/tonsai/voice.js");
  const rate = 24000, decoded = new Map();
  for (const [name, hz] of Object.entries(tones)) {
    const clip = new OfflineAudioContext(1, rate * 0.4, rate);
    const tone = new OscillatorNode(clip, { frequency: hz });
    tone.connect(new GainNode(clip, { gain: 0.8 })).connect(clip.destination);
    tone.start();
    decoded.set(name, await clip.startRendering());
  }
  const speech = [
    { language: "th", full: ["please", "letter", "one", "counter"], brief: ["letter", "one"], ms: 0, brief_ms: 0 },
    { language: "ms", full: ["nombor", "letter", "satu"], brief: ["letter", "satu"], ms: 0, brief_ms: 0 },
  ];
  const hall = new OfflineAudioContext(1, rate * 5, rate);
  const said = join(hall, speech, false, decoded);
  const source = new AudioBufferSourceNode(hall, { buffer: said });
  source.connect(hall.destination);
  source.start();
  const heard = (await hall.startRendering()).getChannelData(0);
  const step = rate / 200, parts = [];
  for (let at = 0; at < said.duration * rate; at += step) {
    const part = heard.subarray(at, at + step);
    let turns = 0;
    for (let i = 1; i < part.length; i += 1) turns += (part[i] >= 0) !== (part[i - 1] >= 0);
    const loud = Math.max(...part.map(Math.abs));
    parts.push([Math.round(at / rate * 1000), loud, loud > 0.02 ? turns * rate / part.length / 2 : 0]);
  }
  const half = join(hall, speech, false, new Map([...decoded].filter(([name]) => name !== "one")));
  return { parts, ms: said.duration * 1000, half };
}
"""
NOTICE = """
window.said = [];
const Source = AudioBufferSourceNode;
window.AudioBufferSourceNode = class extends Source {
  start(at) {
    const samples = this.buffer.getChannelData(0);
    let peak = 0;
    for (const value of samples) peak = Math.max(peak, Math.abs(value));
    if (peak > 0 && at !== undefined) said.push({ at, end: at + this.buffer.duration, peak });
    super.start(at);
  }
};
"""


@pytest.fixture
def tv(window: Open, office: Program) -> Window:
    """The hall's TV with every joined sound noticed; `office` has nobody in it."""
    made = window("display")
    listen(made.context)
    made.context.add_init_script(NOTICE)
    for counter in (3, 4):
        office.at(counter, "open")
    made.open_device("display")
    expect(made.test("clock")).to_be_visible()
    return made


def said(page: Page, at_least: int) -> list[dict[str, float]]:
    """Wait until so many sounds were joined and said, and return them."""
    page.wait_for_function("n => said.length >= n", arg=at_least, timeout=SPOKEN_MS)
    found: list[dict[str, float]] = page.evaluate("said")
    return found


def runs(parts: list[list[float]]) -> list[tuple[str, float, float]]:
    """Fold the rendered sound into tones: name, first and last millisecond."""
    found: list[tuple[str, float, float]] = []
    for at, _, hz in parts:
        if hz == 0:
            continue
        name = min(TONES, key=lambda tone: abs(TONES[tone] - hz))
        if found and found[-1][0] == name and at - found[-1][2] <= 10:
            found[-1] = (name, found[-1][1], at)
        else:
            found.append((name, at, at))
    return [run for run in found if run[2] - run[1] > 100]


def test_the_joined_sound_has_its_words_in_order_with_small_gaps_and_no_clipping(tv: Window) -> None:
    made: dict[str, Any] = tv.page.evaluate(MAKE, TONES)
    words = runs(made["parts"])
    assert [name for name, _, _ in words] == [
        "please",
        "letter",
        "one",
        "counter",
        "nombor",
        "letter",
        "satu",
    ]
    gaps = [later[1] - earlier[2] for earlier, later in pairwise(words)]
    assert all(gap <= 80 for n, gap in enumerate(gaps) if n != 3)
    assert 300 <= gaps[3] <= 400
    assert max(loud for _, loud, _ in made["parts"]) <= 0.81
    assert made["ms"] == pytest.approx(7 * 400 + 5 * GAP_MS + 350, abs=2)
    assert made["half"] is None


def test_two_calls_of_the_same_moment_are_both_said_one_after_the_other(tv: Window, office: Program) -> None:
    first, second = office.issue("A", language="ms"), office.issue("G", language="en")
    office.call(3, first)
    office.call(4, second)
    expect_lit(tv.page, first.number)
    heard = said(tv.page, 2)
    expect_lit(tv.page, second.number)
    expect_heard(tv.page, CHIME * 2)
    assert heard[1]["at"] >= heard[0]["end"]
    assert all(0 < one["peak"] <= 1 for one in heard)
    assert heard[0]["end"] - heard[0]["at"] <= 8


def test_a_call_is_said_again_while_the_person_has_not_come_and_not_after(
    tv: Window, office: Program
) -> None:
    waited, came = office.issue("A", language="ms"), office.issue("A", language="ms")
    office.call(3, waited)
    whole = said(tv.page, 2)
    assert 2.9 <= whole[1]["at"] - whole[0]["end"] <= 4
    office.call(4, came)
    said(tv.page, 3)
    office.at(4, "start")
    expect(tv.test("hero")).to_have_attribute("data-lit", "no", timeout=SPOKEN_MS)
    assert len(tv.page.evaluate("said")) == 3


def test_a_thai_call_without_a_recorded_voice_is_chimed_and_shown(tv: Window, office: Program) -> None:
    ticket = office.issue("A")
    office.call(3, ticket)
    expect_lit(tv.page, ticket.number)
    expect_heard(tv.page, CHIME)
    assert tv.page.evaluate("said") == []
