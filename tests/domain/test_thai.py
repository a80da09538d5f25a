"""Digits, dates, times, reading aloud and the order of words."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.hours import BANGKOK
from shared.domain.thai import (
    LARGEST_READ,
    MONTHS,
    SHORT_MONTHS,
    WEEKDAYS,
    Language,
    arabic_digits,
    clock_time,
    date_range,
    long_date,
    read_number,
    read_ticket,
    screen_date,
    short_date,
    sort_key,
    thai_digits,
)

SEED = date(2023, 11, 22)
TUESDAY = date(2026, 4, 7)


def test_documents_have_thai_digits_in_decimals_too() -> None:
    assert thai_digits("ร้อยละ 91.65 (A012)") == "ร้อยละ ๙๑.๖๕ (A๐๑๒)"


@given(st.text())
def test_thai_digits_change_nothing_but_digits_and_go_back(text: str) -> None:
    assert arabic_digits(thai_digits(text)) == arabic_digits(text)
    assert len(thai_digits(text)) == len(text)


def test_dates_are_written_as_in_the_source_document() -> None:
    assert thai_digits(long_date(SEED)) == "๒๒ พฤศจิกายน ๒๕๖๖"
    assert thai_digits(short_date(SEED)) == "๒๒ พ.ย. ๖๖"


def test_malay_and_english_dates_are_in_the_common_era() -> None:
    assert long_date(SEED, "ms") == "22 November 2023"
    assert long_date(date(2026, 8, 1), "ms") == "1 Ogos 2026"
    assert short_date(SEED, "en") == "22 Nov 2023"


def test_screens_show_the_weekday_without_a_comma_in_thai_only() -> None:
    assert screen_date(TUESDAY) == "อังคาร 7 เมษายน 2569"
    assert screen_date(TUESDAY, "ms") == "Selasa, 7 April 2026"
    assert screen_date(TUESDAY, "en") == "Tuesday, 7 April 2026"


def test_a_range_over_two_years_is_written_in_full() -> None:
    text = date_range(date(2022, 10, 1), date(2023, 3, 31))

    assert thai_digits(text) == "๑ ตุลาคม ๒๕๖๕ – ๓๑ มีนาคม ๒๕๖๖"


def test_what_both_ends_of_a_range_share_is_written_once() -> None:
    assert date_range(TUESDAY, TUESDAY) == "7 เมษายน 2569"
    assert date_range(TUESDAY, date(2026, 4, 9)) == "7 – 9 เมษายน 2569"
    assert date_range(TUESDAY, date(2026, 6, 30), "en") == "7 April – 30 June 2026"
    assert date_range(date(2025, 4, 7), date(2026, 4, 7), "en") == "7 April 2025 – 7 April 2026"


def test_times_have_a_full_stop_and_the_thai_word_in_thai_only() -> None:
    assert thai_digits(clock_time(time(8, 30))) == "๐๘.๓๐ น."
    assert clock_time(datetime(2026, 4, 7, 10, 42, 59, tzinfo=BANGKOK), "ms") == "10.42"


def test_every_language_has_twelve_months_and_seven_days_all_different() -> None:
    for names, count in ((MONTHS, 12), (SHORT_MONTHS, 12), (WEEKDAYS, 7)):
        assert {len(set(words)) for words in names.values()} == {count}
    assert [WEEKDAYS[language][TUESDAY.weekday()] for language in WEEKDAYS] == ["อังคาร", "Selasa", "Tuesday"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("th", "เอ ศูนย์ หนึ่ง สอง"), ("ms", "A kosong satu dua"), ("en", "A zero one two")],
)
def test_a_ticket_is_read_character_by_character(language: Language, words: str) -> None:
    assert read_ticket("A012", language) == words.split()


@pytest.mark.parametrize("number", ["a012", "A-12", "ก012", "A๐๑๒"])
def test_only_latin_capitals_and_digits_are_read_as_a_ticket(number: str) -> None:
    with pytest.raises(ValueError, match="Latin capitals"):
        read_ticket(number, "th")


@pytest.mark.parametrize(
    ("value", "thai"),
    [
        (0, "ศูนย์"),
        (1, "หนึ่ง"),
        (10, "สิบ"),
        (11, "สิบเอ็ด"),
        (12, "สิบสอง"),
        (20, "ยี่สิบ"),
        (21, "ยี่สิบเอ็ด"),
        (31, "สามสิบเอ็ด"),
        (100, "หนึ่งร้อย"),
        (101, "หนึ่งร้อยเอ็ด"),
        (110, "หนึ่งร้อยสิบ"),
        (111, "หนึ่งร้อยสิบเอ็ด"),
        (120, "หนึ่งร้อยยี่สิบ"),
        (121, "หนึ่งร้อยยี่สิบเอ็ด"),
        (202, "สองร้อยสอง"),
        (1001, "หนึ่งพันเอ็ด"),
        (20_000, "สองหมื่น"),
        (100_000, "หนึ่งแสน"),
        (999_999, "เก้าแสนเก้าหมื่นเก้าพันเก้าร้อยเก้าสิบเก้า"),
    ],
)
def test_numbers_are_read_in_thai(value: int, thai: str) -> None:
    assert "".join(read_number(value, "th")) == thai


@pytest.mark.parametrize(
    ("value", "malay", "english"),
    [
        (0, "kosong", "zero"),
        (8, "lapan", "eight"),
        (10, "sepuluh", "ten"),
        (11, "sebelas", "eleven"),
        (12, "dua belas", "twelve"),
        (19, "sembilan belas", "nineteen"),
        (20, "dua puluh", "twenty"),
        (21, "dua puluh satu", "twenty one"),
        (100, "seratus", "one hundred"),
        (101, "seratus satu", "one hundred and one"),
        (215, "dua ratus lima belas", "two hundred and fifteen"),
        (1000, "seribu", "one thousand"),
        (1001, "seribu satu", "one thousand and one"),
        (1100, "seribu seratus", "one thousand one hundred"),
        (11_011, "sebelas ribu sebelas", "eleven thousand and eleven"),
        (100_000, "seratus ribu", "one hundred thousand"),
        (
            999_999,
            "sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan",
            "nine hundred and ninety nine thousand nine hundred and ninety nine",
        ),
    ],
)
def test_numbers_are_read_in_malay_and_english(value: int, malay: str, english: str) -> None:
    assert read_number(value, "ms") == malay.split()
    assert read_number(value, "en") == english.split()


@pytest.mark.parametrize("value", [-1, LARGEST_READ + 1])
def test_numbers_that_have_no_clips_are_refused(value: int) -> None:
    with pytest.raises(ValueError, match="read aloud"):
        read_number(value, "th")


PLACES = {"สิบ": 10, "ร้อย": 100, "พัน": 1000, "หมื่น": 10_000, "แสน": 100_000}
DIGITS = {word: value for value, word in enumerate(read_ticket("0123456789", "th"))} | {"ยี่": 2, "เอ็ด": 1}


@given(st.integers(0, LARGEST_READ))
def test_what_is_read_in_thai_is_heard_as_the_same_number(value: int) -> None:
    heard, digit = 0, None
    for word in read_number(value, "th"):
        if word in PLACES:
            heard += PLACES[word] * (1 if digit is None else digit)
            digit = None
        else:
            digit = DIGITS[word]

    assert heard + (digit or 0) == value


@given(st.integers(0, LARGEST_READ), st.integers(0, LARGEST_READ))
def test_different_numbers_never_sound_the_same(one: int, other: int) -> None:
    for language in WEEKDAYS:
        assert (read_number(one, language) == read_number(other, language)) == (one == other)


def test_words_are_filed_as_in_a_thai_dictionary() -> None:
    filed = ["กบ", "กา", "เก็บ", "แก", "ไก่", "ขา", "ขาว", "ข่าว", "ข้าว", "เขา", "ใบ", "มา", "แม่", "ไหม", "ไหม้"]

    turned = filed[::-1]

    assert sorted(turned, key=sort_key) == filed


def test_services_are_filed_by_their_consonants_not_their_leading_vowels() -> None:
    services = ["เบี้ยความพิการ", "แจ้งเกิด", "ภาษีป้าย", "โอนกรรมสิทธิ์", "จดทะเบียนพาณิชย์", "ใบอนุญาต"]

    assert sorted(services, key=sort_key) == [
        "จดทะเบียนพาณิชย์",
        "แจ้งเกิด",
        "เบี้ยความพิการ",
        "ใบอนุญาต",
        "ภาษีป้าย",
        "โอนกรรมสิทธิ์",
    ]  # fmt: skip
