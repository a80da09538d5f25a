"""A message of the catalogues that an office says in its own way: `texts:kiosk.home.greeting`, and how it is checked.

The places of a message (`%(n)s`) are filled by the program, so an office's sentence has exactly the same ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from counter.settings.change import change_settings, version_of
from counter.settings.places import Own, Part, Say, Value, add_own, read_value
from shared.domain.errors import QueueError
from shared.store.turn import Answer, Turn
from shared.web.languages import LANGUAGES, Languages

DOMAINS = ("kiosk", "phone", "display", "common", "results", "counter", "error")
"""Whose messages an office may replace: those of screens and consoles. Papers have words of their own."""
LONGEST = 600
SHOWN = 40
PLACE = re.compile(r"%\((\w+)\)s")
_KEY = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")


def subject_of(key: str) -> str:
    """Return the subject of a message."""
    return f"texts:{key}"


def places_of(text: str) -> list[str]:
    """Return the places of a message, each once, in their order."""
    return list(dict.fromkeys(PLACE.findall(text)))


def tidy_text(typed: str, original: str, language: str) -> str | None:
    """Return what an office says, or None where it says what the catalogue says.

    Refuses with `request.invalid` (too long, unprintable) or `texts.places` (another place, or a lone percent sign).
    """
    tidy = " ".join(unicodedata.normalize("NFC", typed).split())
    if not tidy or tidy == original.strip():
        return None
    if len(tidy) > LONGEST or not tidy.isprintable():
        raise QueueError("request.invalid", field=language)
    rest = PLACE.sub("", tidy)
    if set(places_of(tidy)) != set(places_of(original)):
        raise QueueError("texts.places", places=", ".join(f"%({p})s" for p in places_of(original)) or "–")
    if places_of(original):
        rest = rest.replace("%%", "") if "%%" in original else rest
        if "%" in rest:
            raise QueueError("texts.places", places=", ".join(f"%({p})s" for p in places_of(original)))
    before, after = original[: len(original) - len(original.lstrip())], original[len(original.rstrip()) :]
    return f"{before}{tidy}{after}"


def change_text(turn: Turn, *, key: str, value: Mapping[str, str | None], seen: str) -> Answer:
    """Say a message in the office's way in some languages; None says what the catalogue says."""
    return change_settings(turn, subject=subject_of(key), value=dict(value), seen=seen)


def own_text(turn_conn: Any, site_id: int, key: str) -> Value:
    """Return what an office says itself, by language; None where it says what the catalogue says."""
    return read_value(turn_conn, site_id, subject_of(key))


def seen_of(value: Mapping[str, Any]) -> str:
    """Return the version of what an office says."""
    return version_of(value)


def find_keys(
    words: Languages, own: Mapping[str, Mapping[str, str]], asked: str, domain: str, *, changed: bool
) -> list[str]:
    """Return the keys whose words hold all that was asked, in any language; those that begin so come first."""
    wanted = asked.casefold().split()
    found = []
    for name in DOMAINS if domain not in DOMAINS else (domain,):
        catalogues = words.messages((name,))
        for key in catalogues[LANGUAGES[0]]:
            if changed and key not in own:
                continue
            texts = [catalogues[code][key] for code in LANGUAGES] + list(own.get(key, {}).values())
            together = " ".join([key, *texts]).replace("|", "").casefold()
            if all(word in together for word in wanted):
                found.append(key)
    return found


def known_key(words: Languages, key: str) -> bool:
    """Say whether a key is one that an office may say in its own way."""
    return any(key in words.messages((name,))[LANGUAGES[0]] for name in DOMAINS)


def _read(settings: Mapping[str, Any], name: str) -> Value:
    if not _KEY.fullmatch(name) or len(name) > 120:
        raise QueueError("settings.unknown")
    own = (settings.get("texts") or {}).get(name, {})
    return {code: own.get(code) for code in LANGUAGES}


def _put(settings: Mapping[str, Any], name: str, value: Mapping[str, Any]) -> Value:
    own = {code: text for code, text in value.items() if text}
    rest = {key: texts for key, texts in (settings.get("texts") or {}).items() if key != name}
    texts = {**rest, name: own} if own else rest
    return {**settings, "texts": dict(sorted(texts.items()))}


def _parts(before: Mapping[str, Any], after: Mapping[str, Any], say: Say) -> list[Part]:
    original = say("texts.original")
    return [
        Part(say(f"common.language.{code}"), before.get(code) or original, after.get(code) or original)
        for code in LANGUAGES
        if before.get(code) != after.get(code)
    ]


add_own("texts", Own("texts.title", _read, _put, _parts))
