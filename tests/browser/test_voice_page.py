"""The page of the voice with a real (pretended) microphone: a clip is recorded, heard, kept, and called in the hall."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from shared.domain.speech import possible_clips
from shared.voice.wav import read_wav
from tests.browser.conftest import CHROMIUM, FLAGS, Open, Window
from tests.browser.counters import call_next, expect_phase
from tests.browser.programs import Program
from tests.browser.senses import CHIME, expect_heard, expect_lit, listen
from tests.browser.served import Served
from tests.browser.test_voice import NOTICE, said
from tests.clockwork import wait_until
from tests.voice.sounds import tone

PAGE = "/settings/voice"
SPOKEN_MS = 500
"""Of the pretended speaker, who says one tone a second, for ever."""


@pytest.fixture(scope="module")
def with_microphone(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone hears a speaker."""
    speaker = tmp_path_factory.mktemp("speaker") / "speaker.wav"
    speaker.write_bytes(tone(SPOKEN_MS, quiet_ms=250, hz=440, loud=0.4, rate=48_000))
    flags = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={speaker}",
    ]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
    yield browser
    browser.close()


@pytest.fixture
def desk(with_microphone: Browser, served: Served, office: Program) -> Iterator[Window]:
    """The administrator at the page of the Thai voice, which nobody has recorded."""
    made = Window(with_microphone, "console", "th", served)
    made.context.add_init_script(NOTICE)
    made.enter("administrator", f"{PAGE}?language=th")
    expect(made.test("clip-please")).to_be_visible()
    yield made
    made.context.close()
    assert made.faults == []
    assert made.strangers == []


def state(desk: Window, name: str, wanted: str) -> None:
    """Wait until a clip of the list is in a state."""
    expect(desk.test(f"clip-{name}")).to_have_attribute("data-state", wanted)


def test_a_clip_is_recorded_with_two_keys_heard_and_kept_and_the_next_one_follows(
    desk: Window, served: Served
) -> None:
    desk.test("record-wanted").click()
    expect(desk.test("booth-words")).to_have_text("ขอเชิญหมายเลข")
    desk.page.wait_for_function("() => document.querySelector('[data-test=level]').value > 0.5")
    desk.page.keyboard.press("Space")
    expect(desk.test("booth")).to_have_attribute("data-step", "recording")
    desk.picture("voice-booth-recording")
    desk.page.wait_for_timeout(1200)
    desk.page.keyboard.press("Space")
    expect(desk.test("booth")).to_have_attribute("data-step", "heard")
    assert len(said(desk.page, 1)) == 1
    desk.picture("voice-booth-heard")
    desk.page.evaluate("scrollTo(0, 0)")  # where the bar covers nothing by half
    assert desk.axe() == []
    desk.page.keyboard.press("Enter")
    expect(desk.test("booth-words")).to_have_text("ที่ช่องบริการ")
    desk.page.keyboard.press("Escape")
    expect(desk.test("record-counter")).to_be_focused()
    state(desk, "please", "recorded")
    state(desk, "counter", "missing")
    ((sound,),) = served.read("SELECT sound FROM voice_clip WHERE language = 'th' AND name = 'please'")
    kept = read_wav(sound)
    assert kept.rate == 24_000
    assert kept.ms >= SPOKEN_MS / 2
    assert max(abs(value) for value in kept.samples) <= 0.9


def test_a_kept_clip_is_heard_and_removed_at_the_second_press(desk: Window) -> None:
    desk.test("file-digit-9").set_input_files(
        {"name": "nine.wav", "mimeType": "audio/wav", "buffer": tone(400, rate=44_100, channels=2)}
    )
    expect(desk.test("booth")).to_have_attribute("data-step", "heard")
    desk.test("booth-keep").click()
    state(desk, "digit-9", "recorded")
    before = len(said(desk.page, 1))
    desk.test("hear-digit-9").click()
    said(desk.page, before + 1)
    desk.test("drop-digit-9").click()
    state(desk, "digit-9", "recorded")
    desk.test("drop-digit-9").click()
    state(desk, "digit-9", "missing")


@pytest.mark.parametrize(
    ("name", "sound", "words"),
    [
        ("letter.wav", b"no sound at all", "เบราว์เซอร์เปิดเสียงนี้ไม่ได้"),
        ("song.wav", tone(9_000, rate=8_000), "สั้นกว่า 8 วินาที"),
        ("quiet.wav", tone(loud=0.0005), "ไม่ได้ยินเสียงพูด"),
    ],
)
def test_a_file_that_is_no_clip_is_refused_in_words(
    desk: Window, name: str, sound: bytes, words: str
) -> None:
    desk.test("file-digit-8").set_input_files({"name": name, "mimeType": "audio/wav", "buffer": sound})
    expect(desk.test("problem")).to_contain_text(words)
    desk.test("booth-leave").click()
    state(desk, "digit-8", "missing")


