"""Dates, times, numbers and the order of words as people here read, write and hear them (th, ms, en).

Documents use ๐–๙ (pass the text through `thai_digits`), screens and slips 0–9. Years are B.E. in Thai and
C.E. in Malay and English. Sources: domain §5.2 (dates), §5.3 (reading aloud).
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from shared.domain.fiscal import BE_OFFSET

Language = Literal["th", "ms", "en"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS: dict[Language, tuple[str, ...]] = {
    "th": _words("มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"),
    "ms": _words("Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember"),
    "en": _words("January February March April May June July August September October November December"),
}
SHORT_MONTHS: dict[Language, tuple[str, ...]] = {
    "th": _words("ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."),
    "ms": _words("Jan Feb Mac Apr Mei Jun Jul Ogo Sep Okt Nov Dis"),
    "en": _words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "th": _words("จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์"),
    "ms": _words("Isnin Selasa Rabu Khamis Jumaat Sabtu Ahad"),
    "en": _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
"""Monday first, as in `date.weekday`."""

LARGEST_READ = 999_999

_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI = str.maketrans("0123456789", _THAI_DIGITS)
_TO_ARABIC = str.maketrans(_THAI_DIGITS, "0123456789")

_DIGITS: dict[Language, tuple[str, ...]] = {
    "th": _words("ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า"),
    "ms": _words("kosong satu dua tiga empat lima enam tujuh lapan sembilan"),
    "en": _words("zero one two three four five six seven eight nine"),
}
_THAI_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        _words("เอ บี ซี ดี อี เอฟ จี เอช ไอ เจ เค แอล เอ็ม เอ็น โอ พี คิว อาร์ เอส ที ยู วี ดับเบิลยู เอกซ์ วาย แซด"),
        strict=True,
    )
)
_THAI_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_ENGLISH_TEENS = _words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_ENGLISH_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")

_LEADING_VOWELS = "เแโใไ"
_MARKS = "็่้๊๋์"
"""Tone marks and the like: they decide only between words that are otherwise the same."""


def thai_digits(text: str) -> str:
    """Return `text` with ๐–๙ for 0–9, everything else as it is: `4.64` → `๔.๖๔`."""
    return text.translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """Return `text` with 0–9 for ๐–๙: what people type may hold either."""
    return text.translate(_TO_ARABIC)


def shown_year(day: date, language: Language = "th") -> int:
    """Return the year as written in `language`: B.E. in Thai, C.E. otherwise."""
    return day.year + BE_OFFSET if language == "th" else day.year


def long_date(day: date, language: Language = "th") -> str:
    """Return `22 พฤศจิกายน 2566`, `22 November 2023`."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {shown_year(day, language)}"


def short_date(day: date, language: Language = "th") -> str:
    """Return `22 พ.ย. 66`, `22 Nov 2023`."""
    year = f"{shown_year(day, language) % 100:02d}" if language == "th" else str(day.year)
    return f"{day.day} {SHORT_MONTHS[language][day.month - 1]} {year}"


def screen_date(day: date, language: Language = "th") -> str:
    """Return the date with its weekday: `อังคาร 7 เมษายน 2569`, `Selasa, 7 April 2026`."""
    comma = "" if language == "th" else ","
    return f"{WEEKDAYS[language][day.weekday()]}{comma} {long_date(day, language)}"


def date_range(first: date, last: date, language: Language = "th") -> str:
    """Return `1 ตุลาคม 2565 – 31 มีนาคม 2566`; what both ends share is written once. One day is that day."""
    if first == last:
        return long_date(last, language)
    if first.year != last.year:
        return f"{long_date(first, language)} – {long_date(last, language)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[language][first.month - 1]} – {long_date(last, language)}"
    return f"{first.day} – {long_date(last, language)}"


def clock_time(at: time | datetime, language: Language = "th") -> str:
    """Return `08.30 น.` in Thai, `08.30` otherwise. A `datetime` has to be in the office's zone already."""
    return f"{at:%H.%M} น." if language == "th" else f"{at:%H.%M}"


