"""What the hall hears, made on the server: for each call the clips of each language, and how loud at which hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, cast

from shared.clock import moment
from shared.domain.hours import BANGKOK
from shared.domain.speech import (
    LANGUAGES,
    Clip,
    Gender,
    call_languages,
    compose,
    needed_clips,
    offered_languages,
)
from shared.domain.thai import Language
from shared.live.values import Speech, Voice, VoiceTrial
from shared.store.config import SiteConfig
from shared.store.voices import VoiceConfig

LONGEST_MS = 8_000
"""A call in all its languages: longer ones lose their polite beginning."""
GAP_MS = 20
"""Between clips; also in `shared/static/tonsai/voice.js`."""
BETWEEN_MS = 350
"""Between two languages."""
REPEATS, LOUDNESS = 1, ((time(0, 0), 80),)
_SILENT = VoiceConfig()


TRIAL = "voice_trial"
"""Where the settings keep the newest tried call; it says nothing after a minute."""
TRIAL_S = 60


def build_voice(config: SiteConfig, now_s: int) -> Voice:
    """Return how the hall is spoken to at a moment in seconds since 1970."""
    repeats, loudness = voice_wishes(config.settings)
    return Voice(
        version=config.voice_version, repeats=repeats, loudness=loudness, trial=_trial(config, now_s)
    )


def _trial(config: SiteConfig, now_s: int) -> VoiceTrial | None:
    tried: Mapping[str, Any] | None = config.settings.get(TRIAL)
    if tried is None or not 0 <= now_s - tried["at"] < TRIAL_S:
        return None
    speech = speech_of(config, tried["number"], tried["counter"], tried["language"])
    return VoiceTrial(tried["id"], speech, (_clock(tried["at"]), _clock(tried["at"] + TRIAL_S)))


def _clock(at: int) -> str:
    return moment(at).astimezone(BANGKOK).strftime("%H:%M")


def voice_wishes(settings: Mapping[str, Any]) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return how often a call is said again and the loudness by time of day; what is not set is as usual."""
    wishes: Mapping[str, Any] = settings.get("voice") or {}
    repeats, loudness = wishes.get("repeats"), wishes.get("loudness") or _usual_loudness()
    return (
        REPEATS if repeats is None else int(repeats),
        tuple((str(at), int(percent)) for at, percent in loudness),
    )


def speech_of(config: SiteConfig, number: str, counter: int, ticket: Language) -> tuple[Speech, ...]:
    """Return what is said for a call, in the office's order of languages.

    A language with a clip missing is left out: no half sentences.

    When all of it would take more than eight seconds, the languages after the first begin with the number itself.
    """
    found = [
        speech
        for language in call_languages(ticket, offered_languages(config.settings))
        if (speech := _say(config.voices.get(language, _SILENT), language, number, counter)) is not None
    ]
    if sum(speech.ms for speech in found) + BETWEEN_MS * (len(found) - 1) > LONGEST_MS:
        found[1:] = [Speech(s.language, s.brief, s.brief, s.brief_ms, s.brief_ms) for s in found[1:]]
    return tuple(found)


def wanted_clips(config: SiteConfig, language: Language, gender: Gender | None = None) -> tuple[Clip, ...]:
    """Return what this office's letters and counters need in a language; Thai ends as the speaker would."""
    known = cast("Gender", config.voices.get(language, _SILENT).gender)
    return needed_clips(
        language, (g.prefix for g in config.groups), (c.number for c in config.counters), gender or known
    )


def missing_clips(config: SiteConfig, language: Language) -> tuple[str, ...]:
    """Return the names of the clips that this office's letters and counters need and a language lacks."""
    voice = config.voices.get(language, _SILENT)
    return tuple(clip.name for clip in wanted_clips(config, language) if clip.name not in voice.clips)


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
