"""Out of order or not, and the fullest moment, in examples and against a naive count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.fairness import Order, Peak, Stay, Turn, order_of, peak_waiting
from shared.domain.statistics import Share
from shared.domain.tickets import TicketClass

N = TicketClass.NORMAL
P = TicketClass.PRIORITY
TODAY = date(2026, 4, 7)
MORNING = datetime(2026, 4, 7, 1, 30, tzinfo=UTC)


def make_turn(
    issued: int,
    called: int | None,
    *,
    day: date = TODAY,
    group: str = "tax",
    klass: TicketClass = N,
    reasoned: bool = False,
) -> Turn:
    return Turn(day, group, klass, issued, called, reasoned)


def at(minute: int) -> datetime:
    return MORNING + timedelta(minutes=minute)


def test_a_line_called_as_it_came_is_in_order() -> None:
    order = order_of([make_turn(1, 10), make_turn(2, 11), make_turn(3, 12)])

    assert order == {(TODAY, "tax", N): Order(called=3)}
    assert order[TODAY, "tax", N].in_order.percent == 100


def test_one_who_passes_two_is_out_of_order_once_and_those_passed_are_not() -> None:
    order = order_of([make_turn(1, 11), make_turn(2, 12), make_turn(3, 10)])[TODAY, "tax", N]

    assert order == Order(called=3, without_reason=1)
    assert order.in_order == Share(2, 3)


def test_a_logged_reason_is_counted_apart() -> None:
    turns = [make_turn(1, 20), make_turn(2, 10, reasoned=True), make_turn(3, 11)]

    assert order_of(turns)[TODAY, "tax", N] == Order(called=3, with_reason=1, without_reason=1)


def test_a_reason_logged_for_a_call_that_was_in_order_counts_for_nothing() -> None:
    assert order_of([make_turn(1, 10, reasoned=True)])[TODAY, "tax", N] == Order(called=1)


def test_those_who_left_are_not_passed_by_anybody() -> None:
    assert order_of([make_turn(1, None), make_turn(2, 10)])[TODAY, "tax", N] == Order(called=1)


def test_day_group_and_class_are_lines_of_their_own() -> None:
    yesterday = TODAY - timedelta(days=1)
    turns = [
        make_turn(1, 15),
        make_turn(2, 11, klass=P),
        make_turn(3, 12, group="registry"),
        make_turn(4, 13, day=yesterday),
    ]

    assert order_of(turns) == {
        (TODAY, "tax", N): Order(called=1),
        (TODAY, "tax", P): Order(called=1),
        (TODAY, "registry", N): Order(called=1),
        (yesterday, "tax", N): Order(called=1),
    }


def test_days_add_up_to_a_round_and_nothing_called_has_no_percent() -> None:
    assert sum([Order(3, 1, 0), Order(4, 0, 2)], start=Order()) == Order(7, 1, 2)
    assert Order(7, 1, 2).out_of_order == 3
    assert Order(7, 1, 2).in_order == Share(4, 7)
    assert Order().in_order.percent is None


@st.composite
def days(draw: st.DrawFn) -> list[Turn]:
    """Return a day's tickets in any order, some never called; all seqs are different."""
    count = draw(st.integers(0, 30))
    seqs = draw(st.permutations(range(count + 1, 2 * count + 1)))
    return draw(
        st.permutations(
            [
                make_turn(
                    issued,
                    draw(st.sampled_from([called, called, called, None])),
                    group=draw(st.sampled_from(["tax", "registry"])),
                    klass=draw(st.sampled_from([N, P])),
                    reasoned=draw(st.booleans()),
                )
                for issued, called in enumerate(seqs, 1)
            ]
        )
    )


@given(days())
def test_order_is_that_of_looking_at_every_pair(turns: list[Turn]) -> None:
    expected: dict[tuple[date, str, TicketClass], Order] = {}
    for turn in turns:
        if turn.called is None:
            continue
        key = (turn.day, turn.group, turn.klass)
        passed = any(
            (o.day, o.group, o.klass) == key
            and o.issued < turn.issued
            and o.called is not None
            and o.called > turn.called
            for o in turns
        )
        found = Order(1, int(passed and turn.reasoned), int(passed and not turn.reasoned))
        expected[key] = expected.get(key, Order()) + found

    assert order_of(turns) == expected


def test_the_fullest_moment_is_the_first_at_which_most_wait() -> None:
    stays = [Stay(at(0), at(20)), Stay(at(5), at(10)), Stay(at(10), at(30)), Stay(at(40), at(50))]

    assert peak_waiting(stays) == Peak(2, at(5))


def test_at_the_instant_of_a_call_one_goes_before_another_comes() -> None:
    assert peak_waiting([Stay(at(0), at(5)), Stay(at(5), at(9))]) == Peak(1, at(0))


def test_somebody_called_in_the_second_of_issue_never_waited() -> None:
    assert peak_waiting([Stay(at(0), at(0))]) is None
    assert peak_waiting([]) is None


def test_a_stay_without_a_known_end_or_that_ends_before_it_begins_counts_for_nothing() -> None:
    assert peak_waiting([Stay(at(0), None), Stay(at(9), at(3)), Stay(at(1), at(2))]) == Peak(1, at(1))


minutes = st.integers(0, 40)
stay_lists = st.lists(st.builds(lambda a, b: Stay(at(a), at(b)), minutes, minutes), max_size=25)


@given(stay_lists)
def test_the_peak_is_that_of_counting_at_every_minute(stays: list[Stay]) -> None:
    waiting = {
        at(m): sum(s.issued_at <= at(m) and s.until is not None and at(m) < s.until for s in stays)
        for m in range(41)
    }
    most = max(waiting.values())
    first = next(instant for instant, count in waiting.items() if count == most)

    assert peak_waiting(stays) == (Peak(most, first) if most else None)
