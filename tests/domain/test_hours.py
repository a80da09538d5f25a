"""Whether the office works: on an ordinary day, at lunch, on holidays and on days set specially."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.hours import (
    DayHours,
    HallState,
    Holiday,
    Hours,
    Lunch,
    bangkok,
    hall_now,
    hours_of,
    is_working_day,
    next_change,
    next_opening,
    service_day,
)
from shared.domain.schedules import HOLIDAY_STATES
from tests.domain.offices import EID, FRIDAY, MONDAY, SATURDAY, SONGKRAN, TUESDAY, USUAL, at, make_hours


def test_the_service_day_changes_at_midnight_in_bangkok_not_in_utc() -> None:
    assert service_day(datetime(2026, 4, 6, 16, 59, 59, tzinfo=UTC)) == date(2026, 4, 6)
    assert service_day(datetime(2026, 4, 6, 17, 0, 0, tzinfo=UTC)) == date(2026, 4, 7)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        service_day(datetime(2026, 4, 7, 9))  # noqa: DTZ001 - that is what is refused


def test_a_clock_time_of_the_office_is_seven_hours_ahead_of_utc() -> None:
    assert bangkok(TUESDAY, time(8, 30)) == datetime(2026, 4, 7, 1, 30, tzinfo=UTC)
    assert bangkok(TUESDAY, time(6)) == datetime(2026, 4, 6, 23, 0, tzinfo=UTC)
    assert bangkok(TUESDAY, time(6)).tzinfo is UTC


@pytest.mark.parametrize(
    ("clock", "state"),
    [
        ("00:00:00", "before"),
        ("08:29:59", "before"),
        ("08:30:00", "open"),
        ("11:59:59", "open"),
        ("12:00:00", "lunch"),
        ("12:59:59", "lunch"),
        ("13:00:00", "open"),
        ("15:59:59", "open"),
        ("16:00:00", "last_ticket"),
        ("16:29:59", "last_ticket"),
        ("16:30:00", "closed"),
        ("23:59:59", "closed"),
    ],
)
def test_the_state_of_an_ordinary_day_changes_on_the_second(clock: str, state: HallState) -> None:
    assert hall_now(make_hours(), at(clock)).state == state


def test_a_lunch_that_closes_has_its_own_state_and_opens_again_after_it() -> None:
    hall = hall_now(make_hours(lunch_closes=True), at("12:20:00"))

    assert hall.state == "lunch_closed"
    assert hall.next_open == at("13:00:00")
    assert hall.lunch == (time(12), time(13))


def test_an_ordinary_day_shows_its_hours_and_the_next_opening_tomorrow() -> None:
    hall = hall_now(make_hours(), at("10:42:00"))

    assert (hall.opens, hall.closes, hall.last_ticket) == (time(8, 30), time(16, 30), time(16))
    assert hall.next_open == at("08:30:00", TUESDAY + timedelta(days=1))
    assert hall.holiday is None


def test_on_friday_evening_the_next_opening_is_monday() -> None:
    assert next_opening(make_hours(), at("16:30:00", FRIDAY)) == at("08:30:00", MONDAY)


def test_at_the_very_moment_of_opening_the_next_one_is_tomorrow() -> None:
    assert next_opening(make_hours(), at("08:30:00")) == at("08:30:00", TUESDAY + timedelta(days=1))


def test_a_weekend_is_closed_and_shows_the_hours_of_monday() -> None:
    hall = hall_now(make_hours(exceptions={MONDAY: DayHours(time(9), time(12))}), at("10:00:00", SATURDAY))

    assert hall.state == "closed"
    assert (hall.opens, hall.closes, hall.last_ticket) == (time(9), time(12), time(11, 30))
    assert hall.lunch is None
    assert hall.next_open == at("09:00:00", MONDAY)


def test_a_confirmed_holiday_closes_and_says_its_name() -> None:
    hall = hall_now(make_hours(holidays={MONDAY: Holiday(SONGKRAN, "closed")}), at("10:00:00", MONDAY))

    assert hall.state == "holiday"
    assert hall.holiday == SONGKRAN
    assert hall.next_open == at("08:30:00", MONDAY + timedelta(days=1))


def test_a_holiday_that_awaits_announcement_never_closes() -> None:
    hours = make_hours(holidays={TUESDAY: Holiday(EID, "awaiting")})

    assert hall_now(hours, at("10:00:00")).state == "open"
    assert hall_now(hours, at("10:00:00")).holiday is None
    assert is_working_day(hours, TUESDAY)


def test_a_special_opening_beats_a_holiday_and_a_weekend() -> None:
    special = DayHours(time(9), time(15))
    hours = make_hours(
        holidays={MONDAY: Holiday(SONGKRAN, "closed")}, exceptions={MONDAY: special, SATURDAY: special}
    )

    assert hours_of(hours, MONDAY) == special
    assert hall_now(hours, at("09:30:00", MONDAY)).state == "open"
    assert hall_now(hours, at("09:30:00", MONDAY)).holiday is None
    assert hall_now(hours, at("09:30:00", SATURDAY)).state == "open"
    assert hall_now(hours, at("15:00:00", SATURDAY)).state == "closed"


def test_a_special_closing_closes_an_ordinary_day() -> None:
    hall = hall_now(make_hours(exceptions={TUESDAY: None}), at("10:00:00"))

    assert hall.state == "closed"
    assert hall.next_open == at("08:30:00", TUESDAY + timedelta(days=1))


def test_a_day_that_ends_during_lunch_works_through() -> None:
    hours = make_hours(lunch_closes=True, exceptions={TUESDAY: DayHours(time(8, 30), time(12, 30))})

    assert hall_now(hours, at("12:10:00")).state == "last_ticket"
    assert hall_now(hours, at("11:59:00")).state == "open"
    assert hall_now(hours, at("11:59:00")).lunch is None


def test_a_special_day_shorter_than_the_last_ticket_gives_none_after_opening() -> None:
    hours = make_hours(exceptions={TUESDAY: DayHours(time(9), time(9, 20))})

    assert hall_now(hours, at("09:00:00")).state == "last_ticket"
    assert hall_now(hours, at("09:00:00")).last_ticket == time(9)


def test_past_the_last_ticket_no_rota_lunch_promises_tickets() -> None:
    hours = make_hours(last_ticket_before_min=270)

    assert hall_now(hours, at("12:10:00")).state == "last_ticket"


def test_an_office_that_never_opens_has_no_next_opening_and_no_hours() -> None:
    hours = Hours((None,) * 7, None, 30, {}, {})
    hall = hall_now(hours, at("10:00:00"))

    assert (hall.state, hall.opens, hall.closes, hall.last_ticket, hall.next_open) == (
        "closed",
        None,
        None,
        None,
        None,
    )
    assert next_change(hours, at("10:00:00")) == bangkok(TUESDAY + timedelta(days=61), time())


def test_an_opening_is_found_sixty_days_ahead_and_not_further() -> None:
    shut: dict[date, DayHours | None] = {TUESDAY + timedelta(days=i): None for i in range(1, 90)}
    sixtieth = TUESDAY + timedelta(days=60)

    assert next_opening(make_hours(exceptions=shut), at("17:00:00")) is None
    assert next_opening(make_hours(exceptions={**shut, sixtieth: USUAL}), at("17:00:00")) == at(
        "08:30:00", sixtieth
    )


@pytest.mark.parametrize(
    ("now", "change"),
    [
        ("07:00:00", "08:30:00"),
        ("08:30:00", "12:00:00"),
        ("12:00:00", "13:00:00"),
        ("13:00:01", "16:00:00"),
        ("16:00:00", "16:30:00"),
    ],
)
def test_the_next_change_of_an_ordinary_day_is_its_next_edge(now: str, change: str) -> None:
    assert next_change(make_hours(), at(now)) == at(change)


def test_after_closing_nothing_changes_until_the_midnight_before_a_working_day() -> None:
    assert next_change(make_hours(), at("16:30:00")) == at("00:00:00", TUESDAY + timedelta(days=1))
    assert next_change(make_hours(), at("16:30:00", FRIDAY)) == at("00:00:00", MONDAY)


@st.composite
def offices(draw: st.DrawFn) -> Hours:
    """Return hours of all kinds around the week of 6 to 26 April 2026."""
    day_hours = st.sampled_from([USUAL, DayHours(time(9), time(12)), DayHours(time(8), time(20))])
    days = st.integers(0, 20).map(lambda offset: date(2026, 4, 6) + timedelta(days=offset))
    return Hours(
        weekly=(USUAL, *(draw(st.one_of(st.none(), day_hours)) for _ in range(6))),
        lunch=draw(
            st.sampled_from([None, Lunch(time(12), time(13), True), Lunch(time(12), time(13), False)])
        ),
        last_ticket_before_min=draw(st.sampled_from([0, 30, 150])),
        holidays=draw(
            st.dictionaries(
                days, st.builds(Holiday, st.just(SONGKRAN), st.sampled_from(HOLIDAY_STATES)), max_size=3
            )
        ),
        exceptions=draw(st.dictionaries(days, st.one_of(st.none(), day_hours), max_size=3)),
    )


instants = st.integers(0, 14 * 24 * 4).map(lambda quarters: at("00:00:00") + timedelta(minutes=15 * quarters))


@given(offices(), instants, st.integers(1, 100))
def test_between_now_and_the_next_change_the_hall_stays_as_it_is(
    hours: Hours, now: datetime, part: int
) -> None:
    change = next_change(hours, now)
    between = now + (change - now) * part / 101

    assert change > now
    assert hall_now(hours, between) == hall_now(hours, now)
    assert hall_now(hours, change) != hall_now(hours, now)


@given(offices(), instants)
def test_the_hall_is_open_at_its_next_opening_and_was_not_just_before(hours: Hours, now: datetime) -> None:
    opening = next_opening(hours, now)

    assert opening is not None
    assert hall_now(hours, opening).state in ("open", "last_ticket")
    assert hall_now(hours, opening - timedelta(seconds=1)).state in ("before", "lunch_closed")


@given(offices())
def test_hours_come_back_from_plain_values_as_they_were(hours: Hours) -> None:
    assert Hours.from_json(hours.to_json()) == hours


def test_a_day_works_through_lunch_or_has_its_own_and_the_next_has_the_offices_again() -> None:
    through = DayHours(time(8, 30), time(16, 30), None)
    prayer = DayHours(time(8, 30), time(16, 30), Lunch(time(11, 30), time(13, 30), closes=True))
    hours = make_hours(lunch_closes=True, exceptions={TUESDAY: through, FRIDAY: prayer})

    assert hall_now(hours, at("12:30:00")).state == "open"
    assert hall_now(hours, at("12:30:00")).lunch is None
    assert hall_now(hours, at("11:45:00", FRIDAY)).state == "lunch_closed"
    assert hall_now(hours, at("11:45:00", FRIDAY)).next_open == at("13:30:00", FRIDAY)
    assert hall_now(hours, at("12:30:00", TUESDAY + timedelta(days=1))).state == "lunch_closed"


def test_a_holiday_on_which_this_office_works_closes_nothing() -> None:
    hours = make_hours(holidays={TUESDAY: Holiday(SONGKRAN, "open")})
    assert hall_now(hours, at("10:00:00")).state == "open"