def read_ticket(number: str, language: Language) -> list[str]:
    """Return a ticket's number as spoken, one word per character: `A012` → `เอ ศูนย์ หนึ่ง สอง`.

    Raises ValueError for anything but Latin capitals and 0–9.
    """
    return [_read_character(character, language) for character in number]


def _read_character(character: str, language: Language) -> str:
    if character in "0123456789":
        return _DIGITS[language][int(character)]
    if character not in _THAI_LETTERS:
        raise ValueError(f"A ticket's number has Latin capitals and digits, not {character!r}.")
    return _THAI_LETTERS[character] if language == "th" else character


def read_number(value: int, language: Language) -> list[str]:
    """Return a whole number as spoken, as a list of words (clips): 121 → `หนึ่ง ร้อย ยี่ สิบ เอ็ด`.

    Written Thai joins the words without spaces. Raises ValueError outside 0–999,999.
    """
    if not 0 <= value <= LARGEST_READ:
        raise ValueError(f"Numbers from 0 to {LARGEST_READ} can be read aloud, not {value}.")
    if value == 0:
        return [_DIGITS[language][0]]
    return {"th": _read_thai, "ms": _read_malay, "en": _read_english}[language](value)


def _read_thai(value: int) -> list[str]:
    """Read with เอ็ด for a last 1 after anything higher (101 หนึ่งร้อยเอ็ด), ยี่สิบ for 20, สิบ without หนึ่ง."""
    words: list[str] = []
    digits = [int(digit) for digit in str(value)]
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit == 0:
            continue
        if place == 0:
            words.append("เอ็ด" if digit == 1 and value > 10 else _DIGITS["th"][digit])
            continue
        if place > 1 or digit > 2:
            words.append(_DIGITS["th"][digit])
        elif digit == 2:
            words.append("ยี่")
        words.append(_THAI_PLACES[place])
    return words


def _read_malay(value: int) -> list[str]:
    """Read with sebelas and belas from 11 to 19, and se- for one ten, hundred and thousand."""
    if value >= 1000:
        thousands = ["seribu"] if value < 2000 else [*_read_malay(value // 1000), "ribu"]
        return thousands + (_read_malay(value % 1000) if value % 1000 else [])
    if value >= 100:
        hundreds = ["seratus"] if value < 200 else [_DIGITS["ms"][value // 100], "ratus"]
        return hundreds + (_read_malay(value % 100) if value % 100 else [])
    if value >= 20:
        return [_DIGITS["ms"][value // 10], "puluh"] + ([_DIGITS["ms"][value % 10]] if value % 10 else [])
    if value >= 12:
        return [_DIGITS["ms"][value - 10], "belas"]
    return [{10: "sepuluh", 11: "sebelas"}.get(value) or _DIGITS["ms"][value]]


def _read_english(value: int) -> list[str]:
    """Read with `and` before the last two digits: one hundred and one, one thousand and one."""
    if value >= 100:
        unit, word = (1000, "thousand") if value >= 1000 else (100, "hundred")
        words = [*_read_english(value // unit), word]
        rest = value % unit
        return words + (
            [] if rest == 0 else ["and", *_read_english(rest)] if rest < 100 else _read_english(rest)
        )
    if value >= 20:
        return [_ENGLISH_TENS[value // 10 - 2]] + ([_DIGITS["en"][value % 10]] if value % 10 else [])
    return [_ENGLISH_TEENS[value - 10] if value >= 10 else _DIGITS["en"][value]]


def sort_key(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the key under which a dictionary would file `text`.

    A leading vowel (เ แ โ ใ ไ) is read after its consonant; tone marks count only between words that are
    otherwise the same.
    """
    letters: list[str] = []
    marks: list[str] = []
    vowel = ""
    for character in text:
        if character in _LEADING_VOWELS:
            vowel += character
        elif character in _MARKS and marks:
            marks[-1] += character
        else:
            letters.append(character + vowel)
            marks.append("")
            vowel = ""
    return (*letters, vowel), tuple(marks)
