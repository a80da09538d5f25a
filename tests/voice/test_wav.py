"""A clip is the word alone, as loud as the others, whatever recorded it."""

from __future__ import annotations

import io
import math
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.live.voice import BETWEEN_MS, GAP_MS
from shared.voice.wav import (
    LONGEST_MS,
    PEAK,
    QUIET,
    SPOKEN_RMS,
    Sound,
    keep_as_made,
    make_clip,
    read_wav,
    write_wav,
)
from tests.refusals import refused
from tests.voice.sounds import tone


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_width_and_number_of_channels_becomes_mono_16_bit(width: int, channels: int) -> None:
    clip, ms = make_clip(tone(width=width, channels=channels))
    with wave.open(io.BytesIO(clip)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
    assert 400 <= ms <= 400 + 2 * 40


@settings(max_examples=25, deadline=None)
@given(
    st.integers(120, 900), st.integers(0, 700), st.floats(0.05, 0.9), st.sampled_from([8_000, 22_050, 44_100])
)
def test_quiet_around_a_word_is_cut_and_its_loudness_is_that_of_the_house(
    ms: int, quiet_ms: int, loud: float, rate: int
) -> None:
    clip, kept_ms = make_clip(tone(ms, quiet_ms=quiet_ms, loud=loud, rate=rate))
    sound = read_wav(clip)
    middle = sound.samples[len(sound.samples) // 4 : len(sound.samples) * 3 // 4]
    rms = math.sqrt(sum(v * v for v in middle) / len(middle))
    assert ms - 20 <= kept_ms <= ms + 80
    assert rms == pytest.approx(SPOKEN_RMS, rel=0.15)
    assert max(map(abs, sound.samples)) <= PEAK + 0.01
    assert abs(sound.samples[0]) < 0.01
    assert abs(sound.samples[-1]) < 0.01


def test_an_offset_of_the_microphone_is_taken_out() -> None:
    sound = read_wav(make_clip(tone(offset=0.2))[0])
    assert abs(sum(sound.samples) / len(sound.samples)) < 0.01


def test_a_clip_made_again_stays_as_long_as_it_is() -> None:
    once, ms = make_clip(tone())
    again, ms_again = make_clip(once)
    assert abs(ms - ms_again) <= 20
    assert keep_as_made(once) == (once, ms)
    assert len(again) <= len(once)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "voice.not_wav"),
        (b"RIFF", "voice.not_wav"),
        (b"OggS\x00\x02" + bytes(200), "voice.not_wav"),
        (b"<script>alert(1)</script>", "voice.not_wav"),
        (tone()[:40], "voice.not_wav"),
        (tone(ms=LONGEST_MS), "voice.too_long"),
        (tone(loud=0.0), "voice.silent"),
        (tone(loud=0.004), "voice.silent"),
        (tone(ms=20), "voice.silent"),
    ],
)
def test_what_is_no_spoken_word_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with refused(code):
        make_clip(data)


def test_a_file_cut_off_in_the_middle_of_a_sample_is_read_as_far_as_it_goes() -> None:
    whole = tone()
    assert read_wav(whole[: len(whole) // 2 + 1]).ms > 0


@pytest.mark.parametrize("noise", [0.012, 0.02, 0.03])
def test_a_fan_in_the_room_is_cut_like_silence(noise: float) -> None:
    spoken = read_wav(tone(500, quiet_ms=700, loud=0.5))
    hum = (noise * (math.sin(0.9 * n) + math.sin(2.3 * n)) for n in range(len(spoken.samples)))
    heard = array("d", (value + more for value, more in zip(spoken.samples, hum, strict=True)))
    assert 480 <= make_clip(write_wav(Sound(heard, spoken.rate)))[1] <= 620


def test_a_word_cut_tight_keeps_its_soft_beginning() -> None:
    soft, loud = read_wav(tone(120, quiet_ms=0, loud=0.08)), read_wav(tone(400, quiet_ms=0, loud=0.5))
    word = Sound(soft.samples + loud.samples, loud.rate)
    assert make_clip(write_wav(word))[1] >= 510


def quiet_ends(sound: Sound) -> float:
    """Return the quiet before and after a word, together, in ms."""
    heard = [n for n, value in enumerate(sound.samples) if abs(value) >= QUIET]
    return (heard[0] + len(sound.samples) - heard[-1]) * 1000 / sound.rate


@settings(max_examples=15, deadline=None)
@given(st.integers(100, 900), st.integers(0, 700), st.floats(0.05, 0.9), st.sampled_from([8_000, 24_000]))
def test_two_clips_are_joined_with_no_more_than_80_ms_of_quiet(
    ms: int, quiet_ms: int, loud: float, rate: int
) -> None:
    sound = read_wav(make_clip(tone(ms, quiet_ms=quiet_ms, loud=loud, rate=rate))[0])
    assert quiet_ends(sound) + GAP_MS <= 80


def test_screens_join_with_the_gap_that_the_server_counts() -> None:
    script = (Path(__file__).parents[2] / "shared/static/tonsai/voice.js").read_text()
    assert f"GAP_S = {GAP_MS / 1000};" in script
    assert f"BETWEEN_S = {BETWEEN_MS / 1000};" in script
