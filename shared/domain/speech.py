"""What is said when a number is called, as a list of clips: `please a 0 1 2 counter 3 ending`.

A clip is a word or a set phrase that a local speaker has recorded once. Numbers of tickets are read character by
character, counters as a number, both by `shared.domain.thai` (domain §5.3). Which clips a language needs follows from
the letters and counters of the office, so that nobody records what is never played.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import ascii_uppercase
from typing import Any, Literal

from shared.domain.thai import Language, read_number, read_ticket

Gender = Literal["female", "male"]
LANGUAGES: tuple[Language, ...] = ("th", "ms", "en")
PLEASE, COUNTER, ENDING = "please", "counter", "ending"
_PHRASES: dict[Language, dict[str, str]] = {
    "th": {PLEASE: "ขอเชิญหมายเลข", COUNTER: "ที่ช่องบริการ"},
    "ms": {PLEASE: "Nombor", COUNTER: "sila ke kaunter"},
    "en": {PLEASE: "Number", COUNTER: "please proceed to counter"},
}
_ENDINGS: dict[Gender, str] = {"female": "ค่ะ", "male": "ครับ"}
"""Thai ends with the speaker's own particle; คะ would ask a question."""
_WORD_NAMES: dict[Language, dict[str, str]] = {
    "th": {"ยี่": "twenty", "สิบ": "ten", "เอ็ด": "one-last", "ร้อย": "hundred"},
    "ms": {"sepuluh": "ten", "sebelas": "eleven", "belas": "teen", "puluh": "tens", "seratus": "one-hundred",
           "ratus": "hundreds"},
    "en": {},
}  # fmt: skip
"""Names of clips that are no digit and no letter; English words name themselves."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip to record: its name (also the file's) and the words to say."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """What is said for a call in one language, as names of clips. `brief` is for a moment when others wait too."""

    language: Language
    full: tuple[str, ...]
    brief: tuple[str, ...]


def compose(language: Language, number: str, counter: int) -> Call:
    """Return the clips for a ticket `A012` called to a counter (1–999). Raises ValueError for any other number."""
    said = [*_name_all(read_ticket(number, language), number, language), COUNTER]
    said += _name_all(read_number(counter, language), "", language)
    ending = (ENDING,) if language == "th" else ()
    return Call(language, (PLEASE, *said, *ending), tuple(said))


def needed_clips(
    language: Language, letters: Iterable[str], counters: Iterable[int], gender: Gender = "female"
) -> tuple[Clip, ...]:
    """Return what a language needs for these prefixes and counters, in the order in which a speaker reads it best."""
    phrases = _PHRASES[language]
    clips = [Clip(PLEASE, phrases[PLEASE]), Clip(COUNTER, phrases[COUNTER])]
    if language == "th":
        clips.append(Clip(ENDING, _ENDINGS[gender]))
    clips += _clips_of(sorted(set("".join(letters))), language)
    clips += _clips_of("0123456789", language)
    known = {clip.name for clip in clips}
    for counter in sorted(set(counters)):
        words = read_number(counter, language)
        for name, word in zip(_name_all(words, "", language), words, strict=True):
            if name not in known:
                known.add(name)
                clips.append(Clip(name, word))
    return tuple(clips)


@cache
def possible_clips(language: Language) -> dict[str, str]:
    """Return every clip a language can ever need (any letter, counters 1–999), with its words."""
    return {clip.name: clip.words for clip in needed_clips(language, ascii_uppercase, range(1, 1000))}


def offered_languages(settings: Mapping[str, Any]) -> tuple[Language, ...]:
    """Return the languages an office offers, the first one first: Thai always, all three while nothing is said."""
    told: Mapping[str, Any] = settings.get("languages") or {}
    beside, first = told.get("beside"), told.get("first") or "th"
    offered = [one for one in LANGUAGES if one == "th" or beside is None or one in beside]
    return tuple(sorted(offered, key=lambda one: (one != first, LANGUAGES.index(one))))


def call_languages(ticket: Language, offered: Sequence[Language] = LANGUAGES) -> tuple[Language, ...]:
    """Return the languages of a call: Thai always, the ticket's where it is offered, in the office's order."""
    return tuple(one for one in offered if one in ("th", ticket))


def _clips_of(characters: Sequence[str], language: Language) -> list[Clip]:
    return [Clip(_character_name(character), read_ticket(character, language)[0]) for character in characters]


def _name_all(words: list[str], characters: str, language: Language) -> list[str]:
    """Name words: those of a ticket by their character, those of a number by the digit they share or by their own."""
    if characters:
        return [_character_name(character) for character in characters]
    digits = {read_ticket(digit, language)[0]: f"digit-{digit}" for digit in "0123456789"}
    return [digits.get(word) or _WORD_NAMES[language].get(word) or word for word in words]


def _character_name(character: str) -> str:
    return f"digit-{character}" if character.isdigit() else f"letter-{character.lower()}"
