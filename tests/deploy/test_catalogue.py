"""The demo town's catalogue is whole, and a wrong catalogue is refused with the place of the fault."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.catalogue import BUILT_IN, Catalogue, load_catalogue, parse_catalogue
from shared.domain.hours import Hours, is_working_day
from shared.live.values import Text

Raw = dict[str, Any]


@pytest.fixture
def raw() -> Raw:
    loaded: Raw = json.loads(BUILT_IN.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def town() -> Catalogue:
    return load_catalogue()


def test_the_seven_groups_stand_as_in_the_look_book(town: Catalogue) -> None:
    assert [(g.prefix, g.code, g.icon, g.department, g.short.th, g.short.ms) for g in town.groups] == [
        ("A", "tax", "receipt", "finance", "ภาษี", "Cukai"),
        ("B", "registry", "id", "clerk", "ทะเบียน", "Daftar"),
        ("C", "welfare", "heart-handshake", "clerk", "สวัสดิการ", "Kebajikan"),
        ("D", "building", "hammer", "works", "ช่าง", "Bangunan"),
        ("E", "licence", "building-store", "health", "ใบอนุญาต", "Lesen"),
        ("F", "education", "backpack", "education", "การศึกษา", "Pendidikan"),
        ("G", "general", "message-circle-question", "clerk", "ทั่วไป", "Urusan am"),
    ]


def test_short_names_fit_the_hall_screen(town: Catalogue) -> None:
    assert [
        g.short for g in town.groups if len(g.short.th) > 9 or len(g.short.ms) > 11 or len(g.short.en) > 11
    ] == []


def test_the_thirty_services_are_spread_as_in_the_domain_brief(town: Catalogue) -> None:
    assert Counter(s.group for s in town.services) == {
        "tax": 6, "registry": 5, "welfare": 4, "building": 4, "licence": 4, "education": 1, "general": 6,
    }  # fmt: skip
    standards = {s.code: (s.standard_minutes, s.standard_days) for s in town.services}
    assert standards["T1"] == (5, None)
    assert standards["W1"] == (30, None)
    assert standards["E1"] == (None, 45)
    assert standards["W3"] == (None, None)


def test_no_word_of_the_catalogue_reveals_an_illness() -> None:
    words = BUILT_IN.read_text(encoding="utf-8").casefold()
    assert [w for w in ("เอดส์", "aids", "hiv", "ผู้ป่วย", "pesakit", "patient") if w in words] == []


def test_every_group_and_service_is_served_by_a_counter_with_a_clerk(town: Catalogue) -> None:
    served = {code for counter in town.counters for code in counter.groups}
    assert served == {g.code for g in town.groups}
    clerks = [p.counter for p in town.staff if p.role == "clerk"]
    assert clerks == [1, 2, 3, 4, 5]
    assert sorted(p.role for p in town.staff if p.role != "clerk") == [
        "administrator",
        "executive",
        "supervisor",
    ]


def test_thai_names_keep_marks_for_line_breaks_and_no_other_odd_blanks(town: Catalogue) -> None:
    texts = [g.name for g in town.groups] + [s.name for s in town.services]
    assert town.groups[0].name == Text(th="ภาษีและ|ค่าธรรมเนียม", ms="Cukai dan bayaran", en="Taxes and fees")
    for text in texts:
        for words in (text.th, text.ms, text.en):
            plain = words.replace("|", "")
            assert plain == " ".join(plain.split())


def test_labour_day_is_a_working_day_and_an_unannounced_eid_never_closes(town: Catalogue) -> None:
    hours = Hours.from_json(town.settings["hours"])
    assert is_working_day(hours, date(2026, 5, 1))
    assert is_working_day(hours, date(2028, 5, 1))
    assert is_working_day(hours, date(2026, 5, 27))
    assert hours.holidays[date(2026, 5, 27)].confirmed is False
    awaiting = sorted(day for day, holiday in hours.holidays.items() if not holiday.confirmed)
    assert awaiting == [
        date(2026, 5, 27), date(2027, 3, 9), date(2027, 5, 16), date(2028, 2, 26), date(2028, 5, 5),
    ]  # fmt: skip


def test_a_holiday_on_a_weekend_has_a_day_in_lieu_that_is_a_working_day_of_the_week(town: Catalogue) -> None:
    hours = Hours.from_json(town.settings["hours"])
    confirmed = {day: holiday.name["en"] for day, holiday in hours.holidays.items() if holiday.confirmed}
    assert min(hours.holidays) >= date(2025, 10, 1)
    assert max(hours.holidays) <= date(2028, 9, 30)
    for day, name in confirmed.items():
        if day.weekday() >= 5:
            assert f"{name} (in lieu)" in {
                confirmed.get(following) for following in (day + timedelta(days=n) for n in (1, 2, 3))
            }
        if name.endswith("(in lieu)"):
            assert day.weekday() < 5


def test_hours_are_half_past_eight_to_half_past_four_with_lunch_on_a_rota(town: Catalogue) -> None:
    hours = town.settings["hours"]
    assert hours["weekly"] == [["08:30", "16:30"]] * 5 + [None, None]
    assert hours["lunch"] == {"start": "12:00", "end": "13:00", "closes": False}
    assert hours["last_ticket_before_min"] == 30
    assert (town.settings["recall_limit"], town.settings["recall_spacing_s"]) == (3, 30)
    assert town.settings["band"] == "A"


def _drop(*path: str | int) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        here: Any = raw
        for key in path[:-1]:
            here = here[key]
        del here[path[-1]]

    return change


def _put(value: object, *path: str | int) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        here: Any = raw
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_drop("groups", 2, "name", "ms"), "groups[2].name.ms is missing"),
        (_put("  ", "services", 0, "steps", 1, "en"), "services[0].steps[1].en must be a text, not '  '"),
        (_drop("settings", "office", "rule", "en"), "settings.office.rule.en is missing"),
        (_put("tax", "groups", 1, "code"), "groups: code 'tax' is there twice"),
        (_put("A", "groups", 1, "prefix"), "groups: prefix 'A' is there twice"),
        (
            _put("O", "groups", 1, "prefix"),
            "groups[1].prefix must be one capital letter other than I and O, not 'O'",
        ),
        (_put("T1", "services", 1, "code"), "services: code 'T1' is there twice"),
        (_put(1, "counters", 1, "number"), "counters: number 1 is there twice"),
        (_put("counter1", "staff", 1, "username"), "staff: username 'counter1' is there twice"),
        (
            _put("police", "groups", 0, "department"),
            "group 'tax': department 'police' is not in the catalogue",
        ),
        (_put("police", "services", 0, "group"), "service 'T1': group 'police' is not in the catalogue"),
        (
            _put("police", "services", 0, "department"),
            "service 'T1': department 'police' is not in the catalogue",
        ),
        (
            _put(["tax", "police"], "counters", 2, "groups"),
            "counter 3: group 'police' is not in the catalogue",
        ),
        (_put([], "counters", 2, "groups"), "counters[2].groups must be a list of codes with at least one"),
        (_put(9, "staff", 0, "counter"), "staff 'counter1': counter 9 is not in the catalogue"),
        (
            _put("mayor", "staff", 0, "role"),
            "staff[0].role must be one of clerk, supervisor, executive, administrator",
        ),
        (_put(2, "services", 0, "standard_days"), "services[0] has a standard in minutes and in days"),
        (
            _put(True, "services", 0, "standard_minutes"),
            "services[0].standard_minutes must be a whole number from 1",
        ),
        (_put([], "services"), "services must be a list with at least one entry"),
        (_put("C", "settings", "band"), "settings.band must be A or B"),
        (_put(0, "settings", "recall_limit"), "settings.recall_limit must be a whole number from 1, not 0"),
        (
            _put(["16:30", "08:30"], "settings", "hours", "weekly", 0),
            "settings.hours: A day opens before it closes",
        ),
    ],
)
def test_a_wrong_catalogue_is_refused_with_the_place_of_the_fault(
    raw: Raw, change: Callable[[Raw], None], sentence: str
) -> None:
    change(raw)
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared below
        parse_catalogue(raw)
    assert str(refused.value).startswith(sentence)


def test_a_file_that_is_no_json_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^town\.json: "):
        load_catalogue(path)


def test_another_town_can_use_its_own_file(raw: Raw, tmp_path: Path) -> None:
    other = copy.deepcopy(raw)
    other["site"] = "elsewhere"
    path = tmp_path / "town.json"
    path.write_text(json.dumps(other), encoding="utf-8")
    assert load_catalogue(path).site == "elsewhere"
