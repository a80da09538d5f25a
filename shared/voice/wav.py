"""Sound of a clip: read what a recorder or a speech program made, trim it, level it, write it the one way we keep.

Kept clips are WAV, mono, 16 bit, at the rate they were recorded with. Only the standard library is needed: a clip is
a second or two.
"""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.errors import QueueError

LONGEST_MS = 8_000
"""Of what comes in; a phrase takes two seconds."""
SHORTEST_MS = 60
RATES = range(8_000, 48_001)
FULL_SCALE = 32_768
QUIET = 0.01
"""−40 dBFS: below it is the room, not the speaker."""
ABOVE_ROOM = 2.5
"""8 dB: what is so much louder than the room's own noise is speech, in a room with a fan too."""
BELOW_VOICE = 0.1
"""−20 dB: softer than the loudest part by no more than that is never taken for the room."""
SPOKEN_RMS = 0.12
"""About −18 dBFS over the spoken part, so that words of several speakers and days stand side by side."""
PEAK = 0.89
"""−1 dBFS: joined clips never reach the limit."""
KEPT_MS = 25
"""Of quiet before and after the word, so that no consonant is cut."""
WINDOW_MS = 5


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of one channel, −1 to 1, and their rate per second."""

    samples: array[float]
    rate: int

    @property
    def ms(self) -> int:
        """Length in milliseconds."""
        return round(len(self.samples) * 1000 / self.rate)


def make_clip(data: bytes) -> tuple[bytes, int]:
    """Return the clip to keep and its length in ms, from a WAV file of whatever width and channels.

    Refuses with `voice.not_wav`, `voice.too_long`, `voice.silent`.
    """
    sound = level(trim(read_wav(data)))
    return write_wav(sound), sound.ms


def keep_as_made(data: bytes) -> tuple[bytes, int]:
    """Return a clip that this program wrote itself as it is, and its length in ms."""
    with wave.open(io.BytesIO(data)) as file:
        return data, round(file.getnframes() * 1000 / file.getframerate())


def read_wav(data: bytes) -> Sound:
    """Read PCM of 8, 16, 24 or 32 bit; several channels are mixed. Refuses what is no such file or lasts too long."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, width, rate, frames = file.getparams()[:4]
            if rate not in RATES or width not in (1, 2, 3, 4) or not 1 <= channels <= 8:
                raise QueueError("voice.not_wav")
            if frames > rate * LONGEST_MS // 1000:
                raise QueueError("voice.too_long", seconds=LONGEST_MS // 1000)
            raw = file.readframes(frames)
    except (wave.Error, EOFError, ValueError):
        raise QueueError("voice.not_wav") from None
    values = _integers(raw[: len(raw) - len(raw) % (width * channels)], width)
    scale = float(1 << (8 * width - 1)) * channels
    mixed = array("d", (sum(values[i : i + channels]) / scale for i in range(0, len(values), channels)))
    return Sound(mixed, rate)


def trim(sound: Sound) -> Sound:
    """Cut the quiet before and after the word, and a microphone's offset; `voice.silent` if all is quiet."""
    middle = sum(sound.samples) / max(1, len(sound.samples))
    samples = array("d", (value - middle for value in sound.samples))
    window = max(1, sound.rate * WINDOW_MS // 1000)
    heard = [_rms(samples[start : start + window]) for start in range(0, len(samples), window)]
    least = _least_loud(heard)
    loud = [n * window for n, loudness in enumerate(heard) if loudness >= least]
    kept = sound.rate * KEPT_MS // 1000
    if not loud or (loud[-1] - loud[0] + window) * 1000 < SHORTEST_MS * sound.rate:
        raise QueueError("voice.silent")
    return Sound(samples[max(0, loud[0] - kept) : loud[-1] + window + kept], sound.rate)


def _least_loud(heard: Sequence[float]) -> float:
    """Return how loud a window must be to be speech: the quietest tenth of a recording is the room."""
    if not heard:
        return QUIET
    room = sorted(heard)[len(heard) // 10]
    return max(QUIET, min(ABOVE_ROOM * room, BELOW_VOICE * max(heard)))


def level(sound: Sound) -> Sound:
    """Bring a word to the house's loudness, with its peaks below the limit, and fade its ends so that none clicks."""
    samples = sound.samples
    peak = max(abs(value) for value in samples)
    spoken = [value for value in samples if abs(value) >= QUIET]
    gain = min(SPOKEN_RMS / _rms(array("d", spoken)), PEAK / peak)
    fade = max(1, sound.rate * KEPT_MS // 4000)
    last = len(samples) - 1
    return Sound(
        array("d", (v * gain * min(1.0, i / fade, (last - i) / fade) for i, v in enumerate(samples))),
        sound.rate,
    )


def write_wav(sound: Sound) -> bytes:
    """Write mono 16 bit."""
    values = array("h", (max(-FULL_SCALE, min(FULL_SCALE - 1, round(v * FULL_SCALE))) for v in sound.samples))
    if sys.byteorder == "big":
        values.byteswap()
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(values.tobytes())
    return buffer.getvalue()


def _integers(raw: bytes, width: int) -> array[int]:
    """Little-endian samples as integers; 8 bit is unsigned, the others signed."""
    if width == 1:
        return array("i", (value - 128 for value in raw))
    if width == 3:
        return array(
            "i", (int.from_bytes(raw[i : i + 3], "little", signed=True) for i in range(0, len(raw), 3))
        )
    values = array("h" if width == 2 else "i", raw)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _rms(samples: array[float]) -> float:
    return math.sqrt(sum(value * value for value in samples) / len(samples)) if samples else 0.0
