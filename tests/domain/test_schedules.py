"""What an office may set about its hours, and what is refused with a sentence."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, time
from typing import Any

import pytest

from shared.domain.schedules import DayHours, Holiday, Hours, Lunch

GOOD: dict[str, Any] = {
    "weekly": [["08:30", "16:30"]] * 5 + [["09:00", "12:00"], None],
    "lunch": {"start": "12:00", "end": "13:00", "closes": False},
    "last_ticket_before_min": 30,
    "holidays": {
        "2026-04-13": {"name": {"th": "วันสงกรานต์", "ms": "Songkran", "en": "Songkran"}, "state": "closed"}
    },
    "exceptions": {
        "2026-05-04": ["08:30", "12:00"],
        "2026-05-05": None,
        "2026-05-06": ["08:30", "16:30", None],
        "2026-05-08": ["08:30", "16:30", {"start": "11:30", "end": "13:30", "closes": True}],
    },
}


def test_plain_values_become_hours() -> None:
    hours = Hours.from_json(GOOD)

    assert hours.weekly[0] == DayHours(time(8, 30), time(16, 30))
    assert hours.weekly[5] == DayHours(time(9), time(12))
    assert hours.weekly[6] is None
    assert hours.lunch == Lunch(time(12), time(13), closes=False)
    assert hours.last_ticket_before_min == 30
    assert hours.holidays[date(2026, 4, 13)].name["ms"] == "Songkran"
    assert hours.exceptions == {
        date(2026, 5, 4): DayHours(time(8, 30), time(12)),
        date(2026, 5, 5): None,
        date(2026, 5, 6): DayHours(time(8, 30), time(16, 30), None),
        date(2026, 5, 8): DayHours(time(8, 30), time(16, 30), Lunch(time(11, 30), time(13, 30), closes=True)),
    }


def test_hours_become_the_same_plain_values_again_and_survive_json() -> None:
    assert json.loads(json.dumps(Hours.from_json(GOOD).to_json())) == GOOD


WRONG: list[tuple[tuple[str | int, ...], object, str]] = [
    (("weekly",), [["08:30", "16:30"]] * 6, "list of 7"),
    (("weekly",), "always", "list of 7"),
    (("weekly", 0), ["16:30", "08:30"], "opens before it closes"),
    (("weekly", 0), ["08:30", "08:30"], "opens before it closes"),
    (("weekly", 0), ["08:30"], "list of 2"),
    (("weekly", 0), ["8:30", "16:30"], "HH:MM"),
    (("weekly", 0), ["08:30", "24:00"], "HH:MM"),
    (("weekly", 0), [830, 1630], "HH:MM"),
    (("weekly", 0), ["08:30", "12:30"], "with work before and after it"),
    (("weekly", 0), ["08:30", "13:00"], "with work before and after it"),
    (("lunch",), {"start": "13:00", "end": "12:00", "closes": False}, "starts before it ends"),
    (("lunch",), {"start": "12:00", "end": "13:00"}, "exactly these keys"),
    (("lunch",), {"start": "18:00", "end": "19:00", "closes": True}, "outside the hours of every day"),
    (("lunch", "closes"), "no", "true or false"),
    (("last_ticket_before_min",), -1, "last ticket"),
    (("last_ticket_before_min",), 180, "last ticket"),
    (("last_ticket_before_min",), "30", "whole number"),
    (("last_ticket_before_min",), True, "whole number"),
    (("holidays", "2026-04-13", "name"), {"th": "วันสงกรานต์"}, "exactly these keys"),
    (("holidays", "2026-04-13", "name", "ms"), " ", "name in th, ms and en"),
    (("holidays", "2026-04-13", "name", "ms"), 5, "name in th, ms and en"),
    (("holidays", "2026-04-13", "state"), "perhaps", "one of closed, open, awaiting"),
    (("holidays", "2026-04-13", "state"), True, "one of closed, open, awaiting"),
    (("holidays", "2026-04-13", "confirmed"), 1, "true or false"),
    (("holidays",), [], "is an object"),
    (("exceptions",), {"4 May": None}, "YYYY-MM-DD"),
    (("exceptions",), {"2026-02-30": None}, "day"),
    (("exceptions", "2026-05-06"), ["08:30", "16:30", True], "`lunch` is an object"),
    (
        ("exceptions", "2026-05-06"),
        ["08:30", "12:00", {"start": "11:30", "end": "13:30", "closes": True}],
        "before and after",
    ),
    (("weekly", 0), ["08:30", "16:30", None], "list of 2"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), WRONG, ids=lambda part: str(part)[:40])
def test_what_does_not_fit_is_refused_with_a_sentence(
    path: tuple[str | int, ...], value: object, sentence: str
) -> None:
    data = deepcopy(GOOD)
    place: Any = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    with pytest.raises(ValueError, match=sentence):
        Hours.from_json(data)


def test_a_missing_or_a_foreign_key_is_refused() -> None:
    wrong: list[object] = [
        {k: v for k, v in GOOD.items() if k != "lunch"},
        {**GOOD, "colour": "green"},
        [],
        None,
    ]
    for data in wrong:
        with pytest.raises(ValueError, match="The office's hours"):
            Hours.from_json(data)


def test_an_office_without_lunch_and_without_any_opening_day_is_allowed() -> None:
    data = {**GOOD, "lunch": None, "weekly": [None] * 7}

    assert Hours.from_json(data).weekly == (None,) * 7


def test_a_half_day_beside_whole_ones_needs_no_lunch() -> None:
    assert not Lunch(time(12), time(13), closes=True).fits(DayHours(time(9), time(12)))
    assert Lunch(time(12), time(13), closes=True).fits(DayHours(time(9), time(16)))


def test_a_holiday_needs_its_three_names() -> None:
    with pytest.raises(ValueError, match="th, ms and en"):
        Holiday({"th": "วันสงกรานต์", "en": "Songkran"}, "closed")


def test_a_file_from_before_the_three_states_says_confirmed() -> None:
    name = {"th": "วันสงกรานต์", "ms": "Songkran", "en": "Songkran"}
    for confirmed, state in ((True, "closed"), (False, "awaiting")):
        data = {**GOOD, "holidays": {"2026-04-13": {"name": name, "confirmed": confirmed}}}
        assert Hours.from_json(data).holidays[date(2026, 4, 13)].state == state