def test_a_page_without_a_secure_address_says_so_and_offers_other_ways(window: Open, office: Program) -> None:
    desk = window("console")
    desk.context.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', { value: false })")
    desk.enter("administrator", f"{PAGE}?language=th")
    expect(desk.test("insecure")).to_contain_text("localhost")
    expect(desk.test("record-wanted")).to_have_count(0)
    expect(desk.test("file-please")).to_have_count(1)
    desk.picture("voice-insecure")


def test_a_refused_microphone_is_told_in_words(window: Open, office: Program) -> None:
    desk = window("console")
    desk.context.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    desk.enter("administrator", f"{PAGE}?language=th")
    desk.test("record-wanted").click()
    expect(desk.test("problem")).to_contain_text("อนุญาตไมโครโฟน")


def pack(language: str) -> bytes:
    """Return a whole voice of tones as a ZIP, each clip with a pitch of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("pack.json", f'{{"language": "{language}", "speaker": "Mek Suara", "consent": true}}')
        for n, name in enumerate(possible_clips(language)):
            made.writestr(f"{name}.wav", tone(250, quiet_ms=40, hz=200 + 12 * n, rate=8_000))
    return buffer.getvalue()


def test_a_pack_comes_in_is_heard_here_as_on_the_tv_and_leaves_again_as_it_came(
    desk: Window, window: Open, office: Program, served: Served, tmp_path: Path
) -> None:
    desk.test("zip").set_input_files({"name": "v.zip", "mimeType": "application/zip", "buffer": pack("th")})
    desk.test("import-zip").click()
    expect(desk.test("done")).to_have_attribute("data-done", "imported")
    expect(desk.test("counts")).to_have_attribute("data-missing", "0")
    expect(desk.test("agreed-on")).to_be_visible()
    desk.test("call-number").fill("A001")
    desk.test("call-counter").fill("3")
    desk.test("call-hear").click()
    expect(desk.test("call-told")).to_contain_text("วินาที", timeout=15_000)
    here = said(desk.page, 1)[-1]
    tv = window("display")
    listen(tv.context)
    tv.context.add_init_script(NOTICE)
    tv.open_device("display")
    expect(tv.test("clock")).to_be_visible()
    ticket = office.issue("A")
    office.call(3, ticket)
    expect_lit(tv.page, ticket.number)
    expect_heard(tv.page, CHIME)
    there = said(tv.page, 1)[0]
    if len(ticket.number) == 4:
        assert there["end"] - there["at"] == pytest.approx(here["end"] - here["at"], abs=0.3)
    with desk.page.expect_download() as coming:
        desk.test("export").click()
    target = tmp_path / "voice.zip"
    coming.value.save_as(target)
    with zipfile.ZipFile(target) as archive:
        names = {name for name in archive.namelist() if name.endswith(".wav")}
    assert names == {f"{name}.wav" for name in possible_clips("th")}
    desk.test("sure").check()
    desk.test("withdraw").click()
    expect(desk.test("done")).to_have_attribute("data-done", "withdrawn")
    assert served.read("SELECT count(*) FROM voice_clip WHERE language = 'th'") == [(0,)]


def test_a_clip_that_is_no_sound_at_the_tv_is_chimed_shown_and_told_to_the_office(
    window: Open, office: Program, served: Served
) -> None:
    tv = window("display")
    listen(tv.context)
    tv.context.add_init_script(NOTICE)
    tv.context.route("**/voice/*.wav", lambda route: route.fulfill(body=b"broken", content_type="audio/wav"))
    tv.open_device("display")
    ticket = office.issue("A", language="ms")
    office.call(3, ticket)
    expect_lit(tv.page, ticket.number)
    expect_heard(tv.page, CHIME)
    assert tv.page.evaluate("said") == []
    wait_until(lambda: "voice_broken" in [one["code"] for one in office.desk()["attention"]])
    assert served.read("SELECT sound FROM device_report WHERE sound = 'broken'") == [("broken",)]


def test_a_tried_call_is_said_by_the_tv_without_ticket_or_lamp(
    window: Open, office: Program, desk: Window
) -> None:
    tv = window("display")
    listen(tv.context)
    tv.context.add_init_script(NOTICE)
    tv.open_device("display")
    expect(tv.test("clock")).to_be_visible()
    desk.test("call-number").fill("Z900")
    desk.test("call-language").select_option("ms")
    desk.test("call-try").click()
    expect(desk.test("call-told")).to_have_text("จอกำลังพูด")
    assert len(said(tv.page, 1)) == 1
    expect_heard(tv.page, CHIME)
    expect(tv.page.locator('[data-test="hero-number"]', has_text="Z900")).to_have_count(0)


def test_a_counters_own_computer_says_its_calls_where_that_is_switched_on(
    console: Window, office: Program
) -> None:
    console.context.add_init_script(NOTICE)
    console.page.reload()
    expect_phase(console, "idle")
    office.issue("A", language="ms")
    office.issue("A", language="ms")
    call_next(console)
    console.test("start").click()
    expect_phase(console, "serving")
    assert console.page.evaluate("said") == []
    console.test("menu").click()
    console.test("spoken-here").check()
    console.page.keyboard.press("Escape")
    console.test("finish-1").click()
    call_next(console)
    assert len(said(console.page, 1)) == 1
