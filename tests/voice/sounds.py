"""Sounds for tests: a tone with quiet around it, in any form a recorder writes."""

from __future__ import annotations

import io
import math
import wave


def tone(
    ms: int = 400, *, quiet_ms: int = 300, hz: int = 300, loud: float = 0.3, rate: int = 16_000, width: int = 2,
    channels: int = 1, offset: float = 0.0,
) -> bytes:  # fmt: skip
    """Return a WAV: `quiet_ms` of silence, a tone, silence again; `offset` shifts its middle line."""
    quiet = rate * quiet_ms // 1000
    values = [0.0] * quiet
    values += [loud * math.sin(2 * math.pi * hz * i / rate) for i in range(rate * ms // 1000)]
    values += [0.0] * quiet
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        top = (1 << (8 * width - 1)) - 1
        for value in values:
            whole = round((value + offset) * top) + (128 if width == 1 else 0)
            file.writeframesraw(whole.to_bytes(width, "little", signed=width > 1) * channels)
    return buffer.getvalue()
