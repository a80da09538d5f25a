"""What is said for every ticket, counter and language, held against number rules written down a second time."""

from __future__ import annotations

from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.speech import LANGUAGES, call_languages, compose, needed_clips, possible_clips
from shared.domain.thai import Language

THAI = ["ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"]
MALAY = ["kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "lapan", "sembilan"]
ENGLISH = [
    *[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ],
    *["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def thai_counter(number: int) -> str:
    """Written as one word, by cases instead of by places."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{THAI[hundreds]}ร้อย" if hundreds else ""
    words += {0: "", 1: "สิบ", 2: "ยี่สิบ"}.get(tens, f"{THAI[tens]}สิบ")
    if ones == 1:
        return words + ("เอ็ด" if words else "หนึ่ง")
    return words + (THAI[ones] if ones else "")


def malay_counter(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [] if hundreds == 0 else ["seratus"] if hundreds == 1 else [MALAY[hundreds], "ratus"]
    if rest == 10:
        words.append("sepuluh")
    elif rest == 11:
        words.append("sebelas")
    elif 11 < rest < 20:
        words += [MALAY[rest - 10], "belas"]
    else:
        words += [MALAY[rest // 10], "puluh"] if rest >= 20 else []
        words += [MALAY[rest % 10]] if rest % 10 else []
    return " ".join(words)


def english_counter(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    small = (
        ENGLISH[rest]
        if rest < 20
        else " ".join([TENS[rest // 10 - 2], *([ENGLISH[rest % 10]] * (rest % 10 > 0))])
    )
    if not hundreds:
        return small
    return f"{ENGLISH[hundreds]} hundred" + (f" and {small}" if rest else "")


def spoken(language: Language, names: tuple[str, ...]) -> list[str]:
    words = possible_clips(language)
    return [words[name] for name in names]


@pytest.mark.parametrize("counter", range(1, 121))
def test_every_counter_is_said_by_the_number_rules_of_its_language(counter: int) -> None:
    said = {}
    for language in LANGUAGES:
        brief = compose(language, "B7", counter).brief
        said[language] = spoken(language, brief[brief.index("counter") + 1 :])
    assert "".join(said["th"]) == thai_counter(counter)
    assert " ".join(said["ms"]) == malay_counter(counter)
    assert " ".join(said["en"]) == english_counter(counter)


@given(st.sampled_from(ascii_uppercase), st.integers(0, 9999), st.integers(1, 3), st.integers(1, 120))
def test_every_ticket_is_said_character_by_character_and_needs_no_clip_that_nobody_records(
    letter: str, value: int, width: int, counter: int
) -> None:
    number = f"{letter}{value:0{width}d}"
    for language in LANGUAGES:
        call = compose(language, number, counter)
        digits = {"th": THAI, "ms": MALAY, "en": ENGLISH}[language]
        words = spoken(language, call.full)
        assert words[0] == possible_clips(language)["please"]
        assert words[2 : 2 + len(number) - 1] == [digits[int(d)] for d in number[1:]]
        assert call.full[1] == f"letter-{letter.lower()}"
        assert words[1 + len(number)] == possible_clips(language)["counter"]
        office = {clip.name for clip in needed_clips(language, [letter], [counter])}
        assert set(call.full) | set(call.brief) <= office
        assert call.brief == tuple(name for name in call.full if name not in ("please", "ending"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_26_000_tickets_is_said_by_a_second_writing_of_the_rules(language: Language) -> None:
    digits = {"th": THAI, "ms": MALAY, "en": ENGLISH}[language]
    words = possible_clips(language)
    please, counter = words["please"], words["counter"]
    end = [words["ending"]] if language == "th" else []
    one = {"th": thai_counter, "ms": malay_counter, "en": english_counter}[language](1)
    for letter in ascii_uppercase:
        name = words[f"letter-{letter.lower()}"]
        for value in range(1000):
            said = [words[clip] for clip in compose(language, f"{letter}{value:03d}", 1).full]
            hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
            number = [digits[hundreds], digits[tens], digits[ones]]
            assert said == [please, name, *number, counter, one, *end]


def test_thai_ends_with_the_speakers_own_particle_and_never_with_a_question() -> None:
    for gender, particle in (("female", "ค่ะ"), ("male", "ครับ")):
        clips = {clip.name: clip.words for clip in needed_clips("th", "A", [1], gender)}  # type: ignore[arg-type]
        assert clips["ending"] == particle
    assert compose("th", "A001", 1).full[-1] == "ending"
    assert "ending" not in compose("ms", "A001", 1).full


def test_thai_comes_first_and_nothing_is_said_twice() -> None:
    assert call_languages("th") == ("th",)
    assert call_languages("ms") == ("th", "ms")
    assert call_languages("en") == ("th", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ordinary_office_records_about_twenty_clips_and_no_name_twice(language: Language) -> None:
    clips = needed_clips(language, "ABCDEF", range(1, 9))
    assert len({clip.name for clip in clips}) == len(clips) <= 21


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_clips_are_safe_as_names_of_files(language: Language) -> None:
    for name, words in possible_clips(language).items():
        assert name.replace("-", "").isalnum()
        assert name.isascii()
        assert words.strip() == words != ""


@pytest.mark.parametrize("number", ["ก001", "A-1", "a1", " "])
def test_a_number_that_is_no_ticket_is_not_said(number: str) -> None:
    with pytest.raises(ValueError, match="Latin capitals"):
        compose("th", number, 1)
