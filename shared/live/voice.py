"""What the hall hears, made on the server: for each call the clips of each language, and how loud at which hour."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, cast

from shared.domain.speech import LANGUAGES, call_languages, compose, needed_clips
from shared.domain.thai import Language
from shared.live.values import Speech, Voice
from shared.store.config import SiteConfig
from shared.store.voices import VoiceConfig

LONGEST_MS = 8_000
"""A call in all its languages: longer ones lose their polite beginning."""
GAP_MS = 60
"""Between clips; also in `display/static/display/voice.js`."""
BETWEEN_MS = 350
"""Between two languages."""
REPEATS, LOUDNESS = 1, ((time(0, 0), 80),)
_SILENT = VoiceConfig()


def build_voice(config: SiteConfig) -> Voice:
    """Return how the hall is spoken to."""
    wishes: Mapping[str, Any] = config.settings.get("voice", {})
    clips = sorted({clip.digest for voice in config.voices.values() for clip in voice.clips.values()})
    return Voice(
        version=hashlib.sha256(" ".join(clips).encode()).hexdigest()[:12] if clips else "",
        repeats=int(wishes.get("repeats", REPEATS)),
        loudness=tuple((str(at), int(percent)) for at, percent in wishes.get("loudness", _usual_loudness())),
    )


def speech_of(config: SiteConfig, number: str, counter: int, ticket: Language) -> tuple[Speech, ...]:
    """Return what is said for a call, Thai first. A language with a clip missing is left out: no half sentences.

    When all of it would take more than eight seconds, the languages after the first begin with the number itself.
    """
    found = [
        speech
        for language in call_languages(ticket)
        if (speech := _say(config.voices.get(language, _SILENT), language, number, counter)) is not None
    ]
    if sum(speech.ms for speech in found) + BETWEEN_MS * (len(found) - 1) > LONGEST_MS:
        found[1:] = [Speech(s.language, s.brief, s.brief, s.brief_ms, s.brief_ms) for s in found[1:]]
    return tuple(found)


def missing_clips(config: SiteConfig, language: Language) -> tuple[str, ...]:
    """Return the names of the clips that this office's letters and counters need and a language lacks."""
    voice = config.voices.get(language, _SILENT)
    return tuple(
        clip.name
        for clip in needed_clips(
            language, (g.prefix for g in config.groups), (c.number for c in config.counters)
        )
        if clip.name not in voice.clips
    )


def half_recorded(config: SiteConfig) -> tuple[tuple[Language, int], ...]:
    """Return the languages that somebody began to record and that lack clips, with how many."""
    counts = ((language, len(missing_clips(config, language))) for language in LANGUAGES)
    return tuple((language, n) for language, n in counts if n and config.voices.get(language, _SILENT).clips)


def _usual_loudness() -> Sequence[tuple[str, int]]:
    return tuple((at.strftime("%H:%M"), percent) for at, percent in LOUDNESS)


def _say(voice: VoiceConfig, language: Language, number: str, counter: int) -> Speech | None:
    call = compose(language, number, counter)
    if any(name not in voice.clips for name in call.full):
        return None
    full, brief = (tuple(voice.clips[name] for name in names) for names in (call.full, call.brief))
    ms, brief_ms = (sum(clip.ms + GAP_MS for clip in clips) - GAP_MS for clips in (full, brief))
    return Speech(
        cast("Any", language), tuple(c.digest for c in full), tuple(c.digest for c in brief), ms, brief_ms
    )
